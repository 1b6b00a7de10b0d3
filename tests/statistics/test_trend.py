"""Trends: tests against other implementations, and what must not be told."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, stats

from hytemap.model import Direction
from hytemap.statistics import trend
from hytemap.statistics.trend import Meaning, Movement, TrendTest

YEARS = [2012, 2013, 2014, 2016, 2024]


def developments(x, n, comparable=None, test=TrendTest.PROPORTION, direction=Direction.LOWER, years=YEARS):
    x, n = np.array(x, dtype=np.float64).T, np.array(n, dtype=np.float64).T
    there = np.ones(x.shape, dtype=bool) if comparable is None else np.array(comparable).T
    return trend.trends(years, 100 * x / n, x, n, there, test, direction)


def test_cochran_armitage_is_the_score_test_of_a_logistic_regression():
    """Independent way: score and information of the slope at the fit without a slope."""
    x, n, t = np.array([30.0, 44, 41, 60]), np.array([400.0, 450, 390, 500]), np.array([0.0, 1, 3, 8])
    p = x.sum() / n.sum()
    score = ((x - n * p) * t).sum()
    weight = n * p * (1 - p)
    information = (weight * t * t).sum() - (weight * t).sum() ** 2 / weight.sum()
    z = trend.cochran_armitage(x[:, None], n[:, None], t)[0]
    assert z == pytest.approx(score / math.sqrt(information))


def test_the_poisson_test_comes_near_a_likelihood_ratio_test():
    x, e, t = np.array([30.0, 44, 41, 80]), np.array([400.0, 450, 390, 500]), np.array([0.0, 1, 2, 3])

    def deviance(parameters):
        expected = e * np.exp(parameters[0] + parameters[1] * t)
        return 2 * (expected - x * np.log(expected)).sum()

    fit = optimize.minimize(deviance, [-2.0, 0.0], method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-9})
    rate = x.sum() / e.sum()
    ratio = 2 * (e * rate - x * np.log(e * rate)).sum() - fit.fun
    assert trend.poisson_trend(x[:, None], e[:, None], t)[0] ** 2 == pytest.approx(ratio, rel=0.05)


def test_of_rare_cases_both_tests_say_the_same():
    x, n, t = np.array([[3.0], [5], [9]]), np.full((3, 1), 1e7), np.array([0.0, 1, 2])
    assert trend.poisson_trend(x, n, t)[0] == pytest.approx(trend.cochran_armitage(x, n, t)[0], rel=1e-5)


def test_two_years_are_the_test_of_two_proportions():
    x, n = np.array([[45.0], [70]]), np.array([[500.0], [520]])
    table = [[45, 455], [70, 450]]
    assert trend.cochran_armitage(x, n, np.array([0.0, 1]))[0] ** 2 == pytest.approx(
        stats.chi2_contingency(table, correction=False).statistic
    )


def test_chance_is_the_tail_of_chi_squared_with_one_degree_of_freedom():
    z = np.array([0.0, -1.0, 2.5, 7.0, np.nan])
    np.testing.assert_allclose(trend.chance(z), stats.chi2.sf(z**2, 1))


@given(
    st.lists(st.tuples(st.integers(0, 300), st.integers(300, 900)), min_size=2, max_size=6),
    st.integers(-3000, 3000),
    st.integers(1, 7),
)
def test_years_may_be_counted_from_anywhere_in_any_step_and_backwards_turns_the_sign(pairs, start, step):
    x, n = (np.array(column, dtype=np.float64)[:, None] for column in zip(*pairs, strict=True))
    t = np.arange(len(pairs), dtype=np.float64)
    for test in (trend.cochran_armitage, trend.poisson_trend):
        plain = test(x, n, t)
        np.testing.assert_allclose(test(x, n, start + step * t), plain, atol=1e-7)
        np.testing.assert_allclose(test(x[::-1], n[::-1], t), -plain, atol=1e-7)


def test_a_clear_rise_is_told_with_what_it_means():
    x, n = [[50, 60, 70, 90, 150]] * 1, [[1000] * 5]
    for direction, meaning in (
        (Direction.LOWER, Meaning.WORSE),
        (Direction.HIGHER, Meaning.BETTER),
        (Direction.NEUTRAL, Meaning.NEUTRAL),
    ):
        found = developments(x, n, direction=direction)
        assert found.movement == (Movement.RISING,)
        assert found.meaning == (meaning,)
    assert developments([x[0][::-1]], n).movement == (Movement.FALLING,)
    assert developments([x[0][::-1]], n).meaning == (Meaning.BETTER,)


def test_changes_are_told_from_the_first_and_the_last_but_one_year_that_exist():
    x, n = np.array([[np.nan], [60], [np.nan], [80], [100]]), np.full((5, 1), 1000.0)
    found = trend.trends(YEARS, x / 10, x, n, np.ones((5, 1), dtype=bool), TrendTest.PROPORTION, Direction.LOWER)
    assert (found.first_year[0], found.previous_year[0], found.years[0]) == (2013, 2016, 3)
    assert (found.since_first[0], found.since_previous[0]) == (pytest.approx(4), pytest.approx(2))


def test_chance_is_no_movement():
    found = developments([[50, 52, 49, 51, 53]], [[1000] * 5])
    assert found.movement == (Movement.NO_CLEAR_CHANGE,)
    assert found.meaning == (None,)


def test_a_series_that_turned_is_no_movement_though_the_test_says_so():
    # rises for years and ends below where it began; people of the early years outweigh those of the last
    found = developments([[100, 1500, 2000, 2500, 4]], [[1000, 10_000, 10_000, 10_000, 50]])
    assert found.p[0] < 0.001
    assert found.since_first[0] < 0
    assert found.movement == (Movement.NO_CLEAR_CHANGE,)


def test_years_that_do_not_compare_are_left_out():
    found = developments([[10, 500, 90, 95, 100]], [[1000] * 5], [[False, False, True, True, True]])
    assert (found.first_year[0], found.years[0]) == (2014, 3)
    assert found.movement == (Movement.NO_CLEAR_CHANGE,)


def test_one_comparable_year_has_no_development():
    found = developments([[10, 500, 90, 95, 100]], [[1000] * 5], [[False, False, False, False, True]])
    assert (found.first_year[0], found.previous_year[0]) == (0, 0)
    assert np.isnan([found.since_first[0], found.since_previous[0], found.z[0]]).all()
    assert found.movement == (Movement.UNTESTED,)


def test_an_area_without_a_value_in_the_last_year_has_no_development():
    x = np.array([[10.0], [20], [30], [40], [np.nan]])
    found = trend.trends(
        YEARS, x, x, np.full((5, 1), 100.0), np.ones((5, 1), dtype=bool), TrendTest.PROPORTION, Direction.LOWER
    )
    assert found.first_year[0] == 0
    assert found.movement == (Movement.UNTESTED,)


def test_without_a_test_only_the_change_is_told():
    found = developments([[50, 60, 70, 90, 150]], [[1000] * 5], test=TrendTest.NONE)
    assert found.since_first[0] == pytest.approx(10)
    assert found.movement == (Movement.UNTESTED,)
    assert found.meaning == (None,)


def test_a_numerator_above_its_denominator_is_not_tested_as_a_proportion():
    found = developments([[50, 60, 70, 90, 1500]], [[1000] * 5])
    assert found.years[0] == 5
    assert not np.isnan(found.since_first[0])
    # 2024 cannot be counted, so what is tested ends in 2016
    assert found.movement[0] in (Movement.RISING, Movement.UNTESTED)


def comparable(changed, sources=("a",) * 5, breaks=(), vintages=("old", "old", "new", "new", "new")):
    found = trend.comparable_years(YEARS, sources, vintages, np.array(changed, dtype=bool)[:, None], breaks)
    return [year for year, there in zip(YEARS, found[:, 0], strict=True) if there]


def test_only_years_on_the_borders_of_the_last_compare_with_it():
    assert comparable([True, True, False, False, False]) == [2014, 2016, 2024]
    assert comparable([False, True, False, False, False]) == [2014, 2016, 2024]
    assert comparable([False] * 5) == YEARS
    # on the older borders of the last year itself
    assert comparable([True] * 5, vintages=["old"] * 5) == YEARS
    assert comparable([True] * 5) == [2014, 2016, 2024]


def test_a_new_definition_is_a_break_also_where_it_began_in_a_year_without_figures():
    assert comparable([False] * 5, breaks=[2022]) == [2024]
    assert comparable([False] * 5, breaks=[2014]) == [2014, 2016, 2024]
    assert comparable([False] * 5, breaks=[2012]) == YEARS
    assert comparable([False] * 5, breaks=[2030]) == YEARS


def test_figures_of_another_table_do_not_compare():
    assert comparable([False] * 5, sources=("a", "b", "a", "a", "a")) == [2014, 2016, 2024]


@given(st.lists(st.booleans(), min_size=3, max_size=3), st.permutations(range(3)))
def test_developments_go_with_their_areas_whatever_the_order(changed, order):
    rng = np.random.default_rng(1)
    x, n = rng.integers(1, 300, (5, 3)).astype(float), np.full((5, 3), 1000.0)
    flags = np.zeros((5, 3), dtype=bool)
    flags[:2] = changed
    straight, turned = (
        trend.trends(
            YEARS,
            x[:, some] / 10,
            x[:, some],
            n[:, some],
            trend.comparable_years(YEARS, ["a"] * 5, ["old", "old", "new", "new", "new"], flags[:, some]),
            TrendTest.PROPORTION,
            Direction.LOWER,
        )
        for some in (list(range(3)), list(order))
    )
    assert turned.movement == tuple(straight.movement[i] for i in order)
    np.testing.assert_array_equal(turned.since_first, straight.since_first[list(order)])
