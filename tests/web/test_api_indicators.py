"""`/api/indicators` and their observations, as rows."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

LAYERS = Path(__file__).resolve().parents[2] / "layers" / "indicators"


def test_every_shipped_indicator_is_listed_with_its_levels_and_years(app: Flask, client: FlaskClient) -> None:
    listed = {one["id"]: one for one in client.get("/api/indicators").get_json()["indicators"]}
    assert set(listed) == {path.stem for path in LAYERS.glob("*.yaml")}
    atlas = app.extensions["atlas"].current
    for name, one in listed.items():
        assert one["levels"] == {level: atlas.years(name, level) for level in atlas.levels_with(name)}
    assert list(listed["median_income"]["levels"]) == ["postinumeroalue"]


@pytest.mark.parametrize(
    ("lang", "title"), [("fi", "Työttömyysaste"), ("sv", "Arbetslöshetsgrad"), ("en", "Unemployment rate")]
)
def test_an_indicator_is_told_in_the_language_asked(client: FlaskClient, lang: str, title: str) -> None:
    assert client.get(f"/api/indicators/unemployment_rate?lang={lang}").get_json()["title"] == title


def test_an_indicator_tells_its_formula_source_and_how_it_was_carried(client: FlaskClient) -> None:
    found = client.get("/api/indicators/unemployment_rate?lang=en").get_json()
    assert "pt_tyott" in found["formula"]["ratio.numerator"]
    assert found["source"]["publisher"] == "Statistics Finland"
    assert set(found["carried"]) == {"suuralue", "kunta"}
    assert [one["year"] for one in found["moments"]] == found["levels"]["postinumeroalue"]


def rows(client: FlaskClient, query: str) -> list[dict]:
    answer = client.get(f"/api/indicators/{query}")
    assert answer.status_code == 200, answer.text
    return answer.get_json()["observations"]


def test_observations_run_by_year_and_area_with_what_stands_behind_each_value(client: FlaskClient) -> None:
    found = rows(client, "unemployment_rate/observations?level=postinumeroalue")
    assert len(found) == 6 * 46
    assert [one["year"] for one in found] == sorted(one["year"] for one in found)
    for one in found:
        if one["value"] is not None:
            assert one["value"] == pytest.approx(100 * one["numerator"] / one["denominator"], abs=1e-3)


def test_observations_agree_with_the_features_of_the_same_year(client: FlaskClient) -> None:
    features = client.get("/api/collections/suuralue/items?indicators=mean_age&year=2016").get_json()["features"]
    found = rows(client, "mean_age/observations?level=suuralue&year=2016")
    assert [(one["code"], one["value"], one["status"]) for one in found] == [
        (one["id"], one["properties"]["mean_age"], one["properties"]["mean_age_status"]) for one in features
    ]


@pytest.mark.parametrize("limit", [1, 6, 7, 8, 41, 42])
def test_pages_of_observations_hold_every_row_once(client: FlaskClient, limit: int) -> None:
    address, seen = f"/api/indicators/unemployment_rate/observations?level=suuralue&limit={limit}", []
    while address:
        page = client.get(address).get_json()
        assert page["numberMatched"] == 42
        assert page["numberReturned"] == len(page["observations"])
        seen += page["observations"]
        [address] = [link["href"] for link in page["links"] if link["rel"] == "next"] or [""]
    assert seen == rows(client, "unemployment_rate/observations?level=suuralue")


def test_a_page_beyond_the_last_row_is_empty(client: FlaskClient) -> None:
    assert rows(client, "unemployment_rate/observations?level=suuralue&offset=42") == []
    assert rows(client, "unemployment_rate/observations?offset=1000000000") == []


def test_without_a_level_the_first_that_has_values_is_shown(client: FlaskClient) -> None:
    for indicator, level in (("unemployment_rate", "suuralue"), ("median_income", "postinumeroalue")):
        assert client.get(f"/api/indicators/{indicator}/observations").get_json()["level"] == level


def test_a_level_the_indicator_has_nothing_for_gives_no_rows_but_a_year_asked_says_why(client: FlaskClient) -> None:
    assert rows(client, "median_income/observations?level=suuralue") == []
    asked = rows(client, "median_income/observations?level=suuralue&year=2024")
    assert {(one["value"], one["status"]) for one in asked} == {(None, "not_applicable")}
