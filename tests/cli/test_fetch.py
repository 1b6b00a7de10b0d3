"""`hytemap fetch` as a person calls it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hytemap.cli.fetch import fetch
from tests.servers import Loopback

NOBODY = "http://127.0.0.1:9/nobody"


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.setenv("HYTEMAP_DATA", str(tmp_path))
    return lambda *words: CliRunner().invoke(fetch, list(words), catch_exceptions=False)


@pytest.mark.shared
@pytest.mark.wfs
def test_one_line_a_source_says_what_came(
    call: Callable[..., Result], official: dict[str, str], tmp_path: Path
) -> None:
    result = call("kunta", "paavo", "--no-build")
    assert result.exit_code == 0, result.output
    first, second = [line for line in result.stdout.splitlines() if not line.startswith("  note")]
    assert first.startswith("kunta: 10 areas, 2025, EPSG:3067, ")
    assert first.endswith(" s, from STATFI_AREAS (tilastointialueet:kunta1000k_2025)")
    assert second.startswith("paavo: 46 areas, 2024, ")
    # no terminal, no bars
    assert result.stderr == ""
    assert not (tmp_path / "snapshots").exists()


@pytest.mark.shared
@pytest.mark.wfs
def test_a_failing_source_ends_with_status_1_and_the_others_are_kept(
    call: Callable[..., Result], official: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HYTEMAP_SERVICE_STATFI_POSTAL", NOBODY)
    result = call("kunta", "postinumeroalue", "--no-build")
    assert result.exit_code == 1
    assert "postinumeroalue: failed after" in result.stdout
    assert "the connection was refused" in result.stdout
    assert (tmp_path / "work" / "levels" / "kunta.json").is_file()


@pytest.mark.shared
@pytest.mark.wfs
def test_the_second_source_is_good_enough_for_status_0(
    call: Callable[..., Result], official: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HYTEMAP_SERVICE_ESPOO", NOBODY)
    result = call("suuralue", "--no-build")
    assert result.exit_code == 0, result.output
    assert "suuralue: 7 areas, 2021, EPSG:3879" in result.stdout
    assert "note: not from ESPOO" in result.stdout


def test_an_unknown_name_is_told_with_those_there_are(call: Callable[..., Result]) -> None:
    result = call("kunat")
    assert result.exit_code == 2
    assert "'kunat' is no level or table; one of suuralue, " in result.stderr


@pytest.mark.slow
@pytest.mark.shared
@pytest.mark.wfs
def test_it_ends_with_a_build(call: Callable[..., Result], official: dict[str, str], tmp_path: Path) -> None:
    result = call("suuralue")
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[-1].startswith("snapshot ")
    assert (tmp_path / "snapshots" / "CURRENT").is_file()


def test_a_service_that_is_told_by_the_setting_hears_who_asks(
    call: Callable[..., Result], loopback: Callable[..., Loopback], monkeypatch: pytest.MonkeyPatch
) -> None:
    service = loopback()
    monkeypatch.setenv("HYTEMAP_CONTACT", "hyte@example.org")
    monkeypatch.setenv("HYTEMAP_SERVICE_STATFI_AREAS", service.address)
    assert call("kunta", "--no-build").exit_code == 1
    assert "+hyte@example.org" in service.agents[0]
