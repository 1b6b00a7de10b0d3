"""One example a formula, small enough for a calculator: docs/numbers.md is written from this list, a test checks it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from hytemap.model import Direction
from hytemap.statistics import apportioning, composite, inequality, intervals, judgement, similar_areas, trend
from hytemap.statistics.crosswalk import Crosswalk
from hytemap.statistics.intervals import Z_95, Z_998, Intervals

Numbers = tuple[float, ...]


@dataclass(frozen=True)
class WorkedExample:
    """A formula with numbers put in.

    `published` is what the source prints (or, where `by_hand`, what the formula gives on paper), to `decimals`
    decimals; `computed` asks our own function.
    """

    name: str
    source: str
    formula: str
    inputs: str
    published: Numbers
    decimals: int
    computed: Callable[[], Numbers]
    by_hand: bool = False


def _pair(limits: tuple[np.ndarray, np.ndarray]) -> Numbers:
    return tuple(float(np.asarray(limit).ravel()[0]) for limit in limits)


def _array(*numbers: float) -> np.ndarray:
    return np.array(numbers, dtype=np.float64)


def _column(*numbers: float) -> np.ndarray:
    return _array(*numbers)[:, None]


def _difference_of_proportions() -> Numbers:
    """56/70 against 48/80, as highest and lowest area of a year."""
    top, bottom = _array(56, 48), _array(70, 80)
    limits = Intervals(*intervals.wilson(top, bottom, Z_95), *intervals.wilson(top, bottom, Z_998))
    found = inequality.inequality(top / bottom, bottom, np.array([True, True]), limits)
    return found.range, found.range_low, found.range_high


def _judged() -> Numbers:
    """Position in the row much worse … much better (-2 … 2) of 81/263 against 25 %, where higher is better."""
    x, n = _array(81), _array(263)
    limits = Intervals(*intervals.wilson(x, n, Z_95, 100), *intervals.wilson(x, n, Z_998, 100))
    words = ["much_worse", "worse", "similar", "better", "much_better"]
    return tuple(
        float(words.index(str(judgement.judged(100 * x / n, limits, base, Direction.HIGHER)[0])) - 2)
        for base in (30.0, 25.0, 20.0)
    )


def _composite() -> Numbers:
    found = composite.composite(
        np.array([[1.0, 2.0, 3.0], [30.0, 10.0, 20.0]]),
        [Direction.HIGHER, Direction.LOWER],
        np.ones(3, dtype=bool),
        [3.0, 1.0],
        composite.Normalisation.MIN_MAX,
    )
    return (*found.score.tolist(), *(float(rank) for rank in found.rank))


#: one source area of 100 people and 10 unemployed lies wholly in the target, another of 100 and 20 half in it
HALF_SPLIT = Crosswalk(np.array([[1.0, 0.0, 0.0], [0.5, 0.5, 0.0], [0.0, 1.0, 0.0]]))

EXAMPLES = (
    WorkedExample(
        "Wilson score interval",
        "Newcombe (1998), Statistics in Medicine 17: 857–872, Table I, method 3",
        "(2x + z² ± z·√(z² + 4x(1 − x/n))) / 2(n + z²), z = 1.96",
        "x = 81 of n = 263",
        (0.2553, 0.3662),
        4,
        lambda: _pair(intervals.wilson(_array(81), _array(263), Z_95)),
    ),
    WorkedExample(
        "Wilson score interval of a small number",
        "Newcombe (1998), Statistics in Medicine 17: 857–872, Table I, method 3",
        "(2x + z² ± z·√(z² + 4x(1 − x/n))) / 2(n + z²), z = 1.96",
        "x = 1 of n = 29",
        (0.0061, 0.1718),
        4,
        lambda: _pair(intervals.wilson(_array(1), _array(29), Z_95)),
    ),
    WorkedExample(
        "Wilson score interval of none",
        "Newcombe (1998), Statistics in Medicine 17: 857–872, Table I, method 3",
        "(2x + z² ± z·√(z² + 4x(1 − x/n))) / 2(n + z²), z = 1.96",
        "x = 0 of n = 20",
        (0.0, 0.1611),
        4,
        lambda: _pair(intervals.wilson(_array(0), _array(20), Z_95)),
    ),
    WorkedExample(
        "Byar's interval of a count",
        "Breslow & Day (1987), Statistical Methods in Cancer Research II, p. 69; lower limit as in the test of "
        "phstatsmethods (UK Health Security Agency and Department of Health and Social Care)",
        "O·(1 − 1/9O − z/3√O)³, z = 1.96",
        "O = 100 events",
        (81.36210549,),
        8,
        lambda: _pair(intervals.byar(_array(100), None, Z_95))[:1],
    ),
    WorkedExample(
        "Byar's interval of a rate",
        "Breslow & Day (1987), Statistical Methods in Cancer Research II, p. 69",
        "O·(1 − 1/9O − z/3√O)³ and (O+1)·(1 − 1/9(O+1) + z/3√(O+1))³, z = 1.96, over the people, times 1,000",
        "O = 9 events among 1,000 people",
        (4.11, 17.09),
        2,
        lambda: _pair(intervals.byar(_array(9), _array(1000), Z_95, 1000)),
        by_hand=True,
    ),
    WorkedExample(
        "A published 95 % interval carried to 99.8 %",
        "Agresti (2013), Categorical Data Analysis, chapter 3: limits on the logit scale",
        "logit(v) ± (logit(limit) − logit(v))·3.0902/1.9600, back to per cent",
        "20 % (95 %: 15–26 %)",
        (12.6, 29.9),
        1,
        lambda: _pair(intervals.carried_to(_array(20), _array(15), _array(26), Z_998, percent=True)),
        by_hand=True,
    ),
    WorkedExample(
        "Apportioning range of a rate",
        "Duncan & Davis (1953), American Sociological Review 18: 665–666, with the rates seen as bounds",
        "part and rest of a split area each between the lowest and the highest rate seen, their sum as known",
        "10 of 100 wholly in the target; 20 of 100, half of them in it; rates seen 10–30 %",
        (10.0, 40 / 3, 50 / 3),
        4,
        # lowest: (10 + 5) / 150, the rest then holds 15 of 50 = 30 %; highest: (10 + 15) / 150
        lambda: (
            _pair(apportioning.range_of_quotient(_array(10, 20, 30), _array(100, 100, 100), HALF_SPLIT, 100))[0],
            100 * (10 + 0.5 * 20) / 150,
            _pair(apportioning.range_of_quotient(_array(10, 20, 30), _array(100, 100, 100), HALF_SPLIT, 100))[1],
        ),
        by_hand=True,
    ),
    WorkedExample(
        "Apportioning range of a count",
        "Ours: the number without what was assigned in, and with all that was assigned out",
        "v·(1 − assigned in) and v·(1 + assigned out)",
        "1,000 people, 10 % assigned in, 5 % assigned out",
        (900.0, 1050.0),
        0,
        lambda: _pair(apportioning.range_of_count(_array(1000), _array(0.10), _array(0.05))),
        by_hand=True,
    ),
    WorkedExample(
        "Interval of an estimate: chance and range added",
        "Ours: limits moved out by as far as the range reaches from the value",
        "low − (v − range low), high + (range high − v)",
        "10 % (95 %: 9–11 %), range 9.5–10.8 %",
        (8.5, 11.8),
        1,
        lambda: _pair(
            intervals.widened((_array(9), _array(11)), _array(10), (_array(9.5), _array(10.8)), lowest=0, highest=100)
        ),
        by_hand=True,
    ),
    WorkedExample(
        "Judgement against a base",
        "Public Health England, Fingertips technical guidance: similar unless the interval excludes the base",
        "-2 … 2: much worse, worse, similar, better, much better",
        "81 of 263 = 30.8 % (95 %: 25.5–36.6 %; 99.8 %: 22.7–40.2 %), higher is better, against 30, 25 and 20 %",
        (0.0, 1.0, 2.0),
        0,
        _judged,
        by_hand=True,
    ),
    WorkedExample(
        "Cochran–Armitage test for trend",
        "Armitage (1955), Biometrics 11: 375–386: carriers of Streptococcus pyogenes by size of tonsils",
        "χ² = (Σ x(t − t̄))² / (p(1 − p)·Σ n(t − t̄)²)",
        "19 of 516, 29 of 589, 24 of 293; t = 0, 1, 2",
        (7.19,),
        2,
        lambda: (float(trend.cochran_armitage(_column(19, 29, 24), _column(516, 589, 293), _array(0, 1, 2))[0] ** 2),),
    ),
    WorkedExample(
        "Cochran–Armitage test with uneven steps",
        "Agresti (2013), Categorical Data Analysis, 5.3.5: malformations by the mother's consumption of alcohol",
        "χ² = (Σ x(t − t̄))² / (p(1 − p)·Σ n(t − t̄)²)",
        "48 of 17,114, 38 of 14,502, 5 of 793, 1 of 127, 1 of 38; t = 0, 0.5, 1.5, 4, 7",
        (6.57, 0.010),
        2,
        lambda: (
            (
                z := float(
                    trend.cochran_armitage(
                        _column(48, 38, 5, 1, 1), _column(17114, 14502, 793, 127, 38), _array(0, 0.5, 1.5, 4, 7)
                    )[0]
                )
            )
            and (z * z, float(trend.chance(_array(z))[0]))
        ),
    ),
    WorkedExample(
        "Poisson test for trend",
        "Breslow & Day (1987), Statistical Methods in Cancer Research II, chapter 3",
        "χ² = (Σ x(t − t̄))² / (r·Σ e(t − t̄)²), r = Σx/Σe",
        "10, 20 and 30 cases among 1,000 people each year",
        (10.0,),
        6,
        # t − t̄ = −1, 0, 1: the sum is 20, r = 0.02, 0.02 · 2,000 = 40, and 400 / 40 = 10
        lambda: (float(trend.poisson_trend(_column(10, 20, 30), _column(1e3, 1e3, 1e3), _array(0, 1, 2))[0] ** 2),),
        by_hand=True,
    ),
    WorkedExample(
        "Difference of highest and lowest, with its interval",
        "Newcombe (1998), Statistics in Medicine 17: 873–890, Table II, method 10",
        "d ± √ of the squared sides of the two Wilson intervals",
        "56 of 70 against 48 of 80",
        (0.2000, 0.0524, 0.3339),
        4,
        _difference_of_proportions,
    ),
    WorkedExample(
        "Population-weighted coefficient of variation",
        "Williamson (1965), Economic Development and Cultural Change 13(4): 1–84; the numbers are Wikipedia's of the "
        "standard deviation (2, 4, 4, 4, 5, 5, 7, 9: mean 5, deviation 2)",
        "√(Σ n(y − ȳ)²/N) / ȳ",
        "y = 2, 4, 5, 7, 9 of n = 1, 3, 2, 1, 1 people",
        (0.4,),
        6,
        lambda: (inequality.weighted_variation(_array(2, 4, 5, 7, 9), _array(1, 3, 2, 1, 1)),),
    ),
    WorkedExample(
        "Gini coefficient",
        "World Bank, Poverty and Inequality Platform, documentation of wbpip: incomes 1, 2, …, 2000",
        "Σ Σ n n′|y − y′| / 2N²ȳ",
        "y = 1, 2, …, 2000, one person each",
        (0.3331667,),
        7,
        lambda: (inequality.weighted_gini(np.arange(1.0, 2001.0), np.ones(2000)),),
    ),
    WorkedExample(
        "Gini coefficient with weights",
        "Lerman & Yitzhaki (1989), Journal of Econometrics 42: 43–47",
        "Σ Σ n n′|y − y′| / 2N²ȳ",
        "y = 10 for 3 people, 30 for 1: 2 · 3 · 1 · 20 / (2 · 16 · 15)",
        (0.25,),
        6,
        lambda: (inequality.weighted_gini(_array(10, 30), _array(3, 1)),),
        by_hand=True,
    ),
    WorkedExample(
        "Standardised distance between areas",
        "Everitt et al. (2011), Cluster Analysis, chapter 3",
        "√ of the mean of (z − z′)² over the indicators both have",
        "values 1, 3 (mean 2, deviation 1) and 10, 30 (mean 20, deviation 10): both differ by two deviations",
        (2.0,),
        6,
        lambda: (
            float(similar_areas.likeness(np.array([[1.0, 3.0], [10.0, 30.0]]), np.ones(2, dtype=bool), 0).distance[1]),
        ),
        by_hand=True,
    ),
    WorkedExample(
        "Composite index, and its ranks",
        "OECD/JRC (2008), Handbook on Constructing Composite Indicators, steps 5–7",
        "0 (worst) to 1 (best) in each indicator, weighted mean",
        "1, 2, 3 (higher is better, weight 3/4) and 30, 10, 20 (lower is better, weight 1/4)",
        (0.0, 0.625, 0.875, 3.0, 2.0, 1.0),
        6,
        _composite,
        by_hand=True,
    ),
)
