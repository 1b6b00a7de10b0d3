"""Two indicators against each other: a point an area, named where there is room."""

from __future__ import annotations

from dataclasses import dataclass

from hytemap.maps.svg.axis import Scale, decimals, rounded_out, ticks
from hytemap.maps.svg.element import Svg, drawing, element
from hytemap.maps.svg.theme import PAPER, Theme
from hytemap.maps.svg.words import line
from hytemap.maps.wording import Wording
from hytemap.model import Status

SIZE, SMALL, PAD, RADIUS = 12.0, 11.0, 10.0, 4.0
NAME = 11.0

#: left, top, right, bottom
Corners = tuple[float, float, float, float]


@dataclass(frozen=True)
class Point:
    """One area: its name, its two values, the worse of their statuses; `told` is what a reader is told who points,
    `code` is the area's."""

    name: str
    x: float
    y: float
    status: Status = Status.OK
    marked: bool = False
    told: str = ""
    lang: str | None = None
    code: str | None = None


def scatter(
    points: list[Point],
    wording: Wording,
    title: str,
    desc: str,
    x_title: str,
    y_title: str,
    width: float = 520.0,
    height: float = 420.0,
    theme: Theme = PAPER,
    prefix: str = "scatter",
) -> Svg:
    """The points that have both values. A name that finds no room is left out of the picture, not of its `<title>`."""
    shown = [one for one in points if one.x == one.x and one.y == one.y]
    x_ends = rounded_out(min((p.x for p in shown), default=0.0), max((p.x for p in shown), default=1.0))
    y_ends = rounded_out(min((p.y for p in shown), default=0.0), max((p.y for p in shown), default=1.0))
    y_marks, x_marks = ticks(*y_ends), ticks(*x_ends)
    y_texts = [wording.number(mark, decimals(y_marks)) for mark in y_marks]
    left = PAD + max(theme.font.width(text, SMALL) for text in y_texts) + 10
    top, bottom, right = PAD + 22, height - PAD - 38, width - PAD - 12
    x, y = Scale(*x_ends, left, right), Scale(*y_ends, bottom, top)
    parts = [line(y_title, PAD, PAD + 8, SIZE, theme), line(x_title, right, height - PAD, SIZE, theme, "end")]
    for mark, text in zip(y_marks, y_texts, strict=True):
        parts.append(element("path", d=f"M{left:.1f} {y(mark):.1f}H{right:.1f}", stroke=theme.hairline, stroke_width=1))
        parts.append(line(text, left - 6, y(mark) + 4, SMALL, theme, "end", theme.quiet))
    for mark in x_marks:
        text = wording.number(mark, decimals(x_marks))
        parts.append(element("path", d=f"M{x(mark):.1f} {top:.1f}V{bottom:.1f}", stroke=theme.hairline, stroke_width=1))
        parts.append(line(text, x(mark), bottom + 16, SMALL, theme, "middle", theme.quiet))
    parts += [_dot(one, x, y, theme) for one in shown]
    parts += _names(shown, x, y, left, width, theme)
    return drawing(width, height, title, desc, prefix, theme.font.family, *parts)


def _dot(one: Point, x: Scale, y: Scale, theme: Theme) -> Svg:
    colour = theme.accent if one.marked else theme.quiet
    return element(
        "circle",
        element("title", one.told or one.name),
        cx=round(x(one.x), 1),
        cy=round(y(one.y), 1),
        r=RADIUS + 1.5 if one.marked else RADIUS,
        fill=theme.ground if one.status is Status.ESTIMATED else colour,
        stroke=colour,
        stroke_width=1.6,
        data_status=one.status.word,
        data_code=one.code,
    )


def _names(shown: list[Point], x: Scale, y: Scale, least: float, width: float, theme: Theme) -> list[Svg]:
    """Names beside their points: right, left, above, below, and the corners; marked ones choose first.

    None begins left of `least`, where the axis has its numbers. A marked one is named even over other points.
    """
    dots = [(x(p.x) - RADIUS, y(p.y) - RADIUS, x(p.x) + RADIUS, y(p.y) + RADIUS) for p in shown]
    named: list[Corners] = []
    made = []
    for one in sorted(shown, key=lambda p: (not p.marked, y(p.y), x(p.x), p.name)):
        at_x, at_y = x(one.x), y(one.y)
        own = (at_x - RADIUS, at_y - RADIUS, at_x + RADIUS, at_y + RADIUS)
        places = [
            (left, low, box)
            for left, low, box in _places(one, at_x, at_y, theme)
            if box[0] >= least and box[2] <= width - 2 and box[1] >= 20 and not any(_over(box, o) for o in named)
        ]
        free = [place for place in places if not any(_over(place[2], dot) for dot in dots if dot != own)]
        if not free and one.marked:
            free = places
        if not free:
            continue
        left, low, box = free[0]
        named.append(box)
        made.append(
            line(
                one.name,
                round(left, 1),
                round(low, 1),
                NAME,
                theme,
                bold=one.marked,
                stroke=theme.halo,
                stroke_width=2.5,
                stroke_linejoin="round",
                paint_order="stroke",
                lang=one.lang,
                class_="name",
            )
        )
    return made


def _places(one: Point, x: float, y: float, theme: Theme) -> list[tuple[float, float, Corners]]:
    """Where the name of a point at (x, y) may stand: its left end, its baseline, and its box; the best first."""
    wide, gap = theme.font.width(one.name, NAME, one.marked), RADIUS + (3.5 if one.marked else 2)
    found = (
        (x + gap, y + 4),
        (x - gap - wide, y + 4),
        (x - wide / 2, y - gap - 2),
        (x - wide / 2, y + gap + 9),
        (x + gap - 2, y - gap),
        (x - gap + 2 - wide, y - gap),
        (x + gap - 2, y + gap + 7),
        (x - gap + 2 - wide, y + gap + 7),
    )
    return [(left, low, (left - 1, low - NAME * 0.8, left + wide + 1, low + NAME * 0.25)) for left, low in found]


def _over(a: Corners, b: Corners) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
