"""`/api/collections/{level}/items`: GeoJSON whose every value says what it is."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import pytest
import shapely
from flask import Flask
from flask.testing import FlaskClient
from shapely.geometry import shape

POSTAL = "/api/collections/postinumeroalue/items"
DISTRICTS = "/api/collections/suuralue/items"

#: the address book's order, which is an attribute table's
IDENTITY = [
    "code",
    "name",
    "name_fi",
    "name_sv",
    "level",
    "boundary_year",
    "boundary_quality",
    "geometry_extent",
    "member",
    "year",
]


def properties(client: FlaskClient, address: str) -> dict[str, dict]:
    """The properties of each feature, by code."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return {one["id"]: one["properties"] for one in answer.get_json()["features"]}


def codes(client: FlaskClient, address: str) -> list[str]:
    return list(properties(client, address))


def test_properties_stand_in_the_order_of_the_address_book(client: FlaskClient) -> None:
    found = properties(client, f"{DISTRICTS}?indicators=unemployment_rate,population")
    # Flask's own reader keeps the order of the bytes
    for one in found.values():
        assert list(one) == [
            *IDENTITY,
            "unemployment_rate",
            "unemployment_rate_status",
            "population",
            "population_status",
        ]


def test_codes_are_strings_that_keep_their_leading_zeros(client: FlaskClient) -> None:
    found = properties(client, POSTAL)
    assert "02100" in found
    assert all(one["code"] == code and len(code) == 5 for code, one in found.items())


def test_kauniainen_is_told_apart_from_the_citys_own_areas(client: FlaskClient) -> None:
    found = properties(client, f"{POSTAL}?indicators=population")
    assert [code for code, one in found.items() if not one["member"]] == ["02700"]
    assert found["02700"]["population"] > 0


@pytest.mark.parametrize(
    ("lang", "name"),
    [("", "Kauniainen"), ("&lang=fi", "Kauniainen"), ("&lang=sv", "Grankulla"), ("&lang=en", "Kauniainen")],
)
def test_the_name_follows_the_language_and_both_names_stay(client: FlaskClient, lang: str, name: str) -> None:
    found = properties(client, f"{POSTAL}?limit=100{lang}")["02700"]
    assert (found["name"], found["name_fi"], found["name_sv"]) == (name, "Kauniainen", "Grankulla")


@pytest.mark.parametrize("level", ["suuralue", "postinumeroalue", "kunta"])
def test_geometry_is_what_rfc_7946_asks_for(client: FlaskClient, level: str) -> None:
    answer = client.get(f"/api/collections/{level}/items").get_json()
    assert "crs" not in answer
    found = [one["geometry"] for one in answer["features"] if one["geometry"] is not None]
    assert found
    for geometry in found:
        assert geometry["type"] == "MultiPolygon"
        for outer, *holes in geometry["coordinates"]:
            assert shapely.is_ccw(shapely.LinearRing(outer))
            assert not any(shapely.is_ccw(shapely.LinearRing(hole)) for hole in holes)
        points = shapely.get_coordinates(shape(geometry))
        assert ((points > [24, 60]) & (points < [25, 61])).all()  # longitude first
        written = json.dumps(geometry["coordinates"])
        assert max(len(number.split(".")[1].rstrip("]")) for number in written.split(",") if "." in number) <= 6


def test_an_area_without_a_polygon_is_a_row_without_geometry(client: FlaskClient) -> None:
    features = {one["id"]: one for one in client.get("/api/collections/kunta/items").get_json()["features"]}
    assert features["049"]["geometry"]["type"] == "MultiPolygon"
    assert features["224"]["geometry"] is None


def test_without_a_word_every_indicator_of_the_level_is_there(app: Flask, client: FlaskClient) -> None:
    atlas = app.extensions["atlas"].current
    given = set(properties(client, POSTAL)["02100"]) - set(IDENTITY)
    known = {one for one in atlas.indicators if atlas.years(one, "postinumeroalue")}
    assert given == known | {f"{one}_status" for one in known}


def test_without_a_year_the_newest_with_values_is_shown(client: FlaskClient) -> None:
    for indicators, year in (
        ("unemployment_rate", 2024),
        ("ndvi_summer", 2025),
        ("population_city", 2016),
        # one answer shows one year: the newest in which most have values
        ("ndvi_summer,unemployment_rate", 2024),
    ):
        found = properties(client, f"{DISTRICTS}?indicators={indicators}")
        assert {one["year"] for one in found.values()} == {year}, indicators


def test_an_indicator_without_values_that_year_is_there_and_says_why(client: FlaskClient) -> None:
    for one in properties(client, f"{DISTRICTS}?indicators=population,population_city&year=2024").values():
        assert one["population"] > 0
        assert (one["population_city"], one["population_city_status"]) == (None, "missing")


def test_a_median_cannot_be_formed_for_districts_and_says_so(client: FlaskClient) -> None:
    for one in properties(client, f"{DISTRICTS}?indicators=median_income").values():
        assert (one["median_income"], one["median_income_status"]) == (None, "not_applicable")
        assert one["year"] == 2024


def test_years_of_one_indicator_stand_side_by_side(client: FlaskClient) -> None:
    found = properties(client, f"{POSTAL}?indicators=unemployment_rate&years=2016,2024")["02100"]
    assert [name for name in found if name.startswith("unemployment")] == [
        "unemployment_rate_2016",
        "unemployment_rate_2016_status",
        "unemployment_rate_2024",
        "unemployment_rate_2024_status",
    ]
    assert found["year"] is None
    for year in (2016, 2024):
        alone = properties(client, f"{POSTAL}?indicators=unemployment_rate&year={year}")["02100"]
        assert found[f"unemployment_rate_{year}"] == alone["unemployment_rate"]


@pytest.mark.parametrize("limit", [1, 7, 10, 45])
def test_pages_linked_by_next_hold_every_area_once(client: FlaskClient, limit: int) -> None:
    address, seen = f"{POSTAL}?indicators=population&lang=sv&limit={limit}", []
    while address:
        page = client.get(address).get_json()
        assert page["numberMatched"] == 46
        assert page["numberReturned"] == len(page["features"]) <= limit
        assert all("population" in one["properties"] for one in page["features"])
        seen += [one["id"] for one in page["features"]]
        [address] = [link["href"] for link in page["links"] if link["rel"] == "next"] or [""]
    assert seen == codes(client, POSTAL)


def test_the_page_before_is_linked_from_the_second_on(client: FlaskClient) -> None:
    first = client.get(f"{POSTAL}?limit=10").get_json()
    assert not [link for link in first["links"] if link["rel"] == "prev"]
    third = client.get(f"{POSTAL}?limit=10&offset=20").get_json()
    [before] = [link["href"] for link in third["links"] if link["rel"] == "prev"]
    assert urlsplit(before).query == "limit=10&offset=10"


def test_a_page_beyond_the_last_is_empty(client: FlaskClient) -> None:
    page = client.get(f"{POSTAL}?offset=46").get_json()
    assert (page["numberMatched"], page["numberReturned"], page["features"]) == (46, 0, [])


def test_a_limit_above_ten_thousand_means_ten_thousand(client: FlaskClient) -> None:
    for limit in ("10000", "10001", "9" * 5000):
        assert len(codes(client, f"{POSTAL}?limit={limit}")) == 46


def test_bbox_finds_the_areas_whose_polygon_touches_it_not_their_boxes(client: FlaskClient) -> None:
    features = client.get(POSTAL).get_json()["features"]
    shapes = {one["id"]: shape(one["geometry"]) for one in features}
    asked = (24.62, 60.22, 24.64, 60.23)
    touching = [code for code, polygon in shapes.items() if polygon.intersects(shapely.box(*asked))]
    assert codes(client, f"{POSTAL}?bbox={','.join(map(str, asked))}") == touching
    only_boxes = [
        code for code, polygon in shapes.items() if shapely.box(*polygon.bounds).intersects(shapely.box(*asked))
    ]
    assert set(touching) < set(only_boxes)  # or this test would prove nothing


def test_bbox_with_heights_is_the_box_without_them(client: FlaskClient) -> None:
    flat = codes(client, f"{POSTAL}?bbox=24.7,60.2,24.72,60.21")
    assert flat
    assert codes(client, f"{POSTAL}?bbox=24.7,60.2,-100,24.72,60.21,9000") == flat


def test_bbox_over_the_antimeridian_is_two_boxes(client: FlaskClient) -> None:
    # all the way round the globe but for a slice of Espoo's west
    around = codes(client, f"{POSTAL}?bbox=24.7,60,24.4,61")
    assert around == codes(client, f"{POSTAL}?bbox=24.7,60,180,61")
    assert 0 < len(around) < 46


def test_bbox_leaves_out_areas_without_a_polygon(client: FlaskClient) -> None:
    assert codes(client, "/api/collections/kunta/items?bbox=-180,-90,180,90") == ["049"]


@pytest.mark.parametrize(
    ("moment", "year"),
    [
        ("2016", 2016),
        ("2016-05-01", 2016),
        ("2016-12-31T22:30:00Z", 2016),
        ("2017-01-01T00:30:00%2B02:00", 2016),
        ("2013/2016", 2016),
        ("../2014-06-01", 2014),
        ("2015/..", 2024),
        ("2015-01-01T00:00:00Z/", 2024),
    ],
)
def test_datetime_shows_the_newest_year_it_touches(client: FlaskClient, moment: str, year: int) -> None:
    found = properties(client, f"{POSTAL}?indicators=unemployment_rate&datetime={moment}")
    assert len(found) == 46
    assert {one["year"] for one in found.values()} == {year}


def test_datetime_that_touches_no_year_finds_nothing(client: FlaskClient) -> None:
    page = client.get(f"{POSTAL}?indicators=unemployment_rate&datetime=2018/2023").get_json()
    assert (page["numberMatched"], page["features"]) == (0, [])


def test_one_area_is_the_same_feature_as_in_the_list(client: FlaskClient) -> None:
    alone = client.get(f"{POSTAL}/02230?indicators=population").get_json()
    [listed] = [
        one for one in client.get(f"{POSTAL}?indicators=population").get_json()["features"] if one["id"] == "02230"
    ]
    assert {key: value for key, value in alone.items() if key != "links"} == listed


@pytest.mark.parametrize(
    "words", ["limit=3", "bbox=24.7,60.2,24.72,60.21", "crs=EPSG:3067", "skipGeometry=true", "filter=code='02100'"]
)
def test_a_box_is_told_only_where_it_is_that_of_the_features_given(client: FlaskClient, words: str) -> None:
    whole = client.get(POSTAL).get_json()
    bounds = shapely.total_bounds([shape(one["geometry"]) for one in whole["features"]])
    assert whole["bbox"] == pytest.approx(bounds.tolist(), abs=1e-9)
    assert "bbox" not in client.get(f"{POSTAL}?{words}").get_json()


def test_an_unknown_area_is_not_found_and_the_known_ones_are_named(client: FlaskClient) -> None:
    answer = client.get(f"{DISTRICTS}/492000000")
    assert answer.status_code == 404
    assert answer.get_json()["parameter"] == "code"
    assert "0492000000" in answer.get_json()["allowed"]


def test_values_round_to_what_pages_show(app: Flask, client: FlaskClient) -> None:
    atlas = app.extensions["atlas"].current
    for level in ("suuralue", "postinumeroalue", "kunta"):
        found = properties(client, f"/api/collections/{level}/items")
        for name, indicator in atlas.indicators.items():
            if not atlas.years(name, level):
                continue
            for i, code in enumerate(found):
                value = found[code][name]
                exact = atlas.slice(name, level, found[code]["year"]).value[i]
                assert (value is None) == (exact != exact)
                if value is not None:
                    assert round(value, indicator.decimals) == round(exact, indicator.decimals)
