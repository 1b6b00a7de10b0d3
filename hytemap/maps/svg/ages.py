"""Age bands as bars, the oldest on top; two sides by sex where the figures have it."""

from __future__ import annotations

from dataclasses import dataclass

from hytemap.maps.svg.axis import Scale, decimals, rounded_out, ticks
from hytemap.maps.svg.element import Svg, drawing, element
from hytemap.maps.svg.patterns import hatch, patterns
from hytemap.maps.svg.theme import PAPER, Theme
from hytemap.maps.svg.words import line
from hytemap.maps.wording import Wording
from hytemap.model import Status

SIZE, SMALL, PAD, ROW, BAR = 12.0, 11.0, 8.0, 24.0, 17.0
#: a side each, and everybody; neither is better than the other
LEFT_COLOUR, RIGHT_COLOUR, BOTH_COLOUR = "#8a72b8", "#7d8f3e", "#6b7785"


@dataclass(frozen=True)
class AgeBand:
    """One band, youngest first in a list: what it is called, and the value of each side (one side: of everybody).

    Values are NaN where the status has none; `reference` is what a side is compared with (the city's share), or None.
    """

    name: str
    values: tuple[float, ...]
    statuses: tuple[Status, ...]
    reference: tuple[float, ...] | None = None


def ages(
    bands: list[AgeBand],
    wording: Wording,
    title: str,
    desc: str,
    sides: tuple[str, ...] = (),
    unit: str = "",
    reference: str = "",
    width: float = 460.0,
    theme: Theme = PAPER,
    prefix: str = "ages",
) -> Svg:
    """Bars of `bands`; `sides` names the two sides, left first, and is empty where the figures are of everybody.

    Both sides have one scale, so that lengths compare across the middle. `reference` names the ticks on the bars.
    """
    two = len(sides) == 2
    longest = max((v for band in bands for v in (*band.values, *(band.reference or ())) if v == v), default=0.0)
    high = rounded_out(0.0, longest, 3)[1] if longest > 0 else 1.0
    names = max((theme.font.width(band.name, SIZE) for band in bands), default=0.0) + 14
    top = PAD + (22 if two or unit else 4)
    bottom = top + ROW * len(bands)
    if two:
        half = (width - 2 * PAD - names) / 2 - 8
        left_scale = Scale(0, high, PAD + 8 + half, PAD + 8)
        scales: tuple[Scale, ...] = (left_scale, Scale(0, high, width - PAD - 8 - half, width - PAD - 8))
        name_x, anchor = width / 2, "middle"
    else:
        scales = (Scale(0, high, PAD + names, width - PAD - 20),)
        name_x, anchor = PAD + names - 10, "end"
    colours = (LEFT_COLOUR, RIGHT_COLOUR) if two else (BOTH_COLOUR,)
    parts = [patterns(prefix, theme)]
    if two:
        parts += [
            line(f"{name}, {unit}" if unit else name, scale.start, PAD + 10, SIZE, theme, where, bold=True)
            for name, scale, where in zip(sides, scales, ("end", None), strict=True)
        ]
    elif unit:
        parts.append(line(unit, scales[0].start, PAD + 10, SMALL, theme, colour=theme.quiet))
    marks = ticks(0.0, high, 3)
    for scale in scales:
        for mark in marks:
            d = f"M{scale(mark):.1f} {top:.1f}V{bottom:.1f}"
            parts.append(element("path", d=d, stroke=theme.hairline, stroke_width=1))
            text = wording.number(mark, decimals(marks))
            parts.append(line(text, scale(mark), bottom + 15, SMALL, theme, "middle", theme.quiet))
    for n, band in enumerate(reversed(bands)):
        y = top + ROW * n + ROW / 2
        parts.append(line(band.name, name_x, y + 4, SIZE, theme, anchor))
        for i, (scale, colour) in enumerate(zip(scales, colours, strict=True)):
            parts.append(_bar(band, i, scale, colour, y, theme, prefix))
    if reference:
        parts.append(element("path", d=f"M{PAD + 4:.1f} {bottom + 24:.1f}v12", stroke=theme.ink, stroke_width=2))
        parts.append(line(reference, PAD + 12, bottom + 34, SMALL, theme, colour=theme.quiet))
    height = bottom + (40 if reference else 20) + PAD / 2
    return drawing(width, height, title, desc, prefix, theme.font.family, *parts)


def _bar(band: AgeBand, i: int, scale: Scale, colour: str, y: float, theme: Theme, prefix: str) -> Svg:
    status, zero = band.statuses[i], scale(0)
    known = status.has_value
    end = scale(band.values[i]) if known else zero + (BAR * 1.6 if scale.end > scale.start else -BAR * 1.6)
    rect = element(
        "rect",
        x=min(zero, end),
        y=y - BAR / 2,
        width=abs(end - zero),
        height=BAR,
        fill=colour if known else hatch(prefix, status),
        stroke=(theme.border if status is Status.ESTIMATED else None) if known else theme.hatch_line,
        stroke_dasharray="4 2.5" if status is Status.ESTIMATED else None,
        data_status=status.word,
    )
    compared = None if band.reference is None else band.reference[i]
    if compared is None or compared != compared:
        return rect
    d = f"M{scale(compared):.1f} {y - BAR / 2 - 2:.1f}v{BAR + 4:.1f}"
    casing = element("path", d=d, stroke=theme.ground, stroke_width=4)
    return element("g", rect, casing, element("path", d=d, stroke=theme.ink, stroke_width=2, class_="reference"))
