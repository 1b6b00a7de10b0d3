"""A workbook's bytes → the cells of one sheet: merged cells filled, formulas only with the value Excel kept of them."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import openpyxl
from openpyxl.utils import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from hytemap.errors import TableError
from hytemap.sources.imports.csv_file import MOST_COLUMNS, MOST_ROWS
from hytemap.sources.imports.grid import EMPTY, Cell, Grid, Line, trimmed

#: what the parts of a workbook may come to when unpacked, how many there may be, and how many cells a sheet may hold
MOST_BYTES, MOST_PARTS, MOST_CELLS = 100_000_000, 2_000, 500_000
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
_LITERAL = re.compile(r'"[^"]*"|\\.')
_EPOCH_1904 = 1904


def read_xlsx(content: bytes, sheet: str | None) -> Grid:
    """The cells of `sheet`, or of the only visible sheet that holds anything. Raises TableError."""
    _refuse_bombs_and_macros(content)
    with warnings.catch_warnings():
        # of pictures, styles and validations that openpyxl leaves out: none of them is a figure
        warnings.simplefilter("ignore")
        try:
            return _read(content, sheet)
        except TableError:
            raise
        except (
            InvalidFileException,
            zipfile.BadZipFile,
            KeyError,
            ValueError,
            TypeError,
            SyntaxError,
            OSError,
        ) as error:
            # what openpyxl raises of broken workbooks; its text may hold cells, so it is not told
            raise TableError("is a damaged workbook: open it in Excel and save it anew as XLSX") from error


def _read(content: bytes, wanted: str | None) -> Grid:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    formulas = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False)
    try:
        title, told = _sheet(book, wanted)
        source = book[title]
        with source._get_source() as part:
            merged = _merged_from(part.read())
        written = _formulas(formulas[title])
        lines = trimmed(_filled(_lines(source, written), merged))
        epoch_1904 = book.epoch.year == _EPOCH_1904
        return Grid("xlsx", lines, sheet=title, epoch_1904=epoch_1904, told=told)
    finally:
        book.close()
        formulas.close()


def _refuse_bombs_and_macros(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
                raise TableError(
                    f"unpacks to more than {MOST_BYTES // 1_000_000} MB or {MOST_PARTS:,} parts: "
                    "save the sheet alone, without pictures, as a new workbook"
                )
            names = {part.filename for part in parts}
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                raise TableError("is a workbook with macros: save it as XLSX without macros, or as CSV (UTF-8)")
            if "xl/workbook.xml" not in names:
                kind = "an OpenDocument file" if "content.xml" in names else "no workbook"
                raise TableError(f"is {kind}: save it as XLSX or as CSV (UTF-8)")
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    _refuse_doctype(archive, part)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, RuntimeError, NotImplementedError, EOFError, OSError) as error:
        raise TableError("is a damaged or locked workbook: open it in Excel and save it anew as XLSX") from error


def _refuse_doctype(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """No workbook has a document type; one that has may unfold without end or read other files."""
    content = archive.read(part)
    # in UTF-16 it would not be seen; all that Excel writes is UTF-8
    if b"<!doctype" in content.lower() or content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in content:
        raise TableError(
            f"has a part that no workbook has ({part.filename}): open it in Excel and save it anew as XLSX"
        )


def _sheet(book: Any, wanted: str | None) -> tuple[str, list[str]]:
    """The sheet to read, and a word on it where it was not named."""
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    names = [sheet.title for sheet in sheets]
    if wanted is not None:
        if wanted not in book.sheetnames or wanted not in [sheet.title for sheet in book.worksheets]:
            raise TableError(f"has no sheet called {wanted!r}: one of {', '.join(names)}")
        return wanted, []
    filled = [sheet.title for sheet in sheets if _holds_anything(sheet)]
    if not filled:
        raise TableError("has no visible sheet with anything in it")
    if len(filled) > 1:
        raise TableError(f"has several sheets with something in them: choose with --sheet: {', '.join(filled)}")
    return filled[0], [f"sheet {filled[0]}"] if len(names) > 1 else []


def _holds_anything(sheet: Any) -> bool:
    sheet.reset_dimensions()
    return any(value is not None for row in sheet.iter_rows(values_only=True) for value in row)


def _merged_from(xml: bytes) -> list[tuple[int, int, int, int]]:
    """Merged ranges as (first column, first row, last column, last row), from 1; openpyxl's light reader has none."""
    return [_boundaries(found.group(1).decode("ascii")) for found in _MERGED.finditer(xml)]


def _boundaries(reference: str) -> tuple[int, int, int, int]:
    first_column, first_row, last_column, last_row = range_boundaries(reference)
    return int(first_column or 1), int(first_row or 1), int(last_column or 1), int(last_row or 1)


def _rows(sheet: Any) -> Iterator[tuple[int, Any]]:
    """Rows with their numbers; those that hold nothing are gone through but not kept."""
    # the size a workbook states of itself is wrong in files that other programs wrote
    sheet.reset_dimensions()
    kept = cells = 0
    for number, row in enumerate(sheet.iter_rows(), start=1):
        if len(row) > MOST_COLUMNS and any(cell.value is not None for cell in row[MOST_COLUMNS:]):
            raise TableError(f"row {number}: more than {MOST_COLUMNS} columns: import a part")
        if all(cell.value is None for cell in row):
            continue
        kept, cells = kept + 1, cells + len(row)
        if kept > MOST_ROWS or cells > MOST_CELLS:
            raise TableError(f"row {number}: more than {MOST_ROWS:,} rows or {MOST_CELLS:,} cells: import a part")
        yield number, row[:MOST_COLUMNS]


def _formulas(sheet: Any) -> set[tuple[int, int]]:
    """(row, column) of every cell with a formula, from 1."""
    return {
        (number, column) for number, row in _rows(sheet) for column, cell in enumerate(row, 1) if cell.data_type == "f"
    }


def _lines(sheet: Any, formulas: set[tuple[int, int]]) -> dict[int, list[Cell]]:
    found = {number: [_cell(cell) for cell in row] for number, row in _rows(sheet)}
    for number, column in formulas:
        cells = found.setdefault(number, [])
        cells += [EMPTY] * (column - len(cells))
        if cells[column - 1].is_empty:
            cells[column - 1] = Cell(
                trouble="holds a formula without a value: open the file in Excel, save it, and import it again"
            )
    return found


def _cell(cell: Any) -> Cell:
    value = cell.value
    if value is None or (isinstance(value, str) and not value.strip()):
        return EMPTY
    if cell.data_type == "e":
        return Cell(trouble=f"holds Excel's error {value}: mend the formula, or leave the cell empty")
    if isinstance(value, bool):
        return Cell("TRUE" if value else "FALSE")
    if isinstance(value, int | float):
        # a sign in quotes or after \ is only written after the number, which stays as it is
        return Cell(float(value), percent="%" in _LITERAL.sub("", cell.number_format or ""))
    if isinstance(value, datetime):
        return Cell(value.date())
    if isinstance(value, date):
        return Cell(value)
    if isinstance(value, time | timedelta):
        return Cell(trouble="holds a time of day: no figure is one; format the cells as numbers and write them anew")
    return Cell(str(value).strip())


def _filled(cells: dict[int, list[Cell]], merged: list[tuple[int, int, int, int]]) -> list[Line]:
    """The lines with merged cells holding what their first one holds; a range may not reach past the table."""
    last = max(cells, default=0)
    for left, top, right, bottom in merged:
        first = cells.get(top, [])
        if left > len(first) or first[left - 1].is_empty:
            continue
        value = first[left - 1]
        copy = Cell(value.value, value.percent, merged=True, trouble=value.trouble)
        for number in range(top, min(bottom, last) + 1):
            row = cells.setdefault(number, [])
            row += [EMPTY] * (min(right, MOST_COLUMNS) - len(row))
            for column in range(left, min(right, MOST_COLUMNS) + 1):
                if (number, column) != (top, left):
                    row[column - 1] = copy
    return [Line(number, row) for number, row in sorted(cells.items())]
