"""Headers: where they are, how many rows they have, and what the columns are then called."""

import pytest

from hytemap.definitions.imports import FileReading
from hytemap.errors import TableError
from hytemap.sources.imports.header import find_columns
from hytemap.sources.imports.reading import read_grid
from tests.sources.imports.files import workbook


def columns_of(content, suffix=".csv", **reading):
    return find_columns(read_grid(content, suffix, FileReading(**reading)), FileReading(**reading))


def test_titles_above_the_header_are_passed_over_and_kept_for_the_year():
    columns = columns_of(b"Kysely 2025;;\n;;\nAlue;Vuosi;Osuus\nA;2025;1\nB;2025;2\n")
    assert columns.names == ["Alue", "Vuosi", "Osuus"]
    assert columns.above == "Kysely 2025"
    assert [line.number for line in columns.data] == [4, 5]


def test_a_title_merged_over_the_whole_table_is_no_header():
    def change(book):
        book.active.merge_cells("A1:C1")

    rows = [["Kysely 2025", None, None], ["Alue", "Vuosi", "Osuus"], ["A", 2025, 1]]
    columns = columns_of(workbook(rows, change), ".xlsx")
    assert columns.names == ["Alue", "Vuosi", "Osuus"]
    assert columns.above == "Kysely 2025"


def test_merged_header_rows_are_joined():
    def change(book):
        sheet = book.active
        sheet.merge_cells("A1:A3")
        sheet.merge_cells("B1:E1")
        sheet.merge_cells("B2:C2")
        sheet.merge_cells("D2:E2")

    rows = [
        ["Alue", "Hyvinvointi", None, None, None],
        [None, "Yksinäiset", None, "Vastaajia", None],
        [None, 2023, 2025, 2023, 2025],
        ["Vanha-Espoo", 1, 2, 100, 200],
    ]
    columns = columns_of(workbook(rows, change), ".xlsx")
    assert columns.names == [
        "Alue",
        "Hyvinvointi / Yksinäiset / 2023",
        "Hyvinvointi / Yksinäiset / 2025",
        "Hyvinvointi / Vastaajia / 2023",
        "Hyvinvointi / Vastaajia / 2025",
    ]
    assert len(columns.data) == 1


def test_gaps_of_a_header_that_was_merged_before_it_became_a_csv_are_filled_from_the_left():
    columns = columns_of("Alue;Yksinäiset;;Vastaajia;\n;2023;2025;2023;2025\nA;1;2;100;200\n".encode())
    assert columns.names == ["Alue", "Yksinäiset / 2023", "Yksinäiset / 2025", "Vastaajia / 2023", "Vastaajia / 2025"]


def test_a_gap_in_the_first_row_of_figures_makes_no_second_header_row():
    assert len(columns_of(b"Alue;Osuus;N\nA;;3\nB;1;4\n").data) == 2


def test_the_mapping_can_say_where_the_header_is_and_how_high():
    content = b"x;y;z\nAlue;2024;2025\nA;1;2\n"
    assert columns_of(content, header_line=2).names == ["Alue", "2024", "2025"]
    assert columns_of(content, header_line=1, header_rows=2).names == ["x / Alue", "y / 2024", "z / 2025"]
    with pytest.raises(TableError, match=r"line 9, which file\.header_line says is the header, is empty or not there"):
        columns_of(content, header_line=9)


def test_figures_in_a_column_without_a_name_are_named_with_their_place():
    with pytest.raises(TableError, match="line 3, column 2: holds something, but the column has no name in line 1"):
        columns_of(b"Alue;;Osuus\nA;;1\nB;9;2\n")


def test_a_table_without_rows_says_so():
    with pytest.raises(TableError, match=r"has no rows below its header \(line 1\)"):
        columns_of(b"Alue;Osuus\n")


def test_columns_are_found_whatever_the_case_and_spaces_and_a_missing_one_is_told_with_the_nearest():
    columns = columns_of(b"Alue;Yksin  elavat;Osuus\nA;1;2\n")
    assert columns.find("yksin elavat") == 1
    with pytest.raises(ValueError, match="no column is called ‘Osuudet’; there are ‘Osuus’"):
        columns.find("Osuudet")


def test_two_columns_of_one_name_are_no_column():
    with pytest.raises(ValueError, match="2 columns are called ‘Osuus’: give each its own name"):
        columns_of(b"Alue;Osuus;osuus\nA;1;2\n").find("Osuus")
