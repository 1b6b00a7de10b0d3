"""A composite index: several indicators as one number, which never stands without its parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from hytemap.model import Direction, Values
from hytemap.statistics.comparison import ranks
from hytemap.statistics.similar_areas import standardised

#: drawn sets of weights, and the seed that makes them the same every time
DRAWS, SEED = 1000, 20260101


class Normalisation(StrEnum):
    """How indicators of different units are made to add: standard deviations from the mean, or 0 (worst) to 1."""

    Z_SCORE = "z_score"
    MIN_MAX = "min_max"


@dataclass(frozen=True)
class Composite:
    """An index with all it is made of; higher is better throughout.

    `score` (areas,) is Σ weights × parts, NaN for non-members and for areas that lack a part. `parts` (indicators,
    areas) are the normalised indicators, turned so that higher is better; `weights` (indicators,) sum to one. `rank` is
    1 for the best, 0 for none. `best_rank` and `worst_rank` tell how far it moves when each weight in turn is raised or
    lowered by `share` of itself; `likely_best` and `likely_worst` between which ranks it lies in nine of ten sets of
    weights drawn evenly from all there are.
    """

    score: Values
    parts: Values
    weights: Values
    rank: NDArray[np.int64]
    share: float
    best_rank: NDArray[np.int64]
    worst_rank: NDArray[np.int64]
    likely_best: NDArray[np.int64]
    likely_worst: NDArray[np.int64]


def composite(
    values: Values,
    directions: Sequence[Direction],
    member: NDArray[np.bool_],
    weights: Sequence[float] | None = None,
    normalisation: Normalisation = Normalisation.Z_SCORE,
    share: float = 0.25,
) -> Composite:
    """The index of the indicators in the rows of `values` (indicators, areas), by `weights` (equal if not given).

    Normalising, weighting, linear aggregation and the test of weights follow the OECD/JRC Handbook on Constructing
    Composite Indicators (2008), steps 5–7, https://doi.org/10.1787/9789264043466-en. No value is imputed: an area that
    lacks a part has no score. Draws are from the flat Dirichlet distribution with a fixed seed.

    Raises ValueError for a neutral indicator, which has no better end, fewer than two indicators, an indicator in which
    no areas differ, weights that are not one positive number each, and a `share` not between 0 and 1.
    """
    given = np.ones(len(values)) if weights is None else np.asarray(weights, dtype=np.float64)
    _refuse(values, directions, given, share)
    sign = np.array([1.0 if direction is Direction.HIGHER else -1.0 for direction in directions])
    turned = values * sign[:, None]
    parts = standardised(turned, member) if normalisation is Normalisation.Z_SCORE else _min_max(turned, member)
    flat = [str(i + 1) for i, row in enumerate(parts) if not np.isfinite(row[member]).any()]
    if flat:
        raise ValueError(f"indicator {', '.join(flat)} does not tell areas apart")
    shares = given / given.sum()
    whole = member & np.isfinite(parts).all(axis=0)
    one_by_one = _ranked(_one_at_a_time(shares, share), parts, whole)
    drawn = _ranked(np.random.default_rng(SEED).dirichlet(np.ones(len(parts)), DRAWS), parts, whole)
    score = np.where(whole, shares @ np.where(whole, parts, 0.0), np.nan)
    return Composite(
        score=score,
        parts=parts,
        weights=shares,
        rank=ranks(_rounded(score), whole),
        share=share,
        best_rank=one_by_one.min(axis=0),
        worst_rank=one_by_one.max(axis=0),
        likely_best=np.percentile(drawn, 5, axis=0, method="lower").astype(np.int64),
        likely_worst=np.percentile(drawn, 95, axis=0, method="higher").astype(np.int64),
    )


def _refuse(values: Values, directions: Sequence[Direction], weights: Values, share: float) -> None:
    neutral = [str(i + 1) for i, direction in enumerate(directions) if direction is Direction.NEUTRAL]
    if neutral:
        raise ValueError(f"indicator {', '.join(neutral)} is neutral: neither end is better, so it cannot be added")
    if len(values) < 2 or len(directions) != len(values):
        raise ValueError("an index takes two indicators or more, each with its direction")
    if weights.shape != (len(values),) or not (np.isfinite(weights) & (weights > 0)).all():
        raise ValueError("weights are one positive number an indicator")
    if not 0 < share < 1:
        raise ValueError("weights are varied by a share between 0 and 1")


def _min_max(values: Values, member: NDArray[np.bool_]) -> Values:
    """0 for the worst member, 1 for the best, row by row; NaN where all are alike."""
    scaled = np.full(values.shape, np.nan)
    for i, row in enumerate(values):
        known = row[member & np.isfinite(row)]
        if len(known) and known.max() > known.min():
            scaled[i] = (row - known.min()) / (known.max() - known.min())
    return scaled


def _one_at_a_time(weights: Values, share: float) -> Values:
    """The weights as they are, and with each raised and lowered in turn, every row summing to one."""
    rows = [weights]
    for i in range(len(weights)):
        for factor in (1 - share, 1 + share):
            moved = weights.copy()
            moved[i] *= factor
            rows.append(moved / moved.sum())
    return np.array(rows)


def _ranked(weights: Values, parts: Values, whole: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Ranks of the areas under each set of weights (sets, areas)."""
    scores = weights @ np.where(whole, parts, 0.0)
    return np.array([ranks(_rounded(row), whole) for row in scores])


def _rounded(score: Values) -> Values:
    """Scores that differ by rounding alone are equal."""
    result: Values = np.round(score, 12)
    return result
