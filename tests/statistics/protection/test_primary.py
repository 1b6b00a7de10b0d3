"""Which figures are hidden for what they are themselves."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hytemap.statistics.protection import primary


def test_a_count_below_the_threshold_is_hidden_and_nobody_is_no_one() -> None:
    counts = np.array([0.0, 1.0, 4.0, 5.0, np.nan])
    assert primary.too_few(counts, 5).tolist() == [False, True, True, False, False]
    assert primary.too_few(counts, 5, hide_zero=True).tolist() == [True, True, True, False, False]


def test_a_percentage_of_a_known_number_means_a_count_and_leaves_one() -> None:
    meant, left = primary.share_tells(np.array([4.0, 96.0, 50.0]), np.array([50.0, 50.0, 50.0]), 3)
    assert meant.tolist() == [True, False, False]  # 2, 48 and 25 people
    assert left.tolist() == [False, True, False]  # 48, 2 and 25


def test_a_percentage_rounded_in_its_file_means_the_nearest_whole_number() -> None:
    # 5 of 412 people are 1.2 %, of which 412 gives 4.944
    assert not primary.share_tells(np.array([1.2]), np.array([412.0]), 5)[0][0]


@pytest.mark.parametrize(
    ("largest", "hidden"),
    # the (n, k) rule with n = 1 and k = 75: a largest contributor of exactly 75 % is still no dominance
    [(80.0, True), (75.0, False), (20.0, False), (np.nan, True)],
)
def test_a_sum_of_which_one_unit_holds_most_is_dominated(largest: float, hidden: bool) -> None:
    assert primary.dominated(np.array([100.0]), np.array([largest]), 75)[0] == hidden


def test_a_sum_of_few_units_or_of_an_unknown_number_is_hidden_and_an_empty_one_is_not() -> None:
    total = np.array([10.0, 10.0, 10.0, 0.0, np.nan])
    units = np.array([2.0, 3.0, np.nan, 0.0, 1.0])
    assert primary.few_units(total, units, 3).tolist() == [True, False, True, False, False]
    assert not primary.dominated(np.array([0.0]), np.array([0.0]), 75)[0]


@given(st.lists(st.integers(0, 100), min_size=1), st.integers(2, 20), st.integers(0, 20), st.booleans())
def test_a_higher_threshold_never_shows_what_a_lower_one_hides(
    counts: list[int], fewest: int, more: int, hide_zero: bool
) -> None:
    given_counts = np.array(counts, dtype=np.float64)
    lower, higher = (primary.too_few(given_counts, n, hide_zero) for n in (fewest, fewest + more))
    assert (higher | ~lower).all()
