"""Names of areas on a map, none over another: inside where they fit, else beside with a line, else a number and a key.

Choosing places is a search over a conflict graph, which has no quick exact answer (Marks & Shieber 1991, "The
Computational Complexity of Cartographic Label Placement"); here the areas are served in several orders, each taking its
cheapest free place, and the cheapest whole is kept (greedy, as in Christensen, Marks & Shieber 1995, "An Empirical
Study of Algorithms for Point-Feature Label Placement", doi:10.1145/212332.212334). It is quick and always the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, partial

import numpy as np
import shapely
from numpy.typing import NDArray

from hytemap.maps.svg.font import Font
from hytemap.maps.svg.name_places import Place, beside, inside, largest_part, numbers
from hytemap.maps.svg.projection import Box

#: how often names give way, for each area, before a map is called too small for those that are left
ROUNDS = 4
#: the part of a name that lies in its area where it is called inside
INSIDE = 0.9

Line = tuple[float, float, float, float]


@dataclass(frozen=True)
class PlacedName:
    """The name of area `index` where it stands; `number` is set where it is a number that the key explains."""

    index: int
    name: str
    place: Place
    number: int | None = None


@dataclass(frozen=True)
class Wanted:
    """What can be chosen from for one area: places for its name, then for a number."""

    index: int
    name: str
    middle: tuple[float, float]
    size: float
    places: list[Place]
    inner: int
    _numbers: Callable[[], list[Place]]

    @cached_property
    def numbered(self) -> list[Place]:
        """Places for a number; found only when the name has none."""
        return self._numbers()


def place_names(
    names: Sequence[str], areas: Sequence[shapely.Geometry | None], frame: Box, size: float, font: Font
) -> list[PlacedName]:
    """A place for each name, in the order of `areas` (polygons in drawing units; None: no name).

    No two boxes overlap, no line crosses a box or a line, all lie in `frame`. Numbers rise from north to south. On a
    map so small that not even numbers find room, some areas stay without.
    """
    drawn = [area for area in areas if area is not None]
    if not drawn:
        return []
    land = shapely.union_all(drawn)
    shapely.prepare(land)
    # as wide as the widest number there could be: numbers are given when all is placed
    digits = "8" * len(str(len(drawn)))
    wanted = []
    for index, (name, area) in enumerate(zip(names, areas, strict=True)):
        if area is None or not name:
            continue
        part = largest_part(area)
        own = inside(name, part, frame, size, font)
        places = sorted([*own, *beside(name, part, land, frame, size, font)], key=lambda place: place.cost)
        middle = (float(shapely.centroid(part).x), float(shapely.centroid(part).y))
        wholly = sum(place.cost < 0.5 for place in own)
        find = partial(numbers, digits, part, land, frame, size * 0.92, font)
        wanted.append(Wanted(index, name, middle, float(shapely.area(part)), places, wholly, find))
    orders = (
        sorted(wanted, key=lambda one: (len(one.places), one.index)),
        sorted(wanted, key=lambda one: (one.inner, one.index)),
        sorted(wanted, key=lambda one: (one.size, one.index)),
        sorted(wanted, key=lambda one: (-one.size, one.index)),
    )
    served = [_served(order) for order in orders]
    best = min(served, key=lambda placed: (-len(placed), sum(one.place.cost for one in placed)))
    return _counted(best, {one.index: one.middle for one in wanted})


@lru_cache(maxsize=64)
def placed_names(
    names: tuple[str, ...], areas: tuple[shapely.Geometry | None, ...], frame: Box, size: float, font: Font
) -> tuple[PlacedName, ...]:
    """The same, remembered: every indicator of a level has the same names in the same places."""
    return tuple(place_names(names, areas, frame, size, font))


@lru_cache(maxsize=64)
def names_inside(
    names: tuple[str, ...], areas: tuple[shapely.Geometry | None, ...], frame: Box, size: float, font: Font
) -> tuple[PlacedName, ...]:
    """Those of them that lie in their area, for maps so small that lines and numbers would hide what they show."""
    found = []
    for one in placed_names(names, areas, frame, size, font):
        area, box = areas[one.index], shapely.box(*one.place.box)
        if area is not None and one.number is None and shapely.area(area & box) >= INSIDE * shapely.area(box):
            found.append(one)
    return tuple(found)


class _Taken:
    """What is placed already: boxes and lines."""

    def __init__(self) -> None:
        self.placed: dict[int, PlacedName] = {}

    def blockers(self, place: Place) -> list[int]:
        """Areas whose name or line is in the way of `place`."""
        return [index for index, other in self.placed.items() if _clash(place, other.place)]

    def free(self, places: list[Place]) -> Place | None:
        """The first of `places` that nothing is in the way of."""
        clear = np.nonzero(self._overlaps(places) == 0)[0].tolist()
        return next((places[i] for i in clear if not self.blockers(places[i])), None)

    def least_blocked(self, places: list[Place]) -> Place:
        """The one of `places` whose box the fewest names lie on; the cheaper of two."""
        return min(zip(self._overlaps(places).tolist(), places, strict=True), key=lambda one: (one[0], one[1].cost))[1]

    def least_disturbing(self, places: list[Place], gave_way: Counter[int]) -> Place:
        """The one of `places` that the fewest names and lines are in the way of, the cheaper of two.

        Each counts once more for every time its number gave way: two numbers with a line through one another would
        else oust each other for ever (Morris 1993, "The Breakout Method for Escaping from Local Minima").
        """
        return min(places, key=lambda place: (sum(1 + gave_way[i] for i in self.blockers(place)), place.cost))

    def _overlaps(self, places: list[Place]) -> NDArray[np.int64]:
        """How many placed boxes each of `places` lies on."""
        if not places or not self.placed:
            return np.zeros(len(places), dtype=np.int64)
        ours = np.array([place.box for place in places])[:, None, :]
        theirs = np.array([other.place.box for other in self.placed.values()])[None, :, :]
        over = (ours[..., :2] < theirs[..., 2:]) & (theirs[..., :2] < ours[..., 2:])
        found: NDArray[np.int64] = over.all(axis=2).sum(axis=1)
        return found


def _served(order: Sequence[Wanted]) -> list[PlacedName]:
    taken = _Taken()
    by_index = {one.index: one for one in order}
    waiting, only_number, gave_way = list(order), set(), Counter[int]()
    for _ in range(ROUNDS * len(order)):
        if not waiting:
            break
        one = waiting.pop(0)
        place = None if one.index in only_number else taken.free(one.places)
        if place is not None:
            taken.placed[one.index] = PlacedName(one.index, one.name, place)
            continue
        place = taken.free(one.numbered)
        if place is None:
            # what is in its way gives way; a number that had to before looks where fewest would have to again
            if gave_way[one.index]:
                place = taken.least_disturbing(one.numbered, gave_way)
            else:
                place = taken.least_blocked(one.numbered)
            for index in taken.blockers(place):
                waiting.append(by_index[index])
                only_number.add(index)
                gave_way[index] += taken.placed[index].number is not None
                del taken.placed[index]
        taken.placed[one.index] = PlacedName(one.index, one.name, place, number=0)
    return list(taken.placed.values())


def _counted(placed: list[PlacedName], middles: dict[int, tuple[float, float]]) -> list[PlacedName]:
    """The names in the areas' order, their numbers given from north to south."""
    numbered = sorted((one for one in placed if one.number is not None), key=lambda one: middles[one.index][::-1])
    given = {one.index: i + 1 for i, one in enumerate(numbered)}
    told = [
        replace(one, number=given[one.index], place=replace(one.place, lines=(str(given[one.index]),)))
        if one.index in given
        else one
        for one in placed
    ]
    return sorted(told, key=lambda one: one.index)


def _overlap(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _clash(one: Place, other: Place) -> bool:
    return (
        _overlap(one.box, other.box)
        or _crosses(one, other)
        or _crosses(other, one)
        or (one.leader is not None and other.leader is not None and _lines_cross(one.leader, other.leader))
    )


def _crosses(one: Place, other: Place) -> bool:
    """Whether the line of `one` runs through the box of `other`, or ends in it."""
    if one.leader is None:
        return False
    x0, y0, x1, y1 = one.leader
    left, top, right, bottom = other.box
    if max(x0, x1) < left or min(x0, x1) > right or max(y0, y1) < top or min(y0, y1) > bottom:
        return False
    # boxes of both overlap: the line misses the box only with all its corners on one side
    sides = [_turn(one.leader, x, y) for x, y in ((left, top), (right, top), (left, bottom), (right, bottom))]
    return min(sides) <= 0 <= max(sides)


def _lines_cross(a: Line, b: Line) -> bool:
    """Whether two straight lines meet."""
    across_a = _turn(a, *b[:2]) * _turn(a, *b[2:]) <= 0
    return across_a and _turn(b, *a[:2]) * _turn(b, *a[2:]) <= 0


def _turn(line: Line, x: float, y: float) -> float:
    """Above zero where (x, y) lies on one side of the line, below where on the other (the cross product)."""
    return (line[2] - line[0]) * (y - line[1]) - (line[3] - line[1]) * (x - line[0])
