"""Maps side by side: one scale where units match, never where they do not; the change between two years."""

import numpy as np
import pytest

from hytemap.maps.change_wording import change_labels, change_sentences, change_text
from hytemap.maps.correlation_wording import correlation_of, correlation_sentences, correlation_warnings
from hytemap.maps.palette import diverging
from hytemap.maps.side_by_side import change_view, side_by_side
from hytemap.maps.view import make_view
from hytemap.maps.wording import Wording
from hytemap.model import Direction, Status
from hytemap.statistics.class_breaks import class_breaks
from hytemap.statistics.correlation import Correlation

EN = Wording("en")


def views(atlas, *indicators, level="postinumeroalue", year=2024, **more):
    return [make_view(atlas, level, one, year, beside_others=True, **more) for one in indicators]


@pytest.mark.parametrize("method", ["natural", "quantile", "equal", "stddev"])
def test_indicators_of_one_unit_share_breaks_found_over_all_their_members(atlas, method):
    apart = views(atlas, "share_0_6", "share_7_17", method=method, classes=6)
    found = side_by_side(apart)
    assert found.one_scale
    pool = np.concatenate([view.slice.value[view.level.member] for view in apart])
    assert [view.breaks for view in found.views] == [tuple(class_breaks(pool, method, 6))] * 2
    # none of them is what any map would have alone
    assert all(view.breaks != alone.breaks for view, alone in zip(found.views, apart, strict=True))
    # the ends are those of all, and Kauniainen moves none of them
    assert {view.limits for view in found.views} == {(np.nanmin(pool), np.nanmax(pool))}
    for view, alone in zip(found.views, apart, strict=True):
        assert sum(one.count for one in view.classes) == np.isfinite(alone.slice.value[alone.level.member]).sum()


def test_different_units_never_share_a_scale(atlas):
    apart = views(atlas, "unemployment_rate", "mean_income", "population")
    found = side_by_side(apart)
    assert not found.one_scale
    assert not found.far_apart
    assert [view.breaks for view in found.views] == [view.breaks for view in apart]


def test_figures_with_nothing_in_common_keep_scales_of_their_own(atlas):
    apart = views(atlas, "unemployment_rate", "higher_degree", level="suuralue")
    assert apart[0].limits[1] < apart[1].limits[0]
    found = side_by_side(apart)
    assert found.far_apart
    assert [view.breaks for view in found.views] == [view.breaks for view in apart]


def test_classes_around_a_base_are_around_each_indicators_own(atlas):
    apart = views(atlas, "share_0_6", "share_7_17", method="base")
    found = side_by_side(apart)
    assert not found.one_scale
    assert [view.centre for view in found.views] == [view.centre for view in apart]


def test_years_of_one_indicator_have_one_scale_as_they_are(atlas):
    apart = [make_view(atlas, "postinumeroalue", "unemployment_rate", year) for year in (2012, 2016, 2024)]
    found = side_by_side(apart)
    assert found.one_scale
    assert len({view.breaks for view in found.views}) == 1


def test_a_map_without_figures_moves_no_break(atlas):
    both = side_by_side(views(atlas, "share_0_6", "share_7_17"))
    three = side_by_side(views(atlas, "share_0_6", "share_7_17", "students", year=2017))
    assert both.one_scale
    assert three.views[2].status_counts == {Status.MISSING: 46}
    assert three.views[2].classes == []
    assert three.one_scale


def test_a_change_is_the_later_value_less_the_earlier_and_none_where_borders_moved(atlas):
    before, after = (make_view(atlas, "postinumeroalue", "unemployment_rate", year) for year in (2013, 2024))
    change = change_view(before, after)
    moved = atlas.slice("unemployment_rate", "postinumeroalue", 2013).changed
    assert 0 < moved.sum() < 46
    np.testing.assert_allclose(
        change.slice.value[~moved],
        (after.slice.value - before.slice.value)[~moved],
    )
    assert np.isnan(change.slice.value[moved]).all()
    assert set(change.slice.status[moved]) == {Status.NOT_APPLICABLE}
    assert change.not_compared == (moved & after.level.member).sum()
    assert change_text(change, EN, int(np.argmax(moved))) == "not comparable"


def test_a_change_carries_the_worse_status_of_both_years(atlas, marked):
    change = change_view(*(make_view(atlas, "suuralue", "unemployment_rate", year) for year in (2015, 2024)))
    assert set(change.slice.status) == {Status.ESTIMATED}
    assert change_text(change, EN, 0).startswith("≈")
    change = change_view(*(make_view(marked, "postinumeroalue", "unemployment_rate", year) for year in (2016, 2024)))
    for code, status in (("02100", Status.SUPPRESSED), ("02120", Status.MISSING), ("02110", Status.NOT_APPLICABLE)):
        i = change.level.position[code]
        assert change.slice.status[i] == status
        assert np.isnan(change.slice.value[i])


def test_nothing_changes_across_a_break_in_definition(atlas):
    change = change_view(*(make_view(atlas, "postinumeroalue", "higher_degree", year) for year in (2014, 2024)))
    assert not change.slice.has_values
    assert change.classes == []
    said = " ".join(change_sentences(change, EN))
    assert "45 areas cannot be compared" in said
    assert "2022:" in said


@pytest.mark.parametrize(
    ("indicator", "direction"),
    [("unemployment_rate", Direction.LOWER), ("employed_share", Direction.HIGHER), ("students", Direction.NEUTRAL)],
)
def test_worse_is_warm_and_better_blue_green_around_no_change(atlas, indicator, direction):
    change = change_view(*(make_view(atlas, "postinumeroalue", indicator, year) for year in (2015, 2024)))
    around = change.around
    assert change.colours == diverging(direction, around.below, around.middle, around.above)
    # classes stand around zero: what fell is below the middle, what rose above it
    edges = [-np.inf, *change.breaks, np.inf]
    assert edges[around.below] <= 0 <= edges[around.below + around.middle]
    assert change_labels(change, EN)[-1].count("+") >= 1


def test_the_sentence_names_the_greatest_changes_of_members(atlas):
    change = change_view(*(make_view(atlas, "postinumeroalue", "unemployment_rate", year) for year in (2013, 2024)))
    members = np.where(change.level.member, change.slice.value, np.nan)
    said = change_sentences(change, EN)
    assert change.level.areas[int(np.nanargmax(members))].name("en") in said[0]
    assert change.level.areas[int(np.nanargmin(members))].name("en") in said[0]
    city = [atlas.city("unemployment_rate", year).value for year in (2013, 2024)]
    # the city's figure is a sum of estimates in both years, and so is its change
    assert said[1] == f"Espoo as a whole: ≈\u00a0+{city[1] - city[0]:.1f}\u00a0pp."


def test_correlation_counts_members_alone(atlas):
    x, y = views(atlas, "unemployment_rate", "higher_degree")
    assert np.isfinite(x.slice.value[x.level.position["02700"]])
    member = x.level.member
    expected = np.corrcoef(x.slice.value[member], y.slice.value[member])[0, 1]
    found = correlation_of(x, y)
    assert found.n == 45
    assert found.pearson == pytest.approx(expected)


def test_few_areas_are_said_to_tell_little_and_cause_is_warned_of(atlas):
    x, y = views(atlas, "unemployment_rate", "higher_degree", level="suuralue")
    found = correlation_of(x, y)
    said = " ".join(correlation_warnings(x, y, found, EN))
    assert "7 areas tell little" in said
    assert "cause and effect" in said
    assert "Areas are not people" in said
    assert "Estimates (≈)" in said
    assert "same people" not in said
    shares = views(atlas, "share_0_6", "share_7_17", level="suuralue")
    assert "same people" in " ".join(correlation_warnings(*shares, correlation_of(*shares), EN))


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (Correlation(7, -0.5, -0.91, 0.41, -0.4), "both sides of zero"),
        (Correlation(45, 0.5, 0.24, 0.69, 0.4), "tends to be higher too"),
        (Correlation(45, -0.5, -0.69, -0.24, -0.4), "tends to be lower"),
        (Correlation(3, np.nan, np.nan, np.nan, np.nan), "Only 3 areas"),
        (Correlation(0, np.nan, np.nan, np.nan, np.nan), "No area has both"),
        (Correlation(7, np.nan, np.nan, np.nan, np.nan), "the same in every area"),
    ],
)
def test_what_is_said_of_a_correlation_goes_by_its_interval(atlas, found, said):
    x, y = views(atlas, "unemployment_rate", "higher_degree", level="suuralue")
    assert said in correlation_sentences(x, y, found, EN)[-1]
