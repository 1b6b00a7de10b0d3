"""How the sheet of an area is laid out: two pages of A4, one of A3, and one of either where all fits on it.

What tells of the area (sentences, key figures, where it lies, how it stands, ages) is the overview; the table with what
is not known are the figures. Upright, parts stand below each other; across, in two columns. Room that is left goes to
the map of where the area lies, then to the rows of the table.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import floor

from hytemap.paper.area.table import measured
from hytemap.paper.blocks import Block
from hytemap.paper.measure import PITCH, SMALL, TEXT, lines
from hytemap.paper.size import Format, Paper

#: spines: at most, at least, points of one, and of what stands above and below them
MOST_SPINES, LEAST_SPINES, SPINE_ROW, SPINE_REST = 12, 3, 25.5, 75.0
#: points of a small heading with the gap below it, as `templates/print/area.typ` sets it
HEADING = 14.0
#: points between blocks, between columns, and between the halves of a sheet of A3
SKIP, GAP, GUTTER = 10.0, 16.0, 26.0
#: key figures: the height of a row of two, and of one row of four
KEYS = 40.0
#: the map of where the area lies: shares of the width it may take, its least and largest height by its width, and least
#: height in points
LOCATOR_SHARES, LOCATOR_FORM, LOCATOR_LEAST = (0.5, 0.42, 0.34, 0.27), (1.0, 1.5), 110.0
#: the overview's left column on paper that lies across; the ages' share beside areas alike, and their widest
LEFT, AGES, AGES_WIDEST = 0.4, 0.62, 400.0
#: what is not known stands in a column this wide where the figures lie across
ABSENT = 176.0
#: the figures' share of a sheet of A3 that stands upright
FIGURES = 0.52
#: rows of the table: lowest, comfortable and highest; the theme's row, and a line of the key
ROW, GOOD_ROW, HIGH_ROW, THEME, KEY_LINE = 8.8, 11.0, 14.5, 17.5, 8.8
#: what estimates may be wrong by on a page
SPARE = 6.0

Drawn = Callable[[float], Block | None]


@dataclass(frozen=True)
class Contents:
    """What an area's sheet holds, and how much room it takes; widths and heights in points.

    `spine` draws so many rows so wide; `ages` and `absent` are told a width; `locator` width and height.
    """

    head: float
    facts: float
    subtitle: str
    sentences: Sequence[str]
    keys: int
    like: Sequence[str]
    alike_note: str
    absent: Sequence[str]
    figures: Block | None
    can: int
    placed: bool
    spine: Callable[[int, float], Block | None]
    ages: Drawn
    locator: Callable[[float, float], Block | None]

    def said(self, width: float) -> float:
        """Height of the line below the title and the sentences."""
        told = sum(lines(one, TEXT, width) * TEXT * PITCH + 5 for one in self.sentences)
        return lines(self.subtitle, TEXT, width) * TEXT * PITCH + 6 + told

    def key_figures(self, columns: int) -> float:
        """Height of the key figures in so many columns."""
        return -(-self.keys // columns) * KEYS

    @property
    def rows(self) -> int:
        """Rows of the table below its headings."""
        return sum(len(theme["rows"]) for theme in self.figures["themes"]) if self.figures else 0

    def table(self, pitch: float, width: float) -> float:
        """Height of the table with its heading and its key, its rows of one line as high as `pitch`."""
        if self.figures is None:
            return 0.0
        further = measured(self.figures, width).height
        key = lines(self.figures["key"], SMALL, width) * KEY_LINE + 4 if self.figures["key"] else 0.0
        heads = HEADING + len(self.figures["themes"]) * THEME
        return heads + self.rows * pitch + further + key

    def unknown(self, width: float) -> float:
        """Height of what is not known, with its heading."""
        return HEADING + sum(lines(one, SMALL, width) * SMALL * PITCH + 4 for one in self.absent) + SKIP

    def alike(self, width: float) -> float:
        """Height of the areas alike, a line each, with their heading; 0 for none."""
        if not self.like:
            return 0.0
        named = sum(lines(one, TEXT, width) * TEXT * PITCH + 4 for one in self.like)
        return HEADING + named + lines(self.alike_note, SMALL, width) * SMALL * PITCH + 6


def arranged(contents: Contents, paper: Paper) -> Block:
    """The overview's drawings and the layout of the whole sheet, for `templates/print/area.typ`."""
    height = paper.inner_height - contents.head - SPARE
    width = paper.inner_width
    whole = height - contents.facts
    if _fits_on_one(contents, paper.landscape, width, whole):
        return _on_one(contents, paper.landscape, width, whole)
    if paper.format is Format.A3:
        both = _halves(contents, width, whole) if paper.landscape else _stacked(contents, width, whole)
        if both["fits"]:
            return both
    over = _overview(contents, paper.landscape, width, height)
    room = paper.inner_height - contents.facts - SPARE
    return over | _figures(contents, over, width, room) | {"form": "pages"}


def _halves(contents: Contents, width: float, room: float) -> Block:
    """Overview and figures beside each other."""
    half = (width - GUTTER) / 2
    over = _overview(contents, False, half, room)
    return over | _figures(contents, over, half, room) | {"form": "halves", "half": half}


def _stacked(contents: Contents, width: float, room: float) -> Block:
    """The figures below the overview."""
    figures = _figures(contents, {"across": True, "unknown_beside": False}, width, FIGURES * room)
    over = _overview(contents, True, width, room - figures["figures_height"] - GUTTER)
    return over | figures | {"form": "stacked", "unknown_beside": False}


def _fits_on_one(contents: Contents, across: bool, width: float, room: float) -> bool:
    """Whether all parts have good room on one page."""
    rows = max(contents.can, 0)
    if across:
        left, right = _columns(width)
        told = contents.said(left) + contents.key_figures(2) + LOCATOR_LEAST + SKIP
        beside = _lower(contents, right) + contents.table(GOOD_ROW, right) + contents.unknown(right) + 2 * SKIP
        return rows <= MOST_SPINES and told <= room and beside + _spines_height(rows) <= room
    top = max(contents.said(width * 0.66) + contents.key_figures(2), LOCATOR_LEAST * 1.4)
    below = _lower(contents, width) + contents.table(GOOD_ROW, width) + contents.unknown(width) + 3 * SKIP
    return rows <= MOST_SPINES and top + below + _spines_height(rows) <= room


def _on_one(contents: Contents, across: bool, width: float, room: float) -> Block:
    inner = _columns(width)[1] if across else width
    table = contents.table(GOOD_ROW, inner)
    over = _overview(contents, across, width, room, table)
    if across:
        # the column holds it with the table; below the table is where it belongs
        over |= {"unknown_beside": False}
    elif not over["unknown_beside"]:
        over = _overview(contents, across, width, room, table + contents.unknown(inner))
    return over | {"form": "one", "fits": True, "pitch": GOOD_ROW, "table_width": inner, "text": _text(contents, inner)}


def _overview(contents: Contents, across: bool, width: float, room: float, below: float = 0.0) -> Block:
    """Sizes and drawings of the overview; `below` is kept free under what is drawn."""
    left, right = _columns(width)
    wide = right if across else width
    lower = _lower(contents, wide)
    count = max(LEAST_SPINES, min(MOST_SPINES, contents.can))
    if across:
        free = room - lower - below - SPINE_REST
    else:
        text = width - LOCATOR_SHARES[-1] * width - GAP
        least = max(contents.said(text) + contents.key_figures(2), LOCATOR_LEAST * 1.35)
        free = room - least - lower - below - SPINE_REST - 2 * SKIP
    spine = contents.spine(max(LEAST_SPINES, min(count, floor(free / SPINE_ROW))), wide) if contents.can else None
    drawn = spine["height"] + HEADING + SKIP if spine else 0.0
    ages = contents.ages(_ages_width(contents, wide))
    if across:
        free = room - contents.said(left) - contents.key_figures(2) - SKIP
        size, text = (left, min(free, LOCATOR_FORM[1] * left)), left
    else:
        size, text = _beside(contents, width, room - drawn - lower - below - 2 * SKIP)
    locator = contents.locator(*size) if contents.placed and size[1] >= LOCATOR_LEAST else None
    if across:
        beside = contents.unknown(right) <= room - lower - below - drawn - 2 * SKIP
    else:
        free = size[1] - contents.said(text) - contents.key_figures(2) - 2 * SKIP
        beside = locator is not None and contents.unknown(text) <= free
    return {
        "across": across,
        # what is not known stands where there is room: beside a map higher than what is told, or below the ages
        "unknown_beside": beside,
        "left": text if across or locator else width,
        "right": right,
        "gap": GUTTER if across else GAP,
        "key_columns": 2 if across or locator else 4,
        "spine": spine,
        "ages": ages,
        "locator": locator,
    }


def _beside(contents: Contents, width: float, room: float) -> tuple[tuple[float, float], float]:
    """The largest map that stands beside the text in `room` points of height, and the text's width."""
    for share in LOCATOR_SHARES:
        own = share * width
        text = width - own - GAP
        told = contents.said(text) + contents.key_figures(2) + SKIP
        least, most = (form * own for form in LOCATOR_FORM)
        if max(told, least) <= room or share == LOCATOR_SHARES[-1]:
            return (own, max(min(room, most), LOCATOR_LEAST)), text
    raise AssertionError("unreachable")


def _figures(contents: Contents, over: Block, width: float, room: float) -> Block:
    """How high rows are so that the figures fill `room`, with what is not known beside or below the table."""
    across, apart = over["across"], over["unknown_beside"]
    wide = width - ABSENT - GAP if across and not apart else width
    fixed = contents.table(0.0, wide) + (0.0 if across or apart else contents.unknown(width))
    pitch = max(ROW, min(HIGH_ROW, (room - fixed) / max(1, contents.rows)))
    own = fixed + contents.rows * pitch
    high = max(own, contents.unknown(ABSENT)) if across and not apart else own
    return {
        "pitch": pitch,
        "table_width": wide,
        "text": _text(contents, wide),
        "figures_height": high,
        # a table of more rows goes on over further pages
        "fits": high <= room,
    }


def _text(contents: Contents, width: float) -> float:
    return measured(contents.figures, width).size if contents.figures else 0.0


def _columns(width: float) -> tuple[float, float]:
    """The two columns of an overview that lies across."""
    left = LEFT * width
    return left, width - left - GUTTER


def _ages_width(contents: Contents, width: float) -> float:
    return min(AGES_WIDEST, width * (AGES if contents.like else 1.0))


def _lower(contents: Contents, width: float) -> float:
    """Height of the ages with the areas alike beside them."""
    drawn = contents.ages(_ages_width(contents, width))
    high = drawn["height"] + HEADING if drawn else 0.0
    beside = contents.alike(width * (1 - AGES) - GAP) if drawn else contents.alike(width)
    both = max(high, beside)
    return both + SKIP if both else 0.0


def _spines_height(count: int) -> float:
    return count * SPINE_ROW + SPINE_REST + SKIP if count else 0.0
