"""What holds of every crosswalk: nothing is lost, order does not matter, no status gets better."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from hytemap.model import Status
from hytemap.statistics import crosswalk as cw

SOURCES, TARGETS = 5, 3
Pieces = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def pieces(n: int) -> st.SearchStrategy[Pieces]:
    return st.tuples(
        hnp.arrays(np.int64, n, elements=st.integers(-1, SOURCES - 1)),
        hnp.arrays(np.int64, n, elements=st.integers(-1, TARGETS - 1)),
        hnp.arrays(np.float64, n, elements=st.integers(0, 500).map(float)),
        hnp.arrays(np.float64, n, elements=st.integers(1, 90_000).map(float)),
    )


some_pieces = st.integers(0, 40).flatmap(pieces)
people = hnp.arrays(np.float64, SOURCES, elements=st.integers(0, 10_000).map(float))
statuses = hnp.arrays(np.uint8, SOURCES, elements=st.sampled_from([int(status) for status in Status]))


@given(some_pieces, people)
def test_rows_sum_to_one_and_totals_are_kept(given_pieces: Pieces, amount: np.ndarray) -> None:
    walk = cw.from_pieces(*given_pieces, SOURCES, TARGETS)
    np.testing.assert_allclose(walk.shares.sum(axis=1), 1.0)
    assert (walk.shares >= 0).all()
    inside = np.nansum(cw.apportion(amount, walk))
    assert inside + amount @ walk.shares[:, -1] == pytest.approx(amount.sum())


@given(some_pieces, st.randoms(use_true_random=False))
def test_the_order_of_pieces_does_not_matter(given_pieces: Pieces, random) -> None:
    order = list(range(len(given_pieces[0])))
    random.shuffle(order)
    one = cw.from_pieces(*given_pieces, SOURCES, TARGETS).shares
    other = cw.from_pieces(*(part[order] for part in given_pieces), SOURCES, TARGETS).shares
    np.testing.assert_allclose(one, other)


@given(some_pieces, people, st.permutations(range(SOURCES)))
def test_the_order_of_sources_does_not_matter(given_pieces: Pieces, amount: np.ndarray, order: list[int]) -> None:
    source, target, inside, size = given_pieces
    place = np.argsort(order)
    moved = np.where(source >= 0, place[source], -1)
    one = cw.apportion(amount, cw.from_pieces(*given_pieces, SOURCES, TARGETS))
    other = cw.apportion(amount[order], cw.from_pieces(moved, target, inside, size, SOURCES, TARGETS))
    np.testing.assert_allclose(one, other)


@given(some_pieces, statuses)
def test_no_status_gets_better_by_apportioning(given_pieces: Pieces, given_statuses: np.ndarray) -> None:
    walk = cw.from_pieces(*given_pieces, SOURCES, TARGETS)
    found = cw.apportioned_status(given_statuses, walk)
    for target in range(TARGETS):
        touching = given_statuses[walk.shares[:, target] > 0]
        assert found[target] >= max(touching, default=int(Status.MISSING))
        assert found[target] >= Status.ESTIMATED


@given(some_pieces, people)
def test_cells_are_pieces_of_one_size(given_pieces: Pieces, amount: np.ndarray) -> None:
    source, target, inside, _ = given_pieces
    sizes = np.full(len(source), 15_625.0)
    cells = cw.from_cells(source, target, inside, SOURCES, TARGETS).shares
    np.testing.assert_allclose(cells, cw.from_pieces(source, target, inside, sizes, SOURCES, TARGETS).shares)


@given(some_pieces, hnp.arrays(np.float64, (4, SOURCES), elements=st.integers(1, 9).map(float)))
def test_mixed_areas_keep_rows_of_one(given_pieces: Pieces, weights: np.ndarray) -> None:
    walk = cw.from_pieces(*given_pieces, SOURCES, TARGETS)
    mixed = cw.through(weights / weights.sum(axis=1, keepdims=True), walk)
    assert mixed.shares.shape == (4, TARGETS + 1)
    np.testing.assert_allclose(mixed.shares.sum(axis=1), 1.0)


def test_an_area_without_people_is_shared_by_size() -> None:
    walk = cw.from_pieces(np.array([0, 0, 1]), np.array([0, 1, 1]), np.zeros(3), np.array([30.0, 10.0, 5.0]), 2, 2)
    np.testing.assert_allclose(walk.shares, [[0.75, 0.25, 0.0], [0.0, 1.0, 0.0]])


def test_what_a_given_key_leaves_over_lies_outside() -> None:
    walk = cw.from_key([(0, 0, 0.25), (0, 1, 0.5), (1, 1, 1.0)], sources=3, targets=2)
    np.testing.assert_allclose(walk.shares, [[0.25, 0.5, 0.25], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])


def test_shares_that_were_rounded_may_pass_one_by_their_last_decimal() -> None:
    walk = cw.from_key([(0, 0, 0.3333334), (0, 1, 0.6666667)], sources=1, targets=2)
    assert walk.shares.sum() == pytest.approx(1.0)
    assert walk.shares[0, -1] == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize("rows", [[(0, 0, 0.7), (0, 1, 0.4)], [(0, 0, -0.1)]])
def test_a_key_that_gives_more_than_there_is_or_less_than_nothing_is_refused(
    rows: list[tuple[int, int, float]],
) -> None:
    with pytest.raises(ValueError, match="sum to at most 1"):
        cw.from_key(rows, sources=1, targets=2)
