"""A composite index and what its weights decide."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hytemap.model import Direction
from hytemap.statistics.composite import Normalisation, composite

HIGHER, LOWER, NEUTRAL = Direction.HIGHER, Direction.LOWER, Direction.NEUTRAL
ALL = np.ones(5, dtype=bool)
VALUES = np.array([[1.0, 2, 3, 4, 5], [50, 20, 10, 40, 30], [7.0, 7, 8, 9, 6]])


@pytest.mark.parametrize("normalisation", list(Normalisation))
def test_the_score_is_the_weighted_sum_of_the_parts_it_comes_with(normalisation):
    found = composite(VALUES, [HIGHER, LOWER, HIGHER], ALL, [2, 1, 1], normalisation)
    np.testing.assert_allclose(found.score, found.weights @ found.parts)
    assert found.weights.tolist() == [0.5, 0.25, 0.25]


def test_lower_is_turned_so_that_higher_is_better():
    found = composite(VALUES, [HIGHER, LOWER, HIGHER], ALL)
    assert np.argmax(found.parts[1]) == 2
    mirrored = composite(VALUES * np.array([[1.0], [-1], [1]]), [HIGHER, HIGHER, HIGHER], ALL)
    np.testing.assert_allclose(mirrored.score, found.score)


@given(st.permutations(range(5)), st.sampled_from(list(Normalisation)))
def test_ranks_go_with_their_areas_whatever_the_order(order, normalisation):
    straight = composite(VALUES, [HIGHER, LOWER, HIGHER], ALL, None, normalisation)
    turned = composite(VALUES[:, list(order)], [HIGHER, LOWER, HIGHER], ALL, None, normalisation)
    for name in ("rank", "best_rank", "worst_rank", "likely_best", "likely_worst"):
        assert getattr(turned, name).tolist() == getattr(straight, name)[list(order)].tolist()


def test_ranks_lie_between_the_best_and_the_worst_that_weights_make():
    found = composite(VALUES, [HIGHER, LOWER, HIGHER], ALL, share=0.9)
    assert (found.best_rank <= found.rank).all()
    assert (found.rank <= found.worst_rank).all()
    assert (found.best_rank < found.worst_rank).any()


def test_an_area_best_in_everything_is_first_whatever_the_weights():
    values = np.array([[5.0, 1, 2, 3, 4], [9.0, 3, 1, 4, 2]])
    found = composite(values, [HIGHER, HIGHER], ALL, share=0.9)
    assert (found.rank[0], found.best_rank[0], found.worst_rank[0]) == (1, 1, 1)
    assert (found.likely_best[0], found.likely_worst[0]) == (1, 1)


def test_an_area_that_lacks_a_part_and_a_non_member_have_no_score():
    values = VALUES.copy()
    values[1, 0] = np.nan
    found = composite(values, [HIGHER, LOWER, HIGHER], np.array([True, True, True, True, False]))
    assert np.isnan(found.score).tolist() == [True, False, False, False, True]
    assert found.rank[[0, 4]].tolist() == [0, 0]
    assert not np.isnan(found.parts[0, 0])


def test_the_draws_are_the_same_every_time():
    first, second = (composite(VALUES, [HIGHER, LOWER, HIGHER], ALL) for _ in range(2))
    assert first.likely_worst.tolist() == second.likely_worst.tolist()


@pytest.mark.parametrize(
    ("values", "directions", "weights", "share", "told"),
    [
        (VALUES, [HIGHER, NEUTRAL, HIGHER], None, 0.25, "indicator 2 is neutral"),
        (VALUES[:1], [HIGHER], None, 0.25, "two indicators or more"),
        (VALUES, [HIGHER, HIGHER], None, 0.25, "each with its direction"),
        (VALUES, [HIGHER, LOWER, HIGHER], [1, 0, 1], 0.25, "one positive number"),
        (VALUES, [HIGHER, LOWER, HIGHER], [1, 1], 0.25, "one positive number"),
        (VALUES, [HIGHER, LOWER, HIGHER], None, 1.0, "between 0 and 1"),
        (np.array([[1.0, 2, 3, 4, 5], [3.0] * 5]), [HIGHER, HIGHER], None, 0.25, "indicator 2 does not tell"),
    ],
)
def test_what_cannot_be_added_is_refused(values, directions, weights, share, told):
    with pytest.raises(ValueError, match=told):
        composite(values, directions, ALL, weights, share=share)
