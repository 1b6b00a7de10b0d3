"""Neighbours and overlaps on squares whose answer is seen by eye."""

from __future__ import annotations

import numpy as np
import shapely

from hytemap.geometry.neighbours import neighbours, overlaps


def square(x: float, y: float, size: float = 1000.0) -> shapely.Polygon:
    return shapely.box(x, y, x + size, y + size)


def test_areas_with_a_common_border_are_neighbours_and_those_that_meet_in_a_corner_are_not() -> None:
    areas = [square(0, 0), square(1000, 0), square(1000, 1000), square(5000, 5000)]
    assert neighbours(areas) == [[1], [0, 2], [1], []]


def test_a_crack_between_simplified_borders_parts_nobody_but_a_street_wide_gap_does() -> None:
    assert neighbours([square(0, 0), square(1012, 0)]) == [[1], [0]]
    assert neighbours([square(0, 0), square(1060, 0)]) == [[], []]


def test_an_area_in_the_hole_of_another_borders_on_it() -> None:
    ring = shapely.Polygon(square(0, 0, 3000).exterior, [square(1000, 1000).exterior])
    assert neighbours([ring, square(1000, 1000)]) == [[1], [0]]


def test_an_area_without_a_polygon_has_no_neighbours_and_keeps_its_place() -> None:
    assert neighbours([None, square(0, 0), square(1000, 0)]) == [[], [2], [1]]
    assert neighbours([None, None]) == [[], []]
    assert neighbours([]) == []


def test_overlaps_are_the_common_ground_in_square_metres() -> None:
    found = overlaps([square(0, 0), None, square(2000, 0)], [square(250, 0), None])
    assert np.allclose(found, [[750_000, 0], [0, 0], [0, 0]])
    assert overlaps([square(0, 0)], []).shape == (1, 0)
