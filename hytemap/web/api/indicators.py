"""`/api/indicators`: what is measured, by whom, of which years; and the observations themselves, as rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hytemap.atlas import Atlas, AtlasIndicator, AtlasSource, Moment
from hytemap.maps.judged import intervals_of
from hytemap.model import AddressForm, LocalText
from hytemap.web.api import words
from hytemap.web.api.catalogue_page import indicator_facts, indicators_facts, observations_facts
from hytemap.web.api.fields import numbers, words_of
from hytemap.web.api.groups import group_of
from hytemap.web.api.html_form import page
from hytemap.web.api.layers import PART_DECIMALS
from hytemap.web.api.links import address, alternates, licence_link, link, paging, self_link
from hytemap.web.api.operation import Question, operation
from hytemap.web.api.years import check_year
from hytemap.web.exports.offered import OF_ROWS, observations_written

#: digits of the shares assigned in and out
SHARE_DECIMALS = 1
#: members of an observation, in the order of columns
OBSERVATION = (
    *("year", "code", "name", "member", "value", "status", "numerator", "denominator", "assigned_in", "assigned_out"),
    *("low", "high", "low_998", "high_998", "range_low", "range_high", "older_borders", "source"),
)


@operation("/indicators", summary="The indicators", answer="Indicators", page=page("indicators.html", indicators_facts))
def indicators(question: Question) -> dict[str, Any]:
    """Every indicator, in short."""
    atlas, language = question.atlas, question.language
    return {
        "links": [self_link(question)],
        "indicators": [brief(atlas, one, language) for one in atlas.indicators.values()],
    }


@operation(
    "/indicators/<indicator>",
    summary="One indicator",
    answer="Indicator",
    page=page("indicator.html", indicator_facts),
)
def indicator(question: Question, indicator: str) -> dict[str, Any]:
    """Everything the atlas knows of an indicator."""
    atlas, language = question.atlas, question.language
    found = atlas.indicator(indicator)
    described = brief(atlas, found, language)
    links = described.pop("links")
    return described | {
        "note": _said(found.note, language),
        "kind": found.kind,
        "formula": found.formula,
        "source": source(found.source, language),
        "preferred": [_preferred(table, language) for table in list(found.sources.values())[1:]],
        "protection": found.source.protection[language],
        "steward": {"role": found.steward_role[language], "unit": found.steward_unit[language]},
        "update": found.update[language],
        "target": _target(found, language),
        "metadata": None if found.metadata is None else vars(found.metadata),
        "interval": found.source.interval.value,
        "basis": found.source.basis.value,
        "no_trend": _said(found.no_trend, language),
        "breaks": {str(year): said[language] for year, said in found.breaks.items()},
        "accuracy": {
            level: {str(year): vars(one) for year, one in known.items()}
            for level, known in found.source.accuracy.items()
        },
        "carried": {level: note[language] for level, note in found.source.carried.items()},
        "moments": [
            {"year": year} | moment_of(moment, language) for year, moment in sorted(found.source.moments.items())
        ],
        "links": links
        + [link("related", f"{address('indicators', found.id)}/observations", title="observations")]
        + [
            link(
                "related",
                f"{address('collections', level)}/items?indicators={found.id}",
                AddressForm.GEOJSON,
                atlas.levels[level].title[language],
            )
            for level in atlas.levels_with(found.id)
        ]
        + licence_link(found.source.licence, language),
    }


@operation(
    "/indicators/<indicator>/observations",
    summary="The observations of one indicator at one level, as rows by year and area",
    answer="Observations",
    words=(words.LEVEL, words.YEAR, words.GROUP, words.LIMIT, words.OFFSET, *words.OF_CSV, words.LANG),
    forms=OF_ROWS,
    written=observations_written(OBSERVATION),
    page=page("observations.html", observations_facts),
)
def observations(question: Question, indicator: str) -> dict[str, Any]:
    """A page of observations; without `level`, those of the first level that has any."""
    atlas, language = question.atlas, question.language
    found = atlas.indicator(indicator)
    group = group_of(question, [indicator])
    level = question.get(words.LEVEL) or next(iter(atlas.levels_with(indicator)), next(iter(atlas.levels)))
    year = question.get(words.YEAR)
    if year is not None:
        check_year(atlas, level, [indicator], year, words.YEAR.name)
    years = atlas.years(indicator, level, group) if year is None else [year]
    offset, limit = question.get(words.OFFSET, 0), question.get(words.LIMIT, words.LIMIT_DEFAULT)
    areas = len(atlas.levels[level].areas)
    matched = areas * len(years)
    # only the years this page reaches are made into rows
    first, last = offset // areas, (offset + limit - 1) // areas
    rows = [row for one in years[first : last + 1] for row in _rows(atlas, found, level, one, group, language)]
    page = rows[offset - first * areas :][:limit]
    # a year may stand on another table than the year before it
    used = {row["source"] for row in page}
    shown = [table for table in found.sources.values() if table.id in used] or [found.source]
    return {
        "indicator": indicator,
        "title": found.title[language],
        "unit": found.unit.value,
        "group": group,
        "level": level,
        "licence": _joined(table.licence for table in shown),
        "attribution": _joined(table.attribution[language] for table in shown),
        "numberMatched": matched,
        "numberReturned": len(page),
        "links": [*paging(question, AddressForm.JSON, offset, limit, matched), *alternates(question, OF_ROWS)],
        "observations": page,
    }


def brief(atlas: Atlas, indicator: AtlasIndicator, language: str) -> dict[str, Any]:
    """An indicator in short; `levels` holds, by level, the years with values."""
    return {
        "id": indicator.id,
        "title": indicator.title[language],
        "definition": indicator.definition[language],
        "theme": indicator.theme.value,
        "chain": indicator.chain.value,
        "direction": indicator.direction.value,
        "unit": indicator.unit.value,
        "decimals": indicator.decimals,
        "levels": {level: atlas.years(indicator.id, level) for level in atlas.levels_with(indicator.id)},
        "groups": {name: title[language] for name, title in indicator.groups.items()},
        "licence": indicator.source.licence,
        "attribution": indicator.source.attribution[language],
        "links": [link("self", address("indicators", indicator.id))],
    }


def source(table: AtlasSource, language: str) -> dict[str, Any]:
    """Whose table figures come from; `address` is null where it has none on the web.

    `note` says why the table is preferred to the indicator's first, null for the first.
    """
    return {
        "table": table.id,
        "title": table.title[language],
        "publisher": table.publisher[language],
        "address": table.address,
        "note": _said(table.note, language),
    }


def _preferred(table: AtlasSource, language: str) -> dict[str, Any]:
    """A table that stands in place of the indicator's first at `levels`, in years where no area loses its figure."""
    return source(table, language) | {
        "levels": list(table.levels),
        "kind": table.kind,
        "formula": table.formula,
        "licence": table.licence,
        "attribution": table.attribution[language],
        "protection": table.protection[language],
        "moments": [{"year": year} | moment_of(moment, language) for year, moment in sorted(table.moments.items())],
    }


def _joined(texts: Iterable[str]) -> str:
    """Texts in one, each once."""
    return "; ".join(dict.fromkeys(texts))


def moment_of(moment: Moment | None, language: str) -> dict[str, Any]:
    """What a year describes: reference date, boundary vintage, whether the date was verified with the publisher."""
    if moment is None:
        return {"reference": None, "vintage": None, "verified": None}
    return {
        "reference": _said(moment.reference, language),
        "vintage": moment.vintage,
        "verified": moment.verified,
    }


def _rows(
    atlas: Atlas, indicator: AtlasIndicator, level: str, year: int, group: str, language: str
) -> list[dict[str, Any]]:
    found = atlas.slice(indicator.id, level, year, group)
    limits, decimals = intervals_of(indicator, found), indicator.decimals
    columns = (
        [area.code for area in atlas.levels[level].areas],
        [area.name(language) for area in atlas.levels[level].areas],
        [area.member for area in atlas.levels[level].areas],
        numbers(found.value, decimals),
        words_of(found.status),
        numbers(found.numerator, PART_DECIMALS),
        numbers(found.denominator, PART_DECIMALS),
        numbers(found.assigned_in, SHARE_DECIMALS),
        numbers(found.assigned_out, SHARE_DECIMALS),
        *(numbers(some, decimals) for some in (limits.low, limits.high, limits.low_998, limits.high_998)),
        *(numbers(some, decimals) for some in (found.range_low, found.range_high)),
        found.changed.tolist(),
    )
    source = found.source or None
    return [dict(zip(OBSERVATION, (year, *row, source), strict=True)) for row in zip(*columns, strict=True)]


def _target(indicator: AtlasIndicator, language: str) -> dict[str, Any] | None:
    if indicator.target is None:
        return None
    return {**indicator.target, "source": indicator.target["source"][language]}


def _said(text: LocalText | None, language: str) -> str | None:
    return None if text is None else text[language]
