"""Crosswalks: shares, apportioning, statuses, and how much was assigned."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from hytemap.model import Status
from hytemap.statistics import crosswalk as cw

OK, ESTIMATED, NOT_APPLICABLE, MISSING, SUPPRESSED = (int(status) for status in Status)


def cells(n: int) -> st.SearchStrategy[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    return st.tuples(
        hnp.arrays(np.int64, n, elements=st.integers(-1, 4)),
        hnp.arrays(np.int64, n, elements=st.integers(-1, 2)),
        hnp.arrays(np.float64, n, elements=st.integers(0, 500).map(float)),
    )


@given(st.integers(0, 60).flatmap(cells))
def test_every_row_sums_to_one_with_the_outside_column(grid):
    source, target, amount = grid
    shares = cw.from_cells(source, target, amount, sources=5, targets=3).shares
    assert shares.shape == (5, 4)
    np.testing.assert_allclose(shares.sum(axis=1), 1.0)
    assert (shares >= 0).all()


@given(st.integers(0, 60).flatmap(cells), hnp.arrays(np.float64, 5, elements=st.integers(0, 10_000).map(float)))
def test_nothing_is_lost_between_targets_and_outside(grid, people):
    source, target, amount = grid
    walk = cw.from_cells(source, target, amount, sources=5, targets=3)
    inside = np.nansum(cw.apportion(people, walk))
    outside = people @ walk.shares[:, -1]
    assert inside + outside == pytest.approx(people.sum())


def test_shares_follow_people_not_cells():
    # area 0: one cell of 90 people in target 0, three empty-ish cells of 10 in target 1 (by cells it would be 1 : 3)
    source = np.array([0, 0, 0, 0])
    target = np.array([0, 1, 1, 1])
    walk = cw.from_cells(source, target, np.array([90.0, 10.0, 0.0, 0.0]), 1, 2)
    np.testing.assert_allclose(walk.shares, [[0.9, 0.1, 0.0]])


def test_an_area_without_people_is_shared_by_its_cells():
    walk = cw.from_cells(np.array([0, 0, 0, 0]), np.array([0, 1, 1, -1]), np.zeros(4), 1, 2)
    np.testing.assert_allclose(walk.shares, [[0.25, 0.5, 0.25]])


def test_an_area_without_cells_lies_outside():
    walk = cw.from_cells(np.array([0]), np.array([0]), np.ones(1), sources=2, targets=1)
    np.testing.assert_allclose(walk.shares, [[1.0, 0.0], [0.0, 1.0]])


WALK = cw.Crosswalk(np.array([[1.0, 0.0, 0.0], [0.25, 0.75, 0.0], [0.0, 0.0, 1.0]]))


def test_amounts_are_shared_and_what_lies_outside_stays_outside():
    np.testing.assert_allclose(cw.apportion(np.array([100.0, 40.0, 7.0]), WALK), [110.0, 30.0])


def test_a_hidden_source_hides_every_target_it_touches_and_no_other():
    status = np.array([OK, SUPPRESSED, OK], dtype=np.uint8)
    assert cw.apportioned_status(status, WALK).tolist() == [SUPPRESSED, SUPPRESSED]
    assert np.isnan(cw.apportion(np.array([100.0, np.nan, 7.0]), WALK)).all()
    status = np.array([MISSING, OK, SUPPRESSED], dtype=np.uint8)
    assert cw.apportioned_status(status, WALK).tolist() == [MISSING, ESTIMATED]


def test_figures_carried_to_another_level_are_at_least_estimated():
    assert cw.apportioned_status(np.zeros(3, dtype=np.uint8), WALK).tolist() == [ESTIMATED, ESTIMATED]


def test_within_a_level_only_split_areas_become_estimated():
    walk = cw.Crosswalk(np.array([[1.0, 0.0, 0.0, 0.0], [0.0, 0.7, 0.3, 0.0]]), same_level=True)
    assert cw.apportioned_status(np.zeros(2, dtype=np.uint8), walk).tolist() == [OK, ESTIMATED, ESTIMATED]


def test_a_target_no_source_lies_in_is_missing():
    walk = cw.Crosswalk(np.array([[1.0, 0.0, 0.0]]))
    assert cw.apportioned_status(np.zeros(1, dtype=np.uint8), walk).tolist() == [ESTIMATED, MISSING]
    assert np.isnan(cw.apportion(np.array([5.0]), walk)[1])


def test_assigned_shares_are_told_of_the_targets_base():
    # source 1 has 75 % of its people in target 1, its home; the other quarter is assigned to target 0
    came_in, went_out = cw.assigned(np.array([100.0, 40.0, 7.0]), WALK)
    np.testing.assert_allclose(came_in, [10 / 110, 0.0])
    np.testing.assert_allclose(went_out, [0.0, 10 / 30])


def test_whole_areas_have_nothing_assigned():
    came_in, went_out = cw.assigned(np.array([5.0, 6.0]), cw.identity(2))
    assert came_in.tolist() == [0.0, 0.0]
    assert went_out.tolist() == [0.0, 0.0]


def test_only_members_are_summed():
    walk = cw.sum_of(np.array([True, False, True]))
    np.testing.assert_allclose(cw.apportion(np.array([1.0, 10.0, 100.0]), walk), [101.0])


def test_non_members_lie_outside_whatever_their_cells_say():
    walk = cw.of_members(WALK, np.array([True, False, True]))
    np.testing.assert_allclose(walk.shares, [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, 0.0, 1.0]])
