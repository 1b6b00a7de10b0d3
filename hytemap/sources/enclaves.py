"""Where areas lie within the city that are not of it: Kauniainen, in the middle of Espoo."""

from __future__ import annotations

from typing import Any

import numpy as np
import orjson
import pyproj
import shapely

from hytemap.definitions import Definitions
from hytemap.sources.layers import WGS84


def known_enclaves(definitions: Definitions, crs: str) -> list[Any]:
    """Polygons in `crs` of the enclaves that the shipped default geometry knows.

    These are the areas whose `member` is false, and the holes that such areas fill for the most part in the default
    geometry of any level: a postal area's border is not quite the municipality's, the hole's is.
    """
    strangers: list[Any] = []
    holes: list[Any] = []
    for level in definitions.levels.values():
        if level.default_geometry is None:
            continue
        outside = {area.code for area in level.expected_areas if not area.member}
        collection = orjson.loads((definitions.boundaries / level.default_geometry.file).read_bytes())
        polygons: list[Any] = []
        for feature in collection["features"]:
            polygon = shapely.from_geojson(orjson.dumps(feature["geometry"]).decode())
            (strangers if feature["properties"]["code"] in outside else polygons).append(polygon)
        union = shapely.union_all(polygons)
        holes += [shapely.Polygon(ring) for part in shapely.get_parts(union) for ring in _rings(part)]
    if not strangers:
        return []
    stranger = shapely.union_all(strangers)
    filled = [hole for hole in holes if hole.intersection(stranger).area > hole.area / 2]
    transformer = pyproj.Transformer.from_crs(WGS84, crs, always_xy=True)
    return [
        shapely.transform(polygon, lambda xy: np.column_stack(transformer.transform(xy[:, 0], xy[:, 1])))
        for polygon in [*strangers, *filled]
    ]


def _rings(part: Any) -> Any:
    return part.interiors if part.geom_type == "Polygon" else ()
