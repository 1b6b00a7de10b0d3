"""Areas like one: near it in several indicators at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hytemap.model import Values


@dataclass(frozen=True)
class Likeness:
    """How far every area is from one of them.

    `distance` (areas,) is in standard deviations, NaN for the area itself, non-members, and areas that share too few
    indicators with it; `used` (indicators, areas) tells which indicators each distance rests on; `nearest` are the
    positions of areas with a distance, the nearest first.
    """

    distance: Values
    used: NDArray[np.bool_]
    nearest: tuple[int, ...]


def standardised(values: Values, member: NDArray[np.bool_]) -> Values:
    """z-scores of each indicator over the member areas (indicators, areas); NaN where all are alike or few are known.

    Mean and standard deviation in the population form (over n), as all areas are there: none was sampled.
    """
    scores = np.full(values.shape, np.nan)
    for i, row in enumerate(values):
        known = row[member & np.isfinite(row)]
        if len(known) > 1 and (spread := known.std()) > 0:
            scores[i] = (row - known.mean()) / spread
    return scores


def likeness(values: Values, member: NDArray[np.bool_], area: int, least: float = 0.5) -> Likeness:
    """Distances of the areas from the one at position `area`, over the indicators (rows) of `values`.

    The standardised Euclidean distance, as the root of the mean squared difference of z-scores over the indicators both
    areas have, so that a missing one neither helps nor harms: Everitt et al. (2011), Cluster Analysis, chapter 3;
    Gower (1971), https://doi.org/10.2307/2528823, for the mean over what is known. Fewer than `least` of the one area's
    indicators in common give no distance.
    """
    scores = standardised(values, member)
    used = np.isfinite(scores) & np.isfinite(scores[:, [area]])
    own = int(np.isfinite(scores[:, area]).sum())
    common = used.sum(axis=0)
    squares = np.where(used, (scores - scores[:, [area]]) ** 2, 0.0).sum(axis=0)
    enough = member & (common > 0) & (common >= least * own)
    enough[area] = False
    distance = np.where(enough, np.sqrt(squares / np.maximum(common, 1)), np.nan)
    order = np.argsort(np.where(enough, distance, np.inf), kind="stable")
    return Likeness(distance, used, tuple(int(i) for i in order[: int(enough.sum())]))
