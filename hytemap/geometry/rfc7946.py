"""Geometry as RFC 7946 asks for it: WGS 84 longitude/latitude, right-hand rule, MultiPolygon, few decimals."""

from __future__ import annotations

from functools import cache

import numpy as np
import orjson
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

WGS84 = "EPSG:4326"


@cache
def _transformer(source: str, target: str) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=True)


def reproject(geometry: NDArray[np.object_], source: str, target: str) -> NDArray[np.object_]:
    """Geometry (areas,) moved from CRS `source` to `target` (EPSG codes), x before y in both; None stays None."""
    if source == target:
        return geometry
    transform = _transformer(source, target).transform

    def move(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(transform(points[:, 0], points[:, 1]))

    result: NDArray[np.object_] = shapely.transform(geometry, move)
    return result


def right_handed(geometry: NDArray[np.object_]) -> NDArray[np.object_]:
    """Outer rings counter-clockwise, holes clockwise (RFC 7946, 3.1.6)."""
    result: NDArray[np.object_] = shapely.orient_polygons(geometry, exterior_cw=False)
    return result


def rounded(geometry: NDArray[np.object_], decimals: int) -> NDArray[np.object_]:
    """Coordinates rounded to `decimals`; shared borders stay shared, as equal points round equally."""
    result: NDArray[np.object_] = shapely.transform(geometry, lambda points: np.round(points, decimals))
    return result


def to_geojson(geometry: NDArray[np.object_], decimals: int = 6, northing_first: bool = False) -> list[bytes | None]:
    """Each geometry as the bytes of a GeoJSON geometry object; None where there is none.

    `geometry` has shape (areas,), in the CRS to be written (WGS 84 unless asked otherwise), MultiPolygons with x before
    y. `northing_first` writes y before x; rings still turn on the ground as they do otherwise.
    """
    prepared = right_handed(rounded(geometry, decimals))
    if northing_first:
        prepared = shapely.transform(prepared, lambda points: points[:, ::-1])
    # GEOS writes 24.717943 as 24.717943000000002; orjson writes the shortest form that reads back the same. Its bytes
    # hold on to the larger buffer they were written in: they are copied, as they are kept for long
    return [
        None if text is None else bytes(memoryview(orjson.dumps(orjson.loads(text))))
        for text in shapely.to_geojson(prepared)
    ]
