// Everything a page can do to learn what goes on in a frame of another origin. What it finds lies in `saw`.
window.saw = new Set();
window.stolen = { roots: [], frames: new Set() };

function tell(kind, value) {
  let text;
  try { text = typeof value === "string" ? value : JSON.stringify(value); } catch (closed) { text = String(value); }
  saw.add(kind + ": " + text);
}

function flat(thing) {
  const found = {};
  for (const name in thing) {
    try { if (["string", "number", "boolean"].includes(typeof thing[name])) found[name] = thing[name]; } catch (closed) { /* shut */ }
  }
  return found;
}

// Its own way into everything: closed roots opened, calls listened to.
const attach = Element.prototype.attachShadow;
Element.prototype.attachShadow = function () {
  const root = attach.call(this, { mode: "open" });
  stolen.roots.push(root);
  watch(root);
  return root;
};
function listenTo(owner, name, kind) {
  const real = owner && owner[name];
  if (!real) return;
  owner[name] = function (...given) { tell(kind, given.map(String)); return real.apply(this, given); };
}
listenTo(window, "fetch", "fetch");
listenTo(window, "postMessage", "postMessage");
listenTo(MessagePort.prototype, "postMessage", "port");
listenTo(XMLHttpRequest.prototype, "open", "xhr");
listenTo(XMLHttpRequest.prototype, "send", "xhr");
listenTo(Navigator.prototype, "sendBeacon", "beacon");
listenTo(Storage.prototype, "setItem", "storage");
listenTo(BroadcastChannel.prototype, "postMessage", "broadcast");
listenTo(EventTarget.prototype, "addEventListener", "listener");
listenTo(Node.prototype, "appendChild", "append");

// Every event there is, before anybody else.
const types = ["error", "blur", "focus", "beforeunload", "unload", "storage", "hashchange", "popstate", "offline", "online"];
for (const name in window) if (name.startsWith("on")) types.push(name.slice(2));
for (const name of ["beforeinput", "compositionstart", "compositionupdate", "compositionend", "focusin", "focusout",
  "copy", "cut", "paste", "selectionchange", "visibilitychange", "fullscreenchange", "securitypolicyviolation"]) types.push(name);
for (const type of new Set(types)) {
  const hear = (event) => tell("event " + type, flat(event));
  window.addEventListener(type, hear, true);
  document.addEventListener(type, hear, true);
}
window.addEventListener("message", (event) => tell("message", [event.origin, event.data, event.ports.length]), true);
window.addEventListener("beforeunload", (event) => { event.preventDefault(); event.returnValue = "Stay?"; });
new BroadcastChannel("leave").onmessage = (event) => tell("broadcast heard", event.data);

// Every change of what is on the page, also in roots that were meant to be closed.
function watch(node) {
  new MutationObserver((changes) => changes.forEach((change) => {
    change.addedNodes.forEach((added) => {
      tell("added", added.outerHTML || added.textContent);
      if (added.tagName === "IFRAME") stolen.frames.add(added);
    });
    tell("changed", [change.type, change.attributeName, change.target.textContent]);
  })).observe(node, { subtree: true, childList: true, attributes: true, characterData: true });
}
watch(document);

// Every measurement.
PerformanceObserver.supportedEntryTypes.forEach((type) => {
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => tell("measured " + type, entry.toJSON())))
    .observe({ type, buffered: true });
});

// Again and again: what can be read of the frame, and of everything that is kept.
function poke(name, read) {
  try { tell("read " + name, String(read())); } catch (closed) { tell("refused " + name, closed.name); }
}
function pokeFrame(other) {
  for (const name of ["location", "document", "name", "length", "closed", "opener", "parent", "sessionStorage", "localStorage",
    "history", "navigator", "token", "leaveNow", "talking", "performance", "fetch", "origin", "innerWidth"]) {
    poke("frame." + name, () => { const value = other[name]; return name === "location" ? value.href : value; });
  }
  poke("frame text", () => other.document.body.innerText);
}
setInterval(() => {
  for (let each = 0; each < window.frames.length; each += 1) pokeFrame(window.frames[each]);
  stolen.frames.forEach((frame) => {
    poke("contentDocument", () => frame.contentDocument);
    poke("src", () => frame.src);
    poke("svg document", () => frame.getSVGDocument());
    if (frame.contentWindow) pokeFrame(frame.contentWindow);
  });
  stolen.roots.forEach((root) => tell("root", root.textContent));
  poke("localStorage", () => JSON.stringify(localStorage));
  poke("sessionStorage", () => JSON.stringify(sessionStorage));
  poke("cookie", () => document.cookie);
  poke("title", () => document.title);
  poke("address", () => location.href + " " + history.length);
  poke("selection", () => String(getSelection()));
  poke("active", () => document.activeElement.outerHTML);
  poke("clipboard", () => document.hasFocus());
}, 25);

// What else a hostile page may try of the server itself; each answer that it may read is told.
window.tryServer = async function (home) {
  const asked = [];
  for (const path of ["/", "/say", "/stream", "/replies", "/words", "/leave", "/health", "/static/talk.js", "/favicon.ico"]) {
    for (const method of ["GET", "POST"]) {
      for (const credentials of ["omit", "include"]) {
        const read = await fetch(home + path, { method, credentials, headers: { Authorization: "Bearer " + "a".repeat(43) } })
          .then((answer) => answer.type + " " + answer.status, () => "refused");
        asked.push(read);
      }
    }
    asked.push(await fetch(home + path).then((answer) => answer.type, () => "refused"));
  }
  return [...new Set(asked)];
};
window.tryFrame = function () {
  const frame = [...stolen.frames][0];
  for (const word of ["make-it-safe token", "hello", "make-it-safe hello", { token: true }, ["leave"], "make-it-safe ready",
    "make-it-safe", null, 7, "make-it-safe hello "]) frame.contentWindow.postMessage(word, "*");
  try { frame.contentWindow.eval("1"); } catch (closed) { return closed.name; }
  return "open";
};
