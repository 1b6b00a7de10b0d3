"""The map page as its reader gets it: addresses, choices, statuses, explanations, faults."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from hytemap.model import Theme
from hytemap.settings import Settings
from hytemap.web import assets
from hytemap.web.app import create_app
from hytemap.web.security import CONTENT_POLICY
from tests.content import MARKS
from tests.web.printing.waiting import answer_of

LANGUAGES = ("fi", "sv", "en")
POSTAL_2024 = "/{}/map?level=postinumeroalue&indicator=unemployment_rate&year=2024"


class Page(HTMLParser):
    """A page's text, its table rows, links and element attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self._text: list[str] = []
        self._quiet = 0
        self.feed(html)
        block = re.search(r'id="map-data">(.*?)</script>', html, re.DOTALL)
        self.data: dict[str, Any] = json.loads(block[1]) if block else {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._quiet += tag == "script"

    def handle_endtag(self, tag: str) -> None:
        self._quiet -= tag == "script"

    def handle_data(self, data: str) -> None:
        if not self._quiet:
            self._text.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self._text).split())

    @property
    def links(self) -> list[str]:
        return [attributes["href"] or "" for tag, attributes in self.elements if tag == "a" and "href" in attributes]

    def row(self, code: str) -> str:
        """The text of the table's row of an area."""
        found = re.search(rf'<tr data-code="{code}">(.*?)</tr>', self.html, re.DOTALL)
        assert found, f"no row of {code}"
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", found[1])).split())

    def area(self, code: str) -> dict[str, Any]:
        """The area in the block of data: what it is, and what is told of it."""
        return next(area for area in self.areas if area["code"] == code)

    @property
    def areas(self) -> list[dict[str, Any]]:
        """Every area in the block of data."""
        places, values = self.data["level"]["areas"], self.data["view"]["areas"]
        assert [area["code"] for area in places] == [area["code"] for area in values]
        return [place | value for place, value in zip(places, values, strict=True)]

    def legend(self) -> str:
        found = re.search(r'<section class="legend".*?</section>', self.html, re.DOTALL)
        assert found
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", found[0])).split())


def get(client: FlaskClient, address: str, status: int = 200) -> Page:
    answer = client.get(address)
    assert answer.status_code == status, answer.text[:500]
    assert answer.content_type == "text/html; charset=utf-8"
    return Page(answer.text)


# --- addresses ---


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("sv-FI,sv;q=0.9", "sv"), ("en-GB", "en"), ("fi", "fi"), ("de", "fi"), (None, "fi"), ("de,sv;q=0.5", "sv")],
)
def test_the_root_leads_to_the_map_in_the_reader_s_language(
    client: FlaskClient, accepted: str | None, language: str
) -> None:
    answer = client.get("/", headers={} if accepted is None else {"Accept-Language": accepted})
    assert answer.status_code == 302
    assert answer.location == f"/{language}/map"
    assert "Accept-Language" in answer.vary


@pytest.mark.parametrize("address", ["/sv/", "/sv"])
def test_a_language_alone_leads_to_its_map(client: FlaskClient, address: str) -> None:
    assert client.get(address).location == "/sv/map"


def test_without_words_the_default_view_of_the_newest_year_is_shown(client: FlaskClient) -> None:
    page = get(client, "/fi/map")
    assert "Työttömyysaste 2024" in page.text
    assert len(page.areas) == 7
    assert page.html == get(client, "/fi/map").html


def test_settings_can_name_another_default_view(settings: Any) -> None:
    changed = settings.model_copy(update={"default_level": "postinumeroalue", "default_indicator": "mean_age"})
    page = get(create_app(changed, watch=False).test_client(), "/en/map")
    assert "Mean age" in page.text
    assert len(page.areas) == 46


def test_unknown_words_are_ignored_and_a_reader_who_has_the_page_gets_304(client: FlaskClient) -> None:
    address = "/fi/map?level=suuralue&indicator=mean_age&year=2016&utm_source=x"
    first = client.get(address)
    assert first.status_code == 200
    assert first.data == client.get(address).data
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""


def test_the_same_page_in_another_language_has_another_etag(client: FlaskClient) -> None:
    tags = {client.get(f"/{language}/map").headers["ETag"] for language in LANGUAGES}
    assert len(tags) == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_view_is_offered_in_the_other_languages(client: FlaskClient, language: str) -> None:
    page = get(client, f"/{language}/map?level=postinumeroalue&indicator=mean_age&year=2016&classes=4")
    for other in LANGUAGES:
        address = f"/{other}/map?level=postinumeroalue&indicator=mean_age&year=2016&method=natural&classes=4"
        assert address in page.links


# --- statuses, from the publisher's mark on ---

WORDS = {
    "suppressed": ("suojattu", "skyddad", "suppressed"),
    "missing": ("puuttuu", "uppgift saknas", "missing"),
    "not_applicable": ("ei sovellettavissa", "ej tillämplig", "not applicable"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_mark_of_the_publisher_is_told_in_table_data_and_legend(marked_app: Flask, language: str) -> None:
    page = get(marked_app.test_client(), POSTAL_2024.format(language))
    for code, (_, status) in MARKS.items():
        word = WORDS[status][LANGUAGES.index(language)]
        assert page.row(code).startswith("–"), "an area without a value has no rank"
        assert page.row(code).endswith(word)
        area = page.area(code)
        assert (area["status"], area["text"], area["class"]) == (status, word, None)
        assert word in page.legend()
        assert f'fill="url(#hatch-{status})"' in page.html
        assert f'<pattern id="hatch-{status}"' in page.html


def test_hidden_figures_stand_nowhere_on_the_page(marked_app: Flask, client: FlaskClient) -> None:
    shown = get(client, POSTAL_2024.format("fi"))
    hidden = get(marked_app.test_client(), POSTAL_2024.format("fi"))
    figure = shown.area("02130")["text"]
    assert figure.endswith("%")
    assert figure not in hidden.row("02130")
    assert figure not in json.dumps(hidden.area("02130"), ensure_ascii=False)


def test_a_district_with_a_hidden_part_is_hidden_too(marked_app: Flask) -> None:
    page = get(marked_app.test_client(), "/fi/map?level=suuralue&indicator=unemployment_rate&year=2024")
    assert page.area("0492000000")["status"] == "suppressed"
    assert page.row("0492000000").endswith("suojattu")


def test_an_estimate_keeps_its_class_and_carries_its_mark_everywhere(client: FlaskClient) -> None:
    page = get(client, "/fi/map?level=suuralue&indicator=unemployment_rate&year=2024")
    for area in page.areas:
        assert area["status"] == "estimated"
        assert area["class"] >= 0
        assert area["text"].startswith("≈")
        assert "≈" in page.row(area["code"])
    assert "≈ arvioitu" in page.legend()
    assert "hatch-" not in page.legend()


def test_only_statuses_present_stand_in_the_legend(client: FlaskClient) -> None:
    legend = get(client, POSTAL_2024.format("fi")).legend()
    assert not [word for words in WORDS.values() for word in (words[0],) if word in legend]
    assert "arvioitu" not in legend


# --- the legend and the table ---


def test_the_legend_counts_each_member_area_once(client: FlaskClient) -> None:
    counts = [int(n) for n in re.findall(r"(\d+) alue(?:tta)?\b", get(client, POSTAL_2024.format("fi")).legend())]
    assert sum(counts) == 45


def test_class_limits_are_the_same_in_every_year(client: FlaskClient) -> None:
    def limits(year: int) -> list[str]:
        return re.findall(r'<span class="limits">([^<]*)', get(client, f"/fi/map?year={year}").html)

    assert limits(2024) == limits(2012)
    assert len(limits(2024)) == 5


def test_kauniainen_is_told_apart_and_has_no_rank(client: FlaskClient) -> None:
    page = get(client, POSTAL_2024.format("fi"))
    assert page.html.index("Ei kuulu Espooseen") < page.html.index('<tr data-code="02700">')
    assert re.fullmatch(r"– Kauniainen \d+,\d \d+,\d–\d+,\d –", page.row("02700"))
    assert page.area("02700")["rank"] is None
    assert page.area("02700")["member"] is False


def test_classes_can_be_chosen_by_the_address(client: FlaskClient) -> None:
    page = get(client, "/fi/map?level=postinumeroalue&method=quantile&classes=4")
    assert len(page.data["view"]["classes"]) == 4
    assert "Kvantiilit, 4 luokkaa." in page.legend()
    own = get(client, "/fi/map?level=postinumeroalue&method=own&breaks=6,12")
    assert len(own.data["view"]["classes"]) == 3
    assert re.search(r'<input id="breaks"[^>]* value="6,0; 12,0"', own.html)


# --- choices ---


def test_the_form_offers_levels_with_areas_indicators_by_theme_and_years_with_figures(client: FlaskClient) -> None:
    page = get(client, "/fi/map")
    inputs = [a for tag, a in page.elements if tag == "input" and a["type"] == "radio"]
    assert [a["value"] for a in inputs if a["name"] == "level"] == ["suuralue", "postinumeroalue", "kunta"]
    years = [a["value"] for a in inputs if a["name"] == "year"]
    assert years == ["2012", "2013", "2014", "2015", "2016", "2024"]
    assert [a["value"] for a in inputs if a["name"] == "year" and "checked" in a] == ["2024"]
    assert [a["label"] for tag, a in page.elements if tag == "optgroup"] == [
        "Hyvinvointi",
        "Väestö ja elinolot",
        "Ei vielä haettu",
    ]
    form = next(a for tag, a in page.elements if tag == "form")
    assert (form["method"], form["action"]) == ("get", "/fi/map")


def test_a_year_that_others_have_shows_the_newest_and_says_so(client: FlaskClient) -> None:
    page = get(client, "/fi/map?indicator=one_person_households&year=2016")
    assert "Vuodelta 2016 ei ole tässä lukuja; näytetään uusimmat." in page.text
    assert "2024" in page.text


def test_an_indicator_without_figures_at_the_level_offers_a_level_that_has_them(client: FlaskClient) -> None:
    page = get(client, "/sv/map?level=suuralue&indicator=median_income")
    assert {area["status"] for area in page.areas} == {"not_applicable"}
    assert "/sv/map?level=postinumeroalue&indicator=median_income" in page.links
    assert "ej tillämplig" in page.legend()
    get(client, "/sv/map?level=postinumeroalue&indicator=median_income")


# --- explanations ---


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_explains_where_its_figures_come_from(app: Flask, client: FlaskClient, language: str) -> None:
    atlas = app.extensions["atlas"].current
    indicator = atlas.indicator("unemployment_rate")
    page = get(client, f"/{language}/map")
    for text in (indicator.definition, indicator.note, indicator.steward_unit, indicator.update):
        assert text[language] in page.text
    for text in (indicator.source.protection, indicator.source.attribution, indicator.source.carried["suuralue"]):
        assert text[language] in page.text
    assert atlas.level("suuralue").attribution[language] in page.text
    assert "pt_tyott / (pt_tyoll + pt_tyott)" in page.text
    assert "hytemap fetch suuralue postinumeroalue kunta" in page.text
    assert "CC BY 4.0" in page.text
    assert atlas.hash in page.text


def test_links_to_the_same_figures_for_programs_work(client: FlaskClient) -> None:
    page = get(client, "/fi/map?level=postinumeroalue&indicator=mean_age&year=2016")
    machine = [link for link in page.links if "/api/c" in link]
    answers = [client.get(urlsplit(link)._replace(scheme="", netloc="").geturl()) for link in machine]
    assert [answer.status_code for answer in answers] == [200] * 4
    assert [answer.content_type.rpartition(".")[2] for answer in answers] == [
        *("application/geo+json", "sheet", "application/geopackage+sqlite3", "application/geo+json")
    ]
    for answer in (answers[0], answers[3]):
        assert len(answer.json["features"]) == 46
    asked = parse_qs(urlsplit(machine[0]).query)
    assert (asked["level"], asked["indicators"], asked["year"]) == (["postinumeroalue"], ["mean_age"], ["2016"])


def test_every_link_of_the_page_leads_somewhere(client: FlaskClient) -> None:
    for link in get(client, "/fi/map").links:
        at = urlsplit(link)
        if link.startswith("#") or (at.netloc and at.netloc != "localhost"):
            continue
        found = answer_of(client, at._replace(scheme="", netloc="").geturl())
        assert found.status_code in (200, 302), link


def test_themes_without_figures_are_told_from_what_there_is(app: Flask, client: FlaskClient) -> None:
    atlas = app.extensions["atlas"].current
    themes = {
        one.theme
        for one in atlas.indicators.values()
        if {"suuralue", "postinumeroalue"} & set(atlas.levels_with(one.id))
    }
    assert not themes & {Theme.TERVEYS, Theme.OSALLISUUS, Theme.TURVALLISUUS}, "then this test needs other themes"
    assert "näistä teemoista: terveys, osallisuus ja turvallisuus." in get(client, "/fi/map").text


def test_a_theme_that_got_figures_is_no_longer_missed(settings: Any) -> None:
    from dataclasses import replace

    app = create_app(settings, watch=False)
    holder = app.extensions["atlas"]
    atlas = holder.current
    moved = replace(atlas.indicator("pensioners"), theme=Theme.TERVEYS)
    holder.current = replace(atlas, indicators=atlas.indicators | {"pensioners": moved})
    assert "näistä teemoista: osallisuus ja turvallisuus." in get(app.test_client(), "/fi/map").text


# --- faults ---


@pytest.mark.parametrize(
    ("address", "heading", "link"),
    [
        ("/fi/map?level=atlantis", "Sivua ei löydy", "/fi/map?level=suuralue&indicator=unemployment_rate"),
        ("/sv/map?indicator=luck", "Sidan finns inte", "/sv/map?level=suuralue&indicator=mean_age"),
        ("/en/map?year=1900", "Page not found", "/en/map?level=suuralue&indicator=unemployment_rate&year=2012"),
        ("/fi/map?year=tänään", "Sivua ei löydy", "/fi/map?level=suuralue&indicator=unemployment_rate&year=2024"),
        ("/fi/nothing", "Sivua ei löydy", "/fi/map?level=suuralue&indicator=unemployment_rate"),
        ("/fi/map?level=<script>", "Sivua ei löydy", "/fi/map?level=suuralue&indicator=unemployment_rate"),
    ],
)
def test_what_does_not_exist_gets_a_kind_page_with_what_does(
    client: FlaskClient, address: str, heading: str, link: str
) -> None:
    page = get(client, address, 404)
    assert heading in page.text
    assert link in page.links
    assert "<script>" not in page.html
    for found in page.links:
        if found.startswith("/"):
            assert client.get(found).status_code == 200, found


@pytest.mark.parametrize(
    "words", ["classes=99", "classes=x", "method=magic", "method=own&breaks=1,2,3,4,5,6,7", "method=own&breaks=3,nan"]
)
def test_classes_that_cannot_be_made_get_a_kind_page(client: FlaskClient, words: str) -> None:
    page = get(client, f"/fi/map?{words}", 400)
    assert "Osoitteeseen ei voida vastata" in page.text


def test_own_limits_begin_with_those_there_are_and_are_read_as_people_write_them(client: FlaskClient) -> None:
    natural = get(client, "/fi/map?level=postinumeroalue").data["view"]["breaks"]
    assert get(client, "/fi/map?level=postinumeroalue&method=own").data["view"]["breaks"] == natural
    for written in ("5,7.5,10", "10; 7,5; 5", "5 7.5 10", "5;7,5;10;"):
        page = get(client, f"/fi/map?level=postinumeroalue&method=own&breaks={quote(written)}")
        assert page.data["view"]["breaks"] == [5, 7.5, 10], written
    # limits that stand in a form whose method is another are not meant
    assert get(client, "/fi/map?level=postinumeroalue&method=natural&breaks=x").data["view"]["breaks"] == natural


def test_pinned_areas_stand_out_and_those_of_another_level_are_left_behind(client: FlaskClient) -> None:
    page = get(client, "/fi/map?areas=0495000000,02100,x,0495000000,0492000000")
    assert re.findall(r'<tr data-code="(\d+)" class="chosen">', page.html) == ["0495000000", "0492000000"]
    assert page.data["pinned"] == ["0495000000", "0492000000"]
    assert "Suur-Kauklahti" in re.search(r'<div id="trend">.*?</figure>', page.html, re.DOTALL)[0]  # type: ignore[index]
    many = ",".join(area["code"] for area in page.areas)
    assert get(client, f"/fi/map?areas={many}").data["pinned"] == [area["code"] for area in page.areas][-4:]


def test_polygons_of_a_level_are_kept_by_the_browser_until_there_is_another_snapshot(client: FlaskClient) -> None:
    page = get(client, "/sv/map")
    kept = client.get(f"/sv/map/areas/postinumeroalue?v={page.data['snapshot']}")
    assert "immutable" in kept.headers["Cache-Control"]
    assert len(kept.get_json()["areas"]) == 46
    assert client.get("/sv/map/areas/postinumeroalue?v=0123").headers["Cache-Control"] == "no-cache"
    assert client.get("/sv/map/areas/moon").status_code == 404
    around = client.get("/sv/map/surroundings/suuralue").get_json()
    # before official borders have been fetched only Kauniainen's land is known, and no sea
    assert (len(around["land"]), around["sea"]) == (1, [])
    assert client.get("/sv/map/surroundings/postinumeroalue").get_json()["land"] == []


@pytest.mark.parametrize(
    ("changed", "host"),
    [
        ({"background_tiles": "https://tiles.example.org/osm/{z}/{x}/{y}.png"}, "https://tiles.example.org"),
        (
            {"background_wms": "https://maps.example.org:444/wms", "background_wms_layers": "a"},
            "https://maps.example.org:444",
        ),
    ],
)
def test_a_background_map_opens_the_policy_of_the_map_page_for_its_host_only(
    settings: Any, changed: dict[str, str], host: str
) -> None:
    opened = create_app(Settings(**settings.model_dump() | changed), watch=False).test_client()
    answer = opened.get("/fi/map")
    assert f"img-src 'self' data: {host};" in answer.headers["Content-Security-Policy"]
    assert host not in opened.get("/fi/map?indicator=luck").headers["Content-Security-Policy"]
    assert get(opened, "/fi/map").data["background"]["address"] == next(iter(changed.values()))


@pytest.mark.parametrize(
    "wrong",
    [
        {"background_tiles": "https://tiles.example.org/{z}/{x}.png"},
        {"background_tiles": "https://tiles.example.org; script-src */{z}/{x}/{y}"},
        {"background_wms": "https://maps.example.org/wms"},
        {
            "background_wms": "https://a.example/w",
            "background_wms_layers": "x",
            "background_tiles": "https://b.example/{z}{x}{y}",
        },
    ],
)
def test_a_background_map_that_cannot_work_is_refused_at_the_start(settings: Any, wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"BACKGROUND|whole address"):
        Settings(**settings.model_dump() | wrong)


@pytest.mark.parametrize("words", ["indicator=one_person_households", "level=postinumeroalue&indicator=median_income"])
def test_one_year_of_the_city_or_none_makes_no_trend(client: FlaskClient, words: str) -> None:
    assert '<figure class="trend">' in get(client, "/fi/map").html
    assert '<figure class="trend">' not in get(client, f"/fi/map?{words}").html


def test_a_fault_of_ours_gets_a_page_without_a_traceback(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    app = create_app(settings, watch=False)

    @app.get("/sv/broken")
    def broken() -> str:
        raise RuntimeError("the secret of the house")

    page = get(app.test_client(), "/sv/broken", 500)
    assert "Något gick fel" in page.text
    assert "secret" not in page.html
    assert "the secret of the house" in caplog.text


# --- what a page is made of ---


@pytest.mark.parametrize("address", ["/fi/map", "/sv/map?level=kunta", "/fi/map?level=nowhere"])
def test_nothing_is_inline_and_nothing_comes_from_elsewhere(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    page = Page(answer.text)
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert f"script-src {CONTENT_POLICY['script-src']}" in answer.headers["Content-Security-Policy"]
    for tag, attributes in page.elements:
        assert "style" not in attributes, (tag, attributes)
        assert not [name for name in attributes if name.startswith("on")], (tag, attributes)
        assert tag != "style"
        if tag == "script":
            assert attributes.get("src", "").startswith("/static/") or attributes["type"] == "application/json"
        if tag == "link" and attributes["rel"] in ("stylesheet", "icon"):
            assert attributes["href"].startswith("/static/")


def test_files_are_kept_for_a_year_under_an_address_that_changes_with_them(client: FlaskClient) -> None:
    page = get(client, "/fi/map")
    scripts = [a["src"] or "" for tag, a in page.elements if tag == "script" and "src" in a]
    styles = [a["href"] or "" for tag, a in page.elements if tag == "link" and a["rel"] == "stylesheet"]
    files = scripts + styles
    assert len(files) == 7
    for file in files:
        answer = client.get(file, headers={"Accept-Encoding": "gzip"})
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.headers["Content-Encoding"] == "gzip"
    old = client.get("/static/v-0123456789/css/page.css")
    assert "immutable" not in old.headers["Cache-Control"]


def test_of_leaflet_only_what_a_map_needs_is_served(client: FlaskClient) -> None:
    folder = f"/static/vendor/{assets.LEAFLET}"
    assert client.get(f"{folder}/leaflet.js").status_code == 200
    assert client.get(f"{folder}/leaflet-src.js").status_code == 404
    assert client.get(f"{folder}/..%2f__init__.py").status_code == 404


@pytest.mark.parametrize(("level", "kilobytes"), [("suuralue", 20), ("postinumeroalue", 40)])
def test_the_page_is_light(client: FlaskClient, level: str, kilobytes: int) -> None:
    answer = client.get(f"/fi/map?level={level}", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.data) < kilobytes * 1000


def test_folium_comes_with_the_first_map_and_the_heavy_stack_never(snapshot_folder: Path) -> None:
    program = """
import sys
from hytemap.web.app import create_app
heavy = ["geopandas", "pyogrio", "rasterio", "mapclassify", "scipy", "sklearn", "fiona", "typst", "pptx"]
client = create_app(watch=False).test_client()
assert client.get("/api/").status_code == 200
print(sorted(name for name in ["folium", "pandas", *heavy] if name in sys.modules))
assert client.get("/fi/map").status_code == 200
print("folium" in sys.modules)
print(sorted(name for name in heavy if name in sys.modules))
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"HYTEMAP_DATA": str(snapshot_folder), "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split("\n")[:3] == ["[]", "True", "[]"]


def test_classes_around_a_base_are_chosen_in_the_form_and_told_in_the_legend(client: FlaskClient) -> None:
    for language, words in (("fi", "Sinivihreä on vertailuarvoa pienempi"), ("sv", "Blågrönt är under")):
        address = f"/{language}/map?level=postinumeroalue&method=base&classes=6"
        assert words in get(client, address).text
        assert re.search(r'<option value="base" selected>', client.get(address).text)
    assert "Classes on one side only" in get(client, "/en/map?level=suuralue&indicator=population&method=base").text
    around_area = "/en/map?level=postinumeroalue&indicator=unemployment_rate&method=base&base=02100"
    assert re.search(r"Base: [^,]+ 2024, [\d.]+%\. Blue-green", get(client, around_area).text)
    # the form and the links keep what was asked, also where the base has no value to class around
    assert "method=base" in client.get("/en/map?level=suuralue&method=base").text
