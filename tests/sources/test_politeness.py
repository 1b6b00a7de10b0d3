"""A publisher is called no more often than layers/services.yaml says, and nothing unchanged is sent, kept or built."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace as changed_to
from pathlib import Path

import pytest

from hytemap.build import build
from hytemap.build.freshness import why_build
from hytemap.definitions import Definitions
from hytemap.settings import Settings
from hytemap.sources.call_rate import CallRate
from hytemap.sources.fetch import fetch
from hytemap.sources.http import ServiceSession
from hytemap.sources.publishers import Publishers, rate_of
from tests.servers import Feature, Loopback, Reply, feature_collection, marked, wfs
from tests.sotkanet import root, sotkanet
from tests.sources.conftest import POSTAL, QUICK
from tests.sources.test_call_rate import Clock

Start = Callable[..., Loopback]
Point = Callable[..., None]


def files(settings: Settings) -> dict[str, tuple[str, int]]:
    """Every copy in the work folder, with its bytes and the time it was written."""
    kept = [p for name in ("levels", "rasters", "tables") for p in (settings.work / name).glob("[!.]*")]
    return {p.name: (hashlib.sha256(p.read_bytes()).hexdigest(), p.stat().st_mtime_ns) for p in kept}


def test_a_second_fetch_of_an_unchanged_wfs_transfers_no_body(
    definitions: Definitions, settings: Settings, statfi: Loopback
) -> None:
    statfi.answer = marked(statfi, statfi.answer)
    first = fetch(definitions, settings, ["postinumeroalue", "paavo"], limits=QUICK)
    assert all(outcome.ok and outcome.changed for outcome in first)
    assert first[0].bytes == statfi.sent > 10_000
    statfi.sent = 0
    before = files(settings)
    second = fetch(definitions, settings, ["postinumeroalue", "paavo"], limits=QUICK)
    assert statfi.sent == 0
    assert [(o.ok, o.changed, o.bytes) for o in second] == [(True, False, 0)] * 2
    # capabilities and features; the table shares them
    assert [o.not_modified for o in second] == [2, 0]
    assert str(second[0]).endswith(", unchanged")
    assert files(settings) == before


def test_a_second_fetch_of_unchanged_json_transfers_no_body(
    definitions: Definitions, settings: Settings, loopback: Start, only: Point, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = loopback()
    only()
    sotkanet(service, definitions)
    service.answer = marked(service, service.answer)
    monkeypatch.setenv("HYTEMAP_SERVICE_SOTKANET", root(service))
    [first] = fetch(definitions, settings, ["sotkanet"], limits=QUICK)
    assert first.ok
    # the list of indicators is asked for only where an id is not known yet: not again
    asked, service.sent, before = len(service.asked), 0, files(settings)
    [second] = fetch(definitions, settings, ["sotkanet"], limits=QUICK)
    assert second.ok
    assert service.sent == 0
    assert second.not_modified == second.requests == asked - 1
    assert {name: said for name, said in files(settings).items() if name in before} == before


def test_where_a_service_gives_no_marks_the_figures_tell_that_nothing_changed(
    definitions: Definitions, settings: Settings, statfi: Loopback
) -> None:
    names = ["postinumeroalue", "paavo"]
    fetch(definitions, settings, names, limits=QUICK)
    before = files(settings)
    outcomes = fetch(definitions, settings, names, limits=QUICK)
    assert [(o.changed, o.not_modified) for o in outcomes] == [(False, 0)] * 2
    assert outcomes[0].bytes > 10_000
    assert files(settings) == before


@pytest.mark.slow
def test_nothing_is_built_when_nothing_changed(definitions: Definitions, settings: Settings, statfi: Loopback) -> None:
    fetch(definitions, settings, ["postinumeroalue"], limits=QUICK)
    build(settings)
    fetch(definitions, settings, ["postinumeroalue"], limits=QUICK)
    assert why_build(settings) is None


def test_a_new_figure_is_kept_though_all_else_is_the_same(
    definitions: Definitions, settings: Settings, statfi: Loopback, postal_areas: list[Feature]
) -> None:
    statfi.answer = marked(statfi, statfi.answer)
    fetch(definitions, settings, ["postinumeroalue", "paavo"], limits=QUICK)
    newer = [({**postal_areas[0][0], "he_vakiy": 999}, postal_areas[0][1]), *postal_areas[1:]]
    statfi.answer = marked(statfi, wfs(statfi, {POSTAL: feature_collection(newer)}, crs="EPSG:3067"))
    level, table = fetch(definitions, settings, ["postinumeroalue", "paavo"], limits=QUICK)
    assert (level.changed, table.changed) == (False, True)


def test_a_maintenance_page_with_a_mark_is_not_taken_for_unchanged_data(
    definitions: Definitions, settings: Settings, statfi: Loopback
) -> None:
    good = statfi.answer
    page = Reply(b"<!doctype html><title>Huolto</title>", headers={"Last-Modified": "Tue, 24 Nov 2026 05:00:00 GMT"})
    statfi.answer = lambda words: page
    [failed] = fetch(definitions, settings, ["postinumeroalue"], limits=QUICK)
    assert "Huolto" in failed.error

    def older_than_the_page(words: dict[str, str]) -> Reply:
        return Reply(b"", status=304) if "If-Modified-Since" in statfi.headers[-1] else good(words)

    statfi.answer = older_than_the_page
    [outcome] = fetch(definitions, settings, ["postinumeroalue"], limits=QUICK)
    assert outcome.ok, outcome.error


@pytest.fixture
def slow_clock() -> Clock:
    return Clock()


def test_calls_keep_to_the_rate_with_retries_and_redirects(loopback: Start, slow_clock: Clock) -> None:
    replies = [
        Reply(b"", status=503),
        Reply(b"", status=302, headers={"Location": "/moved"}),
        Reply(b"cut off", cut_after=2),
        Reply(b"fine"),
    ]
    service = loopback(lambda words: replies.pop(0))
    rate = CallRate(1, 10.0, slow_clock, slow_clock.sleep)
    with ServiceSession("HSY", service.address, QUICK, rate=rate) as talk:
        assert talk.get(service.address).content == b"fine"
        assert talk.traffic.bytes >= 4
    assert len(service.asked) == 4
    assert slow_clock.slept == [10.0, 10.0, 10.0]


def test_waiting_for_the_rate_is_not_held_against_the_publisher(loopback: Start, slow_clock: Clock) -> None:
    service = loopback(lambda words: Reply(b"fine"))
    limits = changed_to(QUICK, give_up_s=0.5)
    with ServiceSession("HSY", service.address, limits, rate=CallRate(1, 3600.0, slow_clock, slow_clock.sleep)) as talk:
        deadline = talk.deadline()
        assert [talk.get(service.address, deadline).content for _ in range(2)] == [b"fine", b"fine"]
    assert deadline.remaining > 3000


def test_every_service_has_a_rate_and_its_session_keeps_it(
    definitions: Definitions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hytemap.sources.publishers.rate_of", rate_of)
    with Publishers(definitions.services, QUICK) as publishers:
        for name, service in definitions.services.items():
            rate = publishers._session(name).rate
            assert rate is not None
            assert (rate.calls, rate.seconds) == (service.rate.calls, service.rate.seconds)
    series = definitions.services["ALUESARJAT"].rate
    assert (series.calls, series.seconds) == (10, 10)


def test_one_copy_of_the_cache_serves_only_its_owner(
    definitions: Definitions, settings: Settings, statfi: Loopback
) -> None:
    statfi.answer = marked(statfi, statfi.answer)
    fetch(definitions, settings, ["paavo"], limits=QUICK)
    folder: Path = settings.work / "http"
    assert [p.stat().st_mode & 0o077 for p in (settings.work, folder, *folder.iterdir())] == [0] * (2 + 2)
