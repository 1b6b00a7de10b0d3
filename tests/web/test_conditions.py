"""ETags, codings and what answers depend on, as Flask alone answers."""

from __future__ import annotations

import gzip

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from hytemap.web.encodings import BROTLI, GZIP, IDENTITY, OFFERED, accepted
from hytemap.web.etags import digest, etag, held

ITEMS = "/api/collections/postinumeroalue/items?indicators=population"
ADDRESSES = [ITEMS, "/api/indicators", "/fi/indicators", "/static/css/tokens.css"]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", [IDENTITY]),
        ("gzip", [GZIP, IDENTITY]),
        ("gzip, deflate, br", [BROTLI, GZIP, IDENTITY]),  # a browser
        ("GZIP;Q=0.5", [GZIP, IDENTITY]),
        ("br;q=0.1, gzip", [GZIP, BROTLI, IDENTITY]),
        ("gzip;q=0", [IDENTITY]),
        ("gzip;q=0.000, br;q=0", [IDENTITY]),
        ("*", [BROTLI, GZIP, IDENTITY]),
        ("*;q=0", [IDENTITY]),
        ("br;q=0, *", [GZIP, IDENTITY]),
        ("identity;q=0, gzip", [GZIP, IDENTITY]),
        ("identity, gzip;q=0.5", [IDENTITY, GZIP]),
        ("gzip;q=abc", [IDENTITY]),
        ("gzip;q=2", [IDENTITY]),
        ("gzip;level=1", [IDENTITY]),
        (";;;,,,=", [IDENTITY]),
        ("gzip," * 1000, [IDENTITY]),
    ],
)
def test_what_a_client_takes_is_ranked_as_it_asks(header: str, expected: list[str]) -> None:
    assert list(accepted(header)) == expected


@given(st.text(alphabet="gzipbrdeflatnq=;,*.01 \x00ä"))
def test_any_header_leaves_plain_bytes_and_nothing_unknown(header: str) -> None:
    found = accepted(header)
    assert IDENTITY in found
    assert set(found) <= set(OFFERED)
    assert len(set(found)) == len(found)


def test_an_etag_names_bytes_type_and_language() -> None:
    names = [
        digest(b"a", "text/html", "fi"),
        digest(b"b", "text/html", "fi"),
        digest(b"a", "text/plain", "fi"),
        digest(b"a", "text/html", "sv"),
    ]
    assert len(set(names)) == 4
    assert digest(b"a", "text/html", "fi") == names[0]


@pytest.mark.parametrize(
    ("if_none_match", "expected"),
    [
        ('"abc"', '"abc"'),
        ('W/"abc"', '"abc"'),
        ('"abc-gzip"', '"abc-gzip"'),
        ('"old", W/"abc-br" , "abc"', '"abc-br"'),
        ("*", '"abc"'),
        (" * ", '"abc"'),
        ("abc", None),
        ('"ab"', None),
        ('"abc-zip"', None),
        ('"abc', None),
        ("", None),
        ('"*"', None),
        ('"abc-gzip-br"', None),
    ],
)
def test_what_a_client_holds_is_compared_weakly(if_none_match: str, expected: str | None) -> None:
    assert held(if_none_match, "abc") == expected
    assert expected is None or expected in {etag("abc", coding) for coding in OFFERED}


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_same_etag_means_the_same_bytes(client: FlaskClient, address: str) -> None:
    plain, again = client.get(address), client.get(address)
    packed = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert plain.headers["ETag"] == again.headers["ETag"]
    assert plain.data == again.data
    assert packed.headers["ETag"] == f'{plain.headers["ETag"][:-1]}-gzip"'
    assert gzip.decompress(packed.data) == plain.data
    assert not plain.headers["ETag"].startswith("W/")


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_304_has_the_headers_of_the_answer_and_no_body(client: FlaskClient, address: str) -> None:
    packed = client.get(address, headers={"Accept-Encoding": "gzip"})
    etag = packed.headers["ETag"]
    for said in (etag, f"W/{etag}", f'"x", {etag}', etag.replace("-gzip", "-br"), etag.replace("-gzip", ""), "*"):
        answer = client.get(address, headers={"Accept-Encoding": "gzip", "If-None-Match": said})
        assert (answer.status_code, answer.data) == (304, b""), said
        for name in ("Vary", "Cache-Control", "Access-Control-Allow-Origin"):
            assert answer.headers.get(name) == packed.headers.get(name), name
        for name in ("Content-Type", "Content-Encoding"):
            assert name not in answer.headers
    assert client.get(address, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("header", ["gzip;q=0", "br", "identity", "deflate", "gzip;q=x"])
def test_who_refuses_gzip_gets_none(client: FlaskClient, header: str) -> None:
    assert "Content-Encoding" not in client.get("/api/indicators", headers={"Accept-Encoding": header}).headers


@pytest.mark.parametrize(
    ("address", "status"),
    [
        (ITEMS, 200),
        ("/fi/map", 200),
        ("/", 302),
        ("/api/view?year=x", 400),
        ("/fi/nothing", 404),
        ("/api/nothing", 404),
        ("/healthz", 200),
    ],
)
def test_every_answer_says_what_it_depends_on(client: FlaskClient, address: str, status: int) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert set(answer.headers["Vary"].split(", ")) == {"Accept", "Accept-Encoding", "Accept-Language"}


def test_a_refused_form_depends_on_accept_too(client: FlaskClient) -> None:
    answer = client.get("/api/indicators", headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert "Accept" in answer.headers["Vary"].split(", ")


def test_a_file_of_the_pages_is_the_same_for_every_language_and_form(client: FlaskClient) -> None:
    assert client.get("/static/css/tokens.css").headers["Vary"] == "Accept-Encoding"
