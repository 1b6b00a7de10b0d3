"""The population grid out of HSY's layer of cells: placed by centre, marks never taken for people."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import rasterio
import shapely

from hytemap.build.area_grid import AreaGrid
from hytemap.build.inputs import read_rasters
from hytemap.build.published import indicator_facts
from hytemap.definitions import Definitions
from hytemap.errors import TableError
from hytemap.settings import Settings
from hytemap.sources.fetch import Outcome, fetch
from hytemap.sources.rasters import read_raster
from hytemap.sources.work_rasters import load_raster
from tests.servers import Feature, Loopback, feature_collection, wfs
from tests.sources.conftest import QUICK

Start = Callable[..., Loopback]
Point = Callable[..., None]
GRID = "asuminen_ja_maankaytto:Vaestotietoruudukko_2025"
WEST, NORTH, SIZE = 25_470_750, 6_694_750, 250
AGES = [*(f"ika{n}_{n + 9}" for n in range(0, 80, 10)), "ika_yli80"]


def cell(row: int, column: int, people: object, shift: float = 0.0, size: float = SIZE, **others: object) -> Feature:
    """A cell of the grid as HSY gives it, a metre off like the real ones."""
    west, north = WEST + SIZE * column + shift, NORTH - SIZE * row - 1.0
    return {"index": 1, "asukkaita": people, **others}, shapely.box(west, north - size, west + size, north)


@pytest.fixture
def cells() -> list[Feature]:
    """300 cells of 1,000 inhabitants, about as many as in the shipped grid; the first has others."""
    return [cell(i // 20, i % 20, 1000) for i in range(300)]


@pytest.fixture
def hsy(loopback: Start, only: Point) -> Loopback:
    service = loopback()
    only(HSY=service)
    return service


@pytest.fixture
def ask(definitions: Definitions, settings: Settings, hsy: Loopback) -> Callable[..., Outcome]:
    def asked(features: list[Feature], layer: str = GRID) -> Outcome:
        hsy.answer = wfs(hsy, {layer: feature_collection(features)})
        [outcome] = fetch(definitions, settings, ["population_grid"], limits=QUICK)
        return outcome

    return asked


def bands(settings: Settings) -> dict[str, np.ndarray[Any, Any]]:
    stored = load_raster(settings, "population_grid")
    assert stored is not None
    with rasterio.open(stored.path) as file:
        return dict(zip(file.descriptions, file.read(masked=True), strict=True))


def test_cells_become_a_raster_on_the_area_grid(
    ask: Callable[..., Outcome], settings: Settings, cells: list[Feature]
) -> None:
    outcome = ask([*cells[1:], cell(200, 100, 1358)])
    assert outcome.ok, outcome.error
    assert str(outcome).startswith("population_grid: 300 cells, 2025, EPSG:3879, ")
    stored = load_raster(settings, "population_grid")
    assert stored is not None
    with rasterio.open(stored.path) as file:
        assert (file.width, file.height, file.bounds.left, file.bounds.top) == (105, 207, WEST, NORTH)
        assert file.crs.to_epsg() == 3879
        amounts = file.read(1)
    assert amounts[200, 100] == 1358
    assert amounts[0, 0] == 0, "nobody lives where there is no cell"
    assert amounts.sum() == 299 * 1000 + 1358


def test_cells_of_the_rest_of_the_region_are_left_out(ask: Callable[..., Outcome], cells: list[Feature]) -> None:
    outcome = ask([*cells, cell(5, 105, 700), cell(5, -1, 700), cell(207, 5, 700), cell(-1, 5, 700)])
    assert outcome.ok, outcome.error
    assert outcome.areas == 300


def test_99_hides_age_bands_of_small_cells_and_is_a_number_everywhere_else(
    ask: Callable[..., Outcome], settings: Settings, cells: list[Feature]
) -> None:
    hidden, open_, exact = (dict.fromkeys(AGES, 99), dict.fromkeys(AGES, 12), dict.fromkeys(AGES, 0) | {"ika0_9": 99})
    of_age = [({**properties, **dict.fromkeys(AGES, 100)}, shape) for properties, shape in cells[4:]]
    outcome = ask(
        [
            cell(0, 0, 57, **hidden),
            cell(0, 1, 99, **hidden),
            cell(0, 2, 450, **open_),
            cell(0, 3, 450, **exact),
            *of_age,
        ]
    )
    assert outcome.ok, outcome.error
    assert "age bands are protected in up to 2 of 300 cells: no data there" in outcome.notices
    found = bands(settings)
    assert list(found) == ["amount", *(f"age_{n}_{n + 9}" for n in range(0, 80, 10)), "age_80_plus"]
    assert found["amount"][0, :4].tolist() == [57, 99, 450, 450]
    assert found["age_0_9"][0, :4].tolist() == [None, None, 12, 99]
    assert found["age_80_plus"][0, :4].tolist() == [None, None, 12, 0]


def test_999999999_is_no_data_and_told(ask: Callable[..., Outcome], settings: Settings, cells: list[Feature]) -> None:
    outcome = ask([*cells, cell(100, 50, 999999999)])
    assert outcome.ok, outcome.error
    assert "1 cells without data" in outcome.notices
    assert bands(settings)["amount"][100, 50] is np.ma.masked


@pytest.mark.parametrize(
    ("strange", "told"),
    [
        (cell(100, 50, 10, shift=125), "lies 125 m off the grid of 250 m"),
        (cell(100, 50, 10, shift=20), "lies 20 m off the grid of 250 m"),
        (cell(100, 50, 10, size=500), r"is no square of 250 m \(500 × 500 m\)"),
        (cell(0, 0, 10), "is there twice"),
        (cell(100, 50, -1), "has '-1', no whole number of 0 or more"),
        (cell(100, 50, 10.5), "has '10.5', no whole number"),
        (cell(100, 50, "many"), "has 'many', no whole number"),
        (cell(100, 50, None), "has None, no whole number"),
        (cell(100, 50, 300, ika0_9=-1), "has ika0_9 = '-1', not a whole number of 0 or more"),
        (cell(100, 50, 300, ika0_9=301), "has ika0_9 = '301', not at most 300"),
        (({"asukkaita": 10}, None), "a cell with 10 has no polygon"),
        (
            (
                {"asukkaita": 10},
                shapely.Polygon([(25_483_250, 6_669_500), (25_483_500, 6_669_500), (25_483_250, 6_669_750)]),
            ),
            "is no square of 250 m",
        ),
    ],
)
def test_cells_that_do_not_fit_are_refused_by_name(
    ask: Callable[..., Outcome], settings: Settings, cells: list[Feature], strange: Feature, told: str
) -> None:
    outcome = ask([*cells, strange])
    assert not outcome.ok
    assert re.search(told, outcome.error), outcome.error
    assert load_raster(settings, "population_grid") is None


def test_a_grid_that_lacks_many_cells_is_refused(ask: Callable[..., Outcome], cells: list[Feature]) -> None:
    outcome = ask(cells[:100])
    assert "add up to 100,000, more than 25% off the 300,976 of the shipped raster of 2021" in outcome.error


def test_a_renamed_field_is_told_with_those_there_are(ask: Callable[..., Outcome], cells: list[Feature]) -> None:
    outcome = ask([({"vaesto": p["asukkaita"]}, g) for p, g in cells])
    assert "has no field asukkaita; it has vaesto" in outcome.error


def test_the_newest_year_is_taken_and_shown_in_place_of_the_shipped_one(
    ask: Callable[..., Outcome], definitions: Definitions, settings: Settings, cells: list[Feature], hsy: Loopback
) -> None:
    outcome = ask(cells, GRID.replace("2025", "2023"))
    assert outcome.year == 2023
    shipped, _, _ = read_rasters(definitions, Settings(data=settings.data / "empty"))
    fetched, _, [_, origin] = read_rasters(definitions, settings)
    notes = [
        indicator_facts(one.indicators["unemployment_rate"], one)["sources"][0]["carried"]["suuralue"]["en"]
        for one in (shipped, fetched)
    ]
    assert "population grid of 2021 (250 m)" in notes[0]
    assert "population grid of 2023 (250 m)" in notes[1]
    assert "shares of 2023 hold" in notes[1]
    assert (origin["kind"], origin["origin"], origin["year"]) == ("raster", "fetched", 2023)


def test_a_damaged_copy_is_named_with_the_remedy(
    ask: Callable[..., Outcome], settings: Settings, cells: list[Feature]
) -> None:
    assert ask(cells).ok
    stored = load_raster(settings, "population_grid")
    assert stored is not None
    stored.path.write_bytes(b"no raster")
    with pytest.raises(TableError, match="run hytemap fetch population_grid"):
        load_raster(settings, "population_grid")


@pytest.mark.shared
@pytest.mark.wfs
@pytest.mark.usefixtures("official")
def test_the_real_grid_gives_the_same_weights_as_the_shipped_raster(
    definitions: Definitions, settings: Settings
) -> None:
    [outcome] = fetch(definitions, settings, ["population_grid"])
    assert outcome.ok, outcome.error
    assert (outcome.areas, outcome.year, outcome.service) == (2185, 2021, "HSY")
    raster = definitions.rasters["population_grid"]
    stored = load_raster(settings, "population_grid")
    assert stored is not None
    shipped = read_raster(raster, definitions.layers / "rasters" / raster.file)
    fetched = read_raster(raster, stored.path)
    assert fetched.transform == shipped.transform
    assert (fetched.bands[0] == shipped.bands[0]).all()
    codes = {
        name: [area.code for area in definitions.levels[name].expected_areas]
        for name in ("suuralue", "postinumeroalue")
    }
    _, rasters, _ = read_rasters(definitions, settings)
    grid = definitions.rasters["area_grid"]
    cells = read_raster(grid, definitions.layers / "rasters" / grid.file)
    amounts = [
        AreaGrid(definitions, codes, {"area_grid": cells, "population_grid": people})
        .pieces("postinumeroalue", "suuralue", "population_grid")
        .amount
        for people in (shipped, fetched)
    ]
    assert set(rasters) == {"population_grid"}
    assert amounts[0].sum() > 250_000
    assert (amounts[0] == amounts[1]).all()
