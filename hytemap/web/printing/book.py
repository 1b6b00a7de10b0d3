"""Sheets of areas: that of one, and atlases of a level, by indicator or by area."""

from __future__ import annotations

from collections.abc import Sequence

from werkzeug.datastructures import MultiDict

from hytemap.atlas import Atlas, AtlasLevel
from hytemap.errors import NotFound, RequestFault
from hytemap.maps.profile import Profile
from hytemap.maps.view import MapView, make_view
from hytemap.maps.wording import Wording
from hytemap.model import Theme
from hytemap.settings import Settings
from hytemap.web.compare_question import read_year
from hytemap.web.printing.order import BY_AREA, BY_INDICATOR


def asked_level(atlas: Atlas, settings: Settings, asked: MultiDict[str, str]) -> AtlasLevel:
    """Raises NotFound for an unknown level, or one whose areas are not fetched."""
    level = atlas.level(asked.get("level") or settings.default_level)
    if not level.areas:
        raise NotFound(f"the level {level.id!r} has no areas yet", "level", list(atlas.levels))
    return level


def asked_profile(atlas: Atlas, settings: Settings, language: str, asked: MultiDict[str, str]) -> Profile:
    """The profile of area `code` of `level`, in `year` or in the newest of each. Raises NotFound."""
    level = asked_level(atlas, settings, asked)
    code = asked.get("code", "").strip()
    level.area(code)
    return _in_year(Profile(atlas, level, code, Wording(language)), _year(asked))


def is_by_area(asked: MultiDict[str, str]) -> bool:
    """Whether the atlas has pages about areas. Raises RequestFault for what it cannot have pages of."""
    of = asked.get("of", "").strip() or BY_INDICATOR
    if of not in (BY_INDICATOR, BY_AREA):
        raise RequestFault(f"an atlas of {of[:20]!r} is not made", "of", [BY_INDICATOR, BY_AREA])
    return of == BY_AREA


def check_book(atlas: Atlas, settings: Settings, asked: MultiDict[str, str]) -> int:
    """How many areas the level of an atlas has. Raises NotFound and RequestFault for words that cannot be answered."""
    level = asked_level(atlas, settings, asked)
    is_by_area(asked)
    _theme(asked)
    _year(asked)
    return len(level.areas)


def asked_views(atlas: Atlas, settings: Settings, asked: MultiDict[str, str]) -> Sequence[MapView]:
    """A view of each indicator with figures at `level`: of one `theme`, in one `year`, where these are told.

    In the order of the themes, as on the pages. Raises NotFound, also where nothing is left.
    """
    level, theme, year = asked_level(atlas, settings, asked), _theme(asked), _year(asked)
    order = list(Theme)
    known = sorted(
        (one for one in atlas.indicators.values() if atlas.years(one.id, level.id) and theme in (None, one.theme)),
        key=lambda one: order.index(one.theme),
    )
    if not known:
        raise NotFound("no indicator has figures here", "level" if theme is None else "theme")
    fitting = [one for one in known if year is None or year in atlas.years(one.id, level.id)]
    if not fitting:
        years = sorted({found for one in known for found in atlas.years(one.id, level.id)})
        raise NotFound(f"no indicator has the year {year} here", "year", [str(one) for one in years])
    return [make_view(atlas, level.id, one.id, year) for one in fitting]


def asked_profiles(atlas: Atlas, settings: Settings, language: str, asked: MultiDict[str, str]) -> Sequence[Profile]:
    """The profile of each of the city's own areas at `level`, in the level's order. Raises NotFound."""
    level, year = asked_level(atlas, settings, asked), _year(asked)
    wording = Wording(language)
    return [_in_year(Profile(atlas, level, area.code, wording), year) for area in level.areas if area.member]


def _in_year(profile: Profile, year: int | None) -> Profile:
    if year is None:
        return profile
    if year not in profile.years:
        allowed = [str(one) for one in profile.years]
        raise NotFound(f"no indicator has the year {year} at this level", "year", allowed)
    return Profile(profile.atlas, profile.level, profile.code, profile.wording, year)


def _theme(asked: MultiDict[str, str]) -> Theme | None:
    text = asked.get("theme", "").strip()
    if not text:
        return None
    known = [one.value for one in Theme]
    if text not in known:
        raise NotFound(f"there is no theme {text[:40]!r}", "theme", known)
    return Theme(text)


def _year(asked: MultiDict[str, str]) -> int | None:
    text = asked.get("year", "").strip()
    return read_year(text, "year") if text else None
