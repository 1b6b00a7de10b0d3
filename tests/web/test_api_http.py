"""The API as HTTP: forms, types, languages, ETags, HEAD, and pages of other hosts."""

from __future__ import annotations

import gzip

import pytest
from flask.testing import FlaskClient

from tests.contract.test_answers import ADDRESSES

POSTAL = "/api/collections/postinumeroalue/items?indicators=population"
GEOJSON = "application/geo+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("landing", "application/json"),
        ("conformance", "application/json"),
        ("collections", "application/json"),
        ("collection", "application/json"),
        ("items", GEOJSON),
        ("item", GEOJSON),
        ("indicators", "application/json"),
        ("observations", "application/json"),
        ("compare", GEOJSON),
        ("view", "application/json"),
        ("openapi", OPENAPI),
        ("problem", "application/problem+json"),
    ],
)
def test_each_answer_has_exactly_its_type(client: FlaskClient, name: str, content_type: str) -> None:
    for address in ADDRESSES[name]:
        assert client.get(address).content_type == content_type, address


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("*/*", GEOJSON),
        ("application/*", GEOJSON),
        (GEOJSON, GEOJSON),
        ("application/geo+json, application/json", GEOJSON),  # what GDAL sends
        ("application/json", "application/json"),
        ("application/json;q=0.5, application/geo+json;q=0.4", "application/json"),
    ],
)
def test_the_accept_header_picks_the_form(client: FlaskClient, accept: str, content_type: str) -> None:
    answer = client.get(POSTAL, headers={"Accept": accept})
    assert answer.content_type == content_type
    assert answer.get_json()["type"] == "FeatureCollection"


@pytest.mark.parametrize("word", ["json", "geojson"])
def test_the_word_f_goes_before_the_accept_header(client: FlaskClient, word: str) -> None:
    assert client.get(f"{POSTAL}&f={word}", headers={"Accept": "text/html"}).content_type == GEOJSON


def test_a_browser_of_any_page_may_read_the_api_and_only_the_api(client: FlaskClient) -> None:
    for address in ("/api", "/api/", POSTAL, "/api/nothing", "/api/view?year=1"):
        assert client.get(address).headers["Access-Control-Allow-Origin"] == "*", address
    assert client.post(POSTAL).headers["Access-Control-Allow-Origin"] == "*"
    for address in ("/healthz", "/readyz", "/apiary"):
        assert "Access-Control-Allow-Origin" not in client.get(address).headers, address


def test_a_browser_may_ask_first(client: FlaskClient) -> None:
    answer = client.options(POSTAL, headers={"Origin": "https://other.example", "Access-Control-Request-Method": "GET"})
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "If-None-Match" in answer.headers["Access-Control-Allow-Headers"]


@pytest.mark.parametrize("address", ["/api/", POSTAL, "/api/view", "/api/openapi.json"])
def test_head_says_what_get_would_and_has_no_body(client: FlaskClient, address: str) -> None:
    got, asked = client.get(address), client.head(address)
    assert asked.data == b""
    for name in ("Content-Type", "Content-Length", "ETag", "Vary", "Content-Language"):
        assert asked.headers[name] == got.headers[name]


@pytest.mark.parametrize("address", ["/api/", POSTAL, "/api/view", "/api/compare?indicators=population"])
def test_what_a_client_holds_already_is_not_sent_again(client: FlaskClient, address: str) -> None:
    etag = client.get(address).headers["ETag"]
    again = client.get(address, headers={"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["Access-Control-Allow-Origin"] == "*"


def test_the_etag_tells_questions_languages_forms_and_hosts_apart(client: FlaskClient) -> None:
    etags = [
        client.get(address, headers=headers).headers["ETag"]
        for address, headers in (
            (POSTAL, {}),
            (f"{POSTAL}&limit=5", {}),
            (f"{POSTAL}&lang=sv", {}),
            (POSTAL, {"Accept-Language": "sv"}),
            (POSTAL, {"Accept": "application/json"}),
            (POSTAL, {"Host": "other.example"}),
        )
    ]
    assert len(set(etags)) == len(etags)


def test_caches_are_told_what_an_answer_depends_on(client: FlaskClient) -> None:
    assert set(client.get(POSTAL).headers["Vary"].split(", ")) == {"Accept", "Accept-Encoding", "Accept-Language"}


def test_answers_are_compressed_for_those_who_can_read_it(client: FlaskClient) -> None:
    plain = client.get("/api/indicators")
    packed = client.get("/api/indicators", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
