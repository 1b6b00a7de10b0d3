"""Bad input gets problem+json that names the word and what is allowed; never a traceback, never a 500."""

from __future__ import annotations

from urllib.parse import quote, urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.contract import faults

POSTAL = "/api/collections/postinumeroalue/items"


def refused(client: FlaskClient, address: str, status: int = 400) -> dict:
    """The problem an address is answered with."""
    answer = client.get(address)
    assert answer.status_code == status, answer.text
    assert answer.content_type == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    problem = answer.get_json()
    assert faults("problem", problem) == []
    assert problem["status"] == status
    return problem


@pytest.mark.parametrize(
    ("address", "parameter", "allowed"),
    [
        (f"{POSTAL}?colour=red", "colour", "bbox"),
        (f"{POSTAL}?Limit=1", "Limit", "limit"),
        ("/api/?limit=1", "limit", "lang"),
        ("/api/conformance?year=2024", "year", "f"),
        (f"{POSTAL}?limit=5&limit=6", "limit", "one value"),
        (f"{POSTAL}?lang=fi&lang=fi", "lang", "one value"),
        (f"{POSTAL}?lang=de", "lang", "sv"),
        (f"{POSTAL}?lang=", "lang", "fi"),
        (f"{POSTAL}?f=pdf", "f", "geojson"),
        ("/api/view?f=geojson", "f", "json"),
        (f"{POSTAL}?limit=0", "limit", "a whole number from 1"),
        (f"{POSTAL}?limit=-1", "limit", "a whole number from 1"),
        (f"{POSTAL}?limit=1.5", "limit", "a whole number from 1"),
        (f"{POSTAL}?limit=١٢", "limit", "a whole number from 1"),
        (f"{POSTAL}?limit=ten", "limit", "a whole number from 1"),
        (f"{POSTAL}?offset=-1", "offset", "a whole number from 0 to 1000000000"),
        (f"{POSTAL}?offset={'9' * 5000}", "offset", "a whole number from 0 to 1000000000"),
        (f"{POSTAL}?indicators=happiness", "indicators", "unemployment_rate"),
        (f"{POSTAL}?indicators=", "indicators", "unemployment_rate"),
        (f"{POSTAL}?indicators=population,", "indicators", "unemployment_rate"),
        (f"{POSTAL}?indicators=population,population", "indicators", "population"),
        (f"{POSTAL}?indicators={'population,' * 50}population", "indicators", "population"),
        (f"{POSTAL}?indicators=unemployment_rate&year=1999", "year", "2024"),
        (f"{POSTAL}?indicators=unemployment_rate&year=2020", "year", "2016"),
        (f"{POSTAL}?year=1066", "year", "2024"),
        (f"{POSTAL}?year=20244", "year", "a year of four digits"),
        (f"{POSTAL}?indicators=population&years=2016,2020", "years", "2024"),
        (f"{POSTAL}?indicators=population&years=2016,2016", "years", None),
        (f"{POSTAL}?indicators=population&years=2016,x", "years", None),
        (f"{POSTAL}?years=2016,2024", "indicators", "one indicator"),
        (f"{POSTAL}?indicators=population,students&years=2016,2024", "indicators", "one indicator"),
        (f"{POSTAL}?indicators=population&year=2016&years=2016,2024", "years", "year"),
        (f"{POSTAL}?year=2016&datetime=2016", "datetime", "year"),
        (f"{POSTAL}?datetime=yesterday", "datetime", "2015/2024"),
        (f"{POSTAL}?datetime=2016-13-01", "datetime", "2015/2024"),
        (f"{POSTAL}?datetime=2024/2016", "datetime", "2015/2024"),
        (f"{POSTAL}?datetime=2014/2015/2016", "datetime", "2015/2024"),
        (f"{POSTAL}?datetime=0000", "datetime", "2015/2024"),
        (f"{POSTAL}?datetime=0001-01-01T00:00:00%2B14:00", "datetime", "2015/2024"),
        (f"{POSTAL}?bbox=24,60,25", "bbox", None),
        (f"{POSTAL}?bbox=24,60,25,61,1", "bbox", None),
        (f"{POSTAL}?bbox=24,60,25,north", "bbox", None),
        (f"{POSTAL}?bbox=nan,60,25,61", "bbox", None),
        (f"{POSTAL}?bbox=24,60,inf,61", "bbox", None),
        (f"{POSTAL}?bbox=24,60,1e999,61", "bbox", None),
        (f"{POSTAL}?bbox=24,61,25,60", "bbox", None),
        (f"{POSTAL}?bbox=25490000,6670000,25500000,6680000", "bbox", None),  # metres
        ("/api/compare", "indicators", "unemployment_rate"),
        ("/api/compare?level=kylä&indicators=population", "level", "suuralue"),
        ("/api/compare?indicators=population&classes=2", "classes", "a whole number from 3 to 7"),
        ("/api/compare?indicators=population&classes=8", "classes", "a whole number from 3 to 7"),
        ("/api/compare?indicators=population&method=own", "breaks", None),
        ("/api/view?method=pretty", "method", "natural"),
        ("/api/view?method=own", "breaks", None),
        ("/api/view?breaks=5,10", "breaks", None),
        ("/api/view?method=own&breaks=10,5", "breaks", None),
        ("/api/view?method=own&breaks=1,2,3,4,5,6,7", "breaks", None),
        ("/api/view?indicator=happiness", "indicator", "unemployment_rate"),
        ("/api/view?year=1999", "year", "2024"),
        ("/api/indicators/population/observations?level=kylä", "level", "kunta"),
        ("/api/indicators/population/observations?year=1999", "year", "2024"),
    ],
)
def test_a_wrong_word_is_named_with_what_is_allowed(
    client: FlaskClient, address: str, parameter: str, allowed: str | None
) -> None:
    problem = refused(client, address)
    assert problem["parameter"] == parameter
    assert problem["allowed"]
    if allowed is not None:
        assert allowed in problem["allowed"]


def test_a_long_wrong_word_is_not_echoed_whole(client: FlaskClient) -> None:
    problem = refused(client, f"{POSTAL}?lang={'x' * 5000}")
    assert len(problem["detail"]) < 200
    assert len(refused(client, f"{POSTAL}?{'x' * 5000}=1")["parameter"]) <= 80


@pytest.mark.parametrize(
    ("address", "parameter"),
    [
        ("/api/indicators/happiness", "indicator"),
        ("/api/indicators/happiness/observations", "indicator"),
        ("/api/collections/suuralue/items/02100", "code"),
        ("/api/collections/kylä", "collection"),
        ("/api/nothing", None),
        ("/api/collections/suuralue/items/0492000000/geometry", None),
        ("/api/collections/../../etc/passwd", None),
        ("/api/collections/%2e%2e%2f%00", None),
    ],
)
def test_what_does_not_exist_is_a_404(client: FlaskClient, address: str, parameter: str | None) -> None:
    assert refused(client, address, 404).get("parameter") == parameter


def test_another_method_is_a_405_that_names_the_right_ones(client: FlaskClient) -> None:
    for method in (client.post, client.put, client.delete, client.patch):
        answer = method(POSTAL)
        assert (answer.status_code, answer.content_type) == (405, "application/problem+json")
        assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
        assert faults("problem", answer.get_json()) == []


def test_a_form_that_is_not_made_is_a_406_that_names_those_that_are(client: FlaskClient) -> None:
    answer = client.get(POSTAL, headers={"Accept": "application/pdf"})
    assert (answer.status_code, answer.content_type) == (406, "application/problem+json")
    allowed = answer.get_json()["allowed"]
    assert (allowed[0], allowed[-1]) == ("application/geo+json", "application/json")


def test_a_malformed_host_is_refused(client: FlaskClient) -> None:
    answer = client.get("/api/", headers={"Host": "evil.example/?x="})
    assert (answer.status_code, answer.content_type) == (400, "application/problem+json")


WORDS = [
    "indicators",
    "indicator",
    "level",
    "year",
    "years",
    "datetime",
    "bbox",
    "limit",
    "offset",
    "lang",
    "f",
    "method",
    "classes",
    "breaks",
    "crs",
]
ADDRESSES = [
    "/api/",
    "/api/collections",
    "/api/collections/suuralue",
    "/api/collections/suuralue/items",
    "/api/collections/suuralue/items/0492000000",
    "/api/indicators",
    "/api/indicators/unemployment_rate",
    "/api/indicators/unemployment_rate/observations",
    "/api/compare",
    "/api/view",
    "/api/openapi.json",
]
TEXTS = st.one_of(
    st.text(max_size=40),
    st.integers().map(str),
    st.floats().map(str),
    st.lists(st.floats(), min_size=3, max_size=7).map(lambda numbers: ",".join(map(str, numbers))),
    st.lists(st.integers(1900, 2100), min_size=1, max_size=4).map(lambda years: ",".join(map(str, years))),
    st.datetimes().map(lambda moment: moment.isoformat() + "Z"),
    st.sampled_from(
        [
            "unemployment_rate",
            "population,median_income",
            "suuralue",
            "kunta",
            "2016",
            "2024",
            "sv",
            "geojson",
            "own",
            "' OR 1=1 --",
            "../..",
            "\x00",
            "/",
        ]
    ),
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    address=st.sampled_from(ADDRESSES),
    query=st.lists(st.tuples(st.one_of(st.sampled_from(WORDS), st.text(max_size=10)), TEXTS), max_size=4),
)
def test_no_question_is_answered_with_a_500(app: Flask, address: str, query: list[tuple[str, str]]) -> None:
    answer = app.test_client().get(f"{address}?{urlencode(query, errors='replace')}")
    assert answer.status_code in (200, 400)
    if answer.status_code == 400:
        assert answer.content_type == "application/problem+json"
        assert faults("problem", answer.get_json()) == []
        assert answer.get_json()["parameter"] is not None


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=30), st.text(max_size=30))
def test_no_path_is_answered_with_a_500(app: Flask, level: str, code: str) -> None:
    path = f"/api/collections/{quote(level, errors='replace')}/items/{quote(code, errors='replace')}"
    answer = app.test_client().get(path)
    assert answer.status_code < 500
    if answer.status_code >= 400:
        assert answer.content_type == "application/problem+json"


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=40))
def test_a_query_of_any_bytes_is_no_500(app: Flask, query: bytes) -> None:
    answer = app.test_client().get("/api/view", query_string=query.decode("latin-1"))
    assert answer.status_code in (200, 400)
