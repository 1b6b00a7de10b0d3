"""The attacker: between which values a hidden figure must lie, for all that is published.

For each hidden cell two linear programs are solved: the lowest and the highest value it has in any table that agrees
with every published cell, every sum and every bound. This is the attacker of Fischetti & Salazar-González (2001,
section 2, https://doi.org/10.1287/mnsc.47.7.1008.9805) and the audit of Hundepool et al. (2012, *Statistical Disclosure
Control*, 4.3), solved by HiGHS (Huangfu & Hall 2018, https://doi.org/10.1007/s12532-017-0130-5).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from hytemap.model import Values
from hytemap.statistics.protection.programs import least
from hytemap.statistics.protection.relations import Cells, Relations, neighbourhoods

#: how far solver and figures may be from a sum that holds
TOLERANCE = 1e-6
#: how many pairs of tables are looked at before cells are asked for one by one
LOOKS = 25


@dataclass(frozen=True)
class Published:
    """What everybody knows of a table: `known` (cells,) of `values` (cells,), its relations, and bounds of each cell.

    `remainder` (relations,) is what is over in each relation: zero, unless something outside the table is known to be
    in the sum. The unknown cells lie between `lower` and `upper` (cells,). A known value may be off by `tolerance`
    (cells,), as it was rounded; so may every sum it is in.
    """

    relations: Relations
    values: Values
    known: NDArray[np.bool_]
    lower: Values
    upper: Values
    remainder: Values
    tolerance: Values | None = None


#: an upper bound that stands for none where a solution is wanted, times the largest number around
FAR = 1e3


@dataclass
class _Part:
    """Unknown cells that hang together: A·x = b between bounds; roundings stand as further unknowns after the cells."""

    cells: Cells
    matrix: sparse.csr_array
    right: Values
    low: Values
    high: Values

    def some(self, objective: Values) -> Values | None:
        """Values that fit, with objective · x as small as can be where nothing grows out of sight; None if none fit."""
        far = FAR * max(1.0, float(np.abs(self.right).max(initial=0.0)))
        found = least(objective, self.matrix, self.right, self.low, np.minimum(self.high, self.low + far))
        return None if isinstance(found, float) else found

    def solve(self, objective: Values) -> float | None:
        """The least of objective · x; None when no x fits, -inf when there is no least."""
        found = least(objective, self.matrix, self.right, self.low, self.high)
        return found if found is None or isinstance(found, float) else float(objective @ found)


def ranges(published: Published, asked: NDArray[np.bool_]) -> tuple[Values, Values]:
    """Lowest and highest value (cells,) that each `asked` cell (mask) can have; a known cell has its value, twice.

    Cells that are not asked for are NaN. A cell without a highest value is not narrowed, and has its bounds. Where
    figures contradict each other (roundings, people outside every group), the relations are given the smallest
    remainders with which they agree, and the attacker goes on from there.
    """
    low = np.where(asked & published.known, published.values, np.nan)
    high = low.copy()
    unknown = ~published.known
    low[asked & unknown], high[asked & unknown] = published.lower[asked & unknown], published.upper[asked & unknown]
    label = neighbourhoods(published.relations, unknown)
    wanted = np.flatnonzero(asked & unknown)
    for number in np.unique(label[wanted]):
        part = part_of(published, np.flatnonzero(label == number))
        if not len(part.right):
            continue
        place = {int(cell): i for i, cell in enumerate(part.cells)}
        endless = _endless(part)
        for cell in wanted[label[wanted] == number]:
            if not endless[place[int(cell)]]:
                low[cell], high[cell] = _range(part, place[int(cell)])
    return low, high


def narrowed(
    published: Published, asked: NDArray[np.bool_], fewest: Values, zero_tells: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Which of the `asked` cells are holes, as `narrow` says of their `ranges`; far faster than all ranges."""
    low, high = _seen(published, asked, fewest)
    doubtful = asked & ~(high - low >= fewest)
    low, high = ranges(published, doubtful)
    found: NDArray[np.bool_] = doubtful & narrow(low, high, fewest, zero_tells)
    return found


def narrowest(
    published: Published, asked: NDArray[np.bool_], fewest: Values, zero_tells: NDArray[np.bool_]
) -> tuple[int, float, float] | None:
    """The cell among `asked` with the narrowest range of those that may tell of a small count, and the range; or None.

    `fewest` and `zero_tells` are as in `narrow`.
    """
    seen_low, seen_high = _seen(published, asked, fewest)
    best: tuple[int, float, float] | None = None
    # a range is at least as wide as what has been seen of it
    wanted = np.flatnonzero(asked)
    for cell in wanted[np.argsort((seen_high - seen_low)[wanted], kind="stable")].tolist():
        if best is not None and seen_high[cell] - seen_low[cell] >= best[2] - best[1]:
            break
        one = np.zeros(len(asked), dtype=np.bool_)
        one[cell] = True
        low, high = (float(end[cell]) for end in ranges(published, one))
        may_be_small = low < fewest[cell] - TOLERANCE * 10 and (zero_tells[cell] or high > 1 - TOLERANCE * 10)
        if may_be_small and (best is None or high - low < best[2] - best[1]):
            best = cell, low, high
    return best


def _seen(published: Published, asked: NDArray[np.bool_], enough: Values) -> tuple[Values, Values]:
    """Lowest and highest value (cells,) that cells have in some tables that agree: ends inside their ranges.

    Tables in which many cells are as large, or as small, as can be settle at once that most are wide `enough`.
    """
    seen = np.where(asked & published.known, published.values, np.nan)
    low, high = seen.copy(), seen.copy()
    unknown = ~published.known
    label = neighbourhoods(published.relations, unknown)
    wanted = np.flatnonzero(asked & unknown)
    for number in np.unique(label[wanted]):
        part = part_of(published, np.flatnonzero(label == number))
        here = np.isin(part.cells, wanted[label[wanted] == number])
        asks = enough[part.cells]
        least, most = np.full(len(part.cells), np.inf), np.full(len(part.cells), -np.inf)
        if len(part.right):
            most[_endless(part)[: len(part.cells)]] = np.inf
            least[np.isposinf(most)] = part.low[: len(part.cells)][np.isposinf(most)]
            for _ in range(LOOKS):
                open_ = here & ~(most - least >= asks)
                if not open_.any() or not _look(part, open_, least, most):
                    break
        else:
            least, most = part.low.copy(), part.high.copy()
        # figures that contradict each other agree with no table: such a cell counts as one of no width at all
        unseen = least > most
        least[unseen] = most[unseen] = 0.0
        chosen = part.cells[here]
        low[chosen], high[chosen] = least[here], most[here]
    return low, high


def _look(part: _Part, open_: NDArray[np.bool_], least: Values, most: Values) -> bool:
    """Look at two more tables that agree, and note what cells have in them; whether anything new was seen."""
    before = most - least
    for sign in (1.0, -1.0):
        objective = np.zeros(len(part.low))
        objective[: len(part.cells)][open_] = sign
        values = part.some(objective)
        if values is None:
            return False
        ends = np.isposinf(most)
        np.minimum(least, values[: len(part.cells)], out=least)
        most[~ends] = np.maximum(most, values[: len(part.cells)])[~ends]
    with np.errstate(invalid="ignore"):
        return bool(((most - least) > before + TOLERANCE)[open_].any() or np.isnan(before).any())


def nearest(published: Published) -> tuple[Values, Values]:
    """A table that agrees with what is published as well as can be: its cells (cells,) and remainders (relations,).

    The sum of the remainders' sizes is the least there is (elastic filtering, Chinneck 2008, *Feasibility and
    Infeasibility in Optimization*, https://doi.org/10.1007/978-0-387-74932-7).
    """
    values = np.where(published.known, published.values, published.lower)
    unknown = ~published.known
    label = neighbourhoods(published.relations, unknown)
    for number in np.unique(label[unknown]):
        part = part_of(published, np.flatnonzero(label == number))
        if len(part.right):
            values[part.cells] = _agreeing(part)[0][: len(part.cells)]
    return values, published.relations.remainder(values)


def narrow(low: Values, high: Values, fewest: Values, zero_tells: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which ranges (cells,) are holes: they narrow a count that may be below `fewest` (cells,) to less than its width.

    A range that begins at `fewest` or above tells of nobody's small group, and one that ends below 1 tells of nobody at
    all, unless `zero_tells`. NaN of `fewest` is a cell no rule holds for.
    """
    with np.errstate(invalid="ignore"):
        tight = (high - low < fewest - TOLERANCE * 10) & (low < fewest - TOLERANCE * 10)
        return tight & (zero_tells | (high > 1 - TOLERANCE * 10))


def part_of(published: Published, cells: Cells) -> _Part:
    """The equations that the unknown `cells` (indices) stand in, with all that is known put in."""
    matrix = published.relations.matrix[:, cells]
    rows = np.flatnonzero(np.diff(matrix.indptr))
    known = np.where(published.known, published.values, 0.0)
    whole = published.relations.matrix[rows]
    right = published.remainder[rows] - whole @ np.nan_to_num(known)
    matrix, low, high = matrix[rows], published.lower[cells], published.upper[cells]
    if published.tolerance is not None:
        off = abs(whole) @ np.where(published.known, published.tolerance, 0.0)
        rounded = np.flatnonzero(off)
        slack = sparse.eye_array(len(rows), format="csc")[:, rounded]
        matrix = sparse.hstack([matrix, slack], format="csr")
        low, high = np.concatenate([low, -off[rounded]]), np.concatenate([high, off[rounded]])
    return _Part(cells, sparse.csr_array(matrix), right, low, high)


def _endless(part: _Part) -> NDArray[np.bool_]:
    """Which cells (cells,) can grow without end: those that a direction of the equations leads up.

    One linear program finds all of them: directions can be added, so the one that grows most cells grows every cell
    that any does (the recession cone, Schrijver 1986, *Theory of Linear and Integer Programming*, 8.2).
    """
    if len(part.right) == 1 or not np.isinf(part.high).any():
        return np.zeros(len(part.low), dtype=np.bool_)
    free = np.isinf(part.high)
    cells = len(part.low)
    found = least(
        np.concatenate([-np.ones(cells), np.zeros(cells)]),
        sparse.hstack([part.matrix, part.matrix], format="csr"),
        np.zeros(len(part.right)),
        np.zeros(2 * cells),
        np.concatenate([free.astype(np.float64), np.where(free, np.inf, 0.0)]),
    )
    if found is None or isinstance(found, float):
        return np.zeros(cells, dtype=np.bool_)
    grows: NDArray[np.bool_] = found[:cells] > 0.5
    return grows


def _range(part: _Part, at: int) -> tuple[float, float]:
    if len(part.right) == 1:
        found = _of_one_sum(part, at)
        if found is not None:
            return found
    objective = np.zeros(len(part.low))
    objective[at] = 1.0
    low = part.solve(objective)
    if low is None:
        _loosen(part)
        low = part.solve(objective)
    objective[at] = -1.0
    highest = part.solve(objective)
    if low is None or highest is None:
        # nothing can be concluded from figures that no table agrees with; the careful answer is no range at all
        return float(part.low[at]), float(part.low[at])
    return low, -highest


def _of_one_sum(part: _Part, at: int) -> tuple[float, float] | None:
    """The range of a cell in a single equation, without a solver; None when no values fit it."""
    weights = np.zeros(len(part.low))
    start, end = part.matrix.indptr[:2]
    weights[part.matrix.indices[start:end]] = part.matrix.data[start:end]
    others = np.flatnonzero(weights)
    others = others[others != at]
    up = weights[others] > 0
    with np.errstate(invalid="ignore"):
        least = np.where(up, weights[others] * part.low[others], weights[others] * part.high[others]).sum()
        most = np.where(up, weights[others] * part.high[others], weights[others] * part.low[others]).sum()
    ends = sorted(((part.right[0] - least) / weights[at], (part.right[0] - most) / weights[at]))
    low, high = max(ends[0], part.low[at]), min(ends[1], part.high[at])
    if low > high + TOLERANCE:
        return None
    return float(min(low, high)), float(high)


def _agreeing(part: _Part) -> tuple[Values, Values]:
    """Values (cells,) and remainders (equations,) that agree as well as can be."""
    rows, columns = part.matrix.shape
    slack = sparse.eye_array(rows, format="csr")
    found = least(
        np.concatenate([np.zeros(columns), np.ones(2 * rows)]),
        sparse.hstack([part.matrix, slack, -slack], format="csr"),
        part.right,
        np.concatenate([part.low, np.zeros(2 * rows)]),
        np.concatenate([part.high, np.full(2 * rows, np.inf)]),
    )
    assert found is not None and not isinstance(found, float)  # noqa: S101, PT018 - any x fits with remainders enough
    values = np.clip(found[:columns], part.low, part.high)
    return values, part.matrix @ values - part.right


def _loosen(part: _Part) -> None:
    """Give the equations the smallest remainders with which they agree."""
    part.right = part.right + _agreeing(part)[1]
