"""One snapshot in memory: levels, indicators, and every value as an array over a level's areas."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from hytemap.atlas.derived import Derived
from hytemap.atlas.freshness import Freshness, SourceDates, stalest
from hytemap.atlas.indicator import AtlasIndicator
from hytemap.atlas.level import AtlasLevel
from hytemap.errors import NotFound
from hytemap.model import Status, Statuses, Values

#: the city among the municipalities, and the word for it as a base
CITY, CITY_BASE = "049", "espoo"
#: the population group of everybody
TOTAL = "total"


@dataclass(frozen=True)
class Observation:
    """One value with its standing; `value` is NaN unless `status` is ok or estimated."""

    value: float
    numerator: float
    denominator: float
    status: Status
    assigned_in: float
    assigned_out: float


@dataclass(frozen=True)
class Slice:
    """One indicator over the areas of one level in one year; all arrays (areas,), in the level's order.

    `value`, `numerator` and `denominator` are NaN unless `status` is ok or estimated. `assigned_in` and
    `assigned_out` are shares (0-1) of the base that rest on split areas, `range_low` and `range_high` what an estimated
    value could be for all that is known of the split, `low` and `high` the 95 % interval that a survey published.
    `changed` tells which areas have other borders today than those the figure stands on. `source` is the table the
    figures were formed from; empty where there are none.
    """

    value: Values
    numerator: Values
    denominator: Values
    status: Statuses
    assigned_in: Values
    assigned_out: Values
    range_low: Values
    range_high: Values
    low: Values
    high: Values
    changed: NDArray[np.bool_]
    source: str = ""

    def __getitem__(self, i: int) -> Observation:
        return Observation(
            float(self.value[i]),
            float(self.numerator[i]),
            float(self.denominator[i]),
            Status(int(self.status[i])),
            float(self.assigned_in[i]),
            float(self.assigned_out[i]),
        )

    @cached_property
    def has_values(self) -> bool:
        """Whether any area shows a value."""
        return bool((self.status <= Status.ESTIMATED).any())


@dataclass(frozen=True)
class Atlas:
    """Everything faces read. `hash` names the snapshot; `slices` holds (indicator, level, year, group) → Slice.

    `levels` are those offered to people; `reference` holds areas that are only compared with, None where there are
    none. `dates` tells by table how old its figures are, `day` when the snapshot was made (UTC). `derived` keeps what
    faces work out and ask for again.
    """

    hash: str
    levels: dict[str, AtlasLevel]
    reference: AtlasLevel | None
    indicators: dict[str, AtlasIndicator]
    slices: dict[tuple[str, str, int, str], Slice] = field(repr=False)
    dates: dict[str, SourceDates] = field(default_factory=dict)
    day: date = date.min
    derived: Derived = field(default_factory=Derived, repr=False, compare=False)

    def level(self, level: str) -> AtlasLevel:
        """The level; raises NotFound naming those there are."""
        if level not in self.levels:
            raise NotFound(f"there is no level {level!r}", "level", list(self.levels))
        return self.levels[level]

    def indicator(self, indicator: str) -> AtlasIndicator:
        """The indicator; raises NotFound naming those there are."""
        if indicator not in self.indicators:
            raise NotFound(f"there is no indicator {indicator!r}", "indicator", list(self.indicators))
        return self.indicators[indicator]

    def slice(self, indicator: str, level: str, year: int, group: str = TOTAL) -> Slice:
        """The indicator at the level in the year; all `missing` where nothing was published."""
        found = self.slices.get((indicator, level, year, group))
        return found if found is not None else _nothing(len(self.level(level).areas))

    def years(self, indicator: str, level: str, group: str = TOTAL) -> list[int]:
        """Years, rising, in which the indicator has a value for any area of the level."""
        return self._years.get((indicator, level, group), [])

    def groups(self, indicator: str, level: str) -> list[str]:
        """Population groups for which the indicator has any value at the level, `total` first."""
        found = [group for name, at, group in self._years if (name, at) == (indicator, level)]
        return sorted(found, key=lambda group: (group != TOTAL, group))

    @cached_property
    def groups_by_level(self) -> dict[str, dict[str, list[str]]]:
        """Population groups besides `total` that have any value, by indicator and level."""
        found: dict[str, dict[str, list[str]]] = {name: {} for name in self.indicators}
        for name, level, group in sorted(self._years):
            if group != TOTAL and name in found:
                found[name].setdefault(level, []).append(group)
        return found

    @cached_property
    def _years(self) -> dict[tuple[str, str, str], list[int]]:
        years: dict[tuple[str, str, str], list[int]] = {}
        for (indicator, level, year, group), some in sorted(self.slices.items(), key=lambda item: item[0]):
            if some.has_values:
                years.setdefault((indicator, level, group), []).append(year)
        return years

    def levels_with(self, indicator: str) -> list[str]:
        """Levels, in their order, at which the indicator has any value."""
        return [level for level in self.levels if self.years(indicator, level)]

    @cached_property
    def sources_used(self) -> dict[str, list[str]]:
        """By indicator the tables that any shown figure of it stands on, its own first."""
        used: dict[str, set[str]] = {}
        for (indicator, *_), some in self.slices.items():
            if some.has_values:
                used.setdefault(indicator, set()).add(some.source)
        return {name: [s for s in one.sources if s in used.get(name, ())] for name, one in self.indicators.items()}

    def freshness(self, indicator: str, today: date) -> Freshness:
        """How fresh the indicator is on the day `today`."""
        used = self.sources_used[self.indicator(indicator).id]
        return stalest([self.dates.get(source, SourceDates()).freshness(today) for source in used])

    def city(self, indicator: str, year: int, group: str = TOTAL) -> Observation:
        """The city's own value; `missing` where there is none."""
        return self.base(indicator, year, CITY_BASE, group)

    @cached_property
    def bases(self) -> dict[str, tuple[AtlasLevel, int]]:
        """What can be compared with: `espoo`, the reference areas, and every area by its code."""
        found: dict[str, tuple[AtlasLevel, int]] = {}
        for level in [*self.levels.values(), *([self.reference] if self.reference else [])]:
            for code, position in level.position.items():
                found.setdefault(code, (level, position))
        if CITY in found:
            found[CITY_BASE] = found[CITY]
        return found

    @property
    def named_bases(self) -> list[str]:
        """Bases that have a word of their own: the city, and the reference areas."""
        return [CITY_BASE, *(area.code for area in (self.reference.areas if self.reference else ()))]

    @cached_property
    def population_groups(self) -> list[str]:
        """Every population group any indicator has, `total` first."""
        return [TOTAL, *sorted({group for indicator in self.indicators.values() for group in indicator.groups})]

    def base(self, indicator: str, year: int, base: str, group: str = TOTAL) -> Observation:
        """The value of `base` (one of `bases`); `missing` where there is none. Raises NotFound for an unknown base."""
        if base not in self.bases:
            if base == CITY_BASE:
                return _nothing(1)[0]
            raise NotFound(f"there is no base {base!r}", "base", [*self.named_bases, "the code of an area"])
        level, position = self.bases[base]
        found = self.slices.get((indicator, level.id, year, group))
        return _nothing(1)[0] if found is None else found[position]


def _nothing(areas: int) -> Slice:
    nan = np.full(areas, np.nan)
    missing = np.full(areas, Status.MISSING, dtype=np.uint8)
    return Slice(nan, nan, nan, missing, nan, nan, nan, nan, nan, nan, np.zeros(areas, dtype=np.bool_))
