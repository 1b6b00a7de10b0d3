"""What a snapshot holds, before it is written and after it is read."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from hytemap.model import Area, Statuses, Values

#: raised whenever a snapshot's tables or columns change, so that a starting server builds anew
FORMAT = 3


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
class Observations:
    """All observations, one element an observation in every array; numbers are NaN where there is none.

    `group` is the population group, `table` the table an observation was formed from.
    """

    indicator: list[str]
    level: list[str]
    area: list[str]
    year: NDArray[np.int64]
    group: list[str]
    table: list[str]
    value: Values
    numerator: Values
    denominator: Values
    status: Statuses
    assigned_in: Values
    assigned_out: Values

    def __len__(self) -> int:
        return len(self.indicator)


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
    observations: Observations
    crosswalks: CrosswalkShares
    origins: list[dict[str, Any]]

    def content_hash(self) -> str:
        """Sixteen hexadecimal digits over sorted observations, geometry and definitions; times stand outside."""
        digest = hashlib.sha256(f"hytemap snapshot {FORMAT}\n".encode())
        for level in sorted(self.levels, key=lambda level: level.id):
            digest.update(_canonical([level.id, level.crs, level.facts]))
            order = sorted(range(len(level.areas)), key=lambda i: level.areas[i].code)
            for i in order:
                digest.update(_canonical([str(vars(level.areas[i]))]))
                for geometry in (level.geometry[i], level.display[i]):
                    digest.update(b"-" if geometry is None else shapely.to_wkb(geometry, byte_order=1))
        digest.update(_canonical(sorted(self.indicators, key=lambda indicator: str(indicator["id"]))))
        o = self.observations
        rows = zip(o.indicator, o.level, o.area, o.year.tolist(), o.group, o.table, strict=True)
        numbers = zip(
            o.value.tolist(),
            o.numerator.tolist(),
            o.denominator.tolist(),
            o.status.tolist(),
            o.assigned_in.tolist(),
            o.assigned_out.tolist(),
            strict=True,
        )
        for row in sorted(map(str, zip(rows, numbers, strict=True))):
            digest.update(row.encode())
        return digest.hexdigest()[:16]


def _canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
