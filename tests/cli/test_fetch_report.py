"""`hytemap fetch --report`: the run as a machine reads it, also when everything failed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import shapely
from click.testing import CliRunner, Result

from hytemap.cli.fetch import fetch
from hytemap.settings import Settings
from tests.content import copy_content
from tests.contract import faults
from tests.servers import Feature, Loopback, feature_collection, marked, wfs

NOBODY = "http://127.0.0.1:9/nobody"
LAYER = "tilastointialueet:kunta1000k_2025"


@pytest.fixture
def report(tmp_path: Path) -> Path:
    return tmp_path / "report.json"


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, report: Path) -> Callable[..., Result]:
    monkeypatch.setenv("HYTEMAP_DATA", str(tmp_path / "data"))
    for name in ("ESPOO", "HSY", "STATFI_POSTAL", "STATFI_AREAS", "SOTKANET", "STATFIN", "ALUESARJAT"):
        monkeypatch.setenv(f"HYTEMAP_SERVICE_{name}", NOBODY)
    return lambda *words: CliRunner().invoke(fetch, ["--report", str(report), *words])


@pytest.fixture
def kunta(call: Callable[..., Result], loopback: Callable[..., Loopback], monkeypatch: pytest.MonkeyPatch) -> Loopback:
    """The ten municipalities as squares side by side, with marks."""
    from hytemap.definitions import load

    areas = load(Settings()).levels["kunta"].expected_areas
    features: list[Feature] = [
        (
            {"kunta": area.code, "nimi": area.name_fi, "namn": area.name_sv},
            shapely.box(360_000 + 1000 * i, 6_670_000, 361_000 + 1000 * i, 6_671_000),
        )
        for i, area in enumerate(areas)
    ]
    service = loopback()
    service.answer = marked(service, wfs(service, {LAYER: feature_collection(features)}, crs="EPSG:3067"))
    monkeypatch.setenv("HYTEMAP_SERVICE_STATFI_AREAS", service.address)
    return service


def read(report: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(report.read_bytes())
    assert faults("fetch_report", found) == []
    return found


def test_it_tells_what_came(call: Callable[..., Result], kunta: Loopback, report: Path) -> None:
    result = call("kunta", "--no-build")
    assert result.exit_code == 0, result.output
    found = read(report)
    assert (found["exit_status"], found["built"], found["snapshot"], found["error"]) == (0, False, None, None)
    [source] = found["sources"]
    assert (source["name"], source["ok"], source["areas"], source["years"]) == ("kunta", True, 10, [2025])
    assert (source["service"], source["layer"], source["crs"]) == ("STATFI_AREAS", LAYER, "EPSG:3067")
    assert (source["requests"], source["bytes"], source["not_modified"]) == (2, kunta.sent, 0)
    assert source["changed"] is True
    call("kunta", "--no-build")
    [again] = read(report)["sources"]
    assert (again["requests"], again["bytes"], again["not_modified"], again["changed"]) == (2, 0, 2, False)


@pytest.mark.slow
def test_it_is_written_when_everything_failed(call: Callable[..., Result], report: Path) -> None:
    result = call("--no-build")
    assert result.exit_code == 1
    found = read(report)
    assert found["exit_status"] == 1
    assert {source["name"] for source in found["sources"]} >= {"suuralue", "population_grid", "sotkanet", "paavo"}
    for source in found["sources"]:
        assert not source["ok"]
        assert "the connection was refused" in source["error"]
        assert "try again later" in source["remedy"]


def test_it_is_written_for_a_name_that_is_not_there(call: Callable[..., Result], report: Path) -> None:
    assert call("kunat").exit_code == 2
    found = read(report)
    assert (found["exit_status"], found["sources"]) == (2, [])
    assert "'kunat' is no level" in found["error"]


def test_it_is_written_when_definitions_are_broken(
    call: Callable[..., Result], report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = copy_content(tmp_path / "content")
    (content / "layers" / "services.yaml").write_text("services: []\n")
    monkeypatch.setenv("HYTEMAP_CONTENT", str(content))
    assert call("kunta").exit_code == 1
    found = read(report)
    assert found["exit_status"] == 1
    assert "layers/services.yaml" in found["error"]


def test_a_report_that_cannot_be_written_is_told(call: Callable[..., Result], kunta: Loopback, tmp_path: Path) -> None:
    result = call("kunta", "--no-build", "--report", str(tmp_path / "nowhere" / "r.json"))
    assert result.exit_code == 1
    assert "the report" in result.output
    assert "No such file or directory" in result.output


@pytest.mark.slow
def test_a_second_run_builds_nothing_and_tells_the_snapshot(
    call: Callable[..., Result], kunta: Loopback, report: Path, tmp_path: Path
) -> None:
    assert call("kunta").exit_code == 0
    first = read(report)
    written = (tmp_path / "data" / "snapshots" / "CURRENT").stat().st_mtime_ns
    result = call("kunta")
    second = read(report)
    assert (first["built"], second["built"]) == (True, False)
    assert first["snapshot"] == second["snapshot"]
    assert f"snapshot {first['snapshot']}: nothing changed, not built again" in result.stdout
    assert (tmp_path / "data" / "snapshots" / "CURRENT").stat().st_mtime_ns == written
