"""Zonal statistics of 45 real areas over 2,500 × 3,500 cells: ours, exactextract's and rasterstats'.

Run it with `python -m tests.benchmarks.rasters`. The areas are the shipped postal code areas of Espoo, the values made
up. Times are the best of several rounds taken in turn in one process; ours stand with their weights made beforehand.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import shapely
from exactextract import exact_extract
from exactextract.feature import JSONFeatureSource
from exactextract.raster import NumPyRasterSource
from numpy.typing import NDArray
from rasterio.transform import Affine
from rasterstats import zonal_stats

from hytemap.build.inputs import read_levels
from hytemap.definitions import load
from hytemap.geometry.rfc7946 import reproject
from hytemap.settings import Settings
from hytemap.statistics import zonal
from tests.benchmarks.machine import described, peak_mb

ROWS, COLUMNS = 2500, 3500
ROUNDS = 5


def areas() -> NDArray[np.object_]:
    """The 45 postal code areas of Espoo in EPSG:3879."""
    definitions = load(Settings())
    level = read_levels(definitions, Settings())["postinumeroalue"]
    members = [shape for shape, area in zip(level.geometry, level.areas, strict=True) if area.member]
    shapes = np.empty(len(members), dtype=object)
    shapes[:] = members
    return reproject(shapes, definitions.levels["postinumeroalue"].crs, "EPSG:3879")


def main() -> None:
    shapes = areas()
    west, south, east, north = shapely.total_bounds(shapes)
    size = max((east - west) / COLUMNS, (north - south) / ROWS)
    frame = zonal.GridFrame(west, north, size, size, ROWS, COLUMNS)
    x, y = np.meshgrid(np.linspace(0, 9, COLUMNS), np.linspace(0, 9, ROWS))
    values = np.sin(x) * np.cos(y) + 2 + np.random.default_rng(4).normal(0, 0.1, (ROWS, COLUMNS))
    features = [
        {"type": "Feature", "properties": {}, "geometry": json.loads(text)} for text in shapely.to_geojson(shapes)
    ]
    raster = NumPyRasterSource(values, xmin=west, ymin=north - ROWS * size, xmax=west + COLUMNS * size, ymax=north)
    affine = Affine(size, 0, west, 0, -size, north)
    flat = values.ravel()

    began = time.perf_counter()
    weights = zonal.coverage_weights(shapes, frame)
    made_s = time.perf_counter() - began
    after_weights = peak_mb()

    best: dict[str, float] = {}
    found: dict[str, Any] = {}
    for name, call in turns(
        {
            "hytemap, weights cached": lambda: zonal.sums(weights, flat),
            "exactextract": lambda: exact_extract(raster, JSONFeatureSource(features), ["mean", "sum"]),
            "rasterstats": lambda: zonal_stats(features, values, affine=affine, stats=["mean", "sum"], nodata=-9999),
        }
    ):
        began = time.perf_counter()
        found[name] = call()
        best[name] = min(best.get(name, np.inf), time.perf_counter() - began)

    ours = found["hytemap, weights cached"]
    theirs = [feature["properties"] for feature in found["exactextract"]]
    mean, total = (np.array([said[what] for said in theirs]) for what in ("mean", "sum"))
    rough = np.array([said["sum"] for said in found["rasterstats"]])
    print(described("numpy", "scipy", "exactextract", "rasterstats", "shapely"))
    print(f"{len(shapes)} areas × {ROWS:,} × {COLUMNS:,} cells; {weights.matrix.nnz:,} weights made in {made_s:.2f} s")
    for name, seconds in best.items():
        print(f"{name:24} {1000 * seconds:8.1f} ms   {seconds / best['exactextract']:.3f} of exactextract")
    print(f"largest difference from exactextract: mean {off(ours.mean, mean):.1e}, sum {off(ours.total, total):.1e}")
    print(f"rasterstats (centres of cells) differs from it by up to {off(rough, total):.1e}")
    print(f"peak memory: {after_weights:,.0f} MB after making the weights, {peak_mb():,.0f} MB in all")


def turns(calls: dict[str, Callable[[], Any]]) -> list[tuple[str, Callable[[], Any]]]:
    """The calls in turn, several rounds."""
    return [one for _ in range(ROUNDS) for one in calls.items()]


def off(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """The largest difference of two arrays, relative to the other."""
    return float(np.max(np.abs(one - other) / np.abs(other)))


if __name__ == "__main__":
    main()
