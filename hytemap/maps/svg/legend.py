"""The legend: classes with how many areas each has, the base among them, and what hatchings and dashes mean."""

from __future__ import annotations

from hytemap.maps.svg.element import Svg, drawing, element, together
from hytemap.maps.svg.patterns import hatch, patterns, side
from hytemap.maps.svg.theme import PAPER, Theme
from hytemap.maps.svg.words import line
from hytemap.maps.view import MapView
from hytemap.maps.wording import Wording
from hytemap.model import Status

SIZE, SMALL, PAD = 12.0, 11.0, 8.0
ROW, SWATCH = 20.0, 30.0
#: of a swatch that stands by itself
SWATCH_HEIGHT = 16.0


def legend(
    view: MapView,
    wording: Wording,
    title: str,
    width: float = 300.0,
    horizontal: bool = False,
    sides: bool = False,
    theme: Theme = PAPER,
    prefix: str = "legend",
) -> Svg:
    """The legend of `view`: highest class on top, or lowest class first from left to right; then statuses present.

    `sides` draws the lines over classes below the base, as the map's own `sides` does.
    """
    labels = wording.class_labels(view)
    below = view.around.below if view.around is not None and sides else 0
    parts, y = [patterns(prefix, theme, sides)], PAD
    if view.classes:
        if horizontal and _fit(labels, width, theme):
            drawn, y = _across(view, labels, below, width, y, theme, prefix)
        else:
            drawn, y = _down(view, labels, wording, below, y, width, theme, prefix)
        parts += drawn
    statuses = [(status, count) for status, count in view.status_counts.items() if status is not Status.OK]
    for status, count in statuses:
        words = f"{wording.status(status)} ({count})"
        parts.append(_key(view, status, PAD, y + ROW / 2, theme, prefix))
        parts.append(line(words, PAD + SWATCH + 10, y + ROW / 2 + 4, SIZE, theme))
        y += ROW
    return drawing(width, y + PAD, title, "", prefix, theme.font.family, *parts)


def _fit(labels: list[str], width: float, theme: Theme) -> bool:
    """Whether each label fits under its own class."""
    room = (width - 2 * PAD) / len(labels)
    return all(theme.font.width(label, SMALL) <= room - 4 for label in labels)


def _swatch(
    view: MapView, i: int, x: float, y: float, wide: float, high: float, below: int, theme: Theme, prefix: str
) -> Svg:
    colour = view.classes[i].colour
    common = {"x": x, "y": y, "width": wide, "height": high}
    rect = element("rect", fill=colour, stroke=theme.border, stroke_width=0.8, **common)
    return together([rect, element("rect", fill=side(prefix, colour), **common)]) if i < below else rect


def _across(
    view: MapView, labels: list[str], below: int, width: float, y: float, theme: Theme, prefix: str
) -> tuple[list[Svg], float]:
    room = (width - 2 * PAD) / len(labels)
    parts = []
    for i, label in enumerate(labels):
        x = PAD + i * room
        parts.append(_swatch(view, i, x, y, room, 15, below, theme, prefix))
        parts.append(line(label, x + room / 2, y + 29, SMALL, theme, "middle"))
        parts.append(line(str(view.classes[i].count), x + room / 2, y + 43, SMALL, theme, "middle", theme.quiet))
    return parts, y + 54


def _down(
    view: MapView, labels: list[str], wording: Wording, below: int, y: float, width: float, theme: Theme, prefix: str
) -> tuple[list[Svg], float]:
    parts = []
    for i in reversed(range(len(labels))):
        parts.append(_swatch(view, i, PAD, y, SWATCH, ROW, below, theme, prefix))
        parts.append(line(labels[i], PAD + SWATCH + 10, y + ROW / 2 + 4, SIZE, theme))
        parts.append(line(str(view.classes[i].count), width - PAD, y + ROW / 2 + 4, SMALL, theme, "end", theme.quiet))
        y += ROW
    return parts, y + 8


def _key(view: MapView, status: Status, x: float, y: float, theme: Theme, prefix: str) -> Svg:
    """A status's sign: its hatching, or a dashed outline on the colour of a middle class."""
    box = {"x": x + 0.5, "y": y - 7, "width": SWATCH - 1, "height": 14}
    if status.has_value:
        fill = view.colours[len(view.colours) // 2] if view.colours else "none"
        return element("rect", fill=fill, stroke=theme.border, stroke_width=1.3, stroke_dasharray="5 3", **box)
    return element("rect", fill=hatch(prefix, status), stroke=theme.hatch_line, stroke_width=0.8, **box)


def class_swatch(view: MapView, i: int, sides: bool, theme: Theme, prefix: str) -> Svg:
    """The swatch of class `i` as a drawing by itself, for a legend whose words are set elsewhere."""
    below = view.around.below if view.around is not None and sides else 0
    parts = [patterns(prefix, theme, sides)] if i < below else []
    swatch = _swatch(view, i, 0.5, 0.5, SWATCH - 1, SWATCH_HEIGHT - 1, below, theme, prefix)
    return drawing(SWATCH, SWATCH_HEIGHT, "", "", prefix, theme.font.family, *parts, swatch)


def status_swatch(view: MapView, status: Status, theme: Theme, prefix: str) -> Svg:
    """The sign of a status as a drawing by itself."""
    key = _key(view, status, 0, SWATCH_HEIGHT / 2, theme, prefix)
    return drawing(SWATCH, SWATCH_HEIGHT, "", "", prefix, theme.font.family, patterns(prefix, theme), key)
