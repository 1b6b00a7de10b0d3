"""What the build tells of how sure a figure is: ranges of estimates, older borders, what a survey publishes."""

import numpy as np
import pytest

from hytemap.atlas import load_atlas
from hytemap.build import build
from hytemap.model import Basis, IntervalKind, Status
from hytemap.settings import Settings
from tests.content import copy_content


@pytest.fixture(scope="module")
def atlas(shipped_settings):
    return load_atlas(shipped_settings.snapshots)


def at(atlas, level, *codes):
    return [atlas.level(level).position[code] for code in codes]


def test_a_districts_rate_lies_within_its_range_and_the_range_within_the_postal_areas_rates(atlas):
    for year in atlas.years("unemployment_rate", "suuralue"):
        district = atlas.slice("unemployment_rate", "suuralue", year)
        postal = atlas.slice("unemployment_rate", "postinumeroalue", year)
        seen = postal.value[atlas.level("postinumeroalue").member]
        known = np.isfinite(district.range_low)
        # of the seven only Suur-Espoonlahti could ever be made of whole postal areas
        assert known.sum() >= 6
        assert (seen.min() <= district.range_low[known]).all()
        assert (district.range_low[known] < district.value[known]).all()
        assert (district.value[known] < district.range_high[known]).all()
        assert (district.range_high[known] <= seen.max()).all()


def test_a_districts_population_may_lack_what_was_assigned_in_and_hold_what_was_assigned_out(atlas):
    some = atlas.slice("population", "suuralue", 2017)
    np.testing.assert_allclose(some.range_low, some.value * (1 - some.assigned_in))
    np.testing.assert_allclose(some.range_high, some.value * (1 + some.assigned_out))


@pytest.mark.parametrize("year", [2015, 2016])
def test_the_citys_own_population_lies_within_the_range_of_the_estimate_or_near_it(atlas, year, tell):
    """The range tells of split areas alone; the grid is of another year, so a per cent outside is no wonder."""
    estimate = atlas.slice("population", "suuralue", year)
    own = atlas.slice("population_city", "suuralue", year)
    inside = (estimate.range_low <= own.value) & (own.value <= estimate.range_high)
    tell(f"{year}: the city's own population lies within the apportioning range in {inside.sum()} of {len(inside)}")
    assert (own.value >= 0.985 * estimate.range_low).all()
    assert (own.value <= 1.025 * estimate.range_high).all()


def test_what_no_split_area_is_in_has_no_range(atlas):
    for level in ("postinumeroalue", "kunta"):
        some = atlas.slice("unemployment_rate", level, 2024)
        assert np.isnan(some.range_low).all()
        assert np.isnan(some.range_high).all()


def test_only_areas_whose_borders_differ_from_the_figures_are_changed(atlas):
    henttaa = at(atlas, "postinumeroalue", "02200", "02250")
    older = atlas.slice("unemployment_rate", "postinumeroalue", 2013)
    assert older.changed[henttaa].all()
    assert (older.status[older.changed] == Status.ESTIMATED).all()
    assert np.isfinite(older.range_low[older.changed]).all()
    assert np.isnan(older.range_low[~older.changed]).all()
    assert not atlas.slice("unemployment_rate", "postinumeroalue", 2016).changed.any()
    assert not atlas.slice("unemployment_rate", "kunta", 2013).changed.any()


def test_the_facts_say_how_an_interval_is_formed(atlas):
    source = atlas.indicator("unemployment_rate").source
    assert (source.interval, source.basis, source.times) == (IntervalKind.WILSON, Basis.REGISTER, 100)
    assert atlas.indicator("population").source.interval is IntervalKind.NONE
    assert 2022 in atlas.indicator("higher_degree").breaks
    assert "one scene a summer" in atlas.indicator("ndvi_summer").no_trend["en"]


TABLE = """id: survey
title: {fi: K, sv: E, en: S}
publisher: {fi: K, sv: E, en: S}
levels: [suuralue]
default: {file: survey.csv}
marks: {"..": suppressed}
groups:
  all:
    title: {fi: K, sv: E, en: S}
    variables: {safe: "Feel safe", safe_low: "Lower limit", safe_high: "Upper limit"}
    editions: [{years: [2024], vintage: current, reference: {fi: v, sv: å, en: y}}]
intervals: {safe: {low: safe_low, high: safe_high}}
protection: {fi: K, sv: E, en: S}
licence: CC BY 4.0
attribution: {fi: K, sv: E, en: S}
"""
INDICATOR = """id: feels_safe
title: {fi: K, sv: E, en: S}
definition: {fi: K, sv: E, en: S}
theme: turvallisuus
chain: outcome
direction: higher
unit: percent
decimals: 1
table: survey
formula: {published: safe}
steward: {role: {fi: K, sv: E, en: S}, unit: {fi: K, sv: E, en: S}}
update: {fi: K, sv: E, en: S}
"""


def test_a_published_interval_reaches_the_atlas_with_its_figure_and_never_without(tmp_path):
    content = copy_content(tmp_path / "content")
    (content / "layers" / "tables" / "survey.yaml").write_text(TABLE, encoding="utf-8")
    (content / "layers" / "indicators" / "feels_safe.yaml").write_text(INDICATOR, encoding="utf-8")
    rows = ["area,year,variable,value"]
    for code, numbers in {
        "0491000000": (80, 75, 84),
        "0492000000": ("..", 60, 70),
        "0493000000": (70, "..", ".."),
    }.items():
        rows += [f"{code},2024,{name},{x}" for name, x in zip(("safe", "safe_low", "safe_high"), numbers, strict=True)]
    (content / "layers" / "tables" / "survey.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    settings = Settings(data=tmp_path / "data", content=content)
    build(settings)
    atlas = load_atlas(settings.snapshots)
    some = atlas.slice("feels_safe", "suuralue", 2024)
    first, hidden, bare = at(atlas, "suuralue", "0491000000", "0492000000", "0493000000")
    assert (some.value[first], some.low[first], some.high[first]) == (80, 75, 84)
    assert some.status[hidden] == Status.SUPPRESSED
    assert np.isnan([some.low[hidden], some.high[hidden], some.low[bare], some.high[bare]]).all()
    assert atlas.indicator("feels_safe").source.basis is Basis.SURVEY
