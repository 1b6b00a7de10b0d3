"""An area against a base: clearly better, worse, higher, lower, or not to be told apart."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from hytemap.model import Direction, Values
from hytemap.statistics.comparison import ranks
from hytemap.statistics.intervals import Intervals

#: fewer areas than this have no fifths
FEWEST_FOR_QUINTILES = 5


class Judgement(StrEnum):
    """How a value stands to its base; `much_` where even the 99.8 % interval excludes the base."""

    MUCH_BETTER = "much_better"
    BETTER = "better"
    SIMILAR = "similar"
    WORSE = "worse"
    MUCH_WORSE = "much_worse"
    MUCH_HIGHER = "much_higher"
    HIGHER = "higher"
    LOWER = "lower"
    MUCH_LOWER = "much_lower"


_WORDS = {
    Direction.HIGHER: (
        Judgement.MUCH_WORSE,
        Judgement.WORSE,
        Judgement.SIMILAR,
        Judgement.BETTER,
        Judgement.MUCH_BETTER,
    ),
    Direction.LOWER: (
        Judgement.MUCH_BETTER,
        Judgement.BETTER,
        Judgement.SIMILAR,
        Judgement.WORSE,
        Judgement.MUCH_WORSE,
    ),
    Direction.NEUTRAL: (
        Judgement.MUCH_LOWER,
        Judgement.LOWER,
        Judgement.SIMILAR,
        Judgement.HIGHER,
        Judgement.MUCH_HIGHER,
    ),
}


def judged(
    value: Values,
    intervals: Intervals,
    base: float,
    direction: Direction,
    base_interval: tuple[float, float, float, float] | None = None,
) -> list[Judgement | None]:
    """The judgement of each value (areas,) against `base`; None without a value, an interval or a base.

    `similar` unless the 95 % interval excludes the base, and the strong word where the 99.8 % interval does: the rule
    of Public Health England's Fingertips, https://fingertips.phe.org.uk/profile/guidance. Where the base is itself
    uncertain (another small area), `base_interval` holds its limits (low, high, low_998, high_998), and it is the
    difference that must exclude zero: its limits are the root of the squared sides (Newcombe 1998, Statistics in
    Medicine 17: 873–890, method 10; Zou & Donner 2008, https://doi.org/10.1002/sim.3095).
    """
    low, high, low_998, high_998 = base_interval or (base, base, base, base)
    with np.errstate(invalid="ignore"):
        strength = _excludes(value, intervals.low, intervals.high, base, low, high)
        strong = _excludes(value, intervals.low_998, intervals.high_998, base, low_998, high_998)
    known = np.isfinite(value) & np.isfinite(intervals.low) & np.isfinite(intervals.high)
    if not np.isfinite([base, low, high, low_998, high_998]).all():
        known[:] = False
    words = _WORDS[direction]
    # the strong form only adds to the plain one
    steps = strength + np.where(strength == strong, strong, 0)
    return [words[2 + int(step)] if there else None for step, there in zip(steps, known, strict=True)]


def _excludes(
    value: Values, low: Values, high: Values, base: float, base_low: float, base_high: float
) -> NDArray[np.int64]:
    """1 where value minus base is clearly above zero, -1 where clearly below, else 0."""
    difference = value - base
    least = difference - np.hypot(value - low, base_high - base)
    most = difference + np.hypot(high - value, base - base_low)
    return np.where(least > 0, 1, 0) - np.where(most < 0, 1, 0)


def quintiles(values: Values, member: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Fifth of each area by rank, 1 for the highest values (areas,); ties share the better one; 0 for none.

    Areas without a value and non-members have none, and with fewer than five ranked areas nobody has one.
    """
    rank = ranks(values, member)
    ranked = int((rank > 0).sum())
    if ranked < FEWEST_FOR_QUINTILES:
        return np.zeros_like(rank)
    return np.where(rank > 0, (rank - 1) * 5 // ranked + 1, 0)
