"""Where an area's name could stand: inside it, beside it with a line, or as a number in it; each place has a cost."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import cos, pi, sin

import numpy as np
import shapely

from hytemap.maps.svg.font import Font
from hytemap.maps.svg.projection import Box
from hytemap.maps.svg.words import splits

#: room kept around a name, in units
MARGIN = 1.5
#: a name this much inside its area is as good as wholly inside; one less than LEAST_INSIDE belongs to nobody
WHOLLY, LEAST_INSIDE = 0.985, 0.62
#: costs: sticking out wholly, a smaller type, a second line, a line to the name, a number instead of a name
STICKS_OUT, SMALLER, SECOND_LINE, LINED, NUMBERED = 6.0, 1.2, 0.15, 4.0, 12.0
#: a smaller type that is tried, as a part of the size
SMALL = 0.88
#: places for a number that are tried inside an area
MOST_NUMBERED = 60
#: lengths of lines to names outside, in sizes, and directions tried
LENGTHS, DIRECTIONS = (1.6, 2.6, 3.8, 5.2, 7.0, 9.0), 24


@dataclass(frozen=True)
class Place:
    """A place for a name: its box, lines, size, cost, and from where to where a line leads (None: no line)."""

    box: tuple[float, float, float, float]
    lines: tuple[str, ...]
    size: float
    cost: float
    leader: tuple[float, float, float, float] | None = None

    @property
    def middle(self) -> tuple[float, float]:
        return (self.box[0] + self.box[2]) / 2, (self.box[1] + self.box[3]) / 2


def largest_part(area: shapely.Geometry) -> shapely.Geometry:
    """The part of an area its name stands in."""
    parts = shapely.get_parts(area)
    return parts[int(np.argmax(shapely.area(parts)))]


def pole(part: shapely.Geometry) -> tuple[float, float]:
    """The middle of the largest circle in a polygon (pole of inaccessibility)."""
    radius = shapely.maximum_inscribed_circle(part, tolerance=0.5)
    x, y = shapely.get_coordinates(radius)[0]
    return float(x), float(y)


def anchors(part: shapely.Geometry, middle: tuple[float, float], size: float) -> np.ndarray:
    """Points of a polygon a name could be centred on (n, 2): its pole first, then a grid, the nearest to it first."""
    west, south, east, north = shapely.bounds(part)
    step = max(size / 2, (east - west) / 16, (north - south) / 16)
    x, y = np.meshgrid(np.arange(west + step / 2, east, step), np.arange(south + step / 2, north, step))
    grid = np.column_stack([x.ravel(), y.ravel()])
    grid = grid[shapely.contains_xy(part, grid[:, 0], grid[:, 1])]
    grid = grid[np.argsort(np.hypot(*(grid - middle).T), kind="stable")]
    return np.vstack([[middle], grid])


def box_size(lines: tuple[str, ...], size: float, font: Font) -> tuple[float, float]:
    """Width and height of the room that lines of a name take."""
    wide = max(font.width(one, size) for one in lines) + 2 * MARGIN
    return wide, size * (font.capitals + 0.25 + font.leading * (len(lines) - 1)) + 2 * MARGIN


def inside(name: str, part: shapely.Geometry, frame: Box, size: float, font: Font, cost: float = 0.0) -> list[Place]:
    """Places for `name` in the polygon `part`, the cheapest first; `cost` is added to each."""
    middle = pole(part)
    points = anchors(part, middle, size)
    reach = float(np.sqrt(shapely.area(part))) or 1.0
    away = np.hypot(*(points - middle).T) / reach
    shapely.prepare(part)
    found = []
    for lines in splits(name):
        for type_size in (size, size * SMALL):
            wide, high = box_size(lines, type_size, font)
            half = np.array([wide, high]) / 2
            low, top = points - half, points + half
            share = _shares(part, low, top, _framed(low, top, frame))
            fits = share >= LEAST_INSIDE
            extra = cost + SECOND_LINE * (len(lines) - 1) + (SMALLER if type_size < size else 0.0)
            for i in np.nonzero(fits)[0].tolist():
                out = 0.0 if share[i] >= WHOLLY else 0.5 + STICKS_OUT * (1 - float(share[i]))
                box = (float(low[i, 0]), float(low[i, 1]), float(top[i, 0]), float(top[i, 1]))
                found.append(Place(box, lines, type_size, extra + out + float(away[i])))
    return sorted(found, key=lambda place: place.cost)


def _shares(part: shapely.Geometry, low: np.ndarray, top: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """The share of each box (n, 2 corners) that lies in `part`, which is prepared; 0 for those not asked for."""
    share = np.zeros(len(low))
    corners = np.column_stack([low, top])[asked]
    boxes = shapely.box(*corners.T)
    whole = shapely.contains_properly(part, boxes)
    # cut by a rectangle, which an overlay of any two polygons takes several times as long for
    cut = [None if kept else shapely.clip_by_rect(part, *box) for kept, box in zip(whole, corners, strict=True)]
    share[asked] = np.where(whole, 1.0, shapely.area(np.array(cut, dtype=object)) / shapely.area(boxes))
    return share


def beside(
    name: str, part: shapely.Geometry, land: shapely.Geometry, frame: Box, size: float, font: Font
) -> list[Place]:
    """Places for `name` off the `land` (sea, or beyond the city), with a line from the area's middle."""
    at = np.array(pole(part))
    found = []
    for lines in splits(name):
        wide, high = box_size(lines, size, font)
        half = np.array([wide, high]) / 2
        turns = 2 * pi * np.arange(DIRECTIONS) / DIRECTIONS
        for length in LENGTHS:
            ends = at + length * size * np.column_stack([np.cos(turns), np.sin(turns)])
            # the box hangs on the line's end, by the side that faces it
            centres = ends + half * np.column_stack([np.cos(turns), np.sin(turns)])
            low, top = centres - half, centres + half
            boxes = shapely.box(low[:, 0] - 1, low[:, 1] - 1, top[:, 0] + 1, top[:, 1] + 1)
            free = _framed(low, top, frame) & ~shapely.intersects(land, boxes)
            for i in np.nonzero(free)[0].tolist():
                box = (float(low[i, 0]), float(low[i, 1]), float(top[i, 0]), float(top[i, 1]))
                near = (min(max(at[0], box[0]), box[2]), min(max(at[1], box[1]), box[3]))
                cost = LINED + length / 2 + SECOND_LINE * (len(lines) - 1)
                found.append(
                    Place(box, lines, size, cost, (float(at[0]), float(at[1]), float(near[0]), float(near[1])))
                )
    return sorted(found, key=lambda place: place.cost)


def numbers(
    text: str, part: shapely.Geometry, land: shapely.Geometry, frame: Box, size: float, font: Font
) -> list[Place]:
    """Places for a number that stands for a name: in the area, around the middle of one too small, or off the land."""
    at = pole(part)
    found = inside(text, part, frame, size, font, NUMBERED)[:MOST_NUMBERED]
    wide, high = box_size((text,), size, font)
    for length in (0.0, 0.8, 1.4, 2.0, 3.0):
        for turn in range(8 if length else 1):
            x = at[0] + length * size * cos(turn * pi / 4)
            y = at[1] + length * size * sin(turn * pi / 4)
            x = min(max(x, frame.x + wide / 2), frame.x + frame.width - wide / 2)
            y = min(max(y, frame.y + high / 2), frame.y + frame.height - high / 2)
            box = (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
            leader = (at[0], at[1], x, y) if length > 1 else None
            found.append(Place(box, (text,), size, NUMBERED + 2 + length, leader))
    return found + [replace(place, cost=place.cost + NUMBERED) for place in beside(text, part, land, frame, size, font)]


def _framed(low: np.ndarray, top: np.ndarray, frame: Box) -> np.ndarray:
    inside_x = (low[:, 0] >= frame.x) & (top[:, 0] <= frame.x + frame.width)
    return inside_x & (low[:, 1] >= frame.y) & (top[:, 1] <= frame.y + frame.height)
