/* The table beside the map, painted anew from the answer: every area with value, standing, difference and bar. */

import { element, svg, say } from "./elements.js";

export function makeTable(table, data, state, words) {
  const said = words.said;
  const bodies = { members: table.tBodies[0], others: table.tBodies[1] || null };
  const note = document.getElementById("table-note");
  let rows = new Map(), stop = null;

  function paint() {
    const view = state.view;
    const focused = table.contains(document.activeElement) ? document.activeElement.closest("tr") : null;
    const areas = state.areas();
    const share = view.compared_as === "share";
    const bar = bars(areas, view, share);
    const anyInterval = areas.some((area) => area.low !== null);

    say(table.caption, view.ranked > 1 ? words.filled(said.ranked, { level: view.level_title }) : view.level_title);
    head(view, share);
    rows = new Map();
    const members = areas.filter((area) => area.member).sort(byPlace(view));
    const others = areas.filter((area) => !area.member);
    bodies.members.replaceChildren(...members.map((area) => row(area, view, bar)));
    if (bodies.others) { bodies.others.remove(); bodies.others = null; }
    if (others.length) {
      const title = element("tr", {}, element("th", { scope: "rowgroup", colspan: 4 }, said.notOfCity));
      bodies.others = element("tbody", { class: "others" }, title, ...others.map((area) => row(area, view, bar)));
      table.append(bodies.others);
    }
    say(note, [bar.city !== null ? said.barsAndCity : bar.longest ? said.bars : "", anyInterval ? said.interval : ""].filter(Boolean).join(" "));
    const first = rows.has(stop) ? stop : rows.keys().next().value;
    makeStop(first);
    if (focused && rows.has(focused.dataset.code)) rows.get(focused.dataset.code).button.focus({ preventScroll: true });
    mark();
  }

  function head(view, share) {
    const [, area, value, compared] = table.tHead.rows[0].cells;
    say(area, said.levels[view.level].area);
    say(value, view.unit_text || said.value);
    const base = view.base.base;
    compared.classList.toggle("against", base !== "espoo");
    const title = share ? said.ofCity : base === "espoo" ? said.againstCity : words.filled(said.against, { base: view.base.name });
    const unit = share ? "%" : view.unit === "percent" ? said.percentPoints : view.unit_text;
    compared.replaceChildren(title);
    if (unit) compared.append(element("br"), element("span", { class: "unit" }, unit));
  }

  /* the highest value first; equal ones and those without a value by name */
  function byPlace(view) {
    const severity = (area) => ["ok", "estimated", "not_applicable", "missing", "suppressed"].indexOf(area.status);
    const place = (area) => (area.rank ? [0, area.rank, area.order] : [1, severity(area), area.order]);
    return (a, b) => {
      const one = place(a), other = place(b);
      for (let i = 0; i < 3; i += 1) if (one[i] !== other[i]) return one[i] < other[i] ? -1 : 1;
      return 0;
    };
  }

  /* bars start from zero, so that lengths compare as values do */
  function bars(areas, view, share) {
    const ends = areas.flatMap((area) => [area.value, area.high]);
    if (!share) ends.push(view.city.value);
    const sizes = ends.filter((end) => end !== null).map(Math.abs);
    const longest = sizes.length ? Math.max(...sizes) : 0;
    const length = (value) => (value === null || !longest ? null : Math.round((10000 * Math.abs(value)) / longest) / 100);
    return { longest, length, city: share ? null : length(view.city.value) };
  }

  function picture(area, view, bar) {
    const length = bar.length(area.value);
    if (length === null) return null;
    const parts = [svg("rect", { class: "bar-length", width: length, height: 6, fill: view.classes[area.class] ? view.classes[area.class].colour : "currentColor" })];
    const [low, high] = [bar.length(area.low), bar.length(area.high)];
    if (low !== null && high !== null && area.low >= 0) {
      const d = `M${Math.min(low, 100)} 3H${Math.min(high, 100)}`;
      parts.push(svg("path", { class: "bar-whisker-casing", d }), svg("path", { class: "bar-whisker", d }));
    }
    if (bar.city !== null) {
      const d = `M${bar.city} 0V6`;
      parts.push(svg("path", { class: "bar-city-casing", d }), svg("path", { class: "bar-city", d }));
    }
    return svg("svg", { class: "bar", viewBox: "0 0 100 6", preserveAspectRatio: "none", "aria-hidden": "true", focusable: "false" }, ...parts);
  }

  function row(area, view, bar) {
    const button = element("button", {
      type: "button", class: "name", tabindex: -1, lang: area.lang, title: words.filled(said.choose, { area: area.name })
    }, area.name);
    const profile = element("a", {
      class: "profile", href: `/${data.language}/areas/${view.level}/${area.code}`, "aria-label": words.filled(said.profileOf, { area: area.name })
    }, said.profile);
    const name = element("th", { scope: "row" }, button, picture(area, view, bar), profile);
    const made = element("tr", { "data-code": area.code }, element("td", { class: "rank" }, words.ordinal(area.rank)), name);
    if (area.value === null) {
      made.append(element("td", { class: "status", colspan: 2 }, area.text));
    } else {
      const value = element("td", { class: "number" }, words.withoutUnit(area.text, view.unit_text));
      if (area.low !== null) {
        const between = `${words.number(area.low, view.decimals)}–${words.number(area.high, view.decimals)}`;
        value.append(element("span", { class: "interval" }, between));
      }
      const share = view.compared_as === "share";
      const compared = share ? words.number(area.compared, 1) : words.signed(area.compared, view.decimals);
      const against = element("td", { class: "number" }, compared);
      // an area that is not of the city is not judged beside it
      if (area.judgement && area.member) {
        against.append(element("span", { class: `judgement ${area.judgement}` }, said.judgements[area.judgement]));
      }
      made.append(value, against);
    }
    rows.set(area.code, { row: made, button });
    made.addEventListener("mouseenter", () => state.point(area.code));
    made.addEventListener("mouseleave", () => state.point(null));
    made.addEventListener("click", (event) => { if (!event.target.closest("a")) state.pin(area.code); });
    button.addEventListener("focus", () => { makeStop(area.code); state.point(area.code); });
    button.addEventListener("blur", () => state.point(null));
    button.addEventListener("keydown", (event) => step(event, area.code));
    return made;
  }

  /* one tab stop for all rows, arrow keys between them: 46 stops would be a wall */
  function makeStop(code) {
    if (rows.has(stop)) rows.get(stop).button.tabIndex = -1;
    stop = code;
    if (rows.has(code)) rows.get(code).button.tabIndex = 0;
  }

  function step(event, from) {
    const codes = [...rows.keys()], at = codes.indexOf(from);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: codes.length - 1 }[event.key];
    if (to === undefined || !codes[to]) return;
    event.preventDefault();
    rows.get(codes[to]).button.focus();
  }

  function mark() {
    for (const [code, { row, button }] of rows) {
      const chosen = state.pinned.includes(code);
      row.classList.toggle("chosen", chosen);
      row.classList.toggle("pointed", code === state.pointed);
      button.setAttribute("aria-pressed", String(chosen));
    }
  }

  state.onChange((what) => {
    if (what === "view") paint();
    else if (what !== "level") mark();
  });
  paint();
}

