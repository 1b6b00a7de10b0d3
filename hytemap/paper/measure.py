"""How high set text is, before it is set: what it takes decides how large the map beside it can be.

They are those of `templates/print/parts.typ`, told by the widths of the paper's face; a little high rather than low.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil

from hytemap.maps.svg.font import Font
from hytemap.paper.blocks import Block
from hytemap.paper.face import PAPER_FONT
from hytemap.paper.frame import Frame
from hytemap.paper.size import Paper

#: type sizes of a title, of text, of small print, in points; from one baseline to the next, in sizes
TITLE, TEXT, SMALL, PITCH = 17.0, 9.0, 7.5, 1.17
#: a line by itself is as high as its capitals, in sizes
CAPITALS = 0.66
#: the code at the foot, the gap before it, and the sign of the city beside the title
CODE, CODE_GAP, LOGO = 52.0, 12.0, 22.0
#: a logo may be so wide; from a title to the sentences below its line, and from them to what follows
LOGO_WIDTH, RULE, BELOW = 100.0, 11.5, 9.0
#: points a small heading takes, and the header of a table, which may need two lines
HEADING, TABLE_HEAD = 20.0, 22.0
#: how full the lines of an address are at least
FILLED = 0.85
#: a small heading by itself, between paragraphs, and what letters reach below their line
SMALL_HEADING, PARAGRAPH, DESCENT = 12.8, 6.5, 2.0
#: type of a table's cells, and a cell's inset on both sides with what rounding may take
CELL, INSET = 8.0, 6.6
#: a row of a table, and of the legend's classes; a swatch with its gaps
ROW, CLASS, SWATCH = 9.2, 13.0, 24.0


def lines(text: str, size: float, width: float, bold: bool = False, font: Font = PAPER_FONT) -> int:
    """Lines `text` takes at `size` points in `width` points, parted at spaces, and an address within itself."""
    taken, at = 1, 0.0
    space = font.width(" ", size, bold)
    for word in text.split(" "):
        wide = font.width(word, size, bold)
        if wide > width:
            # an address is parted behind its signs: a line of it may fall short by a word
            taken, at = taken + (1 if at else 0) + ceil(wide / (width * FILLED)) - 1, wide % width
            continue
        if at and at + space + wide > width:
            taken, at = taken + 1, wide
        else:
            at += (space if at else 0.0) + wide
    return taken


def head_height(title: str, sentences: Sequence[str], paper: Paper, logo: float = 30.0) -> float:
    """Points of a title, the line under it and the sentences; `logo` is kept free beside the title."""
    head = max(set_height(lines(title, TITLE, paper.inner_width - logo, bold=True), TITLE), LOGO)
    return head + 14 + set_height(lines(" ".join(sentences), TEXT, paper.inner_width), TEXT) + 11


def header_height(title: str, sentences: Sequence[str], frame: Frame) -> float:
    """Points of a title, the line under it and the sentences, with the gap below."""
    paper = frame.paper
    logo = frame.brand.logo is not None
    room = paper.inner_width - (LOGO_WIDTH if logo else 0.0)
    head = max(set_height(lines(title, TITLE, room, bold=True), TITLE), LOGO if logo else 0.0)
    return head + RULE + set_height(lines(" ".join(sentences), TEXT, paper.inner_width), TEXT) + BELOW


def set_height(rows: int, size: float) -> float:
    """Points of `rows` lines, from the first one's capitals to the last one's foot."""
    return size * (CAPITALS + PITCH * (rows - 1))


def facts_height(facts: Sequence[Block], frame: Frame) -> float:
    """Points of what is said of the figures at the foot, beside the code."""
    told = " ".join(f"{one['name']}: {one['text']}" for one in facts)
    width = frame.paper.inner_width - CODE - CODE_GAP
    said = set_height(lines(told, SMALL, width), SMALL)
    address = set_height(lines(f"{frame.address} {'x' * 20}", SMALL, width), SMALL)
    return max(said + 6 + address, CODE) + 15


def legend_height(legend: Block, width: float, titled: bool = True, wide: bool = False, more: float = 0.0) -> float:
    """Points of a legend in `width` points; `wide` where statuses, and `more` below them, stand beside the classes."""
    first, second = (150.0, width - 168.0) if wide else (width, width)
    title = set_height(lines(legend["title"], TEXT, first, bold=True), TEXT) + PARAGRAPH if legend["title"] else 0.0
    classes = title + len(legend["classes"]) * CLASS
    said = [f"{one['label']}: {one['reason']} ({one['count']})" for one in legend["statuses"]]
    statuses = sum(max(CLASS, set_height(lines(one, TEXT, second - SWATCH), TEXT) + 4) for one in said)
    meaning = set_height(lines(f"{legend['colours']} {legend['method']}", SMALL, second), SMALL) + DESCENT
    rest = statuses + (8 if said else 0) + meaning + 4 + more
    return (SMALL_HEADING if titled else 0.0) + (max(classes, rest) if wide else classes + rest)


def row_count(table: Block) -> int:
    """Rows of a table below its header."""
    return len(table["rows"]) + len(table["others"]) + (1 if table["others"] else 0)


def table_width(table: Block) -> float:
    """Points a table needs so that no cell is parted, and no heading into more than two lines.

    Ranks and names are as wide as they are, further columns as wide as the widest of them.
    """
    widths = _widths(table, _two_lines)
    return sum(widths[:2]) + max(widths[2:]) * len(widths[2:])


def first_widths(table: Block) -> list[float]:
    """Points of the columns of ranks and names, so that no name is parted: all parts of a table have the same."""
    return _widths(table, lambda title: PAPER_FONT.width(title, SMALL, bold=True))[:2]


def table_head(table: Block, width: float) -> float:
    """Points of a table's header in `width` points: one line, or two."""
    whole = _widths(table, lambda title: PAPER_FONT.width(title, SMALL, bold=True))
    each = (width - sum(whole[:2])) / len(whole[2:])
    return TABLE_HEAD if max(whole[2:]) > each else TABLE_HEAD - SMALL * PITCH


def _widths(table: Block, heading: Callable[[str], float]) -> list[float]:
    rows = [one["cells"] for one in (*table["rows"], *table["others"])]
    heads = [heading(one["title"]) for one in table["columns"]]
    cells = [max((PAPER_FONT.width(row[i], CELL) for row in rows), default=0.0) for i in range(len(heads))]
    return [max(pair) + INSET for pair in zip(heads, cells, strict=True)]


def _two_lines(title: str) -> float:
    """How wide a heading is on the two lines that part it best."""
    return max(PAPER_FONT.width(part, SMALL, bold=True) for part in parted(title, SMALL))


def parted(title: str, size: float) -> tuple[str, str]:
    """A bold heading on the two lines that part it best; the second is empty where it has one word."""
    words = title.split(" ")
    pairs = [(" ".join(words[:i]), " ".join(words[i:])) for i in range(1, len(words) + 1)]
    return min(pairs, key=lambda pair: max(PAPER_FONT.width(part, size, bold=True) for part in pair))
