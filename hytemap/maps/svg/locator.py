"""Where areas lie: a small quiet map of their level with them filled, without classes, names or scale."""

from __future__ import annotations

from collections.abc import Collection

from hytemap.atlas import Atlas, AtlasLevel
from hytemap.maps.svg.area_map import beside, placed_level
from hytemap.maps.svg.element import Svg, drawing, element
from hytemap.maps.svg.projection import Box
from hytemap.maps.svg.theme import PAPER, Theme

PAD = 6.0
#: how opaque several filled areas are
SEVERAL = 0.35


def locator(
    atlas: Atlas,
    level: AtlasLevel,
    codes: Collection[str],
    title: str,
    size: tuple[float, float] = (280.0, 300.0),
    theme: Theme = PAPER,
    prefix: str = "locator",
) -> Svg | None:
    """All areas of `level` with `codes` filled, named by `title`; None where none of them has a polygon.

    One area is filled whole, several lightly, so that their borders show.
    """
    width, height = size
    placed = placed_level(level.display, Box(PAD, PAD, width - 2 * PAD, height - 2 * PAD))
    filled = {level.position[code] for code in codes}
    chosen = "".join(placed.paths[i] for i in sorted(filled))
    if not chosen:
        return None
    others = "".join(one for i, one in enumerate(placed.paths) if i not in filled)
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
            fill_opacity=None if len(filled) == 1 else SEVERAL,
            stroke=theme.accent,
            stroke_width=1,
            stroke_linejoin="round",
            fill_rule="evenodd",
            class_="here",
        ),
    )
