"""Small CSV files that belong to a definition: read whole, every fault named by file and line."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from hytemap.errors import DefinitionError, Fault


def read_rows(path: Path, shown: str, columns: Sequence[str]) -> list[tuple[int, dict[str, str]]]:
    """Line number and cells by column of every row of a CSV (UTF-8, commas) with just the columns `columns`.

    `shown` is how the file is called in faults. Raises DefinitionError.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise DefinitionError([Fault(shown, "", f"is not UTF-8 (byte {error.start})", "save it as UTF-8")]) from error
    except OSError as error:
        raise DefinitionError([Fault(shown, "", f"cannot be read ({error.strerror})")]) from error
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    found: list[tuple[int, dict[str, str]]] = []
    try:
        header = next(reader, [])
        if sorted(header) != sorted(columns):
            wrong = f"has the columns {', '.join(header) or 'none'}"
            raise DefinitionError([Fault(shown, "line 1", wrong, f"write {','.join(columns)}")])
        for cells in reader:
            if not cells:
                continue
            where = f"line {reader.line_num}"
            if len(cells) != len(header):
                raise DefinitionError([Fault(shown, where, f"{len(cells)} cells instead of {len(header)}")])
            found.append((reader.line_num, {name: cell.strip() for name, cell in zip(header, cells, strict=True)}))
    except csv.Error as error:
        raise DefinitionError([Fault(shown, f"line {reader.line_num}", str(error))]) from error
    return found


def share_of(text: str) -> float | None:
    """The number from 0 to 1 that a text is; None for anything else."""
    try:
        share = float(text)
    except ValueError:
        return None
    return share if 0.0 <= share <= 1.0 else None
