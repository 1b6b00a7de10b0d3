"""Figures formed from rasters: what lies in each area's polygon, or where its people live, at every drawn level."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import sparse

from hytemap.build.inputs import LevelInput
from hytemap.definitions import Definitions, Indicator
from hytemap.definitions.surfaces import BASE, TOP, RasterUse
from hytemap.errors import BuildError
from hytemap.geometry.rfc7946 import reproject
from hytemap.model import Status, Statuses, Values
from hytemap.sources.kept_weights import KeptWeights
from hytemap.sources.rasters import RasterData
from hytemap.sources.surfaces import Cells, CellsInMemory, open_surface
from hytemap.sources.tables import TOTAL, TableRows
from hytemap.statistics import zonal

#: coverage that counts as whole: borders and cells are rounded
WHOLE = 0.999
#: raised when weights are found in another way, so that kept ones are not used
_VERSION = 1


class RasterFigures:
    """Forms the two parts of every indicator with `raster`; weights are kept in the work folder."""

    def __init__(
        self,
        definitions: Definitions,
        levels: Mapping[str, LevelInput],
        data: Mapping[str, RasterData],
        files: Mapping[str, Mapping[int, Path]],
        kept: KeptWeights,
    ) -> None:
        self._definitions = definitions
        self._levels = levels
        self._data = data
        self._files = files
        self._kept = kept

    def rows(self, table: str) -> TableRows:
        """The rows of a raster's own table, over all levels that have polygons."""
        area: list[str] = []
        variable: list[str] = []
        year: list[int] = []
        value: list[Values] = []
        status: list[Statuses] = []
        for indicator in self._definitions.indicators.values():
            if indicator.table != table or indicator.raster is None:
                continue
            for level in self._definitions.tables[table].levels:
                if level not in self._levels:
                    continue
                codes = self._levels[level].codes
                for of_year in self._years(indicator.raster):
                    sums, statuses = self._observed(indicator, level, of_year)
                    top = sums.total if indicator.formula.kind in ("count", "ratio") else sums.mean
                    for ending, numbers in ((TOP, top), (BASE, sums.covered)):
                        area += codes
                        variable += [f"{indicator.id}_{ending}"] * len(codes)
                        year += [of_year] * len(codes)
                        shown = statuses <= Status.ESTIMATED
                        value.append(np.where(shown, np.nan_to_num(numbers), np.nan))
                        status.append(statuses)
        return TableRows(
            area,
            np.array(year, dtype=np.int64),
            variable,
            np.concatenate(value) if value else np.zeros(0),
            np.concatenate(status) if status else np.zeros(0, dtype=np.uint8),
            [TOTAL] * len(area),
        )

    def _years(self, use: RasterUse) -> list[int]:
        if use.id in self._data:
            return [self._definitions.rasters[use.id].year]
        return sorted(self._files.get(use.id, {}))

    def _observed(self, indicator: Indicator, level: str, year: int) -> tuple[zonal.ZonalSums, Statuses]:
        """Sums over the level's areas and their statuses: by how much of an area, or of its people, has data."""
        use = indicator.raster
        assert use is not None  # noqa: S101 - the caller looked
        given = self._levels[level]
        with self._cells(use, year) as cells:
            crs = self._definitions.levels[level].crs
            if use.weights is None:
                shapes = reproject(given.geometry, crs, cells.crs)
                sums = self._plain(use, shapes, cells)
                whole = shapely.area(shapes) / cells.frame.cell_area
            else:
                sums, whole = self._where_people_live(use, given.geometry, crs, cells)
            if use.per_km2:
                sums = zonal.ZonalSums(sums.total / (cells.frame.cell_area / 1e6), sums.covered)
        there = np.array([shape is not None for shape in given.geometry])
        return sums, _statuses(sums.covered, whole, there, use.least_coverage)

    @contextmanager
    def _cells(self, use: RasterUse, year: int) -> Iterator[Cells]:
        if use.id in self._data:
            yield CellsInMemory(self._data[use.id])
        else:
            with open_surface(self._definitions.surfaces[use.id], self._files[use.id][year]) as cells:
                yield cells

    def _plain(self, use: RasterUse, shapes: NDArray[np.object_], cells: Cells) -> zonal.ZonalSums:
        """Sums over areas in the raster's CRS, window by window."""
        sums = zonal.no_sums(len(shapes))
        for window in zonal.windows(shapes, cells.frame):
            weights = self._weights(shapes, window.frame)
            values = cells.read(window)
            if use.statistic == "share":
                sums += zonal.shares_of_class(weights, values, np.array(use.classes))
            else:
                sums += zonal.sums(weights, values)
        return sums

    def _where_people_live(
        self, use: RasterUse, geometry: NDArray[np.object_], crs: str, cells: Cells
    ) -> tuple[zonal.ZonalSums, Values]:
        """Sums over people, and how many live in each area.

        The value raster is brought exactly onto the cells of the weights: each inhabited cell is a square polygon,
        whose mean of the value raster is taken by coverage in that raster's own CRS. A raster weighted by itself is
        left as it is.
        """
        assert use.weights is not None  # noqa: S101 - the caller looked
        people = CellsInMemory(self._data[use.weights])
        shapes = reproject(geometry, crs, people.crs)
        frame = people.frame
        amounts = people.read(zonal.Window(0, 0, frame))
        weights = self._weights(shapes, frame)
        if use.id == use.weights:
            values = amounts
        else:
            inhabited = np.flatnonzero((amounts > 0) & (weights.matrix.T @ np.ones(len(shapes)) > 0))
            squares = reproject(frame.boxes(inhabited), people.crs, cells.crs)
            values = np.full(frame.cells, np.nan)
            values[inhabited] = self._plain(use, squares, cells).mean
        return zonal.weighted_sums(weights, values, amounts), weights.matrix @ amounts

    def _weights(self, shapes: NDArray[np.object_], frame: zonal.GridFrame) -> zonal.ZonalWeights:
        digest = hashlib.sha256(f"zonal {_VERSION} {frame}\n".encode())
        for shape in shapely.to_wkb(shapes):
            digest.update(b"-" if shape is None else hashlib.sha256(shape).digest())
        key = f"zonal-{digest.hexdigest()[:32]}"
        arrays = self._kept.read(key)
        if arrays is not None:
            parts = arrays["data"], arrays["indices"], arrays["indptr"]
            return zonal.ZonalWeights.of(sparse.csr_array(parts, (len(shapes), frame.cells)))
        weights = zonal.coverage_weights(shapes, frame)
        matrix = weights.matrix
        self._kept.write(key, {"data": matrix.data, "indices": matrix.indices, "indptr": matrix.indptr})
        return weights


def _statuses(covered: Values, whole: Values, there: NDArray[np.bool_], least: float) -> Statuses:
    """`missing` without a polygon or below the least coverage, `estimated` where some of the area has no data."""
    share = np.divide(covered, whole, out=np.zeros_like(covered), where=whole > 0)
    # nobody lives there: nothing is left out, and the mean over nobody is not applicable
    share[there & (whole == 0)] = 1.0
    status = np.where(share < WHOLE, int(Status.ESTIMATED), int(Status.OK))
    return np.where(there & (share >= least), status, int(Status.MISSING)).astype(np.uint8)


def surface_files(definitions: Definitions, fetched: Mapping[str, Mapping[int, Path]]) -> dict[str, dict[int, Path]]:
    """Surface → year → GeoTIFF: shipped ones, and over them what was fetched. Raises BuildError for one not there."""
    found: dict[str, dict[int, Path]] = {}
    for surface in definitions.surfaces.values():
        shipped = {year: definitions.layers / "rasters" / name for year, name in surface.files.items()}
        found[surface.id] = {**shipped, **fetched.get(surface.id, {})}
        for path in found[surface.id].values():
            if not path.is_file():
                raise BuildError(f"layers/rasters/{surface.id}.yaml: the file {path.name} is missing")
    return found
