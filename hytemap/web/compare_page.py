"""What the comparison page tells: maps side by side, the scatter, the change, the table.

compare_columns.py has its columns, compare_question.py reads what is asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from urllib.parse import urlencode

import numpy as np

from hytemap.atlas import Atlas, AtlasIndicator, AtlasLevel
from hytemap.atlas.atlas import CITY_BASE, TOTAL
from hytemap.maps.compare_wording import comparison_title
from hytemap.maps.correlation_wording import correlation_of, correlation_sentences, correlation_warnings
from hytemap.maps.labels import name_language
from hytemap.maps.side_by_side import SideBySide, change_view
from hytemap.maps.svg.area_map import shared_shapes
from hytemap.maps.svg.element import Svg
from hytemap.maps.svg.map_look import MapLook
from hytemap.maps.svg.scatter import Point, scatter
from hytemap.maps.svg.theme import PAGE
from hytemap.maps.view import BASE_METHOD, DEFAULT_CLASSES, DEFAULT_METHOD, TARGET, VIEW_METHODS, MapView
from hytemap.maps.wording import Wording, lower_first
from hytemap.model import Status, Theme
from hytemap.statistics.class_breaks import FEWEST, MOST
from hytemap.web.compare_columns import Change, Compared
from hytemap.web.printing.offered import PrintForm, of_comparison, of_level
from hytemap.web.printing.order import sheet_address

#: indicators or years a page compares
MOST_COMPARED = 4
#: levels with more areas have no names on maps as small as these
MOST_NAMED_ON_MAP = 12
#: all maps of the page are drawn alike
WIDTH, HEIGHT = 480.0, 450.0
#: ids of the shapes that all maps of the page draw
SHAPES = "shape"


@dataclass(frozen=True)
class ComparePage:
    """The page of one comparison in one language.

    `by_years` where years of one indicator are compared, else indicators in one year. `marked` are codes of areas.
    `group_asked` and `base_asked` were asked for and are not shown, as not every indicator has them.
    """

    atlas: Atlas
    together: SideBySide
    language: str
    by_years: bool
    marked: tuple[str, ...] = ()
    year_asked: bool = False
    group_asked: str | None = None
    base_asked: str | None = None

    @cached_property
    def wording(self) -> Wording:
        return Wording(self.language)

    @cached_property
    def columns(self) -> list[Compared]:
        return [Compared(self, view, i) for i, view in enumerate(self.together.views)]

    @property
    def described(self) -> list[Compared]:
        """One column of each indicator."""
        return self.columns[-1:] if self.by_years else self.columns

    @property
    def first(self) -> MapView:
        return self.together.views[0]

    @property
    def level(self) -> AtlasLevel:
        return self.first.level

    @property
    def title(self) -> str:
        """`Työttömyysaste 2015 ja 2024`, `Työttömyysaste ja korkeakoulututkinto 2024`."""
        return comparison_title(self.together.views, self.by_years, self.wording)

    def look(self, prefix: str) -> MapLook:
        """How every map of the page is drawn: at one position, from the same shapes."""
        names = 13.0 if len(self.level.areas) <= MOST_NAMED_ON_MAP else 0.0
        return MapLook(WIDTH, HEIGHT, prefix, PAGE, names, self.marked, shapes=SHAPES)

    @property
    def shapes(self) -> Svg:
        """The shapes all maps of the page draw; stands once on it."""
        return shared_shapes(self.level, self.look(SHAPES))

    # --- the two figures against each other ---

    @property
    def pair(self) -> tuple[Compared, Compared] | None:
        """The first two, where there are two."""
        return (self.columns[0], self.columns[1]) if len(self.columns) > 1 else None

    @cached_property
    def correlation(self) -> list[str]:
        """How the pair goes together."""
        x, y = (one.view for one in self.columns[:2])
        return correlation_sentences(x, y, correlation_of(x, y), self.wording)

    @cached_property
    def warnings(self) -> list[str]:
        """What that does not tell."""
        x, y = (one.view for one in self.columns[:2])
        return correlation_warnings(x, y, correlation_of(x, y), self.wording)

    @cached_property
    def points(self) -> list[Point]:
        """The city's own areas with both values."""
        x, y = self.columns[:2]
        points = []
        for i, area in enumerate(self.level.areas):
            values = float(x.view.slice.value[i]), float(y.view.slice.value[i])
            if not area.member or not all(map(np.isfinite, values)):
                continue
            worst = Status(int(max(x.view.slice.status[i], y.view.slice.status[i])))
            both = "; ".join(f"{one.short_title} {one.rows[area.code].text_with_unit}" for one in (x, y))
            name = area.name(self.language)
            lang = name_language(self.level, i, self.wording)
            marked = area.code in self.marked
            points.append(Point(name, *values, worst, marked, f"{name}: {both}", lang, area.code))
        return points

    def scatter(self, title: str) -> Svg:
        """The pair's points; the axes say what they are, with the unit."""
        x, y = (f"{one.title}, {one.unit}" if one.unit else one.title for one in self.columns[:2])
        desc = " ".join(self.correlation)
        return scatter(self.points, self.wording, title, desc, x, y, 440, 400, PAGE, "scatter")

    @property
    def other_pairs(self) -> list[tuple[str, str]]:
        """Pairs besides the first, and the address that puts them first."""
        found = []
        for a, b in list(combinations(self.columns, 2))[1:]:
            if not (a.has_values and b.has_values):
                continue
            rest = [one for one in self.columns if one not in (a, b)]
            said = f"{a.short_title} – {b.short_title}"
            found.append((said, self.address(order=[one.place for one in (a, b, *rest)])))
        return found

    # --- the change ---

    @cached_property
    def change(self) -> Change | None:
        """The change between the earliest and the latest of the years; None where there is none to tell."""
        if not self.by_years or len(self.columns) < 2:
            return None
        views = sorted(self.together.views, key=lambda view: view.year or 0)
        found = change_view(views[0], views[-1])
        return None if found is None else Change(self, found)

    @property
    def no_trend(self) -> str | None:
        """Why no change may be told of the indicator."""
        why = self.first.indicator.no_trend if self.by_years and len(self.columns) > 1 else None
        return None if why is None else why[self.language]

    # --- the table ---

    @cached_property
    def members(self) -> list[str]:
        """Codes of the city's own areas, the highest value of the first column first."""
        return [row.area.code for row in self.columns[0].table.members]

    @cached_property
    def others(self) -> list[str]:
        """Codes of areas that are drawn but are not of the city."""
        return [row.area.code for row in self.columns[0].table.others]

    def name(self, code: str) -> str:
        return self.level.areas[self.level.position[code]].name(self.language)

    def name_lang(self, code: str) -> str | None:
        """The language of the name, where it is not the page's."""
        return name_language(self.level, self.level.position[code], self.wording)

    @property
    def any_interval(self) -> bool:
        return any(one.table.any_interval for one in self.columns)

    # --- choices ---

    @cached_property
    def levels(self) -> list[AtlasLevel]:
        return [level for level in self.atlas.levels.values() if level.areas]

    @cached_property
    def themes(self) -> list[tuple[str, list[AtlasIndicator]]]:
        """Indicators with a value at the level, by theme; those compared too, whatever they have."""
        shown = {view.indicator.id for view in self.together.views}
        found: dict[Theme, list[AtlasIndicator]] = {theme: [] for theme in Theme}
        for one in self.atlas.indicators.values():
            if one.id in shown or self.level.id in self.atlas.levels_with(one.id):
                found[one.theme].append(one)
        return [(self.wording.theme(theme), ones) for theme, ones in found.items() if ones]

    @property
    def chosen(self) -> list[str | None]:
        """The indicator chosen in each of the choices; None for nothing."""
        ids: list[str | None] = [view.indicator.id for view in self.together.views]
        ids = ids[:1] if self.by_years else ids
        return [*ids, *[None] * (MOST_COMPARED - len(ids))]

    @cached_property
    def common_years(self) -> list[int]:
        """Years in which any of the indicators has a value here."""
        found = {year for view in self.together.views for year in view.years}
        return sorted(found | ({self.first.year} if self.first.year is not None and not self.by_years else set()))

    @cached_property
    def years(self) -> list[tuple[int, bool]]:
        """Years of the first indicator here, and whether each is compared."""
        shown = {view.year for view in self.together.views} if self.by_years else set()
        known = set(self.first.years) | {year for year in shown if year is not None}
        return [(year, year in shown) for year in sorted(known)]

    @cached_property
    def groups(self) -> list[tuple[str, str]]:
        """Population groups that all of the indicators have here."""
        titles = self.first.indicator.groups
        every = [set(self.atlas.groups(view.indicator.id, self.level.id)) for view in self.together.views]
        return [(one, title[self.language]) for one, title in titles.items() if all(one in some for some in every)]

    @cached_property
    def bases(self) -> list[tuple[str, str]]:
        """What can be compared with besides the city; the one in the address too."""
        found = [base for base in self.atlas.named_bases if base != CITY_BASE]
        if all(view.indicator.target is not None for view in self.together.views):
            found.append(TARGET)
        if self.first.base not in (CITY_BASE, *found):
            found.append(self.first.base)
        return [(base, self.wording.base_named(base) or self.base_name) for base in found]

    @property
    def base_name(self) -> str:
        return self.wording.base(self.first)

    @property
    def compared_with_city(self) -> bool:
        return self.first.base == CITY_BASE

    @property
    def base_asked_name(self) -> str:
        return self.wording.base_named(self.base_asked or "") or (self.base_asked or "")

    @property
    def group_asked_name(self) -> str:
        asked = self.group_asked or ""
        titles = (one.groups[asked][self.language] for one in self.atlas.indicators.values() if asked in one.groups)
        return lower_first(next(titles, asked))

    @property
    def methods(self) -> list[str]:
        return [method for method in VIEW_METHODS if method != "own"]

    @property
    def class_counts(self) -> range:
        return range(FEWEST, MOST + 1)

    @property
    def classes_changed(self) -> bool:
        return (self.first.method_asked, self.first.classes_asked) != (DEFAULT_METHOD, DEFAULT_CLASSES)

    # --- links ---

    def _words(self, order: list[int] | None = None) -> Iterator[tuple[str, str]]:
        """Query words of the comparison, always in the same order."""
        views = [self.together.views[i] for i in order] if order else list(self.together.views)
        yield "level", self.level.id
        yield "indicators", ",".join(dict.fromkeys(view.indicator.id for view in views))
        years = [str(view.year) for view in views if view.year is not None]
        if self.by_years and years:
            yield "years", ",".join(years)
        elif years:
            yield "year", years[0]
        if self.first.group != TOTAL:
            yield "group", self.first.group
        if not self.compared_with_city:
            yield "base", self.first.base
        if self.classes_changed:
            yield "method", self.first.method_asked
            yield "classes", str(self.first.classes_asked)

    def address(
        self,
        language: str | None = None,
        order: list[int] | None = None,
        marked: tuple[str, ...] | None = None,
        form: str | None = None,
        method: str | None = None,
    ) -> str:
        """The address of this comparison, or of one changed in some way."""
        words = dict(self._words(order))
        if method is not None:
            words["method"] = method
        areas = self.marked if marked is None else marked
        if areas:
            words["areas"] = ",".join(areas)
        if form:
            words["f"] = form
        return f"/{language or self.language}/compare?{urlencode(words, safe=',')}"

    @property
    def print_address(self) -> str:
        """The address of the comparison on paper."""
        return sheet_address(self.address(), "compare")

    @property
    def print_forms(self) -> list[PrintForm | None]:
        """What can be printed of the comparison, and of all of its level."""
        return [of_comparison(self.address(), len(self.columns) > 1), of_level(self.level.id)]

    @property
    def around_base(self) -> bool:
        """Whether the maps show how far areas lie from the base."""
        return self.first.method_asked == BASE_METHOD

    @property
    def other_colours(self) -> str:
        """The address of the same maps coloured around the base, or no longer."""
        return self.address(method=DEFAULT_METHOD if self.around_base else BASE_METHOD)

    def toggled(self, code: str) -> str:
        """The address with the area marked, or no longer."""
        marked = tuple(one for one in self.marked if one != code) if code in self.marked else (*self.marked, code)
        return self.address(marked=marked)

    def api(self, form: str | None = None) -> str:
        """The address of the same comparison for programs: GeoJSON, or rows with `form` csv."""
        words = dict(self._words()) | {"lang": self.language} | ({"f": form} if form else {})
        return "/api/compare?" + urlencode(words, safe=",")
