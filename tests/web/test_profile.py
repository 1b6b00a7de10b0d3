"""The profile of an area and the list of areas as their reader gets them: links, statuses, languages, faults."""

from __future__ import annotations

import gzip
import re
from html import unescape
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from hytemap.atlas import Atlas
from hytemap.maps.wording import Wording
from hytemap.model import Status
from tests.content import MARKS

LANGUAGES = ("fi", "sv", "en")
TAPIOLA, KAUNIAINEN = "/{}/areas/postinumeroalue/02100", "/{}/areas/postinumeroalue/02700"
DISTRICT, CITY, UNKNOWN_YET = "/{}/areas/suuralue/0492000000", "/{}/areas/kunta/049", "/{}/areas/kunta/235"


class Parsed(HTMLParser):
    """A page's text, links, ids and the cells of its table rows by the row's head."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.links: list[tuple[str, str | None]] = []
        self.ids: list[str] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "a":
            self.links.append((said["href"] or "", said.get("lang")))
        if said.get("id"):
            self.ids.append(said["id"] or "")

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def row(self, title: str) -> str:
        """The first row of a table whose head begins with `title`, as text."""
        for found in re.findall(r"<tr[^>]*>.*?</tr>", self.html, re.DOTALL):
            text = " ".join(unescape(re.sub(r"<[^>]+>", " ", found)).split())
            if text.startswith(title):
                return text
        raise AssertionError(f"no row {title!r}")


def read(client: FlaskClient, address: str, status: int = 200) -> Parsed:
    answer = client.get(address)
    assert answer.status_code == status, address
    return Parsed(answer.get_data(as_text=True))


@pytest.fixture(scope="module")
def atlas(app: Flask) -> Atlas:
    found: Atlas = app.extensions["atlas"].current
    return found


@pytest.mark.parametrize(
    ("address", "language"),
    [
        (TAPIOLA, "fi"),
        (DISTRICT, "sv"),
        *(pytest.param(one, "en", marks=pytest.mark.slow) for one in (KAUNIAINEN, CITY, UNKNOWN_YET, "/{}/areas")),
    ],
)
def test_every_link_within_leads_to_a_page_and_every_anchor_to_its_place(
    client: FlaskClient, address: str, language: str
) -> None:
    found = read(client, address.format(language))
    assert len(found.ids) == len(set(found.ids))
    inner = {link for link, _ in found.links if link.startswith("#")}
    assert {link[1:] for link in inner} <= set(found.ids)
    # maps of single indicators are the map page's own: one of them stands for all
    maps = [link for link, _ in found.links if "/map?level=" in link][:1]
    areas = sorted({link for link, _ in found.links if "/areas/" in link})[:4]
    assert areas or "/areas" not in address
    for link in (*maps, *areas):
        parts = urlsplit(link)
        assert client.get(f"{parts.path}?{parts.query}").status_code == 200, link


def test_the_map_opens_with_the_area_pinned_and_geojson_is_absolute(client: FlaskClient) -> None:
    links = [link for link, _ in read(client, TAPIOLA.format("fi")).links]
    assert "/fi/map?level=postinumeroalue&areas=02100" in links
    assert "/fi/map?level=postinumeroalue&indicator=unemployment_rate&year=2024&areas=02100" in links
    [geojson] = [link for link in links if "/api/collections/" in link]
    assert geojson == "http://localhost/api/collections/postinumeroalue/items/02100"
    assert client.get(urlsplit(geojson).path).get_json()["properties"]["code"] == "02100"


def test_areas_like_it_are_marked_together_on_the_comparison_page(client: FlaskClient) -> None:
    found = read(client, TAPIOLA.format("fi"))
    [compared] = [link for link, _ in found.links if link.startswith("/fi/compare?")]
    codes = compared.split("areas=")[1].split(",")
    assert codes[0] == "02100"
    assert len(codes) == 4
    linked = {link.rsplit("/", 1)[1] for link, _ in found.links if "/areas/postinumeroalue/" in link}
    assert set(codes) <= linked
    assert client.get(compared).status_code == 200


def test_a_row_says_value_city_difference_judgement_and_rank(client: FlaskClient, atlas: Atlas) -> None:
    level = atlas.level("postinumeroalue")
    some = atlas.slice("unemployment_rate", "postinumeroalue", 2024)
    own, city = some.value[level.position["02100"]], atlas.city("unemployment_rate", 2024).value
    rank = int((some.value[level.member] > own).sum()) + 1
    said = read(client, TAPIOLA.format("fi")).row("Työttömyysaste 2024")

    def number(value: float) -> str:
        return f"{value:.1f}".replace(".", ",").replace("-", "−")

    for part in (f"{number(own)} %", f"{number(city)} %", f"{number(own - city)} %-yks.", f"{rank}./45"):
        assert part in said, part
    assert "selvästi parempi" in said


def test_what_is_hidden_says_why_and_is_listed_at_the_end(marked_app: Flask) -> None:
    client = marked_app.test_client()
    for code, (_, word) in MARKS.items():
        found = read(client, f"/fi/areas/postinumeroalue/{code}")
        wording = Wording("fi")
        status = Status.from_word(word)
        said = found.row("Työttömyysaste 2024")
        assert f"{wording.status(status)} {wording.status_reason(status)}" in said
        assert "/45" not in said
        absent = found.text.split("Mitä tästä alueesta ei tiedetä")[1]
        assert "Työttömyysaste 2024" in absent.split("Ei vielä haettu")[0]


def test_kauniainen_says_that_it_is_not_part_of_espoo_and_is_never_judged(client: FlaskClient) -> None:
    found = read(client, KAUNIAINEN.format("fi"))
    assert "Postinumeroalue 02700 · ei kuulu Espooseen" in found.text
    said = found.row("Työttömyysaste 2024")
    assert not re.search(r"parempi|huonompi|\./", said)
    assert "Samankaltaiset alueet" not in found.text


def test_the_key_says_how_far_a_development_can_be_trusted(client: FlaskClient) -> None:
    said = read(client, DISTRICT.format("en")).text.split("How to read the tables")[1].split("Indicator")[0]
    assert "Years on another definition or on other borders are not compared." in said
    assert "the test is only a rule of thumb" in said


def test_an_area_without_figures_says_so_and_draws_nothing(client: FlaskClient) -> None:
    found = read(client, UNKNOWN_YET.format("fi"))
    assert "Tästä alueesta ei ole vielä lukuja." in found.text
    assert 'class="indicators' not in found.html


def test_the_city_has_no_column_to_compare_with(client: FlaskClient) -> None:
    found = read(client, CITY.format("fi"))
    assert "Espooseen verrattuna" not in found.text
    assert 'class="spine"' not in found.html
    assert "Työttömyysaste" in found.row("Työttömyysaste 2024")


def test_finnish_names_are_marked_as_such_in_english_and_swedish_ones_not_in_swedish(client: FlaskClient) -> None:
    english = dict(read(client, "/en/areas").links)
    assert english["/en/areas/postinumeroalue/02100"] == "fi"
    swedish = dict(read(client, "/sv/areas").links)
    assert swedish["/sv/areas/postinumeroalue/02100"] is None
    assert 'lang="fi">Tapiola</h1>' in read(client, TAPIOLA.format("en")).html


@pytest.mark.parametrize(
    ("language", "order"),
    [("fi", ["Lippajärvi-Järvenperä", "Lähderanta", "Länsikorkee-Suvikumpu"]), ("sv", ["Westend", "Ängskulla"])],
)
def test_the_list_is_in_the_order_of_the_language(client: FlaskClient, language: str, order: list[str]) -> None:
    text = read(client, f"/{language}/areas").text
    text = text[text.index("Postin" if language == "fi" else "Postnummer") :]
    places = [text.index(name) for name in order]
    assert places == sorted(places)


def test_the_list_has_every_area_of_every_level(client: FlaskClient, atlas: Atlas) -> None:
    links = {link for link, _ in read(client, "/fi/areas").links}
    wanted = {f"/fi/areas/{level.id}/{area.code}" for level in atlas.levels.values() for area in level.areas}
    assert wanted <= links


def test_a_year_shows_that_year_in_every_language(client: FlaskClient) -> None:
    found = read(client, DISTRICT.format("fi") + "?year=2016&words=ignored")
    assert "Luvut ovat vuodelta 2016." in found.text
    assert "Työttömyysaste 2016" in found.row("Työttömyysaste 2016")
    assert ("/sv/areas/suuralue/0492000000?year=2016", "sv") in found.links
    assert "Ei lukuja vuodelta 2016" in found.text


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/fi/areas/suuralue/99", "Sellaista aluetta ei ole."),
        ("/fi/areas/suuralue/02100", "Sellaista aluetta ei ole."),
        ("/fi/areas/planeetta/02100", "Sellaista aluejakoa ei ole."),
        (f"/fi/areas/suuralue/{'9' * 3000}", "Sellaista aluetta ei ole."),
        ("/fi/areas/suuralue/%3Cscript%3Ealert(1)", "Sellaista aluetta ei ole."),
        ("/fi/areas/suuralue/0492000000?year=1900", "Siltä vuodelta ei ole lukuja."),
        ("/fi/areas/suuralue/0492000000?year=99999999999999999999", "Siltä vuodelta ei ole lukuja."),
        ("/fi/areas/suuralue/0492000000?year=%3Cscript%3E", "Siltä vuodelta ei ole lukuja."),
        ("/fi/areas/suuralue/0492000000?year=²016", "Siltä vuodelta ei ole lukuja."),
    ],
)
def test_what_does_not_exist_is_a_404_that_leads_on(client: FlaskClient, address: str, said: str) -> None:
    found = read(client, address, 404)
    assert f"{said} Valitse jokin näistä:" in found.text
    assert "<script>" not in found.html.split("</head>")[1]
    assert [link for link, _ in found.links if link.startswith("/fi/")]


@pytest.mark.parametrize("query", ["", "?year=", "?year=%20", "?year=2016&year=2024", "?level=nothing&code=x"])
def test_empty_repeated_and_foreign_words_do_no_harm(client: FlaskClient, query: str) -> None:
    read(client, DISTRICT.format("fi") + query)


def test_the_page_is_light(client: FlaskClient, atlas: Atlas) -> None:
    largest = max(len(gzip.compress(read(client, TAPIOLA.format(one)).html.encode(), 6)) for one in LANGUAGES)
    assert largest < 40_000


@pytest.mark.slow
def test_every_area_has_a_profile_in_every_language(client: FlaskClient, atlas: Atlas) -> None:
    for level in atlas.levels.values():
        for area in level.areas:
            for language in LANGUAGES:
                found = read(client, f"/{language}/areas/{level.id}/{area.code}")
                assert area.name(language) in found.text
                assert "nan" not in re.findall(r"\w+", found.text)
