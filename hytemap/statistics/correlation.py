"""How two figures of the same areas go together: Pearson's r with its interval, and Spearman's rank correlation."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from hytemap.model import Values
from hytemap.statistics.intervals import Z_95

#: Fisher's interval divides by √(n − 3)
FEWEST_PAIRS = 4


@dataclass(frozen=True)
class Correlation:
    """Correlation of `n` pairs; `low` and `high` are the ends of the 95 % interval of `pearson`.

    All but `n` are NaN where there are fewer than FEWEST_PAIRS pairs, or where all values of one side are equal.
    """

    n: int
    pearson: float
    low: float
    high: float
    spearman: float

    @property
    def is_told(self) -> bool:
        """Whether there is a correlation to tell."""
        return not math.isnan(self.pearson)

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves zero outside."""
        return self.is_told and (self.low > 0 or self.high < 0)


def correlation(x: Values, y: Values) -> Correlation:
    """The correlation of `x` and `y` (areas,), over the areas in which both are known.

    Pearson's r; its interval by Fisher's transformation, tanh(atanh r ± z / √(n − 3)): Fisher (1915),
    https://doi.org/10.2307/2331838, and (1921), Metron 1, 3–32. Spearman's is Pearson's r of the ranks, equal values
    sharing their mean rank: Spearman (1904), https://doi.org/10.2307/1412159.
    """
    both = np.isfinite(x) & np.isfinite(y)
    x, y = x[both], y[both]
    n = len(x)
    if n < FEWEST_PAIRS or len(np.unique(x)) < 2 or len(np.unique(y)) < 2:
        return Correlation(n, math.nan, math.nan, math.nan, math.nan)
    r = pearson(x, y)
    if abs(r) >= 1:
        return Correlation(n, r, r, r, pearson(mean_ranks(x), mean_ranks(y)))
    room = Z_95 / math.sqrt(n - 3)
    low, high = math.tanh(math.atanh(r) - room), math.tanh(math.atanh(r) + room)
    return Correlation(n, r, low, high, pearson(mean_ranks(x), mean_ranks(y)))


def pearson(x: Values, y: Values) -> float:
    """Pearson's product-moment correlation of whole arrays (n,), neither of them constant."""
    dx, dy = x - x.mean(), y - y.mean()
    r = float((dx * dy).sum() / math.sqrt((dx * dx).sum() * (dy * dy).sum()))
    # rounding may lead a hair beyond one
    return min(1.0, max(-1.0, r))


def mean_ranks(values: Values) -> Values:
    """Ranks (n,) from 1 for the lowest; equal values share the mean of their ranks."""
    _, at, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    means: Values = (2 * last - counts + 1) / 2
    return means[at.ravel()]
