// The loader on another site: a button, a way out, and a frame of our own origin. No word of a talk comes here.
// The server puts into this: exit.js, embed.css, the words of one language, the page's and the neutral address.
(function () {
EXIT
var baked = BAKED;
var words = baked.words;
var root = document.documentElement;
var home = new URL(baked.page, document.currentScript.src);
var seen = window.visualViewport;
var frame, ready, away, sheet;

// Pasted twice by mistake: one button is enough.
if (root.chat) return;
root.chat = true;

function make(tag, word, act) {
  var element = document.createElement(tag);
  if (word) element.textContent = words[word];
  if (act) element.onclick = act;
  return element;
}

// Blank at once; the frame ends the talk and says so, and away it goes, with or without that answer.
function leave() {
  if (away) return;
  away = true;
  root.style.setProperty("display", "none", "important");
  document.title = "";
  onbeforeunload = null;
  setTimeout(go, 300);
  send("leave");
}

function go() { leaving.go(baked.site); }

function send(word) { frame.contentWindow.postMessage("make-it-safe " + word, home.origin); }

function minimise() { dialog.close(); }

function show() {
  // Too old for a style that strict sites let through: the page itself, then.
  if (!sheet || !dialog.showModal) { location.href = home; return; }
  if (!frame) load();
  dialog.showModal();
  frame.focus();
}

function load() {
  frame = make("iframe");
  frame.title = words.title;
  frame.referrerPolicy = "no-referrer";
  frame.setAttribute("sandbox", "allow-same-origin allow-scripts allow-forms allow-popups"
    + " allow-popups-to-escape-sandbox allow-top-navigation");
  frame.onload = greet;
  frame.src = home;
  dialog.append(frame);
  leaving.onThreeShifts(leave);
}

// A frame that stays silent was refused: by our server, which does not know this site, or by this site.
function greet() {
  send("hello");
  setTimeout(function () { answered(ready); }, 4000);
}

// A phone's keyboard would push the way out from sight; a screen made bigger by two fingers is left alone.
function fit() {
  if (seen.scale > 1) return;
  var style = host.style;
  style.setProperty("--top", seen.offsetTop + "px");
  style.setProperty("--high", seen.height + "px");
}

function answered(did) {
  frame.hidden = !did;
  alone.hidden = did;
}

// No "are you sure?" that this site asks may hold anybody back.
addEventListener("beforeunload", function (event) { if (away) event.stopImmediatePropagation(); });
addEventListener("message", function (event) {
  var said = event.data;
  if (!frame || event.source !== frame.contentWindow || event.origin !== home.origin) return;
  if (said === "make-it-safe ready") answered(ready = true);
  if (said === "make-it-safe minimise") minimise();
  if (said === "make-it-safe leave") { leave(); go(); }
});

var host = make("div");
var inside = host.attachShadow({ mode: "closed" });
var opener = make("button", "open", show);
var dialog = make("dialog");
var bar = make("div");
var exit = make("button", "leave", leave);
var alone = make("a", "alone");
// Set by script, which no policy forbids: this site's own style reaches no further.
host.style.cssText = "all:initial!important";
host.lang = baked.language;
host.dir = baked.direction;
opener.className = "open";
exit.className = "leave";
alone.href = home;
alone.hidden = true;
dialog.setAttribute("aria-label", words.title);
bar.append(exit, make("button", "minimise", minimise));
dialog.append(bar, alone);
inside.append(dialog, opener);
try {
  sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  inside.adoptedStyleSheets = [sheet];
} catch (old) {
  sheet = null;
}
if (seen) seen.onresize = seen.onscroll = fit;
root.append(host);
})();
