// What leaving is, for the page and for the loader on other sites alike; small, first, and alone.
var leaving = {
  // Away with the whole tab, and nothing to go back to.
  go: function (site) {
    try { top.location.replace(site); } catch (framed) { location.replace(site); }
  },
  // Shift three times, within two seconds each, with no other key between.
  onThreeShifts: function (leave) {
    var presses = 0, lastPress = 0;
    addEventListener("keydown", function (event) {
      if (event.key !== "Shift") { presses = 0; return; }
      if (event.repeat) return;
      var now = Date.now();
      presses = now - lastPress < 2000 ? presses + 1 : 1;
      lastPress = now;
      if (presses === 3) leave();
    }, true);
  },
};
