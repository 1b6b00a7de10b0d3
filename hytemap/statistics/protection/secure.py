"""Hide, attack, hide more: until an attacker who sees what is left finds no small count among what is hidden."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hytemap.model import Values
from hytemap.statistics.protection.ranges import Published, narrowed
from hytemap.statistics.protection.relations import Cells, Relations, believed
from hytemap.statistics.protection.suppression import Cellwork, parts, protect

#: how often the attacker is asked again before all that hangs together with a hole is hidden
ROUNDS = 4


@dataclass(frozen=True)
class Figures:
    """A table as its protector knows it; arrays are (cells,).

    `there` says which cells there are, `value` their true figures. `unit` is the number of the cell that a cell is
    hidden together with (its own, if alone), or -1 for a cell that is never shown itself but follows from others.
    `fewest` is the threshold of a count, NaN for a cell without one; `zero_tells` says where nobody at all is as
    telling as a few. `tolerance` is how far a shown value may be off the true one, as it was rounded.
    """

    relations: Relations
    value: Values
    there: NDArray[np.bool_]
    unit: Cells
    fewest: Values
    zero_tells: NDArray[np.bool_]
    tolerance: Values

    @property
    def cost(self) -> Values:
        """What hiding a unit costs, by the number of the cell it is called by (cells,): its largest count, and one.

        A zero is often plain to see and protects nothing, so it is as dear as the dearest.
        """
        amount = np.zeros(len(self.value))
        shown = self.there & (self.unit >= 0)
        np.maximum.at(amount, self.unit[shown], np.abs(self.value[shown]))
        result: Values = np.where(amount == 0, amount.max(initial=0.0), amount) + 1
        return result


def secure(figures: Figures, hidden: NDArray[np.bool_], required: Values) -> NDArray[np.bool_]:
    """All units to hide (mask, cells,): `hidden`, and the further ones after which no attack succeeds.

    `required` (cells,) is the width of range that each small cell asks for, 0 for the others. Two attackers are held
    off. One knows what is over in every sum (people of no group) and every shown figure to the last digit: against this
    one each small cell keeps its width. The other believes that sums hold, as far as shown figures were rounded, and is
    that of the audit, who cannot tell a small cell from one that was hidden for its sake: against this one every hidden
    count keeps a range as wide as its threshold, or begins at it.
    """
    value = np.where(figures.there, figures.value, 0.0)
    work = Cellwork(figures.relations, value, np.minimum(value, 0.0), figures.unit, figures.cost)
    hidden = hidden.copy()
    hidden[figures.unit[(required > 0) & (figures.unit >= 0)]] = True
    for _ in range(ROUNDS):
        hidden = protect(work, hidden, required)
        tight = attacked(figures, hidden)
        if not tight.any():
            return hidden
        # what is protected stays so when more is hidden: only what was found needs more
        required = np.where(tight, np.maximum(2 * required, np.nan_to_num(figures.fewest)), 0.0)
        hidden[figures.unit[tight & (figures.unit >= 0)]] = True
    part = parts(work)
    hopeless = np.isin(part, part[tight]) & (figures.unit >= 0)
    hidden[figures.unit[hopeless]] = True
    return hidden


def attacked(figures: Figures, hidden: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which hidden counts (cells,) can be narrowed too far by who sees all that is not `hidden` (units, by cell)."""
    known = np.where(figures.unit >= 0, ~hidden[figures.unit], False) | ~figures.there
    size = abs(figures.relations.matrix)
    # a count that follows from shown cells alone is shown
    follows = (figures.unit < 0) & ((size.T @ (size @ (~known & (figures.unit >= 0)).astype(np.float64))) == 0)
    asked = ~known & ~follows & ~np.isnan(figures.fewest)
    value = np.where(figures.there, figures.value, 0.0)
    sums = believed(figures.relations, value, known, figures.tolerance)
    published = Published(
        sums,
        value,
        known,
        np.minimum(value, 0.0),
        np.full(len(value), np.inf),
        np.zeros(len(sums)),
        figures.tolerance,
    )
    return narrowed(published, asked, figures.fewest, figures.zero_tells)
