"""What pages draw: land, light, with shared borders."""

import numpy as np
import shapely

from hytemap.geometry.display import SMALLEST_ISLAND, display_geometry


def objects(*items):
    array = np.empty(len(items), dtype=object)
    array[:] = items
    return array


def test_a_district_with_sea_is_cut_to_land():
    district = shapely.box(0, 0, 10_000, 20_000)
    land = shapely.box(-5_000, 10_000, 15_000, 30_000)
    shown = display_geometry(objects(district), land)
    assert shown[0].bounds == (0, 10_000, 10_000, 20_000)


def test_islets_are_dropped_but_the_largest_part_of_an_area_always_stays():
    side = SMALLEST_ISLAND**0.5
    islet = shapely.box(0, 0, side * 0.5, side * 0.5)
    smaller = shapely.box(500, 0, 500 + side * 0.3, side * 0.3)
    mainland = shapely.box(1_000, 0, 3_000, 3_000)
    both = display_geometry(objects(shapely.multipolygons([islet, mainland])), None)
    assert both[0].bounds == mainland.bounds
    only_islets = display_geometry(objects(shapely.multipolygons([islet, smaller])), None, tolerance=0)
    assert only_islets[0].bounds == islet.bounds


def test_neighbours_share_their_border_after_simplifying():
    wobble = [(5_000 + 15 * (i % 2), y) for i, y in enumerate(range(0, 10_001, 100))]
    left = shapely.polygons([(0, 0), *wobble, (0, 10_000)])
    right = shapely.polygons([(10_000, 0), *wobble, (10_000, 10_000)])
    shown = display_geometry(objects(left, right), None)
    assert shapely.get_num_coordinates(shown).sum() < shapely.get_num_coordinates(objects(left, right)).sum() / 4
    assert shapely.coverage_is_valid(shown)


def test_an_area_without_a_polygon_stays_without_one():
    shown = display_geometry(objects(None, shapely.box(0, 0, 5_000, 5_000)), None)
    assert shown[0] is None
    assert shown[1].geom_type == "MultiPolygon"
    assert display_geometry(objects(None), None).tolist() == [None]
