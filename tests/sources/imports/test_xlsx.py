"""XLSX: sheets, merged cells, formulas, dates, percent formats, and what is refused."""

import datetime
import io
import zipfile

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from hytemap.definitions.imports import FileReading
from hytemap.errors import TableError
from hytemap.sources.imports import xlsx_file
from hytemap.sources.imports.reading import read_grid
from tests.sources.imports.files import cells, workbook

ROWS = [["Alue", "Osuus"], ["Suur-Leppävaara", 12.5], ["Vanha-Espoo", 9]]


def grid_of(content, sheet=None):
    return read_grid(content, ".xlsx", FileReading(), sheet)


def repacked(content, change):
    """The workbook with its parts changed: `change` gets name → bytes and gives it back."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in change(parts).items():
            archive.writestr(name, part)
    return out.getvalue()


def test_cells_are_read_as_excel_holds_them():
    assert cells(workbook(ROWS), ".xlsx") == [["Alue", "Osuus"], ["Suur-Leppävaara", "12.5"], ["Vanha-Espoo", "9"]]


def test_what_the_file_is_counts_not_what_it_is_called():
    assert cells(workbook(ROWS), ".csv")[1] == ["Suur-Leppävaara", "12.5"]


def test_the_only_sheet_with_anything_in_it_is_taken_and_told():
    content = workbook(ROWS, lambda book: book.create_sheet("Tyhjä"))
    assert grid_of(content).sheet == "Taulukko"
    assert "sheet Taulukko" in grid_of(content).told


def test_several_filled_sheets_are_asked_about_and_one_can_be_chosen():
    content = workbook(ROWS, lambda book: book.create_sheet("Ohje").append(["Lue", "tämä"]))
    with pytest.raises(TableError, match="choose with --sheet: Taulukko, Ohje"):
        grid_of(content)
    assert [cell.text for cell in grid_of(content, "Ohje").lines[0].cells] == ["Lue", "tämä"]


def test_a_sheet_that_is_not_there_is_named_with_those_that_are():
    with pytest.raises(TableError, match="has no sheet called 'Data': one of Taulukko"):
        grid_of(workbook(ROWS), "Data")


def test_a_hidden_sheet_is_not_taken_by_itself():
    def change(book):
        book.create_sheet("Apu").append(["a", "b"])
        book["Apu"].sheet_state = "hidden"

    assert grid_of(workbook(ROWS, change)).sheet == "Taulukko"


def test_merged_cells_hold_what_their_first_one_does():
    def change(book):
        book.active.merge_cells("B1:C1")
        book.active.merge_cells("A2:A3")

    rows = [["Alue", "Osuus", None], ["Suur-Tapiola", 1, 2], [None, 3, 4]]
    grid = grid_of(workbook(rows, change))
    assert [[cell.text for cell in line.cells] for line in grid.lines] == [
        ["Alue", "Osuus", "Osuus"],
        ["Suur-Tapiola", "1", "2"],
        ["Suur-Tapiola", "3", "4"],
    ]
    assert [cell.merged for cell in grid.lines[2].cells] == [True, False, False]


def test_a_formula_that_excel_never_worked_out_is_trouble_not_an_empty_cell():
    cell = grid_of(workbook([["Alue", "Osuus"], ["Vanha-Espoo", "=1+1"]])).lines[1].cells[1]
    assert cell.value is None
    assert "formula without a value: open the file in Excel" in cell.trouble


def test_a_formula_with_the_value_excel_kept_is_that_value():
    def change(parts):
        name = "xl/worksheets/sheet1.xml"
        parts[name] = (
            parts[name]
            .replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>")
            .replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>")
        )
        assert b"<v>2</v>" in parts[name]
        return parts

    content = repacked(workbook([["Alue", "Osuus"], ["Vanha-Espoo", "=1+1"]]), change)
    assert grid_of(content).lines[1].cells[1].value == 2.0


def test_an_error_of_excel_is_trouble():
    cell = grid_of(workbook([["Alue", "Osuus"], ["Vanha-Espoo", "#DIV/0!"]])).lines[1].cells[1]
    assert "holds Excel's error #DIV/0!" in cell.trouble


@pytest.mark.parametrize("from_1904", [False, True])
def test_dates_are_those_of_the_workbooks_own_calendar(from_1904):
    def change(book):
        if from_1904:
            book.epoch = CALENDAR_MAC_1904
        book.active["B2"] = datetime.date(2024, 5, 1)

    grid = grid_of(workbook([["Alue", "Vuosi"], ["Vanha-Espoo", 0]], change))
    assert grid.epoch_1904 is from_1904
    assert grid.lines[1].cells[1].value == datetime.date(2024, 5, 1)


@pytest.mark.parametrize(
    ("form", "percent"), [("0.0%", True), ("0%", True), ('0"%"', False), ("0.0\\%", False), ("0", False)]
)
def test_a_percent_format_is_told_from_a_percent_sign_that_is_only_written(form, percent):
    def change(book):
        book.active["B2"].number_format = form

    assert grid_of(workbook([["Alue", "Osuus"], ["Vanha-Espoo", 0.5]], change)).lines[1].cells[1].percent is percent


def test_a_cell_formatted_at_the_very_end_of_the_sheet_does_not_make_it_a_long_one():
    def change(book):
        book.active.cell(1_048_576, 3).number_format = "0.00"

    assert len(grid_of(workbook(ROWS, change)).lines) == 3


def test_a_sheet_with_too_many_cells_is_refused(monkeypatch):
    monkeypatch.setattr(xlsx_file, "MOST_CELLS", 5)
    with pytest.raises(TableError, match=r"more than .* cells: import a part"):
        grid_of(workbook(ROWS))


def test_a_workbook_that_unpacks_to_more_than_its_cap_is_refused_before_it_is_unpacked():
    def bomb(parts):
        return {**parts, "xl/media/image1.xml": b" " * (xlsx_file.MOST_BYTES + 1)}

    content = repacked(workbook(ROWS), bomb)
    assert len(content) < 1_000_000
    with pytest.raises(TableError, match="unpacks to more than 100 MB"):
        grid_of(content)


@pytest.mark.parametrize("before", [0, 10_000])
def test_a_document_type_is_refused_so_no_entity_unfolds_and_no_file_is_read(tmp_path, before):
    secret = tmp_path / "secret.txt"
    secret.write_text("salainen")

    def change(parts):
        name = "xl/worksheets/sheet1.xml"
        body = parts[name].partition(b"?>")[2] or parts[name]
        # also where a look at the beginning alone would not see it
        parts[name] = (
            b"<!--" + b" " * before + b'--><!DOCTYPE x [<!ENTITY e SYSTEM "' + secret.as_uri().encode() + b'">]>' + body
        )
        return parts

    with pytest.raises(TableError, match="has a part that no workbook has") as caught:
        grid_of(repacked(workbook(ROWS), change))
    assert "salainen" not in str(caught.value)


def test_macros_are_refused_by_name_and_by_what_is_inside():
    with pytest.raises(TableError, match=r"workbook with macros .*save it as XLSX"):
        read_grid(workbook(ROWS), ".xlsm", FileReading())
    with pytest.raises(TableError, match="workbook with macros"):
        grid_of(repacked(workbook(ROWS), lambda parts: {**parts, "xl/vbaProject.bin": b"x"}))


def test_old_and_locked_workbooks_are_refused_with_what_to_do():
    with pytest.raises(TableError, match=r"old Excel file \(\.xls\), or locked with a password: save it as XLSX"):
        read_grid(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ".xls", FileReading())


def test_an_opendocument_file_is_refused_with_what_to_do():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("content.xml", "<x/>")
    with pytest.raises(TableError, match="is an OpenDocument file: save it as XLSX"):
        read_grid(out.getvalue(), ".ods", FileReading())


def test_a_damaged_workbook_is_told_without_its_cells():
    content = workbook([["Alue", "Osuus"], ["Salainen", 1]])
    broken = repacked(
        content, lambda parts: {**parts, "xl/worksheets/sheet1.xml": b"<worksheet><sheetData><row>Salainen"}
    )
    with pytest.raises(TableError, match="is a damaged workbook: open it in Excel") as caught:
        grid_of(broken)
    assert "Salainen" not in str(caught.value)
    with pytest.raises(TableError, match="damaged"):
        grid_of(content[: len(content) // 2])


def test_text_that_calls_itself_a_workbook_is_refused():
    with pytest.raises(TableError, match=r"is called \.xlsx but is no workbook"):
        read_grid(b"Alue;Osuus\nA;1\n", ".xlsx", FileReading())


def test_openpyxl_gives_the_place_of_a_sheets_part_as_merged_cells_need_it():
    book = openpyxl.load_workbook(io.BytesIO(workbook(ROWS)), read_only=True)
    try:
        with book["Taulukko"]._get_source() as part:
            assert b"sheetData" in part.read()
    finally:
        book.close()
