/* Which area an arrow key leads to: the nearest one that lies that way, as names stand on the map. */

const TURNS = { ArrowUp: [0, 1], ArrowDown: [0, -1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

export function nextArea(key, code, areas, valued) {
  if (key === "Home" || key === "End") {
    const ranked = valued.filter((area) => area.geometry && area.rank).sort((a, b) => a.rank - b.rank);
    const found = key === "Home" ? ranked[0] : ranked[ranked.length - 1];
    return found ? found.code : null;
  }
  const turn = TURNS[key];
  if (!turn) return null;
  const from = areas.find((area) => area.code === code);
  // a degree of longitude is half as long as one of latitude here
  const squeeze = Math.cos((from.point[1] * Math.PI) / 180);
  let best = null, least = Infinity;
  for (const area of areas) {
    if (area.code === code || !area.point) continue;
    const x = (area.point[0] - from.point[0]) * squeeze, y = area.point[1] - from.point[1];
    const along = x * turn[0] + y * turn[1], aside = Math.abs(x * turn[1] - y * turn[0]);
    if (along <= 0) continue;
    // straight on before aside: what lies more to the side than ahead is another key's
    const far = along + 2.5 * aside;
    if (far < least) { least = far; best = area.code; }
  }
  return best;
}
