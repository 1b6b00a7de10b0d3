"""`/api/collections`: levels, and indicators in long form, as collections of OGC API – Features."""

from __future__ import annotations

from typing import Any

from hytemap.atlas import Atlas, AtlasIndicator, AtlasLevel
from hytemap.atlas.atlas import TOTAL
from hytemap.model import AddressForm
from hytemap.web.api.catalogue_page import collection_facts, collections_facts, queryables_facts
from hytemap.web.api.crs import CRS84, URIS, storage_uri
from hytemap.web.api.fields import Field, Kind
from hytemap.web.api.filters import GEOMETRY
from hytemap.web.api.forms import SCHEMA
from hytemap.web.api.html_form import page
from hytemap.web.api.layers import Layer, collection_of, level_layer, long_layer, long_names, long_title
from hytemap.web.api.links import QUERYABLES, address, licence_link, link, self_link
from hytemap.web.api.operation import Question, operation

#: what marks an object as a property list that a filter may name (OGC API – Features, Part 3)
SCHEMA_DIALECT = "https://json-schema.org/draft/2020-12/schema"


@operation(
    "/collections",
    summary="The levels, and each indicator at each level in long form",
    answer="Collections",
    page=page("collections.html", collections_facts),
)
def collections(question: Question) -> dict[str, Any]:
    """Every level that has areas, then every indicator at the levels where it has values."""
    atlas = question.atlas
    return {
        "links": [self_link(question)],
        "crs": URIS,
        "collections": [
            *(_of_level(question, level) for level in atlas.levels.values()),
            *(_in_long_form(question, level, indicator) for level, indicator in long_names(atlas)),
        ],
    }


@operation(
    "/collections/<collection>",
    summary="One collection",
    answer="Collection",
    page=page("collection.html", collection_facts),
)
def collection(question: Question, collection: str) -> dict[str, Any]:
    """One collection; its links lead to its features."""
    level, indicator = collection_of(question.atlas, collection)
    return _of_level(question, level) if indicator is None else _in_long_form(question, level, indicator)


@operation(
    "/collections/<collection>/queryables",
    summary="The properties a filter may name, as a JSON Schema",
    answer="Queryables",
    forms=SCHEMA,
    page=page("queryables.html", queryables_facts),
)
def queryables(question: Question, collection: str) -> dict[str, Any]:
    """The fields of the collection's features, and its geometry."""
    layer = whole_layer(question.atlas, collection, question.language)
    geometry = {"title": "MultiPolygon", "x-ogc-role": "primary-geometry", "format": "geometry-multipolygon"}
    return {
        "$schema": SCHEMA_DIALECT,
        "$id": question.address(),
        "type": "object",
        "title": layer.title[question.language],
        "properties": {GEOMETRY[0]: geometry}
        | {field.name: _queryable(field, question.language) for field in layer.fields.values()},
        "additionalProperties": False,
    }


def whole_layer(atlas: Atlas, name: str, language: str) -> Layer:
    """The layer of the collection `name` with every field it can have; raises NotFound."""
    level, indicator = collection_of(atlas, name)
    if indicator is None:
        indicators = [one for one in atlas.indicators if atlas.years(one, level.id)]
        return level_layer(atlas, level, language, indicators, None, TOTAL)
    years = atlas.years(indicator.id, level.id)
    return long_layer(atlas, level, language, indicator, years, TOTAL)


def _queryable(field: Field, language: str) -> dict[str, Any]:
    said: dict[str, Any] = {"type": field.kind.value}
    if field.title is not None:
        said["title"] = field.title[language]
    if field.name == "code":
        said["x-ogc-role"] = "id"
    if field.name == "year" and field.kind is Kind.WHOLE:
        said["x-ogc-role"] = "primary-instant"
    return said


def _of_level(question: Question, level: AtlasLevel) -> dict[str, Any]:
    language = question.language
    years = [year for indicator in question.atlas.indicators for year in question.atlas.years(indicator, level.id)]
    described = _described(question, level.id, level.title[language], level, years, level.licence)
    described["attribution"] = level.attribution[language]
    if level.note is not None:
        described["description"] = level.note[language]
    return described


def _in_long_form(question: Question, level: AtlasLevel, indicator: AtlasIndicator) -> dict[str, Any]:
    language = question.language
    years = question.atlas.years(indicator.id, level.id)
    name, title = f"{level.id}.{indicator.id}", long_title(level, indicator)[language]
    described = _described(question, name, title, level, years, indicator.source.licence)
    described["attribution"] = indicator.source.attribution[language]
    described["description"] = indicator.definition[language]
    described["indicator"] = indicator.id
    described["links"].append(link("describedby", address("indicators", indicator.id), title=indicator.title[language]))
    return described


def _described(
    question: Question, name: str, title: str, level: AtlasLevel, years: list[int], licence: str
) -> dict[str, Any]:
    here = address("collections", name)
    return {
        "id": name,
        "title": title,
        "itemType": "feature",
        "crs": URIS,
        "storageCrs": storage_uri(level.crs),
        "extent": _extent(level, years),
        "areas": len(level.areas),
        "boundary_year": level.boundary_year,
        "boundary_quality": level.boundary_quality.value,
        "geometry_extent": level.geometry_extent.value,
        "licence": licence,
        "links": [
            link("self", here),
            link("items", f"{here}/items", AddressForm.GEOJSON, title),
            link(QUERYABLES, f"{here}/queryables", AddressForm.SCHEMA),
            *licence_link(licence, question.language),
        ],
    }


def _extent(level: AtlasLevel, years: list[int]) -> dict[str, Any]:
    """Where the polygons lie and from which years there are values; what is not known is left out."""
    extent: dict[str, Any] = {}
    if level.bbox is not None:
        extent["spatial"] = {"bbox": [level.bbox], "crs": CRS84.word}
    if years:
        first, last = f"{min(years):04d}-01-01T00:00:00Z", f"{max(years):04d}-12-31T23:59:59Z"
        extent["temporal"] = {"interval": [[first, last]]}
    return extent
