"""Whatever one client sends, others get what a fresh server would give them, and what is kept stays within its room."""

from __future__ import annotations

import random
import tracemalloc
from typing import cast

import pytest
from flask import Flask

from hytemap.atlas import derived
from hytemap.web import encodings, languages
from hytemap.web.api import forms
from hytemap.web.front import Front, application, question, upgrade
from hytemap.web.front.middleware import Wsgi
from tests.web.hostile import BENDING, HEADERS, Told, ask

#: what others ask: address, query, headers
VICTIMS: list[tuple[str, str, dict[str, str]]] = [
    ("/api/view", "", {}),
    ("/api/view", "lang=sv", {"Accept": "application/json"}),
    ("/api/collections/suuralue/items", "skipGeometry=true", {"Accept-Encoding": "gzip"}),
    ("/api/", "", {"Accept": "text/html", "Accept-Language": "sv"}),
    ("/fi/privacy", "", {"Accept-Encoding": "gzip"}),
    ("/", "", {"Accept-Language": "en"}),
    ("/static/css/tokens.css", "", {"Accept-Encoding": "gzip"}),
]
ROOM = 400_000


def told(answer: Told) -> tuple[int, dict[str, str], bytes]:
    return answer.status, {name: value for name, value in answer.headers.items() if name != "date"}, answer.body


@pytest.mark.parametrize("victim", VICTIMS, ids=lambda one: f"{one[0]}?{one[1]}")
def test_nobody_gets_an_answer_that_another_client_has_bent(
    app: Flask, victim: tuple[str, str, dict[str, str]]
) -> None:
    path, query, headers = victim
    expected = told(ask(application(app), path, query, **headers))
    for name in HEADERS:
        for value in BENDING:
            # the first to ask, so that what is kept is what it was answered
            attacked = application(app)
            ask(attacked, path, query, **(headers | {name: value}))
            assert told(ask(attacked, path, query, **headers)) == expected, (name, value)
    attacked = application(app)
    for method in ("HEAD", "OPTIONS", "POST", "DELETE", "get", "GET\x00", ""):
        ask(attacked, path, query, method, **headers)
    for odd in (f"{path}%00", f"{path}%3F{query}", f"{path}/", f"//localhost{path}", path.upper(), f"{path}%23x"):
        ask(attacked, odd, query, **headers)
        ask(attacked, odd, **headers)
    for more in ("%00", "&", "&f=html", "#", "&lang=en", "&x=\xff"):
        ask(attacked, path, query + more, **headers)
    for host in ("evil.example", "LOCALHOST", "localhost:80", "localhost.", "localhost/evil", "localhost@evil.example"):
        ask(attacked, path, query, **(headers | {"Host": host}))
    for _ in range(2):
        assert told(ask(attacked, path, query, **headers)) == expected


def test_the_parts_of_a_question_do_not_run_into_one_another(app: Flask) -> None:
    front = application(app)
    asked = [
        ("/api/view", "lang=sv", {}),
        ("/api/view%3Flang=sv", "", {}),
        ("/api/view", "", {"Accept-Language": "sv"}),
        ("/api/view", "", {"Accept": "lang=sv"}),
        ("/api/view", "", {"Host": "localhost/api/view?lang=sv"}),
    ]
    first = [ask(front, path, query, **headers).status for path, query, headers in asked]
    assert first == [200, 404, 200, 406, 400]
    assert [ask(front, path, query, **headers).status for path, query, headers in asked] == first


def _flood(front: Front, count: int, start: int = 0) -> None:
    """New questions of all kinds, some asked again, in all codings; what is kept is weighed after each."""
    draw = random.Random(start)  # noqa: S311 - questions, no secrets
    for number in range(start, start + count):
        again = draw.randrange(start, number + 1)
        for one in (number, again):
            path, query, headers = [
                ("/api/conformance", "", {"Accept": f"*/*;v={one}"}),
                ("/api/conformance", "", {"Accept-Language": f"sv, x-{one}", "Accept": f"application/json;v={one}"}),
                ("/api/conformance", "", {"Host": f"h{one}.example"}),
                ("/api/collections/suuralue/items", f"skipGeometry=true&limit={1 + one % 10_000}", {}),
                ("/api/nothing", f"{one}", {}),
                ("/api/conformance", "", {"If-None-Match": f'"{one}"'}),
                ("/robots.txt", f"x={one}", {"Accept-Encoding": f"gzip, x{one}"}),
            ][one % 7]
            ask(front, path, query, **{"Accept-Encoding": draw.choice(["", "gzip", "gzip, br"]), **headers})
        assert front.era.store.taken <= front.era.store.room


def test_thousands_of_new_questions_take_no_more_than_there_is_room(app: Flask) -> None:
    front = Front(cast(Wsgi, app.wsgi_app), app.extensions["atlas"], ROOM)
    _flood(front, 2_000)
    assert 0 < len(front.era.store) < ROOM / question.FIXED
    assert len(app.extensions["atlas"].current.derived) <= derived.MOST
    assert front.upgrade._waiting.qsize() <= upgrade.WAITING
    for remembered in (encodings._accepted, languages._preferred, forms._best_known):
        told = remembered.cache_info()
        assert told.maxsize is not None
        assert 0 < told.currsize <= told.maxsize


@pytest.mark.slow
def test_a_process_that_has_answered_thousands_of_new_questions_grows_no_more(app: Flask) -> None:
    front = Front(cast(Wsgi, app.wsgi_app), app.extensions["atlas"], ROOM)
    tracemalloc.start()
    try:
        _flood(front, 800)
        front.upgrade.wait()
        before = tracemalloc.get_traced_memory()[0]
        _flood(front, 1_600, start=800)
        front.upgrade.wait()
        # keeping what was new since would have taken some megabytes
        assert tracemalloc.get_traced_memory()[0] - before < ROOM
    finally:
        tracemalloc.stop()
