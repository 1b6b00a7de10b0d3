"""What one map shows: the same breaks for all years, honest counts, ranks without non-members."""

import numpy as np
import pytest

from hytemap.errors import NotFound, RequestFault
from hytemap.maps.palette import diverging
from hytemap.maps.view import against, make_view
from hytemap.model import Direction, Status
from hytemap.statistics.class_breaks import Fewer


def test_a_view_without_a_year_shows_the_newest_with_values(atlas):
    view = make_view(atlas, "suuralue", "unemployment_rate")
    assert view.year == 2024
    assert view.years == (2012, 2013, 2014, 2015, 2016, 2024)


def test_all_years_of_a_view_share_their_breaks(atlas):
    breaks = {make_view(atlas, "postinumeroalue", "unemployment_rate", year).breaks for year in (2012, 2016, 2024)}
    assert len(breaks) == 1


def test_legend_counts_are_the_member_areas_in_each_class(atlas):
    view = make_view(atlas, "postinumeroalue", "unemployment_rate")
    assert sum(some.count for some in view.classes) == 45
    kauniainen = view.level.position["02700"]
    assert view.class_of[kauniainen] >= 0
    assert view.rank[kauniainen] == 0
    for some in view.classes:
        inside = view.slice.value[view.level.member]
        lowest = some is view.classes[0]
        counted = ((inside > some.low) | (lowest & (inside == some.low))) & (inside <= some.high)
        assert counted.sum() == some.count


def test_non_members_move_no_break(atlas):
    view = make_view(atlas, "postinumeroalue", "mean_age")
    values = [atlas.slice("mean_age", "postinumeroalue", year).value for year in view.years]
    kauniainen = view.level.position["02700"]
    assert view.limits == (
        min(np.nanmin(np.delete(some, kauniainen)) for some in values),
        max(np.nanmax(np.delete(some, kauniainen)) for some in values),
    )


def test_hidden_areas_have_no_class_no_rank_and_are_counted_by_status(marked):
    view = make_view(marked, "postinumeroalue", "unemployment_rate", 2024)
    for code in ("02100", "02110", "02120"):
        position = view.level.position[code]
        assert view.class_of[position] == -1
        assert view.rank[position] == 0
        assert np.isnan(view.difference[position])
    assert view.status_counts == {
        Status.OK: 41,
        Status.NOT_APPLICABLE: 1,
        Status.MISSING: 1,
        Status.SUPPRESSED: 3,
    }
    assert view.ranked == 40


def test_an_indicator_without_values_at_the_level_gives_a_view_without_classes(atlas):
    view = make_view(atlas, "suuralue", "median_income")
    assert view.years == ()
    assert view.classes == []
    assert view.colours == []
    assert set(view.status_counts) <= {Status.NOT_APPLICABLE, Status.MISSING}


def test_own_breaks_are_taken_as_given(atlas):
    view = make_view(atlas, "suuralue", "unemployment_rate", method="own", breaks=[8.0, 12.0])
    assert view.breaks == (8.0, 12.0)
    # 6.9 and 7.0 | 8.2, 10.3, 10.5 and 11.6 | 12.7
    assert [some.count for some in view.classes] == [2, 4, 1]


@pytest.mark.parametrize(
    ("words", "parameter"),
    [
        ({"method": "pretty"}, "method"),
        ({"classes": 2}, "classes"),
        ({"classes": 8}, "classes"),
        ({"method": "own"}, "breaks"),
        ({"method": "own", "breaks": [3.0, 1.0]}, "breaks"),
    ],
)
def test_what_is_not_offered_is_refused_with_what_is(atlas, words, parameter):
    with pytest.raises(RequestFault) as caught:
        make_view(atlas, "suuralue", "unemployment_rate", **words)
    assert caught.value.parameter == parameter
    assert caught.value.allowed


def test_an_unknown_year_is_refused_with_the_years_there_are(atlas):
    with pytest.raises(NotFound) as caught:
        make_view(atlas, "suuralue", "unemployment_rate", 2020)
    assert caught.value.allowed == ["2012", "2013", "2014", "2015", "2016", "2024"]


@pytest.mark.parametrize("level", ["suuralue", "postinumeroalue"])
def test_classes_around_the_city_have_its_newest_value_for_a_limit_in_all_years(atlas, level):
    views = [make_view(atlas, level, "unemployment_rate", year, "base", 4) for year in (2012, 2024)]
    assert views[0].breaks == views[1].breaks
    assert views[0].breaks[1] == atlas.city("unemployment_rate", 2024).value
    assert (views[0].centre.value, views[0].centre.year) == (views[0].breaks[1], 2024)
    assert views[0].colours == diverging(Direction.LOWER, 2, False, 2)
    assert views[0].fewer is None
    for view in views:
        assert ((view.class_of >= 2) == (view.slice.value > view.centre.value)).all()


def test_classes_can_stand_around_any_area(atlas):
    view = make_view(atlas, "postinumeroalue", "unemployment_rate", method="base", classes=5, base="02100")
    value = atlas.base("unemployment_rate", 2024, "02100").value
    assert view.breaks[1] < value < view.breaks[2]
    assert view.class_of[view.level.position["02100"]] == 2
    moved = against(view, "02700")
    assert moved.breaks != view.breaks
    assert (moved.base, moved.method) == ("02700", "base")
    assert (
        against(make_view(atlas, "postinumeroalue", "unemployment_rate"), "02700").breaks
        == make_view(atlas, "postinumeroalue", "unemployment_rate").breaks
    )


def test_a_base_without_a_value_leaves_natural_breaks_and_says_so(atlas):
    view = make_view(atlas, "suuralue", "unemployment_rate", method="base", base="235")
    plain = make_view(atlas, "suuralue", "unemployment_rate")
    assert not view.base_value.status.has_value
    assert (view.method, view.method_asked, view.fewer) == ("natural", "base", Fewer.NO_BASE)
    assert (view.breaks, view.colours) == (plain.breaks, plain.colours)


def test_a_view_says_why_it_has_fewer_classes(atlas):
    # every district has fewer inhabitants than the city
    view = make_view(atlas, "suuralue", "population", method="base", classes=6)
    assert (view.around.above, view.fewer) == (0, Fewer.ONE_SIDED)
    assert view.colours == diverging(view.indicator.direction, 3, False, 0)
    assert make_view(atlas, "suuralue", "unemployment_rate").fewer is None
    one_area = make_view(atlas, "kunta", "unemployment_rate")
    assert one_area.fewer is (Fewer.FEW_VALUES if len(one_area.breaks) < 4 else None)
