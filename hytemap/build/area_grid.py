"""The shipped grid: cells that know their areas, and how much of a raster lies in each."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from hytemap.build.pieces import PieceAmounts
from hytemap.definitions import Definitions, Raster
from hytemap.errors import BuildError
from hytemap.sources.rasters import RasterData


class AreaGrid:
    """The area grid and the rasters on it, cell by cell.

    `area[level]` (cells,) is the position of the cell's area among the level's codes, -1 for none. `rasters` are the
    data of the rasters by id.
    """

    def __init__(
        self, definitions: Definitions, codes: Mapping[str, list[str]], rasters: Mapping[str, RasterData]
    ) -> None:
        grids = [raster for raster in definitions.rasters.values() if raster.kind == "areas"]
        if len(grids) > 1:
            raise BuildError(f"only one raster of kind `areas` can be used, found {', '.join(g.id for g in grids)}")
        self.grid: Raster | None = grids[0] if grids else None
        self.area: dict[str, NDArray[np.int64]] = {}
        self._rasters = rasters
        self._amounts: dict[str, NDArray[np.float64]] = {}
        if self.grid is None:
            return
        self._data = rasters[self.grid.id]
        for band in self.grid.areas:
            if band.level not in codes:
                continue
            numbers = self._data.bands[band.band - 1].ravel().astype(np.int64)
            position = {code: i for i, code in enumerate(codes[band.level])}
            known = {int(n): position.get(band.code.format(int(n)), -1) for n in np.unique(numbers) if n > 0}
            known[0] = -1
            self.area[band.level] = np.array([known[int(n)] for n in numbers], dtype=np.int64)

    @property
    def id(self) -> str:
        """The raster id of the grid itself, whose cells count one each; empty when there is none."""
        return self.grid.id if self.grid else ""

    def pieces(self, source: str, target: str, weights: str) -> PieceAmounts:
        """Each cell as a piece, with what it holds of the raster `weights`; the grid itself counts 1 a cell."""
        amount = self._amount(weights)
        return PieceAmounts(self.area[source], self.area[target], amount, np.ones(len(amount)))

    def cells(self, level: str, areas: int) -> NDArray[np.float64]:
        """Number of cells of each area of `level` (areas,); zeros where the grid has no band for it."""
        if level not in self.area:
            return np.zeros(areas)
        inside = self.area[level] >= 0
        return np.bincount(self.area[level][inside], minlength=areas).astype(np.float64)

    def _amount(self, raster_id: str) -> NDArray[np.float64]:
        """How much of the raster lies in each cell; coarser cells are shared evenly, the grid itself counts 1 each."""
        if raster_id not in self._amounts:
            shape = self._data.bands[0].shape
            if raster_id == self.id:
                self._amounts[raster_id] = np.ones(shape[0] * shape[1])
            else:
                self._amounts[raster_id] = self._on_grid(raster_id, shape).ravel()
        return self._amounts[raster_id]

    def _on_grid(self, raster_id: str, shape: tuple[int, ...]) -> NDArray[np.float64]:
        data = self._rasters[raster_id]
        factor = data.cell_size / self._data.cell_size
        same_origin = np.allclose(
            [data.transform[2], data.transform[5]], [self._data.transform[2], self._data.transform[5]]
        )
        if data.crs != self._data.crs or not same_origin or factor != int(factor):
            raise BuildError(
                f"the raster {raster_id} does not lie on the area grid: it needs the same CRS ({self._data.crs}), "
                f"the same upper left corner and a cell size that is a multiple of {self._data.cell_size:g} m"
            )
        n = int(factor)
        spread = np.kron(data.bands[0], np.ones((n, n))) / (n * n)
        result = np.zeros(shape)
        rows, columns = min(shape[0], spread.shape[0]), min(shape[1], spread.shape[1])
        result[:rows, :columns] = spread[:rows, :columns]
        return result
