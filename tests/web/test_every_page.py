"""Guards over all routes: which pages there are, what they carry, where their links lead, what bad words do to them."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import parse_qsl, quote, urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException

from hytemap.web.languages import LANGUAGES
from hytemap.web.security import CONTENT_POLICY, FILES, HEADERS
from tests.browser.pages import PAGES, PARTS, kinds
from tests.web.printing.waiting import answer_of

HOST = "http://localhost"
#: the only page that others may frame
FRAMABLE = "/embed/map"
#: rules with a language that are neither page nor part: they lead on to the map
LEADING_ON = {"pages.start_in"}
#: sheets are no pages: tests/web/printing asks for them
ON_PAPER = "printing.show_print"
#: addresses without a language, one of each kind
MACHINES = [
    *("/", "/healthz", "/readyz", "/api/", "/api/conformance", "/api/collections", "/api/collections/suuralue"),
    *("/api/collections/suuralue/items", "/api/collections/suuralue/items/0492000000", "/api/openapi.json"),
    *("/api/docs", "/api/indicators", "/api/view", "/api/compare", "/api/luck", "/luck", "/static/css/tokens.css"),
]
#: words of the address book, as far as pages know them
WORDS = [
    *("level", "indicator", "indicators", "year", "years", "group", "areas", "base", "method", "classes", "breaks"),
    *("lang", "limit", "offset", "f", "q", "theme", "chain", "freshness", "sort", "colours"),
]
BAD = [
    "",
    "<script>alert(1)</script>",
    "x" * 4000,
    "9" * 400,
    "-1",
    "NaN",
    "\x00",
    "'\"",
    "../../etc/passwd",
    "ä,ö,å",
    ",,,",
]
ADDRESSES = [*PAGES.values(), *PARTS.values()]


class Page(HTMLParser):
    """Title, links and ids of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.title, self.links, self.ids, self.reading_title = "", [], set(), False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.reading_title = tag == "title" and not self.title
        for name, value in attrs:
            if name == "id" and value:
                self.ids.add(value)
            elif name in ("href", "src", "action") and value is not None and tag != "use":
                self.links.append(value)

    def handle_endtag(self, tag: str) -> None:
        self.reading_title = False

    def handle_data(self, data: str) -> None:
        if self.reading_title:
            self.title += data


def _endpoint(app: Flask, address: str) -> str:
    try:
        return str(app.url_map.bind("localhost").match(urlsplit(address).path)[0])
    except HTTPException:
        return ""


def test_every_route_with_a_language_is_walked_by_the_tests_of_all_pages(app: Flask) -> None:
    routes = {rule.endpoint for rule in app.url_map.iter_rules() if "language" in rule.arguments}
    walked = {_endpoint(app, f"/fi{address}") for address in ADDRESSES}
    assert routes - walked - LEADING_ON - {ON_PAPER} == set(), (
        "add the page's address to PAGES in tests/browser/pages.py"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_answers_as_a_page(client: FlaskClient, language: str) -> None:
    for name, address in PAGES.items():
        answer = client.get(f"/{language}{address}")
        assert answer.status_code == (404 if name == "fault" else 200), name
        assert answer.content_type == "text/html; charset=utf-8", name
        assert f'<html lang="{language}">' in answer.text, name


def test_what_pages_fetch_for_themselves_answers(client: FlaskClient) -> None:
    assert {name: client.get(f"/fi{address}").status_code for name, address in PARTS.items()} == dict.fromkeys(
        PARTS, 200
    )


def test_pages_are_only_read(client: FlaskClient) -> None:
    for name, address in PAGES.items():
        for method in ("POST", "PUT", "DELETE", "PATCH"):
            assert client.open(f"/fi{address}", method=method).status_code == 405, (name, method)


@pytest.mark.parametrize("address", [*(f"/fi{address}" for address in ADDRESSES), *MACHINES])
def test_every_answer_is_guarded_and_only_the_embedded_map_may_be_framed(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    framable = urlsplit(address).path.endswith(FRAMABLE)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in answer.headers, "the privacy notice says that there are no cookies"
    if answer.mimetype in FILES:
        return  # cannot be opened as a page
    for name, value in HEADERS.items():
        if not (framable and name == "X-Frame-Options"):
            assert answer.headers[name] == value, name
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";"))
    for name, value in CONTENT_POLICY.items():
        if not (framable and name == "frame-ancestors"):
            assert policy[name] == value, name
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_has_a_title_of_its_own(client: FlaskClient, language: str) -> None:
    titles: dict[str, str] = {}
    for name, address in PAGES.items():
        title = " ".join(Page(client.get(f"/{language}{address}").text).title.split())
        assert title.endswith("hytemap"), name
        if "q=" in address or address.startswith(FRAMABLE):
            continue  # a search has the title of what is searched, a framed map that of the map it shows
        assert title not in titles, f"{name} and {titles[title]} have the same title"
        titles[title] = name


def _sort_of(app: Flask, address: str) -> str:
    """Which route answers, asked with which words: links of one sort differ in their area, year or indicator alone."""
    words = sorted(word for word, _ in parse_qsl(urlsplit(address).query))
    return f"{_endpoint(app, address)} {' '.join(words)}"


@pytest.mark.parametrize(
    ("language", "all_links"),
    [
        ("fi", False),
        # languages differ in words and in the first part of each address: one link of each sort shows that
        *(pytest.param(one, one == "fi", marks=pytest.mark.slow) for one in LANGUAGES),
    ],
)
def test_every_link_of_every_page_leads_somewhere(
    app: Flask, client: FlaskClient, language: str, all_links: bool
) -> None:
    known: dict[str, Page | None] = {}
    followed: set[str] = set()

    def answered(address: str) -> Page | None:
        """The page at an address of ours, read once; what is no page has no anchors to look for."""
        if address not in known:
            answer = answer_of(client, address)
            assert answer.status_code < 400, f"{address} of {page_name}: {answer.status_code}"
            is_page = answer.content_type.startswith("text/html") and answer.status_code == 200
            known[address] = Page(answer.text) if is_page else None
        return known[address]

    for page_name, address in PAGES.items():
        own = f"/{language}{address}"
        page = Page(client.get(own).text)
        assert page.links, page_name
        for link in page.links:
            target = urlsplit(urljoin(f"{HOST}{own}", link))
            if target.scheme not in ("http", "https") or target.netloc != "localhost":
                continue
            asked = target.path + (f"?{target.query}" if target.query else "")
            if asked == own:
                found: Page | None = page
            elif all_links or asked in known or _sort_of(app, asked) not in followed:
                followed.add(_sort_of(app, asked))
                found = answered(asked)
            else:
                continue
            if target.fragment and found:
                assert target.fragment in found.ids, f"{link} of {page_name} leads to no such place"


def _stands(client: FlaskClient, name: str, address: str, language: str = "fi") -> None:
    answer = client.get(f"/{language}{address}")
    assert answer.status_code in (200, 302, 400, 404), (name, address[:200])
    assert "<script>alert" not in answer.text, (name, address[:200])


@pytest.mark.parametrize("bad", BAD, ids=[one[:8] or "empty" for one in BAD])
def test_no_page_breaks_on_bad_words(client: FlaskClient, bad: str) -> None:
    words = "&".join(f"{word}={quote(bad)}" for word in WORDS)
    for name, address in {**{name: PAGES[name] for name in kinds()}, **PARTS}.items():
        _stands(client, name, f"{urlsplit(address).path}?{words}&{words}")


@pytest.mark.slow
@pytest.mark.parametrize("word", WORDS)
def test_no_page_breaks_on_one_bad_word(client: FlaskClient, word: str) -> None:
    for name, address in {**{name: PAGES[name] for name in kinds()}, **PARTS}.items():
        for bad in [*map(quote, BAD), "%ff%fe", f"a&{word}=b"]:
            _stands(client, name, f"{address}{'&' if '?' in address else '?'}{word}={bad}")


@pytest.mark.parametrize("bad", [one for one in BAD if one], ids=lambda one: one[:8])
def test_no_page_breaks_on_a_bad_end_of_its_path(client: FlaskClient, bad: str) -> None:
    for name, address in {**{name: PAGES[name] for name in kinds()}, **PARTS}.items():
        path = urlsplit(address).path
        _stands(client, name, f"{path}/{quote(bad)}")
        _stands(client, name, f"{path.rpartition('/')[0]}/{quote(bad)}")
