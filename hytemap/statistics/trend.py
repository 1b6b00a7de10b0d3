"""Development over years: change, a test for trend where counts allow, and what a movement means."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from hytemap.model import Direction, Values

#: a movement is told where chance alone would bring one as clear in less than one case of twenty
SIGNIFICANCE = 0.05


class Movement(StrEnum):
    """Where the values go over the comparable years."""

    RISING = "rising"
    FALLING = "falling"
    NO_CLEAR_CHANGE = "no_clear_change"
    UNTESTED = "untested"


class Meaning(StrEnum):
    """What a rising or falling indicator means."""

    BETTER = "better"
    WORSE = "worse"
    NEUTRAL = "neutral"


class TrendTest(StrEnum):
    """Which test counts allow: Cochran–Armitage for proportions, the Poisson score test for rates, or none."""

    PROPORTION = "proportion"
    RATE = "rate"
    NONE = "none"


@dataclass(frozen=True)
class Trends:
    """Development of areas up to the last of the years given; all arrays (areas,).

    `first_year` and `previous_year` are the first and the last but one comparable year with a value (0 for none), and
    `since_first`, `since_previous` the changes from them in the indicator's unit (NaN for none). `years` is how many
    comparable years there are, the last among them. `z` is the test's statistic, above zero where rising, `p` its
    two-sided probability by chance; NaN where there is no test. `consecutive_dependent` says that neighbouring years
    describe mostly the same people, as in registers, so that `p` is no more than an order of magnitude.
    """

    first_year: NDArray[np.int64]
    previous_year: NDArray[np.int64]
    since_first: Values
    since_previous: Values
    years: NDArray[np.int64]
    z: Values
    p: Values
    movement: tuple[Movement, ...]
    meaning: tuple[Meaning | None, ...]
    consecutive_dependent: bool


def cochran_armitage(numerator: Values, denominator: Values, scores: Values) -> Values:
    """z of the Cochran–Armitage test for trend in proportions (areas,); its square is χ² with one degree of freedom.

    All of shape (years, areas) but `scores` (years,); a year with a NaN does not count for its area. With t̄ the mean
    score of all people, z = Σ x(t − t̄) / √(p(1 − p) Σ n(t − t̄)²): Armitage (1955), https://doi.org/10.2307/3001775;
    Agresti (2013), Categorical Data Analysis, 5.3.5. NaN with fewer than two years, or where all or none are counted.
    """
    x, n, t = _counted(numerator, denominator, scores)
    with np.errstate(divide="ignore", invalid="ignore"):
        proportion = x.sum(axis=0) / n.sum(axis=0)
        away = t - (n * t).sum(axis=0) / n.sum(axis=0)
        variance = proportion * (1 - proportion) * (n * away * away).sum(axis=0)
        z = (x * away).sum(axis=0) / np.sqrt(variance)
    return np.where(((n > 0).sum(axis=0) > 1) & (variance > 0), z, np.nan)


def poisson_trend(count: Values, exposure: Values, scores: Values) -> Values:
    """z of the score test for trend in Poisson rates (areas,); its square is χ² with one degree of freedom.

    Shapes as of `cochran_armitage`; for plain counts the exposure is one. With t̄ the mean score of all exposure,
    z = Σ x(t − t̄) / √(r Σ e(t − t̄)²), r being the overall rate: Breslow & Day (1987), Statistical Methods in Cancer
    Research II, chapter 3; where cases are few of many it is the test of Armitage (1955). NaN with fewer than two years
    or without a case.
    """
    x, e, t = _counted(count, exposure, scores)
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = x.sum(axis=0) / e.sum(axis=0)
        away = t - (e * t).sum(axis=0) / e.sum(axis=0)
        variance = rate * (e * away * away).sum(axis=0)
        z = (x * away).sum(axis=0) / np.sqrt(variance)
    return np.where(((e > 0).sum(axis=0) > 1) & (variance > 0), z, np.nan)


def _counted(numerator: Values, denominator: Values, scores: Values) -> tuple[Values, Values, Values]:
    """Numerators and denominators with zeros where either is unknown, and scores as a column from their middle."""
    known = np.isfinite(numerator) & np.isfinite(denominator) & (denominator > 0)
    score = np.asarray(scores, dtype=np.float64)
    return np.where(known, numerator, 0.0), np.where(known, denominator, 0.0), (score - score.mean())[:, None]


def chance(z: Values) -> Values:
    """Two-sided probability of a standard normal deviate as far from zero as `z`; NaN where it is.

    Equals the upper tail of χ² with one degree of freedom at z², erfc(|z| / √2): Abramowitz & Stegun (1964),
    26.2 and 26.4.
    """
    return np.array([math.nan if math.isnan(one) else math.erfc(abs(one) / math.sqrt(2)) for one in z.tolist()])


def trends(
    years: Sequence[int],
    value: Values,
    numerator: Values,
    denominator: Values,
    comparable: NDArray[np.bool_],
    test: TrendTest,
    direction: Direction,
    consecutive_dependent: bool = True,
) -> Trends:
    """The development of each area up to the last of `years` (rising), over the years that compare with that one.

    Arrays are (years, areas); `comparable` tells the years on the same definition, source and borders as the last. An
    area without a value in the last year has no development. A movement is told where the test's probability is below
    SIGNIFICANCE and the value moved the same way from first to last: a series that turned is `no_clear_change`.
    """
    known = comparable & np.isfinite(value) & np.isfinite(value[-1])
    areas = np.arange(value.shape[1])
    calendar = np.asarray(years, dtype=np.int64)
    before = known.copy()
    before[-1] = False
    any_before = before.any(axis=0)
    first = before.argmax(axis=0)
    previous = len(calendar) - 1 - before[::-1].argmax(axis=0)
    since_first = np.where(any_before, value[-1] - value[first, areas], np.nan)
    if test is TrendTest.NONE:
        z = np.full(len(areas), np.nan)
    else:
        tested = cochran_armitage if test is TrendTest.PROPORTION else poisson_trend
        counted = np.where(known, numerator, np.nan)
        if test is TrendTest.PROPORTION:
            # a numerator that is no part of its denominator has no proportion to test
            counted = np.where((numerator >= 0) & (numerator <= denominator), counted, np.nan)
        z = np.where(any_before, tested(counted, denominator, calendar.astype(np.float64)), np.nan)
    p = chance(z)
    movement = tuple(_movement(*one) for one in zip(z.tolist(), p.tolist(), since_first.tolist(), strict=True))
    return Trends(
        first_year=np.where(any_before, calendar[first], 0),
        previous_year=np.where(any_before, calendar[previous], 0),
        since_first=since_first,
        since_previous=np.where(any_before, value[-1] - value[previous, areas], np.nan),
        years=known.sum(axis=0),
        z=z,
        p=p,
        movement=movement,
        meaning=tuple(meaning_of(one, direction) for one in movement),
        consecutive_dependent=consecutive_dependent,
    )


def _movement(z: float, p: float, change: float) -> Movement:
    if math.isnan(z):
        return Movement.UNTESTED
    if p >= SIGNIFICANCE or z * change <= 0:
        return Movement.NO_CLEAR_CHANGE
    return Movement.RISING if z > 0 else Movement.FALLING


def meaning_of(movement: Movement, direction: Direction) -> Meaning | None:
    """What a movement means for an indicator of `direction`; None where nothing clearly moved."""
    if movement not in (Movement.RISING, Movement.FALLING):
        return None
    if direction is Direction.NEUTRAL:
        return Meaning.NEUTRAL
    good = (movement is Movement.RISING) == (direction is Direction.HIGHER)
    return Meaning.BETTER if good else Meaning.WORSE


def comparable_years(
    years: Sequence[int],
    sources: Sequence[str],
    vintages: Sequence[str],
    changed: NDArray[np.bool_],
    breaks: Sequence[int] = (),
) -> NDArray[np.bool_]:
    """Which years compare with the last one, area by area (years, areas).

    `sources` and `vintages` (years,) say which table and which division each year stands on, `changed` (years, areas)
    which areas have other borders than that division's, `breaks` from which years on another definition holds. An area
    whose borders never moved compares whatever the division, one whose did only with years of the same division. Only
    the run of years back from the last counts: a year before a break is none, though one still further back were like
    the last again.
    """
    last = len(years) - 1
    found = np.zeros(changed.shape, dtype=bool)
    latest_break = max((year for year in breaks if year <= years[last]), default=None)
    alike = np.ones(changed.shape[1], dtype=bool)
    for i in range(last, -1, -1):
        same = sources[i] == sources[last] and (latest_break is None or years[i] >= latest_break)
        borders = (vintages[i] == vintages[last]) | (~changed[i] & ~changed[last])
        alike = alike & same & borders
        found[i] = alike
    return found
