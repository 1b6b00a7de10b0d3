"""How the table of a comparison is set: as large as lets it stand on its page, in two columns where it is narrow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from hytemap.paper.blocks import Block
from hytemap.paper.face import PAPER_FONT
from hytemap.paper.measure import CAPITALS, CELL, INSET, SMALL, lines
from hytemap.paper.value_table import rows_of, tail_of

#: points between two columns of a table
GAP = 14.0
#: type and a cell's inset above and below, in points: the usual, and tighter ones that keep many areas on one page
SETTINGS = ((CELL, 1.9), (7.2, 1.9), (7.0, 1.45))
#: a small heading with the gap below it, and the gap above where it does not begin a page
HEADING, ABOVE = 12.8, 8.0
#: a table of fewer rows stays whole, and a column of values is no narrower than this
FEWEST_ROWS, LEAST_COLUMN = 16, 44.0
#: and needs to be no wider than this; a line of the header
MOST_COLUMN, HEADER_LINE = 150.0, 9.0


@dataclass(frozen=True)
class TableSetting:
    """A table in `columns` side by side, `width` points wide together and `height` points high with its heading."""

    columns: int
    width: float
    height: float
    text: float
    inset: float

    def told(self) -> Block:
        """As the templates take it."""
        return {
            "columns": self.columns,
            "width": self.width,
            "gap": GAP,
            "text": self.text,
            "inset": self.inset,
        }


def set_table(table: Block, width: float, height: float) -> TableSetting:
    """The largest setting of the table that fits into `height` points; one of the usual size where none does.

    A table in two columns is taken first: it leaves the more.
    """
    for setting in _settings(table, width):
        if setting.height <= height:
            return setting
    return _setting(table, 1, _width(table, width), *SETTINGS[0])


def lowest(table: Block, width: float) -> TableSetting:
    """The setting of the usual size that takes least height."""
    return next(_settings(table, width))


def _settings(table: Block, width: float) -> Iterator[TableSetting]:
    half = (width - GAP) / 2
    for text, inset in SETTINGS:
        if rows_of(table) >= FEWEST_ROWS and _least_width(table, text) <= half:
            yield _setting(table, 2, width, text, inset)
        yield _setting(table, 1, _width(table, width), text, inset)


def _setting(table: Block, columns: int, width: float, text: float, inset: float) -> TableSetting:
    each = (width - (columns - 1) * GAP) / columns
    rows = ceil(rows_of(table) / columns)
    height = HEADING + _head_height(table, each) + rows * (text * CAPITALS + 2 * inset)
    return TableSetting(columns, width, height, text, inset)


def _least_width(table: Block, text: float) -> float:
    """Points in which no cell of the table is parted."""
    rows = (*table["rows"], *table["others"], table["city"])
    cells = [cell["text"] for row in rows for cell in row["cells"]]
    widest = max(PAPER_FONT.width(cell, text, bold=True) for cell in cells) + INSET
    return _name_width(table) + len(table["columns"]) * max(widest, LEAST_COLUMN)


def _name_width(table: Block) -> float:
    """Points the widest name takes, with the cell's inset."""
    names = [one["name"] for one in (*table["rows"], *tail_of(table))]
    return max(PAPER_FONT.width(name, CELL, bold=True) for name in names) + INSET


def _head_height(table: Block, width: float) -> float:
    """Points of the header in a table `width` points wide."""
    columns = table["columns"]
    each = min(MOST_COLUMN, (width - _name_width(table)) / len(columns)) - INSET
    most = max(lines(f"{one['title']}, {one['unit']}", SMALL, max(each, 20), bold=True) for one in columns)
    # a long word parted at a syllable may take one line more
    return (most + (1 if most > 1 else 0)) * HEADER_LINE + 4


def _width(table: Block, room: float) -> float:
    """Points the table shall be wide: all of `room`, or less where columns would stand far apart."""
    return min(room, _name_width(table) + len(table["columns"]) * MOST_COLUMN)
