"""From the parts of a formula to an indicator's value: counts, ratios, means, published figures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hytemap.model import Status, Statuses, Values, worst


@dataclass(frozen=True)
class Figures:
    """An indicator over the areas of a level in one year; all arrays have shape (areas,).

    `value` is NaN unless `status` is ok or estimated; `numerator` and `denominator` are NaN where the kind has none.
    """

    value: Values
    numerator: Values
    denominator: Values
    status: Statuses


def count(amount: Values, status: Statuses) -> Figures:
    """A count: the amount itself."""
    return _shown(amount, amount, np.full_like(amount, np.nan), status)


def ratio(numerator: Values, denominator: Values, times: float, status: Statuses) -> Figures:
    """`times` × numerator / denominator; `not_applicable` where the denominator is zero."""
    return _divided(numerator, denominator, times, status)


def mean(total: Values, weight: Values, status: Statuses) -> Figures:
    """A mean from Σ mean × n (`total`) and Σ n (`weight`): the arithmetic mean of the joined groups."""
    return _divided(total, weight, 1.0, status)


def published(value: Values, status: Statuses, carried: NDArray[np.bool_]) -> Figures:
    """A figure that only its publisher can form (a median): `not_applicable` where it was `carried` (areas,).

    A suppressed or missing part stays what it is, as the worst status decides.
    """
    nothing = np.full_like(value, np.nan)
    status = worst([status, np.where(carried, int(Status.NOT_APPLICABLE), 0)])
    return _shown(value, nothing, nothing, status)


def _divided(numerator: Values, denominator: Values, times: float, status: Statuses) -> Figures:
    with np.errstate(divide="ignore", invalid="ignore"):
        value = times * numerator / denominator
    status = worst([status, np.where(denominator == 0, int(Status.NOT_APPLICABLE), 0)])
    return _shown(value, numerator, denominator, status)


def _shown(value: Values, numerator: Values, denominator: Values, status: Statuses) -> Figures:
    # a NaN that no mark explains is a publisher's gap, never a zero
    status = worst([status, np.where(np.isnan(value) & (status <= Status.ESTIMATED), int(Status.MISSING), 0)])
    shown = status <= Status.ESTIMATED
    return Figures(
        np.where(shown, value, np.nan),
        np.where(shown, numerator, np.nan),
        np.where(shown, denominator, np.nan),
        status,
    )
