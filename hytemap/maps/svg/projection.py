"""From a level's display geometry to a drawing's units: EPSG:3879, true to scale, north up."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
import pyproj
import shapely

from hytemap.maps.svg.element import number

#: ETRS89 / GK25FIN, the plane coordinates of the cities of the capital region; metres
CRS = "EPSG:3879"


@dataclass(frozen=True)
class Box:
    """A rectangle of a drawing; `y` grows downwards."""

    x: float
    y: float
    width: float
    height: float

    def shrunk(self, by: float) -> Box:
        return Box(self.x + by, self.y + by, self.width - 2 * by, self.height - 2 * by)


@dataclass(frozen=True)
class Fit:
    """How metres become a drawing's units: x = left + (east - west) * scale, y = top + (north - northing) * scale."""

    west: float
    north: float
    left: float
    top: float
    #: units a metre
    scale: float

    @property
    def metres_per_unit(self) -> float:
        return 1 / self.scale

    def place(self, geometry: shapely.Geometry) -> shapely.Geometry:
        """A geometry in EPSG:3879 as one in the drawing's units."""
        origin, corner = np.array([self.west, self.north]), np.array([self.left, self.top])
        flip = np.array([self.scale, -self.scale])
        return shapely.transform(geometry, lambda at: corner + (at - origin) * flip)


@lru_cache(maxsize=8)
def plane(display: tuple[bytes | None, ...]) -> tuple[shapely.Geometry | None, ...]:
    """Display geometry (GeoJSON bytes, WGS 84) in EPSG:3879; reckoned once for each level."""
    transformer = pyproj.Transformer.from_crs("EPSG:4326", CRS, always_xy=True)

    def project(lonlat: np.ndarray) -> np.ndarray:
        return np.column_stack(transformer.transform(lonlat[:, 0], lonlat[:, 1]))

    return tuple(None if one is None else shapely.transform(shapely.from_geojson(one), project) for one in display)


def fit(geometries: list[shapely.Geometry], box: Box) -> Fit:
    """The largest true-to-scale placing of all `geometries` (EPSG:3879) in the middle of `box`."""
    if not geometries:
        return Fit(0.0, 0.0, box.x, box.y, 1.0)
    west, south, east, north = shapely.total_bounds(geometries)
    wide, high = max(east - west, 1.0), max(north - south, 1.0)
    scale = min(box.width / wide, box.height / high)
    left = box.x + (box.width - wide * scale) / 2
    top = box.y + (box.height - high * scale) / 2
    return Fit(float(west), float(north), float(left), float(top), float(scale))


def path(geometry: shapely.Geometry) -> str:
    """The `d` of a polygon or of lines, to a tenth of a unit; rings too small to be seen are left out."""
    parts = shapely.get_parts(geometry)
    lines = [ring for part in parts for ring in (shapely.get_rings(part) if part.geom_type == "Polygon" else [part])]
    return "".join(_trace(line, line.geom_type == "LinearRing") for line in lines)


def _trace(line: shapely.Geometry, closed: bool) -> str:
    tenths = np.rint(shapely.get_coordinates(line) * 10).astype(np.int64)
    kept = [tenths[0], *(after for before, after in pairwise(tenths) if (before != after).any())]
    if closed:
        kept = kept[:-1] if (kept[0] == kept[-1]).all() else kept
        if len(kept) < 3:
            return ""
    elif len(kept) < 2:
        return ""
    steps = "".join(_pair((after - before) / 10) for before, after in pairwise(kept))
    return f"M{_pair(kept[0] / 10).strip()}l{steps.strip()}" + ("z" if closed else "")


def _pair(at: np.ndarray) -> str:
    return "".join(one if one.startswith("-") else f" {one}" for one in (number(float(at[0])), number(float(at[1]))))
