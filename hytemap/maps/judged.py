"""Intervals of what a map shows, and its judgement against a base: the same for page, answer and paper."""

from __future__ import annotations

import math

import numpy as np

from hytemap.atlas import AtlasIndicator, Slice
from hytemap.model import IntervalKind, Unit, Values
from hytemap.statistics.intervals import Z_95, Z_998, Intervals, byar, carried_to, widened, wilson

#: units whose values can lie below zero
_ANY_SIGN = (Unit.INDEX,)


def intervals_of(indicator: AtlasIndicator, some: Slice) -> Intervals:
    """The intervals of a slice's values (areas,), their apportioning range added; NaN where none can be formed.

    How they are formed stands with the table the slice was formed from: Wilson's for proportions, Byar's for counts and
    rates, the published one for surveys, or none.
    """
    source = indicator.sources.get(some.source, indicator.source)
    limits: list[Values] = []
    for z in (Z_95, Z_998):
        if source.interval is IntervalKind.WILSON:
            found = wilson(some.numerator, some.denominator, z, source.times)
        elif source.interval is IntervalKind.BYAR:
            exposure = None if np.isnan(some.denominator).all() else some.denominator
            found = byar(some.numerator, exposure, z, source.times)
        elif source.interval is IntervalKind.PUBLISHED:
            found = carried_to(some.value, some.low, some.high, z, indicator.unit is Unit.PERCENT)
        else:
            found = np.full_like(some.value, np.nan), np.full_like(some.value, np.nan)
        lowest = -math.inf if indicator.unit in _ANY_SIGN else 0.0
        highest = 100.0 if indicator.unit is Unit.PERCENT else math.inf
        limits += widened(found, some.value, (some.range_low, some.range_high), lowest, highest)
    return Intervals(*limits)


def limits_at(intervals: Intervals, position: int) -> tuple[float, float, float, float]:
    """Limits of one area: low, high, low and high at 99.8 %."""
    low, high, low_998, high_998 = (
        float(part[position]) for part in (intervals.low, intervals.high, intervals.low_998, intervals.high_998)
    )
    return low, high, low_998, high_998
