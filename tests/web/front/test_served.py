"""The front as `hytemap serve` starts it."""

from __future__ import annotations

import http.client
import time
from urllib.parse import urlsplit

import brotli

ITEMS = "/api/collections/postinumeroalue/items?indicators=population,share_0_6"


def _ask(server: str, method: str, address: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(urlsplit(server).netloc, timeout=30)
    try:
        connection.request(method, address, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def test_a_running_server_gives_brotli_after_a_while_then_304_and_head_like_get(live_server: str) -> None:
    _, _, plain = _ask(live_server, "GET", ITEMS)
    until = time.monotonic() + 60
    headers: dict[str, str] = {}
    while headers.get("content-encoding") != "br":
        assert time.monotonic() < until, "no brotli within a minute"
        status, headers, body = _ask(live_server, "GET", ITEMS, Accept_Encoding="gzip, br")
        assert status == 200
        time.sleep(0.05)
    assert brotli.decompress(body) == plain
    status, unchanged, nothing = _ask(live_server, "GET", ITEMS, If_None_Match=headers["etag"])
    assert (status, nothing, unchanged["etag"]) == (304, b"", headers["etag"])
    status, head, nothing = _ask(live_server, "HEAD", ITEMS, Accept_Encoding="gzip, br")
    assert (status, nothing) == (200, b"")
    assert {**head, "date": ""} == {**headers, "date": ""}


def test_a_running_server_lets_other_pages_ask_first_under_the_api_only(live_server: str) -> None:
    asked = {"Origin": "https://other.example", "Access_Control_Request_Method": "GET"}
    assert _ask(live_server, "OPTIONS", ITEMS, **asked)[1]["access-control-allow-origin"] == "*"
    assert "access-control-allow-origin" not in _ask(live_server, "OPTIONS", "/fi/map", **asked)[1]
