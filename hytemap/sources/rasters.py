"""A raster of the definitions, read with rasterio and held against what the definition says of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.errors import RasterioError

from hytemap.definitions import Raster
from hytemap.errors import TableError


@dataclass(frozen=True)
class RasterData:
    """A raster in memory.

    `bands`: (bands, rows, columns) float64, 0 where the file has no data; `transform`: (a, b, c, d, e, f) of
    x = a·column + b·row + c and y = d·column + e·row + f, in metres of `crs` ("EPSG:3879"); `cell_size` in metres.
    """

    bands: NDArray[np.float64]
    transform: tuple[float, float, float, float, float, float]
    crs: str
    cell_size: float


def read_raster(raster: Raster, path: Path) -> RasterData:
    """The raster in the file `path`, which the definition describes.

    Raises TableError naming what is not as defined: CRS, cell size, bands, negative weights, or a file that is none.
    """
    shown = f"layers/rasters/{raster.id}.yaml: {path.name}"
    try:
        with rasterio.open(path) as file:
            epsg = file.crs.to_epsg() if file.crs else None
            transform = file.transform
            bands = np.asarray(file.read(masked=True).astype(np.float64).filled(0.0))
    except RasterioError as error:
        raise TableError(f"{shown} cannot be read as a raster: {error}") from error
    faults: list[str] = []
    if f"EPSG:{epsg}" != raster.crs:
        faults.append(f"its CRS is {f'EPSG:{epsg}' if epsg else 'not given'}, the definition says {raster.crs}")
    if transform.b or transform.d or transform.e >= 0:
        faults.append("it is turned or upside down; north must be up")
    sizes = (transform.a, -transform.e)
    if not np.allclose(sizes, raster.cell_size_m, rtol=0, atol=1e-6):
        faults.append(f"its cells are {sizes[0]:g} × {sizes[1]:g} m, the definition says {raster.cell_size_m:g} m")
    needed = max((band.band for band in raster.areas), default=1)
    if len(bands) < needed:
        faults.append(f"it has {len(bands)} bands, the definition names band {needed}")
    bands = np.nan_to_num(bands, nan=0.0)
    if (bands < 0).any():
        faults.append(f"it has negative cells (down to {bands.min():g}); amounts and area numbers are 0 or more")
    if raster.kind == "areas" and not (bands == np.floor(bands)).all():
        faults.append("its area numbers are not whole")
    if faults:
        raise TableError(f"{shown}: " + "; ".join(faults))
    a, b, c, d, e, f = tuple(transform)[:6]
    return RasterData(bands, (a, b, c, d, e, f), raster.crs, float(raster.cell_size_m))
