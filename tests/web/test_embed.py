"""The embedded map, who may frame it, and the builder of its code."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import ValidationError

from hytemap.settings import Settings
from hytemap.web.app import create_app

LANGUAGES = ("fi", "sv", "en")


class Code(HTMLParser):
    """The builder's code read as a browser reads it: the frame's attributes, and the script."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.frame: dict[str, str | None] = {}
        self.script = ""
        self._in_script = False
        area = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
        assert area is not None
        # a textarea's text is escaped once more than the code
        text = HTMLText(area[1]).text
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "iframe":
            self.frame = dict(attrs)
        self._in_script = tag == "script"

    def handle_data(self, data: str) -> None:
        if self._in_script:
            self.script += data

    @property
    def words(self) -> dict[str, list[str]]:
        return parse_qs(urlsplit(self.frame["src"] or "").query)


class HTMLText(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.feed(html)

    def handle_data(self, data: str) -> None:
        self.text += data


def policy(client: FlaskClient, address: str) -> dict[str, str]:
    """The parts of an answer's content policy."""
    header = client.get(address).headers["Content-Security-Policy"]
    return {part.split()[0]: " ".join(part.split()[1:]) for part in header.split("; ")}


@pytest.fixture(scope="module")
def framed_app(settings: Settings) -> Flask:
    hosts = ["www.espoo.fi", "https://*.example.fi:8443"]
    return create_app(settings.model_copy(update={"embed_hosts": hosts}), watch=False)


@pytest.fixture
def framed(framed_app: Flask) -> FlaskClient:
    return framed_app.test_client()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_embedded_map_is_the_map_page_without_what_stands_around_it(client: FlaskClient, language: str) -> None:
    question = "?level=postinumeroalue&indicator=mean_age&year=2014&method=quantile&classes=4"
    whole = client.get(f"/{language}/map{question}").text
    embedded = client.get(f"/{language}/embed/map{question}").text
    block = re.compile(r'id="map-data">(.*?)</script>', re.DOTALL)
    assert block.findall(embedded) == block.findall(whole) != []
    table = re.compile(r'<table class="areas">.*?</table>', re.DOTALL)
    assert table.findall(embedded) == table.findall(whole) != []
    assert 'class="top"' in whole
    assert 'class="top"' not in embedded
    assert "<footer" not in embedded
    assert "<form" not in embedded
    assert re.search(r"CC BY 4\.0", embedded), "the licence stands under the map"


def test_the_way_from_an_embedded_map_leads_to_the_same_view_beside_the_host(client: FlaskClient) -> None:
    page = client.get("/sv/embed/map?level=postinumeroalue&indicator=mean_age&year=2014&areas=02100").text
    link = re.search(r'<a data-same-view rel="noopener" href="([^"]*)"', page)
    assert link is not None
    words = parse_qs(urlsplit(link[1].replace("&amp;", "&")).query)
    assert link[1].startswith("/sv/map?")
    assert words == {
        "level": ["postinumeroalue"], "indicator": ["mean_age"], "year": ["2014"], "areas": ["02100"]
    }  # fmt: skip
    # pages of the service refuse frames: no link may open in this one
    assert '<base target="_blank">' in page


def test_without_a_setting_only_the_service_itself_may_frame_the_embedded_map(client: FlaskClient) -> None:
    assert policy(client, "/fi/embed/map")["frame-ancestors"] == "'self'"


def test_hosts_of_the_setting_may_frame_the_embedded_map_and_nothing_else(framed: FlaskClient) -> None:
    assert policy(framed, "/fi/embed/map")["frame-ancestors"] == "'self' www.espoo.fi https://*.example.fi:8443"
    assert "X-Frame-Options" not in framed.get("/fi/embed/map").headers
    for address in (
        "/fi/map",
        "/fi/embed",
        "/fi/map/parts",
        "/fi/map?level=nowhere",
        "/fi/indicators",
        "/fi/nothing",
        "/",
    ):
        assert policy(framed, address)["frame-ancestors"] == "'none'", address
        assert framed.get(address).headers["X-Frame-Options"] == "DENY", address


def test_the_rest_of_the_content_policy_is_that_of_every_page(framed: FlaskClient) -> None:
    embedded, page = policy(framed, "/fi/embed/map"), policy(framed, "/fi/map")
    embedded.pop("frame-ancestors")
    page.pop("frame-ancestors")
    assert embedded == page


def test_an_answer_that_has_not_changed_still_says_who_may_frame_it(framed: FlaskClient) -> None:
    etag = framed.get("/fi/embed/map").headers["ETag"]
    again = framed.get("/fi/embed/map", headers={"If-None-Match": etag})
    assert again.status_code == 304
    assert "www.espoo.fi" in again.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "question",
    ["level=nowhere", "indicator=%3Cscript%3E", "year=1", "year=" + "9" * 500, "classes=99", "method=x", "group=x"],
)
def test_a_wrong_address_tells_the_hosts_readers_so_inside_the_frame(framed: FlaskClient, question: str) -> None:
    answer = framed.get(f"/fi/embed/map?{question}")
    assert answer.status_code in (400, 404)
    assert "Karttaa ei voida näyttää" in answer.text
    assert "<script>" not in answer.text
    assert "www.espoo.fi" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("hosts", ["*", "*.fi", "a b", "x; script-src *", "http:/x", "'none'", "https://a/b", "a.fi'"])
def test_a_host_that_would_change_the_policy_is_refused_at_start(hosts: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HYTEMAP_EMBED_HOSTS", hosts)
    with pytest.raises(ValidationError, match="must be a host"):
        Settings()


def test_hosts_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HYTEMAP_EMBED_HOSTS", "WWW.espoo.fi, *.example.fi ,http://localhost:8080,localhost:*")
    assert Settings().embed_hosts == ["www.espoo.fi", "*.example.fi", "http://localhost:8080", "localhost:*"]


def test_the_code_shows_the_embedded_map_with_an_absolute_address(client: FlaskClient) -> None:
    question = "level=postinumeroalue&indicator=mean_age&year=2014&lang=sv&width=600&height=700&script=1"
    code = Code(client.get(f"/fi/embed?{question}", base_url="http://kartta.example.fi").text)
    address = urlsplit(code.frame["src"] or "")
    assert f"{address.scheme}://{address.netloc}{address.path}" == "http://kartta.example.fi/sv/embed/map"
    assert code.words == {"level": ["postinumeroalue"], "indicator": ["mean_age"], "year": ["2014"]}
    assert (code.frame["width"], code.frame["height"]) == ("600", "700")
    assert (code.frame["title"] or "").startswith("Medelålder 2014, Postnummerområden")
    assert '"http://kartta.example.fi"' in code.script
    assert client.get(f"{address.path}?{address.query}").status_code == 200


def test_the_code_uses_the_public_address_where_one_is_set(settings: Settings) -> None:
    app = create_app(settings.model_copy(update={"public_url": "https://kartta.example.fi/hyte"}), watch=False)
    code = Code(app.test_client().get("/fi/embed").text)
    assert (code.frame["src"] or "").startswith("https://kartta.example.fi/hyte/fi/embed/map?")
    # messages carry an origin, which has no path
    assert '"https://kartta.example.fi")' in code.script


def test_a_map_without_a_year_always_shows_the_newest(client: FlaskClient) -> None:
    code = Code(client.get("/fi/embed?indicator=mean_age&year=").text)
    assert "year" not in code.words
    # a year this indicator lacks is not promised either
    lacking = client.get("/fi/embed?level=suuralue&indicator=one_person_households&year=2014")
    assert "year" not in Code(lacking.text).words
    assert "2014" in lacking.text


def test_the_script_can_be_left_out(client: FlaskClient) -> None:
    # a form sends its sizes always, its box only when ticked
    assert Code(client.get("/fi/embed?height=500").text).script == ""
    assert "hytemap:height" in Code(client.get("/fi/embed?height=500&script=1").text).script
    assert "hytemap:height" in Code(client.get("/fi/embed").text).script


def test_what_a_map_was_opened_with_is_kept_and_can_be_dropped(client: FlaskClient) -> None:
    page = client.get("/fi/embed?level=suuralue&method=quantile&classes=4&areas=0492000000").text
    assert Code(page).words["method"] == ["quantile"]
    assert Code(page).words["areas"] == ["0492000000"]
    assert '<input type="hidden" name="classes" value="4">' in page
    dropped = re.search(r'<a href="(/fi/embed\?[^"]*)">Jätä ne pois', page)
    assert dropped is not None
    assert set(Code(client.get(dropped[1].replace("&amp;", "&")).text).words) == {"level", "indicator"}


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("width=1", 200),
        ("width=999999", 200),
        ("width=-5", 400),
        ("height=a", 400),
        ("height=" + "9" * 400, 400),
        ("lang=de", 400),
        ("lang=%3Cscript%3E", 400),
        ("indicator=luck", 404),
        ("level=", 200),
        ("width=&height=&year=&lang=", 200),
        ("width=300&width=x", 200),
        ("unknown=1", 200),
    ],
)
def test_the_builder_answers_any_question(client: FlaskClient, question: str, status: int) -> None:
    answer = client.get(f"/fi/embed?{question}")
    assert answer.status_code == status
    if status == 200:
        code = Code(answer.text)
        assert code.frame["width"] == "100%" or 280 <= int(code.frame["width"] or 0) <= 2000
        assert 300 <= int(code.frame["height"] or 0) <= 2000


def test_words_of_the_address_never_leave_their_place_in_the_code(client: FlaskClient) -> None:
    for word in ("areas", "breaks", "group", "base", "method", "year", "indicator", "width"):
        page = client.get("/fi/embed", query_string={word: '"></iframe><script>alert(1)</script>'}).text
        assert "alert(1)" not in page, word


def test_the_builder_says_who_may_show_the_map(client: FlaskClient, framed: FlaskClient) -> None:
    assert "Mikään muu sivusto ei saa vielä näyttää karttaa." in client.get("/fi/embed").text
    assert "www.espoo.fi, https://*.example.fi:8443" in framed.get("/fi/embed").text


def test_the_height_script_has_no_words_of_its_own() -> None:
    static = Path(__file__).resolve().parents[2] / "static" / "js"
    for name in ("embed.js", "embed_builder.js"):
        code = re.sub(r"/\*.*?\*/|//[^\n]*", "", (static / name).read_text(encoding="utf-8"), flags=re.DOTALL)
        assert re.findall(r'["\'`][A-ZÅÄÖ]\w+ \w+', code) == [], name
