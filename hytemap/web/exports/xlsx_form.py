"""`f=xlsx`: a workbook with typed cells, and a sheet that tells what they are."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hytemap.maps.wording import N_, Wording
from hytemap.model import AddressForm
from hytemap.web.api.feature_set import Column
from hytemap.web.api.fields import Kind
from hytemap.web.api.operation import Question, Written
from hytemap.web.exports.about import HEADS, Note, about
from hytemap.web.exports.table import Table

if TYPE_CHECKING:
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

#: a workbook of so many cells is made in about two seconds
MOST_CELLS = 150_000
#: widths of columns in characters
NARROWEST, WIDEST = 7, 60
ABOUT_WIDTHS = (28, 30, 100)
#: the format of text: Excel then never makes a number of 02100
TEXT = "@"
#: files in a workbook are compared byte by byte when a client asks whether anything has changed
TIMES = re.compile(rb"<(\w+):(created|modified)[^>]*>[^<]*</\1:\2>")
EARLIEST = (1980, 1, 1, 0, 0, 0)


def xlsx_written(question: Question, table: Table) -> Written:
    """The table as a workbook to save."""
    content = xlsx_bytes(table.bounded(MOST_CELLS), about(table, question.address()))
    return Written(content, AddressForm.XLSX.value, f"{table.stem}.xlsx")


def xlsx_bytes(table: Table, notes: Sequence[Note]) -> bytes:
    """The workbook; the same table and notes always give the same bytes."""
    # three megabytes that only this form needs
    from openpyxl import Workbook

    wording = Wording(table.language)
    book = Workbook(write_only=True)
    book.properties.creator = "hytemap"
    book.properties.title = table.title
    book.properties.language = table.language
    _figures(book.create_sheet(wording.gettext(N_("Figures"))), table)
    _about(book.create_sheet(wording.gettext(N_("About the figures"))), notes, wording)
    return _saved(book)


def _figures(sheet: WriteOnlyWorksheet, table: Table) -> None:
    _widths(sheet, [_width(one) for one in table.columns])
    _headed(sheet, [one.name for one in table.columns], len(table))
    formats = [_format(one) for one in table.columns]
    texts = [one.kind is Kind.TEXT for one in table.columns]
    for row in table.rows:
        sheet.append(_cells(sheet, row, formats, texts))


def _about(sheet: WriteOnlyWorksheet, notes: Sequence[Note], wording: Wording) -> None:
    from openpyxl.styles import Alignment

    _widths(sheet, ABOUT_WIDTHS)
    _headed(sheet, [wording.gettext(head) for head in HEADS], len(notes))
    wrapped = Alignment(wrap_text=True, vertical="top")
    for note in notes:
        cells = _cells(sheet, note, [TEXT] * 3, [True] * 3)
        for cell in cells:
            cell.alignment = wrapped
        sheet.append(cells)


def _headed(sheet: WriteOnlyWorksheet, names: Sequence[str], rows: int) -> None:
    """The first row, which stays in sight, and by whose cells rows are filtered."""
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(max(1, len(names)))}{rows + 1}"
    cells = _cells(sheet, names, [TEXT] * len(names), [True] * len(names))
    bold = Font(bold=True)
    for cell in cells:
        cell.font = bold
    sheet.append(cells)


def _cells(
    sheet: WriteOnlyWorksheet, values: Iterable[Any], formats: Sequence[str], texts: Sequence[bool]
) -> list[Any]:
    """Cells of one row. A text stays a text, though it begin like a formula or read like a fault of Excel's."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    made = []
    for value, number_format, text in zip(values, formats, texts, strict=True):
        if text and value is not None:
            cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
            cell.data_type = "s"
        else:
            cell = WriteOnlyCell(sheet, value)
        cell.number_format = number_format
        made.append(cell)
    return made


def _format(column: Column) -> str:
    if column.kind is Kind.TEXT:
        return TEXT
    if column.kind is Kind.NUMBER:
        return "#,##0" + ("." + "0" * column.decimals if column.decimals else "")
    return "0" if column.kind is Kind.WHOLE else "General"


def _width(column: Column) -> float:
    longest = max((len(value) for value in column.values if isinstance(value, str)), default=0)
    # beside the name stands the arrow of the filter
    return min(WIDEST, max(NARROWEST, longest, len(column.name) + 3))


def _widths(sheet: WriteOnlyWorksheet, widths: Sequence[float]) -> None:
    from openpyxl.utils import get_column_letter

    for i, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(i)].width = width


class _Undated(zipfile.ZipFile):
    """A workbook's file without any time in it, so that its bytes depend on the content alone."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *args: Any, **kwargs: Any) -> None:
        name = getattr(zinfo_or_arcname, "filename", zinfo_or_arcname)
        member = zipfile.ZipInfo(name, EARLIEST)
        member.compress_type = zipfile.ZIP_DEFLATED
        super().writestr(member, TIMES.sub(b"", data) if name == "docProps/core.xml" else data)

    def write(self, filename: Any, arcname: Any = None, *args: Any, **kwargs: Any) -> None:
        self.writestr(arcname, Path(filename).read_bytes())


def _saved(book: Any) -> bytes:
    from openpyxl.writer.excel import ExcelWriter

    written = io.BytesIO()
    ExcelWriter(book, _Undated(written, "w", zipfile.ZIP_DEFLATED)).save()
    return written.getvalue()
