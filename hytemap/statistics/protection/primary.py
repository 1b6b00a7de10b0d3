"""The primary rules: which figures must not be shown for what they are themselves.

Thresholds and dominance are the rules of Hundepool et al. (2012), *Statistical Disclosure Control*, Wiley, chapter 4.2
(https://doi.org/10.1002/9781118348239), as in the handbook at https://sdctools.github.io/HandbookSDC/.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hytemap.model import Values


def too_few(count: Values, fewest: float, hide_zero: bool = False) -> NDArray[np.bool_]:
    """Where a count of people is below `fewest` (n,); zero is nobody, and hidden only if `hide_zero`.

    A count that is no whole number (a share of a number of people) is rounded first. NaN is never too few. The
    threshold rule, Hundepool et al. 2012, 4.2.1.
    """
    whole = np.round(count)
    lowest = 0 if hide_zero else 1
    with np.errstate(invalid="ignore"):
        return (whole >= lowest) & (whole < fewest)


def share_tells(
    percent: Values, of: Values, fewest: int, hide_zero: bool = False
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Where the people a percentage means, or those it leaves over, are too few: two masks (n,).

    `percent` is 0–100, `of` the number of people it is a share of. Whoever knows both knows two counts.
    """
    meant = percent * of / 100
    return too_few(meant, fewest, hide_zero), too_few(of - meant, fewest, hide_zero)


def dominated(total: Values, largest: Values, more_than: float) -> NDArray[np.bool_]:
    """Where the largest unit holds more than `more_than` per cent of a sum (n,): the (1, k) rule.

    So it is too where nobody knows how much the largest holds. Zero sums tell of nobody. The (n, k) rule with n = 1,
    Hundepool et al. 2012, 4.2.2.
    """
    with np.errstate(invalid="ignore"):
        below: NDArray[np.bool_] = largest <= more_than / 100 * total
    hit: NDArray[np.bool_] = ~np.isnan(total) & (total != 0) & ~below
    return hit


def few_units(total: Values, units: Values, fewest: int) -> NDArray[np.bool_]:
    """Where fewer than `fewest` units, or nobody knows how many, stand behind a sum (n,).

    The minimum frequency rule, Hundepool et al. 2012, 4.2.1.
    """
    with np.errstate(invalid="ignore"):
        enough: NDArray[np.bool_] = units >= fewest
    hit: NDArray[np.bool_] = ~np.isnan(total) & (total != 0) & ~enough
    return hit
