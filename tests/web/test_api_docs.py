"""`/api/docs` tells of every address, word and answer what `/api/openapi.json` does, with examples that work."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html


@pytest.fixture
def document(client: FlaskClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/api/openapi.json?lang=en").get_json()
    return found


@pytest.fixture
def page(client: FlaskClient) -> html.HtmlElement:
    return html.fromstring(client.get("/api/docs?lang=en").text)


def text(node: html.HtmlElement) -> str:
    return " ".join(node.text_content().split())


def test_every_address_is_told_with_its_words_and_what_they_allow(
    page: html.HtmlElement, document: dict[str, Any]
) -> None:
    for path, methods in document["paths"].items():
        told = page.get_element_by_id(methods["get"]["operationId"])
        assert text(told.find("h3")) == f"GET /api{path}"
        words = {text(one.find("dt")).split()[0]: text(one.find("dd")) for one in told.xpath("(.//dl)[1]/div")}
        assert list(words) == [one["name"] for one in methods["get"]["parameters"]]
        for one in methods["get"]["parameters"]:
            said = words[one["name"]]
            assert " ".join(one["description"].split()) in said
            schema = one["schema"].get("items", one["schema"])
            for choice in schema.get("enum", []):
                assert choice in said
            if "default" in one["schema"]:
                assert str(one["schema"]["default"]).lower() in said.lower()


def test_every_answer_is_told_with_its_forms(page: html.HtmlElement, document: dict[str, Any]) -> None:
    for methods in document["paths"].values():
        told = page.get_element_by_id(methods["get"]["operationId"])
        answers = {text(one.find("dt")): text(one.find("dd")) for one in told.xpath("(.//dl)[2]/div")}
        assert set(answers) == set(methods["get"]["responses"])
        for code, answer in methods["get"]["responses"].items():
            assert all(media_type in answers[code] for media_type in answer.get("content", {}))


def test_every_schema_is_told_with_its_members(page: html.HtmlElement, document: dict[str, Any]) -> None:
    for name, schema in document["components"]["schemas"].items():
        members = page.get_element_by_id(f"schema-{name}").xpath("./ul/li/code[@class='name']")
        assert [text(one) for one in members] == list(schema["properties"])


def test_every_example_works(client: FlaskClient, page: html.HtmlElement) -> None:
    examples = page.xpath('//p[@class="examples"]/a/@href')
    assert len(examples) >= len(page.xpath("//main//article[contains(h3, 'GET')]"))
    for address in examples:
        answer = client.get(address)
        assert answer.status_code == 200, address
        if "filter" in address:
            # an example that finds nothing shows nothing
            assert answer.get_json()["numberMatched"] > 0


def test_it_needs_no_script_and_nothing_from_elsewhere(page: html.HtmlElement) -> None:
    for address in page.xpath("//script/@src | //img/@src | //link[@rel='stylesheet']/@href"):
        assert address.startswith("/static/")
    assert page.xpath("//*[@style] | //script[not(@src)] | //iframe") == []


def test_who_wants_json_is_told_that_this_is_a_page(client: FlaskClient) -> None:
    answer = client.get("/api/docs", headers={"Accept": "application/json"})
    assert answer.status_code == 406
    assert answer.get_json()["allowed"] == ["text/html"]
