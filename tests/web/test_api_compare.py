"""`/api/compare` and `/api/view`: enough for a client to draw the same map as ours, and the same numbers."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient

from hytemap.maps.view import make_view
from hytemap.statistics.class_breaks import classify

LEVELS = ["suuralue", "postinumeroalue", "kunta"]


def compared(client: FlaskClient, query: str) -> tuple[dict, dict[str, dict]]:
    """The `comparison` member, and the properties of each feature by code."""
    answer = client.get(f"/api/compare?{query}")
    assert answer.status_code == 200, answer.text
    body = answer.get_json()
    return body["comparison"], {one["id"]: one["properties"] for one in body["features"]}


def test_each_indicator_has_all_its_properties_and_no_place_holders(client: FlaskClient) -> None:
    _, found = compared(client, "indicators=unemployment_rate,population&year=2024")
    for one in found.values():
        assert list(one)[10:] == [
            f"{name}{more}"
            for name in ("unemployment_rate", "population")
            for more in ("", "_status", "_rank", "_diff", "_ratio", "_low", "_high", "_judgement")
        ]


@pytest.mark.parametrize("level", LEVELS)
def test_difference_and_ratio_are_to_the_citys_own_value(client: FlaskClient, level: str) -> None:
    comparison, found = compared(client, f"level={level}&indicators=unemployment_rate&year=2024")
    [column] = comparison["columns"]
    city = column["base"]["value"]
    assert column["base"]["name"] == "Espoo"
    valued = [one for one in found.values() if one["unemployment_rate"] is not None]
    assert valued
    for one in valued:
        assert one["unemployment_rate_diff"] == pytest.approx(one["unemployment_rate"] - city, abs=2e-4)
        assert one["unemployment_rate_ratio"] == pytest.approx(one["unemployment_rate"] / city, abs=2e-5)


def test_ranks_run_from_the_highest_value_and_leave_kauniainen_out(client: FlaskClient) -> None:
    comparison, found = compared(client, "level=postinumeroalue&indicators=population&year=2024")
    assert found["02700"]["population"] > 0
    assert found["02700"]["population_rank"] is None
    ranked = sorted(
        (one["population_rank"], -one["population"]) for one in found.values() if one["population_rank"] is not None
    )
    assert [rank for rank, _ in ranked] == sorted(rank for rank, _ in ranked)
    assert [value for _, value in ranked] == sorted(value for _, value in ranked)
    assert ranked[0][0] == 1
    assert comparison["columns"][0]["ranked"] == len(ranked) == 45


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("indicator", ["unemployment_rate", "population", "mean_income", "ndvi_summer"])
def test_a_client_draws_the_same_classes_from_values_and_breaks(
    app: Flask, client: FlaskClient, level: str, indicator: str
) -> None:
    comparison, found = compared(client, f"level={level}&indicators={indicator}")
    [column] = comparison["columns"]
    values = np.array([one[indicator] for one in found.values()], dtype=float)
    ours = make_view(app.extensions["atlas"].current, level, indicator, column["year"])
    drawn = classify(values, column["breaks"])
    assert drawn.tolist() == ours.class_of.tolist()
    assert [one["colour"] for one in column["classes"]] == ours.colours
    # Kauniainen is drawn, but not counted
    members = drawn[np.array([one["member"] for one in found.values()])]
    assert [one["count"] for one in column["classes"]] == [int((members == i).sum()) for i in range(len(ours.colours))]
    for below, above in itertools.pairwise(column["classes"]):
        assert below["high"] == above["low"]


def test_years_of_one_indicator_are_compared_on_the_same_breaks(client: FlaskClient) -> None:
    comparison, found = compared(client, "indicators=unemployment_rate&years=2012,2024")
    first, second = comparison["columns"]
    assert (first["column"], second["column"]) == ("unemployment_rate_2012", "unemployment_rate_2024")
    assert (first["year"], second["year"]) == (2012, 2024)
    assert first["breaks"] == second["breaks"]
    assert {"unemployment_rate_2012_rank", "unemployment_rate_2024_ratio"} <= set(found["0491000000"])


def test_the_method_and_the_classes_asked_are_used(client: FlaskClient) -> None:
    comparison, _ = compared(client, "level=postinumeroalue&indicators=population&method=quantile&classes=3")
    [column] = comparison["columns"]
    assert (column["method"], len(column["classes"])) == ("quantile", 3)
    # each year's member areas in three parts as even as ties and the years' pooling let them be
    assert sum(one["count"] for one in column["classes"]) == 45


def test_a_comparison_says_where_its_figures_come_from(client: FlaskClient) -> None:
    comparison, _ = compared(client, "indicators=unemployment_rate,ndvi_summer&lang=en")
    assert comparison["boundary_quality"] == "generalised"
    for column in comparison["columns"]:
        assert column["source"]["publisher"]
        assert column["licence"]
        assert column["attribution"]
        assert column["moment"]["reference"]


def view(client: FlaskClient, query: str = "") -> dict:
    answer = client.get(f"/api/view?{query}")
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def test_the_default_view_is_unemployment_by_district_in_its_newest_year(client: FlaskClient) -> None:
    shown = view(client)
    assert (shown["level"], shown["indicator"], shown["year"]) == ("suuralue", "unemployment_rate", 2024)
    assert shown["years"] == [2012, 2013, 2014, 2015, 2016, 2024]


def test_a_view_and_a_comparison_agree(client: FlaskClient) -> None:
    comparison, found = compared(client, "level=postinumeroalue&indicators=unemployment_rate&year=2016")
    shown = view(client, "level=postinumeroalue&indicator=unemployment_rate&year=2016")
    [column] = comparison["columns"]
    told_apart = ("column", "indicator", "city", "gap", "moment", "source", "interval", "basis")
    assert {name: shown[name] for name in column if name not in told_apart} == {
        name: value for name, value in column.items() if name not in told_apart
    }
    for area in shown["areas"]:
        properties = found[area["code"]]
        assert area["value"] == properties["unemployment_rate"]
        assert area["rank"] == properties["unemployment_rate_rank"]
        assert area["status"] == properties["unemployment_rate_status"]
        told = None if area["code"] == "02700" else properties["unemployment_rate_diff"]
        assert area["compared"] == (None if told is None else round(told, 1))
        assert area["judgement"] == properties["unemployment_rate_judgement"]
        assert area["low"] == pytest.approx(properties["unemployment_rate_low"], abs=0.051)
        assert area["high"] == pytest.approx(properties["unemployment_rate_high"], abs=0.051)


def test_an_area_is_judged_only_where_its_interval_leaves_the_base_outside(client: FlaskClient) -> None:
    comparison, found = compared(client, "level=postinumeroalue&indicators=unemployment_rate&year=2024")
    city = comparison["columns"][0]["base"]["value"]
    seen = set()
    for one in found.values():
        low, high, word = (one[f"unemployment_rate_{name}"] for name in ("low", "high", "judgement"))
        assert low < one["unemployment_rate"] < high
        if word == "similar":
            assert low <= city <= high
        else:
            # where lower is better
            assert (
                (city < low) if word in ("worse", "much_worse") else (city > high and word in ("better", "much_better"))
            )
        seen.add(word)
    assert seen == {"much_better", "better", "similar", "worse", "much_worse"}


def test_a_median_is_compared_but_never_judged(client: FlaskClient) -> None:
    comparison, found = compared(client, "level=postinumeroalue&indicators=median_income&year=2024")
    assert comparison["columns"][0]["interval"] == "none"
    assert {one["median_income_judgement"] for one in found.values()} == {None}
    assert {one["median_income_low"] for one in found.values()} == {None}


def test_the_citys_trend_and_the_gap_are_told_with_the_years_they_compare(client: FlaskClient) -> None:
    comparison, _ = compared(client, "level=suuralue&indicators=unemployment_rate,ndvi_summer&year=2024&lang=en")
    rate, green = comparison["columns"]
    trend = rate["city"]["trend"]
    assert (trend["movement"], trend["meaning"]) == ("rising", "worse")
    assert trend["first_year"] == 2012
    assert trend["text"].startswith("In all of Espoo it has risen and got worse since 2012 (+3.8")
    assert rate["gap"]["movement"] == "grown"
    assert "has grown since 2015" in rate["gap"]["text"]
    assert [one["year"] for one in rate["gap"]["years"]] == rate["years"]
    # one scene a summer tells no development
    assert green["city"]["trend"] is None
    assert green["gap"]["movement"] is None


def test_value_texts_are_in_the_language_and_say_what_is_estimated(client: FlaskClient) -> None:
    for lang, text in (("fi", "≈ 10,3 %"), ("sv", "≈ 10,3 %"), ("en", "≈ 10.3%")):
        area = next(one for one in view(client, f"lang={lang}")["areas"] if one["code"] == "0491000000")
        assert area["status"] == "estimated"
        assert area["text"].replace("\u00a0", " ") == text


def test_the_askers_own_breaks_are_used(client: FlaskClient) -> None:
    shown = view(client, "level=postinumeroalue&method=own&breaks=5,10.5")
    assert shown["breaks"] == [5, 10.5]
    assert len(shown["classes"]) == 3
    for area in shown["areas"]:
        assert area["class"] == (0 if area["value"] <= 5 else 1 if area["value"] <= 10.5 else 2)


def test_an_indicator_that_cannot_be_formed_gives_a_view_that_says_so(client: FlaskClient) -> None:
    shown = view(client, "indicator=median_income&lang=en")
    assert (shown["years"], shown["classes"], shown["breaks"], shown["ranked"]) == ([], [], [], 0)
    assert [(one["status"], one["count"]) for one in shown["statuses"]] == [("not_applicable", 7)]
    assert {(one["value"], one["class"], one["rank"]) for one in shown["areas"]} == {(None, None, None)}


def test_repainting_a_map_of_every_postal_area_takes_two_kilobytes_at_most(app: Flask, client: FlaskClient) -> None:
    assert "coordinates" not in client.get("/api/view?level=postinumeroalue").text
    for indicator in app.extensions["atlas"].current.indicators:
        for lang in ("fi", "sv", "en"):
            address = f"/api/view?level=postinumeroalue&indicator={indicator}&lang={lang}"
            sent = client.get(address, headers={"Accept-Encoding": "gzip"})
            assert sent.headers["Content-Encoding"] == "gzip"
            assert len(sent.data) <= 2048, (indicator, lang)


def test_an_indicator_without_figures_of_the_year_shown_is_missing_beside_one_that_has_them(
    client: FlaskClient,
) -> None:
    answer = client.get("/api/compare?indicators=unemployment_rate,ndvi_summer&year=2025")
    assert answer.status_code == 200
    for feature in answer.get_json()["features"]:
        assert feature["properties"]["unemployment_rate_status"] == "missing"
        assert feature["properties"]["ndvi_summer_status"] == "estimated"
    assert client.get("/api/compare?indicators=daily_smokers,population").status_code == 200


def test_classes_around_a_base_tell_the_value_they_stand_around(client: FlaskClient) -> None:
    shown = view(client, "level=postinumeroalue&method=base&classes=6")
    assert shown["method"] == "base"
    assert shown["centre"] == {"value": shown["base"]["value"], "year": 2024}
    assert shown["breaks"][2] == pytest.approx(shown["centre"]["value"], abs=1e-3)
    assert (shown["fewer"], shown["fewer_text"]) == (None, None)
    comparison, _ = compared(client, "level=suuralue&indicators=population,unemployment_rate&method=base&classes=4")
    assert [column["fewer"] for column in comparison["columns"]] == ["one_sided", None]
    assert comparison["columns"][0]["fewer_text"]


def test_other_methods_have_no_centre(client: FlaskClient) -> None:
    assert view(client, "level=suuralue")["centre"] is None
