"""Differences between areas in one year, and whether they have grown from one year to another."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from hytemap.model import Values
from hytemap.statistics.intervals import Intervals


class GapMovement(StrEnum):
    """Whether areas have drawn apart."""

    GROWN = "grown"
    NARROWED = "narrowed"
    NO_CLEAR_CHANGE = "no_clear_change"


@dataclass(frozen=True)
class Inequality:
    """How the areas of one year differ; NaN where a measure cannot be formed, `areas` is how many were counted.

    `highest` and `lowest` are positions in the arrays given, -1 for none. `range` is in the indicator's unit, `ratio`
    highest over lowest, `variation` and `gini` are pure numbers. `range_low` and `range_high` limit the range at 95 %.
    """

    areas: int
    highest: int
    lowest: int
    range: float
    ratio: float
    variation: float
    gini: float
    range_low: float
    range_high: float


def inequality(
    value: Values, weight: Values, counted: NDArray[np.bool_], intervals: Intervals | None = None
) -> Inequality:
    """The differences between areas (areas,) that are `counted` and have a value.

    `weight` is how many people (or households …) each value is about; with one unknown there is no weighted measure.
    The limits of the range are those of a difference between two independent estimates, by squares of the sides
    (Newcombe 1998, Statistics in Medicine 17: 873–890, method 10). Highest and lowest are picked by their values, so
    chance makes the range of many small areas wider than that of few large ones.
    """
    used = np.nonzero(counted & np.isfinite(value))[0]
    if len(used) == 0:
        return Inequality(0, -1, -1, *([math.nan] * 6))
    some, weights = value[used], weight[used]
    highest, lowest = int(used[some.argmax()]), int(used[some.argmin()])
    top, bottom = float(value[highest]), float(value[lowest])
    low = high = math.nan
    if intervals is not None:
        low = top - bottom - math.hypot(top - intervals.low[highest], intervals.high[lowest] - bottom)
        high = top - bottom + math.hypot(intervals.high[highest] - top, bottom - intervals.low[lowest])
    return Inequality(
        areas=len(used),
        highest=highest,
        lowest=lowest,
        range=top - bottom,
        ratio=top / bottom if bottom > 0 else math.nan,
        variation=weighted_variation(some, weights),
        gini=weighted_gini(some, weights),
        range_low=low,
        range_high=high,
    )


def weighted_variation(values: Values, weights: Values) -> float:
    """Coefficient of variation with each area weighted by its people; NaN for a mean not above zero.

    √(Σ (nᵢ/N)(yᵢ − ȳ)²) / ȳ with ȳ = Σ nᵢyᵢ / N: Williamson (1965), V_w, https://doi.org/10.1086/450136.
    """
    if not _can_be_weighted(values, weights):
        return math.nan
    share = weights / weights.sum()
    mean = float(share @ values)
    return math.sqrt(float(share @ (values - mean) ** 2)) / mean if mean > 0 else math.nan


def weighted_gini(values: Values, weights: Values) -> float:
    """Gini coefficient between areas, each weighted by its people: 0 where all are alike; NaN for values below zero.

    Σᵢ Σⱼ nᵢ nⱼ |yᵢ − yⱼ| / 2N²ȳ (Gini 1912; with weights Lerman & Yitzhaki 1989, Journal of
    Econometrics 42: 43–47), here as one minus twice the area under the Lorenz curve.
    """
    if not _can_be_weighted(values, weights) or (values < 0).any():
        return math.nan
    order = np.argsort(values, kind="stable")
    people = weights[order] / weights.sum()
    amount = people * values[order]
    total = float(amount.sum())
    if total <= 0:
        return math.nan
    lorenz = np.concatenate([[0.0], np.cumsum(amount) / total])
    return max(0.0, 1.0 - float((people * (lorenz[1:] + lorenz[:-1])).sum()))


def _can_be_weighted(values: Values, weights: Values) -> bool:
    return bool(len(values) and np.isfinite(weights).all() and (weights >= 0).all() and weights.sum() > 0)


def gap_moved(before: Inequality, after: Inequality) -> GapMovement | None:
    """Whether the range grew or narrowed between two years; None where either has no interval.

    It moved where the 95 % interval of the difference of the two ranges excludes zero; its sides are again the root of
    the squared sides (Zou & Donner 2008, https://doi.org/10.1002/sim.3095, for the method of Newcombe 1998).
    """
    limits = (before.range_low, before.range_high, after.range_low, after.range_high)
    if not all(math.isfinite(limit) for limit in limits):
        return None
    moved = after.range - before.range
    least = moved - math.hypot(after.range - after.range_low, before.range_high - before.range)
    most = moved + math.hypot(after.range_high - after.range, before.range - before.range_low)
    if least > 0:
        return GapMovement.GROWN
    return GapMovement.NARROWED if most < 0 else GapMovement.NO_CLEAR_CHANGE
