"""Figures held against their definition, on the real city's table of two years."""

from __future__ import annotations

import csv

import pytest

from hytemap.definitions import Definitions, load
from hytemap.definitions.figures import Findings, compare_figures, spans
from hytemap.settings import Settings, content_folder

Rows = list[tuple[str, int, str]]


@pytest.fixture(scope="module")
def definitions() -> Definitions:
    return load(Settings(content=None))


@pytest.fixture
def rows() -> Rows:
    path = content_folder("layers") / "tables" / "espoo_population.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        return [(row["area"], int(row["year"]), row["variable"]) for row in csv.DictReader(stream)]


def compare(definitions: Definitions, rows: Rows) -> Findings:
    area, year, variable = zip(*rows, strict=True)
    return compare_figures(definitions, definitions.tables["espoo_population"], area, year, variable)


def test_nothing_here_is_a_fault_and_the_people_without_a_place_are_explained(
    definitions: Definitions, rows: Rows
) -> None:
    found = compare(definitions, rows)
    assert found.faults == []
    assert [fault.key for fault in found.explained] == ["0499"]


def test_a_district_missing_in_one_year_is_told_with_that_year(definitions: Definitions, rows: Rows) -> None:
    found = compare(definitions, [row for row in rows if row[:2] != ("0495000000", 2016)])
    told = [fault for fault in found.warnings if fault.key == "0495000000"]
    assert [fault.wrong for fault in told] == ["has no figures in some groups and years: population 2016"]


def test_a_district_missing_in_all_years_is_told_with_its_level(definitions: Definitions, rows: Rows) -> None:
    found = compare(definitions, [row for row in rows if row[0] != "0495000000"])
    assert "has no figures of 1 area of suuralue: 0495000000" in [fault.wrong for fault in found.warnings]


def test_a_year_the_definition_promises_and_no_figure_has_is_told_once(definitions: Definitions, rows: Rows) -> None:
    found = compare(definitions, [row for row in rows if row[1] != 2015])
    told = [str(fault) for fault in found.warnings if "2015" in fault.wrong]
    assert len(told) == 1
    assert told[0].startswith("layers/tables/espoo_population.csv: population: has no figures in 2015, which")


def test_a_code_of_no_level_is_a_warning_unless_it_is_explained(definitions: Definitions, rows: Rows) -> None:
    found = compare(definitions, [*rows, ("0498000000", 2016, "population")])
    assert [fault.wrong for fault in found.warnings if fault.key == "0498000000"] == [
        "has figures (2016) but no area in suuralue or kunta"
    ]
    assert [fault.key for fault in found.explained] == ["0499"]


@pytest.mark.parametrize(
    ("years", "told"),
    [
        ([2024], "2024"),
        ([2013, 2012], "2012–2013"),
        ([2012, 2013, 2014, 2016, 2017, 2024], "2012–2014, 2016–2017, 2024"),
        ([2016, 2016], "2016"),
    ],
)
def test_years_are_told_in_few_words(years: list[int], told: str) -> None:
    assert spans(years) == told
