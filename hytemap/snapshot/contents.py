"""What a snapshot holds, before it is written and after it is read."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from hytemap.model import Area, Status, Statuses, Values

#: raised whenever a snapshot's tables or columns change, so that a starting server builds anew
FORMAT = 7

#: the arrays of numbers an ObservedSlice holds
NUMBERS = (
    "value",
    "numerator",
    "denominator",
    "assigned_in",
    "assigned_out",
    "range_low",
    "range_high",
    "low",
    "high",
)


@dataclass(frozen=True)
class LevelContents:
    """A level: what faces need to know of it, its areas, and their polygons.

    `geometry` (areas,) is the publisher's, in `crs`; `display` (areas,) is what pages draw, in WGS 84. Both hold
    MultiPolygons, or None for an area without a polygon. `facts` is plain JSON.
    """

    id: str
    crs: str
    facts: dict[str, Any]
    areas: list[Area]
    geometry: NDArray[np.object_]
    display: NDArray[np.object_]


@dataclass(frozen=True)
class ObservedSlice:
    """One indicator over the areas of one level in one year: the observations of a map, as arrays (areas,).

    `group` is the population group, `table` the table the figures were formed from. Numbers are NaN where there is
    none: all of them unless `status` is ok or estimated. `assigned_in` and `assigned_out` are shares (0-1) of the base
    that rest on split areas, `range_low` and `range_high` what an estimated value could be for all that is known of the
    split, `low` and `high` the 95 % interval that a survey publishes with its value. `changed` tells which areas have
    other borders today than those the figure stands on.
    """

    indicator: str
    level: str
    year: int
    group: str
    table: str
    status: Statuses
    value: Values
    numerator: Values
    denominator: Values
    assigned_in: Values
    assigned_out: Values
    range_low: Values
    range_high: Values
    low: Values
    high: Values
    changed: NDArray[np.bool_]

    @property
    def key(self) -> tuple[str, str, int, str]:
        """What the slice is about: no two of a snapshot share it."""
        return self.indicator, self.level, self.year, self.group

    @property
    def shown(self) -> NDArray[np.bool_]:
        """Where there is a value (areas,)."""
        return self.status <= int(Status.ESTIMATED)

    def __len__(self) -> int:
        return len(self.status)


@dataclass(frozen=True)
class CrosswalkShares:
    """Shares of a crosswalk that were used, one element a pair; `target` is `outside` for what lies in no area."""

    source_level: list[str] = field(default_factory=list)
    vintage: list[str] = field(default_factory=list)
    target_level: list[str] = field(default_factory=list)
    weights: list[str] = field(default_factory=list)
    source: list[str] = field(default_factory=list)
    target: list[str] = field(default_factory=list)
    share: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class SnapshotContents:
    """Everything one snapshot publishes. `origins` tells where inputs came from and when; it is not hashed."""

    levels: list[LevelContents]
    indicators: list[dict[str, Any]]
    observations: list[ObservedSlice]
    crosswalks: CrosswalkShares
    origins: list[dict[str, Any]]

    def content_hash(self) -> str:
        """Sixteen hexadecimal digits over sorted observations, geometry and definitions; times stand outside."""
        digest = hashlib.sha256(f"hytemap snapshot {FORMAT}\n".encode())
        for level in sorted(self.levels, key=lambda level: level.id):
            digest.update(_canonical([level.id, level.crs, level.facts]))
            for i in _by_code(level).tolist():
                digest.update(_canonical([str(vars(level.areas[i]))]))
                for geometry in (level.geometry[i], level.display[i]):
                    digest.update(b"-" if geometry is None else shapely.to_wkb(geometry, byte_order=1))
        digest.update(_canonical(sorted(self.indicators, key=lambda indicator: str(indicator["id"]))))
        order = {level.id: _by_code(level) for level in self.levels}
        for some in sorted(self.observations, key=lambda some: some.key):
            digest.update(_canonical([*some.key, some.table]))
            by_code = order[some.level]
            digest.update(some.status[by_code].tobytes() + some.changed[by_code].tobytes())
            for name in NUMBERS:
                digest.update(packed(getattr(some, name)[by_code]) or b"-")
        return digest.hexdigest()[:16]


def packed(values: Values) -> bytes | None:
    """An array of numbers as the snapshot keeps it: float64, little-endian; None when all are NaN."""
    # one NaN is as good as another, but only one of them makes the same bytes
    return None if np.isnan(values).all() else np.where(np.isnan(values), np.nan, values).astype("<f8").tobytes()


def unpacked(content: bytes | None, areas: int) -> Values:
    """The array (areas,) that `packed` made `content` of."""
    return np.full(areas, np.nan) if content is None else np.frombuffer(content, dtype="<f8")


def _by_code(level: LevelContents) -> NDArray[np.int64]:
    return np.array(sorted(range(len(level.areas)), key=lambda i: level.areas[i].code), dtype=np.int64)


def _canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
