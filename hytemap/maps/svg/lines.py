"""Trends: years to scale in time, no line across years without a figure, each line named at its end."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from hytemap.maps.svg.axis import Scale, apart, decimals, rounded_out, ticks
from hytemap.maps.svg.element import Svg, drawing, element, together
from hytemap.maps.svg.theme import PAPER, Theme
from hytemap.maps.svg.words import line
from hytemap.maps.view import MapView
from hytemap.maps.wording import Wording
from hytemap.model import Status

SIZE, SMALL, PAD = 12.0, 11.0, 10.0
#: radius of the points of the year that stands out
AT = 5.5
#: dashes tell lines apart without colour
DASHES = (None, "7 3", "2 3", "9 3 2 3")
#: lines of several areas: dark and well apart under each kind of colour blindness, on light and dark grounds
LINE_COLOURS = ("#b0531f", "#00789c", "#7d5fb2", "#65782a")


@dataclass(frozen=True)
class Line:
    """One line: its name, and year, value and status of each point that has a value, by year."""

    name: str
    points: list[tuple[int, float, Status]]
    colour: str = ""
    strong: bool = False

    @property
    def runs(self) -> list[list[tuple[int, float, Status]]]:
        """Runs of consecutive years."""
        runs: list[list[tuple[int, float, Status]]] = []
        for point in self.points:
            if runs and point[0] == runs[-1][-1][0] + 1:
                runs[-1].append(point)
            else:
                runs.append([point])
        return runs


def area_line(view: MapView, wording: Wording, code: str) -> Line:
    """The line of one area of `view`'s level over the years of the view."""
    i = view.level.position[code]
    points = []
    for year in view.years:
        seen = view.atlas.slice(view.indicator.id, view.level.id, year, view.group)[i]
        if seen.status.has_value:
            points.append((year, seen.value, seen.status))
    return Line(view.level.areas[i].name(wording.language), points)


def city_line(view: MapView, wording: Wording) -> Line:
    """The line of the city itself."""
    seen = ((year, view.atlas.city(view.indicator.id, year, view.group)) for year in view.years)
    points = [(year, one.value, one.status) for year, one in seen if one.status.has_value]
    return Line(wording.base_named("espoo"), points, strong=True)


def lines(
    drawn: list[Line],
    wording: Wording,
    title: str,
    desc: str,
    unit: str = "",
    width: float = 520.0,
    height: float = 260.0,
    theme: Theme = PAPER,
    prefix: str = "lines",
    at: int | None = None,
) -> Svg:
    """Lines over one time axis; those without a point are left out. The value axis need not begin at zero.

    `at` is the year that stands out: its points are larger.
    """
    shown = [one for one in drawn if one.points]
    values = [value for one in shown for _, value, _ in one.points] or [0.0, 1.0]
    years = sorted({year for one in shown for year, _, _ in one.points}) or [0]
    low, high = rounded_out(min(values), max(values), 4)
    marks = ticks(low, high, 4)
    digits = decimals(marks)
    texts = [wording.number(mark, digits) for mark in marks]
    left = PAD + max(theme.font.width(text, SMALL) for text in texts) + 8
    name_width = max((theme.font.width(one.name, SIZE, one.strong) for one in shown), default=0.0)
    right = width - PAD - name_width - 10
    top, bottom = PAD + (16 if unit else 6), height - PAD - 18
    x, y = Scale(years[0], years[-1], left + 4, max(right, left + 40)), Scale(low, high, bottom, top)
    parts = [line(unit, PAD, PAD + 6, SMALL, theme, colour=theme.quiet)] if unit else []
    for mark, text in zip(marks, texts, strict=True):
        parts.append(
            element("path", d=f"M{left:.1f} {y(mark):.1f}H{x.end + 4:.1f}", stroke=theme.hairline, stroke_width=1)
        )
        parts.append(line(text, left - 6, y(mark) + 4, SMALL, theme, "end", theme.quiet))
    parts += _years(years, x, bottom, theme)
    ends = apart([y(one.points[-1][1]) for one in shown], SIZE * 1.2, top, bottom)
    others = 0
    for one, end in zip(shown, ends, strict=True):
        colour = one.colour or (theme.ink if one.strong else LINE_COLOURS[others % len(LINE_COLOURS)])
        dash = None if one.strong else DASHES[others % len(DASHES)]
        others += not one.strong
        parts.append(_line(one, x, y, colour, dash, end, x.end, theme, at))
    return drawing(width, height, title, desc, prefix, theme.font.family, *parts)


def _years(years: list[int], x: Scale, bottom: float, theme: Theme) -> list[Svg]:
    """Ticks at the years there are; a year is written where there is room, the first and the last before others."""
    room = theme.font.width("2000", SMALL) + 6
    written: list[int] = []
    for year in dict.fromkeys([years[0], years[-1], *reversed(years)]):
        if all(abs(x(year) - x(other)) >= room for other in written):
            written.append(year)
    ticked = [
        element("path", d=f"M{x(year):.1f} {bottom + 2:.1f}v4", stroke=theme.quiet, stroke_width=1) for year in years
    ]
    return ticked + [line(str(y), x(y), bottom + 18, SMALL, theme, "middle", theme.quiet) for y in sorted(written)]


def _line(
    one: Line,
    x: Scale,
    y: Scale,
    colour: str,
    dash: str | None,
    end: float,
    right: float,
    theme: Theme,
    at: int | None = None,
) -> Svg:
    runs = one.runs
    parts = []
    for run in runs:
        if len(run) > 1:
            d = "M" + "L".join(f"{x(year):.1f} {y(value):.1f}" for year, value, _ in run)
            parts.append(
                element(
                    "path",
                    d=d,
                    fill="none",
                    stroke=colour,
                    stroke_width=2.6 if one.strong else 1.8,
                    stroke_linejoin="round",
                    stroke_dasharray=dash,
                )
            )
    for before, after in pairwise(runs):
        # years without a figure: where the line would go is not known
        d = f"M{x(before[-1][0]):.1f} {y(before[-1][1]):.1f}L{x(after[0][0]):.1f} {y(after[0][1]):.1f}"
        parts.append(element("path", d=d, stroke=colour, stroke_width=0.8, stroke_dasharray="1 4", class_="gap"))
    for year, value, status in one.points:
        hollow = status is Status.ESTIMATED
        parts.append(
            element(
                "circle",
                cx=round(x(year), 1),
                cy=round(y(value), 1),
                r=AT if year == at else 3 if one.strong else 2.5,
                fill=theme.ground if hollow else colour,
                stroke=colour,
                stroke_width=1.4,
                data_status=status.word,
                data_year=str(year),
            )
        )
    last = one.points[-1]
    tie = f"M{x(last[0]) + 4:.1f} {y(last[1]):.1f}L{right + 8:.1f} {end:.1f}"
    parts.append(element("path", d=tie, stroke=colour, stroke_width=0.7))
    # names in ink: a colour light enough for a line is too light for small words
    parts.append(line(one.name, right + 11, end + 4, SIZE, theme, bold=one.strong))
    return element("g", together(parts), class_="line")
