/* Draws the areas of the block #map-data with Leaflet into #map, and ties them to the table's rows.
   Styles go through classes and the CSSOM: the page's content policy allows no inline style or script. */
(function () {
  "use strict";

  var container = document.getElementById("map");
  var block = document.getElementById("map-data");
  if (!container || !block || !window.L) return;
  var data = JSON.parse(block.textContent);
  var words = data.words;
  var told = document.getElementById("map-told");
  var touch = window.matchMedia("(pointer: coarse)").matches;

  var map = L.map(container, {
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
  L.control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
  // the wheel scrolls the page until the map has been chosen
  map.on("focus", function () { map.scrollWheelZoom.enable(); });
  map.on("blur", function () { map.scrollWheelZoom.disable(); });

  var bounds = data.bounds ? L.latLngBounds([[data.bounds[1], data.bounds[0]], [data.bounds[3], data.bounds[2]]]) : null;
  function fit() {
    if (bounds) map.fitBounds(bounds, { padding: [10, 10] });
    else map.setView([60.2, 24.65], 10);
  }
  fit();
  if (bounds) map.setMaxBounds(bounds.pad(0.6));

  ["outlines", "marks", "names"].forEach(function (name, i) {
    var pane = map.createPane(name);
    pane.style.zIndex = 450 + 10 * i;
    pane.style.pointerEvents = "none";
    pane.setAttribute("aria-hidden", "true");
  });
  var outlines = L.svg({ pane: "outlines", padding: 0.5 });
  var marks = L.svg({ pane: "marks", padding: 0.5 });

  /* areas */
  var byCode = {};
  var tip = L.tooltip({ className: "told", direction: "top", offset: [0, -8], opacity: 1 });
  data.areas.forEach(function (area) {
    var hasClass = area["class"] >= 0;
    var layer = L.geoJSON(area.geometry, {
      className: hasClass ? "area" : "area area-hatched",
      fillColor: hasClass ? data.colours[area["class"]] : "url(#hatch-" + area.status + ")",
      fillOpacity: 1,
      opacity: 1,
      weight: 1.5
    });
    byCode[area.code] = { area: area, layer: layer };
    // not bindTooltip: its focus listeners make browsers take every polygon for a tab stop
    layer.on("mouseover", function (event) { hover(area.code); map.openTooltip(tip.setContent(tooltip(area)).setLatLng(event.latlng)); });
    layer.on("mousemove", function (event) { tip.setLatLng(event.latlng); });
    layer.on("mouseout", function () { hover(null); map.closeTooltip(tip); });
    layer.on("click", function () { choose(area.code); });
    layer.addTo(map);
    eachPath(layer, function (path) {
      path.setAttribute("data-code", area.code);
      path.setAttribute("data-status", area.status);
    });
  });
  map.on("click", function (event) { if (!event.originalEvent.target.closest(".area")) choose(null); });

  function eachPath(layer, act) {
    layer.eachLayer(function (one) { if (one.getElement()) act(one.getElement()); });
  }

  function tooltip(area) {
    var box = document.createElement("div");
    box.append(element("strong", area.name), document.createTextNode(area.value));
    // an area without a value shows its word in place of it: not twice
    if (area.word && area.word !== area.value) box.append(element("span", area.word));
    if (!area.member) box.append(element("span", words.notMember));
    else if (area.rank) box.append(element("span", words.place.replace("{rank}", area.rank)));
    return box;
  }

  function element(tag, text, className) {
    var made = document.createElement(tag);
    made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  /* estimated areas: a dashed outline on a casing. A border shared by two of them is drawn once, or its dashes would
     fill each other's gaps. */
  var drawn = {};
  data.areas.forEach(function (area) {
    if (area.status !== "estimated") return;
    var lines = [];
    // islets a fraction of the area's main part carry no dashes: there is no room for one
    var sizes = area.geometry.coordinates.map(function (polygon) { return boxOf(polygon[0]); });
    var largest = Math.max.apply(null, sizes);
    area.geometry.coordinates.forEach(function (polygon, i) {
      if (sizes[i] < largest / 40) return;
      polygon.forEach(function (ring) { lines.push.apply(lines, undrawn(ring)); });
    });
    ["outline-casing", "outline-estimated"].forEach(function (name) {
      var line = L.polyline(lines, { className: name, renderer: outlines, interactive: false, smoothFactor: 0, fill: false }).addTo(map);
      line.getElement().setAttribute("data-code", area.code);
    });
  });

  function boxOf(ring) {
    var lon = ring.map(function (at) { return at[0]; }), lat = ring.map(function (at) { return at[1]; });
    return (Math.max.apply(null, lon) - Math.min.apply(null, lon)) * (Math.max.apply(null, lat) - Math.min.apply(null, lat));
  }

  function undrawn(ring) {
    var lines = [], line = null;
    for (var i = 1; i < ring.length; i += 1) {
      var a = ring[i - 1], b = ring[i];
      var key = a < b ? a + " " + b : b + " " + a;
      if (drawn[key]) { line = null; continue; }
      drawn[key] = true;
      if (!line) { line = [[a[1], a[0]]]; lines.push(line); }
      line.push([b[1], b[0]]);
    }
    return lines;
  }

  /* names */
  var names = data.areas.filter(function (area) { return area.point; }).map(function (area) {
    var label = element("div", "", "area-name" + (data.fewAreas ? "" : " crowded"));
    label.textContent = area.name;
    map.getPane("names").append(label);
    return { area: area, label: label, at: L.latLng(area.point[1], area.point[0]) };
  });
  // large areas first: their names have the most room and are missed the most
  names.sort(function (a, b) { return extent(b.area.code) - extent(a.area.code); });

  function extent(code) {
    var box = byCode[code].layer.getBounds();
    return (box.getEast() - box.getWest()) * (box.getNorth() - box.getSouth());
  }

  var TRIED = [[0, 0], [0, -14], [0, 14], [-18, 0], [18, 0], [-18, -14], [18, -14], [-18, 14], [18, 14], [0, -26], [0, 26], [-36, 0], [36, 0], [-36, 26], [36, 26]];

  function placeNames() {
    var taken = [], size = map.getSize();
    names.forEach(function (name) {
      var centre = map.latLngToLayerPoint(name.at), inView = map.latLngToContainerPoint(name.at);
      var box = byCode[name.area.code].layer.getBounds();
      var room = Math.abs(map.latLngToLayerPoint(box.getNorthEast()).x - map.latLngToLayerPoint(box.getSouthWest()).x);
      name.label.textContent = name.area.name;
      // where the whole name would hide its area, it breaks after its hyphen
      if (name.label.offsetWidth > room * 0.85) name.label.textContent = name.area.name.replace("-", "-\n");
      var width = name.label.offsetWidth, height = name.label.offsetHeight;
      var offsets = data.fewAreas ? TRIED : width <= room * 0.95 ? TRIED.slice(0, 3) : [];
      var found = offsets.find(function (offset) {
        var left = inView.x + offset[0] - width / 2, top = inView.y + offset[1] - height / 2;
        if (left < 2 || top < 2 || left + width > size.x - 2 || top + height > size.y - 2) return false;
        return taken.every(function (other) {
          return left + width + 3 < other[0] || other[2] + 3 < left || top + height < other[1] || other[3] < top;
        });
      });
      name.label.classList.toggle("left-out", !found);
      if (!found) return;
      var at = [inView.x + found[0] - width / 2, inView.y + found[1] - height / 2];
      taken.push([at[0], at[1], at[0] + width, at[1] + height]);
      L.DomUtil.setPosition(name.label, centre.add([found[0] - width / 2, found[1] - height / 2]).round());
    });
  }
  map.on("zoomend moveend resize", placeNames);
  placeNames();

  /* one area hovered, one chosen; both are drawn over the map and marked in the table */
  var hovered = L.layerGroup().addTo(map), chosen = L.layerGroup().addTo(map), chosenCode = null;

  function outline(group, code, classNames) {
    group.clearLayers();
    if (!code || !byCode[code]) return;
    classNames.forEach(function (name) {
      group.addLayer(L.geoJSON(byCode[code].area.geometry, { className: name, renderer: marks, interactive: false, fill: false }));
    });
  }

  function hover(code) {
    outline(hovered, code, ["outline-hover"]);
  }

  function choose(code) {
    chosenCode = code === chosenCode ? null : code;
    outline(chosen, chosenCode, ["outline-chosen-casing", "outline-chosen"]);
    Object.keys(rows).forEach(function (key) {
      rows[key].row.classList.toggle("chosen", key === chosenCode);
      rows[key].button.setAttribute("aria-pressed", String(key === chosenCode));
    });
    if (chosenCode && rows[chosenCode]) makeStop(rows[chosenCode].button);
    var area = chosenCode && byCode[chosenCode] ? byCode[chosenCode].area : null;
    if (told) told.textContent = area ? area.name + ": " + area.value : "";
  }

  /* rows: names of drawn areas become buttons that show the area on the map. One tab stop for all of them, arrow keys
     between them: 46 stops would be a wall. */
  var rows = {}, buttons = [];
  document.querySelectorAll(".areas tr[data-code]").forEach(function (row) {
    var code = row.dataset.code, name = row.querySelector(".name");
    if (!byCode[code] || !name) return;
    var button = element("button", name.textContent, "name");
    button.type = "button";
    button.tabIndex = buttons.length ? -1 : 0;
    button.title = words.choose.replace("{area}", name.textContent);
    button.setAttribute("aria-pressed", "false");
    name.replaceWith(button);
    rows[code] = { row: row, button: button };
    buttons.push(button);
    row.addEventListener("mouseenter", function () { hover(code); });
    row.addEventListener("mouseleave", function () { hover(null); });
    row.addEventListener("click", function () { choose(code); });
    button.addEventListener("focus", function () { hover(code); });
    button.addEventListener("blur", function () { hover(null); });
    button.addEventListener("keydown", function (event) { step(event, buttons.indexOf(button)); });
  });

  function makeStop(button) {
    buttons.forEach(function (other) { other.tabIndex = other === button ? 0 : -1; });
  }

  function step(event, from) {
    var to = { ArrowDown: from + 1, ArrowUp: from - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (to === undefined || !buttons[to]) return;
    event.preventDefault();
    makeStop(buttons[to]);
    buttons[to].focus();
  }

  var width = container.clientWidth, height = container.clientHeight;
  if (window.ResizeObserver) {
    new ResizeObserver(function () {
      if (container.clientWidth === width && container.clientHeight === height) return;
      width = container.clientWidth;
      height = container.clientHeight;
      map.invalidateSize({ animate: false });
      fit();
    }).observe(container);
  }
  container.dataset.ready = "true";
})();
