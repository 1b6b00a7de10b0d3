"""Words set in a drawing: one line, or several, with a halo where they stand on colour."""

from __future__ import annotations

from hytemap.maps.svg.element import Attribute, Svg, element, together
from hytemap.maps.svg.theme import Theme


def line(
    text: str,
    x: float,
    y: float,
    size: float,
    theme: Theme,
    anchor: str | None = None,
    colour: str | None = None,
    bold: bool = False,
    **more: Attribute,
) -> Svg:
    """One line of text whose baseline is at `y`; `anchor` is `middle` or `end`."""
    return element(
        "text",
        text,
        x=x,
        y=y,
        font_size=size,
        text_anchor=anchor,
        fill=colour or theme.ink,
        font_weight=600 if bold else None,
        **more,
    )


def block(
    lines: tuple[str, ...],
    x: float,
    middle: float,
    size: float,
    theme: Theme,
    halo: bool = False,
    lang: str | None = None,
    colour: str | None = None,
    **more: Attribute,
) -> Svg:
    """Lines of text centred on (`x`, `middle`), as one element, so that its text is found and read as one."""
    step = size * theme.font.leading
    first = middle - step * (len(lines) - 1) / 2 + size * theme.font.capitals / 2
    rows = [element("tspan", text, x=x, y=first + i * step) for i, text in enumerate(lines)]
    # between lines parted at a space the space stays, for whoever copies or reads the text
    parts = [part for i, row in enumerate(rows) for part in ((row,) if i == 0 else (_joint(lines[i - 1]), row))]
    return element(
        "text",
        together(parts),
        font_size=size,
        text_anchor="middle",
        fill=colour or theme.ink,
        stroke=theme.halo if halo else None,
        stroke_width=size / 4 if halo else None,
        stroke_linejoin="round" if halo else None,
        # a halo as a second text would double what is read and found
        paint_order="stroke" if halo else None,
        lang=lang,
        **more,
    )


def _joint(before: str) -> str:
    return "" if before.endswith("-") else " "


def splits(text: str) -> list[tuple[str, ...]]:
    """`text` in one line, and every way to set it in two: at a space, or behind a hyphen."""
    found: list[tuple[str, ...]] = [(text,)]
    for i, character in enumerate(text[:-1]):
        if i and character == " ":
            found.append((text[:i], text[i + 1 :]))
        elif i and character in "-/":
            found.append((text[: i + 1], text[i + 1 :]))
    return found


def widest(theme: Theme, lines: tuple[str, ...], size: float, bold: bool = False) -> float:
    """Width of the widest of `lines`."""
    return max((theme.font.width(one, size, bold) for one in lines), default=0.0)
