"""What is written over a map: names of areas, the key of those that are numbers, scale bar, north arrow.

It is the same for every indicator of a level: remembered here, and on paper a drawing of its own.
"""

from __future__ import annotations

from functools import lru_cache

from hytemap.maps.svg.element import Svg, element, together
from hytemap.maps.svg.map_look import PAD, MapLook
from hytemap.maps.svg.names import PlacedName
from hytemap.maps.svg.scale_bar import north_arrow, scale_bar
from hytemap.maps.svg.theme import Theme
from hytemap.maps.svg.words import block, line
from hytemap.maps.wording import Wording

KEY_SIZE, KEY_STEP = 11.0, 15.0


def key_height(names: tuple[PlacedName, ...], look: MapLook) -> float:
    """Units that the key of numbered names takes below the map; 0 without numbers, or where it stands elsewhere."""
    key = key_texts(names) if look.key else []
    return KEY_STEP * _rows(key, look.width, look.theme) + PAD if key else 0.0


def lettering(
    names: tuple[PlacedName, ...],
    languages: tuple[str | None, ...],
    metres_per_unit: float,
    look: MapLook,
    wording: Wording,
) -> Svg:
    """Names, scale and key of a map; `languages` are those of the names where they are not the drawing's own."""
    return _lettering(
        names, languages, metres_per_unit, look.width, look.height, look.theme, look.scale, look.key, wording
    )


# what a look has besides (ids, marks) does not change a word
@lru_cache(maxsize=64)
def _lettering(
    names: tuple[PlacedName, ...],
    languages: tuple[str | None, ...],
    metres_per_unit: float,
    width: float,
    height: float,
    theme: Theme,
    scale: bool,
    key: bool,
    wording: Wording,
) -> Svg:
    return together(
        [
            _names(names, languages, theme),
            *(_scale(metres_per_unit, width, height, theme, wording) if scale else ()),
            _key_block(key_texts(names) if key else [], width, height, theme),
        ]
    )


def _names(names: tuple[PlacedName, ...], languages: tuple[str | None, ...], theme: Theme) -> Svg:
    lines, words = [], []
    for one, lang in zip(names, languages, strict=True):
        place = one.place
        if place.leader is not None:
            x0, y0, x1, y1 = place.leader
            d = f"M{x0:.1f} {y0:.1f}L{x1:.1f} {y1:.1f}"
            lines.append(element("path", d=d, stroke=theme.halo, stroke_width=2.4))
            lines.append(element("path", d=d, stroke=theme.ink, stroke_width=0.8))
            lines.append(element("circle", cx=round(x0, 1), cy=round(y0, 1), r=1.6, fill=theme.ink))
        x, y = place.middle
        said = None if one.number is not None else lang
        words.append(block(place.lines, round(x, 1), round(y, 1), place.size, theme, halo=True, lang=said))
    return element("g", *lines, *words, class_="names") if words else Svg()


def _scale(metres_per_unit: float, width: float, height: float, theme: Theme, wording: Wording) -> list[Svg]:
    bar = scale_bar(PAD + 4, height - 10, width / 4, metres_per_unit, wording, theme)
    return [bar, north_arrow(width - PAD - 6, height - 5, theme)]


def key_texts(names: tuple[PlacedName, ...]) -> list[str]:
    """Numbers and the names they stand for, in their order."""
    numbered = sorted((one for one in names if one.number is not None), key=lambda one: one.number or 0)
    return [f"{one.number}\u00a0{one.name}" for one in numbered]


def _columns(key: list[str], width: float, theme: Theme) -> int:
    widest = max(theme.font.width(one, KEY_SIZE) for one in key) + 14
    return max(1, int((width - 2 * PAD) // widest))


def _rows(key: list[str], width: float, theme: Theme) -> int:
    return -(-len(key) // _columns(key, width, theme))


def _key_block(key: list[str], width: float, height: float, theme: Theme) -> Svg:
    if not key:
        return Svg()
    rows, step = _rows(key, width, theme), (width - 2 * PAD) / _columns(key, width, theme)
    return element(
        "g",
        *(
            line(text, PAD + (i // rows) * step, height + PAD + KEY_STEP * (i % rows) + 6, KEY_SIZE, theme)
            for i, text in enumerate(key)
        ),
        class_="key",
    )
