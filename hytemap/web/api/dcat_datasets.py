"""Data sets of the DCAT-AP catalogue: a level with all its indicators, an indicator at all its levels."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from hytemap.atlas import Atlas, AtlasIndicator, AtlasLevel
from hytemap.atlas.atlas import CITY
from hytemap.maps.wording import Wording, lower_first
from hytemap.model import BoundaryQuality, LocalText, Status
from hytemap.web.api.dcat_words import (
    ACCESS,
    ESPOO,
    FILE_TYPE_OF,
    FINLAND,
    LANGUAGE,
    LICENCES,
    REGIONS,
    THEMES,
    frequency,
    media_type,
    named,
)
from hytemap.web.api.html_form import FORM_NAMES
from hytemap.web.api.layers import JOINT
from hytemap.web.api.links import address
from hytemap.web.api.operation import OPERATIONS
from hytemap.web.security import base_url


def level_dataset(atlas: Atlas, level: AtlasLevel, catalogue: str) -> dict[str, Any]:
    """A level: its polygons, and every indicator's newest values as properties."""
    years = sorted({year for one in atlas.indicators for year in atlas.years(one, level.id)})
    items = address("collections", level.id, "items")
    generalised = level.boundary_quality is BoundaryQuality.GENERALISED

    def description(wording: Wording) -> list[str]:
        said = [
            wording.gettext("Areas as polygons with indicators of wellbeing as properties; each value has its status."),
            level.attribution[wording.language] + ".",
        ]
        if generalised:
            said.append(wording.gettext("The boundaries are generalised by us and only indicative."))
        return said if level.note is None else [*said, level.note[wording.language]]

    return {
        "@id": f"{catalogue}#{level.id}",
        "@type": "dcat:Dataset",
        "identifier": level.id,
        "title": _in_each(
            lambda w: w.gettext("%(level)s: boundaries and indicators") % {"level": level.title[w.language]}
        ),
        "description": _in_each(lambda w: " ".join(description(w))),
        "keyword": _keywords([level.title[one] for one in LANGUAGE]),
        "theme": [REGIONS, THEMES[next(iter(THEMES))]],
        "accessRights": ACCESS,
        "landingPage": f"{address('collections', level.id)}?f=html",
        "provenance": _provenance(level.attribution),
        "spatial": _spatial([level]),
        **_temporal(years),
        "distribution": [
            _distribution(
                f"{catalogue}#{level.id}-{word}", level.title, word, items, [(level.licence, level.attribution)]
            )
            for word in _words("items")
        ],
    }


def indicator_dataset(atlas: Atlas, indicator: AtlasIndicator, catalogue: str) -> dict[str, Any]:
    """An indicator: its values by area and year at every level that has any."""
    levels = [atlas.levels[one] for one in atlas.levels_with(indicator.id)]
    years = sorted({year for level in levels for year in atlas.years(indicator.id, level.id)})
    tables = [indicator.sources[one] for one in atlas.sources_used[indicator.id]] or [indicator.source]
    estimated = [level for level in levels if _is_estimated(atlas, indicator, level)]

    def description(wording: Wording) -> list[str]:
        language = wording.language
        said = [indicator.definition[language]]
        if indicator.note is not None:
            said.append(indicator.note[language])
        if estimated:
            named_levels = wording.listed([lower_first(level.title[language]) for level in estimated])
            said.append(
                wording.gettext("Estimates carried over from another division into areas: %(levels)s.")
                % {"levels": named_levels}
            )
        return [*said, wording.gettext("Figures of too few people are hidden.")]

    rhythm = frequency(indicator)
    name = f"{catalogue}#indicator-{indicator.id}"
    return {
        "@id": name,
        "@type": "dcat:Dataset",
        "identifier": indicator.id,
        "title": named(indicator.title),
        "description": _in_each(lambda w: " ".join(description(w))),
        "keyword": _in_each(lambda w: [indicator.title[w.language], w.theme(indicator.theme), *_places(w.language)]),
        "theme": list(dict.fromkeys([THEMES[indicator.theme], REGIONS])),
        "accessRights": ACCESS,
        "landingPage": f"{base_url()}/fi/indicators/{indicator.id}",
        "creator": [{"@type": "foaf:Agent", "name": named(table.publisher)} for table in tables],
        "provenance": [_provenance(table.attribution) for table in tables],
        "source": [table.address for table in tables if table.address],
        "spatial": _spatial(levels),
        **_temporal(years),
        **({} if rhythm is None else {"accrualPeriodicity": rhythm}),
        "distribution": [
            _distribution(
                f"{name}-{level.id}-{word}",
                level.title,
                word,
                address("collections", f"{level.id}{JOINT}{indicator.id}", "items"),
                [(table.licence, table.attribution) for table in tables],
            )
            for level in levels
            for word in _words("items")
        ],
    }


def _words(operation: str) -> list[str]:
    """The `f` words of an operation's forms that are data: a style is none."""
    [found] = [one for one in OPERATIONS if one.name == operation]
    return [word for word, _ in found.forms.for_programs() if word != "qml"]


def _is_estimated(atlas: Atlas, indicator: AtlasIndicator, level: AtlasLevel) -> bool:
    """Whether any value of the indicator at the level is an estimate."""
    years = atlas.years(indicator.id, level.id)
    return any((atlas.slice(indicator.id, level.id, year).status == Status.ESTIMATED).any() for year in years)


def _distribution(
    name: str, title: LocalText, word: str, items: str, terms: list[tuple[str, LocalText]]
) -> dict[str, Any]:
    """One form of the features at `items`; `terms` are the licence and attribution of each table behind them."""
    [operation] = [one for one in OPERATIONS if one.name == "items"]
    form = operation.forms.by_word[word]
    called = FORM_NAMES.get(word, word)
    made: dict[str, Any] = {
        "@id": name,
        "@type": "dcat:Distribution",
        "title": _in_each(lambda w: f"{title[w.language]}, {w.gettext(called)}"),
        "accessURL": f"{items}?f={word}",
        "downloadURL": f"{items}?f={word}",
        "accessService": f"{name.partition('#')[0]}#service",
        "license": [_licence(one) for one in dict.fromkeys(licence for licence, _ in terms)],
        "rights": [{"@type": "dct:RightsStatement", "label": named(attribution)} for _, attribution in terms],
        "language": list(LANGUAGE.values()),
    }
    if word in FILE_TYPE_OF:
        made["format"] = FILE_TYPE_OF[word]
    known = media_type(form)
    return made if known is None else made | {"mediaType": known}


def _licence(licence: str) -> dict[str, Any]:
    made = {"@type": "dct:LicenseDocument", "label": dict.fromkeys(LANGUAGE, licence)}
    return {"@id": LICENCES[licence]} | made if licence in LICENCES else made


def _provenance(attribution: LocalText) -> dict[str, Any]:
    return {"@type": "dct:ProvenanceStatement", "label": named(attribution)}


def _spatial(levels: Iterable[AtlasLevel]) -> list[dict[str, Any]]:
    """Where: Espoo, or Finland for a level of municipalities; and the box of polygons where all are known."""
    found: list[dict[str, Any]] = []
    for level in levels:
        place = FINLAND if CITY in level.position else ESPOO
        if place not in [one["@id"] for one in found if "@id" in one]:
            found.append({"@id": place, "@type": "dct:Location"})
        if level.bbox is not None and all(one is not None for one in level.geometry):
            west, south, east, north = level.bbox
            corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
            box = f"POLYGON(({','.join(f'{x} {y}' for x, y in corners)}))"
            if box not in [one.get("bbox") for one in found]:
                found.append({"@type": "dct:Location", "bbox": box})
    return found


def _temporal(years: list[int]) -> dict[str, Any]:
    if not years:
        return {}
    period = {"startDate": f"{years[0]:04d}-01-01", "endDate": f"{years[-1]:04d}-12-31"}
    return {"temporal": {"@type": "dct:PeriodOfTime"} | period}


def _in_each(say: Callable[[Wording], Any]) -> dict[str, Any]:
    return {language: say(Wording(language)) for language in LANGUAGE}


def _places(language: str) -> list[str]:
    return ["Esbo"] if language == "sv" else ["Espoo"]


def _keywords(titles: list[str]) -> dict[str, list[str]]:
    return {one: [title, *_places(one)] for one, title in zip(LANGUAGE, titles, strict=True)}
