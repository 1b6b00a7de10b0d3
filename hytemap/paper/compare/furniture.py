"""Scale bar and north arrow, once for all maps of a comparison: they lie on one scale, and north is up on each."""

from __future__ import annotations

from hytemap.atlas import AtlasLevel
from hytemap.maps.svg.area_map import placed_level
from hytemap.maps.svg.element import drawing
from hytemap.maps.svg.map_look import MapLook
from hytemap.maps.svg.scale_bar import distance, north_arrow, round_metres, scale_bar
from hytemap.maps.wording import Wording
from hytemap.paper.blocks import Block
from hytemap.paper.face import POINT, PRINTED

#: points the two take
FURNITURE, HEIGHT = 112.0, 18.0
#: units of the longest bar, and of the room for the arrow with what a letter beside it needs
LONGEST, ARROW = 84.0, 10.0


def furniture(level: AtlasLevel, wording: Wording, width: float, height: float, prefix: str) -> Block:
    """Bar and arrow of maps drawn in `width` × `height` points without their own, with a text in their place."""
    look = MapLook(width / POINT, height / POINT, prefix, PRINTED, scale=False)
    metres = placed_level(level.display, look.box).fit.metres_per_unit
    wide, high = FURNITURE / POINT, HEIGHT / POINT
    bar = scale_bar(1.0, high - 4, LONGEST, metres, wording, PRINTED)
    arrow = north_arrow(wide - ARROW, high - 1, PRINTED)
    said = wording.gettext("Scale bar of %(length)s for all maps; north is up.")
    return {
        "svg": str(drawing(wide, high, "", "", prefix, PRINTED.font.family, bar, arrow)),
        "alt": said % {"length": distance(round_metres(LONGEST * metres), wording)},
    }
