"""Several indicators together: areas like one, and an index, on the shipped figures."""

import numpy as np
import pytest

from hytemap.errors import NotFound, RequestFault
from hytemap.maps.together import composite_index, similar_areas, together

CHOSEN = ["unemployment_rate", "basic_education", "lowest_income_households"]


def test_each_indicator_is_of_its_newest_year_or_of_the_one_asked(atlas):
    assert together(atlas, "postinumeroalue", ["unemployment_rate", "ndvi_summer"]).years == (2024, 2025)
    found = together(atlas, "postinumeroalue", ["unemployment_rate", "workplaces"], year=2016)
    assert found.years == (2016, None)
    assert np.isnan(found.values[1]).all()


def test_the_nearest_area_differs_least_in_every_indicator_taken_together(atlas):
    found = similar_areas(atlas, "postinumeroalue", "02100", CHOSEN)
    nearest = found.found.nearest
    assert found.position not in nearest
    assert len(nearest) == 44
    distances = found.found.distance[list(nearest)]
    assert (np.diff(distances) >= 0).all()
    assert found.found.used[:, nearest[0]].all()


def test_kauniainen_is_no_neighbour(atlas):
    found = similar_areas(atlas, "postinumeroalue", "02100", CHOSEN)
    assert atlas.level("postinumeroalue").position["02700"] not in found.found.nearest


def test_an_index_comes_with_its_parts_and_the_ranks_weights_make(atlas):
    found = composite_index(atlas, "suuralue", dict.fromkeys(CHOSEN, 1.0))
    assert [one.id for one in found.together.indicators] == CHOSEN
    assert found.found.parts.shape == (3, 7)
    assert sorted(found.found.rank) == [1, 2, 3, 4, 5, 6, 7]
    # least unemployment is part of being best
    best = int(np.argmin(found.found.rank))
    assert found.found.parts[0, best] > 0


def test_a_neutral_indicator_and_one_without_figures_are_refused_with_those_that_can_be_taken(atlas):
    with pytest.raises(RequestFault, match="share_65_plus has no better end") as caught:
        composite_index(atlas, "suuralue", {"unemployment_rate": 1, "share_65_plus": 1})
    assert "basic_education" in caught.value.allowed
    assert "share_65_plus" not in caught.value.allowed
    with pytest.raises(RequestFault, match="daily_smokers has no figures at the level suuralue"):
        composite_index(atlas, "suuralue", {"unemployment_rate": 1, "daily_smokers": 1})
    with pytest.raises(RequestFault, match="two indicators or more"):
        composite_index(atlas, "suuralue", {"unemployment_rate": 1})
    with pytest.raises(RequestFault, match="one positive number"):
        composite_index(atlas, "suuralue", {"unemployment_rate": 1, "basic_education": -1})


def test_what_is_not_there_is_named(atlas):
    with pytest.raises(NotFound):
        similar_areas(atlas, "postinumeroalue", "99999", CHOSEN)
    with pytest.raises(NotFound):
        together(atlas, "postinumeroalue", ["nothing"])
