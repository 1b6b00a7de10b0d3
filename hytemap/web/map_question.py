"""What a map page is asked for: query words → the page, forgiving where a form keeps a word that no longer fits."""

from __future__ import annotations

import math

from werkzeug.datastructures import MultiDict

from hytemap.atlas import Atlas
from hytemap.atlas.atlas import CITY_BASE, TOTAL
from hytemap.errors import NotFound, RequestFault
from hytemap.maps.svg.lines import LINE_COLOURS
from hytemap.maps.view import DEFAULT_CLASSES, DEFAULT_METHOD, TARGET, MapView, against, make_view
from hytemap.settings import Settings
from hytemap.web.map_page import MapPage, offered_bases

#: areas that can be pinned at once: each has a line of its own in the trend
MOST_PINNED = len(LINE_COLOURS)


def read_map_page(atlas: Atlas, settings: Settings, language: str, asked: MultiDict[str, str]) -> MapPage:
    """The page that `asked` (query words) wants; words it does not know are ignored.

    Raises NotFound for an unknown level, indicator, year, group or base, RequestFault for classes that cannot be made.
    A year that other indicators have but this one lacks shows the newest year instead, and the page says so: a form
    that keeps the year while the indicator changes must not end at a closed door. So it is with group and base.
    """
    level = asked.get("level") or settings.default_level
    indicator = asked.get("indicator") or settings.default_indicator
    year = _whole(asked, "year")
    method = asked.get("method") or DEFAULT_METHOD
    classes = _whole(asked, "classes") or DEFAULT_CLASSES
    group, group_asked = _group(atlas, level, indicator, asked.get("group") or TOTAL)
    # a form sends its field of limits along whatever the method
    breaks = _limits(asked, "breaks") if method == "own" else None
    if method == "own" and not breaks:
        # whoever begins limits of their own begins with those that are there
        breaks = list(make_view(atlas, level, indicator, classes=classes, group=group).breaks)
        method = method if breaks else DEFAULT_METHOD
    year_asked = None
    try:
        view = make_view(atlas, level, indicator, year, method, classes, breaks, group=group)
    except NotFound as fault:
        if fault.parameter != "year" or year not in _all_years(atlas):
            raise
        view = make_view(atlas, level, indicator, None, method, classes, breaks, group=group)
        year_asked = year
    view, base_asked = _compared(view, asked.get("base") or CITY_BASE)
    return MapPage(atlas, view, language, year_asked, group_asked, base_asked, _pinned(view, asked.get("areas", "")))


def _pinned(view: MapView, text: str) -> tuple[str, ...]:
    """Codes of areas to pin: those of the level, each once, the last few; others belong to a level left behind."""
    found = dict.fromkeys(code for code in text[:400].split(",") if code in view.level.position)
    return tuple(found)[-MOST_PINNED:]


def _group(atlas: Atlas, level: str, indicator: str, group: str) -> tuple[str, str | None]:
    """The group to show, and the one asked for where the indicator has nothing of it; raises NotFound."""
    if group not in atlas.population_groups:
        raise NotFound(f"there is no group {group[:40]!r}", "group", atlas.population_groups)
    if group == TOTAL or group in atlas.groups(indicator, level):
        return group, None
    return TOTAL, group


def _compared(view: MapView, base: str) -> tuple[MapView, str | None]:
    """The view against the base asked for; against the city, and the base asked for, where that has no value."""
    if base not in (CITY_BASE, TARGET):
        view.atlas.base(view.indicator.id, -1, base)  # raises NotFound for one unknown
    if base == CITY_BASE:
        return view, None
    other = against(view, base)
    if base in offered_bases(view) or (base != TARGET and other.base_value.status.has_value):
        return other, None
    return view, base


def _all_years(atlas: Atlas) -> set[int]:
    return {year for indicator in atlas.indicators.values() for year in indicator.known_years}


def _whole(asked: MultiDict[str, str], word: str) -> int | None:
    text = asked.get(word, "").strip()
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 4:
        fault = NotFound if word == "year" else RequestFault
        raise fault(f"{text[:20]!r} is no whole number", word)
    return int(text)


def _limits(asked: MultiDict[str, str], word: str) -> list[float] | None:
    """Class limits as in an address (`5,7.5,10`), or as a person writes them: `10; 7,5; 5`."""
    text = asked.get(word, "").strip()
    if not text:
        return None
    written = text[:200].replace("−", "-").replace("\u00a0", "").replace("\u202f", "")
    if ";" in written:
        # with semicolons a comma is a decimal comma
        parts = [part.replace(",", ".").replace(" ", "") for part in written.split(";") if part.strip()]
    else:
        parts = written.replace(",", " ").split()
    try:
        numbers = sorted({float(part) for part in parts})
    except ValueError:
        numbers = [math.nan]
    if not all(map(math.isfinite, numbers)):
        raise RequestFault(f"{text[:40]!r} is no list of numbers", word, ["numbers, parted by semicolons"])
    return numbers
