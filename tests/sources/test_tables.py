"""A table's figures out of its CSV, and out of a layer's attributes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely

from hytemap.definitions import Definitions, Table
from hytemap.errors import SourceAnswerInvalid, TableError
from hytemap.model import Status
from hytemap.sources.layers import SourceLayer
from hytemap.sources.table_csv import parse_table_csv, read_table_csv
from hytemap.sources.tables import TableRows, rows_of_layer

HEAD = "area,year,variable,value\n"


@pytest.fixture(scope="module")
def paavo(definitions: Definitions) -> Table:
    return definitions.tables["paavo"]


def parsed(table: Table, *lines: str, head: str = HEAD) -> TableRows:
    return parse_table_csv(table, head + "\n".join(lines) + "\n", "paavo.csv")


def refused(table: Table, *lines: str, head: str = HEAD) -> list[str]:
    with pytest.raises(TableError) as caught:
        parsed(table, *lines, head=head)
    return str(caught.value).splitlines()


def test_every_shipped_table_is_read_without_a_word(definitions: Definitions) -> None:
    shipped = [table for table in definitions.tables.values() if table.default is not None]
    assert {table.id for table in shipped} >= {"paavo", "espoo_population", "ndvi"}
    for table in shipped:
        assert table.default is not None
        rows = read_table_csv(table, definitions.layers / "tables" / table.default.file)
        assert len(rows) > 0, table.id
        assert rows.notices == (), table.id
        assert (np.isnan(rows.value) == (rows.status > Status.ESTIMATED)).all(), table.id


def test_codes_stay_text_and_marks_become_statuses(paavo: Table) -> None:
    rows = parsed(
        paavo,
        "02100,2024,he_vakiy,6975",
        "02100,2024,he_kika,45.5",
        "02110,2024,he_vakiy,..",
        "02110,2024,he_kika,...",
        "02120,2024,he_vakiy,.",
        "02120,2024,he_kika,-1",
        "02130,2024,he_kika,-1.0",
    )
    assert rows.area[0] == "02100"
    assert rows.value[:2].tolist() == [6975, 45.5]
    assert np.isnan(rows.value[2:]).all()
    hidden, never = Status.SUPPRESSED, Status.NOT_APPLICABLE
    assert rows.status.tolist() == [Status.OK, Status.OK, hidden, hidden, never, hidden, hidden]


def test_every_bad_row_is_named_with_line_column_and_reason(paavo: Table) -> None:
    told = refused(
        paavo,
        "02100,2024,he_vakiy,6975",
        "02100 x,2024,he_vakiy,1",
        "02110,24,he_vakiy,1",
        '02110,2024,he_vakiy,"1,5"',
        "02120,2024,he_vakiy,",
        "02130,2024,he_vakiy,x",
        "02140,2024,he_vakiy,nan",
        "02150,2024,he_vakiy,1e999",
        "02160,2024,he_vakiy",
        "02170,2024,,5",
        "02100,2024,he_vakiy,6975",
    )
    assert told == [
        "paavo.csv, line 3, column area: '02100 x' is no code (letters, digits, - _ . only, at most 20)",
        "paavo.csv, line 4, column year: '24' is no year of four digits",
        "paavo.csv, line 5, column value: '1,5' is neither a number nor a mark (write a decimal point)",
        "paavo.csv, line 6, column value: is empty (marks of this table: '..', '...', '-1', '.')",
        "paavo.csv, line 7, column value: 'x' is neither a number nor a mark "
        "(marks of this table: '..', '...', '-1', '.')",
        "paavo.csv, line 8, column value: 'nan' is neither a number nor a mark "
        "(marks of this table: '..', '...', '-1', '.')",
        "paavo.csv, line 9, column value: '1e999' is too large for a number",
        "paavo.csv, line 10: 3 cells instead of 4",
        "paavo.csv, line 11, column variable: is empty",
        "paavo.csv, line 12: 02100, 2024, he_vakiy stands already on line 2: keep one",
    ]


def test_a_very_bad_file_is_not_told_line_by_line_for_ever(paavo: Table) -> None:
    told = refused(paavo, *["02100,2024,he_vakiy,x"] * 100)
    assert len(told) == 41
    assert told[-1] == "… and 60 more"


@pytest.mark.parametrize(
    "head", ["area,year,value\n", "area;year;variable;value\n", "", "area,area,year,variable,value\n"]
)
def test_a_header_without_the_columns_is_told(paavo: Table, head: str) -> None:
    assert "line 1: each of the columns area, year, variable, value must stand once" in refused(paavo, head=head)[0]


def test_a_quote_left_open_is_told(paavo: Table) -> None:
    assert "paavo.csv, line" in refused(paavo, '"02100,2024,he_vakiy,1')[0]


def test_unknown_variables_are_left_out_and_told_and_unknown_years_told(paavo: Table) -> None:
    rows = parsed(
        paavo, "02100,2024,he_vakiy,1", "02100,2024,he_uusi,1", "02110,2024,he_uusi,1", "02100,2031,he_vakiy,1"
    )
    assert list(zip(rows.variable, rows.year.tolist(), strict=True)) == [("he_vakiy", 2024), ("he_vakiy", 2031)]
    unknown, years = rows.notices
    assert "he_uusi (2)" in unknown
    assert "2031 (1 rows)" in years


def test_a_file_of_another_encoding_or_none_is_told(paavo: Table, tmp_path: Path) -> None:
    path = tmp_path / "paavo.csv"
    with pytest.raises(TableError, match="cannot be read"):
        read_table_csv(paavo, path)
    path.write_bytes(b"area,year,variable,value\n\xe4,2024,he_vakiy,1\n")
    with pytest.raises(TableError, match=r"not UTF-8 \(byte 25\)"):
        read_table_csv(paavo, path)
    path.write_bytes(b"\xef\xbb\xbfarea,year,variable,value\r\n02100,2024,he_vakiy,1\r\n")
    assert read_table_csv(paavo, path).area == ["02100"]


def layer(year: int | None = 2026, **fields: list[str | None]) -> SourceLayer:
    geometry = np.array([shapely.MultiPolygon()] * len(fields["postinumeroalue"]), dtype=object)
    return SourceLayer("STATFI_POSTAL", "postialue:pno_tilasto_2026", year, "EPSG:3067", geometry, dict(fields), 0, 0.0)


def test_the_year_of_figures_is_the_layers_less_the_lag(paavo: Table) -> None:
    rows = rows_of_layer(paavo, layer(postinumeroalue=["02100"], he_vakiy=["6975"]), ["02100"])
    assert (rows.area, rows.year.tolist(), rows.variable) == (["02100"], [2024], ["he_vakiy"])


def test_a_null_is_missing_and_a_mark_is_what_the_definition_says(paavo: Table) -> None:
    codes: list[str | None] = ["02100", "02110", "02120"]
    rows = rows_of_layer(paavo, layer(postinumeroalue=codes, te_takk=["1.9", None, "-1.0"]), [])
    assert rows.status.tolist() == [Status.OK, Status.MISSING, Status.SUPPRESSED]
    assert rows.value[0] == 1.9
    assert np.isnan(rows.value[1:]).all()


def test_variables_the_layer_lacks_are_told_but_not_those_never_published(paavo: Table) -> None:
    fields = {name: ["1"] for name in paavo.variables if name not in ("he_kika", "pt_tyovu", "pt_tyovy")}
    rows = rows_of_layer(paavo, layer(postinumeroalue=["02100"], **fields), [])
    assert rows.notices == ("postialue:pno_tilasto_2026 has no he_kika",)


def test_a_year_that_no_edition_lists_is_read_as_the_definition_describes_fetched_ones(paavo: Table) -> None:
    rows = rows_of_layer(paavo, layer(2027, postinumeroalue=["02100"], he_vakiy=["1"]), [])
    assert rows.year.tolist() == [2025]
    assert rows.value.tolist() == [1.0]
    assert not any("edition" in notice for notice in rows.notices)


def test_a_layer_that_cannot_give_the_table_is_refused(paavo: Table) -> None:
    for told, expected, of in (
        ("no year in its name", [], layer(None, postinumeroalue=["02100"], he_vakiy=["1"])),
        ("none of the variables of paavo", [], layer(postinumeroalue=["02100"], nimi=["Tapiola"])),
        ("02100 he_vakiy: 'x' is neither a number nor a mark", [], layer(postinumeroalue=["02100"], he_vakiy=["x"])),
        ("more than once: 02100", [], layer(postinumeroalue=["02100", "02100"], he_vakiy=["1", "1"])),
        ("missing: 02110", ["02110"], layer(postinumeroalue=["02100"], he_vakiy=["1"])),
    ):
        with pytest.raises(SourceAnswerInvalid, match=told):
            rows_of_layer(paavo, of, expected)
