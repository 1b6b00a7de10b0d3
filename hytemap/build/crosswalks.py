"""Crosswalks between levels: by a raster, by area, or by a given key, from the shipped grid or from polygons."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from hytemap.build.area_grid import AreaGrid
from hytemap.build.divisions import Division
from hytemap.build.inputs import LevelInput
from hytemap.build.pieces import PieceAmounts, pieces_of
from hytemap.definitions import Definitions
from hytemap.definitions.key_tables import KeyRow
from hytemap.errors import BuildError
from hytemap.sources.kept_weights import KeptWeights
from hytemap.sources.rasters import RasterData
from hytemap.statistics import crosswalk as cw
from hytemap.statistics.crosswalk import Crosswalk

#: how the weights are called that are nothing but size
AREA = "area"


class Crosswalks:
    """Makes crosswalks between any two levels; `cells` counts the shipped grid's.

    Between levels of which one at least is shipped (generalised to the area grid) the grid stays the truth: their
    polygons are its cells with smoothed corners, so an overlay of them would know less than the cells do, and slivers
    along borders would pass for shared land. Official polygons of both, or of a level the grid has no band for, are
    overlaid, and cells shared by exact coverage.
    """

    def __init__(
        self,
        definitions: Definitions,
        levels: Mapping[str, LevelInput],
        rasters: Mapping[str, RasterData],
        kept: KeptWeights,
    ) -> None:
        self._definitions = definitions
        self._levels = levels
        self._rasters = rasters
        self._kept = kept
        self._grid = AreaGrid(definitions, {level: given.codes for level, given in levels.items()}, rasters)
        self._pieces: dict[tuple[str, str, str], PieceAmounts] = {}

    def by_raster(self, division: Division, target: str, weights: str) -> Crosswalk:
        """Shares of `division`'s areas in the areas of level `target`, by what lies of the raster in common pieces."""
        blocks = self._blocks(division, target, weights)
        return blocks if division.is_current else cw.through(division.mix, blocks)

    def by_area(self, division: Division, target: str) -> Crosswalk:
        """Shares of `division`'s land in the areas of level `target`; borders that moved are taken as they are now."""
        blocks = self._blocks(division, target, AREA)
        return blocks if division.is_current else cw.through(division.own, blocks)

    def by_key(self, division: Division, target: str, rows: list[KeyRow], shown: str) -> Crosswalk:
        """Shares as a table gives them, for today's areas of the division's level.

        Raises BuildError naming codes that neither level has.
        """
        source, targets = self._levels[division.level].codes, self._levels[target].codes
        unknown = [row.source for row in rows if row.source not in source]
        unknown += [row.target for row in rows if row.target not in targets]
        if unknown:
            named = ", ".join(dict.fromkeys(unknown))
            raise BuildError(f"{shown} names {named}, which neither {division.level} nor {target} has")
        pairs = [(source.index(row.source), targets.index(row.target), row.share) for row in rows]
        given = cw.from_key(pairs, len(source), len(targets))
        if division.is_current:
            return given
        # an older division's block has its areas' shares in proportion to their size
        size = self._blocks(division, division.level, AREA).shares[:, : len(source)]
        return cw.through(division.mix, cw.through(size, given))

    def cells(self, level: str, areas: int) -> NDArray[np.float64]:
        """Number of cells of the area grid in each area of `level` (areas,); zeros where it has no band for it."""
        return self._grid.cells(level, areas)

    def _blocks(self, division: Division, target: str, weights: str) -> Crosswalk:
        """Shares of the division's blocks in the areas of level `target`."""
        targets = len(self._levels[target].codes)
        if division.is_current and division.level == target:
            return cw.identity(targets)
        pieces = self._pieces_of(division.level, target, weights)
        block_of = division.block_of(len(self._levels[division.level].codes))
        source = np.where(pieces.source >= 0, block_of[pieces.source], -1)
        same = division.level == target
        return cw.from_pieces(
            source, pieces.target, pieces.amount, pieces.size, len(division.blocks), targets, same_level=same
        )

    def _pieces_of(self, source: str, target: str, weights: str) -> PieceAmounts:
        key = source, target, weights
        if key not in self._pieces:
            self._pieces[key] = self._made(*key)
        return self._pieces[key]

    def _made(self, source: str, target: str, weights: str) -> PieceAmounts:
        by_size = weights in (AREA, self._grid.id)
        if self._on_grid(source) and self._on_grid(target) and not self._official(source, target):
            return self._grid.pieces(source, target, self._grid.id if by_size else weights)
        for level in (source, target):
            if all(shape is None for shape in self._levels[level].geometry):
                raise BuildError(
                    f"{level} has no polygons, so figures cannot be carried between {source} and {target}: "
                    f"run `hytemap fetch {level}`"
                )
        crs = self._definitions.levels[source].crs, self._definitions.levels[target].crs
        raster = None if by_size else self._rasters[weights]
        if source == target:
            return self._alone(source, raster)
        return pieces_of(self._levels[source], self._levels[target], crs, raster, self._kept)

    def _alone(self, level: str, raster: RasterData | None) -> PieceAmounts:
        """A level overlaid with itself: each area is one piece, whatever slivers its polygons share."""
        given, crs = self._levels[level], self._definitions.levels[level].crs
        nobody = LevelInput([], given.geometry[:0], given.origin)
        whole = pieces_of(given, nobody, (crs, crs), raster, self._kept)
        return PieceAmounts(whole.source, whole.source, whole.amount, whole.size)

    def _on_grid(self, level: str) -> bool:
        return level in self._grid.area

    def _official(self, *levels: str) -> bool:
        """Whether all of the levels have official polygons, fetched from their publishers."""
        return all(self._levels[level].origin["origin"] == "fetched" for level in levels)
