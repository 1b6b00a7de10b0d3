"""`hytemap serve` and bytes that no client library would send: refused or understood, never passed on to others."""

from __future__ import annotations

import http.client
import socket
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from flask import Flask

from hytemap.web.front import application
from tests.web.hostile import TELLTALE, ask

ASKED = "/api/conformance"
#: a request that a server must not take out of another's body
HIDDEN = b"GET /api/no-such-address HTTP/1.1\r\nHost: evil.example\r\n\r\n"


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes


def talk(server: str, sent: bytes) -> list[Reply]:
    """Everything a server answers to some bytes on one connection, until it closes it."""
    address = urlsplit(server)
    replies = []
    with socket.create_connection((address.hostname, address.port or 80), timeout=30) as connection:
        with suppress(BrokenPipeError, ConnectionResetError):  # it had heard enough
            connection.sendall(sent)
        with suppress(ConnectionResetError), connection.makefile("rb") as stream:
            while stream.peek(1):
                answer = http.client.HTTPResponse(_Kept(stream))  # type: ignore[arg-type]
                answer.begin()
                replies.append(
                    Reply(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
                )
    return replies


class _Kept:
    """A stream for HTTPResponse, which would close it after the first answer."""

    def __init__(self, stream: object) -> None:
        self.stream = stream

    def makefile(self, mode: str) -> _Kept:
        return self

    def __getattr__(self, name: str) -> object:
        return (lambda: None) if name == "close" else getattr(self.stream, name)


def request(
    server: str, *lines: bytes, path: bytes = ASKED.encode(), method: bytes = b"GET", body: bytes = b""
) -> bytes:
    host = urlsplit(server).netloc.encode()
    return b"\r\n".join([method + b" " + path + b" HTTP/1.1", b"Host: " + host, *lines, b"", body])


CLOSE = b"Connection: close"
#: what is sent: lines after the Host, path, method → statuses that may come
REFUSED = {
    "no HTTP": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", {400}),
    "no path": (b"GET  HTTP/1.1\r\nHost: localhost\r\n\r\n", {400}),
    "no slash": (b"GET api/view HTTP/1.1\r\nHost: localhost\r\n\r\n", {400}),
    "no host": (b"GET /api/view HTTP/1.1\r\nConnection: close\r\n\r\n", {400}),
    "two hosts": (b"GET /api/view HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n", {400}),
    "a host of two labels with nothing between": (b"GET / HTTP/1.1\r\nHost: a..b\r\nConnection: close\r\n\r\n", {400}),
    "a host that is a path": (b"GET /fi/map HTTP/1.1\r\nHost: a/b\r\nConnection: close\r\n\r\n", {400}),
    "a host of no letters": (b"GET /fi/map HTTP/1.1\r\nHost: \xff\xfe\r\nConnection: close\r\n\r\n", {400}),
    "a folded header": (b"GET /api/ HTTP/1.1\r\nHost: localhost\r\nX: a\r\n b\r\n\r\n", {400}),
    "NUL in a header": (b"GET /api/ HTTP/1.1\r\nHost: localhost\r\nX: a\x00b\r\n\r\n", {400}),
    "a carriage return in a header": (b"GET /api/ HTTP/1.1\r\nHost: localhost\r\nX: a\rY: b\r\n\r\n", {400}),
    "raw bytes in a query": (
        b"GET /api/view?lang=\xff HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        {400},
    ),
    "a path up and out": (b"GET /static/../../etc/passwd HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", {404}),
    "a backslash": (b"GET /static/..\\..\\setup.cfg HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", {400, 404}),
    "NUL in a path": (b"GET /static/%00 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", {404}),
    "a name too long": (b"GET /static/" + b"a" * 5_000 + b" HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", {404}),
    "an address of 100 kB": (b"GET /api/view?level=" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", {400, 414}),
    "a header of a megabyte": (b"GET /api/ HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 1_000_000 + b"\r\n\r\n", {400, 431}),
    "an unknown coding of the body": (
        b"GET /api/ HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        {400, 501},
    ),
    "a space before the colon": (
        b"GET /api/ HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        {400},
    ),
    "two lengths": (b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: 5\r\n\r\nhello", {400}),
    "a length that is no number": (b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\nhello", {400}),
    "an endless length": (
        b"POST /api/view HTTP/1.1\r\nHost: a\r\nContent-Length: " + b"9" * 30 + b"\r\n\r\n",
        {400, 413},
    ),
    "another server's address": (
        b"CONNECT evil.example:80 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        {400, 404, 405},
    ),
    "a method that is none": (b"FOO /api/view HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", {405}),
    "TRACE": (b"TRACE /api/view HTTP/1.1\r\nHost: a\r\nCookie: a=b\r\nConnection: close\r\n\r\n", {405}),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_request_is_refused_and_nothing_of_the_machine_told(live_server: str, name: str) -> None:
    sent, statuses = REFUSED[name]
    replies = talk(live_server, sent)
    assert [reply.status for reply in replies if reply.status not in statuses] == []
    assert len(replies) == 1
    assert not TELLTALE.search(replies[0].body)


SMUGGLED = {
    "in a body of a known length": ((b"Content-Length: %d" % len(HIDDEN),), HIDDEN),
    "behind a body in chunks that also has a length": (
        (b"Content-Length: %d" % (len(HIDDEN) + 5), b"Transfer-Encoding: chunked"),
        b"0\r\n\r\n" + HIDDEN,
    ),
    "behind a body in chunks": ((b"Transfer-Encoding: chunked",), b"5\r\nhello\r\n0\r\n\r\n"),
    "in a chunk": ((b"Transfer-Encoding: chunked",), b"%x\r\n%s\r\n0\r\n\r\n" % (len(HIDDEN), HIDDEN)),
    "behind a length of nothing": ((b"Content-Length: 0",), b""),
}


@pytest.mark.parametrize("name", SMUGGLED)
def test_a_body_is_never_taken_for_the_next_request(live_server: str, name: str) -> None:
    lines, body = SMUGGLED[name]
    # the second request is answered too, unless the server would rather close than guess where the first one ends
    replies = talk(live_server, request(live_server, *lines, body=body) + request(live_server, CLOSE))
    expected = talk(live_server, request(live_server, CLOSE))[0].body
    assert 1 <= len(replies) <= 2
    assert [reply.body for reply in replies] == [expected] * len(replies)


@pytest.mark.parametrize("coding", ["", "gzip"])
def test_others_get_what_a_fresh_server_would_give_them(live_server: str, app: Flask, coding: str) -> None:
    host = urlsplit(live_server).netloc
    for name, (sent, _) in REFUSED.items():
        assert talk(live_server, sent), name
    for lines, body in SMUGGLED.values():
        talk(live_server, request(live_server, *lines, body=body) + request(live_server, CLOSE))
    for line in (b"X-Forwarded-Host: evil.example", b"Range: bytes=0-1", b"Accept_Language: sv", b"Cookie: lang=sv"):
        talk(live_server, request(live_server, line, b"Accept-Encoding: " + coding.encode(), CLOSE))
    # the host of an absolute address is not the one that is asked for
    talk(live_server, request(live_server, CLOSE, path=b"http://evil.example" + ASKED.encode()))
    reply = talk(live_server, request(live_server, b"Accept-Encoding: " + coding.encode(), CLOSE))[0]
    fresh = ask(application(app), ASKED, Host=host, Accept_Encoding=coding)
    of_the_server = {"date", "server", "connection"}
    assert {name: value for name, value in reply.headers.items() if name not in of_the_server} == fresh.headers
    assert (reply.status, reply.body) == (fresh.status, fresh.body)
