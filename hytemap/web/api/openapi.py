"""`/api/openapi.json`: OpenAPI 3.0, made from the same operations and words that check the requests."""

from __future__ import annotations

import re
from importlib.metadata import version
from typing import Any

from flask import current_app

from hytemap.atlas import Atlas
from hytemap.model import AddressForm
from hytemap.settings import Settings
from hytemap.web.api.answers import ANSWERS
from hytemap.web.api.forms import OPENAPI
from hytemap.web.api.landing import DESCRIPTION, TITLE
from hytemap.web.api.layers import collection_names
from hytemap.web.api.links import address
from hytemap.web.api.operation import FORM, OPERATIONS, Operation, Question, operation
from hytemap.web.api.query import Word

#: schemas of forms that are files
FILES: dict[str, dict[str, Any]] = {
    AddressForm.CSV.value: {"type": "string"},
    AddressForm.HTML.value: {"type": "string"},
    AddressForm.XLSX.value: {"type": "string", "format": "binary"},
    AddressForm.TOPOJSON.value: {"type": "object", "required": ["type", "objects", "arcs"]},
}

IN_PATH = re.compile(r"<(\w+)>")

#: what addresses are about, by the first part of their path
TAGS = {
    "service": "Where a client begins, and what the service says of itself",
    "collections": "Levels of areas and indicators in long form: OGC API – Features",
    "indicators": "What is measured, and the observations as rows",
    "compare": "Areas side by side against a base",
    "view": "What one map needs to repaint",
}
#: headers of an answer, by name; the last only where there are coordinates
HEADERS = {
    "ETag": "Names this answer: sent back in If-None-Match, it brings 304 until something changes",
    "Link": "What the answer leads to (RFC 8288): next and previous page, other forms, licence, this description",
    "Content-Language": "Language of names and titles",
    "Content-Crs": "CRS of the coordinates, in angle brackets (OGC API – Features, Part 2)",
}

PATH_WORDS = {
    "collection": "A level, or `{level}.{indicator}` for one indicator in long form: a feature an area and year.",
    "feature": "Code of an area, as a string (leading zeros count); in long form `{code}.{year}`.",
    "indicator": "Identifier of an indicator.",
}


@operation("/openapi.json", summary="This description", answer="OpenAPI", forms=OPENAPI)
def openapi(question: Question) -> dict[str, Any]:
    """The whole API, as it stands with the current snapshot."""
    return document(question)


def document(question: Question) -> dict[str, Any]:
    """The OpenAPI document, its titles in the language of the question."""
    return {
        "openapi": "3.0.3",
        "info": {
            "title": TITLE[question.language],
            "description": DESCRIPTION[question.language],
            "version": version("hytemap"),
        },
        "externalDocs": {"description": "The same to be read", "url": address("docs")},
        "tags": [{"name": name, "description": said} for name, said in TAGS.items()],
        "servers": [{"url": address().rstrip("/")}],
        "paths": {IN_PATH.sub(r"{\1}", one.path): {"get": _described(one, question.atlas)} for one in OPERATIONS},
        "components": {"schemas": ANSWERS},
    }


def _described(one: Operation, atlas: Atlas) -> dict[str, Any]:
    in_path = [_path_parameter(name, atlas) for name in IN_PATH.findall(one.path)]
    in_query = [_query_parameter(word, atlas, word in one.needed) for word in one.words]
    schema = {"$ref": f"#/components/schemas/{one.answer}"}
    fault = {"content": {AddressForm.PROBLEM.value: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    responses: dict[str, Any] = {
        "200": {
            "description": one.summary,
            "headers": {
                name: {"description": said, "schema": {"type": "string"}}
                for name, said in HEADERS.items()
                if name != "Content-Crs" or AddressForm.GEOJSON in one.forms.by_word.values()
            },
            "content": {media_type: {"schema": FILES.get(media_type, schema)} for media_type in one.forms.media_types},
        },
        "304": {"description": "Nothing has changed since the ETag the client holds"},
        "400": {"description": "A query word is unknown, repeated or wrong; says which, and what is allowed"} | fault,
        "406": {"description": "None of the forms the client accepts is made here"} | fault,
        "500": {"description": "Something went wrong on our side"} | fault,
    }
    if in_path:
        responses["404"] = {"description": "There is no such collection, feature or indicator"} | fault
    return {
        "operationId": one.name,
        "tags": [tag_of(one.path)],
        "summary": one.summary,
        "parameters": [*in_path, *in_query, _form_parameter(one)],
        "responses": responses,
    }


def tag_of(path: str) -> str:
    """What an address is about."""
    first = path.strip("/").partition("/")[0]
    return first if first in TAGS else "service"


def _path_parameter(name: str, atlas: Atlas) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    known = {"collection": collection_names(atlas), "indicator": list(atlas.indicators)}
    if name in known:
        schema["enum"] = known[name]
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": PATH_WORDS[name],
        "schema": schema,
        "example": path_examples(atlas)[name],
    }


def path_examples(atlas: Atlas) -> dict[str, str]:
    """By name of what stands in a path, something that is there and goes together."""
    level = next(iter(atlas.levels.values()))
    with_values = [one for one in atlas.indicators if atlas.years(one, level.id)]
    settings: Settings = current_app.config["SETTINGS"]
    indicator = settings.default_indicator if settings.default_indicator in with_values else next(iter(with_values), "")
    return {"collection": level.id, "feature": level.areas[0].code, "indicator": indicator}


def _query_parameter(word: Word[Any], atlas: Atlas, required: bool) -> dict[str, Any]:
    # form without explode: a list is one word with commas, as in bbox=1,2,3,4
    return {
        "name": word.name,
        "in": "query",
        "required": required,
        "description": word.description,
        "style": "form",
        "explode": False,
        "schema": word.schema(atlas),
    }


def _form_parameter(one: Operation) -> dict[str, Any]:
    return {
        "name": FORM,
        "in": "query",
        "required": False,
        "description": "Form of the answer; without it the Accept header decides.",
        "schema": {"type": "string", "enum": list(one.forms.by_word)},
    }
