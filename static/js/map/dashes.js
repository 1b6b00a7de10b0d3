/* Dashed outlines of estimated areas. A border shared by two of them is drawn once, or its dashes would fill each
   other's gaps. */

export function dashes(areas) {
  const drawn = new Set();
  const found = [];
  for (const area of areas) {
    const lines = [];
    // islets a fraction of the area's main part carry no dashes: there is no room for one
    const sizes = area.geometry.coordinates.map((polygon) => boxOf(polygon[0]));
    const largest = Math.max(...sizes);
    area.geometry.coordinates.forEach((polygon, i) => {
      if (sizes[i] < largest / 40) return;
      for (const ring of polygon) lines.push(...undrawn(ring, drawn));
    });
    found.push([area.code, lines]);
  }
  return found;
}

function boxOf(ring) {
  const lon = ring.map((at) => at[0]), lat = ring.map((at) => at[1]);
  return (Math.max(...lon) - Math.min(...lon)) * (Math.max(...lat) - Math.min(...lat));
}

function undrawn(ring, drawn) {
  const lines = [];
  let line = null;
  for (let i = 1; i < ring.length; i += 1) {
    const a = ring[i - 1], b = ring[i];
    const key = a < b ? a + " " + b : b + " " + a;
    if (drawn.has(key)) { line = null; continue; }
    drawn.add(key);
    if (!line) { line = [[a[1], a[0]]]; lines.push(line); }
    line.push([b[1], b[0]]);
  }
  return lines;
}
