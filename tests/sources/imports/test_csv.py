"""CSV: encodings, delimiters, quotes, empty rows and columns."""

import pytest

from hytemap.definitions.imports import FileReading
from hytemap.errors import TableError
from hytemap.sources.imports.reading import read_grid
from tests.sources.imports.files import cells

WANTED = [["Alue", "Osuus"], ["Suur-Leppävaara", "12,5"], ["Vanha-Espoo", "9"]]
TEXT = "Alue;Osuus\nSuur-Leppävaara;12,5\nVanha-Espoo;9\n"


def told(content, **reading):
    return " / ".join(read_grid(content, ".csv", FileReading(**reading)).told)


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16"])
def test_letters_are_the_same_in_every_encoding(codec):
    assert cells(TEXT.encode(codec)) == WANTED


def test_latin_1_is_told():
    assert "read as Latin-1" in told(TEXT.encode("latin-1"))


def test_windows_1252_is_told_apart_by_signs_only_windows_uses():
    assert "read as Windows-1252" in told("Alue;Osuus – %\nSuur-Leppävaara;1\nVanha-Espoo;2\n".encode("cp1252"))


def test_utf_8_needs_no_word():
    assert "read as" not in told(TEXT.encode())


def test_an_encoding_that_the_mapping_says_is_used_without_guessing():
    assert cells(TEXT.encode("latin-1"), encoding="latin-1") == WANTED
    with pytest.raises(TableError, match=r"is not utf-8: say what it is under `file\.encoding`"):
        cells(TEXT.encode("latin-1"), encoding="utf-8")


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_each_delimiter_is_found_although_commas_stand_in_the_numbers(delimiter):
    assert cells(TEXT.replace(";", delimiter).encode()) == WANTED


def test_commas_part_cells_where_nothing_else_does():
    assert cells(b"Alue,Osuus\nA,12.5\nB,9\n") == [["Alue", "Osuus"], ["A", "12.5"], ["B", "9"]]


def test_a_delimiter_that_the_mapping_says_is_used():
    assert cells(b"a;b,c\n1;2,3\n4;5,6\n", delimiter=",") == [["a;b", "c"], ["1;2", "3"], ["4;5", "6"]]


def test_a_file_without_a_delimiter_is_asked_about():
    with pytest.raises(TableError, match=r"say which under `file\.delimiter`"):
        cells(b"Alue Osuus\nA 1\nB 2\n")


def test_delimiters_and_line_breaks_within_quotes_are_part_of_the_cell_and_lines_are_counted_as_an_editor_does():
    grid = read_grid(b'Alue;Osuus\n"A; ""B""\nC";1\nD;2\n', ".csv", FileReading())
    assert [[cell.text for cell in line.cells] for line in grid.lines][1] == ['A; "B"\nC', "1"]
    assert [line.number for line in grid.lines] == [1, 2, 4]


def test_a_quote_that_is_never_closed_is_named_with_its_line():
    with pytest.raises(TableError, match=r"line 2: .*quotes must stand in pairs"):
        cells(b'Alue;Osuus\n"A;1\nB;2\n', delimiter=";")


def test_empty_rows_and_empty_columns_at_the_end_are_passed_over():
    assert cells(b"Alue;Osuus;;\nA;1;;\n;;;\nB;2;;\n;;;\n") == [["Alue", "Osuus"], ["A", "1"], ["B", "2"]]


def test_bytes_that_are_no_text_are_refused():
    with pytest.raises(TableError, match="is no text: save it as CSV"):
        cells(b"Alue;Osuus\n\x00\x01;2\n")
