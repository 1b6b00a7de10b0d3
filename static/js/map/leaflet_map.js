/* The map: polygons once a level, then only their colours; outlines of what is pointed at, focused and pinned.
   Styles go through classes and the CSSOM: the page's content policy allows no inline style. */

import { nextArea } from "./directions.js";
import { dashes } from "./dashes.js";
import { makeNames } from "./names.js";

const L = window.L;

export function makeMap(container, data, state, words) {
  const touch = window.matchMedia("(pointer: coarse)").matches;
  const map = L.map(container, {
    zoomControl: false,
    attributionControl: false,
    zoomSnap: 0.1,
    zoomDelta: 0.5,
    minZoom: 8,
    maxZoom: 15,
    // one finger scrolls the page, two move the map
    dragging: !touch,
    scrollWheelZoom: false,
    fadeAnimation: false,
    zoomAnimation: false,
    renderer: L.svg({ padding: 0.5 })
  });
  L.control.zoom({ zoomInTitle: words.said.zoomIn, zoomOutTitle: words.said.zoomOut }).addTo(map);
  // the wheel scrolls the page until the map has been chosen
  map.on("focus", () => map.scrollWheelZoom.enable());
  map.on("blur", () => map.scrollWheelZoom.disable());

  const panes = { surroundings: 350, outlines: 450, marks: 460, names: 470 };
  for (const [name, order] of Object.entries(panes)) {
    const pane = map.createPane(name);
    pane.style.zIndex = order;
    pane.style.pointerEvents = "none";
    pane.setAttribute("aria-hidden", "true");
  }
  const renderers = {
    surroundings: L.svg({ pane: "surroundings", padding: 0.5 }),
    outlines: L.svg({ pane: "outlines", padding: 0.5 }),
    marks: L.svg({ pane: "marks", padding: 0.5 })
  };

  let bounds = null, moved = false, fitting = false;
  map.on("zoomend dragend", () => { moved = moved || !fitting; });
  function fit() {
    fitting = true;
    fitBounds();
    fitting = false;
  }

  function fitBounds() {
    if (bounds) map.fitBounds(bounds, { padding: [10, 10] });
    else map.setView([60.2, 24.65], 10);
  }

  /* areas of the level */
  let layers = new Map();
  const drawn = L.layerGroup().addTo(map);
  const estimated = L.layerGroup().addTo(map);
  const tip = L.tooltip({ className: "told", direction: "top", offset: [0, -8], opacity: 1 });
  const names = makeNames(map, (code) => layers.get(code).getBounds());
  let stop = null;

  function paintLevel() {
    const focused = document.activeElement && document.activeElement.matches("path.area");
    const before = bounds;
    const [west, south, east, north] = state.level.bounds || [];
    bounds = state.level.bounds ? L.latLngBounds([[south, west], [north, east]]) : null;
    // a change of level keeps the map's place
    if (!before) fit();
    map.setMaxBounds(bounds ? bounds.pad(0.6) : null);
    drawn.clearLayers();
    layers = new Map();
    for (const area of state.drawn()) {
      const layer = L.geoJSON(area.geometry, { className: "area", fillOpacity: 1, opacity: 1, weight: 1.5 });
      layers.set(area.code, layer);
      // not bindTooltip: its focus listeners make browsers take every polygon for a tab stop
      layer.on("mouseover", (event) => { state.point(area.code); showTip(area.code, event.latlng); });
      layer.on("mousemove", (event) => tip.setLatLng(event.latlng));
      layer.on("mouseout", () => { state.point(null); map.closeTooltip(tip); });
      layer.on("click", () => state.pin(area.code));
      layer.addTo(drawn);
      path(area.code, (one) => makeButton(one, area));
    }
    stop = null;
    const group = container.querySelector(".leaflet-overlay-pane svg g");
    if (group) {
      group.setAttribute("role", "group");
      group.setAttribute("aria-label", words.said.onMap);
    }
    names.show(state.level);
    if (focused && state.drawn().length) focusOn(state.drawn()[0].code);
  }

  function path(code, act) {
    const layer = layers.get(code);
    if (layer) layer.eachLayer((one) => { if (one.getElement()) act(one.getElement()); });
  }

  /* every area can be reached and chosen by keyboard, with one tab stop for all of them */
  function makeButton(one, area) {
    one.setAttribute("data-code", area.code);
    one.setAttribute("role", "button");
    one.setAttribute("tabindex", "-1");
    if (area.lang) one.setAttribute("lang", area.lang);
    one.addEventListener("focus", () => {
      makeStop(area.code);
      if (one.matches(":focus-visible")) outline(focusedMark, [area.code], ["outline-focus-casing", "outline-focus"]);
      state.point(area.code);
    });
    one.addEventListener("blur", () => { focusedMark.clearLayers(); state.point(null); });
    one.addEventListener("keydown", (event) => key(event, area.code));
  }

  function key(event, code) {
    const to = nextArea(event.key, code, state.drawn(), state.areas());
    if (to) {
      event.preventDefault();
      event.stopPropagation();
      focusOn(to);
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      event.stopPropagation();
      state.pin(code);
    }
  }

  function focusOn(code) {
    path(code, (one) => {
      one.focus({ preventScroll: true });
      const at = layers.get(code).getBounds().getCenter();
      if (!map.getBounds().contains(at)) map.panTo(at, { animate: false });
    });
  }

  function makeStop(code) {
    if (stop && stop !== code) path(stop, (one) => one.setAttribute("tabindex", "-1"));
    stop = code;
    path(code, (one) => one.setAttribute("tabindex", "0"));
  }

  function paintView() {
    const { classes } = state.view;
    for (const area of state.areas()) {
      path(area.code, (one) => {
        const hasClass = area.class !== null;
        const fill = hasClass ? classes[area.class].colour : `url(#hatch-${area.status})`;
        one.setAttribute("fill", fill);
        one.classList.toggle("area-hatched", !hasClass);
        one.setAttribute("data-status", area.status);
        one.setAttribute("aria-label", told(area).join(", "));
      });
    }
    estimated.clearLayers();
    const some = state.areas().filter((area) => area.status === "estimated" && area.geometry);
    for (const [code, lines] of dashes(some)) {
      for (const className of ["outline-casing", "outline-estimated"]) {
        const line = L.polyline(lines, { className, renderer: renderers.outlines, interactive: false, smoothFactor: 0, fill: false });
        line.addTo(estimated);
        line.getElement().setAttribute("data-code", code);
      }
    }
    if (!stop && state.drawn().length) makeStop(firstRanked());
  }

  function firstRanked() {
    const ranked = state.areas().filter((area) => area.geometry).sort((a, b) => (a.rank || 999) - (b.rank || 999));
    return ranked[0].code;
  }

  /* name, value, standing: what pointing at an area tells, and what a screen reader hears */
  function told(area) {
    const status = state.view.statuses.find((one) => one.status === area.status);
    const parts = [area.name, area.text];
    // an area without a value shows its word in place of it: not twice
    if (status && status.label && status.label !== area.text) parts.push(status.label);
    if (!area.member) parts.push(words.said.notMember);
    else if (area.rank) parts.push(words.filled(words.said.place, { rank: words.ordinal(area.rank), ranked: state.view.ranked }));
    return parts;
  }

  function showTip(code, at) {
    const [name, value, ...more] = told(state.area(code));
    const box = document.createElement("div");
    const strong = document.createElement("strong");
    strong.textContent = name;
    box.append(strong, value);
    for (const text of more) {
      const line = document.createElement("span");
      line.textContent = text;
      box.append(line);
    }
    map.openTooltip(tip.setContent(box).setLatLng(at));
  }

  /* outlines lie over the map and take no part in it: moving a path itself would drop the focus */
  const pointedMark = L.layerGroup().addTo(map);
  const pinnedMark = L.layerGroup().addTo(map);
  const focusedMark = L.layerGroup().addTo(map);

  function outline(group, codes, classNames) {
    group.clearLayers();
    for (const code of codes) {
      const area = state.area(code);
      if (!area || !area.geometry) continue;
      for (const className of classNames) {
        L.geoJSON(area.geometry, { className, renderer: renderers.marks, interactive: false, fill: false }).addTo(group);
      }
    }
  }

  function paintPinned() {
    outline(pinnedMark, state.pinned, ["outline-chosen-casing", "outline-chosen"]);
    for (const area of state.drawn()) {
      path(area.code, (one) => one.setAttribute("aria-pressed", String(state.pinned.includes(area.code))));
    }
  }

  state.onChange((what) => {
    if (what === "level") { paintLevel(); paintPinned(); }
    if (what === "view") paintView();
    if (what === "pinned") paintPinned();
    if (what === "pointed") outline(pointedMark, state.pointed ? [state.pointed] : [], ["outline-hover"]);
  });

  paintLevel();
  paintView();
  paintPinned();

  /* land around, from our own data: after the map itself, as nothing waits for it */
  function surround({ land, sea }) {
    const draw = (geometry, className) => {
      L.geoJSON(geometry, { className, renderer: renderers.surroundings, interactive: false }).addTo(map);
    };
    for (const geometry of sea) draw(geometry, "sea");
    for (const geometry of land) draw(geometry, "neighbour");
  }

  let width = container.clientWidth, height = container.clientHeight;
  new ResizeObserver(() => {
    if (container.clientWidth === width && container.clientHeight === height) return;
    width = container.clientWidth;
    height = container.clientHeight;
    map.invalidateSize({ animate: false });
    // whoever moved the map moved it to see something
    if (!moved) fit();
  }).observe(container);

  return { map, surround };
}
