"""A trend the size of a word: the area's line and the city's, years to scale; the cell beside it says the numbers."""

from __future__ import annotations

from itertools import pairwise

from hytemap.maps.svg.axis import Scale
from hytemap.maps.svg.element import Svg, element, together
from hytemap.maps.svg.lines import Line
from hytemap.maps.svg.theme import Theme
from hytemap.model import Status

WIDTH, HEIGHT, MARGIN = 104.0, 30.0, 4.0


def sparkline(area: Line, city: Line, theme: Theme, year: int | None = None) -> Svg | None:
    """Both lines on one scale of their own; None where the area has fewer than two years.

    The area's point of `year` is marked, without a year that of its last one. Hollow points are estimates; no line runs
    across years without a figure. It says nothing to a screen reader.
    """
    if len(area.points) < 2:
        return None
    points = [*area.points, *city.points]
    years, values = [year for year, _, _ in points], [value for _, value, _ in points]
    x = Scale(min(years), max(years), MARGIN, WIDTH - MARGIN)
    y = Scale(min(values), max(values), HEIGHT - MARGIN, MARGIN)
    return element(
        "svg",
        _drawn(city, x, y, theme.quiet, 1.2, "2 2", None, theme),
        _drawn(area, x, y, theme.accent, 2.0, None, year or area.points[-1][0], theme),
        viewBox=f"0 0 {WIDTH:.0f} {HEIGHT:.0f}",
        width=WIDTH,
        height=HEIGHT,
        aria_hidden="true",
        class_="sparkline",
    )


def _drawn(
    one: Line, x: Scale, y: Scale, colour: str, width: float, dash: str | None, marked: int | None, theme: Theme
) -> Svg:
    parts = []
    for run in one.runs:
        if len(run) > 1:
            d = "M" + "L".join(f"{x(year):.1f} {y(value):.1f}" for year, value, _ in run)
            parts.append(element("path", d=d, fill="none", stroke=colour, stroke_width=width, stroke_dasharray=dash))
    for before, after in pairwise(one.runs):
        d = f"M{x(before[-1][0]):.1f} {y(before[-1][1]):.1f}L{x(after[0][0]):.1f} {y(after[0][1]):.1f}"
        parts.append(element("path", d=d, stroke=colour, stroke_width=0.8, stroke_dasharray="1 3", class_="gap"))
    # years alone are dots, as no line shows them
    alone = [run[0][0] for run in one.runs if len(run) == 1]
    for year, value, status in one.points:
        if year not in alone and year != marked:
            continue
        hollow = status is Status.ESTIMATED
        parts.append(
            element(
                "circle",
                cx=round(x(year), 1),
                cy=round(y(value), 1),
                r=2.6 if year == marked else 1.4,
                fill=theme.ground if hollow else colour,
                stroke=colour,
                stroke_width=1.2,
            )
        )
    return together(parts)
