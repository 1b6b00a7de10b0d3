"""A CSV's bytes → its cells: the encoding and the delimiter found out, or as the mapping says."""

from __future__ import annotations

import csv
import io
from collections import Counter

from hytemap.definitions.imports import FileReading
from hytemap.errors import TableError
from hytemap.sources.imports.grid import Cell, Grid, Line, trimmed

#: in the order they are tried: a comma last, as it stands in numbers
DELIMITERS = {";": "semicolon", "\t": "tab", "|": "vertical bar", ",": "comma"}
#: rows looked at to find the delimiter, and the share of them that must have one number of cells
_ROWS_LOOKED_AT = 200
_ALIKE = 0.8
MOST_ROWS, MOST_COLUMNS = 200_000, 500


def read_csv(content: bytes, reading: FileReading) -> Grid:
    """The cells of a CSV; `told` says what encoding and delimiter it was read with. Raises TableError."""
    text, told = _decoded(content, reading)
    delimiter = {"tab": "\t", None: None}.get(reading.delimiter, reading.delimiter)
    if delimiter is None:
        delimiter = _sniffed(text)
        told.append(f"cells are separated by a {DELIMITERS[delimiter]}")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines: list[Line] = []
    first = 1
    try:
        for cells in reader:
            if len(lines) >= MOST_ROWS or len(cells) > MOST_COLUMNS:
                raise TableError(f"line {first}: more than {MOST_ROWS:,} rows or {MOST_COLUMNS} columns: import a part")
            lines.append(Line(first, [Cell(cell.strip() or None) for cell in cells]))
            first = reader.line_num + 1
    except csv.Error as error:
        # its text names no cell's content
        raise TableError(f"line {first}: {error}: quotes must stand in pairs, those within a cell doubled") from error
    return Grid("csv", trimmed(lines), told=told)


def _decoded(content: bytes, reading: FileReading) -> tuple[str, list[str]]:
    for mark, codec, told in (
        (b"\xef\xbb\xbf", "utf-8-sig", "a byte order mark at its start is left out"),
        (b"\xff\xfe", "utf-16", "read as UTF-16"),
        (b"\xfe\xff", "utf-16", "read as UTF-16"),
    ):
        if content.startswith(mark):
            return _with(content, codec), [told]
    if b"\0" in content:
        raise TableError("is no text: save it as CSV (UTF-8) or XLSX")
    if reading.encoding:
        return _with(content, reading.encoding), []
    try:
        return content.decode("utf-8"), []
    except UnicodeDecodeError:
        # the same letters in both; only Windows uses 0x80–0x9f, for €, – and quotation marks
        windows = any(0x80 <= byte <= 0x9F for byte in content)
        codec, name = ("cp1252", "Windows-1252") if windows else ("latin-1", "Latin-1")
        return _with(content, codec), [f"is not UTF-8: read as {name}; look whether ä, ö and å are right"]


def _with(content: bytes, codec: str) -> str:
    try:
        return content.decode(codec)
    except UnicodeDecodeError as error:
        raise TableError(f"byte {error.start} is not {codec}: say what it is under `file.encoding`") from error


def _sniffed(text: str) -> str:
    """The delimiter by which nearly all rows have the same number of cells, two at least."""
    for delimiter in DELIMITERS:
        widths: Counter[int] = Counter()
        try:
            for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
                if any(cell.strip() for cell in cells):
                    widths[len(cells)] += 1
                if widths.total() >= _ROWS_LOOKED_AT:
                    break
        except csv.Error:
            continue
        usual, rows = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
        # a heading above the table and a footnote below it have a width of their own
        if usual >= 2 and (rows >= _ALIKE * widths.total() or widths.total() - rows <= 3 <= rows):
            return delimiter
    named = ", ".join(DELIMITERS.values())
    raise TableError(
        f"no delimiter ({named}) gives all rows the same number of cells: say which under `file.delimiter`"
    )
