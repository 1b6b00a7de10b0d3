"""Correlations against scipy and pandas, a published example, and what cannot be told."""

from __future__ import annotations

import math

import numpy as np
import pandas
import pytest
import scipy.stats

from hytemap.statistics.correlation import correlation, mean_ranks


@pytest.mark.parametrize("n", [4, 5, 7, 45, 300])
@pytest.mark.parametrize("seed", range(5))
def test_all_three_agree_with_scipy(n: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    x = random.normal(size=n)
    # ties on one side, as rounded figures have them
    y = np.round(0.5 * x + random.normal(size=n), 1)
    found, known = correlation(x, y), scipy.stats.pearsonr(x, y)
    interval = known.confidence_interval(0.95)
    assert found.n == n
    assert found.pearson == pytest.approx(known.statistic, abs=1e-12)
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high), abs=1e-5)
    assert found.spearman == pytest.approx(scipy.stats.spearmanr(x, y).statistic, abs=1e-12)
    assert found.is_clear == (interval.low > 0 or interval.high < 0)


def test_ranks_share_their_mean_as_pandas_does() -> None:
    values = np.array([3.0, 1.0, 3.0, 2.0, 3.0, 1.0])
    assert mean_ranks(values).tolist() == pandas.Series(values).rank().tolist()


def test_an_interval_of_seven_areas_by_hand() -> None:
    # r = 0.5 of seven: atanh 0.5 = 0.549306, 1.959964 / √4 = 0.979982 → tanh(−0.430676), tanh(1.529288)
    random = np.random.default_rng(1)
    x = random.normal(size=7)
    x = (x - x.mean()) / np.linalg.norm(x - x.mean())
    e = random.normal(size=7)
    e = e - e.mean() - ((e - e.mean()) @ x) * x
    found = correlation(x, 0.5 * x + math.sqrt(0.75) * e / np.linalg.norm(e))
    assert found.pearson == pytest.approx(0.5)
    assert (found.low, found.high) == pytest.approx((-0.405881, 0.910309), abs=1e-5)
    assert not found.is_clear


def test_areas_without_both_values_do_not_count() -> None:
    x = np.array([1.0, 2.0, 3.0, 4.0, np.nan, 100.0])
    y = np.array([2.0, 1.0, 4.0, 3.0, 50.0, np.nan])
    assert correlation(x, y) == correlation(x[:4], y[:4])
    assert correlation(x, y).n == 4


@pytest.mark.parametrize(
    ("x", "y", "n"),
    [
        ([1.0, 2.0, 3.0], [1.0, 3.0, 2.0], 3),
        ([1.0, 2.0, 3.0, 4.0], [5.0, 5.0, 5.0, 5.0], 4),
        ([], [], 0),
        ([np.nan] * 5, [1.0] * 5, 0),
    ],
)
def test_few_pairs_or_equal_values_tell_nothing(x: list[float], y: list[float], n: int) -> None:
    found = correlation(np.array(x, dtype=float), np.array(y, dtype=float))
    assert found.n == n
    assert not found.is_told
    assert not found.is_clear
    assert math.isnan(found.low)


def test_a_straight_line_is_one_and_no_more() -> None:
    x = np.array([0.1, 0.2, 0.3, 0.7, 0.9])
    found = correlation(x, -3 * x + 1)
    assert found.pearson == pytest.approx(-1)
    assert -1 <= found.low <= found.high <= found.pearson + 1e-9
