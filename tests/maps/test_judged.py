"""Intervals and judgement of a view, on the shipped figures."""

from dataclasses import replace

import numpy as np
import pytest

from hytemap.maps.judged import intervals_of
from hytemap.maps.view import make_view
from hytemap.model import IntervalKind, Status, Unit
from hytemap.statistics.intervals import Z_95, wilson
from hytemap.statistics.judgement import Judgement


def test_a_postal_areas_interval_is_wilsons(atlas):
    view = make_view(atlas, "postinumeroalue", "unemployment_rate", 2024)
    tapiola = view.level.position["02100"]
    low, high = wilson(np.array([277.0]), np.array([3660.0]), Z_95, 100)
    assert (view.intervals.low[tapiola], view.intervals.high[tapiola]) == pytest.approx((low[0], high[0]))


def test_a_districts_interval_is_wider_than_wilsons_by_its_range(atlas):
    view = make_view(atlas, "suuralue", "unemployment_rate", 2024)
    some = view.slice
    low, high = wilson(some.numerator, some.denominator, Z_95, 100)
    split = np.isfinite(some.range_low)
    assert split.sum() >= 6
    np.testing.assert_allclose((low - view.intervals.low)[split], (some.value - some.range_low)[split])
    np.testing.assert_allclose((view.intervals.high - high)[split], (some.range_high - some.value)[split])


def test_every_value_lies_within_its_intervals_and_998_is_wider(atlas):
    for (indicator, level, year, _), some in atlas.slices.items():
        if level not in atlas.levels or not some.has_values:
            continue
        found = intervals_of(atlas.indicator(indicator), some)
        known = np.isfinite(found.low)
        assert (found.low_998[known] <= found.low[known]).all()
        assert (found.low[known] <= some.value[known] + 1e-9).all(), (indicator, level, year)
        assert (some.value[known] <= found.high[known] + 1e-9).all(), (indicator, level, year)
        assert (found.high[known] <= found.high_998[known]).all()
        assert not known[some.status > Status.ESTIMATED].any()


def test_every_shown_share_with_a_wilson_interval_has_its_limits(atlas):
    """No numerator of the shipped indicators is more than its denominator."""
    for (indicator, level, _, _), some in atlas.slices.items():
        one = atlas.indicator(indicator)
        if level in atlas.levels and one.sources[some.source].interval is IntervalKind.WILSON:
            found = intervals_of(one, some)
            assert (np.isfinite(found.low) == (some.status <= Status.ESTIMATED)).all(), indicator


def test_districts_are_judged_against_the_city(atlas):
    view = make_view(atlas, "suuralue", "unemployment_rate", 2024)
    low, high = view.intervals.low, view.intervals.high
    for i, word in enumerate(view.judgement):
        within = low[i] <= view.city.value <= high[i]
        assert (word is Judgement.SIMILAR) == within
        if not within:
            better = view.slice.value[i] < view.city.value
            assert word in (
                (Judgement.BETTER, Judgement.MUCH_BETTER) if better else (Judgement.WORSE, Judgement.MUCH_WORSE)
            )
    assert Judgement.MUCH_WORSE in view.judgement
    assert Judgement.SIMILAR in view.judgement


def test_a_neutral_indicator_is_higher_or_lower_never_better(atlas):
    view = make_view(atlas, "postinumeroalue", "share_65_plus", 2024)
    words = {word for word in view.judgement if word}
    assert words <= {
        Judgement.MUCH_HIGHER,
        Judgement.HIGHER,
        Judgement.SIMILAR,
        Judgement.LOWER,
        Judgement.MUCH_LOWER,
    }
    assert Judgement.MUCH_HIGHER in words


def test_counts_and_medians_are_not_judged(atlas):
    for indicator in ("population", "median_income", "mean_income", "flats"):
        view = make_view(atlas, "postinumeroalue", indicator)
        assert view.slice.has_values
        assert set(view.judgement) == {None}


def test_hidden_areas_are_not_judged(marked):
    view = make_view(marked, "postinumeroalue", "unemployment_rate", 2024)
    for code in ("02100", "02110", "02120"):
        assert view.judgement[view.level.position[code]] is None
        assert view.quintile[view.level.position[code]] == 0


def test_an_area_is_not_judged_against_itself_and_a_small_base_takes_more_to_differ_from(atlas):
    view = make_view(atlas, "postinumeroalue", "unemployment_rate", 2024)
    small = int(np.nanargmin(np.where(view.level.member, view.slice.denominator, np.nan)))
    base = view.level.areas[small].code
    against = make_view(atlas, "postinumeroalue", "unemployment_rate", 2024, base=base)
    assert against.judgement[small] is None
    # as if the base were as sure as the city
    value = float(view.slice.value[small])
    naive = [
        word
        for word, low, high in zip(against.judgement, view.intervals.low, view.intervals.high, strict=True)
        if not low <= value <= high
    ]
    assert Judgement.SIMILAR in naive


def test_without_a_base_value_nothing_is_judged(atlas):
    view = make_view(atlas, "postinumeroalue", "unemployment_rate", 2024, base="luvn")
    assert set(view.judgement) == {None}


def test_the_citys_own_interval_is_told(atlas):
    view = make_view(atlas, "suuralue", "unemployment_rate", 2024)
    low, high, low_998, high_998 = view.city_interval
    assert low_998 < low < view.city.value < high < high_998


def test_quintiles_are_of_members_only(atlas):
    view = make_view(atlas, "postinumeroalue", "unemployment_rate", 2024)
    assert np.bincount(view.quintile[view.level.member]).tolist() == [0, 9, 9, 9, 9, 9]
    assert view.quintile[view.level.position["02700"]] == 0


def test_a_published_interval_is_carried_to_998_and_a_rate_has_byars(atlas):
    view = make_view(atlas, "suuralue", "unemployment_rate", 2024)
    nan = np.full(7, np.nan)
    published = replace(
        view.slice, low=view.slice.value - 1, high=view.slice.value + 1, range_low=nan, range_high=nan, source="x"
    )

    def with_kind(kind):
        return replace(view.indicator, sources={"x": replace(view.source, interval=kind, times=1000)})

    found = intervals_of(with_kind(IntervalKind.PUBLISHED), published)
    np.testing.assert_allclose(found.low, published.low)
    assert (found.low_998 < found.low).all()
    rate = replace(published, value=published.value * 10)
    found = intervals_of(replace(with_kind(IntervalKind.BYAR), unit=Unit.PER_1000), rate)
    assert (found.low < rate.value).all()
    assert (found.high > rate.value).all()
