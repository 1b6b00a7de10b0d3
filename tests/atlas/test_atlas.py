"""The atlas: names, years, and what is said of what is not there."""

import json

import numpy as np
import pytest

from hytemap.atlas import load_atlas
from hytemap.errors import NotFound
from hytemap.model import BoundaryQuality, Direction, GeometryExtent, Status


@pytest.fixture(scope="module")
def atlas(shipped_settings):
    return load_atlas(shipped_settings.snapshots)


def test_levels_stand_in_their_order_and_only_those_with_areas(atlas):
    assert {level: len(atlas.levels[level].areas) for level in atlas.levels} == {
        "suuralue": 7,
        "postinumeroalue": 46,
        "kunta": 10,
    }


def test_default_borders_say_that_they_are_generalised(atlas):
    for level in atlas.levels.values():
        assert level.boundary_quality is BoundaryQuality.GENERALISED
        assert level.geometry_extent is GeometryExtent.LAND
        assert level.origin == "default"


def test_geometry_is_ready_as_multipolygon_bytes_and_none_where_there_is_no_polygon(atlas):
    for level in atlas.levels.values():
        for area, geometry, display in zip(level.areas, level.geometry, level.display, strict=True):
            if level.id == "kunta" and area.code != "049":
                assert geometry is None
                assert display is None
            else:
                assert json.loads(geometry)["type"] == json.loads(display)["type"] == "MultiPolygon"


def test_boxes_lie_around_espoo(atlas):
    for level in atlas.levels.values():
        for west, south, east, north in (level.bbox, level.display_bbox):
            assert 24.4 < west < east < 24.95
            assert 59.8 < south < north < 60.4


def test_years_are_those_with_values_at_the_level(atlas):
    assert atlas.years("unemployment_rate", "suuralue") == [2012, 2013, 2014, 2015, 2016, 2024]
    assert atlas.years("population_city", "suuralue") == [2015, 2016]
    assert atlas.years("population_city", "postinumeroalue") == []
    assert atlas.levels_with("median_income") == ["postinumeroalue"]


def test_what_is_unknown_is_named_with_what_there_is(atlas):
    with pytest.raises(NotFound, match="no level 'suurpiiri'") as caught:
        atlas.level("suurpiiri")
    assert caught.value.allowed == ["suuralue", "postinumeroalue", "kunta"]
    with pytest.raises(NotFound) as caught:
        atlas.indicator("happiness")
    assert "unemployment_rate" in caught.value.allowed
    with pytest.raises(NotFound):
        atlas.levels["suuralue"].area("02100")


def test_a_year_nobody_published_is_missing_everywhere_not_zero(atlas):
    some = atlas.slice("unemployment_rate", "suuralue", 1999)
    assert set(some.status.tolist()) == {Status.MISSING}
    assert np.isnan(some.value).all()
    assert not some.has_values


def test_an_indicator_carries_its_words_and_who_answers_for_it(atlas):
    indicator = atlas.indicators["unemployment_rate"]
    assert indicator.title["fi"] == "Työttömyysaste"
    assert indicator.direction is Direction.LOWER
    assert indicator.steward_unit["sv"]
    assert indicator.source.moments[2012].vintage == "uusmaki_before_2014"
    assert indicator.source.moments[2024].vintage == "current"
    assert set(indicator.source.carried) == {"suuralue", "kunta"}
    assert "2021" in indicator.source.carried["suuralue"]["fi"]
