/* What stands over the map and in the window's title, and links that go with the view. */

import { say } from "./elements.js";
import { queryOf } from "./address.js";
import { upperFirst } from "./words.js";

export function makeHeadline(state) {
  const heading = document.querySelector("h1"), city = document.getElementById("city-value");
  const base = document.getElementById("base-line");

  function paint() {
    const view = state.view;
    say(heading, view.heading);
    document.title = `${view.heading}, ${view.level_title} – hytemap`;
    say(city, view.city.text);
    if (!base) return;
    base.hidden = view.base.base === "espoo";
    say(base.querySelector(".city-name"), upperFirst(view.base.name || ""));
    say(base.querySelector(".city-value"), view.base.text);
  }

  /* the same view in the other languages, and the way from an embedded map to the page */
  function link() {
    const query = queryOf(state.question, state.pinned);
    for (const one of document.querySelectorAll("a[hreflang], link[hreflang], a[data-same-view]")) {
      const start = one.href.split("/map")[0];
      one.href = `${start}/map?${query}`;
    }
    const canonical = document.querySelector('link[rel="canonical"]');
    if (canonical) canonical.href = `${canonical.href.split("?")[0]}?${query}`;
  }

  state.onChange((what) => {
    if (what === "view") paint();
    if (what === "view" || what === "pinned") link();
  });
}
