"""A raster out of a WFS layer of square cells: each polygon is placed by its centre, and none is guessed."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import rasterio
import shapely
from numpy.typing import NDArray
from rasterio.io import MemoryFile
from rasterio.transform import Affine

from hytemap.definitions import Definitions, Raster
from hytemap.definitions.rasters import RasterWfs
from hytemap.errors import SourceAnswerInvalid
from hytemap.sources.layers import LayerRequest, SourceLayer
from hytemap.sources.publishers import Publishers
from hytemap.sources.rasters import RasterData, read_raster

#: how far a polygon may be off its cell, in place or size, as a share of the cell's width (HSY's are off by 1 m of 250)
OFF_CELL = 0.02
#: how far the sum may be from that of the shipped raster: beyond it cells are missing, or it is another quantity
OFF_TOTAL = 0.25
NO_DATA = -1
_MOST_NAMED = 5


@dataclass(frozen=True)
class FetchedRaster:
    """A raster made of a layer's cells: `content` is a GeoTIFF, band 1 the amount, `bands` the names of the others."""

    raster: str
    content: bytes
    bands: list[str]
    year: int
    cells: int
    crs: str
    service: str
    layer: str
    notices: tuple[str, ...] = ()


@dataclass
class _Found:
    """What stands in the cells of the grid, band by band, and what was met on the way."""

    bands: NDArray[np.int32]
    cells: int = 0
    no_data: int = 0
    suppressed: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def fetch_raster(definitions: Definitions, raster_id: str, publishers: Publishers) -> FetchedRaster:
    """The raster from its layer of cells, over the extent of its `grid`.

    Cells outside the extent are left out: a publisher's grid covers the whole region. Raises SourceError naming cells
    that do not lie on the grid, two in one place, amounts that are no whole numbers or below zero, and a sum far from
    that of the shipped raster.
    """
    raster = definitions.rasters[raster_id]
    source = raster.wfs
    if source is None:
        raise SourceAnswerInvalid(f"{raster_id} has no live source")
    grid = definitions.rasters[source.grid]
    extent = read_raster(grid, definitions.layers / "rasters" / grid.file)
    layer = publishers.layer(LayerRequest(source.service, source.layer, source.version, raster.crs))
    try:
        return _made(definitions, raster, source, layer, extent)
    except SourceAnswerInvalid:
        publishers.distrust(source.service)
        raise


def _made(
    definitions: Definitions, raster: Raster, source: RasterWfs, layer: SourceLayer, extent: RasterData
) -> FetchedRaster:
    where = f"{layer.service}: {layer.name}"
    names = [name for name, called in source.bands.items() if called in layer.fields]
    found = _placed(raster, source, layer, extent, names)
    if found.faults:
        more = f" and {len(found.faults) - _MOST_NAMED} more" if len(found.faults) > _MOST_NAMED else ""
        raise SourceAnswerInvalid(f"{where}: {'; '.join(found.faults[:_MOST_NAMED])}{more}")
    shipped = read_raster(raster, definitions.layers / "rasters" / raster.file).bands[0].sum()
    total = int(found.bands[0][found.bands[0] != NO_DATA].sum())
    if abs(total - shipped) > OFF_TOTAL * shipped:
        raise SourceAnswerInvalid(
            f"{where}: the {found.cells} cells within the grid add up to {total:,}, more than {OFF_TOTAL:.0%} off the "
            f"{shipped:,.0f} of the shipped raster of {raster.year}"
        )
    notices = list(layer.notices)
    if found.no_data:
        notices.append(f"{found.no_data} cells without data")
    if found.suppressed:
        most = max(found.suppressed.values())
        notices.append(f"age bands are protected in up to {most:,} of {found.cells:,} cells: no data there")
    absent = [called for name, called in source.bands.items() if name not in names]
    if absent:
        notices.append(f"{layer.name} has no {', '.join(absent)}")
    content = _geotiff(raster, found.bands, ["amount", *names], extent)
    year = layer.year or raster.year
    return FetchedRaster(
        raster.id, content, names, year, found.cells, raster.crs, layer.service, layer.name, tuple(notices)
    )


def _placed(raster: Raster, source: RasterWfs, layer: SourceLayer, extent: RasterData, names: list[str]) -> _Found:
    """Every polygon of the layer in its cell; nobody lives in a cell that has none."""
    size = raster.cell_size_m
    west, north = extent.transform[2], extent.transform[5]
    rows, columns = (math.floor(n * extent.cell_size / size) for n in extent.bands[0].shape)
    found = _Found(np.zeros((1 + len(names), rows, columns), dtype=np.int32))
    bounds = shapely.bounds(layer.geometry)
    middle = (bounds[:, :2] + bounds[:, 2:]) / 2
    # the row and column of the cell whose middle is nearest, and how far off it the polygon lies
    place = np.column_stack([(north - middle[:, 1]) / size, (middle[:, 0] - west) / size]) - 0.5
    cell = np.round(place)
    off = np.abs(place - cell).max(axis=1)
    wrong_size = np.abs((bounds[:, 2:] - bounds[:, :2]) / size - 1).max(axis=1)
    fills = shapely.area(layer.geometry) / (size * size)
    amounts = layer.column(source.value)
    taken: set[tuple[int, int]] = set()
    for i, amount in enumerate(amounts):
        if not np.isfinite(place[i]).all():
            found.faults.append(f"a cell with {amount} has no polygon")
            continue
        row, column = int(cell[i, 0]), int(cell[i, 1])
        if not (0 <= row < rows and 0 <= column < columns):
            continue
        at = f"the cell at {middle[i, 0]:.0f}, {middle[i, 1]:.0f}"
        if wrong_size[i] > OFF_CELL or abs(fills[i] - 1) > 2 * OFF_CELL:
            width, height = bounds[i, 2:] - bounds[i, :2]
            found.faults.append(f"{at} is no square of {size:g} m ({width:.0f} × {height:.0f} m)")
        elif off[i] > OFF_CELL:
            found.faults.append(f"{at} lies {off[i] * size:.0f} m off the grid of {size:g} m from {west:g}, {north:g}")
        elif (row, column) in taken:
            found.faults.append(f"{at} is there twice")
        else:
            taken.add((row, column))
            _fill(found, source, layer, i, (row, column), names, at)
    found.cells = len(taken)
    return found


def _fill(
    found: _Found, source: RasterWfs, layer: SourceLayer, i: int, at: tuple[int, int], names: list[str], where: str
) -> None:
    """The amounts of feature `i` into its cell; a mark becomes "no data", never a number of people."""
    text = layer.column(source.value)[i]
    if text in source.no_data:
        found.bands[(slice(None), *at)] = NO_DATA
        found.no_data += 1
        return
    amount = _whole(text)
    if amount is None:
        found.faults.append(f"{where} has {text!r}, no whole number of 0 or more")
        return
    found.bands[(0, *at)] = amount
    for band, name in enumerate(names, start=1):
        called = source.bands[name]
        said = layer.fields[called][i]
        hidden = source.suppressed is not None and said == source.suppressed.mark and amount < source.suppressed.below
        if hidden or said is None or said in source.no_data:
            found.bands[(band, *at)] = NO_DATA
            if hidden:
                found.suppressed[name] = found.suppressed.get(name, 0) + 1
            continue
        part = _whole(said)
        if part is None or part > amount:
            right = f"at most {amount}" if part is not None else "a whole number of 0 or more"
            found.faults.append(f"{where} has {called} = {said!r}, not {right}")
            continue
        found.bands[(band, *at)] = part


def _whole(text: str | None) -> int | None:
    """The whole number of 0 or more that a text is ("5", "5.0"); None for anything else."""
    try:
        number = float(text or "nan")
    except ValueError:
        return None
    return int(number) if 0 <= number < 2**31 and number.is_integer() else None


def _geotiff(raster: Raster, bands: NDArray[np.int32], names: list[str], extent: RasterData) -> bytes:
    _, _, west, _, _, north = extent.transform
    profile: dict[str, Any] = {
        "driver": "GTiff",
        "dtype": "int32",
        "count": len(bands),
        "height": bands.shape[1],
        "width": bands.shape[2],
        "crs": rasterio.CRS.from_string(raster.crs),
        "transform": Affine(raster.cell_size_m, 0, west, 0, -raster.cell_size_m, north),
        "nodata": NO_DATA,
        "compress": "deflate",
    }
    with MemoryFile() as memory:
        with memory.open(**profile) as file:
            file.write(bands)
            for i, name in enumerate(names, start=1):
                file.set_band_description(i, name)
        return bytes(memory.read())
