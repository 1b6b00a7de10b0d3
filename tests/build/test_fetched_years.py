"""Years that fetching brings: their vintage, what they replace, and what is left alone."""

import numpy as np
import pytest

from hytemap.build.inputs import TableFigures, with_fetched_years
from hytemap.definitions import load
from hytemap.model import Status
from hytemap.settings import Settings
from hytemap.sources.tables import table_rows


@pytest.fixture(scope="module")
def paavo():
    return load(Settings()).tables["paavo"]


def rows(year, variables, value=5.0, group="total"):
    return table_rows([("02100", year, name, value, int(Status.OK), group) for name in variables])


def test_a_new_year_gets_an_edition_of_its_own_with_the_fetched_vintage(paavo):
    table, clashing = with_fetched_years(paavo, rows(2025, ["pt_tyott", "pt_tyoll"]))
    group = table.groups["pt"]
    assert clashing == set()
    assert group.edition(2025).vintage == "current"
    assert 2025 in group.years_of("pt_tyott")
    assert 2025 not in group.years_of("pt_opisk")
    assert table.groups["he"].edition(2025) is None


def test_a_restated_year_moves_to_todays_borders_when_the_whole_group_was_fetched(paavo):
    group = paavo.groups["he"]
    published = [name for name in group.variables if 2013 in group.years_of(name)]
    table, clashing = with_fetched_years(paavo, rows(2013, published))
    assert clashing == set()
    assert table.groups["he"].edition(2013).vintage == "current"
    assert table.groups["he"].edition(2014).vintage == "suvela_before_2015"
    assert table.groups["he"].years_of("he_vakiy") == group.years_of("he_vakiy")


def test_a_year_fetched_in_part_keeps_its_older_borders_and_figures(paavo):
    table, clashing = with_fetched_years(paavo, rows(2013, ["he_vakiy"]))
    assert table.groups["he"].edition(2013).vintage == "uusmaki_before_2014"
    assert clashing == {("he_vakiy", 2013)}
    figures = TableFigures()
    figures.add(rows(2013, ["he_vakiy"], value=1.0))
    figures.add(rows(2013, ["he_vakiy"], value=2.0), left_out=clashing)
    assert figures.of("he_vakiy", 2013, "total", ("02100",))[0].tolist() == [1.0]


def test_a_variable_that_was_not_published_in_a_year_is_once_it_was_fetched(paavo):
    assert 2016 not in paavo.groups["te"].years_of("te_yks")
    table, _ = with_fetched_years(paavo, rows(2016, ["te_yks"]))
    assert 2016 in table.groups["te"].years_of("te_yks")
    assert 2017 not in table.groups["te"].years_of("te_yks")


def test_fetched_figures_of_a_year_replace_all_that_was_shipped_of_it():
    figures = TableFigures()
    figures.add(table_rows([("02100", 2024, "x", 1.0, 0, "total"), ("02110", 2024, "x", 2.0, 0, "total")]))
    figures.add(table_rows([("02100", 2024, "x", 3.0, 0, "total")]))
    values, statuses = figures.of("x", 2024, "total", ("02100", "02110"))
    assert values[0] == 3.0
    assert np.isnan(values[1])
    assert statuses.tolist() == [Status.OK, Status.MISSING]


def test_a_group_is_offered_only_where_every_variable_has_it():
    figures = TableFigures()
    figures.add(
        table_rows(
            [
                ("049", 2024, "a", 1.0, 0, "total"),
                ("049", 2024, "a", 1.0, 0, "female"),
                ("049", 2024, "b", 1.0, 0, "total"),
                ("049", 2024, "b", 1.0, 0, "female"),
                ("049", 2024, "b", 1.0, 0, "male"),
            ]
        )
    )
    assert figures.groups(["b"], 2024) == ["total", "female", "male"]
    assert figures.groups(["a", "b"], 2024) == ["total", "female"]
    assert figures.groups(["a", "c"], 2024) == ["total"]
