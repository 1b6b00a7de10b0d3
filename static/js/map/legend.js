/* The legend, painted anew from the answer; it marks the class of the area pointed at and of those pinned. */

import { element, svg } from "./elements.js";

export function makeLegend(legend, state, words) {
  const said = words.said;
  let classes = [];

  function paint() {
    const view = state.view;
    const parts = [legend.querySelector("h2")];
    classes = [];
    if (view.classes.length) {
      const title = view.unit_text ? `${view.title}, ${view.unit_text}` : view.title;
      parts.push(element("p", { class: "legend-line" }, element("strong", {}, title), element("span", {}, view.colours_text || "")));
      classes = view.classes.map((one) => element("li", {},
        svg("svg", { class: "swatch", viewBox: "0 0 10 10", preserveAspectRatio: "none", "aria-hidden": "true", focusable: "false" },
          svg("rect", { width: 10, height: 10, fill: one.colour })),
        element("span", { class: "limits" }, one.label),
        element("span", { class: "count" }, words.counted(said.areas, one.count)),
        element("span", { class: "held" })));
      parts.push(element("ul", { class: "classes" }, ...classes));
    }
    const statuses = view.statuses.filter((one) => one.status !== "ok");
    if (statuses.length) parts.push(element("ul", { class: "statuses" }, ...statuses.map((one) => status(one, view))));
    if (view.classes.length) parts.push(element("p", { class: "legend-note" }, note(view)));
    legend.replaceChildren(...parts);
    markPinned();
  }

  function status(one, view) {
    const estimated = one.status === "estimated";
    const middle = view.classes[Math.floor(view.classes.length / 2)];
    const box = estimated
      ? svg("rect", { class: "key-estimated", x: 1, y: 1, width: 26, height: 14, fill: middle && middle.colour })
      : svg("rect", { class: "key-hatched", x: 0.5, y: 0.5, width: 27, height: 15, fill: `url(#hatch-${one.status})` });
    const key = svg("svg", { class: "key", viewBox: "0 0 28 16", width: 28, height: 16, "aria-hidden": "true", focusable: "false" }, box);
    const count = element("span", { class: "count" }, `(${words.counted(said.areas, one.count)})`);
    const text = element("span", {}, estimated ? `${said.about} ` : "", element("strong", {}, one.label), `: ${said.statusReasons[one.status]} `, count);
    return element("li", {}, key, text);
  }

  function note(view) {
    const parts = [`${said.methods[view.method]}, ${words.counted(said.classes, view.classes.length)}.`];
    if (view.years.length > 1) parts.push(said.sameLimits);
    if (view.fewer_text) parts.push(view.fewer_text);
    parts.push(said.onLimit, words.filled(said.city, { value: view.city.text }));
    return parts.join(" ");
  }

  function markPointed() {
    const area = state.pointed ? state.area(state.pointed) : null;
    classes.forEach((one, i) => one.classList.toggle("pointed", Boolean(area) && area.class === i));
  }

  function markPinned() {
    const pinned = state.pinned.map((code) => state.area(code)).filter(Boolean);
    classes.forEach((one, i) => {
      const held = pinned.filter((area) => area.class === i);
      one.classList.toggle("pinned", held.length > 0);
      one.querySelector(".held").replaceChildren(...held.map((area) => element("span", { lang: area.lang }, area.name)));
    });
  }

  state.onChange((what) => {
    if (what === "view") paint();
    if (what === "pinned") markPinned();
    if (what !== "level") markPointed();
  });
  paint();
}
