"""Collections in long form: a feature an area and year, the same figures as everywhere."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.web.test_api_faults import refused

LONG = "/api/collections/postinumeroalue.unemployment_rate/items"


def found(client: FlaskClient, words: str = "") -> list[dict]:
    answer = client.get(f"{LONG}?limit=10000&{words}")
    assert answer.status_code == 200, answer.text
    return answer.get_json()["features"]


def test_features_are_every_area_in_every_year_with_their_years_in_the_id(client: FlaskClient) -> None:
    features = found(client)
    wide = client.get("/api/collections/postinumeroalue").get_json()
    years = client.get("/api/indicators/unemployment_rate").get_json()["levels"]["postinumeroalue"]
    assert len(features) == wide["areas"] * len(years)
    assert {one["id"] for one in features} == {
        f"{one['properties']['code']}.{one['properties']['year']}" for one in features
    }
    assert {one["properties"]["year"] for one in features} == set(years)


def test_figures_are_those_of_the_observations(client: FlaskClient) -> None:
    rows = client.get("/api/indicators/unemployment_rate/observations?level=postinumeroalue&limit=10000").get_json()[
        "observations"
    ]
    expected = {f"{row['code']}.{row['year']}": row for row in rows}
    features = found(client)
    assert len(features) == len(expected)
    for one in features:
        row, told = expected[one["id"]], one["properties"]
        assert (told["unemployment_rate"], told["unemployment_rate_status"]) == (row["value"], row["status"])
        for name in ("numerator", "denominator", "low", "high", "range_low", "range_high", "older_borders", "source"):
            assert told[name] == row[name], (one["id"], name)


@pytest.mark.parametrize(
    ("words", "years"),
    [
        ("year=2016", {2016}),
        ("years=2016,2024", {2016, 2024}),
        ("datetime=2013/2015", {2013, 2014, 2015}),
        ("datetime=2017/2020", set()),
    ],
)
def test_years_are_chosen_by_year_years_and_datetime(client: FlaskClient, words: str, years: set[int]) -> None:
    assert {one["properties"]["year"] for one in found(client, words)} == years


def test_pages_hold_every_feature_once(client: FlaskClient) -> None:
    address, seen = f"{LONG}?limit=100", []
    while address:
        page = client.get(address).get_json()
        seen += [one["id"] for one in page["features"]]
        address = next((link["href"] for link in page["links"] if link["rel"] == "next"), "")
    assert seen == [one["id"] for one in found(client)]


def test_one_feature_is_the_same_as_in_the_list(client: FlaskClient) -> None:
    alone = client.get(f"{LONG}/02100.2016").get_json()
    [listed] = [one for one in found(client, "year=2016") if one["id"] == "02100.2016"]
    assert {key: value for key, value in alone.items() if key != "links"} == listed


def test_sorting_and_filtering_reach_over_years(client: FlaskClient) -> None:
    features = found(client, "filter=year%20%3E%3D%202015%20AND%20code%3D'02100'&sortby=-year")
    assert [one["properties"]["year"] for one in features] == [2024, 2016, 2015]


@pytest.mark.parametrize(
    ("address", "status", "parameter"),
    [
        (f"{LONG}?indicators=population", 400, "indicators"),
        (f"{LONG}?year=1999", 400, "year"),
        (f"{LONG}/02100", 404, "feature"),
        (f"{LONG}/02100.1999", 404, "feature"),
        (f"{LONG}/99999.2024", 404, "feature"),
        (f"{LONG}/02100.2024?year=2024", 400, "year"),
        ("/api/collections/suuralue.median_income/items", 404, "collection"),
        ("/api/collections/suuralue.nothing/items", 404, "collection"),
        ("/api/collections/suuralue./items", 404, "collection"),
    ],
)
def test_what_is_not_there_is_told(client: FlaskClient, address: str, status: int, parameter: str) -> None:
    assert refused(client, address, status)["parameter"] == parameter
