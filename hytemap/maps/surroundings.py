"""Where an area lies: its neighbours, the larger areas it is part of, the smaller ones in it; by drawn land."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely

from hytemap.atlas import Atlas, AtlasLevel
from hytemap.geometry.neighbours import neighbours, overlaps
from hytemap.maps.svg.projection import plane
from hytemap.model import Area, Values

#: smaller parts of an area are slivers of two borders drawn with different care
SLIVER = 0.03
#: the part from which on an area is told as wholly in another
WHOLE = 1 - SLIVER
#: the part from which on a smaller area counts as one of a larger, and from which on it is told to reach into it
MOSTLY, PARTLY = 0.5, 0.1


@dataclass(frozen=True)
class Part:
    """An area of another level and a share (0-1) of land: of this area in it, or of it in this area."""

    area: Area
    position: int
    share: float


@dataclass(frozen=True)
class Within:
    """The areas of a coarser level an area lies in, the largest part first."""

    level: AtlasLevel
    parts: tuple[Part, ...]

    @property
    def is_whole(self) -> bool:
        """Whether the area lies in one of them alone."""
        return len(self.parts) == 1 or self.parts[0].share >= WHOLE


@dataclass(frozen=True)
class Holding:
    """The areas of a finer level an area holds, in their level's order: mostly, and of some a part."""

    level: AtlasLevel
    mostly: tuple[Part, ...]
    partly: tuple[Part, ...]


def bordering(level: AtlasLevel, code: str) -> list[int]:
    """Positions of the areas that have a common land border with `code`; those not of the city among them."""
    return _neighbours(level.display)[level.position[code]]


def within(atlas: Atlas, level: AtlasLevel, code: str) -> list[Within]:
    """By coarser level, the finest first, the areas that `code` lies in; levels in which it lies nowhere left out."""
    found, i = [], level.position[code]
    for other in _by_size(atlas, level, coarser=True):
        shares = _shares(level.display, other.display)[i]
        parts = [Part(other.areas[j], int(j), float(shares[j])) for j in np.argsort(-shares) if shares[j] >= SLIVER]
        if parts:
            found.append(Within(other, tuple(parts)))
    return found


def holding(atlas: Atlas, level: AtlasLevel, code: str) -> list[Holding]:
    """By finer level, the coarsest first, the areas that lie in `code`; levels with none left out."""
    found, i = [], level.position[code]
    for other in _by_size(atlas, level, coarser=False):
        shares = _shares(other.display, level.display)[:, i]
        parts = [Part(area, j, float(shares[j])) for j, area in enumerate(other.areas)]
        mostly = tuple(part for part in parts if part.share >= MOSTLY)
        partly = tuple(part for part in parts if PARTLY <= part.share < MOSTLY)
        if mostly or partly:
            found.append(Holding(other, mostly, partly))
    return found


def _by_size(atlas: Atlas, level: AtlasLevel, coarser: bool) -> list[AtlasLevel]:
    own = _mean_size(level.display)
    sizes = [(_mean_size(other.display), other) for other in atlas.levels.values() if other.id != level.id]
    wanted = [(size, other) for size, other in sizes if size and own and (size > own) is coarser]
    return [other for _, other in sorted(wanted, key=lambda one: one[0], reverse=not coarser)]


@lru_cache(maxsize=16)
def _neighbours(display: tuple[bytes | None, ...]) -> list[list[int]]:
    return neighbours(plane(display))


@lru_cache(maxsize=32)
def _mean_size(display: tuple[bytes | None, ...]) -> float:
    """Mean land of a level's polygons, in square metres; 0 without any."""
    sizes = [shapely.area(area) for area in plane(display) if area is not None]
    return float(np.mean(sizes)) if sizes else 0.0


@lru_cache(maxsize=32)
def _shares(display: tuple[bytes | None, ...], other: tuple[bytes | None, ...]) -> Values:
    """Share (0-1) of each area's land in each area of the other level (areas, others); remembered for each pair."""
    ground = plane(display)
    sizes = np.array([0.0 if area is None else area.area for area in ground])
    shares: Values = overlaps(ground, plane(other)) / np.where(sizes > 0, sizes, 1.0)[:, None]
    return shares
