"""Hatchings: each status without a value its own way, and a side of the base where there is no colour."""

from __future__ import annotations

from hytemap.maps.svg.element import Svg, element, together
from hytemap.maps.svg.theme import Theme
from hytemap.model import Status

#: statuses that are hatched, the mildest first
HATCHED = tuple(status for status in Status if not status.has_value)


def hatch(prefix: str, status: Status) -> str:
    """The `fill` of an area without a value."""
    return f"url(#{prefix}-{status.word})"


def side(prefix: str, colour: str) -> str:
    """The `fill` laid over a class below the base, so that the sides differ in grey; light lines on a dark class."""
    return f"url(#{prefix}-side-{'light' if _dark(colour) else 'dark'})"


def patterns(prefix: str, theme: Theme, sides: bool = False) -> Svg:
    """Definitions of all hatchings, with ids that begin with `prefix`."""
    lines = {
        Status.SUPPRESSED: _lines("M0 7 7 0M0 0 7 7", theme),
        Status.MISSING: _lines("M-2 2 2-2M0 7 7 0M5 9 9 5", theme),
        Status.NOT_APPLICABLE: element("circle", cx=3.5, cy=3.5, r=1.1, fill=theme.hatch_line),
    }
    made = [
        _pattern(
            f"{prefix}-{status.word}",
            7,
            together([element("rect", width=7, height=7, fill=theme.hatch_ground), lines[status]]),
        )
        for status in HATCHED
    ]
    if sides:
        # fixed colours, as those of the classes they lie on
        made += [
            _pattern(f"{prefix}-side-{name}", 5, element("path", d="M0 2.5H5", stroke=colour, stroke_width=0.8))
            for name, colour in (("light", "#ffffff"), ("dark", "#16202b"))
        ]
    return element("defs", *made)


def _pattern(name: str, size: float, content: Svg) -> Svg:
    return element("pattern", content, id=name, width=size, height=size, patternUnits="userSpaceOnUse")


def _lines(d: str, theme: Theme) -> Svg:
    return element("path", d=d, stroke=theme.hatch_line, stroke_width=1.1, fill="none")


def _dark(colour: str) -> bool:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue < 140
