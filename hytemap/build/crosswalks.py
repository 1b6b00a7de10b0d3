"""Crosswalks between levels from the shipped grid: cells that know their areas, weighted by a raster."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hytemap.definitions import Definitions, Level, Raster
from hytemap.errors import BuildError
from hytemap.sources.rasters import RasterData, read_raster
from hytemap.sources.work_rasters import StoredRaster
from hytemap.statistics.crosswalk import Crosswalk, from_cells


@dataclass(frozen=True)
class Division:
    """The areas figures were published for: a level in one boundary vintage.

    `codes` are the publisher's; `covers` lists for each the positions of today's areas that it was made of.
    """

    level: str
    vintage: str
    codes: tuple[str, ...]
    covers: tuple[tuple[int, ...], ...]

    @property
    def is_current(self) -> bool:
        """Whether it is today's division itself."""
        return all(cover == (i,) for i, cover in enumerate(self.covers))


def division_of(level: Level, codes: list[str], vintage: str) -> Division:
    """The division of `level` (today's `codes`) in `vintage`."""
    position = {code: i for i, code in enumerate(codes)}
    merged = level.vintages[vintage].merged if vintage in level.vintages else {}
    gone = {part for parts in merged.values() for part in parts}
    units: dict[str, tuple[int, ...]] = {code: (i,) for code, i in position.items() if code not in gone}
    units |= {code: tuple(position[part] for part in parts if part in position) for code, parts in merged.items()}
    ordered = sorted(units, key=lambda code: min(units[code], default=0))
    return Division(level.id, vintage, tuple(ordered), tuple(units[code] for code in ordered))


class Grid:
    """The area grid and the rasters on it, cell by cell.

    `area[level]` (cells,) is the position of the cell's area among the level's codes, -1 for none; `amount(raster)`
    (cells,) is how much of the raster lies in the cell. A raster in `fetched` takes the place of the shipped one.
    """

    def __init__(
        self, definitions: Definitions, codes: dict[str, list[str]], fetched: Mapping[str, StoredRaster] | None = None
    ) -> None:
        self._definitions = definitions
        self._fetched = fetched or {}
        grids = [raster for raster in definitions.rasters.values() if raster.kind == "areas"]
        if len(grids) > 1:
            raise BuildError(f"only one raster of kind `areas` can be used, found {', '.join(g.id for g in grids)}")
        self.grid: Raster | None = grids[0] if grids else None
        self.area: dict[str, NDArray[np.int64]] = {}
        self._amounts: dict[str, NDArray[np.float64]] = {}
        if self.grid is None:
            return
        self._data = self._read(self.grid)
        for band in self.grid.areas:
            if band.level not in codes:
                continue
            numbers = self._data.bands[band.band - 1].ravel().astype(np.int64)
            position = {code: i for i, code in enumerate(codes[band.level])}
            known = {int(n): position.get(band.code.format(int(n)), -1) for n in np.unique(numbers) if n > 0}
            known[0] = -1
            self.area[band.level] = np.array([known[int(n)] for n in numbers], dtype=np.int64)

    def _read(self, raster: Raster) -> RasterData:
        if raster.id in self._fetched:
            return read_raster(raster, self._fetched[raster.id].path)
        return read_raster(raster, self._definitions.layers / "rasters" / raster.file)

    @property
    def id(self) -> str:
        """The raster id of the grid itself, whose cells count one each; empty when there is none."""
        return self.grid.id if self.grid else ""

    def amount(self, raster_id: str) -> NDArray[np.float64]:
        """How much of the raster lies in each cell; coarser cells are shared evenly, the grid itself counts 1 each."""
        if raster_id not in self._amounts:
            if self.grid is None:
                raise BuildError("apportioning needs a raster of kind `areas` under layers/rasters")
            shape = self._data.bands[0].shape
            if raster_id == self.grid.id:
                self._amounts[raster_id] = np.ones(shape[0] * shape[1])
            else:
                self._amounts[raster_id] = self._on_grid(self._definitions.rasters[raster_id], shape).ravel()
        return self._amounts[raster_id]

    def _on_grid(self, raster: Raster, shape: tuple[int, ...]) -> NDArray[np.float64]:
        data = self._read(raster)
        factor = data.cell_size / self._data.cell_size
        same_origin = np.allclose(
            [data.transform[2], data.transform[5]], [self._data.transform[2], self._data.transform[5]]
        )
        if data.crs != self._data.crs or not same_origin or factor != int(factor):
            raise BuildError(
                f"the raster {raster.id} does not lie on the area grid: it needs the same CRS ({self._data.crs}), "
                f"the same upper left corner and a cell size that is a multiple of {self._data.cell_size:g} m"
            )
        n = int(factor)
        spread = np.kron(data.bands[0], np.ones((n, n))) / (n * n)
        result = np.zeros(shape)
        rows, columns = min(shape[0], spread.shape[0]), min(shape[1], spread.shape[1])
        result[:rows, :columns] = spread[:rows, :columns]
        return result

    def crosswalk(self, division: Division, target: str, targets: int, weights: str) -> Crosswalk:
        """Shares of `division`'s areas in the `targets` areas of level `target`, by raster `weights`."""
        for level in (division.level, target):
            if level not in self.area:
                raise BuildError(f"the area grid has no band for the level {level}: figures cannot be carried to it")
        unit_of = np.full(self.area[division.level].max(initial=-1) + 2, -1, dtype=np.int64)
        for unit, cover in enumerate(division.covers):
            unit_of[list(cover)] = unit
        source = unit_of[self.area[division.level]]  # -1 picks the last element, which stays -1
        return from_cells(
            source,
            self.area[target],
            self.amount(weights),
            len(division.codes),
            targets,
            same_level=division.level == target,
        )

    def cells(self, level: str, areas: int) -> NDArray[np.float64]:
        """Number of cells of each area of `level` (areas,); zeros where the grid has no band for it."""
        if level not in self.area:
            return np.zeros(areas)
        inside = self.area[level] >= 0
        return np.bincount(self.area[level][inside], minlength=areas).astype(np.float64)
