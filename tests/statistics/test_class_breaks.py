"""Class breaks, with mapclassify as the independent reference."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hytemap.statistics.class_breaks import METHODS, class_breaks, classify, roundest_between

finite = st.floats(-1e6, 1e6, allow_nan=False).map(lambda x: round(x, 3))


def grouping(values: np.ndarray, breaks: list[float]) -> list[list[float]]:
    classes = classify(values, breaks)
    return [sorted(values[classes == c].tolist()) for c in sorted(set(classes.tolist()))]


def squared_deviation(groups: list[list[float]]) -> float:
    return sum(float(((np.array(group) - np.mean(group)) ** 2).sum()) for group in groups)


@pytest.mark.parametrize("classes", [3, 4, 5, 6, 7])
def test_natural_breaks_part_values_as_well_as_mapclassifys_fisher_jenks(classes):
    import mapclassify

    values = np.random.default_rng(7).gamma(2.0, 3.0, 45).round(3)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        reference = mapclassify.FisherJenks(values, k=classes)
    ours = grouping(values, class_breaks(values, "natural", classes))
    theirs = [sorted(values[reference.yb == c].tolist()) for c in range(classes)]
    assert len(ours) == classes
    assert squared_deviation(ours) == pytest.approx(squared_deviation(theirs))


@pytest.mark.parametrize("classes", [3, 5, 7])
def test_equal_intervals_and_standard_deviations_equal_mapclassifys(classes):
    import mapclassify

    values = np.random.default_rng(11).normal(50, 12, 200)
    np.testing.assert_allclose(
        class_breaks(values, "equal", classes), mapclassify.EqualInterval(values, k=classes).bins[:-1]
    )
    steps = (np.arange(1, classes) - classes / 2).tolist()
    expected = [values.mean() + step * values.std() for step in steps]
    np.testing.assert_allclose(class_breaks(values, "stddev", classes), expected)


def test_quantiles_put_about_as_many_areas_in_each_class():
    values = np.random.default_rng(3).normal(0, 1, 46)
    sizes = [len(group) for group in grouping(values, class_breaks(values, "quantile", 5))]
    assert sum(sizes) == 46
    assert max(sizes) - min(sizes) <= 1


@settings(max_examples=150, deadline=None)
@given(st.lists(finite, min_size=1, max_size=60), st.sampled_from(sorted(METHODS)), st.integers(3, 7))
def test_breaks_rise_and_part_values_into_no_more_classes_than_asked(values, method, classes):
    array = np.array(values)
    breaks = class_breaks(array, method, classes)
    assert breaks == sorted(set(breaks))
    assert len(breaks) <= classes - 1
    if method in ("natural", "quantile"):
        # no empty class: each class of the legend has an area
        assert len(grouping(array, breaks)) == len(breaks) + 1


def test_missing_values_change_no_break_and_get_no_class():
    values = np.array([1.0, 2.0, 8.0, 9.0, 20.0, 21.0])
    holed = np.array([np.nan, 1.0, 2.0, np.nan, 8.0, 9.0, 20.0, 21.0])
    assert class_breaks(holed, "natural", 3) == class_breaks(values, "natural", 3)
    assert classify(holed, class_breaks(holed, "natural", 3)).tolist() == [-1, 0, 0, -1, 1, 1, 2, 2]


def test_few_different_values_give_fewer_classes():
    assert class_breaks(np.array([1.0, 1.0, 2.0, 2.0]), "natural", 5) == [1.0]
    assert class_breaks(np.array([4.0, 4.0]), "quantile", 5) == []
    assert class_breaks(np.array([np.nan]), "equal", 5) == []


def test_a_value_equal_to_a_break_is_in_the_lower_class():
    assert classify(np.array([1.0, 1.5, 2.0]), [1.5]).tolist() == [0, 0, 1]


@given(finite, finite)
def test_a_readable_limit_still_parts_the_two_values(a, b):
    low, high = min(a, b), max(a, b)
    limit = roundest_between(low, high)
    assert low <= limit < high or low == high == limit


def test_limits_are_the_roundest_there_is_room_for():
    assert roundest_between(7.02, 8.63) == 8.0
    assert roundest_between(10.055, 10.344) == 10.2
    assert roundest_between(34_817.0, 41_200.0) == 40_000.0
