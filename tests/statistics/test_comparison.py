"""Ranks, differences and ratios."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hytemap.statistics import comparison


def test_the_highest_value_is_first_and_ties_share_the_better_rank():
    values = np.array([3.0, 9.0, 3.0, 1.0])
    assert comparison.ranks(values, np.ones(4, dtype=bool)).tolist() == [2, 1, 2, 4]


def test_areas_without_a_value_and_non_members_have_no_rank_and_push_nobody_down():
    values = np.array([3.0, np.nan, 99.0, 1.0])
    member = np.array([True, True, False, True])
    assert comparison.ranks(values, member).tolist() == [1, 0, 0, 2]


def test_difference_and_ratio_are_told_against_the_base():
    values = np.array([12.0, np.nan])
    np.testing.assert_allclose(comparison.difference(values, 10.0), [2.0, np.nan])
    np.testing.assert_allclose(comparison.ratio_to(values, 10.0), [1.2, np.nan])


def test_there_is_no_ratio_to_a_base_that_is_missing_or_not_above_zero():
    for base in (float("nan"), 0.0, -1.0):
        assert np.isnan(comparison.ratio_to(np.array([1.0, 2.0]), base)).all()


@given(
    st.lists(st.integers(0, 5).map(float) | st.just(np.nan), min_size=1, max_size=12), st.randoms(), st.floats(0.1, 1e4)
)
def test_ranks_go_with_their_areas_whatever_the_order_and_the_unit(values, random, times):
    order = random.sample(range(len(values)), len(values))
    some, member = np.array(values), np.arange(len(values)) % 3 != 2
    straight = comparison.ranks(some, member)
    assert comparison.ranks(some[order] * times, member[order]).tolist() == straight[order].tolist()
