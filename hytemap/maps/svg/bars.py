"""Ranked horizontal bars from zero, with whiskers for intervals and a line for the base."""

from __future__ import annotations

from dataclasses import dataclass

from hytemap.maps.svg.axis import Scale
from hytemap.maps.svg.element import Svg, drawing, element, together
from hytemap.maps.svg.patterns import hatch, patterns
from hytemap.maps.svg.theme import PAPER, Theme
from hytemap.maps.svg.words import block, line, splits, widest
from hytemap.maps.view import MapView
from hytemap.maps.wording import Wording
from hytemap.model import Status

SIZE, PAD, ROW, TALL_ROW, BAR = 12.0, 8.0, 22.0, 32.0, 13.0
#: the most of the width that names may take before they are set in two lines
NAMES = 0.34


@dataclass(frozen=True)
class Bar:
    """One bar: its value (NaN where there is none) and text, its colour, its interval, whether it stands out."""

    name: str
    value: float
    text: str
    status: Status = Status.OK
    colour: str = "#52606d"
    interval: tuple[float, float] | None = None
    marked: bool = False
    lang: str | None = None


def view_bars(view: MapView, wording: Wording, marked: tuple[str, ...] = ()) -> list[Bar]:
    """A bar for each member of `view`, the highest value first, then those without one by name."""
    found = []
    for i, area in enumerate(view.level.areas):
        if not area.member:
            continue
        seen, in_class = view.slice[i], int(view.class_of[i])
        low, high = float(view.intervals.low[i]), float(view.intervals.high[i])
        bar = Bar(
            name=area.name(wording.language),
            value=seen.value,
            text=wording.value(seen.value, seen.status, view.indicator),
            status=seen.status,
            colour=view.colours[in_class] if in_class >= 0 else "",
            interval=(low, high) if low == low and high == high else None,
            marked=area.code in marked,
        )
        found.append(((not seen.status.has_value, -seen.value if seen.status.has_value else 0.0, bar.name), bar))
    return [bar for _, bar in sorted(found, key=lambda one: one[0])]


def bars(
    rows: list[Bar],
    title: str,
    desc: str,
    base: tuple[float, str] | None = None,
    width: float = 520.0,
    theme: Theme = PAPER,
    prefix: str = "bars",
) -> Svg:
    """Bars of `rows` in their order; `base` is a value and its label, drawn as a line down all of them."""
    text_width = max((theme.font.width(row.text, SIZE, row.marked) for row in rows), default=0.0)
    names = [_lines(row, width * NAMES, theme) for row in rows]
    left = PAD + max((widest(theme, lines, SIZE, bold=True) for lines in names), default=0.0) + 8
    right = width - PAD - text_width - 8
    ends = [0.0, *(bound for row in rows if row.status.has_value for bound in (row.value, *(row.interval or ())))]
    if base is not None:
        ends.append(base[0])
    scale = Scale(min(ends), max(ends), left, max(right, left + 20))
    top = PAD + (18 if base is not None else 0)
    parts, y = [], top
    for row, lines in zip(rows, names, strict=True):
        high = ROW if len(lines) == 1 else TALL_ROW
        parts.append(_row(row, lines, scale, y + high / 2, left, width, theme, prefix))
        y += high
    height = y + PAD
    zero = element("path", d=f"M{scale(0):.1f} {top:.1f}V{y:.1f}", stroke=theme.quiet, stroke_width=1)
    drawn = [patterns(prefix, theme), *parts, zero]
    if base is not None:
        drawn.append(_base(base, scale(base[0]), top, y, width, theme))
    return drawing(width, height, title, desc, prefix, theme.font.family, *drawn)


def _lines(row: Bar, room: float, theme: Theme) -> tuple[str, ...]:
    """The name in one line where there is room, else in the two whose wider one is narrowest."""
    if theme.font.width(row.name, SIZE, bold=True) <= room:
        return (row.name,)
    return min(splits(row.name), key=lambda lines: (widest(theme, lines, SIZE, bold=True), len(lines)))


def _row(
    row: Bar, lines: tuple[str, ...], scale: Scale, y: float, left: float, width: float, theme: Theme, prefix: str
) -> Svg:
    weight = 600 if row.marked else None
    name_x = left - 8 - widest(theme, lines, SIZE, row.marked) / 2
    if len(lines) == 1:
        name = line(row.name, left - 8, y + 4, SIZE, theme, "end", bold=row.marked, lang=row.lang)
    else:
        name = block(lines, name_x, y, SIZE, theme, lang=row.lang, font_weight=weight)
    text = line(
        row.text, width - PAD, y + 4, SIZE, theme, "end", None if row.status.has_value else theme.quiet, row.marked
    )
    if not row.status.has_value:
        x = scale(0)
        box = element(
            "rect",
            x=x,
            y=y - BAR / 2,
            width=BAR * 1.6,
            height=BAR,
            fill=hatch(prefix, row.status),
            stroke=theme.hatch_line,
            stroke_width=0.8,
        )
        return element("g", name, box, text, data_status=row.status.word)
    start, end = sorted((scale(0), scale(row.value)))
    dashed = row.status is Status.ESTIMATED
    bar = element(
        "rect",
        x=start,
        y=y - BAR / 2,
        width=max(end - start, 0.5),
        height=BAR,
        fill=row.colour or theme.quiet,
        stroke=theme.border,
        stroke_width=1 if dashed else 0.6,
        stroke_dasharray="4 2.5" if dashed else None,
    )
    mark = (
        element("rect", x=start - 1.5, y=y - BAR / 2 - 1.5, width=end - start + 3, height=BAR + 3, fill=theme.accent)
        if row.marked
        else Svg()
    )
    return element("g", name, mark, bar, _whisker(row, scale, y, theme), text, data_status=row.status.word)


def _whisker(row: Bar, scale: Scale, y: float, theme: Theme) -> Svg:
    if row.interval is None:
        return Svg()
    low, high = (scale(bound) for bound in row.interval)
    d = f"M{low:.1f} {y - 3:.1f}v6M{low:.1f} {y:.1f}H{high:.1f}M{high:.1f} {y - 3:.1f}v6"
    common = {"fill": "none", "class_": "interval"}
    # light around dark: seen on the bar and beside it
    return together(
        [
            element("path", d=d, stroke=theme.casing, stroke_width=3, **common),
            element(
                "path", d=d, stroke="#16202b" if theme.casing == PAPER.casing else theme.ink, stroke_width=1.2, **common
            ),
        ]
    )


def _base(base: tuple[float, str], x: float, top: float, bottom: float, width: float, theme: Theme) -> Svg:
    half = theme.font.width(base[1], SIZE) / 2
    at = min(max(x, PAD + half), width - PAD - half)
    return element(
        "g",
        element("path", d=f"M{x:.1f} {top - 3:.1f}V{bottom:.1f}", stroke=theme.casing, stroke_width=3),
        element(
            "path", d=f"M{x:.1f} {top - 3:.1f}V{bottom:.1f}", stroke=theme.ink, stroke_width=1.2, stroke_dasharray="5 3"
        ),
        line(base[1], at, top - 6, SIZE, theme, "middle"),
        class_="base",
    )
