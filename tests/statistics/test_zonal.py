"""Zonal statistics: exact coverage, against analytic areas, exactextract's own statistics, and hand-worked examples."""

import json

import numpy as np
import pytest
import shapely
from exactextract import exact_extract
from exactextract.feature import JSONFeatureSource
from exactextract.raster import NumPyRasterSource
from hypothesis import given, settings
from hypothesis import strategies as st

from hytemap.geometry.arrays import geometry_array
from hytemap.statistics import zonal

#: 6 rows and 8 columns of 250 × 250 m, as the population grid's cells are
FRAME = zonal.GridFrame(west=1000.0, north=3000.0, cell_width=250.0, cell_height=250.0, rows=6, columns=8)
WHOLE = shapely.box(1000.0, 1500.0, 3000.0, 3000.0)

metres = st.integers(800, 3200).map(float)
rectangles = st.tuples(metres, metres, metres, metres).filter(lambda b: b[0] != b[1] and b[2] != b[3])


def rectangle(bounds: tuple[float, float, float, float]) -> shapely.Polygon:
    return shapely.box(min(bounds[:2]), min(bounds[2:]), max(bounds[:2]), max(bounds[2:]))


def cell_boxes() -> np.ndarray:
    west = FRAME.west + FRAME.cell_width * np.arange(FRAME.columns)
    north = FRAME.north - FRAME.cell_height * np.arange(FRAME.rows)
    x, y = np.meshgrid(west, north)
    return shapely.box(x, y - FRAME.cell_height, x + FRAME.cell_width, y).ravel()


@given(rectangles)
def test_a_rectangle_covers_of_each_cell_what_geometry_says(bounds):
    shape = rectangle(bounds)
    weights = zonal.coverage_weights(geometry_array([shape]), FRAME).matrix.toarray()[0]
    expected = shapely.area(shapely.intersection(cell_boxes(), shape)) / FRAME.cell_area
    np.testing.assert_allclose(weights, expected, atol=1e-6)


@given(rectangles)
def test_coverage_adds_up_to_the_part_of_an_area_that_lies_on_the_raster(bounds):
    shape = rectangle(bounds)
    weights = zonal.coverage_weights(geometry_array([shape]), FRAME)
    inside = shapely.intersection(shape, WHOLE).area
    assert weights.covered.sum() * FRAME.cell_area == pytest.approx(inside, rel=1e-6, abs=0.1)


def test_areas_without_a_polygon_cover_nothing_and_keep_their_row():
    shapes = geometry_array([None, WHOLE, shapely.Polygon()])
    weights = zonal.coverage_weights(shapes, FRAME)
    assert weights.matrix.shape == (3, 48)
    assert weights.covered.tolist() == [0.0, 48.0, 0.0]
    assert np.isnan(zonal.sums(weights, np.ones(48)).mean).tolist() == [True, False, True]


def test_the_order_of_areas_does_not_matter():
    shapes = geometry_array([shapely.box(1100, 1700, 1900, 2900), shapely.Point(2200, 2200).buffer(300)])
    values = np.arange(48.0)
    one = zonal.sums(zonal.coverage_weights(shapes, FRAME), values)
    other = zonal.sums(zonal.coverage_weights(shapes[::-1], FRAME), values)
    np.testing.assert_array_equal(one.total, other.total[::-1])
    np.testing.assert_array_equal(one.covered, other.covered[::-1])


@settings(max_examples=25)
@given(st.randoms(use_true_random=False), st.booleans())
def test_mean_and_sum_are_those_of_exactextract(random, with_gaps):
    rng = np.random.default_rng(random.randint(0, 2**32))
    values = rng.normal(50, 20, FRAME.cells)
    if with_gaps:
        values[rng.random(FRAME.cells) < 0.2] = np.nan
    shapes = geometry_array(
        [shapely.Point(x, y).buffer(r) for x, y, r in rng.uniform((900, 1400, 60), (3000, 3000, 700), (4, 3))]
    )
    ours = zonal.sums(zonal.coverage_weights(shapes, FRAME), values)
    source = NumPyRasterSource(values.reshape(6, 8), xmin=1000, ymin=1500, xmax=3000, ymax=3000, nodata=np.nan)
    features = [
        {"type": "Feature", "properties": {}, "geometry": json.loads(shapely.to_geojson(shape))} for shape in shapes
    ]
    theirs = exact_extract(source, JSONFeatureSource(features), ["mean", "sum", "count"])
    for i, found in enumerate(theirs):
        said = found["properties"]
        assert ours.covered[i] == pytest.approx(said["count"], rel=1e-6, abs=1e-9)
        if said["count"] > 1e-6:
            assert ours.total[i] == pytest.approx(said["sum"], rel=1e-6)
            assert ours.mean[i] == pytest.approx(said["mean"], rel=1e-6)


def test_windows_of_few_cells_give_what_the_whole_raster_gives():
    shapes = geometry_array([shapely.box(1130, 1510, 2900, 2950), shapely.Point(2000, 2200).buffer(640), None])
    values = np.arange(48.0)
    values[5] = np.nan
    found = zonal.no_sums(3)
    parts = list(zonal.windows(shapes, FRAME, most_cells=8))
    assert len(parts) > 3
    for part in parts:
        assert part.frame.cells <= 8
        rows = slice(part.row, part.row + part.frame.rows)
        columns = slice(part.column, part.column + part.frame.columns)
        found += zonal.sums(zonal.coverage_weights(shapes, part.frame), values.reshape(6, 8)[rows, columns].ravel())
    whole = zonal.sums(zonal.coverage_weights(shapes, FRAME), values)
    np.testing.assert_allclose(found.total, whole.total, rtol=1e-6)
    np.testing.assert_allclose(found.covered, whole.covered, rtol=1e-6)


def test_areas_beside_the_raster_or_without_polygons_have_no_window():
    assert list(zonal.windows(geometry_array([shapely.box(9000, 9000, 9100, 9100)]), FRAME)) == []
    assert list(zonal.windows(geometry_array([None]), FRAME)) == []


# two cells of an area: 90 people in one, 10 in the other, and a third cell that half lies outside
LINE = zonal.GridFrame(0.0, 1.0, 1.0, 1.0, 1, 3)
AREA = geometry_array([shapely.box(0.0, 0.0, 2.5, 1.0)])


def test_cells_without_data_are_left_out_of_a_mean_and_told_by_the_coverage():
    found = zonal.sums(zonal.coverage_weights(AREA, LINE), np.array([4.0, np.nan, 8.0]))
    assert (found.total[0], found.covered[0], found.mean[0]) == (8.0, 1.5, pytest.approx(16 / 3))


def test_the_mean_where_people_live_is_not_the_mean_of_the_land():
    weights = zonal.coverage_weights(AREA, LINE)
    green, people = np.array([0.2, 0.8, 1.0]), np.array([90.0, 10.0, 0.0])
    assert zonal.weighted_sums(weights, green, people).mean[0] == pytest.approx(0.26)
    assert zonal.sums(weights, green).mean[0] == pytest.approx(0.6)


def test_population_weighted_density_is_that_of_craigs_two_towns():
    # half of the people at 10 to the cell, half at 1,000: the average resident lives among 505, the land holds fewer
    cells = zonal.GridFrame(0.0, 1.0, 1.0, 1.0, 1, 101)
    people = np.concatenate([[1000.0], np.full(100, 10.0)])
    weights = zonal.coverage_weights(geometry_array([shapely.box(0, 0, 101, 1)]), cells)
    assert zonal.weighted_sums(weights, people, people).mean[0] == pytest.approx(505.0)
    assert zonal.sums(weights, people).mean[0] == pytest.approx(2000 / 101)


def test_people_in_cells_without_data_do_not_count():
    weights = zonal.coverage_weights(AREA, LINE)
    found = zonal.weighted_sums(weights, np.array([np.nan, 0.8, 0.4]), np.array([90.0, 10.0, 20.0]))
    assert (found.covered[0], found.mean[0]) == (20.0, pytest.approx(0.6))


def test_the_share_of_a_class_is_told_of_the_cells_with_data():
    weights = zonal.coverage_weights(AREA, LINE)
    forest = zonal.shares_of_class(weights, np.array([31.0, np.nan, 12.0]), np.array([31.0, 32.0]))
    assert (forest.total[0], forest.covered[0], forest.mean[0]) == (1.0, 1.5, pytest.approx(2 / 3))
