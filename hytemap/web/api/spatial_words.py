"""Query words about where: a bounding box, and the CRS it is told in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hytemap.atlas import Atlas
from hytemap.web.api.crs import CRS84, OutputCrs
from hytemap.web.api.query import Word, numbers_in, quoted


@dataclass(frozen=True)
class Box:
    """A box as it was told: four numbers, first and second axis of its lower corner, then of its upper one."""

    text: str
    corners: tuple[float, float, float, float]

    def parts(self, crs: OutputCrs) -> list[tuple[float, float, float, float]]:
        """The box as west, south, east, north in `crs`.

        In degrees, one whose west is east of its east crosses the antimeridian, as OGC says, and becomes two. Raises
        ValueError for corners that cannot be.
        """
        west, south, east, north = self.corners
        if crs.northing_first:
            west, south, east, north = south, west, north, east
        if south > north:
            raise ValueError("its south lies north of its north")
        if crs.epsg != CRS84.epsg:
            if west > east:
                raise ValueError("its west lies east of its east")
            return [(west, south, east, north)]
        if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= 90 and -90 <= north <= 90):
            raise ValueError("it is not in degrees, longitude before latitude")
        if west <= east:
            return [(west, south, east, north)]
        return [(west, south, 180.0, north), (-180.0, south, east, north)]


@dataclass(frozen=True)
class BoundingBox(Word[Box]):
    """West, south, east, north; with six numbers the third and sixth are heights and count for nothing."""

    def read(self, text: str, atlas: Atlas) -> Box:
        numbers = numbers_in(text)
        if numbers is None or len(numbers) not in (4, 6):
            raise self.fault(f"{self.name} must be four (or six) numbers, not {quoted(text)}", self.allowed)
        west, south, east, north = numbers if len(numbers) == 4 else (*numbers[:2], *numbers[3:5])
        return Box(text, (west, south, east, north))

    def schema(self, atlas: Atlas) -> dict[str, Any]:
        return {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 6}

    @property
    def allowed(self) -> list[str]:
        """What a box looks like."""
        return [
            "west,south,east,north in WGS 84 degrees, as in 24.5,60.1,24.9,60.4",
            "metres with bbox-crs, as in 370000,6660000,385000,6680000 with EPSG:3067",
        ]

    def parts(self, box: Box, crs: OutputCrs) -> list[tuple[float, float, float, float]]:
        """The box in `crs`; raises RequestFault for one that cannot be."""
        try:
            return box.parts(crs)
        except ValueError as error:
            raise self.fault(f"{self.name}={box.text[:80]} cannot be: {error}", self.allowed) from None
