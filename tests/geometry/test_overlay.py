"""The overlay of two divisions, and that a crosswalk made of it is that of a grid where both follow one."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from hytemap.geometry.arrays import geometry_array
from hytemap.geometry.overlay import overlay
from hytemap.statistics import crosswalk as cw
from hytemap.statistics import zonal


def test_pieces_fill_their_source_and_what_no_target_has_is_a_piece_of_none():
    source = geometry_array([shapely.box(0, 0, 10, 10), None, shapely.box(20, 0, 30, 10)])
    target = geometry_array([shapely.box(-5, 0, 4, 10), shapely.box(4, 0, 8, 10), None])
    found = overlay(source, target)
    told = sorted(zip(found.source.tolist(), found.target.tolist(), found.area.tolist(), strict=True))
    assert told == [(0, -1, 20.0), (0, 0, 40.0), (0, 1, 40.0), (2, -1, 100.0)]


def test_areas_that_only_touch_share_no_piece():
    found = overlay(geometry_array([shapely.box(0, 0, 1, 1)]), geometry_array([shapely.box(1, 0, 2, 1)]))
    assert found.target.tolist() == [-1]


def test_a_line_that_two_areas_share_beside_a_piece_is_no_part_of_it():
    # the target touches the source along an edge and covers a corner of it
    hook = shapely.Polygon([(10, 0), (20, 0), (20, 12), (8, 12), (8, 8), (10, 8)])
    found = overlay(geometry_array([shapely.box(0, 0, 10, 10)]), geometry_array([hook]))
    piece = found.geometry[found.target == 0][0]
    assert piece.geom_type == "Polygon"
    assert piece.area == pytest.approx(4.0)


def test_without_any_target_everything_lies_in_none():
    found = overlay(geometry_array([shapely.box(0, 0, 2, 2)]), geometry_array([None]))
    assert (found.target.tolist(), found.area.tolist()) == ([-1], [4.0])


def areas_of(labels: np.ndarray, count: int) -> np.ndarray:
    """The polygons of numbered cells of 250 m; None for a number without a cell."""
    rows, columns = np.indices(labels.shape)
    boxes = shapely.box(250.0 * columns, -250.0 * (rows + 1), 250.0 * (columns + 1), -250.0 * rows)
    return geometry_array(
        [shapely.union_all(boxes[labels == n]) if (labels == n).any() else None for n in range(count)]
    )


@settings(max_examples=40)
@given(
    hnp.arrays(np.int64, (4, 5), elements=st.integers(-1, 2)),
    hnp.arrays(np.int64, (4, 5), elements=st.integers(-1, 3)),
    hnp.arrays(np.float64, (4, 5), elements=st.integers(0, 500).map(float)),
)
def test_polygons_that_follow_the_grid_give_the_crosswalk_of_its_cells(source, target, people):
    pieces = overlay(areas_of(source, 3), areas_of(target, 4))
    frame = zonal.GridFrame(0.0, 0.0, 250.0, 250.0, 4, 5)
    inside = zonal.sums(zonal.coverage_weights(pieces.geometry, frame), people.ravel()).total
    by_polygons = cw.from_pieces(pieces.source, pieces.target, inside, pieces.area, 3, 4)
    by_cells = cw.from_cells(source.ravel(), target.ravel(), people.ravel(), 3, 4)
    np.testing.assert_allclose(by_polygons.shares, by_cells.shares, atol=1e-9)
