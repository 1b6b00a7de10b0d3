"""What pages draw: land, light, with shared borders."""

import shapely

from hytemap.geometry.arrays import geometry_array
from hytemap.geometry.display import display_geometry, pixel


def objects(*items):
    return geometry_array(items)


def test_a_district_with_sea_is_cut_to_land():
    district = shapely.box(0, 0, 10_000, 20_000)
    land = shapely.box(-5_000, 10_000, 15_000, 30_000)
    shown = display_geometry(objects(district), land)
    assert shown[0].bounds == (0, 10_000, 10_000, 20_000)


def test_a_pixel_is_the_longer_side_over_the_map():
    assert pixel(objects(shapely.box(0, 0, 20_000, 50_000), None)) == 50.0


def test_islets_are_dropped_but_the_largest_part_of_an_area_always_stays():
    # an area of 50 km, a pixel of 50 m: an islet of 100 m is a dot, one of 200 m is drawn
    mainland = shapely.box(0, 0, 20_000, 50_000)
    islet, island = shapely.box(30_000, 0, 30_100, 100), shapely.box(40_000, 0, 40_200, 200)
    area = shapely.multipolygons([mainland, islet, island])
    only_islets = shapely.multipolygons([islet, shapely.box(35_000, 0, 35_050, 50)])
    shown = display_geometry(objects(area, only_islets), None)
    assert shapely.area(shown[0]) == mainland.area + island.area
    assert shown[1].bounds == islet.bounds


def test_neighbours_share_their_border_after_simplifying():
    wobble = [(25_000 + 15 * (i % 2), y) for i, y in enumerate(range(0, 50_001, 100))]
    left = shapely.polygons([(0, 0), *wobble, (0, 50_000)])
    right = shapely.polygons([(50_000, 0), *wobble, (50_000, 50_000)])
    shown = display_geometry(objects(left, right), None)
    assert shapely.get_num_coordinates(shown).sum() < shapely.get_num_coordinates(objects(left, right)).sum() / 4
    assert shapely.coverage_is_valid(shown)


def test_an_area_without_a_polygon_stays_without_one():
    shown = display_geometry(objects(None, shapely.box(0, 0, 5_000, 5_000)), None)
    assert shown[0] is None
    assert shown[1].geom_type == "MultiPolygon"
    assert display_geometry(objects(None), None).tolist() == [None]
