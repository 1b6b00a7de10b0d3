"""`/api/openapi.json` says what the service does: the same words, the same addresses, the same limits."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from hytemap.model import Status
from hytemap.web.api.operation import OPERATIONS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "api.md"


@pytest.fixture
def document(client: FlaskClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/api/openapi.json").get_json()
    return found


def references(part: Any) -> list[str]:
    if isinstance(part, list):
        return [one for member in part for one in references(member)]
    if isinstance(part, dict):
        own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
        return own + [one for member in part.values() for one in references(member)]
    return []


def test_every_address_of_the_api_is_described_and_no_other(app: Flask, document: dict[str, Any]) -> None:
    served = {
        re.sub(r"<(\w+)>", r"{\1}", rule.rule.removeprefix("/api"))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api")
    }
    assert set(document["paths"]) == served
    assert document["servers"] == [{"url": "http://localhost/api"}]


def test_references_lead_somewhere_and_every_schema_is_used(document: dict[str, Any]) -> None:
    used = set(references(document))
    assert used == {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}


def test_operations_have_names_of_their_own_and_declare_what_stands_in_their_path(document: dict[str, Any]) -> None:
    operations = [path["get"] for path in document["paths"].values()]
    names = [one["operationId"] for one in operations]
    assert len(set(names)) == len(names)
    for path, described in document["paths"].items():
        in_path = {one["name"] for one in described["get"]["parameters"] if one["in"] == "path"}
        assert in_path == set(re.findall(r"\{(\w+)\}", path))
        every = [(one["in"], one["name"]) for one in described["get"]["parameters"]]
        assert len(set(every)) == len(every)


def test_each_word_described_is_understood_and_each_word_understood_is_described(
    client: FlaskClient, document: dict[str, Any]
) -> None:
    places = {"collection": "suuralue", "feature": "0492000000", "indicator": "unemployment_rate"}
    for path, described in document["paths"].items():
        address = "/api" + re.sub(r"\{(\w+)\}", lambda found: places[found.group(1)], path)
        refused = client.get(f"{address}?no_such_word=1").get_json()
        assert set(refused["allowed"]) == {
            one["name"] for one in described["get"]["parameters"] if one["in"] == "query"
        }


def test_each_choice_described_is_accepted(client: FlaskClient, document: dict[str, Any]) -> None:
    for word in document["paths"]["/view"]["get"]["parameters"]:
        for choice in word["schema"].get("enum", []):
            # own limits have to be given, and only some indicators have population groups
            more = "&breaks=5,10" if choice == "own" else "&indicator=daily_smokers" if word["name"] == "group" else ""
            assert client.get(f"/api/view?{word['name']}={choice}{more}").status_code == 200


def test_limit_and_bbox_are_declared_as_ogc_says(document: dict[str, Any]) -> None:
    words = {one["name"]: one for one in document["paths"]["/collections/{collection}/items"]["get"]["parameters"]}
    assert words["limit"]["schema"] == {"type": "integer", "minimum": 1, "maximum": 10000, "default": 1000}
    assert (words["bbox"]["style"], words["bbox"]["explode"]) == ("form", False)
    assert words["bbox"]["schema"] == {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 6}
    assert words["datetime"]["schema"] == {"type": "string"}


def test_a_word_that_has_to_be_said_is_declared_so(document: dict[str, Any]) -> None:
    required = {
        (path, one["name"])
        for path, described in document["paths"].items()
        for one in described["get"]["parameters"]
        if one["in"] == "query" and one["required"]
    }
    assert required == {("/compare", "indicators")}


def test_the_document_is_made_from_the_operations_that_answer(document: dict[str, Any]) -> None:
    assert {one.name for one in OPERATIONS} == {path["get"]["operationId"] for path in document["paths"].values()}


def test_the_page_for_gis_staff_tells_every_address_word_property_and_status(client: FlaskClient) -> None:
    page = PAGE.read_text(encoding="utf-8")
    told = {word for row in page.splitlines() if row.startswith("| `") for word in re.findall(r"`([^`?]+)", row)}
    assert {one.path.replace("<indicator>", "{id}") for one in OPERATIONS} <= {
        re.sub(r"\{(collection|feature)\}", r"<\1>", re.sub(r"^/api(?=/)", "", word)) for word in told
    }
    assert {word.name for one in OPERATIONS for word in one.words} | {"f"} <= told
    assert {status.word for status in Status} <= told
    feature = client.get("/api/collections/suuralue/items/0492000000?indicators=population").get_json()
    assert {name.replace("population", "ID") for name in feature["properties"]} <= told
