"""The shipped default borders: a valid coverage, close to the cells they were made of."""

import json

import numpy as np
import pytest
import rasterio
import shapely

from hytemap.build.default_geometry import level_polygons, write_default_geometry
from hytemap.definitions import load
from hytemap.geometry.generalise import cells_to_polygons, generalise
from hytemap.geometry.rfc7946 import reproject
from hytemap.settings import Settings, content_folder


@pytest.fixture(scope="module")
def definitions():
    return load(Settings())


@pytest.fixture(scope="module")
def grid(definitions):
    raster = definitions.rasters["area_grid"]
    return raster, definitions.layers / "rasters" / raster.file


@pytest.fixture(scope="module")
def cells(grid):
    raster, path = grid
    with rasterio.open(path) as data:
        transform = tuple(data.transform)[:6]
        return {
            band.level: {
                band.code.format(number): polygon
                for number, polygon in cells_to_polygons(data.read(band.band).astype(int), transform).items()
            }
            for band in raster.areas
        }


def shipped(level: str) -> dict[str, shapely.Geometry]:
    features = json.loads((content_folder("boundaries") / f"{level}.geojson").read_text())["features"]
    codes = [feature["properties"]["code"] for feature in features]
    shapes = np.array([shapely.from_geojson(json.dumps(feature["geometry"])) for feature in features], dtype=object)
    return dict(zip(codes, reproject(shapes, "EPSG:4326", "EPSG:3879"), strict=True))


@pytest.mark.parametrize(("level", "areas", "lowest"), [("suuralue", 7, 0.97), ("postinumeroalue", 46, 0.9)])
def test_default_borders_overlap_their_own_cells(level, areas, lowest, cells):
    polygons = shipped(level)
    assert len(polygons) == areas
    overlap = {
        code: polygon.intersection(cells[level][code]).area / polygon.union(cells[level][code]).area
        for code, polygon in polygons.items()
    }
    assert min(overlap.values()) >= lowest, overlap


@pytest.mark.parametrize("level", ["suuralue", "postinumeroalue"])
def test_default_borders_form_a_coverage_without_overlaps(level):
    shapes = np.array(list(shipped(level).values()), dtype=object)
    assert shapely.is_valid(shapes).all()
    # degrees are rounded to a centimetre: judged with a tolerance of two
    rounded = shapely.set_precision(shapes, 0.1)
    assert shapely.area(shapes).sum() - shapely.area(shapely.union_all(rounded)) == pytest.approx(0, abs=500)


@pytest.mark.parametrize("level", ["suuralue", "postinumeroalue"])
def test_default_borders_have_no_gaps_beyond_the_grids_own(level, cells):
    def holes(shapes: list[shapely.Geometry]) -> list[shapely.Geometry]:
        joined = shapely.set_precision(shapely.union_all(shapely.set_precision(shapes, 0.1)), 0.1)
        rings = [ring for part in shapely.get_parts(joined) for ring in part.interiors]
        return [hole for ring in rings if (hole := shapely.polygons(ring)).area > 1]

    blocky = shapely.union_all(holes(list(cells[level].values())))
    for hole in holes(list(shipped(level).values())):
        assert hole.intersects(blocky.buffer(125)), f"a gap of {hole.area:.0f} m² at {hole.centroid.wkt}"


def test_shipped_borders_are_what_generalise_makes(definitions, tmp_path):
    made = dict(write_default_geometry(definitions, tmp_path))
    assert {path.name: areas for path, areas in made.items()} == {
        "suuralue.geojson": 7,
        "kunta.geojson": 1,
        "postinumeroalue.geojson": 46,
    }
    for path in made:
        assert path.read_text() == (content_folder("boundaries") / path.name).read_text()


def test_espoos_outline_has_kauniainen_as_its_hole():
    outline = shipped("kunta")["049"]
    kauniainen = shipped("postinumeroalue")["02700"]
    rings = [shapely.polygons(ring) for part in shapely.get_parts(outline) for ring in part.interiors]
    assert max(hole.intersection(kauniainen).area / kauniainen.area for hole in rings) > 0.9


def test_neighbours_keep_one_border_after_generalising():
    labels = np.zeros((12, 12), dtype=int)
    labels[1:11, 1:6] = 1
    labels[1:11, 6:11] = 2
    labels[4:7, 4:8] = 2
    polygons = generalise(labels, (125.0, 0.0, 0.0, 0.0, -125.0, 1500.0))
    shapes = np.array(list(polygons.values()), dtype=object)
    assert shapely.coverage_is_valid(shapes)
    assert {shape.geom_type for shape in shapes} == {"MultiPolygon"}


def test_every_cell_of_a_label_is_covered_and_nothing_else():
    labels = np.array([[1, 0, 2], [1, 1, 0]])
    polygons = cells_to_polygons(labels, (10.0, 0.0, 100.0, 0.0, -10.0, 50.0))
    assert {label: polygon.area for label, polygon in polygons.items()} == {1: 300.0, 2: 100.0}
    assert polygons[2].bounds == (120.0, 40.0, 130.0, 50.0)


def test_level_polygons_are_named_by_code(grid):
    found = level_polygons(*grid)
    assert list(found["suuralue"]) == [f"049{n}000000" for n in range(1, 8)]
    assert "02700" in found["postinumeroalue"]
