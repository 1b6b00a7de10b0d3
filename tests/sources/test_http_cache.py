"""Answers kept by their marks: asked for again only if they have changed, and forgotten when they were no data."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from hytemap.errors import SourceRefused
from hytemap.sources.http import ServiceSession
from hytemap.sources.http_cache import HttpCache
from tests.servers import Loopback, Reply, marked
from tests.sources.conftest import QUICK

Start = Callable[..., Loopback]
ADDRESS = "https://example.org/wfs?a=1"
MARK = {"ETag": '"1"', "Content-Type": "application/json"}


@pytest.fixture
def cache(tmp_path: Path) -> HttpCache:
    return HttpCache(tmp_path / "http", most_bytes=10_000)


def got(service: Loopback, cache: HttpCache) -> tuple[bytes, bool]:
    with ServiceSession("HSY", service.address, QUICK, cache=cache) as talk:
        answer = talk.get(service.address)
        return answer.content, answer.not_modified


def test_an_unchanged_answer_is_not_sent_again(loopback: Start, cache: HttpCache) -> None:
    service = loopback()
    service.answer = marked(service, lambda words: Reply(b"x" * 5000))
    assert got(service, cache) == (b"x" * 5000, False)
    assert got(service, cache) == (b"x" * 5000, True)
    assert service.sent == 5000


def test_a_changed_answer_takes_the_place_of_the_kept_one(loopback: Start, cache: HttpCache) -> None:
    service = loopback()
    for content in (b"one", b"two"):
        service.answer = marked(service, lambda words, content=content: Reply(content))
        assert got(service, cache) == (content, False)
    assert got(service, cache) == (b"two", True)


def test_a_service_that_tells_only_the_time_is_asked_by_it(loopback: Start, cache: HttpCache) -> None:
    when = "Tue, 24 Nov 2026 05:49:56 GMT"
    service = loopback()

    def answer(words: dict[str, str]) -> Reply:
        same = service.headers[-1].get("If-Modified-Since") == when
        return Reply(b"", status=304) if same else Reply(b"data", headers={"Last-Modified": when})

    service.answer = answer
    assert [got(service, cache) for _ in range(2)] == [(b"data", False), (b"data", True)]


def test_what_has_no_mark_or_must_not_be_kept_is_sent_each_time(loopback: Start, cache: HttpCache) -> None:
    for headers in ({}, {"ETag": '"1"', "Cache-Control": "private, no-store"}):
        service = loopback(lambda words, headers=headers: Reply(b"data", headers=headers))
        assert [got(service, cache)[1] for _ in range(2)] == [False, False]
        assert "If-None-Match" not in service.headers[-1]


def test_a_304_nobody_asked_for_is_no_answer(loopback: Start, cache: HttpCache) -> None:
    service = loopback(lambda words: Reply(b"", status=304))
    with pytest.raises(SourceRefused, match="HTTP 304"):
        got(service, cache)


def test_answers_that_proved_to_be_no_data_are_asked_for_anew(loopback: Start, cache: HttpCache) -> None:
    service = loopback()
    service.answer = marked(service, lambda words: Reply(b"<html>maintenance</html>"))
    with ServiceSession("HSY", service.address, QUICK, cache=cache) as talk:
        talk.get(service.address)
        talk.forget_answers()
    assert got(service, cache)[1] is False


@pytest.mark.parametrize("damage", ["cut", "changed", "another address", "empty", "no JSON"])
def test_a_damaged_entry_counts_as_none(cache: HttpCache, damage: str) -> None:
    cache.keep(ADDRESS, b"data", MARK)
    assert cache.find(ADDRESS) is not None
    [path] = cache.folder.iterdir()
    whole = path.read_bytes()
    harmed = {
        "cut": whole[:-1],
        "changed": whole[:-1] + b"!",
        "another address": whole.replace(b"a=1", b"a=2"),
        "empty": b"",
        "no JSON": b"[]\ndata",
    }
    path.write_bytes(harmed[damage])
    assert cache.find(ADDRESS) is None
    cache.keep(ADDRESS, b"data", MARK)
    assert cache.find(ADDRESS) is not None


def test_the_folder_stays_below_its_limit_and_keeps_what_was_used_last(cache: HttpCache) -> None:
    for i in range(4):
        cache.keep(f"{ADDRESS}{i}", bytes(2000), MARK)
        for path in cache.folder.iterdir():
            os.utime(path, ns=(path.stat().st_mtime_ns - 10**9, path.stat().st_mtime_ns - 10**9))
    assert cache.find(f"{ADDRESS}0") is not None  # used again: the second is now the oldest
    cache.keep(f"{ADDRESS}4", bytes(2000), MARK)
    assert [i for i in range(5) if cache.find(f"{ADDRESS}{i}")] == [0, 2, 3, 4]
    assert sum(path.stat().st_size for path in cache.folder.iterdir()) <= cache.most_bytes


def test_an_answer_too_large_for_the_folder_is_not_kept(cache: HttpCache) -> None:
    cache.keep(ADDRESS, bytes(6000), MARK)
    assert cache.find(ADDRESS) is None


def test_a_folder_that_cannot_be_written_costs_no_answer(loopback: Start, tmp_path: Path) -> None:
    (tmp_path / "http").write_text("a file stands in its place")
    service = loopback()
    service.answer = marked(service, lambda words: Reply(b"data"))
    assert got(service, HttpCache(tmp_path / "http")) == (b"data", False)
