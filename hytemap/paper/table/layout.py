"""How a table of areas is laid out on paper: as large as lets all stand on the fewest pages, none of them nearly empty.

A narrow table stands in several columns beside each other, each with its header; a long one goes on over pages, each
with its header; the city and the areas that are not of it stay together at the end.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count
from math import ceil

from hytemap.paper.blocks import Block
from hytemap.paper.face import PAPER_FONT
from hytemap.paper.measure import CAPITALS, SMALL
from hytemap.paper.value_table import rows_of, tail_of

#: sizes of type, the largest first; rows are as high as so many sizes: at least, well apart, at most
SIZES, LOWEST, GOOD, HIGHEST = (12.0, 11.0, 10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.2), 1.15, 1.4, 1.9
#: points: a cell's inset on both sides, in usual type and in the smallest; between columns of the table
INSET, TIGHT_INSET, GAP = 6.0, 4.0, 22.0
#: columns of a narrow table beside each other, and rows each has at least
MOST_BESIDE, FEWEST_ROWS = 4, 10
#: a column of values is at most so many sizes of type wider than what stands in it
LOOSE = 5.0
#: lines of a heading for which a column is widened, at most; a line of a heading in sizes, and the points around them
GOOD_LINES, HEADING_LINE, AROUND_HEADINGS = 2, 1.2, 10.0
#: points beyond which a unit takes two lines
LONG_UNIT = 44.0
#: headings are so much smaller than cells, but never smaller than small print
HEADING = 0.8


@dataclass(frozen=True)
class Room:
    """Points for the table: its width, its height on a page, what the first one lacks of that, and what the last one.

    `largest` is the largest type that suits the paper.
    """

    width: float
    page: float
    first: float
    last: float
    largest: float = SIZES[0]

    def total(self, pages: int) -> float:
        """Height on so many pages."""
        return pages * self.page - self.first - self.last


@dataclass(frozen=True)
class Columns:
    """Widths in points of the names, and of each column of values with its rank."""

    size: float
    inset: float
    names: float
    values: tuple[float, ...]
    ranks: float

    @property
    def heading(self) -> float:
        """The type of headings."""
        return heading_size(self.size)

    @property
    def width(self) -> float:
        return self.names + sum(self.values) + self.ranks * len(self.values)


@dataclass(frozen=True)
class Choice:
    """A way to lay the table out: on how many pages, how wide its columns, how many times beside itself.

    `head` is the header's height in points, `free` the height that one row could have.
    """

    pages: int
    columns: Columns
    beside: int
    head: float
    free: float

    @property
    def cost(self) -> tuple[int, float, bool, int]:
        """What is better has less: fewer pages, then larger type, then rows that stand apart, then fewer columns."""
        return self.pages, -self.columns.size, self.free < GOOD * self.columns.size, self.beside


def heading_size(size: float) -> float:
    """The type of headings above cells in the type of `size`."""
    return max(SMALL, HEADING * size)


def laid_out(table: Block, room: Room) -> Block:
    """The largest type on the fewest pages, for `templates/print/table.typ`; widths in points."""
    found = min(_choices(table, room), key=lambda one: one.cost)
    size = found.columns.size
    pitch = max(LOWEST * size, min(HIGHEST * size, found.free))
    return {
        "size": size,
        "heading": found.columns.heading,
        "inset": found.columns.inset / 2,
        "pitch": pitch,
        "padding": (pitch - CAPITALS * size) / 2,
        "widths": list(_in_order(found.columns)),
        "gap": GAP,
        "pages": list(_parted(table, room, found, pitch)),
    }


def _choices(table: Block, room: Room) -> Iterator[Choice]:
    """Ways in which all rows find their place."""
    rows = rows_of(table)
    for size in (one for one in SIZES if one <= room.largest):
        least = _columns(table, size)
        if least.width > room.width and size != SIZES[-1]:
            continue
        for beside in range(1, max(1, min(MOST_BESIDE, rows // FEWEST_ROWS)) + 1):
            width = (room.width - (beside - 1) * GAP) / beside
            if beside > 1 and least.width > width:
                break
            columns = _loosened(table, least, width)
            head = _head_height(table, columns)
            one = Choice(1, columns, beside, head, (room.total(1) - head) / ceil(rows / beside))
            if one.free >= LOWEST * size:
                yield one
        columns = _loosened(table, least, room.width)
        head = _head_height(table, columns)
        # a page ends where a row does, and the tail may go to the next one
        lost = rows + len(tail_of(table))
        pages = next(n for n in count(2) if (room.total(n) - n * head) / (lost + n) >= LOWEST * size)
        yield Choice(pages, columns, 1, head, (room.total(pages) - pages * head) / (rows + pages - 1))


def _columns(table: Block, size: float) -> Columns:
    """Columns as wide as what stands in them, in the type of `size`."""
    inset = TIGHT_INSET if size == SIZES[-1] else INSET
    tail = tail_of(table)
    rows = [*table["rows"], *tail]
    names = max(PAPER_FONT.width(row["name"], size, bold=row is table["city"]) for row in rows)
    heading = heading_size(size)
    names = max(names, PAPER_FONT.width(table["name"], heading, bold=True))
    ranked = any(column["rank"] for column in table["columns"])
    rank = max(
        (PAPER_FONT.width(one["title"], heading, bold=True) for one in table["columns"] if one["rank"]), default=0
    )
    ranks = rank + inset if ranked else 0.0
    values = []
    for i, column in enumerate(table["columns"]):
        if column["rank"]:
            continue
        cells = [(row["cells"][i], row is table["city"]) for row in rows]
        known = [PAPER_FONT.width(one["text"], size, bold=city) for one, city in cells if not one["empty"]]
        # why there is no value runs on below the rank
        empty = [PAPER_FONT.width(one["text"], size, bold=city) - ranks for one, city in cells if one["empty"]]
        values.append(max(*known, *empty, *(PAPER_FONT.width(one, heading) for one in _unit(column))) + inset)
    return Columns(size, inset, names + inset, tuple(values), ranks)


def _loosened(table: Block, columns: Columns, width: float) -> Columns:
    """Columns that share the room left in `width`: first for headings on few lines, then to stand apart.

    Where even the smallest type is too wide all give way alike, and texts take a second line.
    """
    values = list(columns.values)
    if columns.width > width:
        less = 1 - (columns.width - width) / sum(values)
        return replace(columns, values=tuple(value * less for value in values))
    titles = [one["title"] for one in table["columns"] if not one["rank"]]
    free = max(0.0, width - columns.width)
    wanted = []
    for title, value in zip(titles, values, strict=True):
        heading = max(PAPER_FONT.width(part, columns.heading, bold=True) for part in _in_lines(title, GOOD_LINES))
        wanted.append(max(0.0, heading + columns.inset + 4 - value - columns.ranks))
    share = min(1.0, free / sum(wanted)) if sum(wanted) else 0.0
    values = [value + share * more for value, more in zip(values, wanted, strict=True)]
    free -= share * sum(wanted)
    values = [value + min(free / len(values), LOOSE * columns.size) for value in values]
    return replace(columns, values=tuple(values))


def _in_lines(title: str, count: int) -> list[str]:
    """A heading on at most so many lines, parted at spaces, as narrow as it goes."""
    words = title.split(" ")
    if count == 1 or len(words) == 1:
        return [title]
    parted = [[" ".join(words[:i]), *_in_lines(" ".join(words[i:]), count - 1)] for i in range(1, len(words))]
    return min([[title], *parted], key=lambda lines: max(PAPER_FONT.width(one, SMALL, bold=True) for one in lines))


def _head_height(table: Block, columns: Columns) -> float:
    """Points of the header: the titles' lines, and one for units and ranks."""
    titles = [one["title"] for one in table["columns"] if not one["rank"]]
    most = max(
        _heading_lines(title, columns.heading, value + columns.ranks - columns.inset)
        for title, value in zip(titles, columns.values, strict=True)
    )
    below = max(len(_unit(one)) if one["unit"] else one["rank"] for one in table["columns"])
    return (most + below) * HEADING_LINE * columns.heading + AROUND_HEADINGS


def _unit(column: Block) -> list[str]:
    """A column's unit on one line, or on two where it is long."""
    long = PAPER_FONT.width(column["unit"], SMALL) > LONG_UNIT
    return _in_lines(column["unit"], 2 if long else 1)


def _heading_lines(title: str, size: float, width: float) -> int:
    """Lines a heading takes that is parted at spaces, and at syllables where a word is too long."""
    taken, at = 1, 0.0
    for word in title.split(" "):
        wide = PAPER_FONT.width(word + " ", size, bold=True)
        if at and at + wide > width:
            taken, at = taken + 1, 0.0
        at += wide
        while at > width * 1.04:
            # a syllable more or less: the line before is not quite full
            taken, at = taken + 1, at - 0.8 * width
    return taken


def _in_order(columns: Columns) -> Iterator[float]:
    yield columns.names
    for value in columns.values:
        yield value
        if columns.ranks:
            yield columns.ranks


def _parted(table: Block, room: Room, found: Choice, pitch: float) -> Iterator[list[list[int]]]:
    """For each page its columns, each the first row of `rows` and the one after its last; the tail follows the last."""
    members = len(table["rows"])
    tail = rows_of(table) - members
    if found.pages == 1:
        each = ceil(rows_of(table) / found.beside)
        # a column of the tail alone would have no areas above it
        each = min(each, max(1, members - 1)) if found.beside > 1 else each
        yield [[start, min(start + each, members)] for start in range(0, max(members, 1), each)]
        return
    at = 0
    for page in range(found.pages):
        last = page == found.pages - 1
        height = room.page - found.head - (room.first if page == 0 else 0.0)
        holds = int(height // pitch + 0.01)
        # the tail has rows of areas before it
        end = members if last else min(at + holds, members - (2 if tail else 0))
        yield [[at, end]]
        at = end
