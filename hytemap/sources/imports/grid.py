"""A file's cells, whatever it was: text as written, numbers and dates as a workbook holds them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from openpyxl.utils import get_column_letter

#: how much of a cell's text a message repeats
MOST_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: `value` is text (without spaces around it), a number, a date, or None where it is empty.

    `percent`: a workbook shows the number times 100 with a percent sign. `merged`: the value is that of a merged cell's
    first one. `trouble`: why there is no value that could be taken.
    """

    value: str | float | date | None = None
    percent: bool = False
    merged: bool = False
    trouble: str = ""

    @property
    def is_empty(self) -> bool:
        return self.value is None and not self.trouble

    @property
    def text(self) -> str:
        """The value as it would be written: whole numbers without a point, dates by ISO 8601, "" for nothing."""
        if self.value is None:
            return ""
        if isinstance(self.value, float):
            return str(int(self.value)) if self.value.is_integer() and abs(self.value) < 1e15 else repr(self.value)
        return self.value if isinstance(self.value, str) else self.value.isoformat()


EMPTY = Cell()


@dataclass(frozen=True)
class Line:
    """One row of the file: its `number` as an editor or Excel shows it, and its cells."""

    number: int
    cells: list[Cell]


@dataclass
class Grid:
    """All rows of a file or sheet that hold anything, each as long as the longest.

    `form` says how columns are called; `epoch_1904` whether the workbook counts days from 1904; `told` what was found
    out or changed while reading.
    """

    form: Literal["csv", "xlsx"]
    lines: list[Line]
    sheet: str = ""
    epoch_1904: bool = False
    told: list[str] = field(default_factory=list)

    @property
    def width(self) -> int:
        return max((len(line.cells) for line in self.lines), default=0)

    def column(self, index: int) -> str:
        """How people call the column: by Excel's letter in a workbook, by its number in a CSV."""
        return get_column_letter(index + 1) if self.form == "xlsx" else str(index + 1)


def trimmed(lines: list[Line]) -> list[Line]:
    """The lines without empty ones and without empty columns at the end, all of one length."""
    kept = [line for line in lines if not all(cell.is_empty for cell in line.cells)]
    width = max((i + 1 for line in kept for i, cell in enumerate(line.cells) if not cell.is_empty), default=0)
    return [Line(line.number, (line.cells + [EMPTY] * width)[:width]) for line in kept]


def shown(text: str) -> str:
    """A cell's text for a message: in quotes, on one line, and not longer than a person reads."""
    plain = " ".join(text.split())
    return f"‘{plain[: MOST_SHOWN - 1]}…’" if len(plain) > MOST_SHOWN else f"‘{plain}’"
