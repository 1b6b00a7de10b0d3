"""Crosswalks between levels: from polygons no grid knows, by land, and by a given key."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely

from hytemap.build.crosswalks import AREA, Crosswalks
from hytemap.build.divisions import division_of
from hytemap.build.inputs import LevelInput
from hytemap.definitions import load
from hytemap.definitions.key_tables import KeyRow
from hytemap.errors import BuildError
from hytemap.geometry.arrays import geometry_array
from hytemap.model import Area, GeometryExtent
from hytemap.settings import Settings
from hytemap.sources.kept_weights import KeptWeights
from hytemap.sources.rasters import RasterData

#: 4 × 4 cells of 250 m from 0, 1000
CELLS = np.array([[8.0, 4.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 2.0, 2.0], [6.0, 0.0, 0.0, 0.0]])
PEOPLE = RasterData(CELLS[None], (250.0, 0.0, 0.0, 0.0, -250.0, 1000.0), "EPSG:3879", 250.0)


def level(shapes: dict[str, shapely.Geometry | None], extent: GeometryExtent = GeometryExtent.LAND) -> LevelInput:
    areas = [Area(code=code, name_fi=code, name_sv=code, geometry_extent=extent) for code in shapes]
    return LevelInput(areas, geometry_array(list(shapes.values())), {"origin": "fetched"})


@pytest.fixture
def made(tmp_path: Path):
    """Crosswalks between `tilastoalue` and `pienalue` with polygons of our own, both in EPSG:3879."""

    def make(source: LevelInput, target: LevelInput) -> Crosswalks:
        kept = KeptWeights(Settings(data=tmp_path))
        definitions = load(Settings())
        grid = {raster.id: PEOPLE for raster in definitions.rasters.values() if raster.kind == "weights"}
        only = type(definitions)(**{**vars(definitions), "rasters": {k: definitions.rasters[k] for k in grid}})
        return Crosswalks(only, {"tilastoalue": source, "pienalue": target}, grid, kept)

    return make


def current(given: LevelInput):
    return division_of("tilastoalue", given.codes, "current", [])


HALVES = {"n": shapely.box(0, 500, 1000, 1000), "s": shapely.box(0, 0, 1000, 500)}


def test_polygons_are_shared_by_the_exact_part_of_each_cell(made):
    source = level({"all": shapely.box(0, 0, 1000, 1000)})
    # the border runs through the middle of the two cells in the north-west
    target = level({"w": shapely.box(0, 0, 125, 1000), "e": shapely.box(125, 0, 750, 1000)})
    walk = made(source, target).by_raster(current(source), "pienalue", "population_grid")
    np.testing.assert_allclose(walk.shares, [[7 / 22, 13 / 22, 2 / 22]], rtol=1e-6)


def test_by_area_people_do_not_matter(made):
    source = level({"all": shapely.box(0, 0, 1000, 1000)})
    target = level({"w": shapely.box(0, 0, 125, 1000), "e": shapely.box(125, 0, 750, 1000)})
    walk = made(source, target).by_raster(current(source), "pienalue", AREA)
    np.testing.assert_allclose(walk.shares, [[0.125, 0.625, 0.25]])
    np.testing.assert_allclose(made(source, target).by_area(current(source), "pienalue").shares, walk.shares)


def test_an_area_nobody_lives_in_is_shared_by_land(made):
    source = level({"empty": shapely.box(250, 0, 500, 500)})
    walk = made(source, level(HALVES)).by_raster(current(source), "pienalue", "population_grid")
    np.testing.assert_allclose(walk.shares, [[0.0, 1.0, 0.0]])


def test_people_at_the_shore_live_on_land_and_those_far_out_do_not(made):
    source = level({"sea": shapely.box(0, 0, 1000, 1000)}, GeometryExtent.WITH_SEA)
    # land ends in the middle of the first row of cells; islands with people beyond it are of no target
    target = level({"coast": shapely.box(0, 875, 1000, 1000)})
    walk = made(source, target).by_raster(current(source), "pienalue", "population_grid")
    # 12 people in cells the coast has half of: their halves count, the water's halves do not; 10 people elsewhere
    np.testing.assert_allclose(walk.shares, [[6 / 16, 10 / 16]], rtol=1e-6)


def test_what_was_found_is_kept_for_its_owner_alone_and_used_again(made, tmp_path):
    source = level({"all": shapely.box(0, 0, 1000, 1000)})
    first = made(source, level(HALVES)).by_raster(current(source), "pienalue", "population_grid")
    (path,) = (tmp_path / "work" / "weights").glob("*.npz")
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0
    # what stands there is taken: a file changed behind our back proves it was read
    with np.load(path) as kept:
        arrays = {name: kept[name] for name in kept.files}
    arrays["amount"] = arrays["amount"][::-1]
    np.savez(path, **arrays)
    again = made(source, level(HALVES)).by_raster(current(source), "pienalue", "population_grid")
    np.testing.assert_allclose(again.shares[0, :2], first.shares[0, 1::-1])
    path.write_bytes(b"PK torn")
    mended = made(source, level(HALVES)).by_raster(current(source), "pienalue", "population_grid")
    np.testing.assert_allclose(mended.shares, first.shares)


def test_other_polygons_or_other_people_are_another_crosswalk(made, tmp_path):
    source = level({"all": shapely.box(0, 0, 1000, 1000)})
    made(source, level(HALVES)).by_raster(current(source), "pienalue", "population_grid")
    other = level({"all": shapely.box(0, 0, 1000, 999)})
    made(other, level(HALVES)).by_raster(current(other), "pienalue", "population_grid")
    assert len(list((tmp_path / "work" / "weights").glob("*.npz"))) == 2


def test_a_given_key_is_taken_as_it_stands(made):
    source = level({"a": shapely.box(0, 0, 500, 1000), "b": shapely.box(500, 0, 1000, 1000)})
    rows = [KeyRow("a", "n", 0.25, 2), KeyRow("a", "s", 0.5, 3), KeyRow("b", "s", 1.0, 4)]
    walk = made(source, level(HALVES)).by_key(current(source), "pienalue", rows, "key.csv")
    np.testing.assert_allclose(walk.shares, [[0.25, 0.5, 0.25], [0.0, 1.0, 0.0]])
    with pytest.raises(BuildError, match=r"key\.csv names x, which neither tilastoalue nor pienalue has"):
        made(source, level(HALVES)).by_key(current(source), "pienalue", [KeyRow("a", "x", 1.0, 2)], "key.csv")


def test_levels_without_polygons_name_the_remedy(made):
    source = level({"a": None})
    with pytest.raises(BuildError, match="run `hytemap fetch tilastoalue`"):
        made(source, level(HALVES)).by_raster(current(source), "pienalue", "population_grid")
