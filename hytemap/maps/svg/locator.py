"""Where an area lies: a small quiet map of its level with the area filled, without classes, names or scale."""

from __future__ import annotations

from hytemap.atlas import Atlas, AtlasLevel
from hytemap.maps.svg.area_map import beside, placed_level
from hytemap.maps.svg.element import Svg, drawing, element
from hytemap.maps.svg.projection import Box
from hytemap.maps.svg.theme import PAPER, Theme

PAD = 6.0


def locator(
    atlas: Atlas,
    level: AtlasLevel,
    code: str,
    title: str,
    size: tuple[float, float] = (280.0, 300.0),
    theme: Theme = PAPER,
    prefix: str = "locator",
) -> Svg | None:
    """All areas of `level` with `code` filled, named by `title`; None where the area has no polygon."""
    width, height = size
    placed = placed_level(level.display, Box(PAD, PAD, width - 2 * PAD, height - 2 * PAD))
    chosen = placed.paths[level.position[code]]
    if not chosen:
        return None
    others = "".join(one for one in placed.paths if one != chosen)
    return drawing(
        width,
        height,
        title,
        "",
        prefix,
        theme.font.family,
        element("rect", width=width, height=height, fill=theme.unknown),
        *beside(atlas, level, placed.fit, theme),
        element("path", d=others, fill=theme.ground, stroke=theme.quiet, stroke_width=0.5, fill_rule="evenodd"),
        element(
            "path",
            d=chosen,
            fill=theme.accent,
            stroke=theme.accent,
            stroke_width=1,
            stroke_linejoin="round",
            fill_rule="evenodd",
            class_="here",
        ),
    )
