"""Intervals: against exact ones, and what no interval may do."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from hytemap.statistics import intervals
from hytemap.statistics.intervals import Z_95, Z_998

counts = st.integers(0, 20_000)
proportions = st.tuples(counts, counts).map(lambda pair: (float(min(pair)), float(max(pair) or 1)))


def test_the_quantiles_are_those_of_the_normal_distribution():
    assert pytest.approx(stats.norm.ppf([0.975, 0.999])) == [Z_95, Z_998]


@given(proportions)
def test_a_proportions_interval_holds_its_value_within_0_and_1_and_is_wider_at_998(pair):
    x, n = (np.array([part]) for part in pair)
    low, high = intervals.wilson(x, n, Z_95)
    wider_low, wider_high = intervals.wilson(x, n, Z_998)
    assert 0 <= wider_low[0] <= low[0] <= x[0] / n[0] + 1e-12
    assert x[0] / n[0] - 1e-12 <= high[0] <= wider_high[0] <= 1
    assert wider_high[0] - wider_low[0] > high[0] - low[0]


@given(proportions)
def test_wilsons_limits_are_the_proportions_whose_score_test_is_just_significant(pair):
    x, n = pair
    for limit in intervals.wilson(np.array([x]), np.array([n]), Z_95):
        p = float(limit[0])
        if 0 < p < 1:
            assert abs(x / n - p) / np.sqrt(p * (1 - p) / n) == pytest.approx(Z_95, rel=1e-6)


@pytest.mark.parametrize("confidence", [0.95, 0.998])
def test_wilson_agrees_with_scipy(confidence):
    z = float(stats.norm.ppf(0.5 + confidence / 2))
    for x, n in ((0, 7), (3, 11), (412, 5903), (50, 50)):
        theirs = stats.binomtest(x, n).proportion_ci(confidence, method="wilson")
        ours = intervals.wilson(np.array([float(x)]), np.array([float(n)]), z, times=100)
        np.testing.assert_allclose(np.ravel(ours), [100 * theirs.low, 100 * theirs.high], atol=1e-9)


@pytest.mark.parametrize(("z", "within"), [(Z_95, 0.002), (Z_998, 0.015)])
def test_byar_is_near_the_exact_poisson_limits_from_ten_on(z, within):
    """The 0.2 % at 95 % are what Public Health England's Technical Guide: Confidence Intervals (2018) says."""
    alpha = 2 * stats.norm.sf(z)
    observed = np.array([10.0, 15.0, 40.0, 100.0, 2500.0])
    exact = stats.chi2.ppf(alpha / 2, 2 * observed) / 2, stats.chi2.isf(alpha / 2, 2 * observed + 2) / 2
    found = intervals.byar(observed, None, z)
    np.testing.assert_allclose(found[0], exact[0], rtol=within)
    np.testing.assert_allclose(found[1], exact[1], rtol=within)


@given(st.floats(0, 1e6, allow_subnormal=False), st.floats(1e-3, 1e6))
def test_a_rates_interval_holds_its_value_never_falls_below_zero_and_is_wider_at_998(count, people):
    x, n = np.array([count]), np.array([people])
    low, high = intervals.byar(x, n, Z_95, 1000)
    wider_low, wider_high = intervals.byar(x, n, Z_998, 1000)
    value = 1000 * count / people
    assert 0 <= wider_low[0] <= low[0] <= value * (1 + 1e-12)
    assert value <= high[0] < wider_high[0]


@given(proportions, st.floats(0.1, 1e5))
def test_limits_scale_with_the_unit(pair, times):
    x, n = (np.array([part]) for part in pair)
    for form in (intervals.wilson, intervals.byar):
        np.testing.assert_allclose(
            form(x, n, Z_95, times), [times * limit for limit in form(x, n, Z_95)], rtol=1e-9, atol=1e-12
        )


def test_no_interval_where_the_numerator_is_no_part_of_the_denominator():
    x = np.array([11.0, -1.0, np.nan, 3.0, 3.0, np.inf])
    n = np.array([10.0, 10.0, 10.0, 0.0, np.nan, 10.0])
    assert np.isnan(intervals.wilson(x, n, Z_95)).all()


def test_a_rate_may_have_more_events_than_people_but_not_fewer_than_none():
    low, _ = intervals.byar(np.array([11.0, -1.0, np.nan, 3.0]), np.array([10.0, 10.0, 10.0, 0.0]), Z_95)
    assert low[0] > 0
    assert np.isnan(low[1:]).all()


def test_apportioned_counts_need_not_be_whole():
    below, exact, above = (intervals.wilson(np.array([x]), np.array([100.0]), Z_95)[0][0] for x in (10.0, 10.4, 11.0))
    assert below < exact < above


limits = st.tuples(*[st.floats(0, 100)] * 3).map(sorted)


@given(limits)
def test_a_published_interval_carried_to_998_holds_the_published_one_within_0_and_100(three):
    low, value, high = (np.array([part]) for part in three)
    wider_low, wider_high = intervals.carried_to(value, low, high, Z_998, percent=True)
    assert 0 <= wider_low[0] <= low[0] + 1e-9
    assert high[0] - 1e-9 <= wider_high[0] <= 100


@given(limits)
def test_carried_to_its_own_level_a_published_interval_stays_as_it_is(three):
    low, value, high = (np.array([part]) for part in three)
    for percent in (True, False):
        found = intervals.carried_to(value, low, high, Z_95, percent)
        np.testing.assert_allclose(np.ravel(found), [low[0], high[0]], atol=1e-6)


def test_a_published_interval_that_does_not_hold_its_value_is_not_used():
    nan = np.nan
    value, low, high = np.array([5.0, 5.0, nan, 5.0]), np.array([6.0, 1.0, 1.0, nan]), np.array([7.0, 4.0, 9.0, 9.0])
    assert np.isnan(intervals.carried_to(value, low, high, Z_998, percent=True)).all()


def test_nothing_is_added_where_nothing_was_split_and_no_limit_leaves_what_can_be():
    nan = np.array([np.nan, 0.0, 90.0])
    value, limits_ = np.array([10.0, 2.0, 99.0]), (np.array([9.0, 1.0, 98.0]), np.array([11.0, 3.0, 99.5]))
    low, high = intervals.widened(limits_, value, (nan, np.array([np.nan, 3.0, 100.0])), 0, 100)
    assert low.tolist() == [9.0, 0.0, 89.0]
    assert high.tolist() == [11.0, 4.0, 100.0]
