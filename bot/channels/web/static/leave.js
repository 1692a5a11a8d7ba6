// Leaving: small, first, and alone, so that it works whatever else is broken, slow or offline.
(function () {
  "use strict";
  var root = document.documentElement;
  var gone = false;
  var presses = 0;
  var lastPress = 0;
  var tabs = "BroadcastChannel" in window ? new BroadcastChannel("leave") : null;

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

  function go(site) {
    try {
      window.top.location.replace(site);
    } catch (framed) {
      window.location.replace(site);
    }
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
    go(site);
  }

  window.leaveNow = function () { leave(false); };
  if (tabs) tabs.onmessage = function () { leave(true); };

  document.addEventListener("submit", function (event) {
    if (event.target.id !== "leave") return;
    event.preventDefault();
    leave(false);
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Shift") { presses = 0; return; }
    if (event.repeat) return;
    var now = Date.now();
    presses = now - lastPress < 2000 ? presses + 1 : 1;
    lastPress = now;
    if (presses === 3) leave(false);
  });
  // A browser that kept the page for its back button shows nothing of it.
  window.addEventListener("pageshow", function (event) {
    if (event.persisted && gone) { blank(); go("about:blank"); }
  });
})();
