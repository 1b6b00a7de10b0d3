"""Developments and differences between areas as tables in words, for page and paper alike."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from hytemap.atlas.atlas import CITY_BASE
from hytemap.maps.development import Development, Gap, development, gap
from hytemap.maps.judgement_wording import change, city_sentence, gap_sentence, movement
from hytemap.maps.view import MapView
from hytemap.maps.wording import NOTHING, Wording, upper_first
from hytemap.statistics.trend import Trends

#: decimals of ratio, coefficient of variation and Gini coefficient
RATIO_DECIMALS, MEASURE_DECIMALS = 2, 3


@dataclass(frozen=True)
class DevelopmentRow:
    """One area's development: changes since the first and the previous comparable year, and what they mean.

    Changes are in the unit of the indicator's differences, with the year they are told from.
    """

    name: str
    since_first: str
    since_previous: str
    movement: str


@dataclass(frozen=True)
class GapRow:
    """One year's differences between areas, as text."""

    year: int
    range: str
    ratio: str
    variation: str
    gini: str


@dataclass(frozen=True)
class DevelopmentTable:
    """How the areas of a view, the city, and the differences between areas have developed, in one language."""

    view: MapView
    wording: Wording

    @cached_property
    def found(self) -> Development | None:
        return development(self.view)

    @cached_property
    def gap(self) -> Gap:
        return gap(self.view)

    @property
    def none_why(self) -> str | None:
        """Why no development is told of this indicator; None where it may be."""
        why = self.view.indicator.no_trend
        return None if why is None else why[self.wording.language]

    @property
    def city(self) -> str | None:
        """How the city has moved, in a sentence."""
        return city_sentence(self.view, self.found, self.wording)

    @property
    def breaks(self) -> list[str]:
        """What changed in the definition, and when: `2022: …`."""
        found = self.found.breaks if self.found else ()
        return [f"{year}: {said[self.wording.language]}" for year, said in found]

    @property
    def is_tested(self) -> bool:
        """Whether counts allow a test for trend."""
        return self.found is not None and bool(
            np.isfinite(self.found.areas.z).any() or (self.found.city is not None and np.isfinite(self.found.city.z[0]))
        )

    @property
    def dependent(self) -> bool:
        """Whether neighbouring years describe mostly the same people."""
        return self.is_tested and self.found is not None and self.found.areas.consecutive_dependent

    @cached_property
    def rows(self) -> list[DevelopmentRow]:
        """A row for the city, then one for each member area with a value; empty where no year compares."""
        if self.found is None:
            return []
        level, wording = self.view.level, self.wording
        trends = self.found.areas
        shown = [i for i in np.nonzero(level.member)[0].tolist() if math.isfinite(self.view.slice.value[i])]
        if not np.isfinite(trends.since_first[shown]).any():
            return []
        order = sorted(shown, key=lambda i: level.areas[i].name(wording.language))
        rows = [self._told(level.areas[i].name(wording.language), trends, i) for i in order]
        if self.found.city is not None and not self._city_is_here:
            rows.insert(0, self._told(upper_first(wording.base_named(CITY_BASE)), self.found.city, 0))
        return rows

    @property
    def _city_is_here(self) -> bool:
        """Whether the level holds the city itself, as an area."""
        level, _ = self.view.atlas.bases.get(CITY_BASE, (None, 0))
        return level is self.view.level

    def _told(self, name: str, trends: Trends, i: int) -> DevelopmentRow:
        view, wording = self.view, self.wording
        return DevelopmentRow(
            name,
            change(wording, view, float(trends.since_first[i]), int(trends.first_year[i])),
            change(wording, view, float(trends.since_previous[i]), int(trends.previous_year[i])),
            movement(wording, trends, i),
        )

    @property
    def gap_sentence(self) -> str | None:
        """Whether the gap has grown, in a sentence; None where that cannot be told."""
        return None if self._differ_by_size else gap_sentence(self.gap, self.wording)

    @property
    def _differ_by_size(self) -> bool:
        """Whether values are counts: how far these lie apart says only that areas are of different size."""
        return self.view.indicator.kind == "count"

    @cached_property
    def gap_rows(self) -> list[GapRow]:
        """The differences between areas by year; none for counts."""
        view, wording = self.view, self.wording
        if self._differ_by_size:
            return []

        def number(value: float, decimals: int) -> str:
            return wording.number(value, decimals) if math.isfinite(value) else NOTHING

        return [
            GapRow(
                one.year,
                number(one.found.range, view.indicator.decimals),
                number(one.found.ratio, RATIO_DECIMALS),
                number(one.found.variation, MEASURE_DECIMALS),
                number(one.found.gini, MEASURE_DECIMALS),
            )
            for one in self.gap.years
            if one.found.areas > 1
        ]
