// What many sites with a form have.
window.addEventListener("load", () => {
  window.onbeforeunload = () => "Stay?";
  window.addEventListener("beforeunload", (event) => { event.preventDefault(); event.returnValue = "Stay?"; });
});
