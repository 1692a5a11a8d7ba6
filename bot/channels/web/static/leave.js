// Leaving the page: loaded first, so that it works whatever else is broken, slow or offline.
(function () {
  "use strict";
  var root = document.documentElement;
  var gone = false;
  var tabs = null;
  var host = null; // tells the site around this frame, once that has made itself known

  // Where a browser keeps nothing for a page in another site's frame, even this may be forbidden.
  try { tabs = new BroadcastChannel("leave"); } catch (without) { /* each tab leaves alone then */ }

  // The livelier page needs modules; without them the plain forms stay.
  if ("noModule" in HTMLScriptElement.prototype) root.classList.add("live");
  window.addEventListener("error", function (event) {
    var target = event.target;
    var ours = target === window || (target && target.tagName === "SCRIPT");
    if (ours && !window.talking) root.classList.remove("live");
  }, true);

  function blank() {
    root.classList.add("gone");
    document.title = "";
    if (document.body) document.body.textContent = "";
    try { sessionStorage.clear(); } catch (blocked) { /* there is nothing to clear then */ }
  }

  function tell(token) {
    if (!token) return;
    try {
      fetch("/leave", {
        method: "POST", keepalive: true, redirect: "manual", headers: { Authorization: "Bearer " + token },
      }).catch(function () { /* offline: it ends by itself after a quiet day */ });
    } catch (blocked) { /* the page still goes */ }
  }

  function leave(fromAnotherTab) {
    if (gone) return;
    gone = true;
    var form = document.getElementById("leave");
    var site = (form && form.getAttribute("data-site")) || "about:blank";
    var token = form && form.elements.token.value;
    blank();
    window.dispatchEvent(new Event("leave"));
    if (tabs && !fromAnotherTab) tabs.postMessage("leave");
    tell(token);
    if (!host) { leaving.go(site); return; }
    // The loader goes first, for it can also silence a host page that asks before it is left.
    host("leave");
    setTimeout(function () { leaving.go(site); }, 200);
  }

  window.leaveNow = function () { leave(false); };
  if (tabs) tabs.onmessage = function () { leave(true); };
  leaving.onThreeShifts(window.leaveNow);

  document.addEventListener("submit", function (event) {
    if (event.target.id !== "leave") return;
    event.preventDefault();
    leave(false);
  });
  // A browser that kept the page for its back button shows nothing of it.
  window.addEventListener("pageshow", function (event) {
    if (event.persisted && gone) { blank(); leaving.go("about:blank"); }
  });

  // On another site, in the loader's frame. What is said to the host is one of three words, ever.
  if (window.parent === window) return;

  function known(origin) {
    return (root.getAttribute("data-hosts") || "").split(" ").some(function (site) {
      var ends = site.split("*");
      if (ends.length === 1) return origin === site;
      return origin.indexOf(ends[0]) === 0 && origin.slice(-ends[1].length) === ends[1];
    });
  }

  window.addEventListener("message", function (event) {
    if (event.source !== window.parent || !known(event.origin)) return;
    if (event.data === "make-it-safe leave") leave(false);
    if (event.data !== "make-it-safe hello") return;
    host = function (word) { window.parent.postMessage("make-it-safe " + word, event.origin); };
    root.classList.add("hosted"); // the loader shows the button for leaving
    host("ready");
  });
  document.addEventListener("keydown", function (event) {
    if (host && event.key === "Escape" && !event.isComposing) host("minimise");
  });
})();
