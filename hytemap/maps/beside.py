"""What lies beside a level's areas, for whoever draws them: neighbours and sea, coarse, no farther than one looks.

Of other land and water nobody has told us anything: Helsinki and Vantaa are in none of our sources. What is neither
here stays blank and is not drawn as water.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray

from hytemap.atlas import Atlas, AtlasLevel
from hytemap.atlas.atlas import CITY
from hytemap.model import GeometryExtent

#: how far around the level's box land is kept, in sides of the box: what a map shows when it is moved to its edge
MARGIN = 0.6
#: and on a drawing that is much wider or higher than the level
FAR = 1.5
#: degrees; about 150 m: land around is where one is, not what one looks at
TOLERANCE = 0.0015
#: square degrees; about 0.5 km²: smaller islands around are left out
SMALLEST = 8e-5


def sea_beside(atlas: Atlas, level: AtlasLevel, margin: float = MARGIN) -> tuple[bytes, ...]:
    """The city's sea as polygons in GeoJSON (WGS 84): what official districts hold besides land; none without them."""
    out = [one for one in atlas.levels.values() if one.geometry_extent is GeometryExtent.WITH_SEA]
    if not out or level.display_bbox is None:
        return ()
    whole = tuple(one for one in out[0].geometry if one is not None)
    land = tuple(one for one in out[0].display if one is not None)
    return _sea(whole, land, level.display_bbox, margin)


@lru_cache(maxsize=16)
def _sea(
    whole: tuple[bytes, ...], land: tuple[bytes, ...], box: tuple[float, float, float, float], margin: float
) -> tuple[bytes, ...]:
    outer = shapely.union_all(_shapes(whole))
    inner = shapely.union_all(shapely.make_valid(_shapes(land)))
    # opened by twice the tolerance: slivers along inland borders are no sea, a shore keeps its line
    open_sea = outer.difference(inner.buffer(2 * TOLERANCE)).buffer(2 * TOLERANCE)
    sea = open_sea.intersection(outer).simplify(TOLERANCE).intersection(_frame(box, margin))
    kept = _polygons(sea)
    return () if kept.is_empty else (_geojson(kept),)


def land_beside(atlas: Atlas, level: AtlasLevel, margin: float = MARGIN) -> tuple[bytes, ...]:
    """Land that is not the level's, as GeoJSON (WGS 84): municipalities whose borders are known, areas not of the city.

    Every name once; what the level itself draws is left out.
    """
    own = {area.name_fi for area in level.areas}
    found: dict[str, bytes] = {}
    for other in atlas.levels.values():
        for area, geometry in zip(other.areas, other.display, strict=True):
            foreign = not area.member or (CITY in other.position and area.code != CITY)
            if geometry is not None and foreign and area.name_fi not in own:
                found.setdefault(area.name_fi, geometry)
    if not found or level.display_bbox is None:
        return ()
    return _coarse(tuple(found.values()), level.display_bbox, margin)


@lru_cache(maxsize=16)
def _coarse(shapes: tuple[bytes, ...], box: tuple[float, float, float, float], margin: float) -> tuple[bytes, ...]:
    # borders between neighbours are shared: simplified together they stay so
    simple = shapely.coverage_simplify(_shapes(shapes), TOLERANCE)
    cut = shapely.intersection(shapely.make_valid(simple), _frame(box, margin))
    kept = (_polygons(one) for one in cut)
    return tuple(_geojson(one) for one in kept if not one.is_empty)


def _shapes(texts: tuple[bytes, ...]) -> NDArray[np.object_]:
    return np.asarray(shapely.from_geojson(np.array(texts, dtype=object)))


def _frame(box: tuple[float, float, float, float], margin: float) -> shapely.Geometry:
    west, south, east, north = box
    wide, high = margin * (east - west), margin * (north - south)
    return shapely.box(west - wide, south - high, east + wide, north + high)


def _polygons(shape: shapely.Geometry) -> shapely.Geometry:
    """The polygons of `shape` without small islands; the largest always, so that nobody vanishes."""
    parts = shapely.get_parts(shapely.get_parts(shape))
    polygons = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    sizes = shapely.area(polygons)
    return shapely.MultiPolygon(list(polygons[(sizes >= SMALLEST) | (sizes == sizes.max(initial=0.0))]))


def _geojson(shape: shapely.Geometry) -> bytes:
    rounded = shapely.transform(shape, lambda lonlat: np.round(lonlat, 4))
    return str(shapely.to_geojson(rounded)).encode()
