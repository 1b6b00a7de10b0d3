"""A filter may name every queryable of its collection, whether or not the answer shows it."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.test_api_faults import refused

POSTAL = "/api/collections/postinumeroalue/items"


def figures(client: FlaskClient, address: str) -> dict[str, dict[str, Any]]:
    """The properties of each feature, by code."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return {one["id"]: one["properties"] for one in answer.get_json()["features"]}


def test_a_figure_that_is_not_shown_chooses_as_one_that_is(client: FlaskClient) -> None:
    hidden = figures(client, f"{POSTAL}?indicators=population&year=2016&filter=unemployment_rate%20%3E%209")
    shown = figures(client, f"{POSTAL}?indicators=population,unemployment_rate&year=2016")
    assert set(hidden) == {code for code, said in shown.items() if (said["unemployment_rate"] or 0) > 9}
    assert 0 < len(hidden) < len(shown)
    assert not any("unemployment_rate" in said for said in hidden.values())


def test_a_status_that_is_not_shown_chooses_too(marked_app: Flask) -> None:
    hidden = quote("unemployment_rate_status = 'suppressed'")
    words = f"indicators=population&year=2024&filter={hidden}"
    found = figures(marked_app.test_client(), f"{POSTAL}?{words}")
    assert set(found) == {"02100", "02130", "02210"}


@pytest.mark.parametrize("collection", ["postinumeroalue", "kunta", "postinumeroalue.unemployment_rate"])
@pytest.mark.parametrize("words", ["", "indicators=population", "indicators=population&year=2016"])
def test_every_queryable_can_be_named(client: FlaskClient, collection: str, words: str) -> None:
    if "." in collection:
        words = words.replace("indicators=population", "").strip("&")
    address = f"/api/collections/{collection}"
    names = list(client.get(f"{address}/queryables").get_json()["properties"])
    assert len(names) > 10
    for name in names:
        answer = client.get(f"{address}/items?{words}&skipGeometry=true&filter={name}%20IS%20NOT%20NULL")
        assert answer.status_code == 200, (name, answer.text)


def test_years_side_by_side_are_named_by_their_years(client: FlaskClient) -> None:
    words = "indicators=unemployment_rate&years=2014,2016"
    found = figures(client, f"{POSTAL}?{words}&filter=population_2016%20%3E%20population_2014")
    wanted = figures(client, f"{POSTAL}?indicators=population&years=2014,2016")
    assert set(found) == {code for code, said in wanted.items() if said["population_2016"] > said["population_2014"]}
    # without a year nobody knows which is meant
    assert refused(client, f"{POSTAL}?{words}&filter=population%20%3E%201")["parameter"] == "filter"


def test_what_is_in_no_list_is_refused_and_what_is_there_is_told(client: FlaskClient) -> None:
    problem = refused(client, f"{POSTAL}?indicators=population&filter=unemployed%20%3E%201")
    assert problem["parameter"] == "filter"
    assert {"population", "unemployment_rate", "geometry"} <= set(problem["allowed"])
