"""The divisions figures were published for: a level's areas of today, or those of an older boundary vintage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hytemap.definitions.boundary_changes import BoundaryChange
from hytemap.model import Values


@dataclass(frozen=True)
class Division:
    """The areas figures were published for: a level in one boundary vintage.

    `codes` are the publisher's. `blocks` part today's areas (by position) into what the older borders do not tell
    apart: one area, or several that are redrawn parts of the same. `shares` say for each code in which blocks its
    people live now, its own block first; they sum to one. `redrawn` says which codes' borders enclosed anything but
    whole areas of today.
    """

    level: str
    vintage: str
    codes: tuple[str, ...]
    blocks: tuple[tuple[int, ...], ...]
    shares: tuple[tuple[tuple[int, float], ...], ...]
    redrawn: tuple[bool, ...]

    @property
    def is_current(self) -> bool:
        """Whether it is today's division itself."""
        return self.blocks == tuple((i,) for i in range(len(self.codes))) and all(
            share == ((i, 1.0),) for i, share in enumerate(self.shares)
        )

    @property
    def mix(self) -> NDArray[np.float64]:
        """Which share of a code's people lives in which block: (codes, blocks)."""
        found = np.zeros((len(self.codes), len(self.blocks)))
        for row, shares in enumerate(self.shares):
            for block, share in shares:
                found[row, block] += share
        return found

    @property
    def own(self) -> NDArray[np.float64]:
        """Each code's own block, whatever border moved: (codes, blocks) of 0 and 1."""
        found = np.zeros((len(self.codes), len(self.blocks)))
        found[np.arange(len(self.codes)), [shares[0][0] for shares in self.shares]] = 1.0
        return found

    def block_of(self, areas: int) -> NDArray[np.int64]:
        """The block of each of today's `areas` areas: (areas,)."""
        found = np.full(areas, -1, dtype=np.int64)
        for block, members in enumerate(self.blocks):
            found[list(members)] = block
        return found

    def summed(self, today: Values) -> Values:
        """An amount of today's areas (areas,) over the codes (codes,); codes that share a block have equal parts."""
        inside = np.array([today[list(block)].sum() if block else np.nan for block in self.blocks])
        own = self.own
        parts: Values = own @ np.nan_to_num(inside / np.maximum(own.sum(axis=0), 1.0))
        parts[(own @ np.isnan(inside)).astype(np.bool_)] = np.nan
        return parts


def division_of(level: str, codes: Sequence[str], vintage: str, changes: Sequence[BoundaryChange]) -> Division:
    """The division of `level` (today's `codes`) in `vintage`, by what was different in it.

    Codes that hang together through splits and mergers share one block: their figures are added up before they are
    shared. A change to an area that is not there today is passed over; `hytemap check` tells of it.
    """
    position = {code: i for i, code in enumerate(codes)}
    changes = [change for change in changes if change.new in position]
    redrawn = [change for change in changes if change.kind != "moved"]
    replaced = {change.new for change in redrawn}
    groups: list[tuple[set[str], set[str]]] = [({code}, {code}) for code in codes if code not in replaced]
    for change in redrawn:
        olds, news = {change.old}, {change.new}
        for group in [group for group in groups if group[0] & olds or group[1] & news]:
            groups.remove(group)
            olds, news = olds | group[0], news | group[1]
        groups.append((olds, news))
    groups.sort(key=lambda group: min(position[code] for code in group[1]))
    block_of_old = {old: block for block, (olds, _) in enumerate(groups) for old in olds}
    block_of_new = {new: block for block, (_, news) in enumerate(groups) for new in news}
    moved: dict[str, list[tuple[int, float]]] = {}
    for change in changes:
        if change.kind == "moved" and change.share and change.old in block_of_old:
            moved.setdefault(change.old, []).append((block_of_new[change.new], change.share))
    touched = {code for change in changes if change.kind == "moved" for code in (change.old, change.new)}
    units = [old for olds, _ in groups for old in sorted(olds)]
    return Division(
        level,
        vintage,
        tuple(units),
        tuple(tuple(sorted(position[code] for code in news)) for _, news in groups),
        tuple(
            ((block_of_old[old], 1.0 - sum(share for _, share in moved.get(old, []))), *moved.get(old, []))
            for old in units
        ),
        tuple(old in touched or len(groups[block_of_old[old]][1]) > 1 for old in units),
    )
