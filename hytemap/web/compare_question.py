"""What a comparison page is asked for: query words → the page, forgiving where a form keeps a word that no longer fits.

A form without JavaScript sends `indicators` and `years` once for each choice, a link sends them parted by commas; both
are read.
"""

from __future__ import annotations

import re

import numpy as np
from werkzeug.datastructures import MultiDict

from hytemap.atlas import Atlas, AtlasLevel
from hytemap.atlas.atlas import CITY_BASE, TOTAL
from hytemap.errors import NotFound, RequestFault
from hytemap.maps.development import change_between
from hytemap.maps.side_by_side import side_by_side
from hytemap.maps.view import DEFAULT_CLASSES, DEFAULT_METHOD, TARGET, MapView, make_view
from hytemap.settings import Settings
from hytemap.web.api.years import known_years, newest_year
from hytemap.web.compare_page import MOST_COMPARED, ComparePage

#: shown beside the default indicator where nothing is asked for
BESIDE = "higher_degree"
#: marked areas beyond this count for nothing: no level has more
MOST_MARKED = 200
NUMBER = re.compile(r"[0-9]{1,4}")


def read_compare_page(
    atlas: Atlas, settings: Settings, language: str, asked: MultiDict[str, str], most: int = MOST_COMPARED
) -> ComparePage:
    """The page that `asked` (query words) wants, with `most` columns at most; words it does not know are ignored.

    Raises NotFound for an unknown level, indicator, year, group or base, RequestFault for too many columns, for years
    of several indicators, and for classes that cannot be made. A year that only some of the indicators have shows
    nothing of the others, and the page says so. A group or base that not all of them have gives way to everybody and
    to the city.
    """
    level = atlas.level(asked.get("level") or settings.default_level)
    indicators = _several(asked, "indicators", most)
    for named in indicators:
        atlas.indicator(named)
    years_asked = [read_year(text, "years") for text in _several(asked, "years", most)]
    if not indicators:
        indicators = [settings.default_indicator]
        if not years_asked and BESIDE in atlas.indicators and settings.default_indicator != BESIDE:
            indicators.append(BESIDE)
    if years_asked and len(indicators) > 1:
        raise RequestFault("years goes with exactly one indicator", "years", ["one indicator", "year"])
    group, group_asked = _group(atlas, level.id, indicators, asked.get("group") or TOTAL)
    base, base_asked = _base(atlas, indicators, asked.get("base") or CITY_BASE)
    method = asked.get("method") or DEFAULT_METHOD
    if method == "own":
        raise RequestFault("a comparison has no limits of the asker's own", "method", ["natural", "quantile", "base"])
    classes = _number(asked.get("classes", "").strip(), "classes") or DEFAULT_CLASSES

    def view(indicator: str, year: int | None) -> MapView:
        return make_view(atlas, level.id, indicator, year, method, classes, None, base, group, beside_others=True)

    by_years = len(indicators) == 1
    if by_years:
        for one in years_asked:
            _check_year(atlas, level.id, one, "years")
        shown: list[int | None] = [*years_asked] or _far_apart(view(indicators[0], None))
        views = [view(indicators[0], one) for one in shown]
    else:
        text = asked.get("year", "").strip()
        year = read_year(text, "year") if text else newest_year(atlas, level.id, indicators, group=group)
        if text and year is not None:
            _check_year(atlas, level.id, year, "year")
        views = [view(indicator, year) for indicator in indicators]
    return ComparePage(
        atlas,
        side_by_side(views),
        language,
        by_years,
        tuple(_marked(asked, level)),
        year_asked=not by_years and bool(asked.get("year", "").strip()),
        group_asked=group_asked,
        base_asked=base_asked,
    )


def _several(asked: MultiDict[str, str], word: str, most: int) -> list[str]:
    """Words said once or several times, parted by commas or not, each once."""
    found = [part.strip() for text in asked.getlist(word) for part in text[:2000].split(",")]
    found = list(dict.fromkeys(part for part in found if part))
    if len(found) > most:
        raise RequestFault(f"{len(found)} {word} are too many to compare", word, [f"up to {most}, parted by commas"])
    return found


def _number(text: str, word: str) -> int | None:
    if not text:
        return None
    if not NUMBER.fullmatch(text):
        raise RequestFault(f"{text[:20]!r} is no whole number", word)
    return int(text)


def read_year(text: str, word: str) -> int:
    """Four digits; raises NotFound for anything else."""
    if not NUMBER.fullmatch(text) or len(text) < 4:
        raise NotFound(f"{text[:20]!r} is no year", word)
    return int(text)


def _check_year(atlas: Atlas, level: str, year: int, word: str) -> None:
    """Raise NotFound for a year in which no indicator at all has figures."""
    known = known_years(atlas, level, list(atlas.indicators))
    if year not in known:
        raise NotFound(f"there are no figures of {year}", word, [str(one) for one in known])


def _far_apart(newest: MapView) -> list[int | None]:
    """The newest year and the one before it that most areas compare with, the earliest of those."""
    if len(newest.years) < 2:
        return [newest.year]
    last = newest.years[-1]

    def compared(year: int) -> int:
        found = change_between(newest, year, last)
        return 0 if found is None else int((np.isfinite(found.areas.since_first) & newest.level.member).sum())

    return [max(newest.years[:-1], key=lambda year: (compared(year), -year)), last]


def _group(atlas: Atlas, level: str, indicators: list[str], group: str) -> tuple[str, str | None]:
    """The group to show, and the one asked for where not every indicator has it; raises NotFound."""
    if group not in atlas.population_groups:
        raise NotFound(f"there is no group {group[:40]!r}", "group", atlas.population_groups)
    if group == TOTAL or all(group in atlas.groups(indicator, level) for indicator in indicators):
        return group, None
    return TOTAL, group


def _base(atlas: Atlas, indicators: list[str], base: str) -> tuple[str, str | None]:
    """The base to compare with, and the one asked for where not every indicator has it; raises NotFound."""
    if base == TARGET:
        every = all(atlas.indicators[indicator].target is not None for indicator in indicators)
        return (TARGET, None) if every else (CITY_BASE, TARGET)
    if base != CITY_BASE:
        atlas.base(indicators[0], -1, base)  # raises, naming the bases there are
    return base, None


def _marked(asked: MultiDict[str, str], level: AtlasLevel) -> list[str]:
    """Codes of marked areas; one that is none of the level's is ignored, as a form may change the level."""
    found = [code for text in asked.getlist("areas") for code in text[:4000].split(",")][:MOST_MARKED]
    return [code for code in dict.fromkeys(found) if code in level.position]
