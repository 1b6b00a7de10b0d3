"""A scale bar of round metres, true to the drawing, and an arrow that points north."""

from __future__ import annotations

import math

from hytemap.maps.svg.element import Svg, element, together
from hytemap.maps.svg.theme import Theme
from hytemap.maps.svg.words import line
from hytemap.maps.wording import NO_BREAK, Wording

SIZE = 11.0
#: units an arrow is high
ARROW = 20.0
#: Finnish and Swedish maps say north with the same letter as English ones
NORTH = "N"


def round_metres(most: float) -> float:
    """The longest of 1, 2 and 5 times a power of ten that is not above `most` metres (above zero)."""
    # log10 rounds: the power of ten may come out above `most`
    power = 10.0 ** math.floor(math.log10(most))
    power = power if power <= most else power / 10
    return next(step * power for step in (5, 2, 1) if step * power <= most)


def distance(metres: float, wording: Wording) -> str:
    """Metres in words: `500 m`, `2 km`."""
    kilometres = metres >= 1000
    size = metres / 1000 if kilometres else metres
    decimals = 0 if size >= 1 else max(0, -math.floor(math.log10(size)))
    return f"{wording.number(size, decimals)}{NO_BREAK}{'km' if kilometres else 'm'}"


def scale_bar(x: float, y: float, longest: float, metres_per_unit: float, wording: Wording, theme: Theme) -> Svg:
    """A bar whose left end is at `x` and whose line is at `y`, at most `longest` units; two halves, and its length."""
    metres = round_metres(longest * metres_per_unit)
    length = metres / metres_per_unit
    return element(
        "g",
        element("path", d=f"M{x:.2f} {y - 5:.2f}v5h{length:.2f}v-5", fill="none", stroke=theme.ink, stroke_width=1.2),
        element("path", d=f"M{x + length / 2:.2f} {y - 3:.2f}v3", fill="none", stroke=theme.ink, stroke_width=1.2),
        line(distance(metres, wording), x + length + 6, y + 1, SIZE, theme),
        class_="scale-bar",
        data_metres=metres,
    )


def north_arrow(x: float, y: float, theme: Theme) -> Svg:
    """An arrow centred on `x` whose foot is at `y`, `ARROW` units high, its letter on its left.

    Grid north of EPSG:3879: in Espoo a third of a degree from true north, less than the arrow can show.
    """
    arrow = element("path", d=f"M{x:.2f} {y - ARROW:.2f}l5 {ARROW:.0f}-5-4.5-5 4.5z", fill=theme.ink)
    # above it, the letter would reach into the map
    letter = line(NORTH, x - 8, y - 6, SIZE, theme, "end", bold=True)
    return element("g", together([arrow, letter]), class_="north")
