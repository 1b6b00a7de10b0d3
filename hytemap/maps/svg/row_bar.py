"""The bar in a row of a table: a length from zero, a whisker for the interval, a line for the city."""

from __future__ import annotations

from hytemap.maps.svg.element import Svg, element

HEIGHT = 6


def row_bar(length: float | None, colour: str | None, whisker: tuple[float, float] | None, city: float | None) -> Svg:
    """A bar of `length` (0-100 of the width it is given); nothing where there is no value.

    It is decoration to the figure beside it, so it is hidden from screen readers; strokes come from the style sheet.
    """
    if length is None:
        return Svg("")
    parts = [element("rect", class_="bar-length", width=length, height=HEIGHT, fill=colour or "currentColor")]
    if whisker is not None:
        d = f"M{whisker[0]:g} {HEIGHT // 2}H{whisker[1]:g}"
        parts += [element("path", class_="bar-whisker-casing", d=d), element("path", class_="bar-whisker", d=d)]
    if city is not None:
        d = f"M{city:g} 0V{HEIGHT}"
        parts += [element("path", class_="bar-city-casing", d=d), element("path", class_="bar-city", d=d)]
    return element(
        "svg",
        *parts,
        class_="bar",
        viewBox=f"0 0 100 {HEIGHT}",
        preserveAspectRatio="none",
        aria_hidden="true",
        focusable="false",
    )
