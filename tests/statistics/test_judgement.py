"""Better, worse or not to be told apart."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hytemap.model import Direction
from hytemap.statistics import intervals, judgement
from hytemap.statistics.intervals import Z_95, Z_998, Intervals
from hytemap.statistics.judgement import Judgement


def wilson(x: np.ndarray, n: np.ndarray, times: float = 100) -> Intervals:
    return Intervals(*intervals.wilson(x, n, Z_95, times), *intervals.wilson(x, n, Z_998, times))


#: a base of 15 lies far above, above, within, below and far below these
AROUND = Intervals(
    np.array([3.0, 3.0, 8.0, 16.0, 18.0]),
    np.array([7.0, 13.0, 17.0, 25.0, 25.0]),
    np.array([2.0, 2.0, 6.0, 14.0, 16.0]),
    np.array([8.0, 17.0, 20.0, 35.0, 35.0]),
)


@pytest.mark.parametrize(
    ("direction", "words"),
    [
        (Direction.LOWER, ["much_better", "better", "similar", "worse", "much_worse"]),
        (Direction.HIGHER, ["much_worse", "worse", "similar", "better", "much_better"]),
        (Direction.NEUTRAL, ["much_lower", "lower", "similar", "higher", "much_higher"]),
    ],
)
def test_the_word_follows_the_direction_and_the_strength_the_wider_interval(direction, words):
    value = np.array([5.0, 8.0, 10.0, 20.0, 21.0])
    assert judgement.judged(value, AROUND, 15.0, direction) == [Judgement(word) for word in words]


def test_no_judgement_without_a_value_an_interval_or_a_base():
    nan = np.array([np.nan])
    one, there = np.array([10.0]), wilson(np.array([10.0]), np.array([100.0]))
    assert judgement.judged(nan, there, 10.0, Direction.LOWER) == [None]
    assert judgement.judged(one, Intervals(nan, nan, nan, nan), 10.0, Direction.LOWER) == [None]
    assert judgement.judged(one, there, math.nan, Direction.LOWER) == [None]
    assert judgement.judged(one, there, 10.0, Direction.LOWER, (math.nan, 12.0, 7.0, 14.0)) == [None]


def test_an_uncertain_base_takes_more_to_differ_from():
    value, there = np.array([10.0]), wilson(np.array([1000.0]), np.array([10_000.0]))
    assert judgement.judged(value, there, 13.0, Direction.LOWER) == [Judgement.MUCH_BETTER]
    assert judgement.judged(value, there, 13.0, Direction.LOWER, (8.0, 20.0, 6.0, 25.0)) == [Judgement.SIMILAR]


counts = st.lists(st.tuples(st.integers(0, 500), st.integers(500, 5000)), min_size=1, max_size=12)


@given(counts, st.floats(0, 100), st.sampled_from(list(Direction)), st.randoms())
def test_judgements_go_with_their_areas_whatever_the_order(pairs, base, direction, random):
    shuffled = random.sample(range(len(pairs)), len(pairs))
    x, n = np.array(pairs, dtype=np.float64).T
    straight = judgement.judged(100 * x / n, wilson(x, n), base, direction)
    x, n = x[shuffled], n[shuffled]
    assert judgement.judged(100 * x / n, wilson(x, n), base, direction) == [straight[i] for i in shuffled]


@given(counts, st.integers(0, 100), st.sampled_from([1.0, 10.0, 1000.0]))
def test_judgements_do_not_depend_on_the_unit(pairs, base, times):
    x, n = np.array(pairs, dtype=np.float64).T
    # a base that no limit comes near but by intent: rounding may decide a tie
    base_share = base / 100 + 1.234e-7
    percent = judgement.judged(100 * x / n, wilson(x, n, 100), 100 * base_share, Direction.LOWER)
    assert judgement.judged(times * x / n, wilson(x, n, times), times * base_share, Direction.LOWER) == percent


@given(counts, st.floats(0, 100))
def test_similar_means_that_the_interval_holds_the_base(pairs, base):
    x, n = np.array(pairs, dtype=np.float64).T
    there = wilson(x, n)
    words = judgement.judged(100 * x / n, there, base, Direction.HIGHER)
    for word, low, high in zip(words, there.low, there.high, strict=True):
        if word is Judgement.SIMILAR:
            assert low - 1e-9 <= base <= high + 1e-9
        else:
            assert base < low + 1e-9 or base > high - 1e-9


def test_quintiles_are_fifths_by_rank_and_ties_share_the_better_one():
    values = np.array([9.0, 8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0, 1.0])
    assert judgement.quintiles(values, np.ones(10, dtype=bool)).tolist() == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    assert judgement.quintiles(np.full(5, 3.0), np.ones(5, dtype=bool)).tolist() == [1] * 5


def test_non_members_and_areas_without_a_value_have_no_quintile():
    values = np.array([9.0, np.nan, 99.0, 6.0, 5.0, 4.0, 3.0])
    member = np.array([True, True, False, True, True, True, True])
    assert judgement.quintiles(values, member).tolist() == [1, 0, 0, 2, 3, 4, 5]


def test_fewer_than_five_areas_have_no_fifths():
    assert judgement.quintiles(np.array([4.0, 3.0, 2.0, 1.0]), np.ones(4, dtype=bool)).tolist() == [0] * 4
