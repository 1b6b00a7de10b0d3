"""Pieces of land that lie in one area of each of two levels, with how much of a raster lies in them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from hytemap.build.inputs import LevelInput
from hytemap.geometry.overlay import Pieces, overlay
from hytemap.geometry.rfc7946 import reproject
from hytemap.model import GeometryExtent
from hytemap.sources.kept_weights import KeptWeights
from hytemap.sources.rasters import RasterData
from hytemap.sources.surfaces import frame_of
from hytemap.statistics import zonal

#: raised when pieces are found in another way, so that kept ones are not used
_VERSION = 1


@dataclass(frozen=True)
class PieceAmounts:
    """Pieces of two levels, all (pieces,): positions of the source and target area (-1 for none), amount, size."""

    source: NDArray[np.int64]
    target: NDArray[np.int64]
    amount: NDArray[np.float64]
    size: NDArray[np.float64]


def pieces_of(
    source: LevelInput, target: LevelInput, crs: tuple[str, str], raster: RasterData | None, kept: KeptWeights
) -> PieceAmounts:
    """The overlay of two levels' polygons, and how much of the first band of `raster` lies in each piece.

    `crs` are those of the two levels. The overlay is made in the raster's CRS, without one in the source level's, and
    the amount is then the size. A cell's amount lies evenly over the cell; only where the source reaches out to sea and
    the target does not (official large districts, postal areas), a cell that some target has a part of counts as land:
    its people are the targets', not the water's. What was found is kept in the work folder.
    """
    common = raster.crs if raster else crs[0]
    shapes = reproject(source.geometry, crs[0], common), reproject(target.geometry, crs[1], common)
    coast = _with_sea(source) and not _with_sea(target)
    digest = hashlib.sha256(f"pieces {_VERSION} {common} {coast}\n".encode())
    for level in shapes:
        for shape in shapely.to_wkb(level):
            digest.update(b"-" if shape is None else hashlib.sha256(shape).digest())
        digest.update(b"|")
    if raster:
        digest.update(repr((raster.transform, raster.bands[0].shape)).encode() + raster.bands[0].tobytes())
    key = f"pieces-{digest.hexdigest()[:32]}"
    arrays = kept.read(key)
    if arrays is None:
        found = overlay(*shapes)
        amount = _amounts(found, raster, coast) if raster else found.area
        arrays = {"source": found.source, "target": found.target, "amount": amount, "size": found.area}
        kept.write(key, arrays)
    return PieceAmounts(arrays["source"], arrays["target"], arrays["amount"], arrays["size"])


def _amounts(pieces: Pieces, raster: RasterData, coast: bool) -> NDArray[np.float64]:
    weights = zonal.coverage_weights(pieces.geometry, frame_of(raster))
    if coast:
        weights = zonal.on_land(weights, pieces.target >= 0)
    return zonal.sums(weights, raster.bands[0].ravel()).total


def _with_sea(level: LevelInput) -> bool:
    return any(area.geometry_extent == GeometryExtent.WITH_SEA for area in level.areas)
