// The button that prints the page: it can do so only with a script, so it is shown only by one.
const button = document.getElementById("print");
if (button) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
