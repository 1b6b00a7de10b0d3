"""Each status from the publisher's mark to the API: value null, and a word that says why."""

from __future__ import annotations

import pytest
from flask import Flask

from hytemap.model import Status
from tests.content import MARKS

#: area, year, status: the marks put into 2024; 02200, whose borders of 2014 were shared out; a figure as published
STATUSES = [
    *((code, 2024, status) for code, (_, status) in MARKS.items()),
    ("02200", 2014, "estimated"),
    ("02140", 2024, "ok"),
]


def ask(app: Flask, address: str) -> dict:
    answer = app.test_client().get(address)
    assert answer.status_code == 200, answer.text
    return answer.get_json()


@pytest.mark.parametrize(("code", "year", "status"), STATUSES)
def test_a_feature_says_why_it_has_no_value(marked_app: Flask, code: str, year: int, status: str) -> None:
    found = ask(
        marked_app,
        f"/api/collections/postinumeroalue/items/{code}?indicators=unemployment_rate&year={year}",
    )["properties"]
    assert found["unemployment_rate_status"] == status
    assert (found["unemployment_rate"] is not None) == (status in ("ok", "estimated"))


@pytest.mark.parametrize(("code", "year", "status"), STATUSES)
def test_a_comparison_says_why_and_compares_nothing_without_a_value(
    marked_app: Flask, code: str, year: int, status: str
) -> None:
    answer = ask(marked_app, f"/api/compare?level=postinumeroalue&indicators=unemployment_rate&year={year}")
    [found] = [one["properties"] for one in answer["features"] if one["id"] == code]
    valued = status in ("ok", "estimated")
    assert found["unemployment_rate_status"] == status
    for more in ("", "_rank"):
        assert (found[f"unemployment_rate{more}"] is not None) == valued, more


@pytest.mark.parametrize(("code", "year", "status"), STATUSES)
def test_a_view_says_why_and_gives_no_class_without_a_value(
    marked_app: Flask, code: str, year: int, status: str
) -> None:
    answer = ask(marked_app, f"/api/view?level=postinumeroalue&year={year}&lang=en")
    [found] = [one for one in answer["areas"] if one["code"] == code]
    valued = status in ("ok", "estimated")
    assert found["status"] == status
    assert (found["value"] is not None) == (found["class"] is not None) == (found["rank"] is not None) == valued
    if not valued:
        assert found["text"] == status.replace("_", " ")
    assert status in {one["status"] for one in answer["statuses"]}


@pytest.mark.parametrize(("code", "year", "status"), STATUSES)
def test_an_observation_without_a_value_gives_no_parts_either(
    marked_app: Flask, code: str, year: int, status: str
) -> None:
    answer = ask(
        marked_app,
        f"/api/indicators/unemployment_rate/observations?level=postinumeroalue&year={year}",
    )
    [found] = [one for one in answer["observations"] if one["code"] == code]
    valued = status in ("ok", "estimated")
    assert found["status"] == status
    for name in ("value", "numerator", "denominator"):
        assert (found[name] is not None) == valued, name


def test_the_legend_counts_every_status_there_is(marked_app: Flask) -> None:
    answer = ask(marked_app, "/api/view?level=postinumeroalue&year=2024")
    counted = {one["status"]: one["count"] for one in answer["statuses"]}
    stood = [one["status"] for one in answer["areas"]]
    assert counted == {status: stood.count(status) for status in set(stood)}
    assert set(counted) == {status for _, year, status in STATUSES if year == 2024}


def test_every_status_of_the_model_is_tried_here() -> None:
    assert {status for _, _, status in STATUSES} == {status.word for status in Status}
