"""Schemas of every JSON answer, in OpenAPI 3.0's dialect: what a client may count on.

tests/contract holds stricter ones, written apart from the code; a test holds every answer against both.
"""

from __future__ import annotations

from typing import Any

from hytemap.model import BoundaryQuality, ChainStage, Direction, GeometryExtent, Status, Theme, Unit
from hytemap.statistics.class_breaks import Fewer

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer"}
NUMBER: Schema = {"type": "number"}
TRUTH: Schema = {"type": "boolean"}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _one_of(words: Any) -> Schema:
    return {"type": "string", "enum": [str(getattr(word, "value", word)) for word in words]}


def _maybe(schema: Schema) -> Schema:
    return schema | {"nullable": True}


def _object(optional: dict[str, Schema] | None = None, **members: Schema) -> Schema:
    """An object with all of `members`, and maybe the `optional` ones."""
    required = {"required": list(members)} if members else {}
    return {"type": "object"} | required | {"properties": members | (optional or {})}


#: a publisher's own words; a language it does not write is null
IN_LANGUAGES = _object(fi=_maybe(TEXT), sv=_maybe(TEXT), en=_maybe(TEXT))
STATUS = _one_of(status.word for status in Status)
LINKS = _list(_ref("Link"))
TABLE = {"table": TEXT, "title": TEXT, "publisher": TEXT, "address": _maybe(TEXT), "note": _maybe(TEXT)}
SOURCE = _object(**TABLE)
MOMENT = {"reference": _maybe(TEXT), "vintage": _maybe(TEXT), "verified": _maybe(TRUTH)}

BRIEF = {
    "id": TEXT,
    "title": TEXT,
    "definition": TEXT,
    "theme": _one_of(Theme),
    "chain": _one_of(ChainStage),
    "direction": _one_of(Direction),
    "unit": _one_of(Unit),
    "decimals": WHOLE,
    "levels": {"type": "object", "additionalProperties": _list(WHOLE)},
    "groups": {"type": "object", "additionalProperties": TEXT},
    "licence": TEXT,
    "attribution": TEXT,
    "links": LINKS,
}

DRAWING = {
    "title": TEXT,
    "unit": _one_of(Unit),
    "unit_text": TEXT,
    "decimals": WHOLE,
    "direction": _one_of(Direction),
    "group": TEXT,
    "group_text": _maybe(TEXT),
    "year": _maybe(WHOLE),
    "years": _list(WHOLE),
    "method": TEXT,
    "centre": _maybe(_object(value=NUMBER, year=_maybe(WHOLE))),
    "fewer": _maybe(_one_of(Fewer)),
    "fewer_text": _maybe(TEXT),
    "breaks": _list(NUMBER),
    "classes": _list(_object(low=NUMBER, high=NUMBER, label=TEXT, colour=TEXT, count=WHOLE)),
    "statuses": _list(_object(status=STATUS, label=TEXT, count=WHOLE)),
    "ranked": WHOLE,
    "base": _object(
        base=TEXT,
        level=_maybe(TEXT),
        code=_maybe(TEXT),
        name=_maybe(TEXT),
        value=_maybe(NUMBER),
        status=STATUS,
        text=TEXT,
    ),
    "licence": TEXT,
    "attribution": TEXT,
}
#: besides, where its figures come from
SOURCED = {"moment": _object(**MOMENT), "source": SOURCE}

#: what every feature says of its area, unless `properties` leaves it out; figures follow as ID, ID_status …, numbers
#: and words
PROPERTIES = _object(
    {
        "code": TEXT,
        "name": TEXT,
        "name_fi": TEXT,
        "name_sv": TEXT,
        "level": TEXT,
        "boundary_year": _maybe(WHOLE),
        "boundary_quality": _one_of(BoundaryQuality),
        "geometry_extent": _one_of(GeometryExtent),
        "member": TRUTH,
        "year": _maybe(WHOLE),
    }
)

GEOMETRY = _object(type=_one_of(["MultiPolygon"]), coordinates=_list(_list(_list(_list(NUMBER)))))
#: as GeoJSON was before RFC 7946; stands where the coordinates are in metres
CRS_MEMBER = _object(type=_one_of(["name"]), properties=_object(name=TEXT))
FEATURE = {
    "type": _one_of(["Feature"]),
    "id": TEXT,
    "properties": PROPERTIES,
    "geometry": _maybe(GEOMETRY),
}

ANSWERS: dict[str, Schema] = {
    "Link": _object({"title": TEXT}, rel=TEXT, href=TEXT, type=TEXT),
    "Problem": _object({"parameter": TEXT, "allowed": _list(TEXT)}, type=TEXT, title=TEXT, status=WHOLE, detail=TEXT),
    "Landing": _object(title=TEXT, description=TEXT, links=LINKS),
    "Conformance": _object(conformsTo=_list(TEXT)),
    "Queryables": _object(
        title=TEXT, type=_one_of(["object"]), properties={"type": "object"}, additionalProperties=TRUTH
    ),
    "Collection": _object(
        {"description": TEXT, "extent": {"type": "object"}, "indicator": TEXT},
        id=TEXT,
        title=TEXT,
        itemType=TEXT,
        crs=_list(TEXT),
        storageCrs=TEXT,
        areas=WHOLE,
        boundary_year=_maybe(WHOLE),
        boundary_quality=_one_of(BoundaryQuality),
        geometry_extent=_one_of(GeometryExtent),
        licence=TEXT,
        attribution=TEXT,
        links=LINKS,
    ),
    "Collections": _object(links=LINKS, crs=_list(TEXT), collections=_list(_ref("Collection"))),
    "Feature": _object({"links": LINKS, "crs": CRS_MEMBER}, **FEATURE),
    "Features": _object(
        {"bbox": _list(NUMBER), "crs": CRS_MEMBER},
        type=_one_of(["FeatureCollection"]),
        numberMatched=WHOLE,
        numberReturned=WHOLE,
        links=LINKS,
        features=_list(_ref("Feature")),
    ),
    "Indicators": _object(links=LINKS, indicators=_list(_object(**BRIEF))),
    "Indicator": _object(
        **BRIEF,
        note=_maybe(TEXT),
        kind=TEXT,
        formula={"type": "object", "additionalProperties": TEXT},
        source=SOURCE,
        preferred=_list(
            _object(
                **TABLE,
                levels=_list(TEXT),
                kind=TEXT,
                formula={"type": "object", "additionalProperties": TEXT},
                licence=TEXT,
                attribution=TEXT,
                protection=TEXT,
                moments=_list(_object(year=WHOLE, **MOMENT)),
            )
        ),
        protection=TEXT,
        steward=_object(role=TEXT, unit=TEXT),
        update=TEXT,
        target=_maybe(_object(value=NUMBER, year=WHOLE, source=TEXT)),
        metadata=_maybe(
            _object(
                title=IN_LANGUAGES,
                description=_maybe(IN_LANGUAGES),
                limits=_maybe(IN_LANGUAGES),
                organization=IN_LANGUAGES,
            )
        ),
        carried={"type": "object", "additionalProperties": TEXT},
        moments=_list(_object(year=WHOLE, **MOMENT)),
    ),
    "Observations": _object(
        indicator=TEXT,
        title=TEXT,
        unit=_one_of(Unit),
        group=TEXT,
        level=TEXT,
        licence=TEXT,
        attribution=TEXT,
        numberMatched=WHOLE,
        numberReturned=WHOLE,
        links=LINKS,
        observations=_list(
            _object(
                year=WHOLE,
                code=TEXT,
                name=TEXT,
                member=TRUTH,
                value=_maybe(NUMBER),
                status=STATUS,
                numerator=_maybe(NUMBER),
                denominator=_maybe(NUMBER),
                assigned_in=_maybe(NUMBER),
                assigned_out=_maybe(NUMBER),
                source=_maybe(TEXT),
            )
        ),
    ),
    "Comparison": _object(
        {"crs": CRS_MEMBER},
        type=_one_of(["FeatureCollection"]),
        comparison=_object(
            level=TEXT,
            level_title=TEXT,
            year=_maybe(WHOLE),
            boundary_year=_maybe(WHOLE),
            boundary_quality=_one_of(BoundaryQuality),
            boundary_licence=TEXT,
            boundary_attribution=TEXT,
            one_scale=TRUTH,
            columns=_list(_object(column=TEXT, indicator=TEXT, **DRAWING, **SOURCED)),
        ),
        links=LINKS,
        features=_list(_ref("Feature")),
    ),
    "View": _object(
        level=TEXT,
        level_title=TEXT,
        indicator=TEXT,
        **DRAWING,
        heading=TEXT,
        colours_text=_maybe(TEXT),
        city=_object(value=_maybe(NUMBER), text=TEXT),
        compared_as=_one_of(("difference", "share")),
        areas=_list(
            _object(
                {"class": _maybe(WHOLE)},
                code=TEXT,
                value=_maybe(NUMBER),
                text=TEXT,
                status=STATUS,
                rank=_maybe(WHOLE),
                compared=_maybe(NUMBER),
            )
        ),
    ),
    # JSON-LD: what its members mean stands in its context
    "Catalogue": _object(**{"@context": {"type": "object"}, "@id": TEXT, "@type": TEXT, "dataset": _list(_object())}),
    "OpenAPI": _object(openapi=TEXT, info={"type": "object"}, paths={"type": "object"}),
}
