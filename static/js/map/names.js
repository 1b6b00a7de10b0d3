/* Names on the map: large areas first, none over another, left out where there is no room. */

const L = window.L;
const TRIED = [
  [0, 0], [0, -14], [0, 14], [-18, 0], [18, 0], [-18, -14], [18, -14], [-18, 14], [18, 14], [0, -26], [0, 26],
  [-36, 0], [36, 0], [-36, 26], [36, 26], [-36, -26], [36, -26], [54, 0], [-54, 0], [54, 18], [54, -18], [-54, 18],
  [-54, -18], [72, 0], [-72, 0], [72, 24], [72, -24], [0, 40], [0, -40]
];

export function makeNames(map, boundsOf) {
  let names = [], few = true;

  function show(level) {
    map.getPane("names").replaceChildren();
    few = level.fewAreas;
    names = level.areas.filter((area) => area.point).map((area) => {
      const label = document.createElement("div");
      label.className = "area-name" + (few ? "" : " crowded");
      if (area.lang) label.lang = area.lang;
      label.textContent = area.name;
      map.getPane("names").append(label);
      return { area, label, at: L.latLng(area.point[1], area.point[0]) };
    });
    // large areas first: their names have the most room and are missed the most
    names.sort((a, b) => extent(b.area.code) - extent(a.area.code));
    place();
  }

  function extent(code) {
    const box = boundsOf(code);
    return (box.getEast() - box.getWest()) * (box.getNorth() - box.getSouth());
  }

  function place() {
    const taken = [], size = map.getSize();
    for (const name of names) {
      const centre = map.latLngToLayerPoint(name.at), inView = map.latLngToContainerPoint(name.at);
      const box = boundsOf(name.area.code);
      const room = Math.abs(map.latLngToLayerPoint(box.getNorthEast()).x - map.latLngToLayerPoint(box.getSouthWest()).x);
      name.label.textContent = name.area.name;
      // where the whole name would hide its area, it breaks after its hyphen
      if (name.label.offsetWidth > room * 0.85) name.label.textContent = name.area.name.replace("-", "-\n");
      const width = name.label.offsetWidth, height = name.label.offsetHeight;
      const offsets = few ? TRIED : width <= room * 0.95 ? TRIED.slice(0, 3) : [];
      const found = offsets.find(([x, y]) => {
        const left = inView.x + x - width / 2, top = inView.y + y - height / 2;
        if (left < 2 || top < 2 || left + width > size.x - 2 || top + height > size.y - 2) return false;
        return taken.every((other) => left + width + 3 < other[0] || other[2] + 3 < left || top + height < other[1] || other[3] < top);
      });
      name.label.classList.toggle("left-out", !found);
      if (!found) continue;
      const left = inView.x + found[0] - width / 2, top = inView.y + found[1] - height / 2;
      taken.push([left, top, left + width, top + height]);
      L.DomUtil.setPosition(name.label, centre.add([found[0] - width / 2, found[1] - height / 2]).round());
    }
  }
  map.on("zoomend moveend resize", place);
  return { show };
}
