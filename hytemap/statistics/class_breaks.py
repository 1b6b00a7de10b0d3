"""Class breaks of a choropleth: natural, quantile, equal, standard deviation, own.

Breaks are the inner limits, rising: k classes have k - 1 of them. A value equal to a break belongs to the lower class
(classes are closed above, as in mapclassify).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

import kmeans1d
import numpy as np
from numpy.typing import NDArray

from hytemap.model import Values

FEWEST, MOST = 3, 7


def natural(values: Values, classes: int) -> list[float]:
    """Natural breaks: the exact least-squares partition in one dimension.

    Same optimum as Fisher (1958) and Jenks (1977), by dynamic programming (Grønlund et al. 2017, arXiv:1701.07204).
    """
    ordered = np.sort(values)
    clusters = np.asarray(kmeans1d.cluster(ordered, classes).clusters)
    edges = np.nonzero(np.diff(clusters))[0]
    return [roundest_between(ordered[edge], ordered[edge + 1]) for edge in edges]


def quantile(values: Values, classes: int) -> list[float]:
    """Quantiles: about equally many areas a class; fewer classes where ties would empty one."""
    ordered = np.sort(values)
    edges = sorted({max(1, round(len(ordered) * i / classes)) - 1 for i in range(1, classes)})
    return _rising([roundest_between(ordered[e], ordered[e + 1]) for e in edges if ordered[e] < ordered[e + 1]])


def equal(values: Values, classes: int) -> list[float]:
    """Equal intervals between the lowest and the highest value."""
    return [float(limit) for limit in np.linspace(values.min(), values.max(), classes + 1)[1:-1]]


def stddev(values: Values, classes: int) -> list[float]:
    """Steps of one standard deviation (population form) around the mean; the mean is a break when k is even."""
    steps = np.arange(1, classes) - classes / 2
    return [float(values.mean() + step * values.std()) for step in steps]


METHODS: dict[str, Callable[[Values, int], list[float]]] = {
    "natural": natural,
    "quantile": quantile,
    "equal": equal,
    "stddev": stddev,
}


def class_breaks(values: Values, method: str, classes: int) -> list[float]:
    """Breaks of `values` (any shape; NaN is left out) by `method`, one of METHODS.

    Fewer classes than asked when there are fewer different values; none (one class) when all are equal or absent.
    """
    known = values[~np.isnan(values)].ravel()
    unique = np.unique(known)
    classes = min(classes, len(unique))
    if classes < 2:
        return []
    if classes == len(unique):
        # as many classes as values: each its own, whatever the method
        return [roundest_between(low, high) for low, high in pairwise(unique)]
    return _rising(METHODS[method](known, classes))


def classify(values: Values, breaks: list[float]) -> NDArray[np.int64]:
    """Class of each value, 0 for the lowest; -1 where the value is NaN. Same shape as `values`."""
    found = np.searchsorted(np.asarray(breaks, dtype=np.float64), values, side="left")
    return np.where(np.isnan(values), -1, found)


def roundest_between(low: float, high: float) -> float:
    """The number with the fewest digits in [low, high), nearest the middle: a limit people can read.

    Any number there parts the same values, so the roundest costs nothing.
    """
    if not low < high:
        return float(low)
    middle = (low + high) / 2
    exponent = math.floor(math.log10(max(abs(low), abs(high)))) + 1
    for digits in range(exponent, exponent - 18, -1):
        step = 10.0**digits
        first, last = math.ceil(low / step), math.ceil(high / step) - 1
        if first <= last:
            limit = round(min(max(round(middle / step), first), last) * step, max(0, -digits))
            if low <= limit < high:
                return float(limit)
    return float(low)


def _rising(breaks: list[float]) -> list[float]:
    return sorted(set(breaks))
