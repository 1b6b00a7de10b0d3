"""Intervals around indicators: Wilson for proportions, Byar for counts and rates, published ones carried further.

Limits come in pairs of arrays of the values' shape; NaN where no interval can be formed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hytemap.model import Values

#: two-sided standard normal quantiles: 97.5 % and 99.9 % of the distribution lie below them
Z_95, Z_998 = 1.959963984540054, 3.090232306167813
#: counts below this have a lower limit of zero by any z in use
_TINY = 1e-9


@dataclass(frozen=True)
class Intervals:
    """Limits of 95 % and 99.8 % around values, arrays of one shape; NaN where there are none."""

    low: Values
    high: Values
    low_998: Values
    high_998: Values


def wilson(numerator: Values, denominator: Values, z: float, times: float = 1.0) -> tuple[Values, Values]:
    """Score interval of the proportion numerator / denominator, multiplied by `times` (100 for per cent).

    Wilson (1927), https://doi.org/10.1080/01621459.1927.10502953; method 3 of Newcombe (1998, Statistics in Medicine
    17: 857–872): (2np + z² ∓ z √(z² + 4np(1 − p))) / 2(n + z²). Counts need not be whole (apportioned ones are not).
    NaN where the numerator is no part of the denominator: below zero, above it, or not finite.
    """
    x, n = np.broadcast_arrays(np.asarray(numerator, dtype=np.float64), np.asarray(denominator, dtype=np.float64))
    formed = np.isfinite(x) & np.isfinite(n) & (n > 0) & (x >= 0) & (x <= n)
    x, n = np.where(formed, x, 0.0), np.where(formed, n, 1.0)
    half = z * np.sqrt(z * z + 4 * x * (1 - x / n))
    low, high = ((2 * x + z * z - half) / (2 * (n + z * z)), (2 * x + z * z + half) / (2 * (n + z * z)))
    # exact at the ends, where rounding would leave the value just outside
    low, high = np.where(x <= 0, 0.0, low), np.where(x >= n, 1.0, high)
    return np.where(formed, times * low, np.nan), np.where(formed, times * high, np.nan)


def byar(count: Values, exposure: Values | None, z: float, times: float = 1.0) -> tuple[Values, Values]:
    """Byar's approximation of the exact Poisson limits of a count, over `exposure` (if any) and multiplied by `times`.

    Breslow & Day (1987), Statistical Methods in Cancer Research II, p. 69: O(1 − 1/9O − z/3√O)³ and
    (O+1)(1 − 1/9(O+1) + z/3√(O+1))³; used so in Public Health England's Technical Guide: Confidence Intervals (2018).
    NaN for a count below zero, an exposure not above zero, and what is not finite.
    """
    observed = np.asarray(count, dtype=np.float64)
    base = np.ones_like(observed) if exposure is None else np.asarray(exposure, dtype=np.float64)
    observed, base = np.broadcast_arrays(observed, base)
    formed = np.isfinite(observed) & np.isfinite(base) & (observed >= 0) & (base > 0)
    # far below one the approximation falls under zero, which no count can
    some = np.where(formed & (observed > _TINY), observed, 1.0)
    root = np.maximum(1 - 1 / (9 * some) - z / (3 * np.sqrt(some)), 0.0)
    more = np.where(formed, observed, 0.0) + 1
    low = np.where(observed > _TINY, some * root**3, 0.0)
    high = more * (1 - 1 / (9 * more) + z / (3 * np.sqrt(more))) ** 3
    scale = times / np.where(formed, base, 1.0)
    return np.where(formed, scale * low, np.nan), np.where(formed, scale * high, np.nan)


def carried_to(value: Values, low: Values, high: Values, z: float, percent: bool) -> tuple[Values, Values]:
    """A published 95 % interval carried to the level of `z`: each side as far from the value as z is to 1.96.

    For per cent on the logit scale, where limits stay within 0–100 (Agresti 2013, Categorical Data Analysis, chapter
    3); else, and where the value itself is 0 or 100, on the values' own. NaN where a part is, or the value lies
    outside.
    """
    value, low, high = (np.asarray(part, dtype=np.float64) for part in (value, low, high))
    formed = np.isfinite(value) & np.isfinite(low) & np.isfinite(high) & (low <= value) & (value <= high)
    if percent:
        formed &= (low >= 0) & (high <= 100)
    step = z / Z_95
    plain_low, plain_high = value - step * (value - low), value + step * (high - value)
    if percent:
        inside = formed & (value > 0) & (value < 100)
        middle = _logit(np.where(inside, value, 50.0))
        down, up = inside & (low > 0), inside & (high < 100)
        down_logit = middle - step * (middle - _logit(np.where(down, low, 50.0)))
        up_logit = middle + step * (_logit(np.where(up, high, 50.0)) - middle)
        plain_low = np.where(down, _per_cent(down_logit), np.clip(plain_low, 0, 100))
        plain_high = np.where(up, _per_cent(up_logit), np.clip(plain_high, 0, 100))
    return np.where(formed, plain_low, np.nan), np.where(formed, plain_high, np.nan)


def widened(
    limits: tuple[Values, Values],
    value: Values,
    reach: tuple[Values, Values],
    lowest: float = -np.inf,
    highest: float = np.inf,
) -> tuple[Values, Values]:
    """An interval with an estimate's apportioning range added: each side by as far as the range reaches from the value.

    The two are added, not combined as squares: how a split area's people differ is no chance that evens out. `reach`
    is (range_low, range_high), NaN where nothing was split. Limits end at what the indicator can be at all.
    """
    low, high = limits
    below = np.where(np.isnan(reach[0]), 0.0, np.maximum(value - reach[0], 0.0))
    above = np.where(np.isnan(reach[1]), 0.0, np.maximum(reach[1] - value, 0.0))
    return np.clip(low - below, lowest, highest), np.clip(high + above, lowest, highest)


def _logit(percent: Values) -> Values:
    result: Values = np.log(percent) - np.log(100 - percent)
    return result


def _per_cent(logit: Values) -> Values:
    # by the hyperbolic tangent, which no large number overflows
    result: Values = 50 * (1 + np.tanh(logit / 2))
    return result
