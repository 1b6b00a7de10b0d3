/* The comparison page: all maps move together, and an area pointed at or marked in one place is so everywhere.
   Every word that is said stands in the page; without this script links mark areas and forms choose. */
import { moveTogether } from "./compare_maps.js";

const root = document.getElementById("compare");
const rows = new Map([...root.querySelectorAll(".compared tr[data-code]")].map((row) => [row.dataset.code, row]));
const maps = [...root.querySelectorAll(".drawn svg")].filter((svg) => svg.querySelector(".areas"));
const names = [...root.querySelectorAll(".mark")];
const told = document.getElementById("compare-told");
const line = root.querySelector("p.pointed");
const heads = [...root.querySelectorAll(".compared thead tr:first-child th")].slice(1).map((head) => head.textContent.trim());

let marked = codesOf(location.href);

function codesOf(address) {
  const said = new URL(address).searchParams.get("areas") || "";
  return [...new Set(said.split(","))].filter((code) => rows.has(code));
}

/* Outlines lie in groups of their own above the areas: moving an area itself would take the focus and the pointer. */
function layer(svg, name) {
  const found = svg.querySelector(`.${name}`);
  if (found) return found;
  const group = document.createElementNS(svg.namespaceURI, "g");
  group.setAttribute("class", name);
  svg.querySelector(".borders").after(group);
  return group;
}

function outline(svg, name, kind, codes) {
  layer(svg, name).replaceChildren(...codes.flatMap((code) => ["halo", kind].map((look) => {
    const shape = document.createElementNS(svg.namespaceURI, "use");
    shape.setAttribute("href", `#shape-${code}`);
    shape.setAttribute("class", look);
    return shape;
  })));
}

/* --- pointing --- */

function point(code) {
  for (const svg of maps) outline(svg, "pointer", "pointed", code ? [code] : []);
  for (const dot of root.querySelectorAll("circle[data-code]")) dot.classList.toggle("pointed", dot.dataset.code === code);
  for (const [one, row] of rows) row.classList.toggle("pointed-at", one === code);
  line.hidden = !code;
  if (code) line.textContent = figures(code);
}

/* "Name: title value; title value", from the table, so that it is said as it is there */
function figures(code) {
  const row = rows.get(code);
  const values = [...row.querySelectorAll("td.first")].map((cell, i) => `${heads[i]} ${cell.dataset.told || cell.firstChild.textContent.trim()}`);
  return `${row.querySelector(".mark").textContent}: ${values.join("; ")}`;
}

root.addEventListener("pointerover", (event) => {
  const at = event.target.closest("[data-code]");
  if (at) point(at.dataset.code);
});
root.addEventListener("pointerout", (event) => {
  if (event.target.closest("[data-code]") && !event.relatedTarget?.closest?.("[data-code]")) point(null);
});
root.addEventListener("focusin", (event) => point(event.target.matches(".mark") ? event.target.dataset.code : null));
root.addEventListener("focusout", () => point(null));
addEventListener("keydown", (event) => {
  if (event.key === "Escape") point(null);
});

/* --- marking --- */

function show() {
  for (const svg of maps) outline(svg, "marks", "marked", marked);
  for (const dot of root.querySelectorAll("circle[data-code]")) dot.classList.toggle("marked", marked.includes(dot.dataset.code));
  for (const [code, row] of rows) row.classList.toggle("marked", marked.includes(code));
  for (const name of names) name.setAttribute("aria-pressed", String(marked.includes(name.dataset.code)));
  const links = document.querySelectorAll('.languages a, .downloads a:not([href*="/api/"]), .pairs a, .scale-note a');
  for (const link of links) link.href = withMarked(link.href);
  for (const form of root.querySelectorAll('form:not([data-of="level"])')) {
    const field = form.elements.areas || form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name: "areas" }));
    field.value = marked.join(",");
    field.disabled = marked.length === 0;
  }
}

function withMarked(address) {
  const url = new URL(address);
  url.searchParams.delete("areas");
  const asked = url.searchParams.toString().replaceAll("%2C", ",");
  const areas = marked.length ? `${asked ? "&" : ""}areas=${marked.join(",")}` : "";
  url.search = asked + areas;
  return url.href;
}

function toggle(code) {
  const on = !marked.includes(code);
  marked = on ? [...marked, code] : marked.filter((one) => one !== code);
  history.pushState(null, "", withMarked(location.href));
  show();
  const said = on ? root.dataset.marked : root.dataset.unmarked;
  told.textContent = said.replace("{area}", on ? figures(code) : rows.get(code).querySelector(".mark").textContent);
}

root.addEventListener("click", (event) => {
  const at = event.target.closest(".mark, .drawn [data-code]");
  if (!at) return;
  event.preventDefault();
  toggle(at.dataset.code);
  if (at.matches(".mark")) stop(at);
});
addEventListener("popstate", () => {
  marked = codesOf(location.href);
  show();
});

/* --- the table's names: one stop of the Tab key, arrows between them --- */

function stop(name) {
  for (const one of names) one.tabIndex = one === name ? 0 : -1;
}

for (const name of names) {
  name.setAttribute("role", "button");
  name.addEventListener("focus", () => stop(name));
  name.addEventListener("keydown", (event) => {
    const at = names.indexOf(name);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: names.length - 1 }[event.key];
    if (event.key === " ") {
      event.preventDefault();
      toggle(name.dataset.code);
    } else if (next !== undefined) {
      event.preventDefault();
      names[Math.max(0, Math.min(names.length - 1, next))].focus();
    }
  });
}
for (const note of root.querySelectorAll(".mark + .visually-hidden")) note.remove();

root.classList.add("scripted");
if (names.length) stop(names[0]);
show();
moveTogether(root, maps, (times) => { told.textContent = root.dataset.zoom.replace("{times}", times); });
root.dataset.ready = "";
