"""The page of one indicator: what it says, how it is formed, of which years and areas, how old it is, where it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from urllib.parse import urlencode

import numpy as np
from markupsafe import Markup

from hytemap.atlas import Atlas, AtlasIndicator, AtlasLevel, AtlasSource, Freshness, SourceDates
from hytemap.atlas.atlas import TOTAL
from hytemap.maps.indicator_wording import (
    BETTER_WORDS,
    CHAIN_WORDS,
    FRESHNESS_WORDS,
    day,
    formula_in_labels,
    formula_in_symbols,
    kind_in_words,
    month,
    year_ranges,
)
from hytemap.maps.judgement_wording import uncertainty
from hytemap.maps.svg.area_map import area_map
from hytemap.maps.svg.legend import legend
from hytemap.maps.svg.lines import city_line, lines
from hytemap.maps.svg.map_look import MapLook
from hytemap.maps.svg.theme import PAGE
from hytemap.maps.view import MapView, make_view
from hytemap.maps.wording import Wording, lower_first, upper_first
from hytemap.model import Status
from hytemap.web.map_page import map_address

#: rows of a CSV at most: the API's own bound
MOST_ROWS = 10_000


@dataclass(frozen=True)
class FormulaTold:
    """How the indicator is formed in words, symbols and labels: of which table (empty where there is just one).

    `year` is set where the formula holds for that year alone.
    """

    table: str
    year: int | None
    words: str
    symbols: str
    labels: str


@dataclass(frozen=True)
class YearsTold:
    """What years of one table describe; `change` is what changed in the definition that year."""

    years: str
    source: str
    reference: str
    verified: bool
    division: str
    change: str


@dataclass(frozen=True)
class Coverage:
    """How many areas of a level stand at each status, newest year first; `statuses` are those that any year has.

    `others` counts the areas that are not the city's. `why` is set in place of rows where no area has a figure in any
    year.
    """

    level: AtlasLevel
    statuses: list[Status]
    rows: list[tuple[int, list[int]]]
    others: int
    why: str = ""


@dataclass(frozen=True)
class SourceTold:
    """One table: whether any shown figure stands on it, when its figures came, and when newer ones are expected."""

    source: AtlasSource
    used: bool
    levels: str
    came: str
    expected: str
    freshness: str


@dataclass(frozen=True)
class Address:
    """Where a machine or a person finds the indicator: `name` it is called by, and the path."""

    name: str
    path: str


@dataclass(frozen=True)
class IndicatorPage:
    """The page of one indicator in one language, on one day; `default_level` is shown where it has figures."""

    atlas: Atlas
    indicator: AtlasIndicator
    wording: Wording
    today: date
    default_level: str

    @property
    def language(self) -> str:
        return self.wording.language

    @property
    def title(self) -> str:
        return self.indicator.title[self.language]

    @cached_property
    def levels(self) -> list[AtlasLevel]:
        """Levels with figures, the one that is shown first."""
        found = self.atlas.levels_with(self.indicator.id)
        first = [level for level in found if level == self.default_level]
        return [self.atlas.levels[level] for level in [*first, *(one for one in found if one not in first)]]

    @cached_property
    def view(self) -> MapView:
        """The newest figures at the shown level."""
        level = self.levels[0].id if self.levels else next(iter(self.atlas.levels))
        return make_view(self.atlas, level, self.indicator.id)

    @property
    def is_unfetched(self) -> bool:
        return not self.levels

    # --- what it says ---

    @property
    def better(self) -> str:
        return self.wording.gettext(BETTER_WORDS[self.indicator.direction])

    @property
    def chain(self) -> str:
        return self.wording.gettext(CHAIN_WORDS[self.indicator.chain])

    @property
    def unit(self) -> str:
        return self.wording.unit(self.indicator.unit)

    @property
    def uncertainty(self) -> str:
        return uncertainty(self.view, self.wording)

    @property
    def city(self) -> str:
        """The city's newest value, or why there is none."""
        seen = self.view.city
        return self.wording.value(seen.value, seen.status, self.indicator)

    @property
    def target(self) -> str:
        """The target's value, year and who set it; empty where there is none."""
        told = self.indicator.target
        if told is None:
            return ""
        value = self.wording.value(float(told["value"]), Status.OK, self.indicator)
        return f"{value} ({told['year']}). {told['source'][self.language]}"

    @property
    def groups(self) -> str:
        """Population groups the figures are also given for, in words."""
        return self.wording.listed([lower_first(title[self.language]) for title in self.indicator.groups.values()])

    @cached_property
    def breaks(self) -> list[tuple[int, str]]:
        """Years from which the definition is another, with what changed."""
        return [(year, said[self.language]) for year, said in sorted(self.indicator.breaks.items())]

    @cached_property
    def formulas(self) -> list[FormulaTold]:
        """How it is formed, then the years that are formed otherwise."""
        found = []
        for source in self.indicator.sources.values():
            found.append(self._formula(source, None, source.kind, source.formula, source.times))
            for year, one in sorted(source.formula_in_year.items()):
                found.append(self._formula(source, year, one.kind, one.formula, one.times))
        return list(dict.fromkeys(found))

    def _formula(
        self, source: AtlasSource, year: int | None, kind: str, formula: dict[str, str], times: int
    ) -> FormulaTold:
        symbols = formula_in_symbols(kind, formula, times)
        labels = formula_in_labels(symbols, source.variables, self.wording)
        table = source.title[self.language] if len(self.indicator.sources) > 1 else ""
        return FormulaTold(table, year, kind_in_words(self.wording, kind, times), symbols, labels)

    # --- years and areas ---

    @cached_property
    def years(self) -> list[YearsTold]:
        """What years describe, newest first and like ones in one: of tables shown figures stand on, else its own."""
        used = [one.source for one in self.sources if one.used] or [self.indicator.source]
        found = []
        for source in used:
            alike: dict[YearsTold, list[int]] = {}
            for year in sorted(source.moments):
                alike.setdefault(self._described(source, year), []).append(year)
            by_newest = sorted(alike.items(), key=lambda item: -item[1][-1])
            found += [replace(told, years=year_ranges(years)) for told, years in by_newest]
        return found

    def _described(self, source: AtlasSource, year: int) -> YearsTold:
        moment = source.moments[year]
        reference = "" if moment.reference is None else moment.reference[self.language]
        titles = (self.atlas.levels[level].vintages for level in source.levels if level in self.atlas.levels)
        division = next((some[moment.vintage][self.language] for some in titles if moment.vintage in some), "")
        change = self.indicator.breaks.get(year)
        changed = "" if change is None else f"{year}: {change[self.language]}"
        return YearsTold("", source.title[self.language], reference, moment.verified, division, changed)

    @property
    def several_tables(self) -> bool:
        """Whether years stand on more than one table."""
        return len({one.source for one in self.years}) > 1

    @cached_property
    def coverage(self) -> list[Coverage]:
        """For each level, how many areas have a figure, and why others have none."""
        return [found for level in self.atlas.levels.values() if level.areas and (found := self._covered(level))]

    def _covered(self, level: AtlasLevel) -> Coverage | None:
        years = sorted(
            (
                year
                for indicator, at, year, group in self.atlas.slices
                if (indicator, at, group) == (self.indicator.id, level.id, TOTAL)
            ),
            reverse=True,
        )
        if not years:
            return None
        counts = {
            year: np.bincount(self.atlas.slice(self.indicator.id, level.id, year).status, minlength=len(Status))
            for year in years
        }
        statuses = [status for status in Status if any(counts[year][status] for year in years)]
        others = int((~level.member).sum())
        if not any(status.has_value for status in statuses):
            reasons = [f"{self.wording.status(one)} ({self.wording.status_reason(one)})" for one in statuses]
            return Coverage(level, statuses, [], others, self.wording.listed(reasons))
        return Coverage(
            level, statuses, [(year, [int(counts[year][one]) for one in statuses]) for year in years], others
        )

    def status_named(self, status: Status) -> str:
        """A status as the head of a column."""
        return upper_first(self.wording.status(status)) or self.wording.gettext("Figure")

    # --- sources ---

    @cached_property
    def sources(self) -> list[SourceTold]:
        """The tables it is formed from, its own first."""
        used = self.atlas.sources_used[self.indicator.id]
        return [self._source(source, source.id in used) for source in self.indicator.sources.values()]

    def _source(self, source: AtlasSource, used: bool) -> SourceTold:
        dates = self.atlas.dates.get(source.id, SourceDates())
        fresh = dates.freshness(self.today) if used else Freshness.NOT_FETCHED
        levels = [self.atlas.levels[one].title[self.language] for one in source.levels if one in self.atlas.levels]
        return SourceTold(
            source,
            used,
            self.wording.listed([lower_first(level) for level in levels]),
            "" if dates.came is None else day(self.wording, dates.came),
            "" if dates.next_expected is None else month(self.wording, dates.next_expected),
            self.wording.gettext(FRESHNESS_WORDS[fresh]),
        )

    def accuracy(self, source: AtlasSource, level: str) -> list[tuple[int, str, str]]:
        """Years in which it is known how far carried figures were off: mean and largest error in per cent."""
        percent = self.wording.percent
        return [
            (year, percent(one.mean_error / 100), percent(one.largest_error / 100))
            for year, one in sorted(source.accuracy.get(level, {}).items())
        ]

    # --- pictures ---

    @cached_property
    def map(self) -> Markup:
        """A small map of the newest figures at the shown level; empty where there are fewer than two areas to draw."""
        if self.is_unfetched or sum(shape is not None for shape in self.view.level.display) < 2:
            return Markup()
        look = MapLook(300.0, 330.0, "small-map", PAGE, name_size=0.0, scale=False, titles=False)
        drawn = area_map(self.view, self.wording, self.map_title, "", look)
        return Markup(drawn.svg)  # noqa: S704 - the writer escapes every word

    @cached_property
    def legend(self) -> Markup:
        """The small map's classes and standings."""
        title = self.wording.gettext("Legend")
        drawn = legend(self.view, self.wording, title, 300.0, theme=PAGE, prefix="small-legend")
        return Markup(drawn)  # noqa: S704 - the writer escapes every word

    @property
    def map_title(self) -> str:
        """What the small map shows."""
        return f"{self.title} {self.view.year}, {lower_first(self.view.level.title[self.language])}"

    @cached_property
    def trend(self) -> Markup:
        """The city's values over the years; empty where it has fewer than two."""
        line = city_line(self.view, self.wording)
        if len(line.points) < 2:
            return Markup()
        told = "; ".join(
            f"{year} {self.wording.value(value, status, self.indicator)}" for year, value, status in line.points
        )
        drawn = lines([line], self.wording, f"{self.title}: {told}", "", self.unit, 420.0, 200.0, PAGE, prefix="trend")
        return Markup(drawn)  # noqa: S704 - the writer escapes every word

    # --- addresses ---

    @property
    def map_path(self) -> str:
        return map_address(self.language, self.view.level.id, self.indicator.id)

    @cached_property
    def addresses(self) -> list[Address]:
        """Where it is found: map, description, and its figures level by level."""
        gettext, one = self.wording.gettext, self.indicator.id
        found = []
        if self.levels:
            asked = urlencode({"level": self.view.level.id, "indicator": one})
            found = [
                Address(gettext("Map"), self.map_path),
                Address(gettext("Map for embedding"), f"/{self.language}/embed/map?{asked}"),
                Address(gettext("Embedding code and preview"), f"/{self.language}/embed?{asked}"),
            ]
        found.append(Address(gettext("This page"), f"/{self.language}/indicators/{one}"))
        found.append(Address(gettext("Description (JSON)"), f"/api/indicators/{one}"))
        for level in self.levels:
            named = {"level": lower_first(level.title[self.language])}
            compare = urlencode({"level": level.id, "indicators": one, "lang": self.language})
            rows = urlencode({"level": level.id, "limit": MOST_ROWS, "lang": self.language, "f": "csv"})
            found += [
                Address(gettext("GeoJSON, %(level)s") % named, f"/api/compare?{compare}"),
                Address(gettext("CSV, all years, %(level)s") % named, f"/api/indicators/{one}/observations?{rows}"),
            ]
        return found
