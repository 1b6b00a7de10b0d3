/* The builder: code and preview follow each choice, the code is copied by a button, the preview follows its height. */

const form = document.getElementById("builder");
form.classList.add("live");
let turn = 0;

async function renew() {
  if (!form.reportValidity()) return;
  turn += 1;
  const mine = turn;
  const address = `${form.getAttribute("action")}?${new URLSearchParams(new FormData(form))}`;
  let page;
  try {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(answer.status);
    page = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    // the way without a script says what is wrong
    if (mine === turn) form.submit();
    return;
  }
  if (mine !== turn) return;
  const focused = document.activeElement && document.activeElement.id;
  for (const id of ["builder-year", "builder-result"]) {
    document.getElementById(id).replaceChildren(...page.getElementById(id).childNodes);
  }
  const again = focused && document.getElementById(focused);
  if (again) again.focus({ preventScroll: true });
  for (const code of document.querySelectorAll(".languages a")) {
    const same = page.querySelector(`.languages a[hreflang="${code.hreflang}"]`);
    if (same) code.setAttribute("href", same.getAttribute("href"));
  }
  window.history.replaceState(null, "", address);
  prepare();
}

function prepare() {
  const button = document.getElementById("copy");
  const code = document.getElementById("code"), told = document.getElementById("copied");
  button.hidden = false;
  button.addEventListener("click", async () => {
    told.textContent = "";
    try {
      await navigator.clipboard.writeText(code.value);
      told.textContent = told.dataset.copied;
    } catch {
      // browsers give the clipboard to pages under https alone
      code.select();
      told.textContent = document.execCommand("copy") ? told.dataset.copied : told.dataset.selected;
    }
  });
}

form.addEventListener("change", renew);
form.addEventListener("submit", (event) => { event.preventDefault(); renew(); });
window.addEventListener("message", (event) => {
  const preview = document.getElementById("preview"), told = event.data || {};
  if (event.origin !== window.location.origin || event.source !== preview.contentWindow) return;
  if (told.type === "hytemap:height" && told.height > 0 && preview.dataset.follows === "true") preview.style.height = `${Math.ceil(told.height)}px`;
});
prepare();
