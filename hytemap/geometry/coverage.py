"""Whether polygons form a division: valid, of some size, without overlaps, without gaps.

What a gap is. A division leaves out what lies outside it, so only a place *enclosed* by its areas can be a gap: a hole
in the union of all of them. A hole may be right, though:

- it is a known area that is not of the division, as Kauniainen is in Espoo's districts (an *enclave*): the hole lies
  for the most part in it, and nowhere farther than `ENCLAVE_MARGIN_M` from it;
- the division covers land alone, and the hole is water: a lake or a closed bay. Water is wide and a slip of drawing is
  narrow, so with `land_only` a hole counts only when it is nowhere wider than `SLIVER_WIDTH_M`.

Every other hole counts, wide or narrow. A narrow strip open to the outside cannot be told from a strait or a river at
the coast, and is not looked for; that a whole area at the edge is missing shows in the codes, not here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from hytemap.errors import GeometryError

#: share of the level's area up to which overlaps and gaps are told; more refuses
TOLERANCE = 0.0001
#: share of an area by which mending may change it
MENDING_TOLERANCE = 0.0001
SLIVER_WIDTH_M = 50.0
#: how far an enclave's border may be drawn from the hole it fills: enclaves may be generalised to a 125 m grid
ENCLAVE_MARGIN_M = 250.0
#: no area of a division is smaller
SMALLEST_AREA_M2 = 1.0
#: faults smaller than this in all come from rounding coordinates and are not told
SILENT_M2 = 1.0

Geometries = NDArray[np.object_]


@dataclass(frozen=True)
class Overlap:
    first: str
    second: str
    area_m2: float


@dataclass(frozen=True)
class Gap:
    """A hole that no area fills: a point in it (x, y in the level's CRS), its size, and the areas around it."""

    x: float
    y: float
    area_m2: float
    between: tuple[str, ...]


@dataclass(frozen=True)
class Coverage:
    """What was found in a division of `area_m2`; `spared` are holes that may be right (enclaves, water)."""

    area_m2: float
    overlaps: tuple[Overlap, ...]
    gaps: tuple[Gap, ...]
    spared_m2: float

    @property
    def overlap_m2(self) -> float:
        return sum(overlap.area_m2 for overlap in self.overlaps)

    @property
    def gap_m2(self) -> float:
        return sum(gap.area_m2 for gap in self.gaps)

    @property
    def share(self) -> float:
        """Overlaps and gaps together as a share of the division's area."""
        return (self.overlap_m2 + self.gap_m2) / self.area_m2 if self.area_m2 else 0.0


def mend(codes: Sequence[str], geometry: Geometries) -> tuple[Geometries, list[str]]:
    """`geometry` with every polygon valid, and a notice for each one mended.

    `codes`: n; `geometry`: (n,) MultiPolygons in a metric CRS; so is the result. A polygon is mended only when that
    changes its area by at most `MENDING_TOLERANCE`; raises GeometryError naming all areas that are missing, have
    no size, or cross themselves so that nobody can say which side is meant.
    """
    result = geometry.copy()
    faults: list[str] = []
    notices: list[str] = []
    for i, code in enumerate(codes):
        polygon = geometry[i]
        if polygon is None or polygon.is_empty:
            faults.append(f"{code} has no polygon")
            continue
        if not polygon.is_valid:
            reason = shapely.is_valid_reason(polygon)
            mended = _polygons_of(shapely.make_valid(polygon))
            change = abs(mended.area - polygon.area) / polygon.area if polygon.area else 1.0
            if change > MENDING_TOLERANCE:
                faults.append(f"{code} is not valid ({reason}), and mending it would change its area by {change:.2%}")
                continue
            notices.append(f"{code} was not valid ({reason}): mended, its area changed by {change:.4%}")
            result[i] = mended
        if result[i].area < SMALLEST_AREA_M2:
            faults.append(f"{code} has an area of {result[i].area:.2f} m²")
    if faults:
        raise GeometryError("; ".join(faults))
    return result, notices


def examine(
    codes: Sequence[str], geometry: Geometries, enclaves: Sequence[Any] = (), land_only: bool = False
) -> Coverage:
    """Overlaps and gaps of a division.

    `codes`: n; `geometry`: (n,) valid polygons in a metric CRS; `enclaves`: polygons in the same CRS of areas known to
    lie within the division without being of it. See the module for what a gap is.
    """
    union = shapely.union_all(geometry)
    gaps: list[Gap] = []
    spared = 0.0
    known = shapely.union_all(list(enclaves)) if len(enclaves) else shapely.MultiPolygon()
    around_known = shapely.buffer(known, ENCLAVE_MARGIN_M)
    tree = shapely.STRtree(geometry)
    for part in shapely.get_parts(union):
        for ring in part.interiors:
            hole = shapely.Polygon(ring)
            # an area standing within the hole is a part of the union of its own
            hole = shapely.difference(hole, union)
            is_enclave = around_known.covers(hole) and known.intersection(hole).area > hole.area / 2
            is_water = land_only and not shapely.buffer(hole, -SLIVER_WIDTH_M / 2).is_empty
            if is_enclave or is_water:
                spared += hole.area
            elif hole.area > 0:
                point = hole.representative_point()
                near = sorted(codes[i] for i in tree.query(hole, predicate="intersects"))
                gaps.append(Gap(point.x, point.y, hole.area, tuple(near)))
    gaps.sort(key=lambda gap: -gap.area_m2)
    return Coverage(float(np.sum(shapely.area(geometry))), _overlaps(codes, geometry, tree), tuple(gaps), spared)


def judge(coverage: Coverage) -> list[str]:
    """Notices of overlaps and gaps within `TOLERANCE` of the division's area; raises GeometryError when more."""
    told: list[str] = []
    if coverage.overlap_m2 > SILENT_M2:
        worst = coverage.overlaps[0]
        told.append(
            f"areas overlap by {coverage.overlap_m2:,.0f} m² in all, most {worst.first} and {worst.second} "
            f"({worst.area_m2:,.0f} m²)"
        )
    if coverage.gap_m2 > SILENT_M2:
        gap = coverage.gaps[0]
        told.append(
            f"gaps of {coverage.gap_m2:,.0f} m² in all, the largest of {gap.area_m2:,.0f} m² "
            f"at {gap.x:.0f}, {gap.y:.0f} between {', '.join(gap.between[:4])}"
        )
    if coverage.share > TOLERANCE:
        raise GeometryError(
            f"{'; '.join(told)}: {coverage.share:.3%} of the level's area, at most {TOLERANCE:.2%} is accepted"
        )
    return told


def _overlaps(codes: Sequence[str], geometry: Geometries, tree: Any) -> tuple[Overlap, ...]:
    first, second = tree.query(geometry, predicate="intersects")
    once = first < second
    first, second = first[once], second[once]
    areas = shapely.area(shapely.intersection(geometry[first], geometry[second]))
    found = [
        Overlap(codes[a], codes[b], float(area)) for a, b, area in zip(first, second, areas, strict=True) if area > 0
    ]
    return tuple(sorted(found, key=lambda overlap: -overlap.area_m2))


def _polygons_of(geometry: Any) -> Any:
    """The polygonal part of what make_valid gives, which may add lines and points."""
    polygons: list[Any] = []
    for part in shapely.get_parts(geometry):
        polygons.extend(p for p in shapely.get_parts(part) if p.geom_type == "Polygon" and p.area > 0)
    return shapely.MultiPolygon(polygons)
