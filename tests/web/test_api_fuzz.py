"""Requests no honest client makes get a plain refusal: no 500, no traceback, nothing of the machine."""

from __future__ import annotations

import json
import re
from urllib.parse import quote

import pytest
from flask import Flask

from hytemap.web.api.operation import OPERATIONS, Operation
from hytemap.web.front import Front, application
from tests.contract import faults
from tests.web.hostile import FILTERS, HEADER_VALUES, HEADERS, LONG, LONG_VALUES, PATHS, VALUES, Told, ask

IN_PATH = {"collection": "suuralue", "feature": "0492000000", "indicator": "unemployment_rate"}
#: of all requests of a test at least this share is refused, or it would not be about what is wrong
REFUSED = 0.5


@pytest.fixture(scope="module")
def front(app: Flask) -> Front:
    return application(app)


def path_of(operation: Operation, **instead: str) -> str:
    return "/api" + re.sub(r"<(\w+)>", lambda found: (IN_PATH | instead)[found.group(1)], operation.path)


def wrong(told: Told, path: str, asked: str) -> list[str]:
    found = told.faults(path)
    if told.headers.get("content-type") == "application/problem+json":
        found += faults("problem", json.loads(told.body))
    return [f"{asked[:120]!r}: {one}" for one in found]


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.name)
def test_no_value_of_any_word_breaks_an_address(front: Front, operation: Operation) -> None:
    path, found, statuses = path_of(operation), [], []
    for name in [*(word.name for word in operation.words), "f", "no_such_word"]:
        needed = "".join("indicators=population&" for word in operation.needed if word.name != name)
        queries = [f"{name}={value}" for value in VALUES]
        queries += [f"{name}=a&{name}=b", f"{name}&{name}", name, f"{name}[]=1", f"{name}%00=1", f"{name}=1;{name}=2"]
        for query in queries:
            told = ask(front, path, needed + query)
            statuses.append(told.status)
            found += wrong(told, path, query)
    assert found == []
    assert {200, 400} >= set(statuses) >= {400}
    assert statuses.count(400) > REFUSED * len(statuses)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.name)
def test_no_value_of_a_hundred_kilobytes_breaks_an_address(front: Front, operation: Operation) -> None:
    path = path_of(operation)
    for name in [*(word.name for word in operation.words), "f", "x" * LONG]:
        for value in LONG_VALUES:
            told = ask(front, path, f"{name}={value}")
            assert wrong(told, path, name) == []
            # a limit above the largest means the largest, however many digits it has
            assert told.status == (200 if (name, value) == ("limit", "9" * LONG) else 400), name
            assert told.status == 200 or len(told.body) < 20_000, "a fault does not repeat what was asked"


def test_no_filter_breaks_the_features(front: Front) -> None:
    for collection in ("suuralue", "suuralue.population"):
        path = f"/api/collections/{collection}/items"
        told = [ask(front, path, f"filter={quote(text)}&f={form}") for text in FILTERS for form in ("json", "html")]
        found = [one for text, each in zip(FILTERS * 2, told, strict=True) for one in wrong(each, path, text)]
        assert found == []
        assert {one.status for one in told} == {200, 400}


def test_an_injection_finds_nothing_that_a_comparison_would_not_find(front: Front) -> None:
    asked = "/api/collections/suuralue/items"
    for text in (
        "code = '; DROP TABLE observations; --'",
        "name = ''' OR 1=1 --'",
        "code IN ('0492000000'') OR TRUE')",
    ):
        told = ask(front, asked, f"filter={quote(text)}&skipGeometry=true")
        assert (told.status, told.body.count(b'"type":"Feature"')) == (200, 0)


def test_no_path_breaks_the_service(front: Front) -> None:
    places = [
        path_of(operation, **{name: value})
        for operation in OPERATIONS
        for name in re.findall(r"<(\w+)>", operation.path)
        for value in VALUES
    ]
    found, statuses = [], []
    for path in [*PATHS, *places]:
        told = ask(front, path)
        statuses.append(told.status)
        found += wrong(told, path, path)
        if told.status in (301, 302, 307, 308):
            assert re.match(r"(https?://localhost)?/(?!/|\\)", told.headers["location"]), path
    assert found == []
    assert statuses.count(404) > REFUSED * len(statuses)


@pytest.mark.parametrize("name", HEADERS)
def test_no_header_breaks_a_page_a_file_or_an_answer(front: Front, name: str) -> None:
    found = []
    for value in HEADER_VALUES:
        for path in ("/api/view", "/api/nothing", "/fi/privacy", "/static/css/tokens.css"):
            told = ask(front, path, **{name: value})
            found += wrong(told, path, f"{path} {name}: {value}")
    assert found == []


@pytest.mark.parametrize("query", ["lang=\xff", "x=\xff", "\xff", "f=\xe4", "lang=fi&level=\xc3"])
def test_a_query_that_is_no_utf_8_is_refused(front: Front, app: Flask, query: str) -> None:
    for wsgi in (front, app.wsgi_app):
        told = ask(wsgi, "/api/view", query)
        assert (told.status, told.headers["content-type"]) == (400, "application/problem+json")
        assert ask(wsgi, "/fi/map", query).status == 400


@pytest.mark.parametrize("name", ["a" * 5_000, "a/" * 3_000, "css/" + "x" * 300 + ".css"])
def test_a_file_with_a_name_longer_than_the_machine_allows_is_not_there(front: Front, name: str) -> None:
    assert ask(front, f"/static/{name}").status == 404
    assert ask(front, f"/static/v-0123456789/{name}").status == 404


@pytest.mark.parametrize("address", ["/api/collections/suuralue/items", "/api/indicators/population/observations"])
def test_links_tell_a_number_as_it_was_understood(front: Front, address: str) -> None:
    told = ask(front, address, f"limit={'9' * LONG}&offset={'0' * LONG}1")
    assert told.status == 200
    assert len(told.headers["link"]) < 2_000
    assert "limit=10000&offset=1" in {link["rel"]: link["href"] for link in json.loads(told.body)["links"]}["self"]
