"""Which further figures are hidden, so that no hidden one can be worked out: the cheapest that are enough.

The complete model of Fischetti & Salazar-González (2001, section 3, https://doi.org/10.1287/mnsc.47.7.1008.9805), one
protected cell at a time: hide units at the least cost so that two tables exist which agree with all that stays shown
and between which the protected cell differs by the width its rule asks for (their *sliding* protection level). What is
hidden already costs nothing. At the end everything that proves not to be needed is shown again (the clean-up of Kelly,
Golden & Assad 1992, *Cell suppression: Disclosure protection for sensitive tabular data*, Networks 22(4),
https://doi.org/10.1002/net.3230220407).

A table has thousands of cells, too many for an exact solution in seconds. So linear programs (the same authors'
heuristic: each unit of deviation costs in proportion to what hiding would) first pick a few dozen cells that might do,
twice, the second time dearer what was picked before; the integer program then chooses among these. The outcome is
always safe, and nearly always the cheapest.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from hytemap.model import Values
from hytemap.statistics.protection.programs import least
from hytemap.statistics.protection.relations import Cells, Relations, neighbourhoods

#: a range may fall short of the width asked for by so much, for the solver's sake
SHORT = 1e-6
#: the largest deviation in the integer program
SCALE = 0.05
#: how often linear programs look for cells that might do
LOOKS = 2


@dataclass(frozen=True)
class Cellwork:
    """A table as its protector knows it; arrays are (cells,) or (units,).

    `value` are the true figures, `lower` the least each can be (the attacker knows that too). `unit` says which cells
    are hidden together, -1 for a cell that is never shown itself but follows from others. `cost` (units,) is what is
    lost by hiding a unit. What is over in a sum (people of no group) is taken to be known to the attacker.
    """

    relations: Relations
    value: Values
    lower: Values
    unit: Cells
    cost: Values


def protect(work: Cellwork, hidden: NDArray[np.bool_], required: Values) -> NDArray[np.bool_]:
    """All units to hide (mask, units,): `hidden`, and the further ones that protect them.

    `required` (cells,) is the least width of the range to which an attacker may narrow a cell, 0 where any will do.
    The same input gives the same output.
    """
    result = hidden.copy()
    part = parts(work)
    for number in np.unique(part[required > 0]):
        cells = np.flatnonzero(part == number)
        units = np.unique(work.unit[cells])
        units = units[units >= 0]
        matrix = work.relations.matrix[:, cells]
        rows = np.flatnonzero(np.diff(matrix.indptr))
        own = Cellwork(
            Relations(sparse.csr_array(matrix[rows]), work.relations.kind[rows]),
            work.value[cells],
            work.lower[cells],
            np.where(work.unit[cells] >= 0, np.searchsorted(units, work.unit[cells]), -1),
            work.cost[units],
        )
        result[units] = _Protection(own, hidden[units], required[cells].copy()).run()
    return result


def parts(work: Cellwork) -> Cells:
    """The number (cells,) of the part each cell lies in; parts have neither a relation nor a unit in common."""
    with_unit = np.flatnonzero(work.unit >= 0)
    together = sparse.csr_array(
        (np.ones(len(with_unit)), (work.unit[with_unit], with_unit)), shape=(len(work.cost), len(work.unit))
    )
    linked = sparse.csr_array(sparse.vstack([work.relations.matrix, together], format="csr"))
    everything = np.ones(len(work.unit), dtype=np.bool_)
    return neighbourhoods(Relations(linked, np.zeros(linked.shape[0], np.int64)), everything)


@dataclass(frozen=True)
class _Table:
    """A table that agrees with all that is shown: how far each cell is from the true one, and in which units."""

    moved: Values
    units: frozenset[int]


@dataclass(frozen=True)
class _Witness:
    """Tables that prove a cell's protection, by the units in which they differ from the true one."""

    units: frozenset[int]


@dataclass
class _Protection:
    work: Cellwork
    given: NDArray[np.bool_]
    required: Values
    hidden: NDArray[np.bool_] = field(init=False)
    witnesses: dict[int, _Witness] = field(init=False, default_factory=dict)
    tables: list[_Table] = field(init=False, default_factory=list)
    #: further unit → the cell it was hidden for
    causes: dict[int, int] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.hidden = self.given.copy()

    def run(self) -> NDArray[np.bool_]:
        own = np.where(self.work.unit >= 0, self.work.cost[self.work.unit], 0.0)
        protected = np.flatnonzero(self.required > 0)
        order = protected[np.lexsort((protected, own[protected], -self.required[protected]))]
        for cell in order:
            witness = self._witness(int(cell))
            while witness is None:
                self._hide_more(int(cell))
                witness = self._witness(int(cell))
            self.witnesses[int(cell)] = witness
        self._clean_up()
        return self.hidden

    # --- is a cell protected by what is hidden?

    def _free(self) -> NDArray[np.bool_]:
        """Cells an attacker does not know: those of hidden units, and those that are never shown themselves."""
        return np.where(self.work.unit >= 0, self.hidden[self.work.unit], True)

    def _witness(self, cell: int) -> _Witness | None:
        """Proof that the range of `cell` is wide enough with what is hidden now; None when it is not."""
        free = self._free()
        if not free[cell]:
            return None
        for_free = self._from_tables(cell)
        if for_free is not None:
            return for_free
        label = neighbourhoods(self.work.relations, free)
        cells = np.flatnonzero(label == label[cell])
        at = int(np.flatnonzero(cells == cell)[0])
        wanted = self.required[cell]
        matrix = self.work.relations.matrix[:, cells]
        matrix = matrix[np.flatnonzero(np.diff(matrix.indptr))]
        down_to = self.work.lower[cells] - self.work.value[cells]
        width, units = 0.0, set()
        for sign in (1.0, -1.0):
            low, high = np.minimum(down_to, 0.0), np.full(len(cells), np.inf)
            # no need to look further than the width that is asked for
            if sign > 0:
                high[at] = wanted
            else:
                low[at] = max(low[at], width - wanted)
            moved = _moved(matrix, at, sign, low, high)
            width += abs(moved[at])
            apart = set(self.work.unit[cells[np.abs(moved) > 1e-9]].tolist()) - {-1}
            units |= apart
            whole = np.zeros(len(self.work.value))
            whole[cells] = moved
            self.tables.append(_Table(whole, frozenset(apart)))
            if width >= wanted - SHORT:
                return _Witness(frozenset(units - {-1}))
        return None

    def _from_tables(self, cell: int) -> _Witness | None:
        """Proof by tables that were found for other cells."""
        if not self.tables:
            return None
        moved = np.array([table.moved[cell] for table in self.tables])
        up, down = int(moved.argmax()), int(moved.argmin())
        if max(moved[up], 0.0) - min(moved[down], 0.0) < self.required[cell] - SHORT:
            return None
        used = [self.tables[i].units for i in (up, down) if abs(moved[i]) > 1e-9]
        return _Witness(frozenset().union(*used))

    # --- hide more

    def _hide_more(self, cell: int) -> None:
        """Hide the cheapest units that protect `cell`."""
        work = self.work
        if work.unit[cell] >= 0:
            self.hidden[work.unit[cell]] = True
        cells = np.arange(len(work.value))
        pool = self._pool(cells, cell)
        chosen = None if pool is None else self._chosen(pool, cell)
        if chosen is None:
            # the careful way out: everything that hangs together
            chosen = cells
        more = np.unique(work.unit[chosen])
        more = more[(more >= 0) & ~self.hidden[more]]
        if not len(more):
            more = np.unique(work.unit[cells])
            more = more[more >= 0]
            if self.hidden[more].all():
                # all that could be hidden is: the rest of the way is not ours
                self.required[cell] = 0.0
        self.hidden[more] = True
        self.causes |= dict.fromkeys(more.tolist(), cell)

    def _pool(self, cells: Cells, cell: int) -> Cells | None:
        """Cells that might do, by linear programs; None when none would."""
        work = self.work
        matrix = work.relations.matrix[:, cells]
        matrix = matrix[np.flatnonzero(np.diff(matrix.indptr))]
        unit = work.unit[cells]
        free = self._free()[cells]
        wanted = self.required[cell]
        price = np.where(free, 0.0, work.cost[unit] / wanted) + 1e-6
        lower = np.maximum(work.value[cells] - work.lower[cells], 0.0)
        down, up = np.zeros(len(cells)), np.full(len(cells), np.inf)
        at = int(np.flatnonzero(cells == cell)[0])
        down[at] = up[at] = wanted
        used = np.zeros(len(cells), dtype=np.bool_)
        for _ in range(LOOKS):
            found = least(
                np.concatenate([price, price]),
                sparse.hstack([matrix, -matrix], format="csr"),
                np.zeros(matrix.shape[0]),
                np.concatenate([down, np.zeros(len(cells))]),
                np.concatenate([up, np.where(down > 0, 0, lower)]),
            )
            if found is None or isinstance(found, float):
                break
            moved = np.abs(found[: len(cells)] - found[len(cells) :]) > 1e-9
            used |= moved
            dearer = np.isin(unit, np.unique(unit[moved & (unit >= 0)]))
            price = np.where(dearer & ~free, price * 3, price)
        if not used.any():
            return None
        units = np.unique(unit[used & (unit >= 0)])
        pool: Cells = cells[free | np.isin(unit, units) | (unit < 0)]
        return pool

    def _chosen(self, pool: Cells, cell: int) -> Cells | None:
        """Cells of the cheapest units in the pool that give `cell` its width; None when the solver finds none."""
        work = self.work
        label = neighbourhoods(work.relations, np.isin(np.arange(len(work.value)), pool))
        pool = np.flatnonzero(label == label[cell])
        matrix = work.relations.matrix[:, pool]
        matrix = matrix[np.flatnonzero(np.diff(matrix.indptr))]
        n, at = len(pool), int(np.flatnonzero(pool == cell)[0])
        free = self._free()[pool]
        units = np.unique(work.unit[pool[~free]])
        wanted = self.required[cell]
        # deviations are made small: a unit that is a millionth hidden, which the solver takes for shown, then lets no
        # cell move by more than its tolerance
        furthest = 10 * wanted + 10
        wanted *= SCALE / furthest
        down = np.minimum(np.maximum(work.value[pool] - work.lower[pool], 0.0) * SCALE / furthest, SCALE)
        # columns: deviations of the one table, of the other, and whether a unit is hidden
        zero = sparse.csr_array((matrix.shape[0], n))
        none = sparse.csr_array((matrix.shape[0], len(units)))
        rules = [
            LinearConstraint(sparse.hstack([matrix, zero, none], format="csr"), 0, 0),
            LinearConstraint(sparse.hstack([zero, matrix, none], format="csr"), 0, 0),
        ]
        apart = np.zeros(2 * n + len(units))
        apart[at], apart[n + at] = 1.0, -1.0
        rules.append(LinearConstraint(sparse.csr_array(apart[None, :]), wanted, np.inf))
        shown = np.flatnonzero(~free)
        place = np.searchsorted(units, work.unit[pool[shown]])
        for side in (0, n):
            pick = sparse.csr_array(
                (np.ones(len(shown)), (np.arange(len(shown)), side + shown)), shape=(len(shown), 2 * n)
            )
            for sign, most in ((1.0, np.full(len(shown), SCALE)), (-1.0, down[shown])):
                cap = sparse.csr_array((-most, (np.arange(len(shown)), place)), shape=(len(shown), len(units)))
                rules.append(LinearConstraint(sparse.hstack([sign * pick, cap], format="csr"), -np.inf, 0))
        low = np.concatenate([-down, -down, np.zeros(len(units))])
        high = np.concatenate([np.full(2 * n, SCALE), np.ones(len(units))])
        with _unheard():
            found = milp(
                np.concatenate([np.full(2 * n, 0.0), work.cost[units]]),
                constraints=rules,
                bounds=Bounds(low, high),
                integrality=np.concatenate([np.zeros(2 * n), np.ones(len(units))]),
                options={"node_limit": 2000},
            )
        if found.x is None:
            return None
        taken = units[found.x[2 * n :] > 0.5]
        chosen: Cells = pool[np.isin(work.unit[pool], taken)]
        return chosen

    # --- show again what is not needed

    def _clean_up(self) -> None:
        further = np.flatnonzero(self.hidden & ~self.given)
        dearest = further[np.lexsort((further, -self.work.cost[further]))]
        for unit in dearest.tolist():
            self.hidden[unit] = False
            before = self.tables
            self.tables = [table for table in before if unit not in table.units]
            anew: dict[int, _Witness] = {}
            resting = [cell for cell, witness in self.witnesses.items() if unit in witness.units]
            # what needs it most likely is asked first, as one answer is enough to keep it hidden
            resting.sort(key=lambda cell: (cell != self.causes.get(unit), cell))
            for cell in resting:
                other = self._witness(cell) if self.required[cell] > 0 else None
                if other is None:
                    self.hidden[unit] = True
                    self.tables = before
                    break
                anew[cell] = other
            else:
                self.witnesses |= anew


@contextmanager
def _unheard() -> Iterator[None]:
    """Keeps back what HiGHS prints to the process's standard output whatever it is told (`tmpSolver.run`)."""
    try:
        kept = os.dup(1)
    except OSError:  # there is no standard output
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def _moved(matrix: sparse.csr_array, at: int, sign: float, low: Values, high: Values) -> Values:
    """Deviations (cells,) that keep every sum and move the cell `at` furthest up (sign 1) or down (-1)."""
    if not matrix.shape[0]:
        moved = np.zeros(matrix.shape[1])
        moved[at] = high[at] if sign > 0 else low[at]
        return moved
    objective = np.zeros(matrix.shape[1])
    objective[at] = -sign
    found = least(objective, matrix, np.zeros(matrix.shape[0]), low, high)
    # where nothing was found, nothing moves: the cell then counts as unprotected
    return np.zeros(matrix.shape[1]) if found is None or isinstance(found, float) else found
