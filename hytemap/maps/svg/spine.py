"""The spine chart: an area's indicators, each on its own scale with the city in the middle, worse to the left."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hytemap.maps.judgement_wording import judgement
from hytemap.maps.palette import judgement_colour
from hytemap.maps.svg.axis import Scale
from hytemap.maps.svg.element import Attribute, Svg, drawing, element, together
from hytemap.maps.svg.theme import PAPER, Theme
from hytemap.maps.svg.words import line, splits, widest
from hytemap.maps.view import MapView
from hytemap.maps.wording import Wording
from hytemap.model import Direction, Values
from hytemap.statistics.judgement import Judgement

SIZE, SMALL, PAD, ROW = 12.0, 11.0, 8.0, 34.0
#: the part of the width that spines take at least, and in units; names are set in two lines before spines get shorter
SPINE, LEAST_SPINE, LEAST_NAME = 0.36, 170.0, 70.0
#: fewer areas than this have no middle half
FEWEST_FOR_HALF = 4


@dataclass(frozen=True)
class SpineRow:
    """One indicator: the area's value and the city's, those of all areas (areas,), and how the area is judged."""

    name: str
    text: str
    city_text: str
    value: float
    city: float
    values: Values
    direction: Direction
    judgement: Judgement | None
    #: values of areas like this one, as small marks
    like: tuple[float, ...] = ()


def spine_row(view: MapView, wording: Wording, code: str) -> SpineRow:
    """The row of one area in `view`; not for counts, whose city is the sum of the areas and no middle of them."""
    i = view.level.position[code]
    seen = view.slice[i]
    return SpineRow(
        name=view.indicator.title[wording.language],
        text=wording.value(seen.value, seen.status, view.indicator),
        city_text=wording.value(view.city.value, view.city.status, view.indicator),
        value=seen.value,
        city=view.city.value,
        values=view.slice.value[view.level.member],
        direction=view.indicator.direction,
        judgement=view.judgement[i],
    )


def spine(
    rows: list[SpineRow],
    wording: Wording,
    title: str,
    desc: str,
    width: float = 640.0,
    theme: Theme = PAPER,
    prefix: str = "spine",
) -> Svg:
    """Range of the areas, their middle half, the city's line, and the area's mark by its judgement.

    Each row has a scale of its own: the value farthest from the city reaches the edge. Where lower is better the row is
    turned round, so that better is always to the right; where neither is, higher is.
    """
    area_title, city_title = wording.gettext("Area"), wording.base_named("espoo")
    texts = [area_title, *(row.text for row in rows)]
    cities = [city_title, *(row.city_text for row in rows)]
    area_width = max(theme.font.width(text, SIZE, bold=True) for text in texts)
    city_width = max(theme.font.width(text, SIZE) for text in cities)
    columns = area_width + 12 + city_width + 18
    room = max(LEAST_NAME, width - 2 * PAD - 18 - columns - max(LEAST_SPINE, width * SPINE))
    named = [_lines(row.name, room, theme) for row in rows]
    names = max((widest(theme, lines, SIZE) for lines in named), default=0.0)
    area_x = PAD + names + 12 + area_width
    city_x = area_x + 12 + city_width
    left = city_x + 18
    right = max(width - PAD - 6, left + LEAST_SPINE)
    middle = (left + right) / 2
    top = PAD + 24
    head = PAD + 10
    parts = [
        line(area_title, area_x, head, SMALL, theme, "end", theme.quiet),
        line(city_title, city_x, head, SMALL, theme, "end", theme.quiet),
        *_ends(rows, wording, left, right, head, theme),
    ]
    for n, (row, lines) in enumerate(zip(rows, named, strict=True)):
        y = top + ROW * n + ROW / 2
        if n:
            rule = f"M{PAD:.1f} {y - ROW / 2:.1f}H{right + 6:.1f}"
            parts.append(element("path", d=rule, stroke=theme.hairline, stroke_width=0.8))
        parts.append(_name(lines, y, theme))
        parts.append(line(row.text, area_x, y + 4, SIZE, theme, "end", bold=True))
        parts.append(line(row.city_text, city_x, y + 4, SIZE, theme, "end"))
        parts.append(_row(row, left, right, y, theme))
    bottom = top + ROW * len(rows)
    parts.append(
        element("path", d=f"M{middle:.1f} {top:.1f}V{bottom:.1f}", stroke=theme.ink, stroke_width=1.2, class_="city")
    )
    marks = [_mark(row, left, right, top + ROW * n + ROW / 2, theme) for n, row in enumerate(rows)]
    key, key_height = _key(rows, wording, bottom + 10, right + 6, theme)
    total = max(width, right + PAD + 6)
    return drawing(total, bottom + 10 + key_height + PAD, title, desc, prefix, theme.font.family, *parts, *marks, key)


#: a row alone, for a table whose cells tell the rest: its size and the width of its margin
CELL_WIDTH, CELL_HEIGHT, CELL_MARGIN = 240.0, 26.0, 10.0


def spine_cell(row: SpineRow, theme: Theme) -> Svg | None:
    """The spine of one row without words, for a cell of a table; None where there is nothing to draw against.

    It says nothing to a screen reader: the cells beside it say the same in words.
    """
    left, right, y = CELL_MARGIN, CELL_WIDTH - CELL_MARGIN, CELL_HEIGHT / 2
    scale = _scale(row, left, right)
    if scale is None:
        return None
    city = element(
        "path",
        d=f"M{CELL_WIDTH / 2:.1f} 0V{CELL_HEIGHT:.1f}",
        stroke=theme.ink,
        stroke_width=1.2,
        class_="city",
    )
    like = [_like(scale(value), y, theme) for value in row.like if not np.isnan(value)]
    return _cell(CELL_WIDTH, _row(row, left, right, y, theme), city, *like, _mark(row, left, right, y, theme))


def spine_key(rows: list[SpineRow], wording: Wording, theme: Theme) -> list[tuple[Svg, str]]:
    """What bands and marks of spine cells mean, those that occur: a small drawing and its words."""
    middle = CELL_HEIGHT / 2
    found = {row.judgement for row in rows if not np.isnan(row.value) and not np.isnan(row.city)}
    key = [(_band(3, 23, middle, 7, theme.hairline, "range"), wording.gettext("from the lowest to the highest area"))]
    if any(np.isfinite(row.values).sum() >= FEWEST_FOR_HALF for row in rows):
        key.append((_band(3, 23, middle, 13, theme.half, "half"), wording.gettext("the middle half of the areas")))
    key.append(
        (element("path", d=f"M13 {middle - 9}v18", stroke=theme.ink, stroke_width=1.2), wording.base_named("espoo"))
    )
    key += [(mark(one, 13, middle, theme), judgement(wording, one)) for one in Judgement if one in found]
    if None in found:
        key.append((mark(None, 13, middle, theme), wording.gettext("cannot be judged")))
    if any(row.like for row in rows):
        key.append((_like(13, middle - 8.5, theme), wording.gettext("areas like this one")))
    return [(_cell(26.0, drawn), words) for drawn, words in key]


def _cell(width: float, *parts: Svg) -> Svg:
    return element(
        "svg",
        *parts,
        viewBox=f"0 0 {width:.0f} {CELL_HEIGHT:.0f}",
        width=width,
        height=CELL_HEIGHT,
        aria_hidden="true",
        class_="spine",
    )


def _like(x: float, y: float, theme: Theme) -> Svg:
    d = f"M{x:.1f} {y + 5:.1f}v7"
    casing = element("path", d=d, stroke=theme.ground, stroke_width=4)
    return together([casing, element("path", d=d, stroke=theme.accent, stroke_width=2, class_="like")])


def _lines(name: str, room: float, theme: Theme) -> tuple[str, ...]:
    if theme.font.width(name, SIZE) <= room:
        return (name,)
    return min(splits(name), key=lambda lines: (widest(theme, lines, SIZE), len(lines)))


def _name(lines: tuple[str, ...], y: float, theme: Theme) -> Svg:
    if len(lines) == 1:
        return line(lines[0], PAD, y + 4, SIZE, theme)
    rows = [element("tspan", text, x=PAD, y=y - 3 + 14 * i) for i, text in enumerate(lines)]
    return element("text", together([rows[0], " ", *rows[1:]]), font_size=SIZE, fill=theme.ink)


def _ends(rows: list[SpineRow], wording: Wording, left: float, right: float, y: float, theme: Theme) -> list[Svg]:
    neutral = [row.direction is Direction.NEUTRAL for row in rows]
    if rows and all(neutral):
        words = wording.gettext("lower"), wording.gettext("higher")
    else:
        words = wording.gettext("worse"), wording.gettext("better")
    return [
        line(f"← {words[0]}", left, y, SMALL, theme, None, theme.quiet),
        line(f"{words[1]} →", right, y, SMALL, theme, "end", theme.quiet),
    ]


def _scale(row: SpineRow, left: float, right: float) -> Scale | None:
    known = row.values[~np.isnan(row.values)]
    if np.isnan(row.city) or not len(known):
        return None
    away = float(np.abs(np.append(known, [] if np.isnan(row.value) else row.value) - row.city).max())
    ends = (left, right) if row.direction is not Direction.LOWER else (right, left)
    return Scale(row.city - away, row.city + away, *ends)


def _row(row: SpineRow, left: float, right: float, y: float, theme: Theme) -> Svg:
    scale = _scale(row, left, right)
    if scale is None:
        return Svg()
    known = row.values[~np.isnan(row.values)]
    a, b = sorted((scale(float(known.min())), scale(float(known.max()))))
    parts = [_band(a, b, y, 7, theme.hairline, "range")]
    if len(known) >= FEWEST_FOR_HALF:
        first, third = sorted(scale(float(part)) for part in np.quantile(known, [0.25, 0.75]))
        parts.append(_band(first, third, y, 13, theme.half, "half"))
    return together(parts)


def _band(start: float, end: float, y: float, high: float, fill: str, name: str) -> Svg:
    return element("rect", x=start, y=y - high / 2, width=max(end - start, 1.0), height=high, fill=fill, class_=name)


def _mark(row: SpineRow, left: float, right: float, y: float, theme: Theme) -> Svg:
    scale = _scale(row, left, right)
    if scale is None or np.isnan(row.value):
        return Svg()
    return mark(row.judgement, scale(row.value), y, theme)


def mark(judged: Judgement | None, x: float, y: float, theme: Theme) -> Svg:
    """A judgement's mark: a diamond for worse or lower, a disc for better or higher, larger where much, a ring for
    similar, a cross where it cannot be judged. Shape and size tell it without colour.
    """
    if judged is None:
        d = f"M{x - 4:.1f} {y - 4:.1f}l8 8m0-8l-8 8"
        return element("path", d=d, stroke=theme.ink, stroke_width=1.8, fill="none", class_="mark")
    much = judged.value.startswith("much_")
    similar = judged is Judgement.SIMILAR
    outline: dict[str, Attribute] = {
        "fill": theme.ground if similar else judgement_colour(judged),
        "stroke": theme.ink,
        "stroke_width": 1.4,
        "class_": "mark",
    }
    if similar or judged.value.removeprefix("much_") in ("better", "higher"):
        radius = 7.5 if much else 5.5
        return element("circle", cx=round(x, 1), cy=round(y, 1), r=radius, **outline)
    r = 9.0 if much else 6.5
    return element("path", d=f"M{x:.1f} {y - r:.1f}l{r} {r}-{r} {r}-{r}-{r}z", **outline)


def _key(rows: list[SpineRow], wording: Wording, y: float, width: float, theme: Theme) -> tuple[Svg, float]:
    """What bands and marks mean: those that occur."""
    found = {row.judgement for row in rows if not np.isnan(row.value)}
    entries = [
        ("range", wording.gettext("from the lowest to the highest area")),
        ("half", wording.gettext("the middle half of the areas")),
        *((one.value, judgement(wording, one)) for one in Judgement if one in found),
    ]
    entries.append(("city", wording.base_named("espoo")))
    if None in found:
        entries.append(("", wording.gettext("cannot be judged")))
    parts, x, at = [], PAD, y + 8
    for kind, words in entries:
        wide = 26 + theme.font.width(words, SMALL) + 16
        if x + wide > width and x > PAD:
            x, at = PAD, at + 20
        if kind in ("range", "half"):
            parts.append(
                _band(
                    x, x + 20, at, 7 if kind == "range" else 13, theme.hairline if kind == "range" else theme.half, kind
                )
            )
        elif kind == "city":
            parts.append(element("path", d=f"M{x + 10:.1f} {at - 7:.1f}v14", stroke=theme.ink, stroke_width=1.2))
        else:
            parts.append(mark(Judgement(kind) if kind else None, x + 10, at, theme))
        parts.append(line(words, x + 26, at + 4, SMALL, theme, colour=theme.quiet))
        x += wide
    return element("g", *parts, class_="key"), at - y + 12
