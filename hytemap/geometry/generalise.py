"""Polygons from a grid of area numbers, with borders that neighbours share."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

#: metres; 90-100 on a 125 m grid keeps every area's overlap with its own cells above 0.9 (see tests)
TOLERANCE_IN_CELLS = 0.76


def cells_to_polygons(
    labels: NDArray[np.integer], transform: tuple[float, float, float, float, float, float]
) -> dict[int, shapely.Geometry]:
    """The cells of each label but 0, joined, by label.

    `labels` has shape (rows, columns); `transform` is the affine (a, b, c, d, e, f) of a north-up grid in metres.
    The polygons are blocky and exact: each covers its cells and nothing else.
    """
    a, _, c, _, e, f = transform[:6]
    polygons: dict[int, shapely.Geometry] = {}
    for label in np.unique(labels[labels > 0]):
        row, column = np.nonzero(labels == label)
        boxes = shapely.box(c + a * column, f + e * (row + 1), c + a * (column + 1), f + e * row)
        polygons[int(label)] = shapely.union_all(boxes)
    return polygons


def generalise(
    labels: NDArray[np.integer], transform: tuple[float, float, float, float, float, float]
) -> dict[int, shapely.Geometry]:
    """Smooth polygons of a grid of labels, by label, as MultiPolygons that form a valid coverage (metres, grid's CRS).

    A polygonised grid is no valid coverage before each edge is cut at every cell (a long edge meets the corners of
    smaller neighbours), hence `segmentize`; `coverage_simplify` then moves shared borders together
    (Visvalingam-Whyatt over a coverage, GEOS 3.12).
    """
    cell = float(transform[0])
    polygons = cells_to_polygons(labels, transform)
    blocky = shapely.segmentize(np.array(list(polygons.values()), dtype=object), cell)
    smooth = shapely.coverage_simplify(blocky, cell * TOLERANCE_IN_CELLS)
    return dict(zip(polygons, to_multipolygons(smooth), strict=True))


def to_multipolygons(geometries: NDArray[np.object_]) -> NDArray[np.object_]:
    """Every geometry as a MultiPolygon (None stays None); lines and points left by an operation are dropped."""
    result = np.empty(len(geometries), dtype=object)
    for i, geometry in enumerate(geometries):
        if geometry is None:
            continue
        parts = [part for part in shapely.get_parts(geometry) if part.geom_type in ("Polygon", "MultiPolygon")]
        result[i] = shapely.multipolygons([p for part in parts for p in shapely.get_parts(part)]) if parts else None
    return result
