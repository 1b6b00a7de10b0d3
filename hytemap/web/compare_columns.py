"""One column of a comparison, and the change between its first and last year: map, legend, words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from hytemap.maps.change_wording import change_colours, change_labels, change_sentences, change_text, changed
from hytemap.maps.compare_wording import within
from hytemap.maps.judgement_wording import interval, movement, uncertainty
from hytemap.maps.sentence import heading, map_sentences
from hytemap.maps.side_by_side import ChangeView
from hytemap.maps.svg.area_map import area_map
from hytemap.maps.svg.element import Svg
from hytemap.maps.table import AreaRow, AreaTable
from hytemap.maps.view import MapView
from hytemap.model import Status
from hytemap.web.map_page import map_address

if TYPE_CHECKING:
    from hytemap.web.compare_page import ComparePage

#: letters of a class label that stands under its class on a small map
LONGEST_LABEL = 11


@dataclass(frozen=True)
class Legend:
    """Classes (label, colour, number of areas) and statuses present beside ok (and how many areas have each)."""

    classes: list[tuple[str, str, int]]
    statuses: Sequence[tuple[Status, int]]
    colours: str

    @property
    def is_long(self) -> bool:
        """Whether labels are too long to stand side by side under a small map."""
        return any(len(label) > LONGEST_LABEL for label, _, _ in self.classes)


@dataclass(frozen=True)
class Compared:
    """One indicator in one year: its map, its legend, and what is said of it."""

    page: ComparePage
    view: MapView
    place: int

    @property
    def title(self) -> str:
        """`Työttömyysaste 2024`."""
        return heading(self.view, self.page.language)

    @property
    def short_title(self) -> str:
        """What tells it from the others: the year, where all are of one indicator."""
        return str(self.view.year) if self.page.by_years and self.view.year is not None else self.title

    @property
    def inner_title(self) -> str:
        """The same inside a sentence."""
        return within(self.short_title)

    @property
    def unit(self) -> str:
        return self.page.wording.unit(self.view.indicator.unit)

    @property
    def difference_unit(self) -> str:
        return self.page.wording.difference_unit(self.view.indicator.unit)

    @cached_property
    def table(self) -> AreaTable:
        return AreaTable(self.view, self.page.wording)

    @cached_property
    def rows(self) -> dict[str, AreaRow]:
        """The area's row of the map page's own table, by code."""
        return {row.area.code: row for row in (*self.table.members, *self.table.others)}

    @property
    def has_values(self) -> bool:
        return self.view.slice.has_values

    @cached_property
    def newest(self) -> int | None:
        """The newest year there are figures of, where there are none of the year shown."""
        return self.view.years[-1] if self.view.years and not self.has_values else None

    @cached_property
    def sentence(self) -> str:
        """Extremes among the areas, in one sentence; empty where there are no figures."""
        return map_sentences(self.view, self.page.wording)[0] if self.has_values else ""

    @cached_property
    def city_interval(self) -> str:
        low, high, _, _ = self.view.city_interval
        return interval(self.page.wording, self.view, low, high)

    @cached_property
    def base(self) -> str:
        """The value of the base, where that is not the city."""
        seen = self.view.base_value
        return self.page.wording.value(seen.value, seen.status, self.view.indicator)

    @cached_property
    def svg(self) -> Svg:
        told = self.sentence or self.page.level.title[self.page.language]
        return area_map(self.view, self.page.wording, self.title, told, self.page.look(f"map-{self.place}")).svg

    @cached_property
    def legend(self) -> Legend:
        labels = self.page.wording.class_labels(self.view)
        return _legend(self.view, labels, self.page.wording.colours(self.view))

    @property
    def address(self) -> str:
        """The page of this map alone."""
        return map_address(self.page.language, self.page.level.id, self.view.indicator.id, self.view.year)

    @property
    def uncertainty(self) -> str:
        return uncertainty(self.view, self.page.wording)


@dataclass(frozen=True)
class Change:
    """The map of change from the first year to the last."""

    page: ComparePage
    view: ChangeView

    @property
    def years(self) -> str:
        return f"{self.view.first}–{self.view.year}"

    @property
    def unit(self) -> str:
        return self.page.wording.difference_unit(self.view.indicator.unit)

    @cached_property
    def sentences(self) -> list[str]:
        return change_sentences(self.view, self.page.wording)

    @property
    def has_values(self) -> bool:
        return self.view.slice.has_values

    @cached_property
    def texts(self) -> dict[str, str]:
        """The change of each area with its unit, or why there is none, by code."""
        wording = self.page.wording
        return {area.code: change_text(self.view, wording, i) for i, area in enumerate(self.view.level.areas)}

    @property
    def city(self) -> str:
        """The city's own change, or why there is none."""
        return changed(self.view, self.page.wording, *self.view.city_change)

    @cached_property
    def movements(self) -> dict[str, str]:
        """Whether it is more than chance, by code; empty where it was not tested."""
        trends = self.view.told.areas
        return {
            area.code: movement(self.page.wording, trends, i) if np.isfinite(trends.z[i]) else ""
            for i, area in enumerate(self.view.level.areas)
        }

    def svg(self, title: str) -> Svg:
        told = list(self.texts.values())
        desc = " ".join(self.sentences)
        return area_map(self.view, self.page.wording, title, desc, self.page.look("map-change"), told).svg

    @cached_property
    def legend(self) -> Legend:
        labels = change_labels(self.view, self.page.wording)
        return _legend(self.view, labels, change_colours(self.view, self.page.wording))


def _legend(view: MapView, labels: list[str], colours: str) -> Legend:
    classes = [(label, one.colour, one.count) for label, one in zip(labels, view.classes, strict=True)]
    statuses = [(status, count) for status, count in view.status_counts.items() if status is not Status.OK]
    return Legend(classes, statuses, colours if classes else "")
