"""How large names on small printed maps are: as large as lets each stand where it belongs, or only some, or none."""

from __future__ import annotations

from dataclasses import dataclass

from hytemap.maps.svg.area_map import largest_names
from hytemap.maps.svg.map_look import MapLook
from hytemap.maps.view import MapView
from hytemap.maps.wording import Wording
from hytemap.paper.face import NAME_SIZES, POINT, PRINTED

#: square points an area needs for all names to be tried, and for some to be set without the others
ROOM, SOME = 3500.0, 1200.0


@dataclass(frozen=True)
class Names:
    """Names of `size` units (0 for none), or `only_inside` those that lie in their area."""

    size: float
    only_inside: bool = False


def names_for(view: MapView, wording: Wording, width: float, height: float) -> Names:
    """The largest size at which every name stands on the map; else the smallest, with the names that lie in their area.

    For small maps beside each other: a key of numbers under each would take the room of the maps, and the table has
    every name. Maps too small for most of them have none.
    """
    room = width * height / max(1, len(view.level.areas))
    if room >= ROOM:
        look = MapLook(width / POINT, height / POINT, theme=PRINTED, scale=False)
        called = tuple(area.name(wording.language) for area in view.level.areas)
        size, _ = largest_names(view.level, look, NAME_SIZES, called)
        if size:
            return Names(size)
    return Names(NAME_SIZES[-1], only_inside=True) if room >= SOME else Names(0.0)
