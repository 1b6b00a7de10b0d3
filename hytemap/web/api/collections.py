"""`/api/collections`: the levels, as collections of OGC API – Features."""

from __future__ import annotations

from typing import Any

from hytemap.atlas import Atlas, AtlasLevel
from hytemap.model import AddressForm
from hytemap.web.api.links import address, licence_link, link, self_link
from hytemap.web.api.operation import Question, operation

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"


@operation("/collections", summary="The levels: divisions of the city into areas", answer="Collections")
def collections(question: Question) -> dict[str, Any]:
    """Every level that has areas."""
    return {
        "links": [self_link(question)],
        "collections": [_collection(question, level) for level in question.atlas.levels.values()],
    }


@operation("/collections/<level>", summary="One level", answer="Collection")
def collection(question: Question, level: str) -> dict[str, Any]:
    """One level; its links lead to its areas."""
    return _collection(question, question.atlas.level(level))


def _collection(question: Question, level: AtlasLevel) -> dict[str, Any]:
    language = question.language
    here = address("collections", level.id)
    described: dict[str, Any] = {
        "id": level.id,
        "title": level.title[language],
        "itemType": "feature",
        "crs": [CRS84],
        "extent": _extent(question.atlas, level),
        "areas": len(level.areas),
        "boundary_year": level.boundary_year,
        "boundary_quality": level.boundary_quality.value,
        "geometry_extent": level.geometry_extent.value,
        "licence": level.licence,
        "attribution": level.attribution[language],
        "links": [
            link("self", here),
            link("items", f"{here}/items", AddressForm.GEOJSON, level.title[language]),
            *licence_link(level.licence, language),
        ],
    }
    if level.note is not None:
        described["description"] = level.note[language]
    return described


def _extent(atlas: Atlas, level: AtlasLevel) -> dict[str, Any]:
    """Where the polygons lie and from which years there are values; what is not known is left out."""
    extent: dict[str, Any] = {}
    if level.bbox is not None:
        extent["spatial"] = {"bbox": [level.bbox], "crs": CRS84}
    years = [year for indicator in atlas.indicators for year in atlas.years(indicator, level.id)]
    if years:
        first, last = f"{min(years):04d}-01-01T00:00:00Z", f"{max(years):04d}-12-31T23:59:59Z"
        extent["temporal"] = {"interval": [[first, last]]}
    return extent
