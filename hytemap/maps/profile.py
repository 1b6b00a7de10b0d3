"""One area over all indicators: where it stands against the city and areas like it, and what is not known of it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from hytemap.atlas import Atlas, AtlasIndicator, AtlasLevel, AtlasSource, Observation
from hytemap.atlas.atlas import CITY_BASE
from hytemap.maps.age_bands import AgeBands, age_bands
from hytemap.maps.development import development
from hytemap.maps.judgement_wording import change, interval, judgement, movement
from hytemap.maps.svg.lines import Line, area_line, city_line
from hytemap.maps.svg.spine import SpineRow, spine_row
from hytemap.maps.together import SimilarAreas, similar_areas
from hytemap.maps.view import MapView, make_view
from hytemap.maps.wording import N_, NO_BREAK, NOTHING, Wording
from hytemap.model import Area, Direction, Status, Theme, Unit
from hytemap.statistics.judgement import Judgement
from hytemap.statistics.trend import Meaning

#: what makes areas alike: who lives there and how, not how well they fare; the last is what one wants to compare
STRUCTURE = (
    "share_0_6",
    "share_7_17",
    "share_18_29",
    "share_65_plus",
    "one_person_households",
    "one_parent_households",
    "household_size",
    "rented_dwellings",
    "flats",
    "floor_area_per_person",
)
#: how many areas like it a profile names, and up to which distance (standard deviations) they are alike in words
LIKE_AREAS = 3
LIKENESS_WORDS = (
    (0.5, N_("very much alike")),
    (1.0, N_("alike")),
    (1.5, N_("somewhat alike")),
    (math.inf, N_("not much alike, though among the nearest")),
)
#: fewer ranked areas than this need no fifths beside their ranks
FEWEST_FOR_FIFTHS = 15
FIFTH_WORDS = (
    N_("highest fifth"),
    N_("second highest fifth"),
    N_("middle fifth"),
    N_("second lowest fifth"),
    N_("lowest fifth"),
)
#: shown at the head of the profile, those there are
KEY_FIGURES = ("population", "population_density", "mean_age", "household_size")


@dataclass(frozen=True)
class YearValue:
    """One year's values of the area and of the city as text, with their units left out."""

    year: int
    text: str
    city: str


@dataclass(frozen=True)
class ProfileRow:
    """One indicator of the area. Texts are empty where there is nothing to say.

    `text` has its unit; `number`, `city`, `compared` have one only where it is per cent, and `unit` is what they lack.
    """

    view: MapView
    position: int
    title: str
    text: str
    number: str
    unit: str
    reason: str
    interval: str
    city: str
    compared: str
    judged: Judgement | None
    judgement: str
    rank: str
    fifth: str
    movement: str
    change: str
    meaning: Meaning | None
    spine: SpineRow | None
    lines: tuple[Line, Line]
    history: tuple[YearValue, ...]

    @property
    def indicator(self) -> AtlasIndicator:
        return self.view.indicator

    @property
    def years(self) -> str:
        """The years the lines run over; empty for fewer than two."""
        points = self.lines[0].points
        return f"{points[0][0]}–{points[-1][0]}" if len(points) > 1 else ""

    @property
    def status(self) -> Status:
        return Status(int(self.view.slice.status[self.position]))

    @property
    def is_count(self) -> bool:
        return self.indicator.kind == "count"

    @cached_property
    def away(self) -> float:
        """How far the area is from the city, in standard deviations of the areas; NaN where nobody can tell."""
        known = self.view.slice.value[self.view.level.member]
        known = known[np.isfinite(known)]
        spread = known.std() if len(known) > 1 else 0.0
        return float(self.view.difference[self.position] / spread) if spread > 0 else math.nan


@dataclass(frozen=True)
class LikeArea:
    """An area like the profile's, and how alike it is in words."""

    area: Area
    position: int
    distance: float
    words: str


@dataclass(frozen=True)
class Absent:
    """Indicators the area has no figure of for one reason, with the year that reason is told of where there is one."""

    reason: str
    indicators: tuple[tuple[AtlasIndicator, int | None], ...]


@dataclass(frozen=True)
class Profile:
    """The profile of one area in one language; `year` None shows each indicator in its newest year."""

    atlas: Atlas
    level: AtlasLevel
    code: str
    wording: Wording
    year: int | None = None

    @cached_property
    def area(self) -> Area:
        """The area; raises NotFound."""
        return self.level.area(self.code)

    @property
    def position(self) -> int:
        return self.level.position[self.code]

    @cached_property
    def is_city(self) -> bool:
        """Whether the area is the city itself, which is not compared with itself."""
        return self.atlas.bases.get(CITY_BASE) == (self.level, self.position)

    @cached_property
    def rows(self) -> list[ProfileRow]:
        """A row for each indicator that has a figure for any area of the level in the year, in the atlas' order."""
        views = (
            make_view(self.atlas, self.level.id, name, self.year, beside_others=True) for name in self.atlas.indicators
        )
        return [self._row(view) for view in views if view.year is not None and view.slice.has_values]

    @cached_property
    def themes(self) -> list[tuple[Theme, list[ProfileRow]]]:
        """Rows by theme, in the themes' order; themes without any left out."""
        grouped = {theme: [row for row in self.rows if row.indicator.theme is theme] for theme in Theme}
        return [(theme, rows) for theme, rows in grouped.items() if rows]

    @cached_property
    def key_figures(self) -> list[ProfileRow]:
        """Rows that tell what kind of area it is."""
        found = {row.indicator.id: row for row in self.rows}
        return [found[name] for name in KEY_FIGURES if name in found]

    @cached_property
    def years(self) -> list[int]:
        """Years, newest first, in which any indicator has a figure at the level."""
        found = {year for name in self.atlas.indicators for year in self.atlas.years(name, self.level.id)}
        return sorted(found, reverse=True)

    @cached_property
    def ages(self) -> AgeBands | None:
        """The area's age bands; None where they cannot be formed."""
        return age_bands(self.atlas, self.level.id, self.code, self.year)

    @cached_property
    def similar(self) -> SimilarAreas | None:
        """Areas of the city like this one in structure; None for one not of the city, and without such indicators."""
        known = [name for name in STRUCTURE if name in self.atlas.indicators and self._year_of(name) is not None]
        if not known or not self.area.member or self.is_city:
            return None
        return similar_areas(self.atlas, self.level.id, self.code, known, self.year)

    @cached_property
    def like(self) -> list[LikeArea]:
        """The nearest of them, the most alike first."""
        if self.similar is None:
            return []
        distance = self.similar.found.distance
        return [
            LikeArea(self.level.areas[i], i, float(distance[i]), self._alike(float(distance[i])))
            for i in self.similar.found.nearest[:LIKE_AREAS]
        ]

    def _alike(self, distance: float) -> str:
        return self.wording.gettext(next(words for limit, words in LIKENESS_WORDS if distance < limit))

    def _year_of(self, indicator: str) -> int | None:
        years = self.atlas.years(indicator, self.level.id)
        if self.year is not None:
            return self.year if self.year in years else None
        return years[-1] if years else None

    @cached_property
    def absent(self) -> list[Absent]:
        """What is not known of this area though the level has it, by reason; the mildest status first."""
        found: dict[Status, list[tuple[AtlasIndicator, int | None]]] = {}
        shown = {row.indicator.id: row for row in self.rows}
        for row in self.rows:
            if not row.status.has_value:
                found.setdefault(row.status, []).append((row.indicator, row.view.year))
        for one in self.atlas.indicators.values():
            if one.id in shown or not self.atlas.levels_with(one.id):
                continue
            status = self._told_status(one)
            if status is not None:
                found.setdefault(status[0], []).append((one, status[1]))
        return [
            Absent(f"{self.wording.status(status)}: {self.wording.status_reason(status)}", tuple(found[status]))
            for status in Status
            if status in found
        ]

    def _told_status(self, one: AtlasIndicator) -> tuple[Status, int] | None:
        """Status and year of an indicator whose status here was published though no area of the level has a value."""
        for year in sorted(one.known_years, reverse=True):
            if self.year in (None, year) and (found := self._slice_status(one.id, year)) is not None:
                return found, year
        return None

    def _slice_status(self, indicator: str, year: int) -> Status | None:
        some = self.atlas.slices.get((indicator, self.level.id, year, "total"))
        status = None if some is None else Status(int(some.status[self.position]))
        # a slice full of "missing" may as well be one that nobody made: it is told as of another level
        return None if status is None or status.has_value or status is Status.MISSING else status

    @cached_property
    def elsewhere(self) -> list[tuple[tuple[str, ...], list[AtlasIndicator]]]:
        """Indicators that have figures at other levels (or, with a year, in other years) only, by those levels."""
        told = {one.id for reason in self.absent for one, _ in reason.indicators} | {r.indicator.id for r in self.rows}
        found: dict[tuple[str, ...], list[AtlasIndicator]] = {}
        for one in self.atlas.indicators.values():
            levels = [level for level in self.atlas.levels_with(one.id) if level != self.level.id]
            if one.id not in told and levels and not self.atlas.years(one.id, self.level.id):
                found.setdefault(tuple(levels), []).append(one)
        return list(found.items())

    @cached_property
    def other_years(self) -> list[AtlasIndicator]:
        """Indicators the level has figures of, but not in the year asked for."""
        told = {row.indicator.id for row in self.rows}
        return [
            one
            for one in self.atlas.indicators.values()
            if self.year is not None and one.id not in told and self.atlas.years(one.id, self.level.id)
        ]

    @cached_property
    def unfetched(self) -> list[tuple[AtlasSource, list[AtlasIndicator]]]:
        """Indicators without a figure at any level, by the source that has to be fetched."""
        found: dict[str, list[AtlasIndicator]] = {}
        for one in self.atlas.indicators.values():
            if not self.atlas.levels_with(one.id):
                found.setdefault(one.source.id, []).append(one)
        return [(indicators[0].source, indicators) for indicators in found.values()]

    # --- rows ---

    def _row(self, view: MapView) -> ProfileRow:
        wording, i = self.wording, self.position
        seen = view.slice[i]
        judged = view.judgement[i] if self.area.member else None
        drawn = None
        if view.indicator.kind != "count" and not self.is_city:
            drawn = self._spine(view)
        moved, changed, meaning = self._moved(view)
        own, city = area_line(view, wording, self.code), city_line(view, wording)
        return ProfileRow(
            view=view,
            position=i,
            title=view.indicator.title[wording.language],
            text=wording.value(seen.value, seen.status, view.indicator),
            number=self._number(view, seen),
            unit="" if view.indicator.unit is Unit.PERCENT else wording.unit(view.indicator.unit),
            reason="" if seen.status.has_value else wording.status_reason(seen.status),
            interval=interval(wording, view, float(view.intervals.low[i]), float(view.intervals.high[i])),
            city="" if self.is_city else self._number(view, view.city),
            compared=self._compared(view),
            judged=judged,
            judgement="" if judged is None else judgement(wording, judged),
            rank=self._rank(view),
            fifth=self._fifth(view),
            movement=moved,
            change=changed,
            meaning=meaning,
            spine=drawn,
            lines=(own, Line(city.name, []) if self.is_city or view.indicator.kind == "count" else city),
            history=self._history(view),
        )

    def _spine(self, view: MapView) -> SpineRow:
        row = spine_row(view, self.wording, self.code)
        return SpineRow(
            row.name,
            row.text,
            row.city_text,
            row.value,
            row.city,
            row.values,
            row.direction,
            row.judgement if self.area.member else None,
            tuple(float(view.slice.value[one.position]) for one in self.like),
        )

    def _compared(self, view: MapView) -> str:
        """The difference from the city; of counts the share of the city's."""
        i, wording = self.position, self.wording
        value, city = float(view.slice.value[i]), view.city.value
        if self.is_city or not (math.isfinite(value) and math.isfinite(city)):
            return ""
        if view.indicator.kind == "count":
            # Kauniainen is no part of the city's count
            if not self.area.member or city <= 0 or self.level.id == view.atlas.bases[CITY_BASE][0].id:
                return ""
            return wording.gettext("%(share)s of Espoo") % {"share": wording.percent(value / city)}
        amount = wording.signed(value - city, view.indicator.decimals)
        if view.indicator.unit is not Unit.PERCENT:
            return amount
        return f"{amount}{NO_BREAK}{wording.difference_unit(view.indicator.unit)}"

    def _number(self, view: MapView, seen: Observation) -> str:
        percent = view.indicator.unit is Unit.PERCENT
        return self.wording.value(seen.value, seen.status, view.indicator, unit=percent)

    def _rank(self, view: MapView) -> str:
        rank = int(view.rank[self.position])
        return f"{self.wording.ordinal(rank)}/{view.ranked}" if rank and view.ranked > 1 else ""

    def _fifth(self, view: MapView) -> str:
        fifth = int(view.quintile[self.position])
        return self.wording.gettext(FIFTH_WORDS[fifth - 1]) if fifth and view.ranked >= FEWEST_FOR_FIFTHS else ""

    def _moved(self, view: MapView) -> tuple[str, str, Meaning | None]:
        """Where the area is going, since when, and what that means; empty where nothing may be told."""
        found = development(view)
        moved = NOTHING if found is None else movement(self.wording, found.areas, self.position)
        if found is None or moved == NOTHING:
            return "", "", None
        since, year = float(found.areas.since_first[self.position]), int(found.areas.first_year[self.position])
        return moved, change(self.wording, view, since, year), found.areas.meaning[self.position]

    def _history(self, view: MapView) -> tuple[YearValue, ...]:
        told = []
        for year in view.years:
            some = view.atlas.slice(view.indicator.id, view.level.id, year)[self.position]
            city = view.atlas.city(view.indicator.id, year)
            told.append(
                YearValue(
                    year,
                    self.wording.value(some.value, some.status, view.indicator, unit=False),
                    self.wording.value(city.value, city.status, view.indicator, unit=False),
                )
            )
        return tuple(told)


def sides(rows: list[ProfileRow]) -> Mapping[str, list[ProfileRow]]:
    """Rows of one theme by how the area stands to the city: `better`, `worse`, `higher`, `lower`, `similar`."""
    found: dict[str, list[ProfileRow]] = {"better": [], "worse": [], "higher": [], "lower": [], "similar": []}
    for row in rows:
        if row.judged is not None and row.indicator.kind != "count":
            found[row.judged.value.removeprefix("much_")].append(row)
    return found


def is_neutral(rows: list[ProfileRow]) -> bool:
    """Whether neither end is better in any of the rows."""
    return all(row.indicator.direction is Direction.NEUTRAL for row in rows)
