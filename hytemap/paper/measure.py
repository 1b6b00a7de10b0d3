"""How high set text is, before it is set: what it takes decides how large the map beside it can be.

They are those of `templates/print/parts.typ`, told by the widths of the paper's face; a little high rather than low.
"""

from __future__ import annotations

from collections.abc import Sequence

from hytemap.paper.blocks import Block
from hytemap.paper.face import PAPER_FONT
from hytemap.paper.frame import Frame
from hytemap.paper.size import Paper

#: type sizes of a title, of text, of small print, in points; from one baseline to the next, in sizes
TITLE, TEXT, SMALL, PITCH = 17.0, 9.0, 7.5, 1.17
#: the code at the foot and the gap before it
CODE = 52.0 + 12.0
#: points a small heading takes, and the header of a table, which may need two lines
HEADING, TABLE_HEAD = 20.0, 22.0


def lines(text: str, size: float, width: float, bold: bool = False) -> int:
    """Lines `text` takes at `size` points in `width` points, parted at spaces."""
    taken, at = 1, 0.0
    space = PAPER_FONT.width(" ", size, bold)
    for word in text.split(" "):
        wide = PAPER_FONT.width(word, size, bold)
        if at and at + space + wide > width:
            taken, at = taken + 1, wide
        else:
            at += (space if at else 0.0) + wide
    return taken


def head_height(title: str, sentences: Sequence[str], paper: Paper, logo: float = 30.0) -> float:
    """Points of a title, the line under it and the sentences; `logo` is kept free beside the title."""
    head = lines(title, TITLE, paper.inner_width - logo, bold=True) * TITLE * PITCH + 10
    return head + lines(" ".join(sentences), TEXT, paper.inner_width) * TEXT * PITCH + 16


def facts_height(facts: Sequence[Block], frame: Frame) -> float:
    """Points of what is said of the figures at the foot, beside the code."""
    told = " ".join(f"{one['name']}: {one['text']}" for one in facts)
    width = frame.paper.inner_width - CODE
    rows = lines(told, SMALL, width) + lines(f"{frame.address} {'x' * 20}", SMALL, width)
    return max(rows * SMALL * PITCH + 12, CODE) + 14
