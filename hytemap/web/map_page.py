"""What the map page tells: its view, its choices, its explanations, its links; map_question.py reads what is asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from urllib.parse import urlencode

from hytemap.atlas import Atlas, AtlasIndicator, AtlasLevel
from hytemap.atlas.atlas import CITY, CITY_BASE, TOTAL
from hytemap.maps.development_table import DevelopmentTable
from hytemap.maps.judgement_wording import interval, uncertainty
from hytemap.maps.sentence import heading, map_sentences
from hytemap.maps.svg.element import Svg
from hytemap.maps.svg.lines import area_line, city_line, lines
from hytemap.maps.svg.theme import PAGE
from hytemap.maps.table import AreaTable
from hytemap.maps.view import DEFAULT_CLASSES, DEFAULT_METHOD, TARGET, VIEW_METHODS, MapView
from hytemap.maps.wording import Wording, limit_decimals, lower_first
from hytemap.model import BoundaryQuality, LocalText, Status, Theme
from hytemap.statistics.class_breaks import FEWEST, MOST
from hytemap.web.printing.offered import PrintForm, of_level, of_page
from hytemap.web.printing.order import sheet_address

#: themes of hyte for which districts have little or no open data; a page says which of them still have none
AWAITED = (Theme.TERVEYS, Theme.OSALLISUUS, Theme.TURVALLISUUS)
#: the trend's size in the panel beside the map
TREND_WIDTH, TREND_HEIGHT = 392.0, 190.0
#: levels whose official borders `hytemap fetch` brings, as a user types them
FETCHED = "suuralue postinumeroalue kunta"


@dataclass(frozen=True)
class YearChoice:
    """A year to choose; `after_gap` when years without a figure lie before it."""

    year: int
    chosen: bool
    after_gap: bool


@dataclass(frozen=True)
class MapPage:
    """The page of one view in one language.

    `year_asked`, `group_asked` and `base_asked` were asked for and are not what is shown, as the indicator lacks them.
    `pinned` are codes of areas held fast, first pinned first.
    """

    atlas: Atlas
    view: MapView
    language: str
    year_asked: int | None = None
    group_asked: str | None = None
    base_asked: str | None = None
    pinned: tuple[str, ...] = ()

    @cached_property
    def wording(self) -> Wording:
        return Wording(self.language)

    @property
    def indicator(self) -> AtlasIndicator:
        return self.view.indicator

    @property
    def level(self) -> AtlasLevel:
        return self.view.level

    @property
    def title(self) -> str:
        """What the page shows, in a line."""
        return heading(self.view, self.language)

    @cached_property
    def table(self) -> AreaTable:
        return AreaTable(self.view, self.wording)

    @cached_property
    def trend(self) -> Svg | None:
        """The city and the pinned areas over the years; None where there are not two years to draw."""
        drawn = [
            city_line(self.view, self.wording),
            *(area_line(self.view, self.wording, code) for code in self.pinned),
        ]
        if len({year for line in drawn for year, _, _ in line.points}) < 2:
            return None
        told = "; ".join(
            f"{line.name}: "
            + ", ".join(f"{year} {self.wording.value(value, how, self.indicator)}" for year, value, how in line.points)
            for line in drawn
            if line.points
        )
        return lines(
            drawn,
            self.wording,
            self.indicator.title[self.language],
            told,
            self.wording.unit(self.indicator.unit),
            width=TREND_WIDTH,
            height=TREND_HEIGHT,
            theme=PAGE,
            prefix="trend",
            at=self.view.year,
        )

    @cached_property
    def development(self) -> DevelopmentTable:
        return DevelopmentTable(self.view, self.wording)

    @property
    def uncertainty(self) -> str:
        """How sure the figures are."""
        return uncertainty(self.view, self.wording)

    @cached_property
    def city_interval(self) -> str:
        """The city's interval as text; empty where there is none."""
        low, high, _, _ = self.view.city_interval
        return interval(self.wording, self.view, low, high)

    @cached_property
    def sentences(self) -> list[str]:
        return map_sentences(self.view, self.wording, self.development)

    @cached_property
    def legend(self) -> list[tuple[str, str, int]]:
        """Label, colour and number of areas of each class."""
        labels = self.wording.class_labels(self.view)
        return [(label, one.colour, one.count) for label, one in zip(labels, self.view.classes, strict=True)]

    @cached_property
    def statuses(self) -> list[tuple[Status, int]]:
        """Statuses present beside ok, and how many areas have each."""
        return [(status, count) for status, count in self.view.status_counts.items() if status is not Status.OK]

    # --- choices ---

    @cached_property
    def levels(self) -> list[AtlasLevel]:
        """Levels to choose from: those with areas."""
        return [level for level in self.atlas.levels.values() if level.areas]

    @cached_property
    def themes(self) -> list[tuple[str, list[AtlasIndicator]]]:
        """Indicators with any value, by theme, in the themes' order."""
        grouped: dict[Theme, list[AtlasIndicator]] = {theme: [] for theme in Theme}
        for indicator in self.atlas.indicators.values():
            if self.atlas.levels_with(indicator.id):
                grouped[indicator.theme].append(indicator)
        return [(self.wording.theme(theme), found) for theme, found in grouped.items() if found]

    @cached_property
    def unfetched(self) -> list[AtlasIndicator]:
        """Indicators that have no value at any level, as only fetching brings their figures."""
        return [one for one in self.atlas.indicators.values() if not self.atlas.levels_with(one.id)]

    @property
    def is_unfetched(self) -> bool:
        """Whether this indicator is one of them."""
        return self.indicator in self.unfetched

    @cached_property
    def groups(self) -> list[tuple[str, str]]:
        """Population groups to choose from, with their names: those with a value at this level."""
        titles = self.indicator.groups
        found = [group for group in titles if group in self.atlas.groups(self.indicator.id, self.level.id)]
        return [(group, titles[group][self.language]) for group in found]

    @cached_property
    def bases(self) -> list[tuple[str, str]]:
        """What areas can be compared with besides the city, by name; the one in the address too."""
        found = offered_bases(self.view)
        if self.view.base not in (CITY_BASE, *found):
            return [*((base, self.wording.base_named(base)) for base in found), (self.view.base, self.base_name)]
        return [(base, self.wording.base_named(base)) for base in found]

    @property
    def base_name(self) -> str:
        """What areas are compared with."""
        return self.wording.base(self.view)

    @property
    def base_value(self) -> str:
        """The value they are compared with, or why there is none."""
        seen = self.view.base_value
        return self.wording.value(seen.value, seen.status, self.indicator)

    @property
    def compared_with_city(self) -> bool:
        return self.view.base == CITY_BASE

    def group_named(self, group: str) -> str:
        """A population group's name, of whichever indicator has it."""
        titles = (one.groups[group][self.language] for one in self.atlas.indicators.values() if group in one.groups)
        return lower_first(next(titles, group))

    def base_called(self, base: str) -> str:
        """A base's name, also of one that is not shown."""
        return self.wording.base_named(base) or self.wording.base(replace(self.view, base=base))

    @cached_property
    def years(self) -> list[YearChoice]:
        """Years with a figure at this level."""
        years = self.view.years
        gaps = {after for before, after in pairwise(years) if after > before + 1}
        return [YearChoice(year, year == self.view.year, year in gaps) for year in years]

    @cached_property
    def other_levels(self) -> list[AtlasLevel]:
        """Levels that have the indicator, when this one has nothing of it."""
        if self.view.years:
            return []
        return [self.atlas.levels[level] for level in self.atlas.levels_with(self.indicator.id)]

    @property
    def methods(self) -> list[str]:
        """Methods to choose from."""
        return list(VIEW_METHODS)

    @property
    def class_counts(self) -> range:
        return range(FEWEST, MOST + 1)

    @property
    def classes_changed(self) -> bool:
        """Whether classes are not the usual ones."""
        return (self.view.method_asked, self.view.classes_asked) != (DEFAULT_METHOD, DEFAULT_CLASSES)

    @property
    def own_breaks(self) -> str | None:
        """The asker's own limits, as in the address."""
        return ",".join(f"{limit:.10g}" for limit in self.view.breaks) if self.view.method == "own" else None

    @property
    def limits_text(self) -> str:
        """The present class limits as a person writes them, to be changed into limits of one's own: `5; 7,5; 10`."""
        decimals = limit_decimals(self.view.breaks, self.indicator.decimals)
        return "; ".join(self.wording.number(limit, decimals) for limit in self.view.breaks)

    # --- explanations ---

    @property
    def formula(self) -> str | None:
        """The formula over the publisher's variables, as it can be read."""
        parts = self.view.source.formula
        if self.view.source.kind == "ratio":
            return f"{_bracketed(parts['ratio.numerator'])} / {_bracketed(parts['ratio.denominator'])}"
        if self.view.source.kind == "mean":
            value, weight = _bracketed(parts["mean.value"]), _bracketed(parts["mean.weight"])
            return f"Σ ({value} × {weight}) / Σ {weight}"
        return next(iter(parts.values()), None)

    @property
    def reference(self) -> str | None:
        """The moment the year's figures describe."""
        moment = self.view.moment
        return None if moment is None or moment.reference is None else moment.reference[self.language]

    @property
    def reference_verified(self) -> bool:
        return self.view.moment is None or self.view.moment.verified

    @property
    def vintage(self) -> str | None:
        """The division into areas in which the publisher gave the year's figures."""
        moment = self.view.moment
        for level in self.view.source.levels:
            known = self.atlas.levels.get(level)
            if moment is not None and known is not None and moment.vintage in known.vintages:
                return known.vintages[moment.vintage][self.language]
        return None

    @property
    def carried(self) -> str | None:
        """How figures were carried to this level from the publisher's own."""
        note: LocalText | None = self.view.source.carried.get(self.level.id)
        return None if note is None else note[self.language]

    @property
    def accuracy(self) -> list[tuple[int, str, str]]:
        """Years in which it is known how far carried figures were off: mean and largest error in per cent."""
        known = self.view.source.accuracy.get(self.level.id, {})
        percent = self.wording.percent
        return [
            (year, percent(one.mean_error / 100), percent(one.largest_error / 100))
            for year, one in sorted(known.items())
        ]

    @property
    def generalised(self) -> bool:
        """Whether the borders are our generalised ones."""
        return self.level.boundary_quality is BoundaryQuality.GENERALISED

    @property
    def fetch_command(self) -> str:
        return f"hytemap fetch {FETCHED}"

    @cached_property
    def themes_without_data(self) -> str:
        """Awaited themes in which no indicator has a figure by district, as a list in words; empty when all have.

        A figure of the whole city is none of its districts'.
        """
        districts = {level.id for level in self.atlas.levels.values() if CITY not in level.position}
        there = {i.theme for i in self.atlas.indicators.values() if districts & set(self.atlas.levels_with(i.id))}
        return self.wording.listed([self.wording.theme(theme).lower() for theme in AWAITED if theme not in there])

    # --- links ---

    @property
    def question(self) -> dict[str, str]:
        """The words of this view's address, those that say nothing new left out."""
        year = {} if self.view.year is None else {"year": str(self.view.year)}
        classes = {}
        if self.own_breaks:
            classes = {"method": "own", "breaks": self.own_breaks}
        elif self.classes_changed:
            classes = {"method": self.view.method_asked, "classes": str(self.view.classes_asked)}
        return {"level": self.level.id, "indicator": self.indicator.id} | year | self._compared | classes

    def address(self, language: str | None = None, level: str | None = None) -> str:
        """The address of this view, or of the same one in another language or at another level."""
        asked = self.question | ({"areas": ",".join(self.pinned)} if self.pinned else {})
        if level is not None:
            # another level has other years and other areas
            asked = {word: said for word, said in asked.items() if word not in ("year", "areas")} | {"level": level}
        return _address(language or self.language, asked)

    @property
    def picture_address(self) -> str:
        """The address of the map as a picture."""
        return self.address().replace("/map?", "/map/picture.svg?", 1)

    @property
    def print_address(self) -> str:
        """The address of the map on paper."""
        return sheet_address(self.address(), "map")

    @property
    def print_forms(self) -> list[PrintForm | None]:
        """What can be printed of the map, and of all of its level."""
        return [of_page(self.address(), "map"), of_level(self.level.id)]

    @property
    def compare_address(self) -> str:
        """Where the first, a middle and the newest year of this indicator stand side by side."""
        years = self.view.years
        chosen = sorted({years[0], years[(len(years) - 1) // 2], years[-1]})
        asked = {"level": self.level.id, "indicators": self.indicator.id, "years": ",".join(map(str, chosen))}
        asked |= self._compared | ({"areas": ",".join(self.pinned)} if self.pinned else {})
        return f"/{self.language}/compare?{urlencode(asked, safe=',')}"

    @property
    def embed_address(self) -> str:
        """Where a page of one's own is given the code of this view."""
        pinned = {"areas": ",".join(self.pinned)} if self.pinned else {}
        return f"/{self.language}/embed?{urlencode(self.question | pinned, safe=',')}"

    @property
    def _compared(self) -> dict[str, str]:
        """Words of the address for population group and base, where they are not the usual ones."""
        group = {} if self.view.group == TOTAL else {"group": self.view.group}
        return group | ({} if self.compared_with_city else {"base": self.view.base})

    @property
    def geojson_view(self) -> str:
        """Address of this view as GeoJSON."""
        asked = {"level": self.level.id, "indicators": self.indicator.id, "year": self.view.year, "lang": self.language}
        asked |= self._compared
        return "/api/compare?" + urlencode({word: value for word, value in asked.items() if value is not None})

    @property
    def geojson_level(self) -> str:
        """Address of the level's areas with every indicator as GeoJSON."""
        return f"/api/collections/{self.level.id}/items"


def map_address(language: str, level: str, indicator: str, year: int | None = None, **more: str) -> str:
    """The address of a map page; words always in the same order."""
    asked = {"level": level, "indicator": indicator} | ({} if year is None else {"year": str(year)}) | more
    return _address(language, asked)


def _address(language: str, asked: dict[str, str]) -> str:
    return f"/{language}/map?{urlencode(asked, safe=',')}"


def offered_bases(view: MapView) -> list[str]:
    """Bases besides the city that have a value in any year of the view: reference areas, and the indicator's target."""
    atlas = view.atlas

    def has_value(base: str) -> bool:
        seen = (atlas.base(view.indicator.id, year, base, view.group) for year in view.years)
        return any(one.status.has_value for one in seen)

    found = [base for base in atlas.named_bases if base != CITY_BASE and has_value(base)]
    return found if view.indicator.target is None else [*found, TARGET]


def _bracketed(expression: str) -> str:
    return expression if expression.isidentifier() else f"({expression})"
