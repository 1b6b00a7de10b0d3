"""`/api/collections/{level}/items`: the areas of a level as GeoJSON features."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hytemap.atlas import AtlasLevel
from hytemap.atlas.atlas import TOTAL
from hytemap.model import AddressForm
from hytemap.web.api import words
from hytemap.web.api.features import Column, features, identity_columns, value_columns
from hytemap.web.api.forms import GEOJSON
from hytemap.web.api.groups import group_of
from hytemap.web.api.links import licence_link, link_to_level, paging, self_link
from hytemap.web.api.operation import Question, operation
from hytemap.web.api.years import known_years, newest_year, refuse_together, year_of, years_of


@operation(
    "/collections/<level>/items",
    summary="The areas of a level, with the figures asked",
    answer="Features",
    words=(
        words.INDICATORS,
        words.YEAR,
        words.YEARS,
        words.DATETIME,
        words.GROUP,
        words.BBOX,
        words.LIMIT,
        words.OFFSET,
        words.LANG,
    ),
    forms=GEOJSON,
)
def items(question: Question, level: str) -> dict[str, Any]:
    """A page of the level's features."""
    at_level = question.atlas.level(level)
    columns = _columns(question, at_level)
    chosen = _chosen(question, at_level, nothing=columns is None)
    offset, limit = question.get(words.OFFSET, 0), question.get(words.LIMIT, words.LIMIT_DEFAULT)
    page = chosen[offset : offset + limit]
    answer: dict[str, Any] = {
        "type": "FeatureCollection",
        "timeStamp": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "numberMatched": len(chosen),
        "numberReturned": len(page),
    }
    if len(page) == len(at_level.areas) and at_level.bbox is not None:
        answer["bbox"] = at_level.bbox
    answer["links"] = [
        *paging(question, AddressForm.GEOJSON, offset, limit, len(chosen)),
        link_to_level(level),
        *licence_link(at_level.licence, question.language),
    ]
    answer["features"] = features(at_level, columns or [], page)
    return answer


@operation(
    "/collections/<level>/items/<code>",
    summary="One area, with the figures asked",
    answer="Feature",
    words=(words.INDICATORS, words.YEAR, words.YEARS, words.GROUP, words.LANG),
    forms=GEOJSON,
)
def item(question: Question, level: str, code: str) -> dict[str, Any]:
    """One feature."""
    at_level = question.atlas.level(level)
    at_level.area(code)
    [found] = features(at_level, _columns(question, at_level) or [], [at_level.position[code]])
    links = [
        self_link(question, AddressForm.GEOJSON),
        link_to_level(level),
        *licence_link(at_level.licence, question.language),
    ]
    return found | {"links": links}


def _columns(question: Question, level: AtlasLevel) -> list[Column] | None:
    """The properties of every feature; None when `datetime` touches no year with figures."""
    refuse_together(question, words.YEAR, words.YEARS, words.DATETIME)
    indicators = question.get(words.INDICATORS) or _all(question, level)
    group = group_of(question, indicators)
    years = years_of(question, level.id, indicators)
    year = year_of(question, level.id, indicators)
    span = question.get(words.DATETIME)
    if span is not None:
        touched = [year for year in known_years(question.atlas, level.id, indicators, group) if year in span]
        year = newest_year(question.atlas, level.id, indicators, touched, group)
        if year is None:
            return None
    columns = identity_columns(level, question.language, None if years else year)
    # no year has values: every indicator asked is still there, and missing
    for shown in years or [-1 if year is None else year]:
        for indicator in indicators:
            found = question.atlas.slice(indicator, level.id, shown, group)
            name = f"{indicator}_{shown}" if years else indicator
            columns += value_columns(name, found, question.atlas.indicators[indicator].decimals)
    return columns


def _all(question: Question, level: AtlasLevel) -> list[str]:
    """Every indicator with values of the group at the level: who pastes the address into QGIS cannot say which."""
    atlas, group = question.atlas, question.get(words.GROUP, TOTAL)
    return [one for one in atlas.indicators if atlas.years(one, level.id, group)][: words.MOST_COLUMNS]


def _chosen(question: Question, level: AtlasLevel, nothing: bool) -> list[int]:
    """Positions, rising, of the areas that answer the question."""
    if nothing:
        return []
    box = question.get(words.BBOX)
    if box is None:
        return list(range(len(level.areas)))
    return sorted({position for part in box.parts() for position in level.touching(*part)})
