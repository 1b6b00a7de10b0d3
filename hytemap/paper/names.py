"""How large the names on a printed map are: as large as lets each stand where it belongs, or none at all."""

from __future__ import annotations

from hytemap.maps.svg.area_map import map_plan
from hytemap.maps.svg.map_look import MapLook
from hytemap.maps.view import MapView
from hytemap.maps.wording import Wording
from hytemap.paper.face import NAME_SIZES, POINT, PRINTED

#: square points an area needs for its name; with less, no place is looked for
ROOM = 3500.0


def name_size(view: MapView, wording: Wording, width: float, height: float) -> float:
    """The largest size at which every name stands on the map and none as a number; 0 where there is none.

    For small maps beside each other: a key of numbers under each would take the room of the maps.
    """
    if width * height / max(1, len(view.level.areas)) < ROOM:
        return 0.0
    for size in NAME_SIZES:
        look = MapLook(width / POINT, height / POINT, "names", PRINTED, size, scale=False, titles=False)
        made = map_plan(view.level, wording, look)
        if len(made.names) == sum(one is not None for one in view.level.display) and all(
            one.number is None for one in made.names
        ):
            return size
    return 0.0
