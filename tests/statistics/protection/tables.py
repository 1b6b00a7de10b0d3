"""Tables of areas × groups with their sums, as arrays: the cells, what adds up, and who is too few."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from hytemap.statistics.protection.primary import too_few
from hytemap.statistics.protection.ranges import Published
from hytemap.statistics.protection.relations import Relations, joined, sums
from hytemap.statistics.protection.secure import Figures
from hytemap.statistics.protection.suppression import Cellwork

#: counts of fewer people are hidden
FEWEST = 5.0


@dataclass(frozen=True)
class SmallTable:
    """Cells (groups + 1, areas + 1), the first row and column being sums; `value` is flat."""

    value: np.ndarray
    relations: Relations
    shape: tuple[int, int]

    @property
    def cells(self) -> int:
        return len(self.value)

    @property
    def small(self) -> np.ndarray:
        return too_few(self.value, FEWEST)

    @property
    def required(self) -> np.ndarray:
        return np.where(self.small, FEWEST, 0.0)

    @property
    def figures(self) -> Figures:
        return figures_of(self.relations, self.value)

    @property
    def work(self) -> Cellwork:
        figures = self.figures
        return Cellwork(self.relations, self.value, np.zeros(self.cells), figures.unit, figures.cost)

    def published(self, hidden: np.ndarray) -> Published:
        """What is left for everybody to see when `hidden` is not."""
        nothing, no_end = np.zeros(self.cells), np.full(self.cells, np.inf)
        return Published(self.relations, self.value, ~hidden, nothing, no_end, np.zeros(len(self.relations)))


def figures_of(relations: Relations, value: np.ndarray, fewest: float = FEWEST) -> Figures:
    """A table in which each cell is a unit of its own and all are counts."""
    cells = len(value)
    return Figures(
        relations,
        value,
        np.ones(cells, dtype=bool),
        np.arange(cells),
        np.full(cells, fewest),
        np.zeros(cells, dtype=bool),
        np.zeros(cells),
    )


def with_sums(inside: np.ndarray) -> SmallTable:
    """The table whose inner cells (groups, areas) are these."""
    groups, areas = inside.shape
    whole = np.zeros((groups + 1, areas + 1))
    whole[1:, 1:] = inside
    whole[0, 1:], whole[1:, 0] = inside.sum(axis=0), inside.sum(axis=1)
    whole[0, 0] = inside.sum()
    number = np.arange(whole.size).reshape(whole.shape)
    relations = joined(
        [sums(number[0], number[1:].T, whole.size, 0), sums(number[:, 0], number[:, 1:], whole.size, 1)], whole.size
    )
    return SmallTable(whole.ravel(), relations, whole.shape)


def small_tables(most: int = 30, largest: int = 5) -> st.SearchStrategy[SmallTable]:
    """Tables of counts up to `most`, of up to `largest` groups and areas: many of them small."""
    shapes = st.tuples(st.integers(2, largest), st.integers(2, largest))
    counts = st.integers(0, most).map(float)
    return shapes.flatmap(lambda shape: hnp.arrays(np.float64, shape, elements=counts)).map(with_sums)
