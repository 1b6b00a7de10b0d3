"""How a level lies on the ground, for whoever makes room for its map before it is drawn."""

from __future__ import annotations

from functools import lru_cache
from math import sqrt

import shapely

from hytemap.atlas import AtlasLevel
from hytemap.maps.svg.map_look import PAD
from hytemap.maps.svg.projection import plane
from hytemap.paper.face import POINT

#: points around a level inside its map, on both sides together
AROUND = 2 * PAD * POINT
#: of a level without borders
SQUARE = 1.0


def tallness(level: AtlasLevel) -> float:
    """How many times as high as wide the level's areas lie in EPSG:3879."""
    return _tallness(level.display)


@lru_cache(maxsize=8)
def _tallness(display: tuple[bytes | None, ...]) -> float:
    drawn = [one for one in plane(display) if one is not None]
    if not drawn:
        return SQUARE
    west, south, east, north = shapely.total_bounds(drawn)
    return float((north - south) / (east - west)) if east > west and north > south else SQUARE


def size_drawn(tall: float, width: float, height: float) -> float:
    """How large a level `tall` times as high as wide comes out in a map of `width` × `height` points.

    The side of a square of the same size, in points, so that levels of different shape compare; 0 without room.
    """
    wide = min(width - AROUND, (height - AROUND) / tall)
    return max(0.0, wide) * sqrt(tall)


def height_for(tall: float, width: float) -> float:
    """Points of height that a map `width` points wide needs; with more it comes out no larger."""
    return (width - AROUND) * tall + AROUND
