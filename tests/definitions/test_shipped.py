"""Every shipped definition, file by file."""

from __future__ import annotations

import csv
from collections import defaultdict
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from ruamel.yaml import YAML

from hytemap.definitions import Definitions, Indicator, load
from hytemap.formula import AREA_VARIABLES
from hytemap.model import Theme, Unit
from hytemap.settings import Settings, content_folder

LANGUAGES = ("fi", "sv", "en")


def files(folder: str, name: str) -> list[str]:
    return sorted(path.stem for path in (content_folder(folder) / name).glob("*.yaml") if path.name != "services.yaml")


@cache
def shipped() -> Definitions:
    return load(Settings(content=None))


@cache
def figures(table: str) -> dict[tuple[str, int], dict[str, str]]:
    """The shipped CSV of `table` as text: (variable, year) → area → value."""
    found: dict[tuple[str, int], dict[str, str]] = defaultdict(dict)
    file = shipped().tables[table].default
    assert file is not None
    with (content_folder("layers") / "tables" / file.file).open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            found[row["variable"], int(row["year"])][row["area"]] = row["value"]
    return found


@pytest.mark.parametrize("name", files("boundaries", ""))
def test_every_level_is_loaded(name: str) -> None:
    assert shipped().levels[name].id == name


@pytest.mark.parametrize("name", files("layers", "tables"))
def test_every_table_is_loaded(name: str) -> None:
    assert shipped().tables[name].id == name


@pytest.mark.parametrize("name", files("layers", "rasters"))
def test_every_raster_is_loaded(name: str) -> None:
    assert shipped().rasters[name].id == name


@pytest.mark.parametrize("name", files("layers", "indicators"))
class TestEveryIndicator:
    """What holds for each file of layers/indicators."""

    @pytest.fixture
    def indicator(self, name: str) -> Indicator:
        return shipped().indicators[name]

    def test_has_years_unless_only_fetching_brings_its_figures(self, indicator: Indicator) -> None:
        table = shipped().tables[indicator.table]
        assert bool(shipped().years_of(indicator)) == (table.default is not None or table.raster is not None)

    def test_says_three_different_things_in_three_languages(self, indicator: Indicator) -> None:
        for text in (indicator.title, indicator.definition, indicator.note, indicator.update):
            if text is not None:
                assert len({text[language] for language in LANGUAGES}) == 3

    def test_is_written_in_sentences_with_a_title_that_is_none(self, indicator: Indicator) -> None:
        for language in LANGUAGES:
            assert not indicator.title[language].endswith(".")
            for text in (indicator.definition, indicator.note, indicator.update):
                if text is not None:
                    assert text[language].endswith(".")
                    assert "  " not in text[language]

    def test_takes_the_parts_of_one_figure_from_one_vintage_and_one_date(self, indicator: Indicator) -> None:
        table = shipped().tables[indicator.table]
        for year in shipped().years_of(indicator):
            editions = []
            for variable in indicator.formula_of(year).names:
                if variable not in AREA_VARIABLES:
                    group = table.group_of(variable)
                    assert group is not None
                    editions.append(group.edition(year))
            assert len({(edition.vintage, edition.reference.en) for edition in editions if edition}) == 1

    def test_has_a_figure_in_every_area_of_the_city(self, indicator: Indicator) -> None:
        if indicator.raster:
            # its figures are cells: every level that is drawn has them
            assert {"suuralue", "postinumeroalue", "kunta"} <= set(shipped().tables[indicator.table].levels)
            return
        level = shipped().levels[shipped().tables[indicator.table].levels[0]]
        for year in shipped().years_of(indicator):
            for variable in indicator.formula_of(year).names:
                if variable in AREA_VARIABLES:
                    continue
                table = shipped().tables[indicator.table]
                group = table.group_of(variable)
                assert group is not None
                edition = group.edition(year)
                assert edition is not None
                changes = [c for c in shipped().changes_of(level.id, edition.vintage) if c.kind != "moved"]
                joined = {change.new for change in changes} - {change.old for change in changes}
                found = figures(indicator.table)[variable, year]
                for code in set(level.member_codes) - joined:
                    assert float(found[code]) >= 0, (variable, year, code)


@pytest.mark.parametrize(
    "name",
    [
        name
        for name in files("layers", "indicators")
        if shipped().indicators[name].unit is Unit.PERCENT
        and shipped().tables[shipped().indicators[name].table].default is not None
    ],
)
def test_every_percentage_lies_between_0_and_100_in_every_area(name: str) -> None:
    indicator = shipped().indicators[name]
    found = figures(indicator.table)
    for year in shipped().years_of(indicator):
        ratio = indicator.formula_of(year).ratio
        assert ratio is not None
        assert ratio.times == 100
        names = indicator.formula_of(year).names
        areas = [area for area in shipped().levels["postinumeroalue"].member_codes if area in found[names[0], year]]
        parts = {
            part: (np.array([float(found[part, year][area]) for area in areas]), np.zeros(len(areas), np.uint8))
            for part in names
        }
        numerator, _ = ratio.numerator.evaluate(parts)
        denominator, _ = ratio.denominator.evaluate(parts)
        assert len(areas) >= 44
        assert (numerator >= 0).all()
        assert (numerator <= denominator).all()


def test_there_are_at_least_the_indicators_the_project_promises() -> None:
    assert {
        "population",
        "population_density",
        "share_0_6",
        "share_7_17",
        "share_65_plus",
        "share_75_plus",
        "share_85_plus",
        "mean_age",
        "basic_education",
        "higher_degree",
        "unemployment_rate",
        "employed_share",
        "students",
        "pensioners",
        "median_income",
        "mean_income",
        "lowest_income_class",
        "highest_income_class",
        "families_with_children",
        "one_person_households",
        "one_parent_households",
        "rented_dwellings",
        "floor_area_per_person",
        "flats",
        "ndvi_summer",
        "population_city",
    } <= set(shipped().indicators)


@pytest.mark.parametrize(
    ("name", "years"),
    [
        ("population", [2013, 2014, 2015, 2016, 2017, 2024]),
        ("basic_education", [2012, 2013, 2014, 2016, 2017, 2024]),
        ("median_income", [2012, 2013, 2014, 2015, 2016, 2024]),
        ("unemployment_rate", [2012, 2013, 2014, 2015, 2016, 2024]),
        ("one_person_households", [2024]),
        ("workplaces", [2024]),
        ("ndvi_summer", list(range(2017, 2026))),
        ("population_city", [2015, 2016]),
    ],
)
def test_an_indicator_has_the_years_its_variables_have(name: str, years: list[int]) -> None:
    assert shipped().years_of(shipped().indicators[name]) == years


def test_population_of_2015_stands_on_the_borders_of_today() -> None:
    table = shipped().tables["paavo"]
    for name in ("population", "population_density"):
        indicator = shipped().indicators[name]
        assert "pt_vakiy" in indicator.formula_of(2015).names
        assert "he_vakiy" in indicator.formula_of(2016).names
    group = table.group_of("pt_vakiy")
    assert group is not None
    edition = group.edition(2015)
    assert edition is not None
    assert edition.vintage == "current"


def test_indicators_stand_in_the_order_their_files_give_and_no_two_share_a_place() -> None:
    orders = [indicator.order for indicator in shipped().indicators.values()]
    assert orders == sorted(set(orders))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_indicators_have_the_same_title(language: str) -> None:
    titles = [indicator.title[language] for indicator in shipped().indicators.values()]
    assert len(set(titles)) == len(titles)


def test_every_theme_has_indicators_but_health_inclusion_and_safety_none_by_district() -> None:
    indicators = shipped().indicators.values()
    assert {indicator.theme for indicator in indicators} == set(Theme)
    # the page says so: whoever adds the first one changes what it says by adding the file, and this test
    by_district = {
        indicator.theme
        for indicator in indicators
        if set(shipped().tables[indicator.table].levels) - {"kunta", "reference"}
    }
    assert set(Theme) - by_district == {Theme.TERVEYS, Theme.OSALLISUUS, Theme.TURVALLISUUS}


def test_sotkanet_has_twenty_indicators_and_some_of_every_theme_of_wellbeing() -> None:
    own = [indicator for indicator in shipped().indicators.values() if indicator.table == "sotkanet"]
    assert len(own) >= 20
    assert {indicator.theme for indicator in own} == set(Theme) - {Theme.ELINOLOT}
    # its figures are rates as published: nothing of ours is worked out of them
    assert {indicator.formula.published.text for indicator in own if indicator.formula.published} == {
        indicator.id for indicator in own
    }


def test_medians_are_never_summed() -> None:
    for indicator in shipped().indicators.values():
        for part in indicator.formula.names:
            if part.endswith("_mtu"):
                assert indicator.formula.kind == "published"


def test_means_are_weighted_by_what_they_are_means_over() -> None:
    weights = {
        "mean_age": "he_vakiy",
        "mean_income": "hr_tuy",
        "household_size": "te_taly",
        "floor_area_per_person": "te_taly * te_takk",
        "dwelling_floor_area": "ra_asunn",
        "ndvi_summer": "land_cells",
        "lived_density": "lived_density_base",
    }
    means = {name: i.formula.mean for name, i in shipped().indicators.items() if i.formula.mean is not None}
    assert {name: mean.weight.text for name, mean in means.items()} == weights


def test_every_variable_of_a_shipped_table_has_its_label_in_three_languages() -> None:
    seen = 0
    for path in sorted(content_folder("layers").glob("tables/*.yaml")):
        for group in YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))["groups"].values():
            for name, label in group["variables"].items():
                assert set(label) == {"fi", "sv", "en"}, (path.name, name)
                assert len({label["fi"], label["sv"], label["en"]}) == 3, f"{path.name}: {name} is not translated"
                seen += 1
    assert seen == sum(len(table.variables) for table in shipped().tables.values() if table.raster is None)


def test_a_definition_file_lies_only_where_it_is_read() -> None:
    folders = {"boundaries", "layers", "layers/tables", "layers/rasters", "layers/indicators"}
    for root in ("boundaries", "layers"):
        for path in content_folder(root).rglob("*"):
            if path.suffix in (".yaml", ".yml"):
                folder = (Path(root) / path.relative_to(content_folder(root))).parent.as_posix()
                assert folder in folders
