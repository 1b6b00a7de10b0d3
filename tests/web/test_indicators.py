"""The list of indicators and the page of one, as their reader gets them: search, filters, explanations, addresses."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from html import unescape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from hytemap.atlas import Atlas, Freshness
from hytemap.maps.wording import Wording
from hytemap.model import Status
from hytemap.settings import Settings
from hytemap.web import day
from hytemap.web.app import create_app
from hytemap.web.indicator_page import IndicatorPage
from tests.content import MARKS

LANGUAGES = ("fi", "sv", "en")


@pytest.fixture(scope="module")
def atlas(app: Flask) -> Atlas:
    held: Atlas = app.extensions["atlas"].current
    return held


class Found(HTMLParser):
    """What a list page shows and hides: ids of indicators in their order, by theme; and its links."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.shown: list[str] = []
        self.hidden: list[str] = []
        self.links: list[str] = []
        self._row: list[str] | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "li" and said.get("class") == "one":
            self._row = self.hidden if "hidden" in said else self.shown
        if tag == "a" and said.get("href"):
            self.links.append(str(said["href"]))
            if self._row is not None:
                self._row.append(str(said["href"]).rsplit("/", 1)[1])
                self._row = None


def listed(client: FlaskClient, query: str = "", language: str = "fi") -> Found:
    answer = client.get(f"/{language}/indicators{query}")
    assert answer.status_code == 200
    return Found(answer.text)


def text_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def page(client: FlaskClient, indicator: str, language: str = "fi") -> str:
    answer = client.get(f"/{language}/indicators/{indicator}")
    assert answer.status_code == 200
    return answer.text


# --- the list ---


def test_every_indicator_stands_in_the_list_once(client: FlaskClient, atlas: Atlas) -> None:
    found = listed(client)
    assert sorted(found.shown) == sorted(atlas.indicators)
    assert found.hidden == []
    assert f"{len(atlas.indicators)} indikaattoria" in text_of(found.html)


def test_indicators_are_sorted_by_theme_and_by_title_in_the_readers_language(client: FlaskClient, atlas: Atlas) -> None:
    themes = ["hyvinvointi", "terveys", "osallisuus", "turvallisuus", "elinolot"]
    for language in LANGUAGES:
        shown = listed(client, language=language).shown
        seen = [atlas.indicators[one].theme.value for one in shown]
        assert seen == sorted(seen, key=themes.index)
    shown = listed(client).shown
    wellbeing = [atlas.indicators[one].title.fi for one in shown if atlas.indicators[one].theme.value == "hyvinvointi"]
    # ö comes after y: by code point too, but not for whoever folds it to o
    assert wellbeing.index("Työttömyysaste") > wellbeing.index("Toimeentulotukea saavat 25–64-vuotiaat")
    ages = [one for one in shown if one.startswith("share_")]
    assert ages == ["share_0_6", "share_7_17", "share_18_29", "share_65_plus", "share_75_plus", "share_85_plus"]


@pytest.mark.parametrize(
    ("language", "search"),
    [
        ("fi", "Työttömyysaste"),
        ("fi", "tyottomyysaste"),
        ("fi", "TYÖTTÖMYYSASTE"),
        ("fi", "  viikolla   työvoimasta "),
        ("fi", "unemployment_rate"),
        ("sv", "arbetsloshetsgrad"),
        ("en", "unemployed labour force"),
    ],
)
def test_a_search_forgives_case_marks_and_order(client: FlaskClient, language: str, search: str) -> None:
    answer = client.get(f"/{language}/indicators", query_string={"q": search})
    assert Found(answer.text).shown == ["unemployment_rate"]


def test_all_words_must_match_and_sources_are_searched_too(client: FlaskClient, atlas: Atlas) -> None:
    sotkanet = {name for name, one in atlas.indicators.items() if "sotkanet" in one.sources}
    assert set(listed(client, "?q=sotkanet").shown) == sotkanet
    lonely = {n for n in sotkanet if "yksinäi" in atlas.indicators[n].title.fi + atlas.indicators[n].definition.fi}
    assert set(listed(client, "?q=sotkanet+yksinai").shown) == lonely
    assert lonely < sotkanet
    assert listed(client, "?q=sotkanet+paavo").shown == []


def test_filters_keep_what_they_name(client: FlaskClient, atlas: Atlas) -> None:
    today = datetime.now(UTC).date()
    all_of = atlas.indicators.items()
    expected = {
        "theme=terveys": {name for name, one in all_of if one.theme.value == "terveys"},
        "chain=input": {name for name, one in all_of if one.chain.value == "input"},
        "level=suuralue": {name for name, _ in all_of if atlas.years(name, "suuralue")},
        "freshness=not_fetched": {name for name, _ in all_of if not atlas.levels_with(name)},
        "freshness=due": {name for name, _ in all_of if atlas.freshness(name, today) is Freshness.DUE},
    }
    for query, wanted in expected.items():
        found = listed(client, f"?{query}")
        assert set(found.shown) == wanted, query
        assert set(found.hidden) == set(atlas.indicators) - wanted, query
    both = listed(client, "?chain=input&level=suuralue&q=v%C3%A4est%C3%B6")
    assert set(both.shown) <= expected["chain=input"] & expected["level=suuralue"]
    assert both.shown


def test_what_is_asked_stands_in_the_form_and_in_the_other_languages(client: FlaskClient) -> None:
    html = listed(client, "?q=ty%C3%B6&theme=hyvinvointi").html
    assert 'name="q" value="työ"' in html
    assert '<option value="hyvinvointi" selected>' in html
    assert '"/sv/indicators?q=ty%C3%B6&amp;theme=hyvinvointi"' in html


def test_an_empty_result_says_so_and_shows_the_way_back(client: FlaskClient) -> None:
    found = listed(client, "?q=kvanttifysiikka")
    assert found.shown == []
    assert "Yksikään indikaattori ei vastaa hakua." in text_of(found.html)
    assert "/fi/indicators" in found.links
    assert "hidden" not in re.search(r'<a id="clear"[^>]*>', found.html)[0]  # type: ignore[index]


@pytest.mark.parametrize(
    "query",
    [
        {"q": "x" * 5000},
        {"q": "a " * 3000},
        {"q": "\x00\ufffe\u202e%s%(q)s{{7*7}}"},
        {"q": "<script>alert(1)</script>"},
        {"q": ["työ", "aste"]},
        {"theme": "onni", "chain": "", "level": "../..", "freshness": "<b>"},
        {"q": "", "nothing": "1", "lang": "xx"},
        {"q": "(((.*+?[\\"},
    ],
)
def test_odd_searches_are_harmless(client: FlaskClient, query: dict[str, Any]) -> None:
    answer = client.get("/fi/indicators", query_string=query)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert "49" not in re.findall(r'name="q" value="([^"]*)"', answer.text)[0]


def test_a_filter_that_is_not_known_filters_nothing_and_the_form_shows_it(client: FlaskClient, atlas: Atlas) -> None:
    found = listed(client, "?theme=onni&level=maakunta")
    assert len(found.shown) == len(atlas.indicators)
    assert " selected" not in found.html


def test_a_row_says_years_areas_unit_direction_chain_and_freshness(client: FlaskClient, atlas: Atlas) -> None:
    html = listed(client).html
    rows = {re.search(r"indicators/(\w+)", row)[1]: text_of(row) for row in html.split('<li class="one"')[1:]}  # type: ignore[index]
    row = rows["unemployment_rate"]
    assert "2012–2016, 2024" in row
    assert atlas.years("unemployment_rate", "suuralue") == [2012, 2013, 2014, 2015, 2016, 2024]
    assert "suuralueet, postinumeroalueet" in row
    for told in ("%", "Pienempi on parempi", "Vaikutus", "Ajan tasalla"):
        assert told in row
    assert "Lukuja ei ole vielä haettu" in rows["loneliness"]
    # a median is not applicable at districts: the level is not promised
    assert "postinumeroalueet" in rows["median_income"]
    assert "suuralueet" not in rows["median_income"]


# --- one indicator ---


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_indicator_has_a_page_in_every_language(client: FlaskClient, atlas: Atlas, language: str) -> None:
    for name, one in atlas.indicators.items():
        text = text_of(page(client, name, language))
        assert one.definition[language] in text, name
        for source in one.sources.values():
            for told in (source.title, source.publisher, source.attribution, source.protection):
                assert " ".join(told[language].split()) in text, (name, source.id)
            assert source.licence in text, name


def test_the_formula_stands_in_words_symbols_and_labels(client: FlaskClient) -> None:
    html = page(client, "unemployment_rate")
    text = text_of(html)
    assert "lasketaan ensin alueelta yhteen, sitten jaetaan. Osamäärä kerrotaan luvulla 100." in text
    assert "pt_tyott / (pt_tyoll + pt_tyott) × 100" in text
    assert '<p class="labels">”Työttömät” / (”Työlliset” + ”Työttömät”) × 100</p>' in unescape(html)
    swedish, english = (unescape(page(client, "unemployment_rate", language)) for language in ("sv", "en"))
    assert '<p class="labels">”Arbetslösa” / (”Sysselsatta” + ”Arbetslösa”) × 100</p>' in swedish
    assert '<p class="labels">“Unemployed” / (“Employed” + “Unemployed”) × 100</p>' in english
    # a mean is weighted, a count is summed
    assert "Σ (he_kika × he_vakiy) / Σ he_vakiy" in text_of(page(client, "mean_age"))
    # what is formed of a raster has no publisher's labels
    assert 'class="labels"' not in page(client, "lived_density")
    # years that are formed otherwise say so
    density = text_of(page(client, "population_density"))
    assert "”Asukkaat yhteensä” / ”Maapinta-ala, km²” he_vakiy / land_area_km2" in density
    assert re.search(r"2015: .*pt_vakiy / land_area_km2", density)


def test_every_formula_is_read_in_the_language_of_the_page(atlas: Atlas) -> None:
    # what is formed of a raster has no publisher's labels
    labelled = [one for one in atlas.indicators.values() if one.source.variables]
    assert {one.id for one in atlas.indicators.values()} - {one.id for one in labelled} == {"lived_density"}
    for one in labelled:
        told = {}
        for language in LANGUAGES:
            formulas = IndicatorPage(atlas, one, Wording(language), date(2026, 11, 24), "suuralue").formulas
            assert formulas
            assert all(formula.labels for formula in formulas), f"{one.id}: no variable is without a label"
            labels = " ".join(formula.labels for formula in formulas)
            # what stands between quotation marks; the rest is signs and numbers, in no language
            told[language] = re.findall(r"[”“](.+?)”", labels)
            assert re.fullmatch(r"[Σ\d\s()+×/−]*", re.sub(r"[”“].+?”", "", labels)), (one.id, language)
        assert len(told["fi"]) == len(told["sv"]) == len(told["en"])
        for some, others in (("fi", "en"), ("sv", "en"), ("fi", "sv")):
            assert not set(told[some]) & set(told[others]), f"{one.id}: the same words in {some} and {others}"


def rows_under(html: str, heading: str) -> dict[str, list[str]]:
    """The table that follows the element with the id `heading`, by the first cell of each row."""
    table = re.search(r"<table.*?</table>", html.split(f'id="{heading}"', 1)[1], re.DOTALL)
    assert table
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in table[0].split("<tr>")[1:]]
    return {text_of(first): [text_of(cell) for cell in rest] for first, *rest in cells}


def test_the_years_tell_date_and_division(client: FlaskClient) -> None:
    told = rows_under(page(client, "unemployment_rate"), "years")
    assert told["2015–2016, 2024"] == ["Vuoden viimeinen viikko", "Nykyinen postinumerojako"]
    assert "02250 Henttaa" in told["2014"][1]
    assert set(told) == {"Vuosi", "2015–2016, 2024", "2014", "2013", "2012"}


def test_areas_are_counted_by_status_year_by_year(marked_app: Flask) -> None:
    html = page(marked_app.test_client(), "unemployment_rate")
    told = rows_under(html, "coverage-postinumeroalue")
    words = {"suppressed": "Suojattu", "missing": "Puuttuu", "not_applicable": "Ei sovellettavissa"}
    put = [status for _, status in MARKS.values()]
    newest = dict(zip(told["Vuosi"], told["2024"], strict=True))
    for status, word in words.items():
        assert newest[word] == str(put.count(status)), status
    assert newest["Luku"] == str(46 - len(put))
    # Kauniainen's area is counted, and the page says that it is none of Espoo's
    assert "Mukaan lasketuista alueista 1 ei ole osa Espoota." in text_of(html)


@pytest.mark.parametrize("indicator", ["unemployment_rate", "median_income", "ndvi_summer", "share_65_plus"])
def test_the_counts_are_the_atlass(client: FlaskClient, atlas: Atlas, indicator: str) -> None:
    html = page(client, indicator, "en")
    for level in atlas.levels_with(indicator):
        told = rows_under(html, f"coverage-{level}")
        for year in atlas.years(indicator, level):
            statuses = atlas.slice(indicator, level, year).status.tolist()
            seen = {name: int(n) for name, n in zip(told["Year"], told[str(year)], strict=True)}
            assert sum(seen.values()) == len(statuses)
            assert seen.get("Figure", 0) == statuses.count(Status.OK)
            assert seen.get("Estimated", 0) == statuses.count(Status.ESTIMATED)


def test_a_level_where_the_figure_cannot_be_formed_says_why(client: FlaskClient) -> None:
    text = text_of(page(client, "median_income"))
    assert "Suuralueet Yhdelläkään alueella ei ole lukua: ei sovellettavissa (" in text


def test_updates_tell_what_is_known_and_no_more(client: FlaskClient) -> None:
    text = text_of(page(client, "unemployment_rate"))
    assert "Luvut tulivat hytemapin mukana, eikä niitä ole sen jälkeen haettu." in text
    assert "Seuraava päivitys odotettavissa tammikuu 2027" in text
    assert "Seuraava päivitys odotettavissa Ei tiedossa" in text_of(page(client, "lived_density"))


def test_population_groups_and_known_errors_of_estimates_are_told(client: FlaskClient, atlas: Atlas) -> None:
    assert "Väestöryhmät Naiset ja miehet" in text_of(page(client, "daily_smokers"))
    known = atlas.indicators["unemployment_rate"].source.accuracy["suuralue"][2015]
    mean, largest = (f"{number:.1f}".replace(".", ",") for number in (known.mean_error, known.largest_error))
    text = text_of(page(client, "unemployment_rate")).replace("\u00a0", " ")
    assert f"2015 keskimäärin {mean} %, enintään {largest} %" in text


def test_formulas_of_several_tables_are_told_apart(client: FlaskClient) -> None:
    text = text_of(page(client, "share_65_plus", "en"))
    paavo, series = text.index("he_85_) / he_vakiy × 100"), text.index("age_65_plus / population × 100")
    assert text.index("Paavo – open data by postal code area") < paavo < series
    assert paavo < text.index("Helsinki Region area series – population by age") < series


def test_a_development_that_may_not_be_told_is_not_left_to_a_line_alone(client: FlaskClient, atlas: Atlas) -> None:
    why = atlas.indicators["ndvi_summer"].no_trend
    assert why is not None
    drawn = page(client, "ndvi_summer").split('id="trend-title"', 1)[1]
    assert why.fi in text_of(drawn.split("</figure>", 1)[0])


def test_what_is_not_fetched_says_how_to_get_it(client: FlaskClient) -> None:
    html = page(client, "loneliness")
    assert "<code>hytemap fetch sotkanet</code>" in html
    assert "f=csv" not in html, "no address is promised that has no figures"
    assert "small-map" not in html


def test_an_unknown_indicator_offers_the_list(client: FlaskClient, atlas: Atlas) -> None:
    for name in ("luck", "x" * 3000, "<script>", "..%2f..", "unemployment_rate%00"):
        answer = client.get(f"/sv/indicators/{name}")
        assert answer.status_code == 404, name
        assert "<script>" not in answer.text
    links = Found(client.get("/sv/indicators/luck").text).links
    assert {f"/sv/indicators/{one}" for one in atlas.indicators} <= set(links)


def addresses(html: str) -> list[str]:
    return [unescape(one) for one in re.findall(r'<input type="text" readonly value="([^"]*)"', html)]


@pytest.mark.parametrize("indicator", ["unemployment_rate", "median_income", "loneliness"])
def test_every_address_answers_and_is_whole(client: FlaskClient, indicator: str) -> None:
    found = addresses(page(client, indicator))
    assert found
    for address in found:
        parts = urlsplit(address)
        assert (parts.scheme, parts.netloc) == ("http", "localhost")
        answer = client.get(f"{parts.path}?{parts.query}")
        assert answer.status_code == 200, address
        if "f=csv" in parts.query:
            assert answer.content_type.startswith("text/csv")
        if parts.path == "/api/compare":
            assert answer.content_type == "application/geo+json"
            assert indicator in json.loads(answer.data)["features"][0]["properties"]


def test_the_map_is_offered_for_other_peoples_pages_too(client: FlaskClient) -> None:
    found = {urlsplit(one).path: urlsplit(one).query for one in addresses(page(client, "median_income", "sv"))}
    # at the level that has figures
    assert found["/sv/embed/map"] == found["/sv/embed"] == "level=postinumeroalue&indicator=median_income"


def test_addresses_begin_with_the_public_one(settings: Settings) -> None:
    app = create_app(settings.model_copy(update={"public_url": "https://kartta.espoo.example"}), watch=False)
    found = addresses(page(app.test_client(), "unemployment_rate"))
    assert found
    assert all(one.startswith("https://kartta.espoo.example/") for one in found)


def test_the_picture_links_to_the_same_map(client: FlaskClient) -> None:
    html = page(client, "median_income")
    link = unescape(re.search(r'<a class="map-link" href="([^"]*)"', html)[1])  # type: ignore[index]
    # districts have no median: the picture shows, and the link opens, the level that has
    assert link == "/fi/map?level=postinumeroalue&indicator=median_income"
    assert client.get(link).status_code == 200


def test_a_page_that_tells_of_freshness_is_asked_anew_every_day(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = client.get("/fi/indicators")
    assert client.get("/fi/indicators", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304

    class Later(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return datetime(2031, 5, 1, tzinfo=UTC)

    monkeypatch.setattr(day, "datetime", Later)
    answer = client.get("/fi/indicators", headers={"If-None-Match": first.headers["ETag"]})
    assert answer.status_code == 200
    assert date(2031, 5, 1) > date(2027, 1, 1)
    assert "unemployment_rate" in listed(client, "?freshness=due").shown
