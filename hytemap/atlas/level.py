"""A level of the atlas: its areas, and their polygons in every form a face asks for."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar, cast

import numpy as np
import shapely
from numpy.typing import NDArray

from hytemap.errors import NotFound
from hytemap.geometry.arrays import geometry_array
from hytemap.geometry.rfc7946 import WGS84, reproject, rounded, to_geojson
from hytemap.model import Area, BoundaryQuality, GeometryExtent, LocalText

T = TypeVar("T")

#: decimals of a degree: a tenth of a metre
WGS84_DECIMALS = 6
#: decimals of a metre: a centimetre, about what six decimals of a degree are
METRE_DECIMALS = 2


@dataclass(frozen=True)
class AtlasLevel:
    """A level and its areas; geometry as bytes of GeoJSON geometry objects, None for an area without a polygon.

    `native` is the publisher's geometry as WKB in `crs`; `geometry` the same in WGS 84 (6 decimals); `display` is land,
    simplified, in WGS 84 (5 decimals). `bbox` is west, south, east, north of `geometry`; `display_bbox` that of
    `display`.
    """

    id: str
    order: int
    title: LocalText
    area_title: LocalText
    note: LocalText | None
    crs: str
    licence: str
    attribution: LocalText
    boundary_year: int | None
    boundary_quality: BoundaryQuality
    geometry_extent: GeometryExtent
    vintages: Mapping[str, LocalText]
    areas: tuple[Area, ...]
    native: tuple[bytes | None, ...] = field(repr=False)
    geometry: tuple[bytes | None, ...] = field(repr=False)
    display: tuple[bytes | None, ...] = field(repr=False)
    bbox: tuple[float, float, float, float] | None
    display_bbox: tuple[float, float, float, float] | None
    origin: str = "default"
    _made: dict[Hashable, object] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def position(self) -> dict[str, int]:
        """Position of each area in the level, by code."""
        return {area.code: i for i, area in enumerate(self.areas)}

    @cached_property
    def codes(self) -> list[str]:
        """The code of each area."""
        return [area.code for area in self.areas]

    @cached_property
    def member(self) -> NDArray[np.bool_]:
        """Which areas belong to the city (areas,)."""
        return np.array([area.member for area in self.areas])

    def shapes(self, crs: str = WGS84) -> NDArray[np.object_]:
        """The publisher's polygons (areas,) in `crs` (an EPSG code), x before y; None where there is none.

        Made from the bytes each time: kept, they would weigh more than everything else of the level.
        """
        found = reproject(shapely.from_wkb(geometry_array(self.native)), self.crs, crs)
        # the same points as in `geometry`; reading its text takes twenty times the memory
        return rounded(found, WGS84_DECIMALS) if crs == WGS84 else found

    def kept(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives, made when first asked for under `key` and kept as long as the level."""
        if key not in self._made:
            self._made[key] = make()
        return cast(T, self._made[key])

    def geometry_in(self, crs: str, northing_first: bool = False) -> tuple[bytes | None, ...]:
        """Bytes of GeoJSON geometry objects in `crs`: WGS 84 with 6 decimals, else metres with 2.

        `northing_first` gives the axes in the order the EPSG register has them where that is not x before y. Made when
        first asked for, then kept.
        """
        if crs == WGS84:
            return self.geometry

        def make() -> tuple[bytes | None, ...]:
            return tuple(to_geojson(self.shapes(crs), METRE_DECIMALS, northing_first))

        return self.kept(("geometry", crs, northing_first), make)

    def touching(self, west: float, south: float, east: float, north: float, crs: str = WGS84) -> list[int]:
        """Positions, rising, of the areas whose polygon (not its box) touches the box, told in `crs`."""
        tree, positions = self._tree(crs)
        found: list[int] = positions[tree.query(shapely.box(west, south, east, north), "intersects")].tolist()
        return sorted(found)

    def _tree(self, crs: str) -> tuple[shapely.STRtree, NDArray[np.int64]]:
        """A spatial index of the polygons, and the position of each; made when first asked for."""

        def make() -> tuple[shapely.STRtree, NDArray[np.int64]]:
            shapes = self.shapes(crs)
            there = np.flatnonzero(~shapely.is_missing(shapes))
            return shapely.STRtree(shapes[there]), there

        return self.kept(("tree", crs), make)

    def area(self, code: str) -> Area:
        """The area `code`; raises NotFound."""
        if code not in self.position:
            raise NotFound(f"the level {self.id} has no area {code!r}", "code", [area.code for area in self.areas])
        return self.areas[self.position[code]]
