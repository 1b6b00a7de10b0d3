"""A map as one picture to keep: title, map, legend and sources together, so that it can stand alone."""

from __future__ import annotations

from hytemap.maps.sentence import heading
from hytemap.maps.svg.area_map import area_map
from hytemap.maps.svg.element import Svg, drawing, element
from hytemap.maps.svg.legend import legend
from hytemap.maps.svg.map_look import MapLook
from hytemap.maps.svg.theme import PAPER, Theme
from hytemap.maps.svg.words import line
from hytemap.maps.view import MapView
from hytemap.maps.wording import Wording

WIDTH, PAD, TITLE, SMALL, STEP = 640.0, 14.0, 19.0, 11.0, 15.0


def map_sheet(
    view: MapView,
    wording: Wording,
    desc: str,
    marked: tuple[str, ...] = (),
    theme: Theme = PAPER,
    prefix: str = "sheet",
) -> Svg:
    """The map of `view` with its title, its legend, the city's value, and whose figures and borders it shows.

    `desc` says what it shows to whoever cannot see it; `marked` are codes of areas with a strong outline.
    """
    title = f"{heading(view, wording.language)}, {view.level.title[wording.language]}"
    sides = view.around is not None
    drawn = area_map(view, wording, title, "", MapLook(prefix=f"{prefix}-map", theme=theme, marked=marked, sides=sides))
    key = legend(view, wording, wording.gettext("Legend"), WIDTH, True, sides, theme, f"{prefix}-legend")
    city = wording.value(view.city.value, view.city.status, view.indicator)
    parts, y = [], PAD + TITLE
    for text in _wrapped(title, TITLE, theme):
        parts.append(line(text, PAD, y, TITLE, theme, bold=True))
        y += TITLE * 1.25
    parts.append(line(wording.gettext("Espoo as a whole: %(value)s.") % {"value": city}, PAD, y, 13.0, theme))
    y += PAD
    parts.append(_placed(drawn.svg, y))
    y += drawn.height + PAD / 2
    parts.append(_placed(key, y))
    y += _height(key) + PAD
    for text in _told(view, wording, theme):
        parts.append(line(text, PAD, y, SMALL, theme, colour=theme.quiet))
        y += STEP
    ground = element("rect", width=WIDTH, height=y, fill=theme.ground)
    return drawing(WIDTH, y, title, desc, prefix, theme.font.family, ground, *parts)


def _told(view: MapView, wording: Wording, theme: Theme) -> list[str]:
    language = wording.language
    told = [
        wording.colours(view) if view.classes else "",
        f"{view.source.attribution[language]} · {view.source.licence}",
        f"{view.level.attribution[language]} · {view.level.licence}",
    ]
    return [text for one in told if one for text in _wrapped(one, SMALL, theme)]


def _wrapped(text: str, size: float, theme: Theme) -> list[str]:
    """`text` in as many lines as the width asks for, parted at spaces."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and theme.font.width(longer, size, True) <= WIDTH - 2 * PAD:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _height(svg: Svg) -> float:
    """The height a drawing says it has."""
    return float(svg.split('height="', 1)[1].split('"', 1)[0])


def _placed(svg: Svg, y: float) -> Svg:
    """A drawing inside another, `y` from its top."""
    return Svg(svg.replace("<svg ", f'<svg y="{y:.1f}" ', 1))
