"""Class breaks, with mapclassify as the independent reference."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hytemap.statistics.class_breaks import METHODS, around_base, class_breaks, classify, roundest_between

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


def test_an_even_number_of_classes_has_the_base_for_a_limit():
    values = np.array([2.0, 4.0, 5.0, 7.0, 9.0, 10.0, 14.0, 18.0])
    found = around_base(values, 4, 8.0)
    # distances 1, 1, 2, 3, 4, 6, 6, 10: half of them lie within 3, the next is 4
    assert found.breaks == [4.5, 8.0, 11.5]
    assert (found.below, found.middle, found.above, found.one_sided) == (2, False, 2, False)


def test_the_middle_class_holds_its_share_of_the_values():
    values = np.random.default_rng(5).normal(10, 3, 1000)
    for classes in (3, 5, 7):
        found = around_base(values, classes, 10.0)
        assert (found.below, found.middle, found.above) == (classes // 2, True, classes // 2)
        sizes = np.bincount(classify(values, found.breaks), minlength=classes) / 1000
        assert sizes[classes // 2] == pytest.approx(1 / classes, abs=0.002)


@settings(max_examples=200, deadline=None)
@given(st.lists(finite, min_size=1, max_size=60), st.integers(3, 7), finite)
def test_classes_around_a_base_never_mix_its_sides(values, classes, base):
    array = np.array(values)
    found = around_base(array, classes, base)
    assert found.breaks == sorted(set(found.breaks))
    assert len(found.breaks) + 1 == found.below + found.middle + found.above <= classes
    of = classify(array, found.breaks)
    assert not (array[of < found.below] > base).any()
    assert not (array[of >= found.below + found.middle] <= base).any()
    if not found.one_sided:
        assert found.below == found.above
        # as far from the base on one side as on the other
        np.testing.assert_allclose(np.sort(found.breaks), np.sort(2 * base - np.array(found.breaks)), atol=1e-6)
    else:
        assert 0 in (found.below, found.above)


def test_values_on_one_side_of_the_base_get_classes_there_alone():
    below = around_base(np.array([1.0, 2.0, 3.0, 4.0, 5.0]), 4, 50.0)
    assert (below.below, below.above, below.one_sided) == (2, 0, True)
    above = around_base(np.array([1.0, 2.0, 3.0, 4.0, 5.0]), 4, -50.0)
    assert (above.below, above.above, above.one_sided) == (0, 2, True)


def test_an_area_drawn_beside_the_members_is_never_classed_on_the_wrong_side():
    members, drawn = np.array([1.0, 2.0, 3.0, 4.0]), np.array([60.0])
    found = around_base(members, 4, 50.0, drawn)
    assert (found.below, found.above) == (2, 2)
    assert classify(drawn, found.breaks)[0] >= found.below
    assert found.breaks[:2] == [*around_base(members, 4, 50.0).breaks, 50.0]


def test_values_all_equal_to_the_base_are_the_middle_class():
    found = around_base(np.array([3.0, 3.0]), 5, 3.0)
    assert (found.breaks, found.below, found.middle, found.above) == ([], 0, True, 0)


def test_equal_distances_stay_together_and_cost_no_class_where_others_can_be_parted():
    # whole years, as mean age is published: most distances from the base are shared by several areas
    ages = np.array(
        [27, 33, 34, 35, 35, 36, 36, 36, 37, 37, 37, 37, 38, 38, 38, 38, 38, 39, 40, 41, 41, 41, 42, 44, 48.0]
    )
    found = around_base(ages, 6, 39.27)
    assert (found.below, found.above) == (3, 3)
    sizes = np.bincount(classify(np.abs(ages - 39.27), [limit - 39.27 for limit in found.breaks[3:]]))
    assert sizes.min() >= 5
