"""Answers through the front: the same as Flask's own, exact, never stale, never another's, never without bound."""

from __future__ import annotations

import gzip
import threading
from dataclasses import replace
from typing import Any, cast

import brotli
import pytest
from flask import Flask, Response, request
from werkzeug.test import Client, TestResponse

from hytemap.atlas import Atlas, AtlasHolder, load_atlas
from hytemap.settings import Settings
from hytemap.web.app import create_app
from hytemap.web.front import Front, application
from tests.browser.pages import PAGES, PARTS
from tests.contract.test_answers import ADDRESSES

ITEMS = "/api/collections/postinumeroalue/items?indicators=population"
EVERY = [
    *(f"/fi{address}" for address in [*PAGES.values(), *PARTS.values()]),
    *(address for addresses in ADDRESSES.values() for address in addresses),
    *("/", "/static/css/tokens.css", "/static/js/map.js", "/static/nothing", "/api/nothing", "/healthz"),
]
BROWSER = {"Accept-Encoding": "gzip, deflate, br"}


class Counted:
    """A WSGI callable that counts how often it is asked."""

    def __init__(self, wsgi: Any) -> None:
        self.wsgi, self.asked = wsgi, 0

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        self.asked += 1
        return self.wsgi(environ, start_response)


@pytest.fixture
def flask_alone(app: Flask) -> Counted:
    return Counted(app.wsgi_app)


@pytest.fixture
def front(app: Flask, flask_alone: Counted) -> Front:
    return Front(cast(Any, flask_alone), app.extensions["atlas"], 32_000_000)


@pytest.fixture
def client(front: Front) -> Client:
    return Client(front)


def _told(answer: TestResponse) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name != "Date"}


@pytest.mark.parametrize("coding", ["", "gzip"])
def test_every_address_is_answered_as_by_flask_alone_asked_once_and_again(
    app: Flask, client: Client, coding: str
) -> None:
    alone = app.test_client()
    for address in EVERY:
        expected = alone.get(address, headers={"Accept-Encoding": coding})
        for _ in range(3):
            answer = client.get(address, headers={"Accept-Encoding": coding})
            assert answer.status == expected.status, address
            assert answer.data == expected.data, address
            assert _told(answer) == _told(expected), address


def test_what_was_asked_before_does_not_reach_flask(client: Client, flask_alone: Counted) -> None:
    etag = client.get(ITEMS, headers={"Accept-Encoding": "gzip"}).headers["ETag"]
    assert flask_alone.asked == 1
    client.get(ITEMS, headers={"Accept-Encoding": "gzip;q=0.9, deflate"})
    client.head(ITEMS, headers={"Accept-Encoding": "gzip"})
    assert client.get(ITEMS, headers={"If-None-Match": etag}).status_code == 304
    assert client.get(ITEMS, headers={"If-None-Match": "*"}).status_code == 304
    assert flask_alone.asked == 1
    client.get(f"{ITEMS}&limit=3")
    assert flask_alone.asked == 2


@pytest.mark.parametrize("asked_before", [False, True])
def test_a_304_has_what_the_answer_has_but_what_describes_a_body(client: Client, asked_before: bool) -> None:
    full = Client(client.application).get(ITEMS, headers={"Accept-Encoding": "gzip"})
    address = ITEMS if asked_before else f"{ITEMS}&limit=1000"
    etag = full.headers["ETag"] if asked_before else "*"
    answer = client.get(address, headers={"Accept-Encoding": "gzip", "If-None-Match": etag})
    assert (answer.status_code, answer.data) == (304, b"")
    for name in ("Vary", "Cache-Control", "Content-Language", "Access-Control-Allow-Origin", "X-Content-Type-Options"):
        assert answer.headers[name] == full.headers[name], name
    assert not {"Content-Length", "Content-Type", "Content-Encoding"} & set(answer.headers.keys())
    assert answer.headers["ETag"].strip('"').startswith(full.headers["ETag"].strip('"')[:20]) or not asked_before


def test_the_304_names_the_coding_the_client_holds(client: Client) -> None:
    name = client.get(ITEMS).headers["ETag"].strip('"')
    for held in (name, f"{name}-gzip", f"{name}-br"):
        for said in (f'"{held}"', f'W/"{held}"', f'"other", "{held}"'):
            assert client.get(ITEMS, headers={"If-None-Match": said, **BROWSER}).headers["ETag"] == f'"{held}"'


@pytest.mark.parametrize("address", [ITEMS, "/fi/map", "/static/css/page.css", "/api/view"])
def test_head_is_get_without_the_body(client: Client, address: str) -> None:
    for asked in ("head first", "from memory"):
        head = client.head(address, headers={"Accept-Encoding": "gzip"})
        got = client.get(address, headers={"Accept-Encoding": "gzip"})
        assert head.data == b"", asked
        assert _told(head) == _told(got), asked
        assert int(head.headers["Content-Length"]) == len(got.data)


def test_options_and_posts_reach_flask_as_they_are(client: Client, flask_alone: Counted) -> None:
    for count in (1, 2):
        answer = client.options(ITEMS, headers={"Origin": "https://other.example"})
        assert answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
        assert flask_alone.asked == 2 * count - 1
        assert client.post(ITEMS).status_code == 405
        assert flask_alone.asked == 2 * count


def test_brotli_is_made_once_an_answer_is_asked_again_by_who_takes_it(client: Client, front: Front) -> None:
    first = client.get(ITEMS, headers=BROWSER)
    front.upgrade.wait()
    second = client.get(ITEMS, headers=BROWSER)
    assert first.headers["Content-Encoding"] == second.headers["Content-Encoding"] == "gzip"
    front.upgrade.wait()
    third = client.get(ITEMS, headers=BROWSER)
    assert third.headers["Content-Encoding"] == "br"
    assert brotli.decompress(third.data) == gzip.decompress(first.data)
    assert len(third.data) < len(first.data)
    assert int(third.headers["Content-Length"]) == len(third.data)
    assert third.headers["ETag"] == first.headers["ETag"].replace("-gzip", "-br")
    own = {"Content-Encoding", "ETag", "Content-Length"}
    assert {one for one in _told(third).items() if one[0] not in own} == {
        one for one in _told(first).items() if one[0] not in own
    }
    only_gzip = client.get(ITEMS, headers={"Accept-Encoding": "gzip"})
    assert only_gzip.data == first.data
    assert client.get(ITEMS, headers={"Accept-Encoding": "br;q=0, gzip"}).data == first.data


def test_no_brotli_is_made_for_who_does_not_take_it_nor_of_what_is_too_small(client: Client, front: Front) -> None:
    for address, headers in ((ITEMS, {"Accept-Encoding": "gzip"}), ("/api/conformance", {})):
        for _ in range(3):
            client.get(address, headers=headers)
        front.upgrade.wait()
        answer = client.get(address, headers=BROWSER)
        assert answer.headers.get("Content-Encoding") != "br", address


def test_languages_forms_hosts_and_schemes_are_told_apart(client: Client) -> None:
    asked: list[dict[str, Any]] = [
        {"headers": {"Accept-Language": "fi"}},
        {"headers": {"Accept-Language": "sv"}},
        {"headers": {"Accept": "application/json"}},
        {"base_url": "http://other.example"},
        {"base_url": "https://localhost"},
    ]
    for _ in range(2):
        answers = [client.get(ITEMS, **one) for one in asked]
        assert len({answer.headers["ETag"] for answer in answers}) == len(asked)
    assert "https://localhost/api/" in answers[-1].text
    assert "http://other.example/api/" in answers[-2].text


@pytest.mark.parametrize(
    "header",
    [
        *("X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Prefix", "X-Original-URL", "X-Rewrite-URL"),
        *("X-HTTP-Method-Override", "Forwarded", "Cookie", "Range", "If-Range", "Origin", "User-Agent", "Referer"),
    ],
)
def test_nothing_outside_the_key_gets_into_what_is_kept(front: Front, app: Flask, header: str) -> None:
    seen: list[str] = []

    def echo(environ: dict[str, Any], start_response: Any) -> Any:
        with app.request_context(environ):
            seen.append(request.headers.get(header, ""))
            response = Response(f"{request.headers}", content_type="text/plain")
        response.headers["ETag"] = '"a"'
        return response(environ, start_response)

    client = Client(Front(cast(Any, echo), app.extensions["atlas"], 1_000_000))
    answer = client.get("/x", headers={header: "evil.example"})
    assert seen == [""]
    assert "evil" not in answer.text
    assert "evil" not in client.get("/x").text


def test_what_vary_names_is_in_the_key(app: Flask) -> None:
    alone = app.test_client()
    for address in EVERY:
        named = {one.strip() for one in alone.get(address).headers.get("Vary", "").split(",")}
        assert named <= {"Accept", "Accept-Encoding", "Accept-Language"}, address


@pytest.mark.parametrize(
    "headers",
    [
        {"Cache-Control": "no-store", "ETag": '"a"'},
        {"Set-Cookie": "a=b", "ETag": '"a"'},
        {"ETag": 'W/"a"'},
        {},
    ],
)
def test_what_is_not_for_everybody_or_not_exact_is_not_kept(app: Flask, headers: dict[str, str]) -> None:
    said = Counted(Response("x", headers=headers))
    front = Front(cast(Any, said), app.extensions["atlas"], 1_000_000)
    for count in (1, 2):
        assert Client(front).get("/x").data == b"x"
        assert said.asked == count
    assert len(front.era.store) == 0


def test_faults_are_not_kept(client: Client, front: Front) -> None:
    for address in ("/api/view?year=x", "/fi/nothing", "/api/nothing", "/", "/healthz", "/readyz"):
        client.get(address)
    assert client.get(ITEMS, base_url="http://bad_host!").status_code == 400
    assert len(front.era.store) == 0


def test_a_question_longer_than_a_key_may_be_is_answered_and_not_kept(client: Client, front: Front) -> None:
    assert client.get(f"/fi/map?x={'y' * 5000}").status_code == 200
    assert client.get(ITEMS, headers={"Accept": "*/*, " + "a/b, " * 1000}).status_code == 200
    assert len(front.era.store) == 0


@pytest.mark.parametrize("room", [0, 200_000])
def test_a_flood_of_questions_never_takes_more_than_there_is_room(app: Flask, room: int) -> None:
    front = Front(cast(Any, app.wsgi_app), app.extensions["atlas"], room)
    client = Client(front)
    for count in range(120):
        client.get(f"/api/conformance?lang={'fi' if count % 2 else 'sv'}", headers={"Accept": f"*/*;v={count}"})
        client.get("/api/indicators", headers={"Accept-Encoding": "gzip"})
        assert front.era.store.taken <= room
    assert (len(front.era.store) > 0) == (room > 0)


@pytest.fixture
def swapped(settings: Settings) -> tuple[AtlasHolder, Front]:
    """An application of its own, whose atlas a test may swap."""
    app = create_app(settings, watch=False)
    front = application(app)
    holder: AtlasHolder = app.extensions["atlas"]
    return holder, front


def _another(settings: Settings, mark: str) -> Atlas:
    return replace(load_atlas(settings.snapshots), hash=mark)


def test_after_a_swap_nothing_old_is_given(settings: Settings, swapped: tuple[AtlasHolder, Front]) -> None:
    holder, front = swapped
    client = Client(front)
    old = client.get("/fi/map").text
    assert client.get("/fi/map").text == old
    before = holder.current.hash
    holder.current = _another(settings, "feedfacefeedface")
    new = client.get("/fi/map").text
    assert before in old
    assert before not in new
    assert "feedfacefeedface" in new
    assert front.era.atlas is holder.current


def test_an_answer_begun_before_a_swap_is_not_kept_after_it(settings: Settings, app: Flask) -> None:
    holder = AtlasHolder(settings.snapshots)
    other = _another(settings, "feedfacefeedface")

    def slow(environ: dict[str, Any], start_response: Any) -> Any:
        atlas = environ["hytemap.atlas"]
        holder.current = other  # the swap comes while the answer is made
        response = Response(atlas.hash, headers={"ETag": f'"{atlas.hash}"'})
        return response(environ, start_response)

    client = Client(Front(cast(Any, slow), holder, 1_000_000))
    first = client.get("/x").text
    assert client.get("/x").text == other.hash != first
    assert client.get("/x").text == other.hash


def test_swaps_under_many_requests_never_mix_two_snapshots(
    settings: Settings, swapped: tuple[AtlasHolder, Front]
) -> None:
    holder, front = swapped
    atlases = [holder.current, _another(settings, "feedfacefeedface")]
    faults: list[object] = []
    over = threading.Event()
    turns = [0]  # odd while a swap is being made

    def ask() -> None:
        client, count = Client(front), 0
        while not over.is_set() and count < 400:
            count += 1
            before = turns[0]
            answer = client.get("/fi/privacy", headers={"Accept-Encoding": ""})
            unswapped = before % 2 == 0 and turns[0] == before
            said = [one.hash for one in atlases if one.hash in answer.text]
            # while nothing was swapped, the answer is of the snapshot that stood; else of one of the two, not of both
            expected = [atlases[before // 2 % 2].hash] if unswapped else said[:1]
            if answer.status_code != 200 or len(said) != 1 or said != expected:
                faults.append((answer.status_code, said, before))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for _ in range(40):
        over.wait(0.02)
        turns[0] += 1
        holder.current = atlases[(turns[0] + 1) // 2 % 2]
        turns[0] += 1
    over.set()
    for thread in threads:
        thread.join()
    assert not faults
    assert holder.current.hash in Client(front).get("/fi/privacy").text


def test_a_new_day_begins_anew(client: Client, flask_alone: Counted, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    client.get("/fi/indicators")
    client.get("/fi/indicators")
    assert flask_alone.asked == 1
    tomorrow = time.time() + 86_400
    monkeypatch.setattr("hytemap.web.front.middleware.time.time", lambda: tomorrow)
    client.get("/fi/indicators")
    assert flask_alone.asked == 2
