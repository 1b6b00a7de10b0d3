"""Class breaks of a choropleth: natural, quantile, equal, standard deviation, around a base; own ones are given.

Breaks are the inner limits, rising: k classes have k - 1 of them. A value equal to a break belongs to the lower class
(classes are closed above, as in mapclassify).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import kmeans1d
import numpy as np
from numpy.typing import NDArray

from hytemap.model import Values

FEWEST, MOST = 3, 7


class Fewer(StrEnum):
    """Why there are fewer classes than asked for, or others."""

    #: fewer different values than classes
    FEW_VALUES = "few_values"
    #: equal values that no limit may part
    TIES = "ties"
    #: all values lie on one side of the base
    ONE_SIDED = "one_sided"
    #: the base has no value, so that natural breaks stand in
    NO_BASE = "no_base"


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


@dataclass(frozen=True)
class AroundBase:
    """Classes around a base value: `below` of them below it, `above` above it, and with `middle` one around it.

    `breaks` are rising inner limits; without a middle class, and with values on both sides, one of them is the base.
    `one_sided` where all values lie on one side: the other then has no class.
    """

    breaks: list[float]
    below: int
    middle: bool
    above: int
    one_sided: bool = False


def around_base(values: Values, classes: int, base: float, drawn: Values | None = None) -> AroundBase:
    """Classes around `base` (finite) for `values` (any shape; NaN is left out): as many below as above.

    An even number has the base for a break, an odd one a middle class around it. Limits stand at the same distances on
    both sides, so that a shade means the same distance either way (a diverging scheme is symmetric around its critical
    point: Brewer 1994, "Color use guidelines for mapping and visualization", in Visualization in Modern Cartography).
    The distances are quantiles of the values' own, at 2/k, 4/k … when k is even and at 1/k, 3/k … when it is odd: the
    middle class is as wide as it takes to hold the k-th of the values nearest the base, the share each other class gets
    where values lie evenly on both sides. An outermost class may stay empty where values reach farther on the other
    side. Fewer different values than classes make no more classes than values, and a side with no value makes none.
    `drawn` are values that move no limit but must find a class on their own side (areas drawn that are no members).
    """
    known = values[~np.isnan(values)].ravel()
    classes = min(classes, len(np.unique(known)))
    if classes < 1:
        return AroundBase([], 0, True, 0)
    everything = known if drawn is None else np.concatenate([known, drawn[~np.isnan(drawn)].ravel()])
    lowest, highest = float(everything.min()), float(everything.max())
    if lowest == highest == base:
        return AroundBase([], 0, True, 0)
    away = _distances(np.sort(np.abs(known - base)), classes)
    middle = classes % 2 == 1 and bool(away)
    below = [base - distance for distance in reversed(away)]
    above = [base + distance for distance in away]
    if not middle:
        below, above = [*below, base], [base, *above]
    # a value equal to a break belongs to the class below it
    if lowest > below[-1]:
        return AroundBase(above if middle else above[1:], 0, middle, len(above), one_sided=True)
    if highest <= above[0]:
        return AroundBase(below if middle else below[:-1], len(below), middle, 0, one_sided=True)
    return AroundBase([*below, *(above if middle else above[1:])], len(below), middle, len(above))


def _distances(ordered: Values, classes: int) -> list[float]:
    """Distances from the base, rising and above zero, at which `classes` classes end; `ordered` are the values' own.

    Equal distances stay together: each limit moves to the nearest place where one ends.
    """
    gaps = np.nonzero(np.diff(ordered) > 0)[0]
    if not len(gaps):
        return []
    wanted = len(ordered) * np.arange(1 if classes % 2 else 2, classes, 2) / classes - 1
    edges = sorted({int(gaps[np.argmin(np.abs(gaps - at))]) for at in wanted})
    # never a value's own distance: rounding would put it on this side or that
    limits = [roundest_between(float(np.nextafter(ordered[e], np.inf)), float(ordered[e + 1])) for e in edges]
    return [limit for limit in _rising(limits) if limit > 0]


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
