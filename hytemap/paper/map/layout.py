"""Where the parts of a map sheet stand: the map as large as lets legend and table stand beside or under it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum
from math import ceil, sqrt

from hytemap.maps.svg.map_look import FOOT
from hytemap.paper.blocks import Block, shortened
from hytemap.paper.face import PAPER_FONT, POINT
from hytemap.paper.ground import height_for, size_drawn
from hytemap.paper.measure import (
    HEADING,
    ROW,
    SMALL,
    TABLE_HEAD,
    first_widths,
    legend_height,
    row_count,
    table_head,
    table_width,
)
from hytemap.paper.size import Paper

#: points: the legend's column beside a map, and between columns
SIDE, GAP = 150.0, 12.0
#: what a table beside a map may have more than it needs, for a heading on one line
SPARE = 12.0
#: what a map keeps free on each of its sides for names of areas, where there are more than so many
NAMES, FEW = 40.0, 20
#: points at the foot of a map for its scale bar
BAR = FOOT * POINT
#: a map with its table on the page is drawn as large as this share of the paper, and so many square points an area
GOOD_SHARE, GOOD_AREA = 0.36, 1600.0
#: with nothing more to leave out, this share of it will do
LAST_SHARE = 0.92
#: a map is as large as another one from this share of it
AS_LARGE = 0.97
#: rows a column of the table has at least, and columns beside a map in landscape
FEWEST_ROWS, MOST_COLUMNS = 8, 3
#: columns of a table that may stay out where room is short: the interval, then the difference
LEFT_OUT = (0, 1, 2)
#: a legend this wide sets classes and statuses beside each other
WIDE_LEGEND = 300.0
#: a value of the city above a legend, and the gap below them
CITY, BELOW_CITY = 13.5, 8.0
#: above a table's heading, and above a legend below a map
ABOVE_TABLE, ABOVE_LEGEND = 8.0, 8.0
#: a wide legend's first column with the gap behind it
FIRST = 168.0
#: a line of the key of numbers, the gap between its columns, and the gap above it
KEY_ROW, KEY_GAP, ABOVE_KEY = 9.6, 8.0, 8.0


class TablePlace(Enum):
    """Where the table stands: under map and legend, beside the map, or on a page of its own."""

    UNDER = "under"
    BESIDE = "beside"
    APART = "apart"


@dataclass(frozen=True)
class MapLayout:
    """The map's room in points, whether the legend lies `wide` (below a map that takes all the width, or above a table
    beside it), and how the table is set: in `columns`, its last `left_out` ones missing, `flows` over several pages.

    `side` is how wide what stands beside the map is, 0 for nothing, and `free` how much of its height is left. `key`
    counts the columns of the key of numbers that stands with the legend: 0 sets it under the map.
    """

    width: float
    height: float
    wide: bool
    side: float
    free: float
    table: TablePlace
    columns: int
    left_out: int
    drawn: float
    flows: bool = False
    key: int = 0

    def told(self, table: Block) -> Block:
        """As the templates take it."""
        return {
            "width": self.width,
            "height": self.height,
            "wide_legend": self.wide,
            "below": not self.side,
            "apart": self.table is TablePlace.APART,
            "beside": self.table is TablePlace.BESIDE,
            "columns": self.columns,
            "left_out": self.left_out,
            "flows": self.flows,
            "key": self.key,
            "widths": first_widths(table),
            "row": ROW,
        }

    def stepped(self, step: float) -> MapLayout:
        """With the map as large as whole steps allow."""
        if not step:
            return self
        # upright, the width goes by the paper alone
        width = self.width if self.table is not TablePlace.BESIDE else self.width - self.width % step
        return replace(self, width=width, height=self.height - self.height % step)


@dataclass(frozen=True)
class Parts:
    """What a map sheet is made of: the level is `tall` times as high as wide and has so many `areas`."""

    table: Block
    legend: Block
    cities: int
    tall: float
    areas: int

    @property
    def names(self) -> float:
        """Points for names on each side of the level."""
        return NAMES if self.areas > FEW else 0.0

    def capped(self, width: float, height: float) -> float:
        """`height`, or less where the width leaves the map no larger by it."""
        return min(height, height_for(self.tall, width - 2 * self.names) + BAR)

    def drawn(self, width: float, height: float) -> float:
        """How large the level comes out."""
        return size_drawn(self.tall, width - 2 * self.names, height - BAR)


def best_layout(parts: Parts, paper: Paper, room: float) -> MapLayout:
    """The layout in `room` points of height that leaves out least of the table, and of those the largest map.

    Where no map with its table on the page is large enough, the table goes on a page of its own.
    """
    apart = max(_apart(parts, paper, room), key=lambda one: one.drawn)
    least = max(GOOD_SHARE * sqrt(paper.inner_width * paper.inner_height), sqrt(GOOD_AREA * parts.areas))
    # nothing is won by another page where the map is as large beside its table
    least = min(least, AS_LARGE * apart.drawn)
    for left_out in LEFT_OUT:
        table = shortened(parts.table, left_out)
        found = _beside(parts, paper, room, table) if paper.landscape else _under(parts, paper, room, table)
        best = max(found, key=lambda one: one.drawn, default=None)
        # before the table leaves the page the map may be a little smaller
        enough = least * (LAST_SHARE if left_out == LEFT_OUT[-1] else 1.0)
        if best is not None and best.drawn >= enough:
            return replace(best, left_out=left_out)
    return apart


def key_height(key: list[str], width: float) -> tuple[int, float]:
    """Columns that a key of numbers has in `width` points, and the points it takes."""
    widest = max(PAPER_FONT.width(one, SMALL) for one in key) + KEY_GAP
    columns = max(1, min(len(key), int((width + KEY_GAP) // widest)))
    return columns, ceil(len(key) / columns) * KEY_ROW + ABOVE_KEY


def _side_height(parts: Parts, width: float) -> float:
    return parts.cities * CITY + BELOW_CITY + legend_height(parts.legend, width)


def _under(parts: Parts, paper: Paper, room: float, table: Block) -> Iterator[MapLayout]:
    """Map with the legend beside it or below it, the table under both."""
    rows = row_count(table)
    columns = max(1, min(_columns(table, paper), ceil(rows / FEWEST_ROWS)))
    each = (paper.inner_width + GAP) / columns - GAP
    left = room - ABOVE_TABLE - HEADING - table_head(table, each) - ceil(rows / columns) * ROW
    yield from _upright(parts, paper, left, TablePlace.UNDER, columns, 0)


def _upright(
    parts: Parts, paper: Paper, room: float, place: TablePlace, columns: int, left_out: int, flows: bool = False
) -> Iterator[MapLayout]:
    """The legend beside the map, or below a map that takes all the width."""
    narrow, needed = paper.inner_width - SIDE - GAP, _side_height(parts, SIDE)
    if room >= needed:
        high = parts.capped(narrow, room)
        drawn = parts.drawn(narrow, high)
        # the legend's column may be longer than a low map
        free = max(high, min(room, needed)) - needed
        yield MapLayout(narrow, high, False, SIDE, free, place, columns, left_out, drawn, flows)
    wide, left = paper.inner_width, room - ABOVE_LEGEND - legend_height(parts.legend, paper.inner_width, wide=True)
    if left > 0:
        high = parts.capped(wide, left)
        yield MapLayout(wide, high, True, 0.0, 0.0, place, columns, left_out, parts.drawn(wide, high), flows)


def _beside(parts: Parts, paper: Paper, room: float, table: Block) -> Iterator[MapLayout]:
    """Map on the left; legend and table on the right."""
    rows = row_count(table)
    each = max(SIDE, table_width(table) + SPARE)
    for columns in range(1, MOST_COLUMNS + 1):
        side = columns * each + (columns - 1) * GAP
        width = paper.inner_width - side - GAP
        wide = side >= WIDE_LEGEND
        # beside a wide legend's heading stands the city's value
        above = legend_height(parts.legend, side, wide=True) if wide else _side_height(parts, side)
        high = above + ABOVE_TABLE + HEADING + table_head(table, each) + ceil(rows / columns) * ROW
        if width > 0 and high <= room:
            drawn = parts.drawn(width, room)
            yield MapLayout(width, room, wide, side, room - high, TablePlace.BESIDE, columns, 0, drawn)


def _apart(parts: Parts, paper: Paper, room: float) -> Iterator[MapLayout]:
    """The table on a page of its own, as full as one page can hold it."""
    rows = row_count(parts.table)
    for left_out in LEFT_OUT:
        columns = _columns(shortened(parts.table, left_out), paper)
        flows = HEADING + TABLE_HEAD + ceil(rows / columns) * ROW > paper.inner_height
        if not flows:
            break
    if not paper.landscape:
        yield from _upright(parts, paper, room, TablePlace.APART, columns, left_out, flows)
        return
    # as wide as the level needs with its names; the rest is for the key
    needed = size_drawn(parts.tall, paper.inner_width, room - BAR) / sqrt(parts.tall) + 2 * (NAMES + GAP)
    side = max(SIDE + 30, paper.inner_width - GAP - max(needed, room))
    width = paper.inner_width - GAP - side
    free = room - _side_height(parts, side)
    yield MapLayout(
        width, room, False, side, free, TablePlace.APART, columns, left_out, parts.drawn(width, room), flows
    )


def _columns(table: Block, paper: Paper) -> int:
    """How many columns of the table stand side by side on the paper."""
    return max(1, int((paper.inner_width + GAP) // (table_width(table) + GAP)))
