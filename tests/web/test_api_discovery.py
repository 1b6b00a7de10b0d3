"""`/api/` leads a client to everything, with links it can follow from anywhere."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from hytemap.settings import Settings
from hytemap.web.app import create_app
from tests.contract.test_answers import ADDRESSES


def links(answer: dict, rel: str) -> list[str]:
    return [link["href"] for link in answer["links"] if link["rel"] == rel]


def told(media_type: str) -> str:
    """A link's type as the answer tells it."""
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def every_link(answer: object) -> list[dict]:
    """All links in an answer, however deep."""
    if isinstance(answer, list):
        return [link for one in answer for link in every_link(one)]
    if isinstance(answer, dict):
        own = answer.get("links", [])
        return own + [link for key, value in answer.items() if key != "links" for link in every_link(value)]
    return []


@pytest.fixture(scope="module")
def followed() -> set[tuple[str, str]]:
    """Links (address and type) that some answer had and that were tried: each once, as most answers share most."""
    return set()


def test_a_client_finds_the_areas_from_the_landing_page_alone(client: FlaskClient) -> None:
    [data] = links(client.get("/api/").get_json(), "data")
    levels = [one for one in client.get(data).get_json()["collections"] if "indicator" not in one]
    assert [level["id"] for level in levels] == ["suuralue", "postinumeroalue", "kunta"]
    found = {}
    for level in levels:
        [items] = links(level, "items")
        found[level["id"]] = len(client.get(items).get_json()["features"])
    assert found == {"suuralue": 7, "postinumeroalue": 46, "kunta": 10}


def test_the_landing_page_answers_with_and_without_its_last_slash(client: FlaskClient) -> None:
    assert client.get("/api").get_json()["title"] == client.get("/api/").get_json()["title"]


@pytest.mark.parametrize(
    "address", [one for name in ("landing", "collections", "items", "item") for one in ADDRESSES[name]]
)
def test_every_link_is_absolute_and_leads_to_the_type_it_promises(
    client: FlaskClient, followed: set[tuple[str, str]], address: str
) -> None:
    found = every_link(client.get(address).get_json())
    assert found
    for link in found:
        if urlsplit(link["href"]).hostname == "localhost":
            if (link["href"], link["type"]) in followed:
                continue
            followed.add((link["href"], link["type"]))
            answer = client.get(link["href"], headers={"Accept": link["type"]})
            assert (answer.status_code, answer.content_type) == (200, told(link["type"])), link
        else:
            assert link["rel"] == "license"


def test_links_begin_with_the_host_that_was_asked(client: FlaskClient) -> None:
    answer = client.get("/api/", headers={"Host": "kartta.example.fi:8443"}).get_json()
    assert links(answer, "self") == ["http://kartta.example.fi:8443/api/"]


def test_links_begin_with_the_public_address_where_one_is_set(settings: Settings) -> None:
    public = create_app(settings.model_copy(update={"public_url": "https://kartat.example.fi/hyte"}), watch=False)
    for address in ("/api/", "/api/collections/suuralue", "/api/collections/suuralue/items?limit=2"):
        answer = public.test_client().get(address, headers={"Host": "other.example"})
        made = [link["href"] for link in every_link(answer.get_json()) if link["rel"] != "license"]
        assert made
        assert all(href.startswith("https://kartat.example.fi/hyte/api/") for href in made)


def test_only_conformance_classes_that_are_met_are_claimed(client: FlaskClient) -> None:
    claimed = {one.rsplit("/", 1)[1] for one in client.get("/api/conformance").get_json()["conformsTo"]}
    assert claimed == {
        *("core", "geojson", "html", "oas30", "crs", "queryables", "filter", "features-filter"),
        *("cql2-text", "basic-cql2", "advanced-comparison-operators", "case-insensitive-comparison"),
        *("accent-insensitive-comparison", "basic-spatial-functions", "basic-spatial-functions-plus"),
        *("spatial-functions", "property-property", "arithmetic"),
    }


def test_a_level_says_where_its_areas_lie_and_of_which_years_it_has_figures(app: Flask, client: FlaskClient) -> None:
    level = client.get("/api/collections/postinumeroalue?lang=en").get_json()
    [[west, south, east, north]] = level["extent"]["spatial"]["bbox"]
    assert 24.4 < west < 24.9 > east > west
    assert 60.0 < south < north < 60.4
    atlas = app.extensions["atlas"].current
    years = {year for one in atlas.indicators for year in atlas.years(one, "postinumeroalue")}
    [[first, last]] = level["extent"]["temporal"]["interval"]
    assert (first[:4], last[:4]) == (str(min(years)), str(max(years)))


@pytest.mark.parametrize(
    ("asked", "title"),
    [("?lang=sv", "Postnummerområden"), ("?lang=en", "Postal code areas"), ("", "Postinumeroalueet")],
)
def test_titles_follow_the_language_asked(client: FlaskClient, asked: str, title: str) -> None:
    answer = client.get(f"/api/collections/postinumeroalue{asked}")
    assert answer.get_json()["title"] == title
    assert answer.headers["Content-Language"] == (asked[-2:] or "fi")


def test_the_language_asked_goes_before_the_browsers(client: FlaskClient) -> None:
    swedish = {"Accept-Language": "sv-FI,sv;q=0.9"}
    assert client.get("/api/collections/kunta", headers=swedish).headers["Content-Language"] == "sv"
    assert client.get("/api/collections/kunta?lang=en", headers=swedish).headers["Content-Language"] == "en"


def test_an_unknown_level_is_not_found_and_the_known_ones_are_named(client: FlaskClient) -> None:
    for address in ("/api/collections/kylä", "/api/collections/kylä/items", "/api/collections/kylä/items/1"):
        answer = client.get(address)
        assert answer.status_code == 404
        assert answer.get_json()["parameter"] == "collection"
        assert answer.get_json()["allowed"][:3] == ["suuralue", "postinumeroalue", "kunta"]
