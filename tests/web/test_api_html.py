"""Every address of the API opened in a browser is a page: the same figures, in the reader's language."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from hytemap.model import AddressForm
from hytemap.web.api.operation import OPERATIONS

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
POSTAL = "/api/collections/postinumeroalue/items"
#: an address of each page there is
PAGES = [
    "/api/",
    "/api/conformance",
    "/api/docs",
    "/api/collections",
    "/api/collections/suuralue",
    "/api/collections/suuralue.unemployment_rate",
    "/api/collections/postinumeroalue/queryables",
    POSTAL,
    f"{POSTAL}?indicators=unemployment_rate&years=2012,2024",
    f"{POSTAL}?filter=population%20%3E%201000000",
    f"{POSTAL}?properties=name&skipGeometry=true",
    f"{POSTAL}/02700",
    "/api/collections/kunta/items/235",
    "/api/collections/suuralue.unemployment_rate/items",
    "/api/collections/suuralue.unemployment_rate/items/0492000000.2024",
    "/api/indicators",
    "/api/indicators/unemployment_rate",
    "/api/indicators/loneliness",
    "/api/indicators/unemployment_rate/observations",
    "/api/indicators/loneliness/observations",
    "/api/compare?indicators=unemployment_rate,median_income",
]


def page(client: FlaskClient, address: str) -> html.HtmlElement:
    """The page at `address`, as a browser gets it."""
    answer = client.get(address, headers=BROWSER)
    assert (answer.status_code, answer.content_type) == (200, "text/html; charset=utf-8"), address
    return html.fromstring(answer.text)


def text(node: html.HtmlElement) -> str:
    return " ".join(node.text_content().split())


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_an_address_is_a_page_in_the_language_asked(client: FlaskClient, address: str, language: str) -> None:
    read = page(client, f"{address}{'&' if '?' in address else '?'}lang={language}")
    assert read.get("lang") == language
    assert [text(one) for one in read.iter("h1")] != [""]
    current = read.xpath('//nav[@class="languages"]//a[@aria-current]/@lang')
    assert current == [language]


def test_every_kind_of_page_is_among_those_looked_at() -> None:
    for one in OPERATIONS:
        if AddressForm.HTML in one.forms.by_word.values():
            shape = re.sub(r"<\w+>", r"[^/?]+", f"/api{one.path}")
            assert any(re.fullmatch(shape, address.partition("?")[0]) for address in PAGES), one.path


@pytest.mark.parametrize("address", PAGES)
def test_a_page_carries_what_pages_carry(client: FlaskClient, address: str) -> None:
    headers = client.get(address, headers=BROWSER).headers
    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Accept" in headers["Vary"]
    assert "Content-Crs" not in headers


@pytest.fixture(scope="module")
def followed() -> set[str]:
    """Addresses that some page had and that were tried: each once, as every page has the same around it."""
    return set()


@pytest.mark.parametrize("address", PAGES)
def test_every_link_of_a_page_leads_somewhere(client: FlaskClient, followed: set[str], address: str) -> None:
    read = page(client, f"{address}{'&' if '?' in address else '?'}lang=sv")
    anchors = set(read.xpath("//@id"))
    forms = read.xpath('//head/link[@rel="alternate" and @type]/@href')
    assert forms or address == "/api/docs"
    for href in {*read.xpath("//main//a/@href"), *forms}:
        where = urlsplit(href)
        if href.startswith("#"):
            assert href[1:] in anchors, href
        elif where.hostname in (None, "localhost") and len(where.query) + len(where.path) < 200:
            if href in followed:
                continue
            followed.add(href)
            again = client.get(f"{where.path}?{where.query}", headers=BROWSER)
            assert again.status_code == 200, href
            if where.path.startswith("/api") and again.content_type.startswith("text/html"):
                assert parse_qs(where.query).get("lang") == ["sv"], f"{href} loses the reader's language"


def test_a_client_that_says_nothing_and_one_that_takes_anything_get_json(client: FlaskClient) -> None:
    for headers in ({}, {"Accept": "*/*"}, {"Accept": "application/json, */*;q=0.1"}):
        assert "json" in client.get(POSTAL, headers=headers).content_type
        assert "json" in client.get("/api/", headers=headers).content_type


def test_f_html_gives_the_page_to_who_accepts_json_only(client: FlaskClient) -> None:
    answer = client.get(f"{POSTAL}?f=html", headers={"Accept": "application/json"})
    assert answer.content_type == "text/html; charset=utf-8"


def test_json_and_page_name_each_other(client: FlaskClient) -> None:
    answer = client.get(f"{POSTAL}?indicators=population&limit=3")
    [other] = [one for one in answer.get_json()["links"] if one["type"] == "text/html" and one["rel"] == "alternate"]
    assert other["href"] == f"http://localhost{POSTAL}?indicators=population&limit=3&f=html"
    read = html.fromstring(client.get(other["href"]).text)
    back = read.xpath('//head/link[@rel="alternate" and @type="application/geo+json"]/@href')
    assert [client.get(one).get_json()["features"] for one in back] == [answer.get_json()["features"]]


def test_a_page_gives_the_address_of_every_form_there_is(client: FlaskClient) -> None:
    read = page(client, "/api/compare?indicators=population")
    offered = read.xpath('//section[@aria-labelledby="forms"]//input/@value')
    [compared] = [one for one in OPERATIONS if one.name == "compare"]
    media_types = {client.get(one).mimetype for one in offered}
    assert media_types == {form.value for form in compared.forms.by_word.values()} - {"text/html"}


def test_the_table_has_the_numbers_programs_get_and_says_what_they_are(marked_app: Flask) -> None:
    client = marked_app.test_client()
    address = f"{POSTAL}?indicators=unemployment_rate&lang=fi"
    words = {
        "ok": "",
        "estimated": "arvioitu",
        "suppressed": "suojattu",
        "missing": "puuttuu",
        "not_applicable": "ei sovellettavissa",
    }
    rows = {row.xpath("string(th)"): row for row in page(client, address).xpath('//table[@class="many"]/tbody/tr')}
    features = client.get(address).get_json()["features"]
    assert {one["properties"]["unemployment_rate_status"] for one in features} >= {"ok", "suppressed", "missing"}
    assert len(rows) == len(features)
    for one in features:
        told = one["properties"]
        value = "" if told["unemployment_rate"] is None else str(told["unemployment_rate"])
        expected = f"{value} {words[told['unemployment_rate_status']]}".strip()
        assert text(rows[one["id"]].xpath("td")[-1]) == expected


def test_properties_that_are_the_same_for_all_are_told_once(client: FlaskClient) -> None:
    read = page(client, "/api/collections/suuralue/items?indicators=population")
    same = dict(zip(read.xpath('//dl[@class="same"]//dt'), read.xpath('//dl[@class="same"]//dd'), strict=True))
    told = {text(name): text(value) for name, value in same.items()}
    assert told["boundary_quality"] == "generalised"
    features = client.get("/api/collections/suuralue/items?indicators=population").get_json()["features"]
    head = " ".join(read.xpath('//table[@class="many"]/thead//th//text()'))
    for name in features[0]["properties"]:
        assert (name in told) != bool(re.search(rf"\b{name}\b", head)), name


def test_a_page_of_many_features_shows_a_hundred_and_leads_on(client: FlaskClient) -> None:
    address: str | None = "/api/collections/postinumeroalue.unemployment_rate/items?lang=en"
    whole = client.get(address).get_json()["numberMatched"]
    seen: list[str] = []
    pages = 0
    while address:
        read = page(client, address)
        found = read.xpath('//table[@class="many"]/tbody/tr/th')
        assert len(found) <= 100
        seen += [text(one) for one in found]
        address = next(iter(read.xpath('//a[@rel="next"]/@href')), None)
        pages += 1
    assert len(seen) == len(set(seen)) == whole
    assert pages == -(-whole // 100)


def test_the_link_header_of_a_page_leads_on_to_pages_and_over_to_other_forms(client: FlaskClient) -> None:
    told = client.get("/api/collections/postinumeroalue.unemployment_rate/items", headers=BROWSER).headers["Link"]
    assert re.search(r'<[^>]+offset=100>; rel="next"; type="text/html"', told)
    assert re.search(r'<[^>]+f=geojson>; rel="alternate"; type="application/geo\+json"', told)


def test_the_map_fills_the_areas_shown(client: FlaskClient) -> None:
    one = page(client, f"{POSTAL}?filter=code%20%3D%20%2702100%27")
    assert len(one.xpath('//figure[@class="where"]//*[@class="here"]')) == 1
    assert page(client, f"{POSTAL}?filter=population%20%3E%201000000").xpath('//figure[@class="where"]') == []
    # a municipality that has no polygon yet
    assert page(client, "/api/collections/kunta/items/235").xpath('//figure[@class="where"]') == []


def test_names_that_stay_finnish_say_so(client: FlaskClient) -> None:
    read = page(client, f"{POSTAL}?lang=sv&properties=name_fi")
    assert set(read.xpath('//table[@class="many"]/tbody/tr/td/@lang')) == {"fi"}


def test_what_was_asked_is_never_markup(client: FlaskClient) -> None:
    read = client.get(
        f"{POSTAL}?filter=name%20%3D%20%27%22%3E%3Cscript%3Ealert(1)%3C/script%3E%27", headers=BROWSER
    ).text
    assert "alert(1)" in unquote(read)
    assert "<script>alert" not in read


def test_a_fault_is_a_problem_for_browsers_too(client: FlaskClient) -> None:
    for address in ("/api/nothing", f"{POSTAL}?limit=0", "/api/docs?f=json"):
        answer = client.get(address, headers=BROWSER)
        assert answer.status_code in (400, 404)
        assert answer.content_type == "application/problem+json"


def test_pages_lead_to_the_api_in_their_own_language(client: FlaskClient) -> None:
    read = html.fromstring(client.get("/sv/indicators").text)
    [address] = read.xpath('//header//a[starts-with(@href, "/api/")]/@href')
    assert html.fromstring(client.get(address, headers=BROWSER | {"Accept-Language": "en"}).text).get("lang") == "sv"
