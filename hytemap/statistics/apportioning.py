"""How far an apportioned figure can be from the truth: the range that its split source areas leave open."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hytemap.model import Values
from hytemap.statistics.crosswalk import Crosswalk


def range_of_quotient(
    numerator: Values, denominator: Values, crosswalk: Crosswalk, times: float = 1.0
) -> tuple[Values, Values]:
    """Lowest and highest value of a carried ratio or mean (targets,); NaN where no split area is in the target.

    Apportioning takes every part of a split source area to be like the whole. Here each part, and what is left of its
    area, may instead be anything between the lowest and the highest rate seen among the areas (sources that reach a
    target), as far as part and rest still give the area's own figure: the method of bounds of Duncan & Davis (1953,
    https://doi.org/10.2307/2088122) with the rates seen in place of 0 and 1. Parts of one target all lean the same way;
    whole areas stay as they are, and so does the denominator.

    `numerator` and `denominator` (sources,) are a ratio's, or Σ and n of a mean; a source where either is unknown makes
    the target's range NaN, as it does its value.
    """
    source, target, share = crosswalk.links
    inside = target < crosswalk.targets
    known = np.isfinite(numerator) & np.isfinite(denominator)
    used = np.zeros(len(numerator), dtype=bool)
    used[source[inside]] = True
    used &= known & (denominator > 0)
    nothing = np.full(crosswalk.targets, np.nan)
    if not used.any():
        return nothing, nothing.copy()
    # sums run over the pairs that share anything: over 3,000 areas a thousandth of all pairs
    n, d = np.where(used, numerator, 0.0)[source], np.where(used, denominator, 0.0)[source]
    rates = numerator[used] / denominator[used]
    lowest, highest = rates.min(), rates.max()
    is_split = _split(share) & inside
    part, rest, expected = share * d, (1 - share) * d, share * n
    # rounding must not put the expected amount outside its own bounds
    least = np.minimum(np.maximum(lowest * part, n - highest * rest), expected)
    most = np.maximum(np.minimum(highest * part, n - lowest * rest), expected)
    base = crosswalk.summed(part)[:-1]
    unknown = crosswalk.summed((~known[source]).astype(np.float64))[:-1] > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        low = times * crosswalk.summed(np.where(is_split, least, expected))[:-1] / base
        high = times * crosswalk.summed(np.where(is_split, most, expected))[:-1] / base
    formed = (crosswalk.summed(is_split.astype(np.float64))[:-1] > 0) & ~unknown & (base > 0)
    return np.where(formed, low, np.nan), np.where(formed, high, np.nan)


def range_of_count(value: Values, assigned_in: Values, assigned_out: Values) -> tuple[Values, Values]:
    """Lowest and highest count of a target (targets,): nothing of what was assigned in is its, all assigned out is.

    `assigned_in` and `assigned_out` are shares of the target's own count, as `crosswalk.assigned` gives them. NaN where
    nothing was split.
    """
    formed = (assigned_in > 0) | (assigned_out > 0)
    return (
        np.where(formed, value * (1 - assigned_in), np.nan),
        np.where(formed, value * (1 + assigned_out), np.nan),
    )


def _split(shares: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Parts of sources that lie in several places; shares within rounding of nothing or all are whole."""
    some: NDArray[np.bool_] = (shares > 1e-9) & (shares < 1 - 1e-9)
    return some
