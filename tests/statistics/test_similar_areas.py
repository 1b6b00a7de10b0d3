"""Areas like one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.spatial import distance

from hytemap.statistics import similar_areas

ALL = np.ones(6, dtype=bool)
VALUES = np.random.default_rng(3).normal(size=(4, 6)) * np.array([[1.0], [10], [100], [1000]])


def test_distances_are_standardised_euclidean_ones_over_the_root_of_the_number_of_indicators():
    found = similar_areas.likeness(VALUES, ALL, 2)
    spread = VALUES.std(axis=1) ** 2
    for i in (0, 1, 3, 4, 5):
        expected = distance.seuclidean(VALUES[:, i], VALUES[:, 2], spread) / 2
        assert found.distance[i] == pytest.approx(expected)
    assert np.isnan(found.distance[2])
    assert list(found.nearest) == sorted((0, 1, 3, 4, 5), key=lambda i: found.distance[i])


@given(hnp.arrays(np.float64, (3, 6), elements=st.floats(-1e3, 1e3).map(lambda x: round(x, 3))), st.integers(0, 5))
def test_units_do_not_matter(values, area):
    plain = similar_areas.likeness(values, ALL, area)
    other = similar_areas.likeness(values * np.array([[7.0], [0.5], [100]]) + 3, ALL, area)
    np.testing.assert_allclose(other.distance, plain.distance, rtol=1e-6, atol=1e-6)


def test_a_missing_indicator_is_left_out_and_told():
    values = VALUES.copy()
    values[1, 4] = np.nan
    found = similar_areas.likeness(values, ALL, 2)
    assert found.used[:, 4].tolist() == [True, False, True, True]
    assert not np.isnan(found.distance[4])


def test_areas_with_too_little_in_common_have_no_distance():
    values = VALUES.copy()
    values[:3, 4] = np.nan
    found = similar_areas.likeness(values, ALL, 2)
    assert np.isnan(found.distance[4])
    assert 4 not in found.nearest


def test_non_members_are_no_neighbours_and_move_no_mean():
    member = np.array([True, True, True, True, True, False])
    moved = VALUES.copy()
    moved[:, 5] = 1e6
    found, without = similar_areas.likeness(moved, member, 2), similar_areas.likeness(VALUES[:, :5], member[:5], 2)
    np.testing.assert_allclose(found.distance[:5], without.distance)
    assert 5 not in found.nearest


def test_an_indicator_in_which_all_are_alike_tells_nothing():
    values = VALUES.copy()
    values[0] = 5.0
    assert not similar_areas.likeness(values, ALL, 2).used[0].any()
