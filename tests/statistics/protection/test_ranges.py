"""What an attacker can tell of what is hidden."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hytemap.statistics.protection.ranges import Published, narrow, narrowed, narrowest, nearest, ranges
from hytemap.statistics.protection.relations import believed, combination, joined, sums
from tests.statistics.protection.tables import FEWEST, SmallTable, small_tables, with_sums

#: investments by activity (rows) and region, Fischetti & Salazar-González 2001, figure 1
INVESTMENTS = with_sums(np.array([[20.0, 50.0, 10.0], [8.0, 19.0, 22.0], [17.0, 32.0, 12.0]]))


def masked(table: SmallTable, cells: list[tuple[int, int]]) -> np.ndarray:
    hidden = np.zeros(table.shape, dtype=bool)
    for row, column in cells:
        hidden[row, column] = True
    return hidden.ravel()


def hidden_in(table: SmallTable, seed: int, share: float) -> np.ndarray:
    return np.random.default_rng(seed).random(table.cells) < share


def test_the_published_example_is_narrowed_to_5_to_30() -> None:
    # activity II in region C, hidden with II A, III A and III C
    hidden = masked(INVESTMENTS, [(2, 1), (2, 3), (3, 1), (3, 3)])
    low, high = ranges(INVESTMENTS.published(hidden), hidden)
    cell = 2 * 4 + 3
    assert (low[cell], high[cell]) == pytest.approx((5, 30))


def test_a_single_hidden_cell_is_known_to_everybody() -> None:
    hidden = masked(INVESTMENTS, [(2, 3)])
    low, high = ranges(INVESTMENTS.published(hidden), hidden)
    assert low[11] == high[11] == 22


def test_a_cell_with_its_sums_hidden_has_no_highest_value() -> None:
    hidden = masked(INVESTMENTS, [(2, 3), (0, 3), (2, 0), (0, 0)])
    _, high = ranges(INVESTMENTS.published(hidden), hidden)
    assert np.isinf(high[11])


def enumerated(table: SmallTable, hidden: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Lowest and highest value of each cell over every table of whole numbers that agrees; sums are shown."""
    groups, areas = table.shape[0] - 1, table.shape[1] - 1
    whole, unseen = table.value.reshape(table.shape), hidden.reshape(table.shape)
    choices = [
        np.arange(min(whole[g, 0], whole[0, a]) + 1) if unseen[g, a] else whole[g, a : a + 1]
        for g in range(1, groups + 1)
        for a in range(1, areas + 1)
    ]
    inside = np.stack(np.meshgrid(*choices, indexing="ij"), axis=-1).reshape(-1, groups, areas)
    others = np.zeros((len(inside), *table.shape))
    others[:, 1:, 1:] = inside
    others[:, 0, 1:], others[:, 1:, 0] = inside.sum(axis=1), inside.sum(axis=2)
    others[:, 0, 0] = inside.sum(axis=(1, 2))
    agreeing = others.reshape(len(others), -1)
    agreeing = agreeing[(agreeing == table.value)[:, ~hidden].all(axis=1)]
    return agreeing.min(axis=0), agreeing.max(axis=0)


@settings(deadline=None, max_examples=60)
@given(small_tables(most=4, largest=3), st.integers(0, 2**16))
def test_ranges_are_those_of_every_whole_table_that_agrees(table: SmallTable, seed: int) -> None:
    # sums stay shown, so that there are finitely many; tables of two ways have ranges that end in whole numbers
    hidden = hidden_in(table, seed, 0.6) & (np.arange(table.cells).reshape(table.shape) % table.shape[1] > 0).ravel()
    hidden[: table.shape[1]] = False
    assume(0 < hidden.sum() <= 5)
    low, high = ranges(table.published(hidden), hidden)
    least, most = enumerated(table, hidden)
    np.testing.assert_allclose(low[hidden], least[hidden], atol=1e-6)
    np.testing.assert_allclose(high[hidden], most[hidden], atol=1e-6)


@settings(deadline=None, max_examples=40)
@given(small_tables(), st.integers(0, 2**16))
def test_the_true_value_lies_in_its_range_and_hiding_more_never_narrows_it(table: SmallTable, seed: int) -> None:
    hidden = hidden_in(table, seed, 0.4)
    more = hidden | hidden_in(table, seed + 1, 0.3)
    low, high = ranges(table.published(hidden), hidden)
    assert (low[hidden] <= table.value[hidden] + 1e-6).all()
    assert (high[hidden] >= table.value[hidden] - 1e-6).all()
    # of a cell without a highest value the lowest is not worked out: its width is what counts
    wider = np.subtract(*ranges(table.published(more), hidden)[::-1])
    assert (wider[hidden] >= (high - low)[hidden] - 1e-5).all()


def test_the_narrowest_range_is_of_a_cell_that_was_asked_for() -> None:
    # every hidden cell that may be small can be as large as one likes; the whole, a 1, is shown
    table = with_sums(np.array([[1.0, 0.0], [0.0, 0.0]]))
    hidden = hidden_in(table, 8, 0.5)
    found = narrowest(table.published(hidden), hidden, np.full(table.cells, FEWEST), np.zeros(table.cells, dtype=bool))
    assert found is not None
    assert hidden[found[0]]
    assert np.isinf(found[2])


@pytest.mark.slow
@settings(deadline=None, max_examples=40)
@given(small_tables(most=15), st.integers(0, 2**16))
def test_the_fast_way_finds_the_holes_and_the_narrowest_range_of_the_slow_one(table: SmallTable, seed: int) -> None:
    hidden = hidden_in(table, seed, 0.5)
    assume(hidden.any())
    fewest, zero = np.full(table.cells, FEWEST), np.zeros(table.cells, dtype=bool)
    published = table.published(hidden)
    low, high = ranges(published, hidden)
    expected = hidden & narrow(low, high, fewest, zero)
    assert narrowed(published, hidden, fewest, zero).tolist() == expected.tolist()
    found = narrowest(published, hidden, fewest, zero)
    may_be_small = hidden & (low < FEWEST - 1e-5) & (high > 1 - 1e-5)
    widths = (high - low)[may_be_small]
    assert (found is None) == (not len(widths))
    if found is not None:
        assert found[2] - found[1] == pytest.approx(widths.min(), abs=1e-5)


@pytest.mark.parametrize(
    ("low", "high", "zero_tells", "hole"),
    [
        (0, 5, False, False),
        (0, 4, False, True),
        (5, 6, False, False),  # at least five people
        (0, 0, False, False),  # nobody
        (0, 0, True, True),
        (2, 2, False, True),
    ],
)
def test_a_hole_is_a_narrow_range_of_what_may_be_a_small_count(low, high, zero_tells, hole) -> None:
    found = narrow(np.array([low]), np.array([high]), np.array([5.0]), np.array([zero_tells]))
    assert found.tolist() == [hole]


def test_figures_that_contradict_each_other_are_attacked_with_the_smallest_remainders() -> None:
    # ten in all, but seven and six: nobody can tell the rest, and the attacker goes on from a remainder of 3
    relations = sums(np.array([0, 3]), np.array([[1, 2], [1, 4]]), 5)
    values = np.array([10.0, 7.0, 6.0, 12.0, 5.0])
    known = np.array([True, True, False, True, False])
    published = Published(relations, values, known, np.array([0, 0, 6.0, 0, 0]), np.full(5, np.inf), np.zeros(2))
    low, high = ranges(published, ~known)
    assert (low[2], high[2]) == pytest.approx((6, 6))
    assert (low[4], high[4]) == pytest.approx((5, 5))
    _, over = nearest(published)
    assert np.abs(over).sum() == pytest.approx(3)


def test_a_rounded_figure_leaves_its_sum_open_by_the_rounding() -> None:
    relations = sums(np.array([0]), np.array([[1, 2]]), 3)
    values, known = np.array([10.0, 6.0, 4.0]), np.array([True, True, False])
    off = np.array([0.0, 0.4, 0.0])
    published = Published(relations, values, known, np.zeros(3), np.full(3, np.inf), np.zeros(1), off)
    low, high = ranges(published, ~known)
    assert (low[2], high[2]) == pytest.approx((3.6, 4.4))


def test_apportioned_sums_are_equations_too() -> None:
    # a district has all of one area and a quarter of another; it is shown, its first area too
    relations = combination(np.array([0]), np.array([[1, 2]]), np.array([1.0, 0.25]), 3)
    known = np.array([True, True, False])
    published = Published(relations, np.array([12.0, 10.0, 8.0]), known, np.zeros(3), np.full(3, np.inf), np.zeros(1))
    low, high = ranges(published, ~known)
    assert low[2] == high[2] == 8


def test_groups_that_overlap_are_not_believed_to_be_everybody() -> None:
    # girls, boys and two grades add up to everybody twice
    number = np.arange(15).reshape(3, 5)
    values = np.tile(np.array([100.0, 48.0, 52.0, 30.0, 70.0]), 3)
    twice = sums(number[:, 0], number[:, 1:], 15, kind=0)
    once = sums(number[:, 0], number[:, 1:3], 15, kind=1)
    known = np.ones(15, dtype=bool)
    known[[1, 2]] = False
    kept = believed(joined([twice, once], 15), values, known, np.zeros(15))
    assert kept.kind.tolist() == [1, 1, 1]
