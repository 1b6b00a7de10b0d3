"""Sotkanet from end to end: fetched from loopback, built, and shown by API and page with groups and bases."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from babel.dates import format_date
from flask import Flask
from flask.testing import FlaskClient

from hytemap.atlas import Atlas
from hytemap.definitions import load
from hytemap.model import Status
from hytemap.settings import Settings
from hytemap.sources.work import kept_origins
from hytemap.web.app import create_app
from tests.contract import faults
from tests.sotkanet import MUNICIPALITIES, root, sotkanet
from tests.sotkanet import fetched as sotkanet_fetched

SMOKERS = "/fi/map?level=kunta&indicator=daily_smokers"


@pytest.fixture(scope="module")
def fetched(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return sotkanet_fetched(tmp_path_factory.mktemp("sotkanet"))


@pytest.fixture(scope="module")
def with_sotkanet(fetched: Settings) -> Flask:
    return create_app(fetched, watch=False)


@pytest.fixture
def atlas(with_sotkanet: Flask) -> Atlas:
    found: Atlas = with_sotkanet.extensions["atlas"].current
    return found


@pytest.fixture
def there(with_sotkanet: Flask) -> FlaskClient:
    """A client of the application that has Sotkanet's figures."""
    return with_sotkanet.test_client()


def told(html: str) -> str:
    """The text of a page."""
    without_data = re.sub(r"<script.*?</script>", " ", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", without_data)).split())


def page(client: FlaskClient, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, told(answer.text)[:500]
    return answer.text


def row(html: str, code: str) -> str:
    found = re.search(rf'<tr data-code="{code}">(.*?)</tr>', html, re.DOTALL)
    assert found
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found[1])).split())


def options(html: str, name: str) -> dict[str, str]:
    """What a select offers: value → text; empty when it is not on the page."""
    found = re.search(rf'<select id="{name}".*?</select>', html, re.DOTALL)
    return dict(re.findall(r'<option value="([^"]*)"[^>]*>([^<]*)<', found[0])) if found else {}


def chosen(html: str, name: str) -> list[str]:
    found = re.search(rf'<select id="{name}".*?</select>', html, re.DOTALL)
    return re.findall(r'<option value="([^"]*)" selected', found[0]) if found else []


# --- the atlas ---


def test_every_indicator_has_ok_values_in_ten_municipalities_and_three_years(atlas: Atlas) -> None:
    own = [indicator for indicator in atlas.indicators.values() if indicator.source.id == "sotkanet"]
    assert len(own) >= 20
    for indicator in own:
        assert atlas.levels_with(indicator.id) == ["kunta"]
        assert atlas.years(indicator.id, "kunta") == [2021, 2022, 2023]
        assert atlas.groups(indicator.id, "kunta") == ["total", "female", "male"]
        assert set(atlas.slice(indicator.id, "kunta", 2023).status.tolist()) == {Status.OK}
    assert set(atlas.levels["kunta"].position) == set(MUNICIPALITIES)


def test_the_county_and_the_country_are_bases_and_no_level(atlas: Atlas) -> None:
    assert "reference" not in atlas.levels
    assert atlas.named_bases == ["espoo", "luvn", "finland"]
    found = {base: atlas.base("daily_smokers", 2023, base).value for base in atlas.named_bases}
    assert found == {"espoo": 12.3, "luvn": 8.0, "finland": 10.0}
    assert atlas.base("daily_smokers", 2023, "finland", "female").value == 9.0


def test_the_snapshot_still_opens_in_gdal(fetched: Settings) -> None:
    [path] = fetched.snapshots.glob("snapshot-*.gpkg")
    done = subprocess.run(["ogrinfo", "-so", path, "reference"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Geometry: Multi Polygon" in done.stdout
    assert "Feature Count: 2" in done.stdout


# --- the API ---


def test_the_indicator_carries_the_publisher_s_words_in_three_languages(there: FlaskClient) -> None:
    answer = there.get("/api/indicators/morbidity_index?lang=en").get_json()
    assert faults("indicator", answer) == []
    assert answer["metadata"]["title"]["sv"] == "Nimi morbidity_index (sv)"
    assert answer["metadata"]["description"] == {
        "fi": "Kuvaus: Nimi morbidity_index",
        "sv": "Beskrivning: Nimi morbidity_index",
        "en": None,
    }
    assert answer["metadata"]["limits"]["fi"] == "Tulkinta. Rajaus & huomio."
    assert answer["groups"] == {"female": "Women", "male": "Men"}
    assert answer["unit"] == "index"


@pytest.mark.parametrize(
    ("base", "difference", "name"),
    [
        ("espoo", 0.0, "Espoo"),
        ("luvn", 4.3, "Länsi-Uudenmaan hyvinvointialue"),
        ("finland", 2.3, "Suomi"),
        ("078", 6.3, "Hanko"),
    ],
)
def test_difference_and_ratio_are_told_against_the_base(
    there: FlaskClient, base: str, difference: float, name: str
) -> None:
    answer = there.get(f"/api/compare?level=kunta&indicators=daily_smokers&year=2023&base={base}&lang=fi").get_json()
    assert faults("compare", answer) == []
    [column] = answer["comparison"]["columns"]
    assert (column["base"]["base"], column["base"]["name"]) == (base, name)
    espoo = next(feature["properties"] for feature in answer["features"] if feature["id"] == "049")
    assert espoo["daily_smokers_diff"] == pytest.approx(difference)
    assert espoo["daily_smokers_ratio"] == pytest.approx(12.3 / (12.3 - difference), abs=0.001)


def test_figures_of_women_are_those_of_women_everywhere(there: FlaskClient) -> None:
    words = "indicator=daily_smokers&level=kunta&year=2023&group=female"
    view = there.get(f"/api/view?{words}&base=finland").get_json()
    assert faults("view", view) == []
    assert (view["group"], view["group_text"]) == ("female", "Naiset")
    assert next(area["value"] for area in view["areas"] if area["code"] == "049") == 11.3
    assert view["base"]["value"] == 9.0
    rows = there.get("/api/indicators/daily_smokers/observations?level=kunta&year=2023&group=female").get_json()
    assert faults("observations", rows) == []
    assert rows["group"] == "female"
    assert next(one["value"] for one in rows["observations"] if one["code"] == "049") == 11.3
    items = there.get("/api/collections/kunta/items?group=female&limit=1").get_json()
    assert faults("items", items) == []
    properties = items["features"][0]["properties"]
    assert properties["daily_smokers"] == 11.3
    assert "population" not in properties, "nobody counted women there"


@pytest.mark.parametrize(
    ("address", "parameter", "allowed"),
    [
        ("/api/view?group=female", "group", ["total"]),
        ("/api/view?indicator=daily_smokers&group=cats", "group", ["total", "female", "male"]),
        ("/api/compare?indicators=daily_smokers,population&group=male", "group", ["total"]),
        ("/api/collections/kunta/items?indicators=population&group=male", "group", ["total"]),
        ("/api/view?base=mars", "base", ["espoo", "luvn", "finland", "target", "the code of an area"]),
        ("/api/view?base=target", "base", ["espoo", "luvn", "finland"]),
    ],
)
def test_a_group_or_base_that_is_not_there_is_a_fault_that_names_those_that_are(
    there: FlaskClient, address: str, parameter: str, allowed: list[str]
) -> None:
    answer = there.get(address)
    assert answer.status_code == 400
    problem = answer.get_json()
    assert faults("problem", problem) == []
    assert (problem["parameter"], problem["allowed"]) == (parameter, allowed)


@pytest.fixture
def with_target(fetched: Settings) -> FlaskClient:
    """A client of an application in which smoking has a target of 5 %."""
    app = create_app(fetched, watch=False)
    holder = app.extensions["atlas"]
    atlas: Atlas = holder.current
    source = {"fi": "Ohjelma", "sv": "Program", "en": "Programme"}
    indicator = replace(atlas.indicator("daily_smokers"), target={"value": 5.0, "year": 2030, "source": source})
    holder.current = replace(atlas, indicators=atlas.indicators | {"daily_smokers": indicator})
    return app.test_client()


def test_women_are_compared_where_all_indicators_have_them(there: FlaskClient) -> None:
    words = "level=kunta&indicators=daily_smokers,loneliness&year=2023&group=female"
    html = told(there.get(f"/en/compare?{words}").text)
    assert "Daily smokers, women 2023" in html
    api = there.get(f"/api/compare?{words}").get_json()
    assert {column["group"] for column in api["comparison"]["columns"]} == {"female"}
    # population is not known by sex: everybody is shown of both, and the page says so
    mixed = told(there.get("/en/compare?level=kunta&indicators=daily_smokers,population&group=female").text)
    assert "Those of everybody are shown." in mixed
    assert "women 2" not in mixed


def test_comparisons_against_a_target_need_it_of_all(with_target: FlaskClient) -> None:
    both = told(with_target.get("/en/compare?level=kunta&indicators=daily_smokers,loneliness&base=target").text)
    assert "There is no figure to compare with of: target" in both
    years = told(with_target.get("/en/compare?level=kunta&indicators=daily_smokers&base=target").text)
    assert "There is no figure to compare with" not in years
    assert "Target 5.0%" in years


def test_a_target_is_a_base_like_any_other(with_target: FlaskClient) -> None:
    address = "/api/compare?level=kunta&indicators=daily_smokers&year=2023&base=target&lang=en"
    answer = with_target.get(address).get_json()
    assert faults("compare", answer) == []
    base = answer["comparison"]["columns"][0]["base"]
    assert (base["name"], base["value"], base["level"]) == ("target", 5.0, None)
    espoo = next(feature["properties"] for feature in answer["features"] if feature["id"] == "049")
    assert espoo["daily_smokers_diff"] == pytest.approx(7.3)
    described = with_target.get("/api/indicators/daily_smokers?lang=en").get_json()
    assert faults("indicator", described) == []
    assert described["target"] == {"value": 5.0, "year": 2030, "source": "Programme"}
    html = page(with_target, f"{SMOKERS}&base=target&year=2023")
    assert options(html, "base")["target"] == "Tavoite"
    assert "ero: tavoite" in told(html)
    assert row(html, "049").endswith("12,3 +7,3")


# --- the page ---


def test_the_page_offers_groups_and_bases_that_have_figures(there: FlaskClient) -> None:
    html = page(there, SMOKERS)
    assert options(html, "group") == {"total": "Koko väestö", "female": "Naiset", "male": "Miehet"}
    assert options(html, "base") == {
        "espoo": "Espoo",
        "luvn": "Länsi-Uudenmaan hyvinvointialue",
        "finland": "Suomi",
    }
    other = page(there, "/fi/map?level=suuralue&indicator=unemployment_rate")
    assert options(other, "group") == options(other, "base") == {}


def test_the_page_compares_with_the_base_in_its_address_and_keeps_it_in_its_links(there: FlaskClient) -> None:
    html = page(there, f"{SMOKERS}&year=2023&group=female&base=finland")
    text = told(html)
    assert (chosen(html, "group"), chosen(html, "base")) == (["female"], ["finland"])
    assert "Päivittäin tupakoivat, naiset 2023" in text
    assert "Suomi 9,0 %" in text
    assert "ero: Suomi" in text
    assert row(html, "049").endswith("11,3 +2,3")
    assert "/sv/map?level=kunta&amp;indicator=daily_smokers&amp;year=2023&amp;group=female&amp;base=finland" in html
    geojson = re.search(r'href="[^"]*(/api/compare\?[^"]*)"', html)
    assert geojson
    answer = there.get(unescape(geojson[1]))
    assert answer.status_code == 200
    assert answer.get_json()["comparison"]["columns"][0]["base"]["base"] == "finland"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fi", ("Väestöryhmä", "Vertailukohta", "Länsi-Uudenmaan hyvinvointialue")),
        ("sv", ("Befolkningsgrupp", "Jämförs med", "Västra Nylands välfärdsområde")),
        ("en", ("Population group", "Compared with", "Western Uusimaa wellbeing services county")),
    ],
)
def test_the_choices_speak_the_reader_s_language(there: FlaskClient, language: str, words: tuple[str, ...]) -> None:
    text = told(page(there, SMOKERS.replace("/fi/", f"/{language}/")))
    assert [word for word in words if word not in text] == []


def test_a_group_or_base_the_next_indicator_lacks_is_told_and_ends_at_no_closed_door(there: FlaskClient) -> None:
    html = page(there, "/fi/map?level=suuralue&indicator=unemployment_rate&group=female&base=finland")
    text = told(html)
    assert "Tällä indikaattorilla ei ole lukuja väestöryhmästä naiset." in text
    assert "Vertailukohdasta Suomi ei ole lukua. Alueita verrataan Espooseen." in text
    assert "group=" not in html.split('rel="canonical"')[1].split(">")[0]
    same = page(there, "/fi/map?level=suuralue&indicator=unemployment_rate&base=target")
    assert "Vertailukohdasta tavoite ei ole lukua." in told(same)


@pytest.mark.parametrize("words", ["group=cats", "base=mars"])
def test_a_group_or_base_nobody_has_is_not_found(there: FlaskClient, words: str) -> None:
    assert "Sivua ei löydy" in told(page(there, f"{SMOKERS}&{words}", 404))


def test_the_publisher_s_words_stand_on_the_page_marked_with_their_language(there: FlaskClient) -> None:
    html = page(there, "/en/map?level=kunta&indicator=morbidity_index")
    assert "<p>Nimi morbidity_index (en)</p>" in html
    assert '<p lang="fi">Kuvaus: Nimi morbidity_index</p>' in html
    assert "Tulkinta. Rajaus &amp; huomio." in html


def test_the_trend_is_that_of_the_group(there: FlaskClient) -> None:
    html = page(there, f"{SMOKERS}&year=2023&group=male")
    trend = re.search(r'<desc id="trend-desc">(.*?)</desc>', html)
    assert trend
    assert "2021 13,1" in unescape(trend[1]).replace("\u00a0", " ")


def test_municipal_figures_leave_health_inclusion_and_safety_without_figures_by_district(there: FlaskClient) -> None:
    assert "näistä teemoista: terveys, osallisuus ja turvallisuus." in told(page(there, SMOKERS))


def test_before_fetching_an_indicator_stands_apart_and_says_how_to_get_it(client: FlaskClient) -> None:
    html = page(client, SMOKERS)
    assert "hytemap fetch sotkanet" in told(html)
    assert "Tämän indikaattorin lukuja ei ole vielä haettu." in told(html)
    unfetched = html.split('<optgroup label="Ei vielä haettu">')[1].split("</optgroup>")[0]
    assert '<option value="daily_smokers" selected>' in unfetched
    assert chosen(page(client, "/fi/map"), "indicator") == ["unemployment_rate"]
    described: Any = client.get("/api/indicators/daily_smokers").get_json()
    assert (described["metadata"], described["levels"], described["moments"]) == (None, {}, [])


@pytest.mark.slow
def test_the_command_line_fetches_and_builds(tmp_path: Path, loopback: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from click.testing import CliRunner

    from hytemap.cli.fetch import fetch as command

    service = loopback()
    sotkanet(service, load(Settings()))
    monkeypatch.setenv("HYTEMAP_SERVICE_SOTKANET", root(service))
    monkeypatch.setenv("HYTEMAP_DATA", os.fspath(tmp_path))
    result = CliRunner().invoke(command, ["sotkanet"])
    assert result.exit_code == 0, result.output
    assert "sotkanet: 12 areas, 2023" in result.output
    assert "is indicator 90" in result.output
    assert "snapshot " in result.output


def test_an_indicators_page_tells_when_figures_came_and_what_the_publisher_says(
    there: FlaskClient, fetched: Settings
) -> None:
    came = max(str(said["fetched_at"]) for said in kept_origins(fetched, "sotkanet").values())
    year, month, day = (int(part) for part in came[:10].split("-"))
    html = page(there, "/sv/indicators/daily_smokers")
    assert f"Senast uppdaterad här {day}.{month}.{year}" in told(html)
    # something is new at Sotkanet every month: the next is expected in the month after
    following = f"{year + month // 12}-{month % 12 + 1:02}"
    expected = format_date(date.fromisoformat(f"{following}-01"), "LLLL yyyy", "sv")
    assert f"Nästa uppdatering väntas {expected}" in told(html)
    assert "Tolkning. Avgränsning." in told(html)
    assert "hytemap fetch" not in html
    shown = there.get("/sv/indicators?freshness=fresh&q=sotkanet").text
    assert re.search(r'<li class="one" data-words="daily_smokers ', shown)
