"""Zonal statistics: sums, means and shares of a raster over areas, by the exact share of each cell an area covers.

The weights of a cell are its coverage fractions (0 to 1), found by exactextract's algorithm: D. Baston, "exactextract",
https://isciences.github.io/exactextract/, which cuts each polygon by the cells' edges and needs no sampling. They stand
in a sparse matrix (areas × cells), so that once they are known a statistic is one product of a matrix and a vector.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from exactextract import exact_extract
from exactextract.feature import JSONFeatureSource
from exactextract.raster import NumPyRasterSource
from numpy.typing import NDArray
from scipy import sparse

from hytemap.model import Values

#: cells of a window: with all of them covered, its weights take about 50 MB
MOST_CELLS = 4_000_000


@dataclass(frozen=True)
class GridFrame:
    """Where a raster's cells lie: its north-western corner, the size of a cell (units of its CRS), rows and columns."""

    west: float
    north: float
    cell_width: float
    cell_height: float
    rows: int
    columns: int

    @property
    def cells(self) -> int:
        return self.rows * self.columns

    @property
    def cell_area(self) -> float:
        return self.cell_width * self.cell_height

    def boxes(self, cells: NDArray[np.integer]) -> NDArray[np.object_]:
        """The square of each of `cells` (cells,), counted along rows from the north-western one."""
        row, column = np.divmod(cells, self.columns)
        west, north = self.west + column * self.cell_width, self.north - row * self.cell_height
        boxes: NDArray[np.object_] = shapely.box(west, north - self.cell_height, west + self.cell_width, north)
        return boxes

    def part(self, row: int, column: int, rows: int, columns: int) -> GridFrame:
        """The frame of the `rows` × `columns` cells whose first one stands in `row` and `column`."""
        west = self.west + column * self.cell_width
        north = self.north - row * self.cell_height
        return GridFrame(west, north, self.cell_width, self.cell_height, rows, columns)


@dataclass(frozen=True)
class Window:
    """A rectangle of a raster's cells: its first row and column, and its own frame."""

    row: int
    column: int
    frame: GridFrame


@dataclass(frozen=True)
class ZonalSums:
    """What areas hold of a raster, both (areas,): Σ coverage × value, and Σ coverage, over cells with data."""

    total: Values
    covered: Values

    @property
    def mean(self) -> Values:
        """The mean of what is covered; NaN for an area without data."""
        return np.divide(self.total, self.covered, out=np.full_like(self.total, np.nan), where=self.covered > 0)

    def __add__(self, other: ZonalSums) -> ZonalSums:
        return ZonalSums(self.total + other.total, self.covered + other.covered)


@dataclass(frozen=True)
class ZonalWeights:
    """How much of each cell lies in each area.

    `matrix` (areas, cells) is sparse and holds fractions from 0 to 1; `covered` (areas,) are its sums by row.
    """

    matrix: sparse.csr_array
    covered: Values

    @classmethod
    def of(cls, matrix: sparse.csr_array) -> ZonalWeights:
        return cls(matrix, np.asarray(matrix.sum(axis=1)).ravel())


def no_sums(areas: int) -> ZonalSums:
    """Sums of `areas` areas before any window was looked at."""
    return ZonalSums(np.zeros(areas), np.zeros(areas))


def windows(geometry: NDArray[np.object_], frame: GridFrame, most_cells: int = MOST_CELLS) -> Iterator[Window]:
    """Bands of whole rows that together hold every cell the areas touch, each of at most `most_cells` cells.

    `geometry` (areas,) is in the raster's CRS, None for an area without a polygon. A row longer than `most_cells` is a
    band of its own.
    """
    west, south, east, north = shapely.total_bounds(geometry)
    if not np.isfinite([west, south, east, north]).all():
        return
    first = max(int(np.floor((west - frame.west) / frame.cell_width)), 0)
    last = min(int(np.ceil((east - frame.west) / frame.cell_width)), frame.columns)
    top = max(int(np.floor((frame.north - north) / frame.cell_height)), 0)
    bottom = min(int(np.ceil((frame.north - south) / frame.cell_height)), frame.rows)
    if first >= last:
        return
    height = max(most_cells // (last - first), 1)
    for row in range(top, bottom, height):
        rows = min(height, bottom - row)
        yield Window(row, first, frame.part(row, first, rows, last - first))


def coverage_weights(geometry: NDArray[np.object_], frame: GridFrame) -> ZonalWeights:
    """How much of each of the frame's cells lies in each area.

    `geometry` (areas,) holds polygons in the raster's CRS, None for an area without one; cells are counted along rows
    from the north-western one. What lies outside the frame is left out. exactextract compares CRS by their text and
    only warns, so none is given to it: the caller sees to the CRS.
    """
    there = [i for i, shape in enumerate(geometry) if shape is not None and not shape.is_empty]
    columns: list[NDArray[np.int64]] = []
    shares: list[Values] = []
    counts = np.zeros(len(geometry), dtype=np.int64)
    if there:
        # one number stands for all cells: the grid's places are asked for, not its values
        ones = np.broadcast_to(np.uint8(1), (frame.rows, frame.columns))
        grid = NumPyRasterSource(
            ones,
            xmin=frame.west,
            ymin=frame.north - frame.rows * frame.cell_height,
            xmax=frame.west + frame.columns * frame.cell_width,
            ymax=frame.north,
        )
        features = [
            {"type": "Feature", "properties": {}, "geometry": json.loads(text)}
            for text in shapely.to_geojson(geometry[there])
        ]
        cut = exact_extract(grid, JSONFeatureSource(features), ["cell_id", "coverage"])
        for i, found in zip(there, cut, strict=True):
            covered = np.asarray(found["properties"]["coverage"], dtype=np.float64)
            cells = np.asarray(found["properties"]["cell_id"], dtype=np.int64)
            columns.append(cells[covered > 0])
            shares.append(covered[covered > 0])
            counts[i] = len(columns[-1])
    starts = np.concatenate([[0], np.cumsum(counts)])
    joined = np.concatenate(columns) if columns else np.zeros(0, dtype=np.int64)
    weights = np.concatenate(shares) if shares else np.zeros(0)
    width = np.int32 if max(frame.cells, int(starts[-1])) < np.iinfo(np.int32).max else np.int64
    cells_of = sparse.csr_array((weights, joined.astype(width), starts.astype(width)), (len(geometry), frame.cells))
    return ZonalWeights.of(cells_of)


def on_land(weights: ZonalWeights, land: NDArray[np.bool_]) -> ZonalWeights:
    """The weights without the cells of areas that are not `land` (areas,) in which some land area has a part.

    People of a cell at the shore live in its land, not in the water beside it.
    """
    shore = weights.matrix.T @ land.astype(np.float64) > 0
    water = sparse.diags_array((~land).astype(np.float64)) @ weights.matrix
    dry = sparse.diags_array(land.astype(np.float64)) @ weights.matrix
    matrix = sparse.csr_array(dry + water @ sparse.diags_array((~shore).astype(np.float64)))
    matrix.eliminate_zeros()
    return ZonalWeights.of(matrix)


def sums(weights: ZonalWeights, values: Values) -> ZonalSums:
    """Σ coverage × value and Σ coverage of each area over the cells that have a value.

    `values` (cells,) is NaN where there is no data.
    """
    total = weights.matrix @ values
    # a NaN that an area covers shows in its sum: a raster without gaps is not looked through for them
    if not np.isnan(total).any():
        return ZonalSums(total, weights.covered)
    known = ~np.isnan(values)
    return ZonalSums(weights.matrix @ np.where(known, values, 0.0), weights.matrix @ known.astype(np.float64))


def weighted_sums(weights: ZonalWeights, values: Values, amounts: Values) -> ZonalSums:
    """Σ coverage × amount × value and Σ coverage × amount over the cells that have a value.

    `amounts` (cells,) is how much each cell holds (inhabitants), 0 or more: the mean of the result is the value where
    the average one of them is. With the cells' own density as `values` it is the population-weighted density: J. Craig,
    "Averaging population density", Demography 21(3), 1984, 405-412; U.S. Census Bureau, "Patterns of Metropolitan and
    Micropolitan Population Change: 2000 to 2010", C2010SR-01, 2012.
    """
    known = ~np.isnan(values)
    amounts = np.where(known, amounts, 0.0)
    return ZonalSums(weights.matrix @ (np.where(known, values, 0.0) * amounts), weights.matrix @ amounts)


def shares_of_class(weights: ZonalWeights, values: Values, classes: NDArray[np.float64]) -> ZonalSums:
    """Covered cells of one of `classes` and covered cells with data; the mean of the result is the share (0 to 1)."""
    among = np.isin(values, classes).astype(np.float64)
    return sums(weights, np.where(np.isnan(values), np.nan, among))
