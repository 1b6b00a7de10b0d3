"""Where the maps of a comparison stand on the paper: the grid in which they come out largest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from math import ceil

from hytemap.paper.blocks import Block
from hytemap.paper.face import PAPER_FONT
from hytemap.paper.ground import height_for, size_drawn
from hytemap.paper.measure import CLASS, SMALL, SWATCH, TEXT, lines, set_height

#: points by which maps are stepped
STEP = 6.0
#: points between maps
GAP = 12.0
#: below a map; of a line of the city's value with the gap below it
BELOW, CITY_LINE = 4.0, 10.6
#: type of the city's value beside its name, and the gap before what stands beside a title
CITY_SIZE, BESIDE_TITLE = 10.0, 8.0
#: what letters of a title reach below their line, and from there to the map
DESCENT, BELOW_TITLE = 3.0, 3.0
#: between a map and what stands beside it
BESIDE = 8.0
#: of a legend that lies across: swatches, the gap below them and below words, and the gap between two classes
STRIP_SWATCH, STRIP_ROW, STRIP_GAP = 8.0, 2.0, 4.5
#: words of such a legend: the first line, and each further one
STRIP_LINE, STRIP_FURTHER = 5.0, 7.6
#: a class of such a legend is no wider and no narrower
STRIP_CLASS, STRIP_LEAST = 60.0, 18.0
#: a grid with more rows is better only where its maps are this much larger in points
BETTER = 1.0


class LegendPlace(Enum):
    """Where a map's own legend stands: nowhere, across below the map, as a list below it, or beside it."""

    NONE = "none"
    STRIP = "strip"
    LIST = "list"
    BESIDE = "beside"


@dataclass(frozen=True)
class Cell:
    """One map of a comparison: its title, the city's value (two with another base), and its legend if it has one."""

    title: str
    city: Block
    legend: Block | None

    @property
    def city_width(self) -> float:
        """Points of the city's only value on one line; infinite where there are two."""
        values = self.city["values"]
        return city_width(values[0]) if len(values) == 1 else float("inf")

    @property
    def beside_width(self) -> float:
        """Points that legend and value need beside the map."""
        classes = self.legend["classes"] if self.legend else []
        labels = max((PAPER_FONT.width(one["label"], TEXT) for one in classes), default=0.0)
        counts = max((PAPER_FONT.width(one["count"], TEXT) for one in classes), default=0.0)
        listed = SWATCH + 6 + labels + 6 + counts
        return max(listed, *(city_width(one) for one in self.city["values"])) + 4


@dataclass(frozen=True)
class Grid:
    """Maps in `columns`, each with its heading (`title` points) in a place `each` points wide.

    The map takes `width` × `height` points; `drawn` is how large the level comes out. `inline` sets the city's value
    beside the title.
    """

    columns: int
    each: float
    width: float
    height: float
    title: float
    inline: bool
    legend: LegendPlace
    drawn: float

    def stepped(self) -> Grid:
        """With maps as large as whole steps allow, so that comparisons share the places of names."""
        width = self.width - self.width % STEP if self.legend is LegendPlace.BESIDE else self.width
        return replace(self, width=width, height=self.height - self.height % STEP)

    def told(self) -> Block:
        """As the templates take it."""
        return {
            "columns": self.columns,
            "each": self.each,
            "width": self.width,
            "height": self.height,
            "title": self.title,
            "inline": self.inline,
            "legend": self.legend.value,
        }


def city_width(value: Block) -> float:
    """Points of `Espoo ≈ 10,1 %` on one line."""
    return PAPER_FONT.width(value["name"] + " ", TEXT) + PAPER_FONT.width(value["value"], CITY_SIZE, bold=True)


def strip_lines(labels: Sequence[str], width: float) -> int:
    """Lines that the words of a legend across take in `width` points: 1, 2 parted behind a dash, or 0 for no room."""
    if not labels:
        return 1
    room = min(STRIP_CLASS, width / len(labels)) - STRIP_GAP
    if room < STRIP_LEAST - STRIP_GAP:
        return 0
    for taken in (1, 2):
        parts = [part for one in labels for part in (one.replace("–", "–\n").split("\n") if taken > 1 else [one])]
        if max(PAPER_FONT.width(part, SMALL) for part in parts) <= room:
            return taken
    return 0


def strip_height(word_lines: int, counts: bool) -> float:
    """Points of a legend across."""
    words = STRIP_LINE + STRIP_FURTHER * (word_lines - 1)
    return STRIP_SWATCH + STRIP_ROW + words + (STRIP_ROW + STRIP_LINE if counts else 0.0)


def best_grid(cells: Sequence[Cell], tall: float, width: float, height: float) -> Grid | None:
    """The grid in which a level `tall` times as high as wide comes out largest in `width` × `height` points.

    None where nothing has room.
    """
    found: Grid | None = None
    for columns in range(1, len(cells) + 1):
        each = (width - (columns - 1) * GAP) / columns
        rows = ceil(len(cells) / columns)
        high = (height - (rows - 1) * GAP) / rows
        for grid in _in_columns(cells, tall, columns, each, high):
            if grid.drawn > 0 and (found is None or grid.drawn > found.drawn + BETTER):
                found = grid
    return found


def _in_columns(cells: Sequence[Cell], tall: float, columns: int, each: float, high: float) -> list[Grid]:
    wide = [PAPER_FONT.width(one.title, TEXT + 1, bold=True) for one in cells]
    inline = all(title + BESIDE_TITLE + one.city_width <= each for title, one in zip(wide, cells, strict=True))
    # long words of titles are parted at syllables, which may take one more line than reckoned at spaces
    title = set_height(max(lines(one.title, TEXT + 1, each - 4, bold=True) for one in cells), TEXT + 1) + DESCENT
    high -= title + BELOW_TITLE
    values = 0 if inline else max(len(one.city["values"]) for one in cells)
    city = values * CITY_LINE

    def grid(place: LegendPlace, width: float, left: float) -> Grid:
        height = min(left, height_for(tall, width))
        return Grid(columns, each, width, height, title, inline, place, size_drawn(tall, width, height))

    legends = [one.legend for one in cells if one.legend is not None]
    longest = max((len(one["classes"]) for one in legends), default=0)
    if not longest:
        return [grid(LegendPlace.NONE, each, high - city - (BELOW if values else 0.0))]
    high_below = high - city - BELOW
    found = []
    strips = [strip_lines([one["label"] for one in legend["classes"]], each) for legend in legends]
    if all(strips):
        found.append(grid(LegendPlace.STRIP, each, high_below - strip_height(max(strips), True)))
    found.append(grid(LegendPlace.LIST, each, high_below - longest * CLASS))
    beside = max(one.beside_width for one in cells)
    if high >= longest * CLASS + city:
        found.append(grid(LegendPlace.BESIDE, each - beside - BESIDE, high))
    return found
