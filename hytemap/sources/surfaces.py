"""A surface's cells, read window by window: nodata, masks, scale and offset as the GeoTIFF says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import rasterio
from rasterio.errors import RasterioError
from rasterio.io import MemoryFile
from rasterio.windows import Window as RasterWindow

from hytemap.definitions.surfaces import Surface
from hytemap.errors import TableError
from hytemap.model import Values
from hytemap.sources.rasters import RasterData
from hytemap.statistics.zonal import GridFrame, Window


class Cells(Protocol):
    """A raster's values: where its cells lie, in which CRS, and what stands in a window of them."""

    frame: GridFrame
    crs: str

    def read(self, window: Window) -> Values:
        """Values of the window's cells along rows, (cells,); NaN where there is no data."""


class CellsInMemory:
    """The first band of a raster of amounts."""

    def __init__(self, data: RasterData) -> None:
        self.frame = frame_of(data)
        self.crs = data.crs
        self._band = data.bands[0]

    def read(self, window: Window) -> Values:
        rows = slice(window.row, window.row + window.frame.rows)
        columns = slice(window.column, window.column + window.frame.columns)
        values: Values = self._band[rows, columns].ravel()
        return values


class CellsOfFile:
    """A band of an open GeoTIFF."""

    def __init__(self, file: Any, band: int, crs: str) -> None:
        a, _, west, _, e, north = tuple(file.transform)[:6]
        self.frame = GridFrame(west, north, a, -e, file.height, file.width)
        self.crs = crs
        self._file, self._band = file, band

    def read(self, window: Window) -> Values:
        part = RasterWindow(window.column, window.row, window.frame.columns, window.frame.rows)
        values = np.asarray(self._file.read(self._band, window=part, masked=True).astype(np.float64).filled(np.nan))
        values[~np.isfinite(values)] = np.nan
        scaled: Values = values * self._file.scales[self._band - 1] + self._file.offsets[self._band - 1]
        return scaled.ravel()


def frame_of(data: RasterData) -> GridFrame:
    """Where the cells of a raster lie."""
    a, _, west, _, e, north = data.transform
    return GridFrame(west, north, a, -e, *data.bands[0].shape)


@contextmanager
def open_surface(surface: Surface, path: Path) -> Iterator[Cells]:
    """The cells of a surface's GeoTIFF; raises TableError naming what is not as the definition says.

    Only GeoTIFF is read: other formats may lead to files and hosts that nobody named.
    """
    shown = f"layers/rasters/{surface.id}.yaml: {path.name}"
    try:
        with rasterio.open(path, driver="GTiff") as file:
            check_surface(surface, file, shown)
            yield CellsOfFile(file, surface.band, surface.crs)
    except RasterioError as error:
        raise TableError(f"{shown} cannot be read as a GeoTIFF: {error}") from error


def check_surface_bytes(surface: Surface, content: bytes, shown: str) -> int:
    """The number of cells of a GeoTIFF in memory, read to its end; raises TableError as `open_surface` does."""
    try:
        with MemoryFile(content) as memory, memory.open(driver="GTiff") as file:
            check_surface(surface, file, shown)
            # an answer cut short shows only where cells are read
            known = sum(
                int(file.read(surface.band, window=window, masked=True).count())
                for _, window in file.block_windows(surface.band)
            )
            if not known:
                raise TableError(f"{shown}: no cell has data")
            return int(file.width * file.height)
    except RasterioError as error:
        raise TableError(f"{shown} is no GeoTIFF: {error}") from error


def check_surface(surface: Surface, file: Any, shown: str) -> None:
    """Raise TableError where an open file is not what the definition says: CRS, band, or turned cells."""
    faults: list[str] = []
    if file.crs is None or file.crs != rasterio.CRS.from_string(surface.crs):
        epsg = file.crs.to_epsg() if file.crs else None
        said = f"EPSG:{epsg}" if epsg else "another one" if file.crs else "not given"
        faults.append(f"its CRS is {said}, the definition says {surface.crs}")
    if file.transform.b or file.transform.d or file.transform.e >= 0 or file.transform.a <= 0:
        faults.append("it is turned or upside down; north must be up")
    if file.count < surface.band:
        faults.append(f"it has {file.count} bands, the definition names band {surface.band}")
    if faults:
        raise TableError(f"{shown}: " + "; ".join(faults))
