"""Pages of areas: the list of all of them, and the profile of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from flask import Blueprint, Response, g, request
from flask_babel import gettext

from hytemap.atlas import Atlas, AtlasIndicator, AtlasLevel, AtlasSource
from hytemap.errors import NotFound
from hytemap.maps.labels import name_language
from hytemap.maps.letters import collation_key
from hytemap.maps.profile import Profile, ProfileRow, is_neutral
from hytemap.maps.profile_sentences import profile_sentences
from hytemap.maps.surroundings import Holding, Part, Within, bordering, holding, within
from hytemap.maps.svg.ages import ages
from hytemap.maps.svg.element import Svg
from hytemap.maps.svg.locator import locator
from hytemap.maps.svg.sparkline import sparkline
from hytemap.maps.svg.spine import spine_cell, spine_key
from hytemap.maps.svg.theme import PAGE
from hytemap.maps.wording import ABOUT, NO_BREAK, NOTHING, Wording, lower_first
from hytemap.model import BoundaryQuality, Status, Unit
from hytemap.web.api.links import address as api_address
from hytemap.web.languages import current_language
from hytemap.web.map_page import map_address
from hytemap.web.pages import LANGUAGE
from hytemap.web.printing.offered import PrintForm, of_level, of_page
from hytemap.web.printing.order import BY_AREA, BY_INDICATOR
from hytemap.web.rendering import render_page

blueprint = Blueprint("areas", __name__)
#: width of the age bars in a drawing's units: about a phone's, so that their words keep their size there
AGES_WIDTH = 360.0


@dataclass(frozen=True)
class AreaLink:
    """A link to an area's profile; `lang` where its name is in another language than the page."""

    name: str
    address: str
    code: str
    lang: str | None
    member: bool


def area_link(level: AtlasLevel, position: int, wording: Wording) -> AreaLink:
    """The link to the profile of the area at `position` of `level`."""
    area = level.areas[position]
    return AreaLink(
        area.name(wording.language),
        f"/{wording.language}/areas/{level.id}/{area.code}",
        area.code,
        name_language(level, position, wording),
        area.member,
    )


@dataclass(frozen=True)
class ProfilePage:
    """What the template of a profile asks for: the profile, its drawings as markup, its links."""

    atlas: Atlas
    profile: Profile

    @property
    def wording(self) -> Wording:
        return self.profile.wording

    @property
    def level(self) -> AtlasLevel:
        return self.profile.level

    @property
    def here(self) -> AreaLink:
        return area_link(self.level, self.profile.position, self.wording)

    @cached_property
    def has_figures(self) -> bool:
        """Whether anything at all is known of the area."""
        return any(row.status.has_value for row in self.profile.rows)

    @cached_property
    def sentences(self) -> list[str]:
        return profile_sentences(self.profile) if self.has_figures else []

    @cached_property
    def any_estimated(self) -> bool:
        return any(row.status is Status.ESTIMATED for row in self.profile.rows)

    @property
    def generalised(self) -> bool:
        """Whether the borders, by which areas are told to lie in others, are generalised ones."""
        return self.level.boundary_quality is BoundaryQuality.GENERALISED

    # --- drawings ---

    @cached_property
    def locator(self) -> Svg | None:
        title = gettext("Where %(area)s lies", area=self.here.name)
        return locator(self.atlas, self.level, [self.profile.code], title, theme=PAGE)

    def spine(self, row: ProfileRow) -> Svg | None:
        """The row's spine; None for counts and where the city has no value."""
        return None if row.spine is None else spine_cell(row.spine, PAGE)

    def sparkline(self, row: ProfileRow) -> Svg | None:
        return sparkline(*row.lines, PAGE, row.view.year)

    @cached_property
    def key(self) -> list[tuple[Svg, str]]:
        """What the marks of the spines mean."""
        rows = [row.spine for row in self.profile.rows if row.spine is not None and row.view.city.status.has_value]
        return spine_key(rows, self.wording, PAGE) if rows else []

    def ends(self, rows: list[ProfileRow]) -> tuple[str, str]:
        """What the left and the right end of a theme's spines mean."""
        if is_neutral(rows):
            return gettext("lower"), gettext("higher")
        return gettext("worse"), gettext("better")

    @cached_property
    def ages(self) -> Svg | None:
        found = self.profile.ages
        if found is None:
            return None
        compared = any(band.reference is not None for band in found.bands)
        return ages(
            list(found.bands),
            self.wording,
            gettext("Age structure of %(area)s %(year)s", area=self.here.name, year=found.year),
            "; ".join(f"{name} {own}" for name, own, _ in self.age_rows),
            unit=self.wording.gettext("share of the population, %"),
            reference=gettext("Espoo") if compared else "",
            width=AGES_WIDTH,
            theme=PAGE,
            prefix="ages",
        )

    @cached_property
    def age_rows(self) -> list[tuple[str, str, str]]:
        """Band, the area's share and the city's, as text."""
        found = self.profile.ages
        if found is None:
            return []
        statuses = found.city or (Status.MISSING,) * len(found.bands)
        return [
            (
                band.name,
                self._share(band.values[0], band.statuses[0]),
                NOTHING if band.reference is None else self._share(band.reference[0], status),
            )
            for band, status in zip(found.bands, statuses, strict=True)
        ]

    def _share(self, value: float, status: Status) -> str:
        if not status.has_value:
            return self.wording.status(status)
        text = self.wording.percent(value / 100)
        return f"{ABOUT}{NO_BREAK}{text}" if status is Status.ESTIMATED else text

    # --- areas around ---

    @cached_property
    def neighbours(self) -> list[AreaLink]:
        """Areas with a common border, in alphabetical order."""
        return self._links(self.level, bordering(self.level, self.profile.code))

    @cached_property
    def within(self) -> list[Within]:
        return within(self.atlas, self.level, self.profile.code)

    @cached_property
    def holding(self) -> list[Holding]:
        return holding(self.atlas, self.level, self.profile.code)

    @property
    def is_placed(self) -> bool:
        """Whether anything can be told of where the area lies."""
        return bool(self.within or self.neighbours or self.holding)

    def share(self, part: Part) -> str:
        """A part of an area in whole per cent; about, as borders are drawn generalised."""
        text = self.wording.with_unit(self.wording.number(100 * part.share, 0), Unit.PERCENT)
        return f"{ABOUT}{NO_BREAK}{text}" if self.generalised else text

    def link(self, level: AtlasLevel, position: int) -> AreaLink:
        return area_link(level, position, self.wording)

    def _links(self, level: AtlasLevel, positions: list[int]) -> list[AreaLink]:
        links = [area_link(level, i, self.wording) for i in positions]
        return sorted(links, key=lambda one: collation_key(one.name, self.wording.language))

    @cached_property
    def like(self) -> list[tuple[AreaLink, str, str]]:
        """Link, how alike in words, and the distance as text."""
        found = self.profile.like
        return [(self.link(self.level, one.position), one.words, self.wording.number(one.distance, 2)) for one in found]

    @cached_property
    def like_by(self) -> list[str]:
        """Titles of the indicators likeness rests on."""
        found = self.profile.similar
        if found is None:
            return []
        return [one.title[self.wording.language] for one in found.together.indicators]

    @property
    def compare_like(self) -> str:
        """The comparison page with this area and those like it marked."""
        codes = ",".join([self.profile.code, *(one.area.code for one in self.profile.like)])
        return f"/{self.wording.language}/compare?level={self.level.id}&areas={codes}"

    def like_values(self, row: ProfileRow) -> list[str]:
        """The values of the areas like this one, in their order."""
        percent = row.indicator.unit is Unit.PERCENT
        seen = (row.view.slice[one.position] for one in self.profile.like)
        return [self.wording.value(one.value, one.status, row.indicator, unit=percent) for one in seen]

    # --- what is absent ---

    def levels_named(self, levels: Sequence[str]) -> str:
        """What levels are called within a sentence; those that have no areas yet are left out."""
        known = [self.atlas.levels[one] for one in levels if one in self.atlas.levels and self.atlas.levels[one].areas]
        return self.wording.listed([lower_first(one.title[self.wording.language]) for one in known])

    def dated(self, indicators: Sequence[tuple[AtlasIndicator, int | None]]) -> str:
        """Titles one after another, with the year each is told of."""
        titles = ((one.title[self.wording.language], year) for one, year in indicators)
        return ", ".join(title if year is None else f"{title} {year}" for title, year in titles)

    def titles(self, indicators: Sequence[AtlasIndicator]) -> str:
        """Titles one after another."""
        return ", ".join(one.title[self.wording.language] for one in indicators)

    # --- sources and links ---

    @cached_property
    def sources(self) -> list[AtlasSource]:
        """The tables the shown figures stand on, each once."""
        found: dict[str, AtlasSource] = {}
        for row in self.profile.rows:
            if row.status.has_value:
                found.setdefault(row.view.source.id, row.view.source)
        return list(found.values())

    def map_of(self, row: ProfileRow) -> str:
        """The map of an indicator with this area pinned."""
        return map_address(
            self.wording.language, self.level.id, row.indicator.id, row.view.year, areas=self.profile.code
        )

    @property
    def map(self) -> str:
        """The map with this area pinned."""
        return f"/{self.wording.language}/map?level={self.level.id}&areas={self.profile.code}"

    @property
    def print_address(self) -> str:
        """The address of the two pages of paper about this area, in the year shown."""
        year = {} if self.profile.year is None else {"year": str(self.profile.year)}
        asked = {"level": self.level.id, "code": self.profile.code} | year
        return f"/{self.wording.language}/print/area.pdf?{urlencode(asked)}"

    @property
    def print_forms(self) -> list[PrintForm | None]:
        """What can be printed of the area, and of all areas of its level, in the year shown."""
        level, year = self.level, self.profile.year
        key = tuple(row.indicator.id for row in self.profile.key_figures) if self.profile.years else ()
        by_indicator = (BY_INDICATOR,) if self.profile.years else ()
        by_area = (BY_AREA,) if level.member.any() else ()
        return [of_page(self.print_address, "area"), of_level(level.id, year, key, by_indicator + by_area)]

    @property
    def geojson(self) -> str:
        """The area as GeoJSON, absolute."""
        return api_address("collections", self.level.id, "items", self.profile.code)


@blueprint.get(f"/{LANGUAGE}/areas")
def show_areas(language: str) -> Response:
    """Every area by level, in the language's alphabetical order."""
    atlas: Atlas = g.atlas
    wording = Wording(current_language())

    def links(level: AtlasLevel) -> list[AreaLink]:
        found = [area_link(level, i, wording) for i in range(len(level.areas))]
        return sorted(found, key=lambda one: collation_key(one.name, wording.language))

    levels = [(level, links(level)) for level in atlas.levels.values() if level.areas]
    return render_page("pages/areas.html", "/areas", levels=levels, w=wording)


@blueprint.get(f"/{LANGUAGE}/areas/<level>/<code>")
def show_profile(language: str, level: str, code: str) -> Response:
    """The profile of one area; `year` shows every indicator in that year instead of its newest."""
    atlas: Atlas = g.atlas
    at_level = atlas.level(level)
    at_level.area(code)
    profile = Profile(atlas, at_level, code, Wording(current_language()))
    year = _year(request.args.get("year", ""), profile.years)
    profile = profile if year is None else Profile(atlas, at_level, code, profile.wording, year)
    address = f"/areas/{level}/{code}" + (f"?year={year}" if year is not None else "")
    return render_page("pages/profile.html", address, page=ProfilePage(atlas, profile), w=profile.wording)


def _year(asked: str, years: list[int]) -> int | None:
    """The year asked for; None for none. Raises NotFound naming the years there are."""
    text = asked.strip()
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 4 or int(text) not in years:
        raise NotFound(f"no indicator has the year {text[:20]!r} at this level", "year", [str(y) for y in years])
    return int(text)
