"""What a snapshot tells to whoever reads it: its numbers, and the shares by which they were carried between levels."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from hytemap.build.crosswalks import AREA
from hytemap.definitions import Carry, Definitions, Formula, Table
from hytemap.errors import SnapshotError
from hytemap.model import Area, Status
from hytemap.snapshot.contents import ObservedSlice
from hytemap.snapshot.store import open_snapshot, read_area_rows, read_slices

#: level and code → share
Sources = dict[tuple[str, str], float]
#: source level, vintage, target level, and how the weights are called
Way = tuple[str, str, str, str]


@dataclass(frozen=True)
class PublishedSnapshot:
    """A snapshot as anybody can read it: areas of each level, slices, and the shares by which figures were carried.

    `shares` is (source level, vintage, target level, weights) → target code → sources; `vintages` is (indicator, table,
    year) → the division the figures stand on.
    """

    areas: dict[str, list[Area]]
    slices: list[ObservedSlice]
    shares: dict[Way, dict[str, Sources]]
    vintages: dict[tuple[str, str, int], str] = field(default_factory=dict)

    def of(self, table: str) -> list[ObservedSlice]:
        """The slices formed from a table."""
        return [some for some in self.slices if some.table == table]

    def vintage(self, some: ObservedSlice) -> str:
        """The division that the slice's figures stand on."""
        return self.vintages.get((some.indicator, some.table, some.year), "current")

    def codes(self, level: str) -> list[str]:
        """Codes of a level's areas, and those it had in the older divisions that figures were carried from."""
        found = dict.fromkeys(area.code for area in self.areas[level])
        for (source, *_), targets in self.shares.items():
            if source == level:
                found |= dict.fromkeys(code for parts in targets.values() for _, code in parts)
        return list(found)

    def sources(self, table: Table, some: ObservedSlice) -> list[Sources]:
        """The places of the table that each area's figure was made of, with their shares (areas,); one when its own."""
        vintage = self.vintage(some)
        codes = [area.code for area in self.areas[some.level]]
        own = self.shares.get((some.level, vintage, some.level, ""))
        if some.level in table.levels:
            return [{(some.level, code): 1.0} if own is None else own.get(code, {}) for code in codes]
        ways = (
            self.shares.get((level, vintage, some.level, weights_of(carry)))
            for level in table.levels
            for carry in table.carry
            if carry.to == some.level
        )
        way: Mapping[str, Sources] = next((way for way in ways if way is not None), {})
        return [way.get(code, {}) for code in codes]


def read_published(path: Path) -> PublishedSnapshot:
    """The snapshot in `path`, with nothing but SQLite; raises SnapshotError when it has not the expected content."""
    with open_snapshot(path) as connection:
        try:
            levels = [str(row["id"]) for row in connection.execute("SELECT id FROM levels")]
            areas = {level: read_area_rows(connection, level) for level in levels}
            slices = list(read_slices(connection, {level: len(some) for level, some in areas.items()}))
            shares: dict[Way, dict[str, Sources]] = {}
            for row in connection.execute("SELECT * FROM crosswalks"):
                if row["target"] != "outside":
                    key = (row["source_level"], row["vintage"], row["target_level"], row["weights"])
                    way = shares.setdefault(key, {})
                    way.setdefault(row["target"], {})[row["source_level"], row["source"]] = float(row["share"])
            facts = [json.loads(row["facts"]) for row in connection.execute("SELECT facts FROM indicators")]
            vintages = dict(_vintages(facts))
        except (KeyError, ValueError, TypeError, IndexError) as error:
            raise SnapshotError(f"the snapshot {path} has not the expected content: {error!r}") from error
    return PublishedSnapshot(areas, slices, shares, vintages)


def _vintages(indicators: Iterable[dict[str, Any]]) -> Iterator[tuple[tuple[str, str, int], str]]:
    for facts in indicators:
        for source in facts["sources"]:
            for year, moment in source["years"].items():
                yield (facts["id"], source["id"], int(year)), moment["vintage"]


def weights_of(carry: Carry) -> str:
    """How the snapshot calls the weights by which a table's figures are carried to another level."""
    return "members" if carry.sum_of_members else carry.key or carry.weights or AREA


def formula_of(definitions: Definitions, some: ObservedSlice) -> Formula:
    """The formula a slice was formed by; raises SnapshotError when the definitions are not those of the snapshot."""
    indicator = definitions.indicators.get(some.indicator)
    if indicator is not None and indicator.table == some.table:
        return indicator.formula_of(some.year)
    preferred = indicator.preferred if indicator is not None else []
    found = next((one.formula for one in preferred if one.table == some.table), None)
    if found is None:
        raise SnapshotError(f"the snapshot has {some.indicator}, the definitions do not: run `hytemap build`")
    return found


def rests_on_hidden(published: PublishedSnapshot, table: Table) -> Iterator[str]:
    """Figures that are shown though a hidden figure of the table is part of them; there should be none.

    The worst status of a figure's parts decides its own, so whatever is shown is a function of shown figures alone, and
    tells no more of a hidden one than these do.
    """
    own = {(some.indicator, some.level, some.year, some.group): some for some in published.of(table.id)}
    place = {level: {area.code: i for i, area in enumerate(areas)} for level, areas in published.areas.items()}
    for some in published.of(table.id):
        sources = published.sources(table, some)
        for i in np.flatnonzero(some.shown):
            for level, code in sources[i]:
                # in an older division the area of today that the code belongs to
                today = [
                    (level, target)
                    for target, parts in published.shares.get((level, published.vintage(some), level, ""), {}).items()
                    if (level, code) in parts
                ] or [(level, code)]
                for at, target in today:
                    part = own.get((some.indicator, at, some.year, some.group))
                    if part is not None and target in place[at] and part.status[place[at][target]] == Status.SUPPRESSED:
                        where = published.areas[some.level][i].code
                        yield f"{some.indicator}, {some.year}, {some.group}, {some.level} {where}"
