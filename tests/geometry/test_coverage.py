"""What counts as an overlap and as a gap in a division."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from hytemap.errors import GeometryError
from hytemap.geometry.coverage import examine, judge, mend

CODES = ["a", "b", "c", "d"]


def squares() -> np.ndarray:
    """Four squares of 1 km around (1000, 1000), metres."""
    boxes = [shapely.box(x, y, x + 1000, y + 1000) for x in (0, 1000) for y in (0, 1000)]
    return np.array([shapely.MultiPolygon([box]) for box in boxes], dtype=object)


def with_hole(hole: shapely.Geometry) -> np.ndarray:
    return np.array([square.difference(hole) for square in squares()], dtype=object)


def test_a_division_without_faults_says_nothing() -> None:
    coverage = examine(CODES, squares())
    assert (coverage.area_m2, coverage.overlaps, coverage.gaps, coverage.share) == (4_000_000, (), (), 0)
    assert judge(coverage) == []


def test_overlaps_are_named_by_their_areas() -> None:
    areas = squares()
    areas[0] = shapely.box(0, 0, 1001, 1000)
    coverage = examine(CODES, areas)
    assert [(o.first, o.second, o.area_m2) for o in coverage.overlaps] == [("a", "c", 1000)]
    with pytest.raises(GeometryError, match=r"most a and c \(1,000 m²\).*at most 0\.01%"):
        judge(coverage)


def test_an_overlap_within_the_tolerance_is_told() -> None:
    areas = squares()
    areas[0] = shapely.box(0, 0, 1000.3, 1000)
    assert judge(examine(CODES, areas)) == ["areas overlap by 300 m² in all, most a and c (300 m²)"]


def test_overlaps_and_gaps_count_together() -> None:
    hole = shapely.box(995, 500, 1000, 550)
    areas = with_hole(hole)
    assert "gaps of 250 m²" in judge(examine(CODES, areas))[0]
    areas[3] = shapely.box(999.7, 1000, 2000, 2000)
    with pytest.raises(GeometryError, match="overlap by 300 m²"):
        judge(examine(CODES, areas))


def test_a_gap_is_placed_and_named_by_the_areas_around_it() -> None:
    coverage = examine(CODES, with_hole(shapely.box(900, 900, 1100, 1100)))
    [gap] = coverage.gaps
    assert (gap.area_m2, gap.between) == (40_000, ("a", "b", "c", "d"))
    assert 900 < gap.x < 1100
    with pytest.raises(GeometryError, match="gaps of 40,000 m²"):
        judge(coverage)


def test_a_known_enclave_is_no_gap() -> None:
    hole = shapely.box(900, 900, 1100, 1100)
    areas = with_hole(hole)
    assert examine(CODES, areas, [hole.buffer(-20)]).gaps == ()
    assert examine(CODES, areas, [hole.buffer(-20)]).spared_m2 == 40_000


def test_an_enclave_hides_no_other_gap() -> None:
    enclave = shapely.box(900, 900, 1100, 1100)
    elsewhere = with_hole(shapely.box(300, 300, 310, 400))
    assert examine(CODES, elsewhere, [enclave]).gap_m2 == 1000
    beside = with_hole(shapely.box(1110, 900, 1120, 1000))
    assert examine(CODES, beside, [enclave]).gap_m2 == 1000
    far_larger = with_hole(shapely.box(500, 500, 1500, 1500))
    assert examine(CODES, far_larger, [enclave]).gap_m2 == 1_000_000


def test_an_area_in_the_hole_fills_it() -> None:
    hole = shapely.box(900, 900, 1100, 1100)
    areas = np.array([*with_hole(hole), hole], dtype=object)
    assert examine([*CODES, "e"], areas).gaps == ()
    smaller = np.array([*with_hole(hole), hole.buffer(-1, join_style="mitre")], dtype=object)
    assert examine([*CODES, "e"], smaller).gap_m2 == pytest.approx(40_000 - 198**2)


def test_water_is_wide_and_a_slip_is_narrow() -> None:
    lake, slip = shapely.box(400, 400, 600, 600), shapely.box(1200, 500, 1240, 900)
    areas = with_hole(lake.union(slip))
    on_land = examine(CODES, areas, land_only=True)
    assert (on_land.gap_m2, on_land.spared_m2) == (16_000, 40_000)
    with_sea = examine(CODES, areas)
    assert (with_sea.gap_m2, with_sea.spared_m2) == (56_000, 0)


def test_islands_are_no_gap() -> None:
    areas = squares()
    areas[0] = shapely.union(areas[0], shapely.box(-500, 0, -400, 100))
    assert judge(examine(CODES, areas)) == []


def test_what_changes_hardly_at_all_is_mended_and_told() -> None:
    areas = squares()
    # two parts of one area that share an edge: no valid MultiPolygon
    areas[1] = shapely.MultiPolygon([shapely.box(0, 1000, 500, 2000), shapely.box(500, 1000, 1000, 2000)])
    mended, notices = mend(CODES, areas)
    assert mended[1].is_valid
    assert mended[1].geom_type == "MultiPolygon"
    assert mended[1].area == 1_000_000
    assert len(notices) == 1
    assert notices[0].startswith("b was not valid (Self-intersection")


def test_what_crosses_itself_is_missing_or_has_no_size_is_refused_all_at_once() -> None:
    areas = squares()
    areas[0] = shapely.MultiPolygon([shapely.Polygon([(0, 0), (1000, 1000), (1000, 0), (0, 900)])])
    areas[1] = None
    areas[2] = shapely.MultiPolygon([shapely.box(1000, 0, 1000.5, 1)])
    with pytest.raises(GeometryError) as caught:
        mend(CODES, areas)
    told = str(caught.value)
    assert "a is not valid (Self-intersection" in told
    assert "b has no polygon" in told
    assert "c has an area of 0.50 m²" in told
