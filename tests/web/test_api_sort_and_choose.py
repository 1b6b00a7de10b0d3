"""`sortby`, `properties` and `skipGeometry`."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.web.test_api_faults import refused

POSTAL = "/api/collections/postinumeroalue/items"


def values(client: FlaskClient, words: str, name: str) -> list:
    answer = client.get(f"{POSTAL}?{words}")
    assert answer.status_code == 200, answer.text
    return [one["properties"][name] for one in answer.get_json()["features"]]


@pytest.mark.parametrize("sign", ["", "%2B", "+", "-"])
def test_numbers_are_sorted_either_way_with_null_last(client: FlaskClient, sign: str) -> None:
    found = values(client, f"indicators=ndvi_summer,population&year=2024&sortby={sign}population", "population")
    assert found == sorted(found, reverse=sign == "-")
    missing = values(
        client, f"indicators=population,population_city&year=2024&sortby={sign}population_city", "population_city"
    )
    assert missing == [None] * 46


def test_null_comes_last_both_ways(marked_app, client: FlaskClient) -> None:
    for sign in ("", "-"):
        found = values(
            marked_app.test_client(),
            f"indicators=unemployment_rate&year=2024&sortby={sign}unemployment_rate",
            "unemployment_rate",
        )
        known = [one for one in found if one is not None]
        assert found[len(known) :] == [None] * (len(found) - len(known)) != []
        assert known == sorted(known, reverse=sign == "-")


def test_names_are_sorted_as_finnish_does(client: FlaskClient) -> None:
    found = values(client, "filter=name IN ('Otaniemi','Mankkaa','Espoonlahti')&sortby=name", "name")
    assert found == sorted(found)
    everything = values(client, "sortby=name", "name")
    # å, ä and ö come after z: no name with one of them as its first letter stands before another
    firsts = [one[0] for one in everything]
    assert firsts == sorted(firsts, key=lambda letter: ("ÅÄÖ".find(letter), letter))


def test_a_second_property_decides_where_the_first_is_equal(client: FlaskClient) -> None:
    answer = client.get(f"{POSTAL}?sortby=member,-code&properties=member,code").get_json()
    told = [(one["properties"]["member"], one["properties"]["code"]) for one in answer["features"]]
    assert told[0] == (False, "02700")
    rest = [code for _, code in told[1:]]
    assert rest == sorted(rest, reverse=True)


def test_pages_of_a_sorted_answer_hold_each_area_once(client: FlaskClient) -> None:
    whole = values(client, "indicators=population&sortby=-population", "code")
    address, seen = f"{POSTAL}?indicators=population&sortby=-population&limit=7", []
    while address:
        page = client.get(address).get_json()
        seen += [one["id"] for one in page["features"]]
        address = next((link["href"] for link in page["links"] if link["rel"] == "next"), "")
    assert seen == whole


def test_properties_are_those_asked_in_their_order(client: FlaskClient) -> None:
    answer = client.get(f"{POSTAL}?properties=unemployment_rate_status,name,unemployment_rate").get_json()
    for one in answer["features"]:
        assert list(one["properties"]) == ["unemployment_rate_status", "name", "unemployment_rate"]
        assert one["id"]
        assert one["geometry"]["type"] == "MultiPolygon"


def test_geometry_is_left_out_on_demand_and_nothing_else(client: FlaskClient) -> None:
    whole = client.get(f"{POSTAL}?indicators=population").get_json()["features"]
    bare = client.get(f"{POSTAL}?indicators=population&skipGeometry=true").get_json()["features"]
    assert [one | {"geometry": None} for one in whole] == bare
    assert client.get(f"{POSTAL}?indicators=population&skipGeometry=false").get_json()["features"] == whole


@pytest.mark.parametrize(
    ("words", "parameter"),
    [
        ("sortby=happiness", "sortby"),
        ("sortby=", "sortby"),
        ("sortby=code,-code", "sortby"),
        ("sortby=--code", "sortby"),
        ("properties=happiness", "properties"),
        ("properties=code,code", "properties"),
        ("properties=", "properties"),
        ("properties=-code", "properties"),
        ("skipGeometry=yes", "skipGeometry"),
        ("skipGeometry=TRUE", "skipGeometry"),
    ],
)
def test_a_wrong_choice_is_refused(client: FlaskClient, words: str, parameter: str) -> None:
    problem = refused(client, f"{POSTAL}?{words}")
    assert problem["parameter"] == parameter
    assert problem["allowed"]
