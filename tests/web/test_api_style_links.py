"""Features link to the style that draws them in QGIS as the web map does."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

ITEMS = "/api/collections/{}/items"
POSTAL = ITEMS.format("postinumeroalue")


def styles(client: FlaskClient, address: str) -> list[dict[str, str]]:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return [one for one in answer.get_json()["links"] if one["rel"] == "stylesheet"]


def words(link: dict[str, str]) -> dict[str, str]:
    return {word: values[0] for word, values in parse_qs(urlsplit(link["href"]).query).items()}


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (f"{POSTAL}?indicators=unemployment_rate&year=2016", {"indicator": "unemployment_rate", "year": "2016"}),
        (f"{POSTAL}?indicators=higher_degree", {"indicator": "higher_degree", "year": "2024"}),
        (
            ITEMS.format("suuralue.students"),
            {"indicator": "students", "year": "2024", "level": "suuralue"},
        ),
        (
            "/api/compare?indicators=flats&level=postinumeroalue&year=2016&method=base&classes=5&base=espoo",
            {"indicator": "flats", "year": "2016", "method": "base", "classes": "5", "base": "espoo"},
        ),
    ],
)
def test_a_style_is_of_the_same_figures(client: FlaskClient, address: str, said: dict[str, str]) -> None:
    [link] = styles(client, f"{address}{'&' if '?' in address else '?'}lang=sv")
    assert words(link) == {"level": "postinumeroalue", "lang": "sv", "f": "qml"} | said
    answer = client.get(link["href"])
    assert (answer.status_code, answer.content_type) == (200, link["type"])
    assert said["indicator"] in answer.text


def test_each_indicator_that_was_named_has_one(client: FlaskClient) -> None:
    found = styles(client, f"{POSTAL}?indicators=flats,students&lang=en")
    assert [(words(one)["indicator"], one["title"]) for one in found] == [
        (name, client.get(f"/api/indicators/{name}?lang=en").get_json()["title"]) for name in ("flats", "students")
    ]


@pytest.mark.parametrize(
    ("address", "why"),
    [
        (POSTAL, "none was named, and there are dozens"),
        (f"{POSTAL}?indicators=flats&years=2016,2024", "no column has the indicator's own name"),
        (f"{POSTAL}?indicators=flats&properties=code,flats", "the style needs the status"),
        (f"{POSTAL}?indicators=flats,population_city&properties=code,population_city&year=2024", "no figures"),
    ],
)
def test_where_a_style_would_not_fit_there_is_none(client: FlaskClient, address: str, why: str) -> None:
    assert styles(client, address) == [], why
