"""The apportioning range: what split areas leave open."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from hytemap.statistics import apportioning
from hytemap.statistics import crosswalk as cw

SOURCES, TARGETS = 5, 3
people = hnp.arrays(np.float64, SOURCES, elements=st.integers(1, 5000).map(float))
rates = hnp.arrays(np.float64, SOURCES, elements=st.floats(0, 1))


def walks() -> st.SearchStrategy[cw.Crosswalk]:
    amounts = hnp.arrays(np.float64, (SOURCES, TARGETS + 1), elements=st.integers(0, 50).map(float))
    return amounts.filter(lambda some: bool((some.sum(axis=1) > 0).all())).map(
        lambda some: cw.Crosswalk(some / some.sum(axis=1, keepdims=True))
    )


@given(people, rates, walks())
def test_the_estimate_lies_within_its_range_and_the_range_within_the_rates_seen(n, rate, walk):
    low, high = apportioning.range_of_quotient(rate * n, n, walk)
    value = cw.apportion(rate * n, walk) / cw.apportion(n, walk)
    used = (walk.inside > 0).any(axis=1)
    known = ~np.isnan(low)
    assert (low[known] <= value[known] + 1e-9).all()
    assert (high[known] >= value[known] - 1e-9).all()
    if known.any():
        assert low[known].min() >= rate[used].min() - 1e-9
        assert high[known].max() <= rate[used].max() + 1e-9


@given(people, rates, walks(), st.data())
def test_no_truth_that_keeps_to_the_rates_seen_lies_outside_the_range(n, rate, walk, data):
    """Parts are given rates of their own, between the bounds of part and rest; the target's truth is then in range."""
    low, high = apportioning.range_of_quotient(rate * n, n, walk)
    used = (walk.inside > 0).any(axis=1)
    if not used.any():
        return
    least, most = rate[used].min(), rate[used].max()
    truth = np.zeros(TARGETS)
    for s in range(SOURCES):
        for t in np.nonzero(walk.inside[s])[0].tolist():
            part, rest = walk.inside[s, t] * n[s], (1 - walk.inside[s, t]) * n[s]
            low_part = max(least * part, rate[s] * n[s] - most * rest) if rest > 1e-9 else rate[s] * part
            high_part = min(most * part, rate[s] * n[s] - least * rest) if rest > 1e-9 else rate[s] * part
            truth[t] += low_part + data.draw(st.floats(0, 1)) * (high_part - low_part)
    base = (walk.inside * n[:, None]).sum(axis=0)
    for t in range(TARGETS):
        if not np.isnan(low[t]):
            assert low[t] - 1e-9 <= truth[t] / base[t] <= high[t] + 1e-9


def test_targets_of_whole_areas_have_no_range():
    walk = cw.Crosswalk(np.array([[1.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.7, 0.3]]))
    low, high = apportioning.range_of_quotient(np.array([1.0, 2.0, 3.0]), np.array([10.0, 10.0, 10.0]), walk)
    assert np.isnan([low[0], high[0]]).all()
    assert low[1] < 0.3 == pytest.approx(high[1])


def test_a_source_that_is_not_known_leaves_no_range_where_it_lies():
    walk = cw.Crosswalk(np.array([[0.5, 0.5, 0.0], [0.0, 0.5, 0.5], [0.5, 0.0, 0.5]]))
    low, _ = apportioning.range_of_quotient(np.array([1.0, np.nan, 2.0]), np.array([10.0, 10.0, 10.0]), walk)
    assert np.isnan(low).tolist() == [False, True]


def test_a_count_without_split_areas_has_no_range():
    low, high = apportioning.range_of_count(np.array([100.0]), np.array([0.0]), np.array([0.0]))
    assert np.isnan([low, high]).all()
