"""The overlay of two divisions: the pieces of land that lie in one area of each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from hytemap.geometry.arrays import geometry_array

#: pieces smaller than this share of their source come from rounding coordinates
LEAST_SHARE = 1e-9


@dataclass(frozen=True)
class Pieces:
    """Pieces of an overlay, all (pieces,): index of the source, of the target (-1 for none), polygon, area (m²)."""

    source: NDArray[np.int64]
    target: NDArray[np.int64]
    geometry: NDArray[np.object_]
    area: NDArray[np.float64]


def overlay(source: NDArray[np.object_], target: NDArray[np.object_]) -> Pieces:
    """Every piece of the areas of `source` (sources,) by the area of `target` (targets,) it lies in.

    Both hold polygons of one projected CRS, None for an area without one. What of a source lies in no target comes as a
    piece of target -1, so that a source's pieces fill it; where targets overlap, both have the place.
    """
    tree = shapely.STRtree(target)
    first, second = tree.query(source, predicate="intersects")
    shared = shapely.intersection(source[first], target[second])
    there = np.array([shape for shape in target if shape is not None], dtype=object)
    owned = np.array([i for i, shape in enumerate(source) if shape is not None], dtype=np.int64)
    rest = shapely.difference(source[owned], shapely.union_all(there)) if len(there) else source[owned]
    origin = np.concatenate([first, owned]).astype(np.int64)
    place = np.concatenate([second, np.full(len(owned), -1)]).astype(np.int64)
    geometry = np.concatenate([_polygonal(shared), _polygonal(rest)])
    area = shapely.area(geometry)
    kept = area > LEAST_SHARE * shapely.area(source)[origin]
    return Pieces(origin[kept], place[kept], geometry[kept], area[kept])


def _polygonal(geometry: NDArray[np.object_]) -> NDArray[np.object_]:
    """The polygons of each geometry: areas that touch along a line also give that line."""
    result = geometry_array(list(geometry))
    mixed = np.flatnonzero(shapely.get_type_id(geometry) == shapely.GeometryType.GEOMETRYCOLLECTION)
    for i in mixed:
        parts = shapely.get_parts(geometry[i])
        result[i] = shapely.union_all(parts[shapely.get_dimensions(parts) == 2])
    return result
