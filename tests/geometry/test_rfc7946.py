"""GeoJSON as RFC 7946 asks for it."""

import json
from itertools import pairwise

import shapely

from hytemap.geometry.arrays import geometry_array
from hytemap.geometry.generalise import to_multipolygons
from hytemap.geometry.rfc7946 import reproject, to_geojson


def objects(*items):
    return geometry_array(items)


def signed_area(ring: list[list[float]]) -> float:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring)) / 2


def test_outer_rings_run_counter_clockwise_and_holes_clockwise():
    clockwise = shapely.Polygon(
        [(24, 60), (24, 61), (25, 61), (25, 60)], [[(24.2, 60.2), (24.8, 60.2), (24.8, 60.8), (24.2, 60.8)]]
    )
    rings = json.loads(to_geojson(to_multipolygons(objects(clockwise)))[0])["coordinates"][0]
    assert signed_area(rings[0]) > 0
    assert signed_area(rings[1]) < 0


def test_coordinates_have_six_decimals_and_geometry_is_a_multipolygon():
    shape = to_multipolygons(objects(shapely.box(24.12345678901, 60, 25, 61)))
    geometry = json.loads(to_geojson(shape)[0])
    assert geometry["type"] == "MultiPolygon"
    assert min(x for x, _ in geometry["coordinates"][0][0]) == 24.123457


def test_espoos_planes_become_longitude_and_latitude():
    # the origin of the area grid, as gdalinfo gives it: 24d28'11.89"E, 60d21'50.54"N
    corner = objects(shapely.Point(25_470_750, 6_694_750))
    moved = reproject(corner, "EPSG:3879", "EPSG:4326")[0]
    assert abs(moved.x - (24 + 28 / 60 + 11.89 / 3600)) < 1e-5
    assert abs(moved.y - (60 + 21 / 60 + 50.54 / 3600)) < 1e-5


def test_an_area_without_a_polygon_gives_no_geometry():
    assert to_geojson(objects(None)) == [None]


def test_lines_left_by_an_operation_are_no_part_of_an_area():
    mixed = shapely.GeometryCollection([shapely.LineString([(0, 0), (1, 1)]), shapely.box(0, 0, 1, 1)])
    line = shapely.LineString([(0, 0), (1, 1)])
    polygons = to_multipolygons(objects(mixed, line))
    assert polygons[0].area == 1
    assert polygons[1] is None
