"""`hytemap import` as a person calls it, from the file to the map."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from hytemap.atlas.load import load_atlas
from hytemap.build.freshness import is_current
from hytemap.cli import main
from hytemap.maps.view import make_view
from hytemap.settings import Settings
from hytemap.snapshot.store import checked_path
from hytemap.statistics.intervals import Z_95, wilson
from hytemap.web.app import create_app
from tests.sources.imports.files import TEXT, WIDE, workbook

FIGURES = """Alue;Vuosi;Yksinäiset;Vastaajia
Suur-Leppävaara;2025;12,5;1 234
Stor-Hagalund;2025;9,5;842
493000000;2025;11,0;512
Suur-Espoonlahti;2025;10,0;700
Suur-Kauklahti;2025;37,125;4
Vanha-Espoo;2025;8,0;90
Pohjois-Espoo;2025;7,5;120
Espoo;2025;10,9;3 502
"""
PERSON = "131052-908P"


class Said(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """Calls hytemap in a folder of its own, with a data folder of its own."""
    monkeypatch.setenv("HYTEMAP_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    Path("mapping.yaml").write_text(WIDE, encoding="utf-8")
    Path("kysely2025.csv").write_text(FIGURES, encoding="utf-8")

    def called(*words: str) -> Said:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(["import", *words])
        out, err = capsys.readouterr()
        return Said(int(ended.value.code or 0), out, err)

    return called


def kept_files() -> list[str]:
    return sorted(path.name for path in Path("data").rglob("*") if path.is_file() and not path.name.startswith("."))


@pytest.mark.slow
def test_a_survey_reaches_the_map_with_few_respondents_hidden(call: Callable[..., Said]) -> None:
    said = call("kysely2025.csv", "--mapping", "mapping.yaml")
    assert said.code == 0, said.err
    assert "loaded survey 2025" in said.out
    settings = Settings()
    assert is_current(settings)
    _, path = checked_path(settings.snapshots)
    app = create_app(settings, watch=False)
    client = app.test_client()
    answer = client.get("/api/collections/suuralue/items?indicators=survey_lonely&year=2025").get_json()
    found = {f["properties"]["code"]: f["properties"] for f in answer["features"]}
    assert found["0492000000"]["survey_lonely"] == 9.5
    assert found["0492000000"]["survey_lonely_status"] == "ok"
    assert found["0495000000"]["survey_lonely"] is None
    assert found["0495000000"]["survey_lonely_status"] == "suppressed"
    page = client.get("/fi/map?level=suuralue&indicator=survey_lonely&year=2025").text
    assert "suomeksi" in page
    assert "37,1" not in page
    # neither the value nor anything near it is in what may be published
    published = path.read_bytes()
    assert struct.pack("<d", 9.5) in published
    assert struct.pack("<d", 37.125) not in published
    atlas = load_atlas(settings.snapshots)
    city = atlas.city("survey_lonely", 2025)
    assert city.value == 10.9
    # a survey's interval is that of the people who were asked
    assert (city.numerator, city.denominator) == (pytest.approx(0.109 * 3502), 3502)
    view = make_view(atlas, "suuralue", "survey_lonely", 2025)
    low, high = wilson(np.array([0.125 * 1234]), np.array([1234.0]), Z_95, 100)
    assert (view.intervals.low[0], view.intervals.high[0]) == pytest.approx((low[0], high[0]))
    hidden = view.level.position["0495000000"]
    assert np.isnan([view.slice.numerator[hidden], view.slice.denominator[hidden], view.intervals.low[hidden]]).all()
    facts = client.get("/api/indicators/survey_lonely").get_json()
    assert "alle 5 ihmistä" in str(facts)


@pytest.mark.slow
def test_next_year_is_one_command_and_the_year_before_stays(call: Callable[..., Said]) -> None:
    assert call("kysely2025.csv", "--mapping", "mapping.yaml", "--no-build").code == 0
    Path("kysely2026.csv").write_text(FIGURES.replace("2025", "2026").replace("9,5", "8,5"), encoding="utf-8")
    said = call("kysely2026.csv")
    assert said.code == 0, said.err
    assert "kysely2026.csv has the columns of survey: read as it was before" in said.out
    assert "loaded survey 2026; 2025 stay as they were" in said.out
    settings = Settings()
    atlas = load_atlas(settings.snapshots)
    assert atlas.years("survey_lonely", "suuralue") == [2025, 2026]
    place = atlas.level("suuralue").position["0492000000"]
    assert [atlas.slice("survey_lonely", "suuralue", year)[place].value for year in (2025, 2026)] == [9.5, 8.5]


def test_a_year_loaded_before_is_told_to_be_replaced(call: Callable[..., Said]) -> None:
    call("kysely2025.csv", "--mapping", "mapping.yaml", "--no-build")
    first = kept_files()
    Path("kysely2025.csv").write_text(FIGURES.replace("9,5", "9,0"), encoding="utf-8")
    said = call("kysely2025.csv", "--no-build")
    assert said.code == 0, said.err
    assert "loaded before and replaced: 2025" in said.out
    assert len(kept_files()) == len(first)


def test_the_preview_shows_what_was_understood_and_no_hidden_value(call: Callable[..., Said]) -> None:
    Path("kysely2025.csv").write_bytes(FIGURES.encode("latin-1"))
    said = call("kysely2025.csv", "--mapping", "mapping.yaml", "--dry-run")
    assert said.code == 0, said.err
    assert "survey (suomeksi): 16 figures of 8 areas, 1 year (2025), 2 variables" in said.out
    assert "14 ok, 2 suppressed" in said.out
    assert "read as Latin-1" in said.out
    assert "decimal commas in ‘Yksinäiset’" in said.out
    assert "leading zeros put back in 1 cell (493000000 → 0493000000)" in said.out
    assert re.search(r"0492000000 +Suur-Tapiola +2025 +total +9\.5 +842", said.out)
    assert re.search(r"0495000000 +Suur-Kauklahti +2025 +total +suppressed +suppressed", said.out)
    assert "37" not in said.out
    assert said.out.endswith("nothing was loaded (--dry-run)\n")
    assert not Path("data").exists()


def test_nothing_is_loaded_when_a_cell_is_bad_and_all_of_them_are_named(call: Callable[..., Said]) -> None:
    bad = FIGURES.replace("Vanha-Espoo;2025", "Vanha-Espo;2025").replace("10,0;700", "paljon;700")
    Path("bad.csv").write_text(bad, encoding="utf-8")
    said = call("bad.csv", "--mapping", "mapping.yaml")
    assert said.code == 1
    assert "hytemap: bad.csv: 2 cells cannot be loaded; nothing was loaded; mend them, or say --skip-bad" in said.err
    assert "  line 5, column 3 ‘Yksinäiset’: ‘paljon’ is no number\n" in said.err
    assert "  line 7, column 1 ‘Alue’: ‘Vanha-Espo’ is no area; nearest: Vanha-Espoo\n" in said.err
    assert not Path("data").exists()


def test_skip_bad_loads_the_rest_and_says_what_was_left_out(call: Callable[..., Said]) -> None:
    bad = FIGURES.replace("Vanha-Espoo;2025", "Vanha-Espo;2025")
    Path("bad.csv").write_text(bad, encoding="utf-8")
    said = call("bad.csv", "--mapping", "mapping.yaml", "--skip-bad", "--no-build")
    assert said.code == 0, said.err
    assert "left out: 1 cell cannot be loaded; all else is good\n  line 7, column 1 ‘Alue’: ‘Vanha-Espo’" in said.out
    assert "loaded survey 2025" in said.out
    rows = next(Path("data/work/tables").glob("survey-2025-*.csv")).read_text(encoding="utf-8")
    assert "0496000000" not in rows
    assert rows.count("\n") == 15


def test_nothing_is_loaded_of_a_file_of_which_nothing_is_good(call: Callable[..., Said]) -> None:
    Path("bad.csv").write_text("Alue;Vuosi;Yksinäiset;Vastaajia\nTurku;2025;1,5;100\n", encoding="utf-8")
    said = call("bad.csv", "--mapping", "mapping.yaml", "--skip-bad")
    assert (said.code, said.err) == (1, "hytemap: bad.csv: no row of figures is left to load\n")


def test_without_a_mapping_one_is_proposed_beside_the_file_and_nothing_is_loaded(call: Callable[..., Said]) -> None:
    said = call("kysely2025.csv")
    assert said.code == 1
    assert "column 1 ‘Alue’: areas of suuralue, kunta (8 of 8 rows are known)" in said.out
    assert (
        "no mapping was given: a mapping to complete is in kysely2025.mapping.yaml; nothing was loaded yet" in said.err
    )
    assert not Path("data").exists()
    text = Path("kysely2025.mapping.yaml").read_text(encoding="utf-8")
    assert "hytemap import kysely2025.csv --mapping kysely2025.mapping.yaml" in text
    again = call("kysely2025.csv")
    assert again.code == 1
    assert "is there already: complete it and say --mapping kysely2025.mapping.yaml" in again.err
    assert Path("kysely2025.mapping.yaml").read_text(encoding="utf-8") == text


def test_a_row_of_few_respondents_is_not_shown_when_a_mapping_is_proposed(call: Callable[..., Said]) -> None:
    said = call("kysely2025.csv")
    assert "12,5" in said.out
    assert "37,125" not in said.out


def test_a_mapping_is_written_where_one_wants_it_and_that_is_no_fault(call: Callable[..., Said]) -> None:
    said = call("kysely2025.csv", "--write-mapping", "own.yaml")
    assert said.code == 0, said.err
    assert Path("own.yaml").is_file()
    incomplete = call("kysely2025.csv", "--mapping", "own.yaml")
    assert incomplete.code == 1
    assert "own.yaml: title.sv: is empty → write it" in incomplete.err
    assert "own.yaml: access: '' is not allowed → one of 'public', 'partners' or 'internal'" in incomplete.err
    assert not Path("data").exists()


@pytest.mark.parametrize("secret", [PERSON, "131052 908P".replace(" ", "Y"), "matti@example.fi", "040 123 4567"])
@pytest.mark.parametrize(("mapped", "book"), [(True, False), (False, True)])
def test_what_points_to_a_person_is_refused_and_never_repeated(
    call: Callable[..., Said], secret: str, mapped: bool, book: bool, caplog: pytest.LogCaptureFixture
) -> None:
    lines = [line.split(";") for line in FIGURES.splitlines()]
    rows = [[*line, secret if i == 3 else "x"] for i, line in enumerate(lines)]
    if book:
        Path("people").write_bytes(workbook(rows))
    else:
        Path("people").write_text("\n".join(";".join(row) for row in rows), encoding="utf-8")
    said = call("people", *(["--mapping", "mapping.yaml"] if mapped else []), "--skip-bad")
    assert said.code == 1
    assert f"line 4, column {'E' if book else '5'}: looks like" in said.err
    assert "Sum the answers up first" in said.err
    everything = said.out + said.err + caplog.text
    assert secret not in everything
    assert secret[:6] not in everything
    assert not Path("data").exists()
    assert not Path("people.mapping.yaml").exists()


def test_a_file_named_after_a_person_is_refused_without_its_name(call: Callable[..., Said]) -> None:
    Path(f"{PERSON}.csv").write_text(FIGURES, encoding="utf-8")
    said = call(f"{PERSON}.csv", "--mapping", "mapping.yaml")
    assert said.code == 1
    assert "the file's name: looks like a personal identity code" in said.err
    assert PERSON not in said.out + said.err


@pytest.mark.parametrize("access", ["partners", "internal"])
def test_what_is_not_public_is_not_loaded(call: Callable[..., Said], access: str) -> None:
    Path("mapping.yaml").write_text(WIDE.replace("access: public", f"access: {access}"), encoding="utf-8")
    said = call("kysely2025.csv", "--mapping", "mapping.yaml")
    assert said.code == 1
    assert f"access: is '{access}', but hytemap has no sign-in yet" in said.err
    assert not Path("data").exists()


def test_access_must_be_said(call: Callable[..., Said]) -> None:
    Path("mapping.yaml").write_text(WIDE.replace("access: public\n", ""), encoding="utf-8")
    said = call("kysely2025.csv", "--mapping", "mapping.yaml")
    assert (said.code, said.err) == (1, "hytemap: mapping.yaml: access: is missing → add the key\n")


def test_ids_that_are_taken_and_levels_that_are_not_there_are_faults(call: Callable[..., Said]) -> None:
    text = WIDE.replace("id: survey", "id: paavo").replace("kunta]", "kylä]").replace("kylä", "kyla")
    Path("mapping.yaml").write_text(text + "    id: unemployment_rate\n", encoding="utf-8")
    said = call("kysely2025.csv", "--mapping", "mapping.yaml")
    assert said.code == 1
    assert "mapping of paavo: id: there is a table 'paavo' already" in said.err
    assert "area.levels.1: unknown level 'kyla' → one of suuralue" in said.err
    assert "variables.lonely: there is an indicator 'unemployment_rate' already" in said.err


def test_wrong_words_end_with_status_2(call: Callable[..., Said]) -> None:
    assert call().code == 2
    assert call("kysely2025.csv", "--mapping", "mapping.yaml", "--table", "survey").code == 2
    said = call("kysely2025.csv", "--table", "survey")
    assert said.code == 2
    assert "no mapping is kept of a table 'survey': there is none yet" in said.err
    assert call("kysely2025.csv", "--year", "25").code == 2
    assert call("kysely2025.csv", "--remove", "survey").code == 2
    assert call("--remove", "survey").code == 2


def test_files_that_cannot_be_read_end_with_one_sentence(call: Callable[..., Said]) -> None:
    Path("empty.csv").write_text("\n\n")
    Path("old.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert call("none.csv").err == "hytemap: none.csv: is no file\n"
    assert call("empty.csv").err == "hytemap: empty.csv: is empty\n"
    assert "save it as XLSX" in call("old.xls").err
    assert call(".").code == 1


def test_a_file_of_two_tables_columns_is_asked_about_and_one_can_be_said(call: Callable[..., Said]) -> None:
    call("kysely2025.csv", "--mapping", "mapping.yaml", "--no-build")
    Path("other.yaml").write_text(WIDE.replace("id: survey", "id: other_survey"), encoding="utf-8")
    call("kysely2025.csv", "--mapping", "other.yaml", "--no-build")
    said = call("kysely2025.csv", "--no-build")
    assert said.code == 2
    assert "the columns are those of other_survey, survey: say which with --table" in said.err
    assert call("kysely2025.csv", "--table", "survey", "--no-build").code == 0


def test_next_years_file_without_a_year_is_asked_for_it(call: Callable[..., Said]) -> None:
    fixed = WIDE.replace("year: {column: Vuosi}", "year: {fixed: 2025}")
    Path("mapping.yaml").write_text(fixed, encoding="utf-8")
    figures = FIGURES.replace(";Vuosi", "").replace(";2025", "")
    Path("kysely2025.csv").write_text(figures, encoding="utf-8")
    assert call("kysely2025.csv", "--mapping", "mapping.yaml", "--no-build").code == 0
    Path("uusi.csv").write_text(figures, encoding="utf-8")
    said = call("uusi.csv", "--no-build")
    assert said.code == 1
    assert "does not say its year, and 2025 was that of the mapping's own file: say it with --year" in said.err
    assert "loaded survey 2026; 2025 stay as they were" in call("uusi.csv", "--year", "2026", "--no-build").out


def test_a_workbook_with_merged_headers_lost_zeros_and_percent_formats_is_loaded(call: Callable[..., Said]) -> None:
    def change(book) -> None:  # type: ignore[no-untyped-def]
        sheet = book.active
        sheet.merge_cells("A1:E1")
        sheet.merge_cells("A2:A3")
        sheet.merge_cells("B2:C2")
        sheet.merge_cells("D2:E2")
        for row in (4, 5):
            for column in (2, 3):
                sheet.cell(row, column).number_format = "0.0%"
        book.create_sheet("Tyhjä")

    rows = [
        ["Kysely", None, None, None, None],
        ["Postinumero", "Yksinäiset", None, "Vastaajia", None],
        [None, 2023, 2025, 2023, 2025],
        [2100, 0.125, 0.25, 120, 130],
        [2110.0, 0.1, 0.2, 3, 40],
    ]
    Path("kirja.xlsx").write_bytes(workbook(rows, change))
    text = (
        WIDE.replace("column: Alue", "column: Postinumero")
        .replace("[suuralue, kunta]", "[postinumeroalue]")
        .replace("{column: Vuosi}", "{in_columns: true}")
        .replace("column: Yksinäiset", 'column: "Yksinäiset / {year}"')
        .replace("respondents: Vastaajia", 'respondents: "Vastaajia / {year}"')
    )
    Path("mapping.yaml").write_text(text, encoding="utf-8")
    said = call("kirja.xlsx", "--mapping", "mapping.yaml", "--no-build")
    assert said.code == 0, said.err
    rows_of = {
        year: next(Path("data/work/tables").glob(f"survey-{year}-*.csv")).read_text(encoding="utf-8")
        for year in (2023, 2025)
    }
    assert "02100,2023,lonely,12.5,ok,total\n" in rows_of[2023]
    assert "02110,2023,lonely,,suppressed,total\n" in rows_of[2023]
    assert "02110,2025,lonely,20.0,ok,total\n" in rows_of[2025]


def test_an_indicator_of_ones_own_can_stand_on_an_imported_table(
    call: Callable[..., Said], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hytemap.definitions import load
    from tests.content import copy_content

    text = WIDE.replace("    theme: hyvinvointi\n    direction: lower\n", "    indicator: false\n")
    Path("mapping.yaml").write_text(text, encoding="utf-8")
    assert call("kysely2025.csv", "--mapping", "mapping.yaml", "--no-build").code == 0
    content = copy_content(tmp_path / "content")
    (content / "layers" / "indicators" / "lonely_ones.yaml").write_text(
        f"id: lonely_ones\ntitle: {TEXT}\ndefinition: {TEXT}\ntheme: hyvinvointi\nchain: outcome\ndirection: lower\n"
        f"unit: percent\ndecimals: 1\ntable: survey\nformula: {{mean: {{value: lonely, weight: lonely_n}}}}\n"
        f"steward: {{role: {TEXT}, unit: {TEXT}}}\nupdate: {TEXT}\n",
        encoding="utf-8",
    )
    definitions = load(Settings(content=content))
    assert definitions.indicators["lonely_ones"].formula.names == ["lonely", "lonely_n"]
    assert "survey_lonely" not in definitions.indicators


@pytest.mark.slow
def test_a_removed_table_leaves_no_file_and_no_indicator(call: Callable[..., Said]) -> None:
    call("kysely2025.csv", "--mapping", "mapping.yaml", "--no-build")
    assert any("survey" in name for name in kept_files())
    said = call("--remove", "survey")
    assert said.code == 0, said.err
    assert not any("survey" in name for name in kept_files())
    atlas = load_atlas(Settings().snapshots)
    assert "survey_lonely" not in atlas.indicators
