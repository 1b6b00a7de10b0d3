"""The cells of a protected table, and what an attacker knows adds up."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hytemap.build.protected_cells import CellGrid, area_sums, coefficients, decimals_of, relations_of
from hytemap.definitions.disclosure import Disclosure
from hytemap.formula import Expression
from hytemap.model import Area


def area(code: str, series: str | None = None, member: bool = True) -> Area:
    return Area(code, code, code, member, series)


LEVELS = {
    "kunta": [area("049"), area("235")],
    "suuralue": [area("0491000000"), area("0492000000")],
    "tilastoalue": [area("111", "0491011000"), area("112", "0491012000"), area("121", "0492021000")],
    "pienalue": [area("1", "0491011115"), area("2", "0491011116"), area("3", "0492021211")],
    "postinumeroalue": [area("02100"), area("02110"), area("02700", member=False)],
}
CODES = {level: [one.code for one in areas] for level, areas in LEVELS.items()}
PLAIN = Disclosure(min_count=5)


def sums_of(rule: Disclosure = PLAIN) -> dict[tuple[str, str], list[set[str]]]:
    found: dict[tuple[str, str], list[set[str]]] = {}
    for one in area_sums(rule, LEVELS, CODES):
        found.setdefault(one.total, []).append({code for _, code in one.parts})
    return found


def test_the_city_is_the_sum_of_every_level_without_areas_of_others() -> None:
    city = sums_of()["kunta", "049"]
    assert {"02100", "02110"} in city
    assert {"0491000000", "0492000000"} in city
    assert not any("02700" in parts for parts in city)
    assert ("kunta", "235") not in sums_of()


def test_areas_are_nested_by_the_digits_of_the_area_series() -> None:
    found = sums_of()
    assert found["suuralue", "0491000000"] == [{"111", "112"}, {"1", "2"}]
    assert found["tilastoalue", "111"] == [{"1", "2"}]
    # postal areas lie across districts, and add up to none
    assert not any("02100" in parts for (level, _), some in found.items() if level == "suuralue" for parts in some)


def test_a_rule_may_name_further_sums() -> None:
    rule = Disclosure(min_count=5, areas={"0492000000": ["02100", "02110"]})
    assert {"02100", "02110"} in sums_of(rule)["suuralue", "0492000000"]


def grid(groups: list[str], years: list[int] | None = None) -> CellGrid:
    return CellGrid(["a", "b"], years or [2024], groups, [("suuralue", "1"), ("suuralue", "2")])


def told(grid: CellGrid, rule: Disclosure) -> set[frozenset[tuple[str, int, str, str, float]]]:
    """Each relation as its terms: variable, year, group, area, coefficient."""
    there = np.ones(grid.size, dtype=bool)
    matrix = relations_of(grid, there, rule, []).matrix.toarray()
    return {
        frozenset((*grid.about(int(c))[:3], grid.about(int(c))[3][1], float(row[c])) for c in np.flatnonzero(row))
        for row in matrix
    }


def test_all_groups_together_are_everybody_unless_the_rule_says_otherwise() -> None:
    groups = ["boys", "girls", "older", "total", "younger"]
    whole = told(grid(groups), PLAIN)
    assert len(whole) == 4  # two variables, two areas
    assert all(len(terms) == 5 for terms in whole)
    halves = told(grid(groups), Disclosure(min_count=5, groups=[["boys", "girls"], ["older", "younger"]]))
    assert len(halves) == 8
    assert {frozenset(group for _, _, group, _, _ in terms) for terms in halves} == {
        frozenset({"total", "boys", "girls"}),
        frozenset({"total", "older", "younger"}),
    }
    assert told(grid(groups), Disclosure(min_count=5, groups=[])) == set()


def test_variables_and_years_add_up_as_the_rule_says() -> None:
    rule = Disclosure.model_validate({"min_count": 5, "sums": [{"total": "a", "parts": ["b"]}], "fixed_stock": True})
    found = told(grid(["total"], [2023, 2024]), rule)
    assert frozenset({("a", 2024, "total", "1", 1.0), ("b", 2024, "total", "1", -1.0)}) in found
    assert frozenset({("b", 2024, "total", "2", 1.0), ("b", 2023, "total", "2", -1.0)}) in found


def test_a_cell_is_found_by_what_it_is_about() -> None:
    cells = grid(["girls", "total"], [2023, 2024])
    assert [cells.cell(*cells.about(i)) for i in range(cells.size)] == list(range(cells.size))
    assert cells.cell("c", 2024, "total", ("suuralue", "1")) == -1


@pytest.mark.parametrize(
    ("text", "expected"), [("a", {"a": 1}), ("a - 2 * (b + c) + b", {"a": 1, "b": -1, "c": -2}), ("a - a", {"a": 0})]
)
def test_a_linear_formula_has_a_coefficient_of_each_variable(text: str, expected: dict[str, float]) -> None:
    assert coefficients(Expression.parse(text)) == expected


@given(st.lists(st.integers(-10_000, 10_000), min_size=1), st.integers(0, 3))
def test_the_decimals_of_a_column_are_those_that_lose_nothing(numbers: list[int], decimals: int) -> None:
    values = np.array(numbers) / 10**decimals
    found = decimals_of(values)
    assert found <= decimals
    np.testing.assert_allclose(np.round(values, found), values, atol=1e-9)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "hides nothing"),
        ({"min_count": 5, "shares": ["a"]}, "shares names a"),
        ({"dominance": [{"variable": "a"}]}, "give either `largest`"),
        ({"min_count": 5, "sums": [{"total": "a", "parts": ["a", "b"]}]}, "take the total out"),
    ],
)
def test_a_rule_that_cannot_work_is_a_fault(given: dict[str, object], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        Disclosure.model_validate(given)
