"""How fresh figures are: by when they came and by the publisher's rhythm, never by guess."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from hytemap.atlas import Freshness, SourceDates, load_atlas
from hytemap.atlas.freshness import stalest
from hytemap.build.source_dates import source_dates
from hytemap.definitions import load
from hytemap.settings import Settings
from hytemap.sources.copies import replace_copy, work_folder

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("expected", "fresh"),
    [
        (None, Freshness.UNSCHEDULED),
        (date(2026, 12, 1), Freshness.FRESH),
        (TODAY, Freshness.DUE),
        (date(2026, 1, 1), Freshness.DUE),
    ],
)
def test_a_table_is_due_from_the_month_in_which_something_newer_is_expected(
    expected: date | None, fresh: Freshness
) -> None:
    assert SourceDates(None, expected).freshness(TODAY) is fresh


def test_an_indicator_is_as_fresh_as_its_stalest_table() -> None:
    assert stalest([Freshness.FRESH, Freshness.DUE]) is Freshness.DUE
    assert stalest([Freshness.UNSCHEDULED, Freshness.FRESH]) is Freshness.FRESH
    assert stalest([Freshness.UNSCHEDULED]) is Freshness.UNSCHEDULED
    assert stalest([]) is Freshness.NOT_FETCHED


def dates(settings: Settings) -> dict[str, tuple[str | None, str | None]]:
    return {one["id"]: (one["came"], one["next_expected"]) for one in source_dates(load(settings), settings)}


def test_the_build_tells_when_a_fetched_copy_came_and_when_the_next_is_expected(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    assert dates(settings)["area_series"] == (None, None)
    origin = {"table": "area_series", "service": "ALUESARJAT", "part": "x", "fetched_at": "2026-02-03T03:30:00+00:00"}
    replace_copy(work_folder(settings, "tables"), "area_series-x", ".csv", b"area", origin)
    # it comes once a year, in a month that is not known: a year after
    assert dates(settings)["area_series"] == ("2026-02-03T03:30:00+00:00", "2027-02-01")


def test_a_copy_that_does_not_say_when_it_came_harms_nothing(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    origin = {"table": "area_series", "service": "ALUESARJAT", "part": "x"}
    replace_copy(work_folder(settings, "tables"), "area_series-x", ".csv", b"area", origin)
    assert dates(settings)["area_series"] == (None, None)


def test_shipped_figures_are_dated_by_the_publication_they_stood_in(tmp_path: Path) -> None:
    # Paavo's figures of 2024 stand in the layer of January 2026: the next is that of January 2027
    assert dates(Settings(data=tmp_path))["paavo"] == (None, "2027-01-01")


def test_the_atlas_knows_how_fresh_each_indicator_is(shipped_settings: Settings) -> None:
    atlas = load_atlas(shipped_settings.snapshots)
    assert atlas.freshness("unemployment_rate", TODAY) is Freshness.FRESH
    assert atlas.freshness("unemployment_rate", date(2027, 1, 1)) is Freshness.DUE
    assert atlas.freshness("loneliness", TODAY) is Freshness.NOT_FETCHED
    assert atlas.sources_used["unemployment_rate"] == ["paavo"]
    for name in atlas.indicators:
        # what has no figure was not fetched, and nothing else
        unfetched = atlas.freshness(name, TODAY) is Freshness.NOT_FETCHED
        assert unfetched == (not atlas.levels_with(name)), name


def test_times_of_fetching_stand_outside_the_snapshots_hash(tmp_path: Path) -> None:
    from hytemap.build.assemble import assemble

    settings = Settings(data=tmp_path)
    contents = assemble(load(settings), settings)
    told = [one for one in contents.origins if one["kind"] == "dates"]
    before = contents.content_hash()
    assert told
    for one in told:
        one.update(came="2026-02-03T03:30:00+00:00", next_expected="2027-02-01")
    assert contents.content_hash() == before
