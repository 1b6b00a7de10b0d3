"""Which rows of a file name the columns, and what the columns are called."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches

from hytemap.definitions.imports import FileReading, plain
from hytemap.errors import TableError
from hytemap.sources.imports.grid import Cell, Grid, Line, shown

#: stands between the names of a column that has several header rows
JOINT = " / "
MOST_HEADER_ROWS = 5


@dataclass(frozen=True)
class Columns:
    """The columns' names ("" for one without), and the lines of figures below them.

    `above`: what stands over the header, in one text. `line`: the first header row's number.
    """

    names: list[str]
    data: list[Line]
    above: str
    line: int

    def find(self, name: str) -> int:
        """The place of the column called `name`; raises ValueError saying what there is."""
        found = [i for i, own in enumerate(self.names) if plain(own) == plain(name)]
        if len(found) == 1:
            return found[0]
        if found:
            raise ValueError(f"{len(found)} columns are called {shown(name)}: give each its own name")
        near = get_close_matches(plain(name), [plain(own) for own in self.names if own], n=3, cutoff=0.5)
        named = [own for own in self.names if plain(own) in near] or [own for own in self.names if own]
        raise ValueError(f"no column is called {shown(name)}; there are {', '.join(shown(own) for own in named[:12])}")


def find_columns(grid: Grid, reading: FileReading) -> Columns:
    """The header as `reading` says, or else: the first row with two different names, and those that go on below it.

    A row goes on below when the one above it holds merged cells or gaps and its own first cell is merged or empty.
    """
    lines = grid.lines
    start = _start(lines, reading.header_line)
    count = reading.header_rows or _height(lines, start)
    if start + count >= len(lines):
        raise TableError(f"has no rows below its header (line {lines[start].number})")
    rows = [_spread(line.cells, last=i == count - 1) for i, line in enumerate(lines[start : start + count])]
    names = [JOINT.join(dict.fromkeys(row[i] for row in rows if row[i])) for i in range(grid.width)]
    data = lines[start + count :]
    for i, name in enumerate(names):
        holds = next((line for line in data if not line.cells[i].is_empty and not line.cells[i].merged), None)
        if not name and holds:
            where = f"line {holds.number}, column {grid.column(i)}"
            raise TableError(f"{where}: holds something, but the column has no name in line {lines[start].number}")
    above = " ".join(cell.text for line in lines[:start] for cell in line.cells if not cell.merged).strip()
    return Columns(names, data, above, lines[start].number)


def _start(lines: list[Line], said: int | None) -> int:
    if said is not None:
        at = next((i for i, line in enumerate(lines) if line.number == said), None)
        if at is None:
            raise TableError(f"line {said}, which file.header_line says is the header, is empty or not there")
        return at
    for i, line in enumerate(lines):
        if len({cell.text for cell in line.cells if cell.text}) >= 2:
            return i
    raise TableError("has no row that names two columns or more: say under `file.header_line` where the header is")


def _height(lines: list[Line], start: int) -> int:
    """How many rows the header has."""
    count = 1
    while count < MOST_HEADER_ROWS and start + count < len(lines):
        above, below = lines[start + count - 1].cells, lines[start + count].cells
        spans = any(cell.merged for cell in above) or any(cell.is_empty for cell in above[1 : _filled(below)])
        if not spans or not (below[0].merged or below[0].is_empty):
            break
        count += 1
    return count


def _filled(cells: list[Cell]) -> int:
    """Up to where a row holds anything."""
    return max((i + 1 for i, cell in enumerate(cells) if not cell.is_empty), default=0)


def _spread(cells: list[Cell], last: bool) -> list[str]:
    """The texts of one header row; in all but the last, a gap is part of the name left of it, as merged cells are."""
    texts: list[str] = []
    for cell in cells:
        text = " ".join(cell.text.split())
        gap = not text and not last and bool(texts)
        texts.append(texts[-1] if gap else text)
    return texts
