"""Which areas border on each other, and how much of them lies in areas of another division."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from hytemap.model import Values

#: metres two drawn borders may stand apart and still be one: rounding and simplifying move them that much
TOLERANCE = 20.0
#: metres of common border that make neighbours; at a corner the tolerance alone finds some fifty
LEAST_BORDER = 100.0


def neighbours(
    areas: Sequence[shapely.Geometry | None], tolerance: float = TOLERANCE, least: float = LEAST_BORDER
) -> list[list[int]]:
    """Positions, rising, of the areas each area has a common border with, longer than `least`; none for None.

    `areas` are polygons of one division in a metric CRS. Borders count as common where they are at most `tolerance`
    apart: simplified official borders do not meet exactly. Areas that only meet in a corner are no neighbours.
    """
    found: list[set[int]] = [set() for _ in areas]
    places = [i for i, area in enumerate(areas) if area is not None]
    shapes = np.array([areas[i] for i in places], dtype=object)
    if not len(shapes):
        return [[] for _ in areas]
    edges = shapely.boundary(shapes)
    # GEOS may raise a floating-point flag on the way to a buffer that is right
    with np.errstate(invalid="ignore"):
        wide = shapely.buffer(shapes, tolerance)
    left, right = shapely.STRtree(shapes).query(shapes, "dwithin", tolerance)
    for i, j in zip(left.tolist(), right.tolist(), strict=True):
        if i != j and shapely.intersection(edges[i], wide[j]).length > least:
            found[places[i]].add(places[j])
            found[places[j]].add(places[i])
    return [sorted(one) for one in found]


def overlaps(areas: Sequence[shapely.Geometry | None], others: Sequence[shapely.Geometry | None]) -> Values:
    """Common ground of each area with each of `others`, in square metres (areas, others); 0 where either is None.

    Both in one metric CRS.
    """
    ground: Values = np.zeros((len(areas), len(others)))
    places = [j for j, other in enumerate(others) if other is not None]
    if not places:
        return ground
    shapes: NDArray[np.object_] = np.array([others[j] for j in places], dtype=object)
    tree = shapely.STRtree(shapes)
    for i, area in enumerate(areas):
        if area is None:
            continue
        near = tree.query(area, "intersects")
        ground[i, np.array(places)[near]] = shapely.area(shapely.intersection(shapes[near], area))
    return ground
