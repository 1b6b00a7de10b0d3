// The list of indicators, filtered as one types. Every row is in the page already, those that do not fit are hidden:
// without this script the same form asks the server, which hides the same ones.
const form = document.getElementById("find");
const told = document.getElementById("told");
const clear = document.getElementById("clear");
const rows = [...document.querySelectorAll(".one")];
const themes = [...document.querySelectorAll(".theme")];
const filters = [...form.querySelectorAll("select")];

// the same as hytemap/maps/letters.py: no case, no marks on letters, one kind of dash
function folded(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").replace(/[‐-―−]/g, "-").toLowerCase();
}

function fits(row, words, chosen) {
  return words.every((word) => row.dataset.words.includes(word))
    && chosen.every(([name, value]) => row.dataset[name].split(" ").includes(value));
}

function show() {
  const words = folded(form.q.value).split(/\s+/).filter(Boolean);
  const chosen = filters.filter((one) => one.value).map((one) => [one.name, one.value]);
  let shown = 0;
  for (const row of rows) {
    row.hidden = !fits(row, words, chosen);
    shown += row.hidden ? 0 : 1;
  }
  for (const theme of themes) theme.hidden = !theme.querySelector(".one:not([hidden])");
  const text = shown === 0 ? told.dataset.none : shown === 1 ? told.dataset.one : told.dataset.more;
  told.textContent = text.replace("{shown}", shown);
  clear.hidden = words.length === 0 && chosen.length === 0;
  remember(chosen);
}

// The address is a link to what is seen; it is replaced, so that Back leads to the page before. Browsers allow a page
// only so many changes of its address in a while: it waits until nothing was typed for a moment, or a link is followed.
let address = location.href;
let waiting = 0;

function replace() {
  clearTimeout(waiting);
  if (address !== location.href) history.replaceState(null, "", address);
}

function remember(chosen) {
  const asked = new URLSearchParams();
  const search = form.q.value.trim();
  if (search) asked.set("q", search);
  for (const [name, value] of chosen) asked.set(name, value);
  address = location.origin + location.pathname + (asked.size ? `?${asked}` : "");
  clearTimeout(waiting);
  waiting = setTimeout(replace, 250);
  for (const link of document.querySelectorAll(".languages a")) {
    const bare = link.getAttribute("href").split("?")[0];
    link.setAttribute("href", asked.size ? `${bare}?${asked}` : bare);
  }
}

form.querySelector(".show").hidden = true;
document.addEventListener("click", replace, { capture: true });
form.addEventListener("input", show);
form.addEventListener("change", show);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  show();
});
clear.addEventListener("click", (event) => {
  event.preventDefault();
  form.q.value = "";
  for (const one of filters) one.value = "";
  show();
  form.q.focus();
});
// a browser that comes Back fills the fields as they were left
addEventListener("pageshow", show);
