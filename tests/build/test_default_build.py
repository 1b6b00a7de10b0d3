"""The default snapshot, number by number, against the publishers' figures and an independent calculation."""

import csv
from collections import defaultdict

import numpy as np
import pytest
import rasterio
import shapely

from hytemap.atlas import load_atlas
from hytemap.build.inputs import read_levels
from hytemap.definitions import load
from hytemap.geometry.rfc7946 import reproject
from hytemap.model import Status
from hytemap.settings import Settings, content_folder

DISTRICTS = [f"049{n}000000" for n in range(1, 8)]


@pytest.fixture(scope="module")
def atlas(shipped_settings):
    return load_atlas(shipped_settings.snapshots)


@pytest.fixture(scope="module")
def paavo():
    """Figures as published: (area, year, variable) → number."""
    with (content_folder("layers") / "tables" / "paavo.csv").open() as file:
        return {
            (row["area"], int(row["year"]), row["variable"]): float(row["value"])
            for row in csv.DictReader(file)
            if row["value"] not in ("..", ".")
        }


@pytest.fixture(scope="module")
def shares():
    """Share of each postal area's people in each district, by plain loops over the two rasters: the other way to it."""
    folder = content_folder("layers") / "rasters"
    with rasterio.open(folder / "area_grid.tif") as grid, rasterio.open(folder / "population_grid.tif") as people:
        district, postal, inhabitants = grid.read(1), grid.read(2), people.read(1)
    lived = defaultdict(lambda: np.zeros(8))
    for row in range(postal.shape[0]):
        for column in range(postal.shape[1]):
            if postal[row, column]:
                lived[f"{postal[row, column]:05d}"][district[row, column]] += inhabitants[row // 2, column // 2] / 4
    # Kauniainen's people stay outside whatever the cells on the border say
    return {code: counts / counts.sum() for code, counts in lived.items() if code != "02700"}


def values(atlas, indicator, level, year):
    level_areas = atlas.levels[level].areas
    return dict(zip([a.code for a in level_areas], atlas.slice(indicator, level, year).value.tolist(), strict=True))


def test_a_postal_areas_rate_is_the_publishers_own_figures_divided(atlas, paavo):
    # Tapiola 2024: 277 unemployed, 3,383 employed
    assert values(atlas, "unemployment_rate", "postinumeroalue", 2024)["02100"] == pytest.approx(100 * 277 / 3660)
    for code, value in values(atlas, "higher_degree", "postinumeroalue", 2017).items():
        of = paavo[code, 2017, "ko_ika18y"]
        expected = (paavo[code, 2017, "ko_al_kork"] + paavo[code, 2017, "ko_yl_kork"]) / of
        assert value == pytest.approx(100 * expected), code


def test_a_districts_rate_is_recomputed_from_apportioned_counts_never_an_average_of_rates(atlas, paavo, shares):
    found = values(atlas, "unemployment_rate", "suuralue", 2024)
    for n, code in enumerate(DISTRICTS, start=1):
        unemployed = sum(share[n] * paavo[area, 2024, "pt_tyott"] for area, share in shares.items())
        employed = sum(share[n] * paavo[area, 2024, "pt_tyoll"] for area, share in shares.items())
        assert found[code] == pytest.approx(100 * unemployed / (unemployed + employed))


def test_a_districts_mean_is_recombined_with_the_people_it_is_a_mean_over(atlas, paavo, shares):
    found = values(atlas, "mean_age", "suuralue", 2016)
    for n, code in enumerate(DISTRICTS, start=1):
        people = {area: share[n] * paavo[area, 2016, "he_vakiy"] for area, share in shares.items()}
        years = sum(people[area] * paavo[area, 2016, "he_kika"] for area in shares)
        assert found[code] == pytest.approx(years / sum(people.values()))


def test_apportioned_population_is_within_three_percent_of_the_citys_own(atlas, tell):
    lines = []
    for year in (2015, 2016):
        estimated = values(atlas, "population", "suuralue", year)
        own = values(atlas, "population_city", "suuralue", year)
        for area in atlas.levels["suuralue"].areas:
            error = 100 * (estimated[area.code] / own[area.code] - 1)
            lines.append(f"{year} {area.name_fi:18} {estimated[area.code]:9.0f} {own[area.code]:7.0f} {error:+5.1f} %")
            assert abs(error) < 3.0, lines[-1]
    tell("Apportioned population against the city's own, by district:\n" + "\n".join(lines))


def test_the_citys_value_leaves_kauniainen_out(atlas, paavo):
    members = [area.code for area in atlas.levels["postinumeroalue"].areas if area.member]
    assert "02700" not in members
    assert len(members) == 45
    city = atlas.city("unemployment_rate", 2024)
    unemployed = sum(paavo[code, 2024, "pt_tyott"] for code in members)
    employed = sum(paavo[code, 2024, "pt_tyoll"] for code in members)
    assert city.value == pytest.approx(100 * unemployed / (unemployed + employed))
    assert city.denominator == unemployed + employed


def test_the_two_totals_of_2016_are_those_the_indicator_explains(atlas, paavo):
    # 268,713 with the 12 inhabitants of the hospital area 02290, which is drawn nowhere
    assert atlas.city("population", 2016).value + paavo["02290", 2016, "he_vakiy"] == 268_713
    assert atlas.city("population", 2016).status == Status.ESTIMATED
    assert atlas.city("population_city", 2016).value == 274_583
    assert atlas.city("population_city", 2016).status == Status.OK
    note = atlas.indicators["population"].note
    assert note is not None
    for text, gap in ((note.fi, "\u00a0"), (note.sv, "\u00a0"), (note.en, ",")):
        plain = text.replace("\u202f", "\u00a0").replace(" ", "\u00a0")
        assert f"268{gap}713" in plain
        assert f"274{gap}583" in plain


def test_population_of_2015_is_taken_from_the_group_whose_borders_match(atlas, paavo):
    found = values(atlas, "population", "postinumeroalue", 2015)
    assert found["02200"] == paavo["02200", 2015, "pt_vakiy"] == 7_641
    assert found["02250"] == paavo["02250", 2015, "pt_vakiy"] == 3_087
    assert paavo["02200", 2015, "he_vakiy"] == 7_641 + 3_087


#: areas whose borders changed after the division of each year, by the evidence in postinumeroalue_changes.csv
REDRAWN = {
    2012: {"02200", "02250", "02650", "02660", "02680", "02740", "02760", "02770", "02810"},
    2013: {"02200", "02250", "02740", "02760", "02770", "02810"},
    2014: {"02200", "02250"},
    2015: set(),
}


@pytest.mark.parametrize("year", REDRAWN)
def test_figures_on_older_postal_borders_are_estimates_only_where_the_borders_moved(atlas, year):
    level = atlas.levels["postinumeroalue"]
    some = atlas.slice("unemployment_rate", "postinumeroalue", year)
    codes = np.array([area.code for area in level.areas])
    assert set(codes[some.status != Status.OK]) == REDRAWN[year]
    assert set(codes[some.status == Status.ESTIMATED]) == REDRAWN[year]
    assert set(codes[some.changed]) == REDRAWN[year]


def test_nobody_is_lost_where_borders_moved(atlas, paavo):
    population = values(atlas, "population", "postinumeroalue", 2014)
    assert population["02200"] + population["02250"] == pytest.approx(paavo["02200", 2014, "he_vakiy"])
    for pair in (("02760", "02770"), ("02810", "02740")):
        published = sum(paavo[code, 2014, "he_vakiy"] for code in pair)
        assert sum(population[code] for code in pair) == pytest.approx(published)


def test_a_border_that_moved_gives_what_the_publisher_counted_on_the_new_one(atlas, paavo):
    # the same people of 31 December 2014, counted on the newer borders in another of the publisher's groups
    population = values(atlas, "population", "postinumeroalue", 2014)
    for code in ("02760", "02770", "02810", "02740"):
        assert population[code] == pytest.approx(paavo[code, 2014, "pt_vakiy"], abs=1)
    before = values(atlas, "population", "postinumeroalue", 2013)
    for code in ("02650", "02660"):
        assert before[code] == pytest.approx(paavo[code, 2013, "pt_vakiy"], abs=1)


def test_a_median_is_never_made_by_us(atlas):
    for level in ("suuralue", "kunta"):
        assert atlas.years("median_income", level) == []
    assert set(atlas.slice("median_income", "suuralue", 2024).status.tolist()) == {Status.NOT_APPLICABLE}
    assert atlas.city("median_income", 2024).status is Status.NOT_APPLICABLE
    old = atlas.slice("median_income", "postinumeroalue", 2012)
    position = atlas.levels["postinumeroalue"].position
    assert Status(int(old.status[position["02200"]])) is Status.NOT_APPLICABLE
    assert Status(int(old.status[position["02210"]])) is Status.OK


def test_density_uses_land_area_and_land_is_shared_out_whole(atlas):
    level = atlas.levels["postinumeroalue"]
    found = values(atlas, "population_density", "postinumeroalue", 2024)
    tapiola = level.area("02100")
    assert tapiola.land_area_m2 == 1_907_447
    assert found["02100"] == pytest.approx(6_975 / 1.907447)
    land = sum(area.land_area_m2 for area in atlas.levels["suuralue"].areas)
    # Espoo's land is 312 km2; postal areas reach over its border
    assert 300e6 < land < sum(area.land_area_m2 for area in level.areas)


def test_vegetation_is_weighted_by_land_not_by_people(atlas):
    folder = content_folder("layers")
    with rasterio.open(folder / "rasters" / "area_grid.tif") as grid:
        district, postal = grid.read(1), grid.read(2)
    with (folder / "tables" / "ndvi.csv").open() as file:
        ndvi = {row["area"]: float(row["value"]) for row in csv.DictReader(file) if row["year"] == "2024"}
    found = values(atlas, "ndvi_summer", "suuralue", 2024)
    for n, code in enumerate(DISTRICTS, start=1):
        cells = [f"{area:05d}" for area in postal[(district == n) & (postal > 0) & (postal != 2700)].tolist()]
        assert found[code] == pytest.approx(np.mean([ndvi[area] for area in cells]))


def test_every_district_value_tells_how_much_of_it_was_assigned(atlas):
    some = atlas.slice("population", "suuralue", 2024)
    assert ((some.assigned_in >= 0) & (some.assigned_in < 0.5)).all()
    assert some.assigned_in.max() > 0.01
    assert set(some.status.tolist()) == {Status.ESTIMATED}


def test_no_real_area_that_is_drawn_is_protected(atlas):
    hidden = {key for key, some in atlas.slices.items() if (some.status == Status.SUPPRESSED).any()}
    assert hidden == set()


def test_at_least_24_indicators_have_values_for_districts_or_postal_areas(atlas):
    shown = [i for i in atlas.indicators if {"suuralue", "postinumeroalue"} & set(atlas.levels_with(i))]
    assert len(shown) >= 24


def test_lived_density_is_the_mean_of_cells_weighted_by_their_people(atlas):
    """The other way to it: the grid's cells cut by plain geometry."""
    with rasterio.open(content_folder("layers") / "rasters" / "population_grid.tif") as file:
        people, west, north = file.read(1).astype(float), file.transform.c, file.transform.f
    definitions = load(Settings())
    level = read_levels(definitions, Settings())["postinumeroalue"]
    shapes = reproject(level.geometry, definitions.levels["postinumeroalue"].crs, "EPSG:3879")
    row, column = np.nonzero(people)
    boxes = shapely.box(west + 250 * column, north - 250 * (row + 1), west + 250 * (column + 1), north - 250 * row)
    amounts = people[row, column]
    found = values(atlas, "lived_density", "postinumeroalue", 2021)
    for i in (0, 1, 12, 40):
        inside = amounts * shapely.area(shapely.intersection(boxes, shapes[i])) / 62_500
        assert found[level.codes[i]] == pytest.approx((inside @ (amounts / 0.0625)) / inside.sum(), rel=1e-5)


def test_the_people_of_the_grid_are_those_of_paavo_between_two_of_its_years(atlas, paavo):
    found = atlas.slice("lived_density", "postinumeroalue", 2021)
    position = atlas.levels["postinumeroalue"].position
    members = [area.code for area in atlas.levels["postinumeroalue"].areas if area.member]
    grid = sum(found.denominator[position[code]] for code in members)
    before, after = (sum(paavo[code, year, "he_vakiy"] for code in members) for year in (2017, 2024))
    assert before < grid < after
    # cells on a district's border are shared by area, yet districts and city hold the same people
    districts = atlas.slice("lived_density", "suuralue", 2021).denominator.sum()
    assert atlas.city("lived_density", 2021).denominator == pytest.approx(districts, rel=1e-6)


def test_the_accuracy_of_carried_population_is_told_with_its_source(atlas):
    said = atlas.indicators["population"].source.accuracy["suuralue"]
    assert sorted(said) == [2015, 2016]
    estimated, own = (values(atlas, name, "suuralue", 2016) for name in ("population", "population_city"))
    errors = [abs(100 * (estimated[code] / own[code] - 1)) for code in DISTRICTS]
    assert said[2016].mean_error == pytest.approx(np.mean(errors), abs=0.01)
    assert said[2016].largest_error == pytest.approx(max(errors), abs=0.01)
    assert said[2015].largest_error < 2.4
