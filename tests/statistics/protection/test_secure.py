"""What else is hidden, so that nothing hidden can be worked out."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hytemap.statistics.protection.ranges import ranges
from hytemap.statistics.protection.relations import combination, joined, sums
from hytemap.statistics.protection.secure import Figures, attacked, secure
from hytemap.statistics.protection.suppression import protect
from tests.statistics.protection.tables import FEWEST, SmallTable, figures_of, small_tables, with_sums

MANY = settings(deadline=None, max_examples=25)


def widths(table: SmallTable, hidden: np.ndarray) -> np.ndarray:
    low, high = ranges(table.published(hidden), hidden)
    return high - low


def secured(table: SmallTable) -> np.ndarray:
    return secure(table.figures, np.zeros(table.cells, dtype=bool), table.required)


def test_the_cheapest_cells_that_are_enough_are_hidden() -> None:
    # 3 needs one more in its row and column, and a fourth where these meet: 9, 8 and 7 are the cheapest
    table = with_sums(np.array([[3.0, 9.0, 90.0], [8.0, 7.0, 80.0], [70.0, 60.0, 50.0]]))
    hidden = secured(table).reshape(table.shape)
    assert np.argwhere(hidden).tolist() == [[1, 1], [1, 2], [2, 1], [2, 2]]


def test_a_zero_is_too_plain_to_hide_another_behind() -> None:
    table = with_sums(np.array([[3.0, 0.0, 30.0], [0.0, 0.0, 20.0], [20.0, 30.0, 25.0]]))
    hidden = secured(table)
    assert not hidden[table.value == 0].any()


@MANY
@given(small_tables())
def test_no_hole_is_left_and_every_small_count_keeps_its_width(table: SmallTable) -> None:
    hidden = secured(table)
    assert hidden[table.small].all()
    assert not attacked(table.figures, hidden).any()
    assert (widths(table, hidden)[table.small] >= FEWEST - 1e-4).all()


@MANY
@given(small_tables())
def test_every_further_cell_is_needed_and_showing_one_opens_a_hole(table: SmallTable) -> None:
    hidden = protect(table.work, table.small, table.required)
    further = np.flatnonzero(hidden & ~table.small)
    assume(len(further))
    for cell in further:
        without = hidden.copy()
        without[cell] = False
        assert (widths(table, without)[table.small] < FEWEST - 1e-7).any()
        assert attacked(table.figures, without).any()


@MANY
@given(small_tables(), st.randoms(use_true_random=False))
def test_the_order_of_areas_and_groups_does_not_matter_to_safety(table: SmallTable, random) -> None:
    inside = table.value.reshape(table.shape)[1:, 1:]
    rows, columns = list(range(inside.shape[0])), list(range(inside.shape[1]))
    random.shuffle(rows)
    random.shuffle(columns)
    other = with_sums(inside[np.ix_(rows, columns)])
    hidden = secured(other)
    assert hidden[other.small].all()
    assert not attacked(other.figures, hidden).any()


@pytest.mark.slow
@MANY
@given(small_tables(), st.integers(1, 10))
def test_a_higher_threshold_never_shows_a_small_count(table: SmallTable, more: int) -> None:
    higher = FEWEST + more
    figures = figures_of(table.relations, table.value, higher)
    small = (table.value >= 1) & (table.value < higher)
    hidden = secure(figures, np.zeros(table.cells, dtype=bool), np.where(small, higher, 0.0))
    assert hidden[table.small].all()
    assert not attacked(figures, hidden).any()


def test_the_same_table_is_always_protected_the_same_way() -> None:
    table = with_sums(np.random.default_rng(1).poisson(12, (6, 9)).astype(np.float64))
    assert secured(table).tolist() == secured(table).tolist()


@MANY
@given(st.lists(st.lists(st.integers(0, 25), min_size=2, max_size=4), min_size=2, max_size=3))
def test_a_nested_level_protects_the_one_above_and_below(districts: list[list[int]]) -> None:
    # small areas add up to districts, districts to the city
    small_areas = [float(n) for some in districts for n in some]
    counts = [sum(some) for some in districts]
    value = np.array([sum(counts), *counts, *small_areas], dtype=np.float64)
    number, first = [], 1 + len(districts)
    for some in districts:
        number.append(list(range(first, first + len(some))))
        first += len(some)
    relations = joined(
        [
            sums(np.array([0]), np.array([range(1, 1 + len(districts))]), len(value)),
            *(sums(np.array([1 + i]), np.array([parts]), len(value)) for i, parts in enumerate(number)),
        ],
        len(value),
    )
    figures = figures_of(relations, value)
    small = (value >= 1) & (value < FEWEST)
    hidden = secure(figures, np.zeros(len(value), dtype=bool), np.where(small, FEWEST, 0.0))
    assert hidden[small].all()
    assert not attacked(figures, hidden).any()


def test_years_of_a_fixed_stock_are_hidden_together() -> None:
    # one area of four is small in the first year; the stock is the same in the second
    value = np.array([3.0, 20.0, 30.0, 53.0, 3.0, 20.0, 30.0, 53.0])
    relations = joined(
        [
            sums(np.array([3, 7]), np.array([[0, 1, 2], [4, 5, 6]]), 8, 0),
            sums(np.array([4, 5, 6, 7]), np.array([[0], [1], [2], [3]]), 8, 1),
        ],
        8,
    )
    figures = figures_of(relations, value)
    required = np.where(value == 3, FEWEST, 0.0)
    hidden = secure(figures, np.zeros(8, dtype=bool), required)
    assert hidden.tolist() == [True, True, False, False] * 2
    other_year_shown = hidden.copy()
    other_year_shown[4:] = False
    assert attacked(figures, other_year_shown)[0]


def test_a_count_that_follows_from_shown_ones_is_protected_by_hiding_those() -> None:
    # adults less pensioners are 3 people: either of the two has to go
    relations = combination(np.array([2]), np.array([[0, 1]]), np.array([1.0, -1.0]), 3)
    figures = Figures(
        relations,
        np.array([103.0, 100.0, 3.0]),
        np.ones(3, dtype=bool),
        np.array([0, 1, -1]),
        np.full(3, FEWEST),
        np.zeros(3, dtype=bool),
        np.zeros(3),
    )
    hidden = secure(figures, np.zeros(3, dtype=bool), np.array([0.0, 0.0, FEWEST]))
    assert hidden.tolist() == [False, True, False]


@pytest.mark.parametrize("over", [-3.0, 4.0])
def test_people_of_no_group_do_not_open_a_hole(over: float) -> None:
    # everybody is more, or less, than the groups add up to; the attacker may know by how many
    value = np.array([50.0 + over, 2.0, 18.0, 30.0])
    relations = sums(np.array([0]), np.array([[1, 2, 3]]), 4)
    figures = figures_of(relations, value)
    hidden = secure(figures, np.zeros(4, dtype=bool), np.where(value == 2, FEWEST, 0.0))
    assert hidden.sum() >= 2
    assert not attacked(figures, hidden).any()
