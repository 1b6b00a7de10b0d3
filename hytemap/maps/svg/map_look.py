"""How a map is drawn: how large, in which colours, and what is on it."""

from __future__ import annotations

from dataclasses import dataclass

from hytemap.maps.svg.projection import Box
from hytemap.maps.svg.theme import PAPER, Theme

PAD = 10.0
#: room at the foot for the scale bar
FOOT = 26.0


@dataclass(frozen=True)
class MapLook:
    """How a map is drawn: size in units (the key of numbered names adds to the height), and what is on it.

    `prefix` begins every id. `marked` are codes of areas with a strong outline. `name_size` 0 leaves names out. `sides`
    lays lines over the classes below the base, so that the sides differ without colour. `titles` names each area to
    whoever points at it. `shapes` begins the ids of shapes that stand once on the page (`shared_shapes`): several maps
    of one level then draw the same ones. Without `key`, what numbers on the map stand for is told elsewhere.
    `only_inside` leaves out names that do not lie in their area.
    """

    width: float = 640.0
    height: float = 720.0
    prefix: str = "map"
    theme: Theme = PAPER
    name_size: float = 12.0
    marked: tuple[str, ...] = ()
    scale: bool = True
    sides: bool = False
    titles: bool = True
    shapes: str = ""
    key: bool = True
    only_inside: bool = False

    @property
    def box(self) -> Box:
        """Where the level is fitted into."""
        return Box(PAD, PAD, self.width - 2 * PAD, self.height - 2 * PAD - (FOOT if self.scale else 0.0))

    @property
    def names_box(self) -> Box:
        """Where names may stand: not in the scale bar's foot."""
        return Box(0, 0, self.width, self.height - (FOOT if self.scale else 0.0)).shrunk(2)
