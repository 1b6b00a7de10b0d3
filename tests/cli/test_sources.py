"""`hytemap sources`: how fresh each source is, what failed, and when something new is expected."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from hytemap.cli.sources import sources
from hytemap.definitions import Definitions, load
from hytemap.definitions.common import Updates
from hytemap.definitions.tables import Imported
from hytemap.settings import Settings
from hytemap.sources.attempts import note_attempt, read_attempts
from hytemap.sources.copies import replace_copy, work_folder
from hytemap.sources.listing import SourceState, list_sources
from hytemap.sources.outcomes import Outcome
from tests.contract import faults


@pytest.fixture(scope="module")
def definitions() -> Definitions:
    return load(Settings())


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("HYTEMAP_DATA", str(tmp_path))
    return Settings()


@pytest.fixture
def call(settings: Settings) -> Callable[..., Result]:
    return lambda *words: CliRunner().invoke(sources, list(words), catch_exceptions=False)


def fetched(settings: Settings, name: str, when: str) -> None:
    """A copy of the level `name` that came at that time."""
    origin = {"level": name, "service": "STATFI_AREAS", "fetched_at": when}
    replace_copy(work_folder(settings, "levels"), name, ".gpkg", b"polygons", origin)


def state(definitions: Definitions, settings: Settings, name: str, now: str) -> SourceState:
    found = {one.name: one for one in list_sources(definitions, settings, datetime.fromisoformat(now))}
    return found[name]


def test_every_level_raster_and_table_is_listed_with_its_licence(
    call: Callable[..., Result], definitions: Definitions
) -> None:
    found: list[dict[str, Any]] = json.loads(call("--json").stdout)
    assert faults("sources", found) == []
    levels = [level.id for level in definitions.levels.values() if not level.reference]
    # figures formed of a raster have that as their source
    tables = [name for name, table in definitions.tables.items() if not table.raster]
    assert [one["name"] for one in found] == [*levels, *definitions.rasters, *tables]
    by_name = {one["name"]: one for one in found}
    assert by_name["suuralue"]["services"] == ["ESPOO", "HSY"]
    assert by_name["paavo"]["services"] == ["STATFI_POSTAL", "STATFIN"]
    assert by_name["ndvi"]["licence"] == "Copernicus Sentinel data, free and open"
    states = {name: one["state"] for name, one in by_name.items()}
    assert (states["suuralue"], states["pienalue"], states["population_grid"]) == ("shipped", "not fetched", "shipped")


def test_age_counts_from_the_last_success_and_expectation_from_the_last_change(
    definitions: Definitions, settings: Settings
) -> None:
    fetched(settings, "kunta", "2026-02-03T03:30:00+00:00")
    note_attempt(settings, Outcome("kunta", True, at="2026-02-03T03:30:00+00:00", service="STATFI_AREAS", changed=True))
    note_attempt(settings, Outcome("kunta", True, at="2026-11-20T03:30:00+00:00", service="STATFI_AREAS"))
    seen = state(definitions, settings, "kunta", "2026-11-24T12:00:00+00:00")
    assert (seen.state, seen.age_days, seen.last_success) == ("fetched", 4, "2026-11-20T03:30:00+00:00")
    assert (seen.last_change, seen.next_expected, seen.overdue) == ("2026-02-03T03:30:00+00:00", "2027-01-01", False)
    assert state(definitions, settings, "kunta", "2027-01-15T12:00:00+00:00").overdue


def test_a_failure_shows_until_the_next_success(
    definitions: Definitions, settings: Settings, call: Callable[..., Result]
) -> None:
    fetched(settings, "kunta", "2026-02-03T03:30:00+00:00")
    note_attempt(settings, Outcome("kunta", True, at="2026-02-03T03:30:00+00:00", service="STATFI_AREAS", changed=True))
    failure = Outcome("kunta", False, at="2026-02-04T03:30:00+00:00", error="STATFI_AREAS: away", remedy="wait")
    note_attempt(settings, failure)
    seen = state(definitions, settings, "kunta", "2026-02-05T12:00:00+00:00")
    assert (seen.failing, seen.state, seen.last_success) == (True, "fetched", "2026-02-03T03:30:00+00:00")
    told = call().stdout
    assert "kunta: failed 2026-02-04 03:30: STATFI_AREAS: away → wait" in told
    assert "fetched, failing" in told
    note_attempt(settings, Outcome("kunta", True, at="2026-02-06T03:30:00+00:00", service="STATFI_AREAS"))
    assert not state(definitions, settings, "kunta", "2026-02-06T12:00:00+00:00").failing
    assert "failed" not in call().stdout


def test_the_table_is_set_in_equal_columns(call: Callable[..., Result]) -> None:
    head, rule, *rows = call().stdout.splitlines()
    starts = [i for i in range(len(rule)) if rule[i] == "─" and (i == 0 or rule[i - 1] == " ")]
    assert [head[a:b].strip() for a, b in zip(starts, [*starts[1:], None], strict=True)] == [
        "source", "kind", "from", "state", "last success", "age", "next expected", "licence",
    ]  # fmt: skip
    for row in rows:
        assert all(row[start - 1] == " " and row[start] != " " for start in starts[1:])


def test_an_unreadable_list_of_attempts_is_none(settings: Settings, definitions: Definitions) -> None:
    note_attempt(settings, Outcome("kunta", True, at="2026-02-03T03:30:00+00:00"))
    for damage in ("", "[]", '{"kunta": 1}', '{"kunta": {"strange": 1}}'):
        (settings.work / "attempts.json").write_text(damage)
        assert read_attempts(settings) == {}
        assert state(definitions, settings, "kunta", "2026-02-05T12:00:00+00:00").last_success is None


@pytest.mark.parametrize(
    ("every", "month", "came", "expected"),
    [
        ("P1Y", 1, date(2026, 11, 24), date(2027, 1, 1)),
        ("P1Y", 1, date(2027, 1, 20), date(2028, 1, 1)),
        ("P1Y", 9, date(2026, 3, 1), date(2026, 9, 1)),
        ("P2Y", 9, date(2025, 9, 30), date(2027, 9, 1)),
        ("P1Y", None, date(2026, 11, 24), date(2027, 11, 1)),
        ("P1M", None, date(2026, 12, 24), date(2027, 1, 1)),
        ("P3M", None, date(2026, 11, 24), date(2027, 2, 1)),
    ],
)
def test_something_new_is_expected_by_the_publishers_rhythm(
    every: str, month: int | None, came: date, expected: date
) -> None:
    assert Updates(every=every, month=month).next_after(came) == expected


def test_a_month_with_a_rhythm_of_months_is_a_fault() -> None:
    with pytest.raises(ValueError, match="leave `month` out"):
        Updates(every="P3M", month=2)


def test_what_was_imported_is_not_called_fetched(settings: Settings, definitions: Definitions) -> None:
    table = definitions.tables["espoo_population"].model_copy(update={"imported": Imported()})
    with_import = replace(definitions, tables={table.id: table})
    origin = {"table": table.id, "service": "hytemap import", "fetched_at": "2026-02-03T03:30:00+00:00"}
    replace_copy(work_folder(settings, "tables"), f"{table.id}-2025", ".csv", b"area", origin)
    assert state(with_import, settings, table.id, "2026-02-05T12:00:00+00:00").state == "imported"


def test_now_is_the_default_moment(definitions: Definitions, settings: Settings) -> None:
    note_attempt(settings, Outcome("kunta", True, at=datetime.now(UTC).isoformat(timespec="seconds")))
    found = {one.name: one for one in list_sources(definitions, settings)}
    assert found["kunta"].age_days == 0
