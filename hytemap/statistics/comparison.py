"""Areas against each other and against a base: rank, difference, ratio."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hytemap.model import Values


def ranks(values: Values, member: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Rank of each area, 1 for the highest value; ties share the better rank ("1224"); 0 where there is none.

    `values` and `member` have shape (areas,). Areas without a value, and those that are no members, get no rank.
    Standard competition ranking, https://en.wikipedia.org/wiki/Ranking#Standard_competition_ranking_(%221224%22_ranking).
    """
    counted = member & ~np.isnan(values)
    ordered = np.sort(values[counted])
    higher = len(ordered) - np.searchsorted(ordered, values, side="right")
    return np.where(counted, higher + 1, 0)


def difference(values: Values, base: float) -> Values:
    """Value minus base, in the indicator's unit (areas,); NaN where either is missing."""
    return values - base


def percent_errors(estimate: Values, known: Values) -> Values:
    """How far an estimate is off the known value, in per cent of it (areas,): 100 (estimate - known) / known.

    NaN where either is missing or the known value is zero. The mean of absolute ones is the mean absolute percentage
    error (MAPE): Hyndman & Koehler, "Another look at measures of forecast accuracy", International Journal of
    Forecasting 22(4), 2006, https://doi.org/10.1016/j.ijforecast.2006.03.001.
    """
    errors: Values = np.divide(100 * (estimate - known), known, out=np.full_like(known, np.nan), where=known != 0)
    return errors


def ratio_to(values: Values, base: float) -> Values:
    """Value over base (areas,); NaN where either is missing or the base is not above zero."""
    return values / base if base > 0 else np.full_like(values, np.nan)
