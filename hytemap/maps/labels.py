"""Where on an area its name stands (the middle of the largest circle that fits into it), and in which language."""

from __future__ import annotations

from functools import lru_cache
from math import cos, radians

import numpy as np
import shapely

from hytemap.atlas import AtlasLevel
from hytemap.maps.wording import Wording

#: degrees; about 50 m
TOLERANCE = 0.0005


@lru_cache(maxsize=16)
def label_points(display: tuple[bytes | None, ...]) -> tuple[tuple[float, float] | None, ...]:
    """Longitude and latitude of each area's name; None for an area without a polygon.

    `display` is a level's display geometry (`AtlasLevel.display`); reckoned once for each.
    """
    return tuple(None if geometry is None else _middle(geometry) for geometry in display)


def _middle(geometry: bytes) -> tuple[float, float]:
    parts = shapely.get_parts(shapely.from_geojson(geometry))
    largest = parts[int(np.argmax(shapely.area(parts)))]
    # a degree of longitude is half as long as one of latitude here: a circle must be one on the ground
    squeeze = cos(radians(shapely.get_coordinates(largest)[0, 1]))
    squeezed = shapely.transform(largest, lambda lonlat: lonlat * [squeeze, 1.0])
    radius = shapely.maximum_inscribed_circle(squeezed, tolerance=TOLERANCE)
    x, y = shapely.get_coordinates(radius)[0]
    return round(float(x) / squeeze, 5), round(float(y), 5)


def name_language(level: AtlasLevel, index: int, wording: Wording) -> str | None:
    """The language a name is in where it is not the drawing's: Finnish names that have no Swedish or English form."""
    if wording.language == "fi":
        return None
    area = level.areas[index]
    return "fi" if wording.language != "sv" or area.name_sv == area.name_fi else None
