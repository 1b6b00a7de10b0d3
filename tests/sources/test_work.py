"""The work folder keeps the last good copy, whole, whenever the process dies."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shapely

from hytemap.definitions import Definitions
from hytemap.errors import GeometryError, TableError
from hytemap.model import GeometryExtent
from hytemap.settings import Settings
from hytemap.sources.levels import StoredLevel
from hytemap.sources.tables import TableRows
from hytemap.sources.work import load_level, load_table_rows, save_level, save_table_rows


def level(size: float = 1000.0) -> StoredLevel:
    boxes = [
        shapely.MultiPolygon([shapely.box(25_480_000 + size * i, 6_670_000, 25_480_000 + size * (i + 1), 6_671_000)])
        for i in range(2)
    ]
    return StoredLevel(
        level="tilastoalue",
        codes=["011", "012"],
        names_fi=["Länsi", "Itä"],
        names_sv=["Väst", "Öst"],
        code_series=["0491011000", None],
        land_area_m2=[None, 12345.5],
        geometry=np.array(boxes, dtype=object),
        crs="EPSG:3879",
        boundary_year=2026,
        extent=GeometryExtent.WITH_SEA,
        service="ESPOO",
        layer="kanta:TilastollinenAlue",
        fetched_at="2026-11-24T12:00:00+00:00",
        notices=("areas overlap by 145 m² in all",),
    )


def rows(value: float = 0.1 + 0.2) -> TableRows:
    return TableRows(
        ["02100", "02110", "02120"],
        np.array([2024] * 3, dtype=np.int64),
        ["he_vakiy"] * 3,
        np.array([value, np.nan, np.nan]),
        np.array([0, 3, 4], dtype=np.uint8),
        ["total", "total", "female"],
        ("a word",),
    )


def test_nothing_is_there_before_the_first_fetch(settings: Settings, definitions: Definitions) -> None:
    assert load_level(settings, "tilastoalue") is None
    assert load_table_rows(settings, definitions.tables["paavo"]) == []
    assert not settings.work.exists()


def test_a_level_comes_back_as_it_was_kept(settings: Settings) -> None:
    kept = level()
    save_level(settings, kept)
    found = load_level(settings, "tilastoalue")
    assert found is not None
    assert shapely.equals_exact(found.geometry, kept.geometry).all()
    same = np.empty(0, dtype=object)
    assert replace(found, geometry=same) == replace(kept, geometry=same)


def test_a_tables_year_comes_back_as_it_was_kept(settings: Settings, definitions: Definitions) -> None:
    table = definitions.tables["paavo"]
    save_table_rows(settings, table, "2024", rows(), {"service": "STATFI_POSTAL", "fetched_at": "2026-11-24"})
    [(part, found, meta)] = load_table_rows(settings, table)
    assert (part, meta["service"], meta["rows"], meta["years"]) == ("2024", "STATFI_POSTAL", 3, [2024])
    assert found.group == ["total", "total", "female"]
    assert found.area == ["02100", "02110", "02120"]
    assert found.value[0] == 0.1 + 0.2
    assert np.isnan(found.value[1:]).all()
    assert (found.status.tolist(), found.notices) == ([0, 3, 4], ("a word",))


def test_years_stand_side_by_side_and_the_same_year_is_replaced(settings: Settings, definitions: Definitions) -> None:
    table = definitions.tables["paavo"]
    for year, value in (("series", 9.0), ("2024", 1.0), ("2025", 2.0), ("2024", 3.0)):
        save_table_rows(settings, table, year, rows(value), {})
    # a series comes last: it is restated on today's borders and stands over single years
    assert [(part, some.value[0]) for part, some, _ in load_table_rows(settings, table)] == [
        ("2024", 3.0),
        ("2025", 2.0),
        ("series", 9.0),
    ]
    assert len(list((settings.work / "tables").glob("paavo*"))) == 6


def test_variables_the_definition_no_longer_has_are_not_given(settings: Settings, definitions: Definitions) -> None:
    table = definitions.tables["paavo"]
    save_table_rows(settings, table, "2024", replace(rows(), variable=["he_vakiy", "gone", "he_vakiy"]), {})
    [(_, found, _)] = load_table_rows(settings, table)
    assert found.area == ["02100", "02120"]


def test_only_the_owner_reads_the_folder_even_when_it_stood_open(settings: Settings) -> None:
    settings.work.mkdir(parents=True, mode=0o755)
    settings.work.chmod(0o755)
    save_level(settings, level())
    assert settings.work.stat().st_mode & 0o777 == 0o700
    for path in settings.work.rglob("*"):
        assert path.stat().st_mode & 0o077 == 0 or path.parent.stat().st_mode & 0o077 == 0


def test_only_the_newest_copy_stays(settings: Settings) -> None:
    save_level(settings, level())
    save_level(settings, level(900.0))
    assert len(list((settings.work / "levels").glob("tilastoalue*"))) == 2
    found = load_level(settings, "tilastoalue")
    assert found is not None
    assert found.geometry[0].area == 900 * 1000


def test_a_save_that_dies_before_its_last_step_leaves_the_old_copy(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_level(settings, level())
    rename = Path.replace

    def dies(self: Path, target: Path) -> Path:
        if target.suffix == ".json":
            raise OSError("the disk is full")
        return rename(self, target)

    monkeypatch.setattr(Path, "replace", dies)
    with pytest.raises(OSError, match="full"):
        save_level(settings, level(900.0))
    monkeypatch.undo()
    found = load_level(settings, "tilastoalue")
    assert found is not None
    assert found.geometry[0].area == 1000 * 1000
    assert not list((settings.work / "levels").glob(".writing-*"))


def test_a_damaged_copy_is_told_with_the_way_out(settings: Settings, definitions: Definitions) -> None:
    path = save_level(settings, level())
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(GeometryError, match="is not what was fetched: run hytemap fetch tilastoalue"):
        load_level(settings, "tilastoalue")
    path.unlink()
    with pytest.raises(GeometryError, match="run hytemap fetch tilastoalue"):
        load_level(settings, "tilastoalue")
    table = definitions.tables["paavo"]
    path = save_table_rows(settings, table, "2024", rows(), {})
    origin = path.with_name("paavo-2024.json")
    origin.write_text(json.dumps({**json.loads(origin.read_text()), "sha256": "0"}))
    with pytest.raises(TableError, match="run hytemap fetch paavo"):
        load_table_rows(settings, table)
    origin.write_text("{")
    with pytest.raises(TableError, match="run hytemap fetch paavo"):
        load_table_rows(settings, table)


@pytest.mark.slow
def test_kill_9_at_any_moment_leaves_a_whole_copy(settings: Settings, tmp_path: Path) -> None:
    """A process that only saves, two copies in turn, is killed again and again; what stands is always one of them."""
    script = tmp_path / "saver.py"
    script.write_text(
        "import sys\nfrom pathlib import Path\nfrom hytemap.settings import Settings\n"
        "from hytemap.sources.work import save_level\nfrom tests.sources.test_work import level\n"
        "settings = Settings(data=Path(sys.argv[1]))\nprint('ready', flush=True)\n"
        "while True:\n    save_level(settings, level(1000.0))\n    save_level(settings, level(900.0))\n"
    )
    save_level(settings, level())
    seen: set[float] = set()
    root = Path(__file__).resolve().parents[2]
    for wait in (0.0, 0.011, 0.023, 0.037, 0.05, 0.071):
        process = subprocess.Popen(
            [sys.executable, str(script), str(settings.data)],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(root)},
        )
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        process.wait(10)
        process.stdout.close()
        found = load_level(settings, "tilastoalue")
        assert found is not None
        seen.add(found.geometry[0].area)
    assert seen <= {1000.0 * 1000, 900.0 * 1000}
