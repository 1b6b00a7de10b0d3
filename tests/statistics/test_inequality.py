"""Differences between areas, and whether they grew."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hytemap.statistics import inequality, intervals
from hytemap.statistics.inequality import GapMovement
from hytemap.statistics.intervals import Z_95, Z_998, Intervals

areas = st.lists(st.tuples(st.floats(0.01, 1000), st.integers(1, 5000)), min_size=1, max_size=15)


def rates(x: list[float], n: list[float]) -> inequality.Inequality:
    count, people = np.array(x, dtype=np.float64), np.array(n, dtype=np.float64)
    limits = Intervals(*intervals.wilson(count, people, Z_95, 100), *intervals.wilson(count, people, Z_998, 100))
    return inequality.inequality(100 * count / people, people, np.ones(len(x), dtype=bool), limits)


@given(areas)
def test_gini_is_what_comparing_every_pair_of_people_gives(pairs):
    values, weights = np.array(pairs, dtype=np.float64).T
    between = np.abs(values[:, None] - values[None, :]) * weights[:, None] * weights[None, :]
    mean = (values * weights).sum() / weights.sum()
    assert inequality.weighted_gini(values, weights) == pytest.approx(
        between.sum() / (2 * weights.sum() ** 2 * mean), abs=1e-9
    )


@given(areas, st.floats(0.001, 1e6))
def test_gini_and_variation_do_not_depend_on_the_unit_and_gini_is_below_one(pairs, times):
    values, weights = np.array(pairs, dtype=np.float64).T
    gini = inequality.weighted_gini(values, weights)
    assert 0 <= gini < 1
    assert inequality.weighted_gini(times * values, weights) == pytest.approx(gini, abs=1e-9)
    variation = inequality.weighted_variation(values, weights)
    assert inequality.weighted_variation(times * values, weights) == pytest.approx(variation, abs=1e-9)


@given(areas)
def test_areas_that_are_alike_can_be_joined_or_parted(pairs):
    values, weights = np.array(pairs, dtype=np.float64).T
    parted = np.concatenate([values, values]), np.concatenate([weights * 0.25, weights * 0.75])
    assert inequality.weighted_gini(*parted) == pytest.approx(inequality.weighted_gini(values, weights), abs=1e-9)
    assert inequality.weighted_variation(*parted) == pytest.approx(
        inequality.weighted_variation(values, weights), abs=1e-7
    )


def test_only_counted_areas_with_a_value_matter():
    value = np.array([4.0, np.nan, 100.0, 8.0, 5.0])
    found = inequality.inequality(value, np.ones(5), np.array([True, True, False, True, True]))
    assert (found.areas, found.highest, found.lowest) == (3, 3, 0)
    assert (found.range, found.ratio) == (4.0, 2.0)
    assert np.isnan([found.range_low, found.range_high]).all()


def test_without_areas_there_is_nothing_to_tell():
    found = inequality.inequality(np.array([np.nan]), np.ones(1), np.array([True]))
    assert (found.areas, found.highest, found.lowest) == (0, -1, -1)
    assert np.isnan([found.range, found.ratio, found.variation, found.gini]).all()


def test_an_unknown_weight_leaves_no_weighted_measure_but_the_range():
    found = inequality.inequality(np.array([4.0, 8.0]), np.array([10.0, np.nan]), np.array([True, True]))
    assert found.range == 4.0
    assert np.isnan([found.variation, found.gini]).all()


def test_there_is_no_ratio_to_nothing_and_no_gini_of_what_is_below_zero():
    found = inequality.inequality(np.array([-1.0, 8.0]), np.ones(2), np.array([True, True]))
    assert np.isnan([found.ratio, found.gini]).all()
    assert np.isnan(inequality.inequality(np.array([0.0, 8.0]), np.ones(2), np.array([True, True])).ratio)


def test_a_gap_that_chance_cannot_explain_has_grown_or_narrowed():
    small, large = rates([500, 600], [5000, 5000]), rates([500, 1500], [5000, 5000])
    assert inequality.gap_moved(small, large) is GapMovement.GROWN
    assert inequality.gap_moved(large, small) is GapMovement.NARROWED


def test_a_gap_that_chance_can_explain_has_not_clearly_moved():
    small, large = rates([5, 6], [50, 50]), rates([5, 15], [50, 50])
    assert inequality.gap_moved(small, large) is GapMovement.NO_CLEAR_CHANGE


def test_nothing_is_said_of_a_gap_without_an_interval():
    known = rates([500, 600], [5000, 5000])
    unknown = inequality.inequality(np.array([10.0, 12.0]), np.ones(2), np.array([True, True]))
    assert inequality.gap_moved(known, unknown) is None
    assert inequality.gap_moved(unknown, known) is None
