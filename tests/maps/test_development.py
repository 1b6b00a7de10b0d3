"""Development and gaps of a view, on the shipped figures."""

import numpy as np
import pytest

from hytemap.maps.development import development, gap
from hytemap.maps.view import make_view
from hytemap.statistics.inequality import GapMovement
from hytemap.statistics.trend import Meaning, Movement, chance


def test_the_citys_unemployment_rose_and_got_worse_by_the_published_counts(atlas):
    found = development(make_view(atlas, "suuralue", "unemployment_rate", 2024))
    assert found.city.first_year[0] == 2012
    assert found.city.previous_year[0] == 2016
    first, last = (atlas.city("unemployment_rate", year).value for year in (2012, 2024))
    assert found.city.since_first[0] == pytest.approx(last - first)
    assert found.city.movement == (Movement.RISING,)
    assert found.city.meaning == (Meaning.WORSE,)
    assert found.city.consecutive_dependent


def test_an_area_whose_borders_changed_starts_anew_and_others_and_the_city_do_not(atlas):
    view = make_view(atlas, "postinumeroalue", "unemployment_rate", 2024)
    found = development(view)
    for year, after in ((2012, 2013), (2013, 2014), (2014, 2015)):
        redrawn = atlas.slice("unemployment_rate", "postinumeroalue", year).changed
        assert redrawn.any()
        assert (found.areas.first_year[redrawn] >= after).all()
    never = ~atlas.slice("unemployment_rate", "postinumeroalue", 2012).changed
    assert set(found.areas.first_year[never]) == {2012}
    assert found.areas.first_year[view.level.position["02250"]] == 2015
    assert found.city.first_year[0] == 2012


def test_on_older_borders_an_area_compares_only_with_years_of_the_same_division(atlas):
    view = make_view(atlas, "postinumeroalue", "unemployment_rate", 2014)
    moments = view.source.moments
    assert moments[2013].vintage != moments[2014].vintage
    found = development(view)
    assert found.areas.first_year[view.level.position["02250"]] == 0
    assert found.areas.first_year[view.level.position["02100"]] == 2012


def test_development_is_told_up_to_the_year_shown(atlas):
    found = development(make_view(atlas, "postinumeroalue", "unemployment_rate", 2015))
    assert found.areas.years.max() == 4
    assert found.areas.previous_year.max() == 2014


def test_nothing_is_told_across_a_change_of_definition(atlas):
    found = development(make_view(atlas, "postinumeroalue", "higher_degree", 2024))
    assert set(found.areas.movement) == {Movement.UNTESTED}
    assert np.isnan(found.areas.since_first).all()
    assert found.city.movement == (Movement.UNTESTED,)
    assert [year for year, _ in found.breaks] == [2022]
    before = development(make_view(atlas, "postinumeroalue", "higher_degree", 2017))
    assert Movement.RISING in before.areas.movement
    assert before.breaks == ()


def test_of_ndvi_only_the_level_is_told(atlas):
    view = make_view(atlas, "postinumeroalue", "ndvi_summer", 2025)
    assert development(view) is None
    found = gap(view)
    assert (found.since, found.movement) == (None, None)
    assert found.years[-1].found.range > 0


def test_without_counts_the_change_is_told_untested(atlas):
    found = development(make_view(atlas, "postinumeroalue", "median_income", 2024))
    assert set(found.areas.movement) == {Movement.UNTESTED}
    assert np.isfinite(found.areas.since_first).sum() > 40
    assert found.city is None


def test_a_year_without_figures_has_no_development(atlas):
    view = make_view(atlas, "suuralue", "median_income", 2024)
    assert development(view) is None
    assert gap(view).years == ()


def test_areas_are_tested_one_by_one_by_their_own_counts(atlas):
    view = make_view(atlas, "postinumeroalue", "unemployment_rate", 2024)
    found = development(view)
    i = view.level.position["02100"]
    years = [2012, 2013, 2014, 2015, 2016, 2024]
    some = [atlas.slice("unemployment_rate", "postinumeroalue", year) for year in years]
    x, n = (np.array([getattr(one, name)[i] for one in some]) for name in ("numerator", "denominator"))
    p, t = x.sum() / n.sum(), np.array(years, dtype=float)
    away = t - (n * t).sum() / n.sum()
    z = (x * away).sum() / np.sqrt(p * (1 - p) * (n * away**2).sum())
    assert found.areas.z[i] == pytest.approx(z)
    assert found.areas.p[i] == pytest.approx(chance(np.array([z]))[0])


def test_the_gap_between_districts_grew_and_its_ends_are_named(atlas):
    view = make_view(atlas, "suuralue", "unemployment_rate", 2024)
    found = gap(view)
    assert [one.year for one in found.years] == [2012, 2013, 2014, 2015, 2016, 2024]
    last = found.years[-1]
    assert view.level.areas[last.found.highest].name_fi == "Vanha-Espoo"
    assert last.weighted_by == "denominator"
    assert 0 < last.found.gini < last.found.variation < 1
    # earlier years stand on older borders in some districts
    assert (found.since, found.movement, found.left_out) == (2015, GapMovement.GROWN, 0)


def test_non_members_are_in_no_gap(atlas):
    view = make_view(atlas, "postinumeroalue", "mean_age", 2024)
    assert {one.found.areas for one in gap(view).years} == {45}


def test_a_gap_is_told_from_the_first_year_in_which_every_area_compares(atlas):
    found = gap(make_view(atlas, "postinumeroalue", "unemployment_rate", 2024))
    assert found.years[0].year == 2012
    assert (found.since, found.left_out) == (2015, 0)
    before = gap(make_view(atlas, "postinumeroalue", "unemployment_rate", 2014))
    assert (before.since, before.movement) == (None, None)


def test_without_intervals_nothing_is_said_of_a_gap(atlas):
    found = gap(make_view(atlas, "postinumeroalue", "median_income", 2024))
    assert found.movement is None
    assert found.years[-1].weighted_by == "population"
    assert 0 < found.years[-1].found.gini < 1


def test_a_count_is_not_shared_more_or_less_evenly(atlas):
    last = gap(make_view(atlas, "postinumeroalue", "population", 2024)).years[-1]
    assert last.weighted_by == ""
    assert np.isnan([last.found.gini, last.found.variation]).all()
    assert last.found.range > 0
