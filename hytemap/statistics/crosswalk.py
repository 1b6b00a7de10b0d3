"""Crosswalks: which share of an area's people (or land) lies in which area of another division."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from hytemap.model import Status, Statuses, Values, worst

#: how far shares of one source may sum beyond 1: decimals of a table that were rounded
SHARE_TOLERANCE = 1e-6


@dataclass(frozen=True)
class Crosswalk:
    """Shares of source areas (rows) in target areas (columns); the last column is `outside`, so rows sum to one.

    Attributes:
        shares: (sources, targets + 1), each row sums to 1.
        same_level: whether both are editions of one level; a source that went whole into one target is then no
            estimate, while figures carried to another level always are.
    """

    shares: NDArray[np.float64]
    same_level: bool = False

    @property
    def inside(self) -> NDArray[np.float64]:
        """The shares without the `outside` column: (sources, targets)."""
        return self.shares[:, :-1]

    @property
    def targets(self) -> int:
        """Number of targets, `outside` not counted."""
        return int(self.shares.shape[1]) - 1

    @cached_property
    def links(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
        """Source, target and share of every pair that shares anything; the target `outside` is number `targets`.

        Few pairs do: over 3,000 areas, sums over pairs take a thousandth of those over the whole matrix.
        """
        source, target = np.nonzero(self.shares)
        return source, target, self.shares[source, target]

    @cached_property
    def home(self) -> NDArray[np.int64]:
        """The target that holds most of each source (sources,); `targets` for `outside`."""
        return np.asarray(self.shares.argmax(axis=1), dtype=np.int64)

    @cached_property
    def parts(self) -> NDArray[np.int64]:
        """How many sources lie in each target, in whole or in part (targets,)."""
        return np.bincount(self.links[1], minlength=self.targets + 1)[:-1]

    @cached_property
    def whole(self) -> NDArray[np.bool_]:
        """Which targets hold nothing but whole sources (targets,); one that holds none is whole."""
        _, target, share = self.links
        return np.asarray(np.bincount(target[share < 1.0], minlength=self.targets + 1)[:-1] == 0)

    def summed(self, amounts: Values) -> Values:
        """Σ over the sources of `amounts`, one a pair of `links`: (targets + 1,), `outside` last."""
        total: Values = np.bincount(self.links[1], weights=amounts, minlength=self.targets + 1).astype(np.float64)
        return total


def from_pieces(
    source: NDArray[np.integer],
    target: NDArray[np.integer],
    amount: NDArray[np.float64],
    size: NDArray[np.float64],
    sources: int,
    targets: int,
    same_level: bool = False,
) -> Crosswalk:
    """A crosswalk from pieces of land that know both their areas and how much lies in them (dasymetric apportioning).

    All four arrays have shape (pieces,): the index of the piece's source and target area, -1 for none, its amount
    (inhabitants) and its size (m², or cells). A source without any amount is shared by size; one without pieces lies
    outside altogether. The method is binary dasymetric mapping (Eicher & Brewer 2001,
    https://doi.org/10.1559/152304001782173727) with the population grid as ancillary data; with sizes as amounts it is
    areal weighting (Goodchild & Lam 1980, "Areal interpolation: a variant of the traditional spatial problem",
    Geo-Processing 1, 297-312).
    """
    inside = source >= 0
    column = np.where(target[inside] >= 0, target[inside], targets)
    pairs = np.ravel_multi_index((source[inside], column), (sources, targets + 1))
    shape = sources * (targets + 1)
    weighted = np.bincount(pairs, weights=amount[inside], minlength=shape).reshape(sources, targets + 1)
    sized = np.bincount(pairs, weights=size[inside], minlength=shape).reshape(sources, targets + 1)
    weights = np.where(weighted.sum(axis=1, keepdims=True) > 0, weighted, sized)
    empty = weights.sum(axis=1) == 0
    weights[empty, -1] = 1.0
    return Crosswalk(weights / weights.sum(axis=1, keepdims=True), same_level)


def from_cells(
    source: NDArray[np.integer],
    target: NDArray[np.integer],
    amount: NDArray[np.float64],
    sources: int,
    targets: int,
    same_level: bool = False,
) -> Crosswalk:
    """`from_pieces` where the pieces are cells of one size: all three arrays have shape (cells,)."""
    return from_pieces(source, target, amount, np.ones(len(source)), sources, targets, same_level)


def through(mix: NDArray[np.float64], crosswalk: Crosswalk) -> Crosswalk:
    """The crosswalk of areas that are mixed of a crosswalk's sources.

    `mix` (areas, sources) says which share of an area's people lives in which source; rows sum to one.
    """
    return Crosswalk(mix @ crosswalk.shares, crosswalk.same_level)


def from_key(rows: Sequence[tuple[int, int, float]], sources: int, targets: int) -> Crosswalk:
    """A crosswalk as given, pair by pair (source, target, share); what a source's shares lack of one lies outside.

    Raises ValueError where shares of a source are below 0 or sum to more than 1.
    """
    shares = np.zeros((sources, targets + 1))
    for source, target, share in rows:
        shares[source, target] += share
    total = shares.sum(axis=1)
    if (shares < 0).any() or (total > 1 + SHARE_TOLERANCE).any():
        raise ValueError("shares of a source lie between 0 and 1, and sum to at most 1")
    over = total > 1
    shares[over] /= total[over, None]
    shares[:, -1] = np.maximum(1.0 - shares.sum(axis=1), 0.0)
    return Crosswalk(shares)


def identity(areas: int) -> Crosswalk:
    """The crosswalk of a division to itself."""
    return Crosswalk(np.eye(areas, areas + 1), same_level=True)


def of_members(crosswalk: Crosswalk, members: NDArray[np.bool_]) -> Crosswalk:
    """The crosswalk with all of the non-members `outside`, wherever their cells lie; `members` is (sources,)."""
    shares = np.where(members[:, None], crosswalk.shares, 0.0)
    shares[~members, -1] = 1.0
    return Crosswalk(shares, crosswalk.same_level)


def sum_of(members: NDArray[np.bool_]) -> Crosswalk:
    """A crosswalk that adds the member areas into one target; the others lie outside. Shape (areas, 2)."""
    inside = members.astype(np.float64)
    return Crosswalk(np.column_stack([inside, 1.0 - inside]))


def apportion(values: Values, crosswalk: Crosswalk) -> Values:
    """Amounts of the targets (targets,): Σ share × amount of the sources; NaN where a source that counts is NaN."""
    source, _, share = crosswalk.links
    known = np.where(np.isnan(values), 0.0, values)
    result: Values = crosswalk.summed(known[source] * share)[:-1]
    unknown = crosswalk.summed(np.isnan(values)[source])[:-1] > 0
    result[unknown | (crosswalk.parts == 0)] = np.nan
    return result


def apportioned_status(statuses: Statuses, crosswalk: Crosswalk) -> Statuses:
    """Status of the targets (targets,): the worst of the sources that lie in it, and at least `estimated`.

    Within one level a target made only of whole sources keeps their status. A target no source lies in is `missing`.
    """
    source, target, _ = crosswalk.links
    result = np.zeros(crosswalk.targets + 1, dtype=np.uint8)
    np.maximum.at(result, target, statuses[source].astype(np.uint8))
    kept = crosswalk.whole if crosswalk.same_level else np.zeros(crosswalk.targets, dtype=bool)
    result = worst([result[:-1], np.where(kept, int(Status.OK), int(Status.ESTIMATED))])
    result[crosswalk.parts == 0] = Status.MISSING
    return result


def assigned(base: Values, crosswalk: Crosswalk) -> tuple[Values, Values]:
    """How far a target rests on split areas: shares of its base that were *assigned in* and *assigned out*.

    Each source has a home, the target (or `outside`) that holds most of it. Assigned in: the part of the target's base
    that came from sources at home elsewhere. Assigned out: what sources at home here gave elsewhere, as a share of the
    target's base. `base` (sources,) is what the indicator is a share of (denominator), or the count itself. Both
    results (targets,); 0 and 0 mean that only whole areas were added.
    """
    source, target, share = crosswalk.links
    amounts = np.nan_to_num(base)[source] * share
    away = target != crosswalk.home[source]
    total = crosswalk.summed(amounts)
    came_in = crosswalk.summed(np.where(away, amounts, 0.0))
    went_out = np.bincount(
        crosswalk.home[source], weights=np.where(away, amounts, 0.0), minlength=crosswalk.targets + 1
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        return (came_in / total)[:-1], (went_out / total)[:-1]
