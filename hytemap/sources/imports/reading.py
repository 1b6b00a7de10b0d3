"""A file's bytes → its cells: what the file is, is seen from its first bytes, not from its name."""

from __future__ import annotations

from pathlib import Path

from hytemap.definitions.imports import FileReading
from hytemap.errors import TableError
from hytemap.sources.imports.csv_file import read_csv
from hytemap.sources.imports.grid import Grid
from hytemap.sources.imports.xlsx_file import read_xlsx

MOST_BYTES = 50_000_000
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"


def read_bytes(path: Path) -> bytes:
    """The file's bytes; raises TableError when it is not there, is too large or empty."""
    try:
        if not path.is_file():
            raise TableError("is no file")
        if path.stat().st_size > MOST_BYTES:
            raise TableError(f"is larger than {MOST_BYTES // 1_000_000} MB: import a part of it")
        content = path.read_bytes()
    except OSError as error:
        raise TableError(f"cannot be read: {error.strerror}") from error
    if not content.strip():
        raise TableError("is empty")
    return content


def read_grid(content: bytes, suffix: str, reading: FileReading, sheet: str | None = None) -> Grid:
    """The cells of a CSV or an XLSX; `suffix` is that of its name, `sheet` stands before the mapping's.

    Raises TableError for what is neither, saying what to do.
    """
    if content.startswith(_OLE):
        raise TableError("is an old Excel file (.xls), or locked with a password: save it as XLSX, without one")
    if content.startswith(_ZIP):
        if suffix.lower() in (".xlsm", ".xlsb", ".xltm"):
            raise TableError(f"is a workbook with macros ({suffix}): save it as XLSX, or as CSV (UTF-8)")
        grid = read_xlsx(content, sheet or reading.sheet)
    else:
        if suffix.lower() in (".xls", ".xlsx", ".xlsm", ".xlsb", ".ods"):
            raise TableError(f"is called {suffix} but is no workbook: save it as XLSX or as CSV (UTF-8)")
        if sheet:
            raise TableError("is a CSV and has no sheets: leave --sheet out")
        grid = read_csv(content, reading)
    if not grid.lines:
        raise TableError("holds no cells")
    return grid
