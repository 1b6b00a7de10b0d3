"""`hytemap check`, run as the person at the keyboard runs it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hytemap.cli.check import check
from hytemap.definitions import load
from hytemap.settings import Settings
from hytemap.sources.tables import table_rows
from hytemap.sources.work import save_table_rows
from tests.definitions.broken_content import Content

PAAVO_CSV = "layers/tables/paavo.csv"
PAAVO = "layers/tables/paavo.yaml"
RATE = "layers/indicators/unemployment_rate.yaml"


@pytest.fixture
def content(tmp_path: Path) -> Content:
    return Content(tmp_path / "content")


def run(content: Content) -> Result:
    return CliRunner().invoke(check, ["--content", str(content.folder)], catch_exceptions=False)


def section(result: Result, title: str) -> list[str]:
    """The lines under `title`, without their indent."""
    lines = result.output.splitlines()
    starts = [i for i, line in enumerate(lines) if line.startswith(f"{title} (")]
    if not starts:
        return []
    found = []
    for line in lines[starts[0] + 1 :]:
        if not line.startswith("  "):
            break
        found.append(line.strip())
    assert lines[starts[0]] == f"{title} ({len(found)}):"
    return found


def test_the_shipped_content_has_no_fault_and_says_what_was_read() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "hytemap", "check"], capture_output=True, encoding="utf-8", check=False, timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1] == "No faults."
    read = load(Settings())
    figures = sum(
        len((read.layers / "tables" / t.default.file).read_text().splitlines()) - 1
        for t in read.tables.values()
        if t.default is not None
    )
    assert (
        f"Read: {len(read.levels)} levels, {len(read.tables)} tables, {len(read.indicators)} indicators, "
        f"{len(read.rasters)} rasters, {len(read.services)} services, {figures:,} figures."
    ) in done.stdout
    assert done.stderr == ""


def test_codes_of_the_figures_without_an_area_are_listed_with_their_explanation(content: Content) -> None:
    result = run(content)
    assert result.exit_code == 0
    explained = section(result, "Warnings the definitions explain")
    assert [line.split(" has figures")[0] for line in explained] == [
        "layers/tables/espoo_population.csv: 0499:",
        "layers/tables/ndvi.csv: 02290:",
        "layers/tables/ndvi.csv: 02510:",
        "layers/tables/paavo.csv: 02290:",
    ]
    assert explained[-1].endswith("A hospital area that no longer exists; most of its figures are protected.")
    assert "(2012–2017)" in explained[-1]


def test_a_code_nobody_explains_is_a_louder_warning(content: Content) -> None:
    content.edit(PAAVO, '  "02290":\n', '  "02291":\n')
    result = run(content)
    assert result.exit_code == 0
    warnings = section(result, "Warnings")
    assert any(
        line.startswith("layers/tables/paavo.csv: 02290: has figures (2012–2017) but no area in postinumeroalue")
        and line.endswith("explain it under codes_without_area of layers/tables/paavo.yaml")
        for line in warnings
    )
    assert f"{PAAVO}: codes_without_area.02291: no figure has this code → remove it" in warnings


def test_areas_without_figures_and_without_a_polygon_are_told(content: Content) -> None:
    warnings = section(run(content), "Warnings")
    others = "078, 149, 224, 235, 257, 444, 710, 755, 927"
    assert warnings == [
        f"boundaries/kunta.geojson: has no polygon of {others} → `hytemap fetch kunta` brings the official borders",
        f"layers/tables/espoo_population.csv: has no figures of 9 areas of kunta: {others}",
    ]


def test_figures_a_definition_promises_and_the_csv_lacks_are_told(content: Content) -> None:
    lines = content.read(PAAVO_CSV).splitlines(keepends=True)
    content.write(PAAVO_CSV, "".join(line for line in lines if ",2016,te_laps," not in line))
    result = run(content)
    assert result.exit_code == 0
    assert any(
        line.startswith("layers/tables/paavo.csv: te_laps: has no figures in 2016, which layers/tables/paavo.yaml")
        for line in section(result, "Warnings")
    )


def test_an_area_that_lacks_a_group_in_some_years_is_told_but_not_one_that_did_not_exist_then(content: Content) -> None:
    lines = content.read(PAAVO_CSV).splitlines(keepends=True)
    content.write(
        PAAVO_CSV, "".join(line for line in lines if not line.startswith(("02110,2016,ko_", "02110,2017,ko_")))
    )
    about_areas = [line for line in section(run(content), "Warnings") if line.startswith("layers/tables/paavo.csv")]
    # 02250 has no rows before it was parted from 02200, which is no gap
    assert about_areas == ["layers/tables/paavo.csv: 02110: has no figures in some groups and years: ko 2016–2017"]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("02100,2016,te_unknown,5\n", "te_unknown"),
        ("02100,2018,te_laps,5\n", "2018"),
        ("02100,2016,te_yks,5\n", "2016"),
        ("02100,2016,te_laps,5\n", "stands already"),
        ("02100,16,te_laps,5\n", "'16' is no year"),
        ('02100,2024,te_xx,"5,1"\n', "'5,1' is neither a number nor a mark"),
        ("02100,2024,te_xx\n", "3 cells instead of 4"),
    ],
)
def test_figures_that_the_definition_does_not_know_or_that_cannot_be_read_are_faults(
    content: Content, row: str, told: str
) -> None:
    content.write(PAAVO_CSV, content.read(PAAVO_CSV) + row)
    result = run(content)
    assert result.exit_code == 1
    faults = section(result, "Faults")
    assert len(faults) == 1
    assert faults[0].startswith(f"{PAAVO_CSV}: ")
    assert faults[0].count("paavo.csv") == 1
    assert told in faults[0]


def test_every_fault_is_printed_at_once_with_exit_status_1(content: Content) -> None:
    content.edit(RATE, "direction: lower", "direction: down")
    content.edit("layers/indicators/flats.yaml", "numerator: ra_kt_as", "numerator: ra_kt")
    content.edit("boundaries/postinumeroalue.yaml", '{code: "02100", name_fi', "{code: 02100, name_fi")
    content.write("layers/tables/ndvi.csv", content.read("layers/tables/ndvi.csv") + "02100,2017,ndwi,0.5\n")
    result = run(content)
    assert result.exit_code == 1
    faults = section(result, "Faults")
    assert {line.split(": ")[0] for line in faults} == {
        RATE,
        "layers/indicators/flats.yaml",
        "boundaries/postinumeroalue.yaml",
        "layers/tables/ndvi.csv",
    }
    assert (
        "boundaries/postinumeroalue.yaml: expected_areas.0.code: 02100 is read as a number, so leading zeros are lost "
        '→ put it in quotes: "02100"'
    ) in faults
    assert "4 to mend." in result.output


def test_a_level_with_a_fault_brings_no_warnings_about_the_figures_of_its_areas(content: Content) -> None:
    content.edit("boundaries/postinumeroalue.yaml", '{code: "02100", name_fi', "{code: 02100, name_fi")
    assert not any("02290" in line or "02110" in line for line in section(run(content), "Warnings"))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"0491000000"', '"0499000000"', "unknown codes 0499000000 → use codes of expected_areas"),
        ('"0491000000"', '"0492000000"', "0492000000 more than once → keep one feature of each"),
        ('"FeatureCollection"', '"FeatureCollection" oops', "cannot be read as GeoJSON with codes"),
    ],
)
def test_default_borders_that_do_not_fit_their_level_are_faults(
    content: Content, old: str, new: str, told: str
) -> None:
    content.edit("boundaries/suuralue.geojson", old, new)
    result = run(content)
    assert result.exit_code == 1
    faults = section(result, "Faults")
    assert len(faults) == 1
    assert faults[0].startswith("boundaries/suuralue.geojson: ")
    assert told in faults[0]


def test_a_folder_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    result = CliRunner().invoke(check, ["--content", str(tmp_path / "nowhere")])
    assert result.exit_code == 2
    assert "nowhere" in result.output


def test_a_crs_that_proj_does_not_know_is_a_fault(content: Content) -> None:
    content.edit("layers/rasters/area_grid.yaml", "crs: EPSG:3879", "crs: EPSG:99999")
    result = run(content)
    assert result.exit_code == 1
    told = "layers/rasters/area_grid.yaml: crs: PROJ does not know EPSG:99999 → an EPSG code such as EPSG:3879"
    assert any(line.startswith(told) for line in section(result, "Faults"))


def test_codes_of_fetched_rows_without_an_area_are_listed(
    content: Content, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HYTEMAP_DATA", str(tmp_path / "data"))
    definitions = content.load()
    codes = ["02100", "02290", "02999", "99999"]
    rows = table_rows([(code, 2025, "he_vakiy", 5.0, 0, "total") for code in codes])
    meta = {"service": "STATFIN", "layer": "x", "fetched_at": "2026-01-02T03:04:05+00:00"}
    save_table_rows(Settings(), definitions.tables["paavo"], "series", rows, meta)
    result = run(content)
    assert result.exit_code == 0
    (told,) = [line for line in section(result, "Warnings") if line.startswith("work/tables/paavo-series")]
    assert "2 codes without an area in postinumeroalue: 02999, 99999" in told
    explained = section(result, "Warnings the definitions explain")
    assert any(line.startswith("work/tables/paavo-series: 02290: has figures (2025)") for line in explained)
