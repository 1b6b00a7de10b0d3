"""The profile of an area: its numbers against ones worked out from the atlas, the publisher's table and the grid."""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
import rasterio

from hytemap.atlas import Atlas
from hytemap.maps.age_bands import age_bands
from hytemap.maps.profile import STRUCTURE, Profile, ProfileRow
from hytemap.maps.profile_sentences import profile_sentences
from hytemap.maps.surroundings import bordering, holding, within
from hytemap.maps.wording import Wording
from hytemap.model import Status
from hytemap.settings import content_folder
from tests.content import MARKS

POSTAL, DISTRICT = "postinumeroalue", "suuralue"


def profile(atlas: Atlas, level: str, code: str, language: str = "en", year: int | None = None) -> Profile:
    return Profile(atlas, atlas.level(level), code, Wording(language), year)


def row(found: Profile, indicator: str) -> ProfileRow:
    return next(one for one in found.rows if one.indicator.id == indicator)


def names(atlas: Atlas, level: str, positions: list[int]) -> list[str]:
    return [atlas.level(level).areas[i].name_fi for i in positions]


# --- rows ---


def test_every_indicator_of_the_level_has_a_row_in_its_newest_year(atlas: Atlas) -> None:
    found = profile(atlas, POSTAL, "02100")
    wanted = {name: years[-1] for name in atlas.indicators if (years := atlas.years(name, POSTAL))}
    assert {one.indicator.id: one.view.year for one in found.rows} == wanted


def test_with_a_year_only_indicators_of_that_year_have_rows_and_the_others_are_told(atlas: Atlas) -> None:
    found = profile(atlas, POSTAL, "02100", year=2016)
    assert {one.view.year for one in found.rows} == {2016}
    wanted = {name for name in atlas.indicators if 2016 in atlas.years(name, POSTAL)}
    assert {one.indicator.id for one in found.rows} == wanted
    assert {one.id for one in found.other_years} == {
        name for name in atlas.indicators if atlas.years(name, POSTAL) and name not in wanted
    }


def test_the_rank_counts_the_city_s_areas_with_a_higher_value(atlas: Atlas) -> None:
    level, found = atlas.level(POSTAL), profile(atlas, POSTAL, "02230")
    some = atlas.slice("unemployment_rate", POSTAL, 2024)
    values = some.value[level.member]
    own = some.value[level.position["02230"]]
    assert row(found, "unemployment_rate").rank == f"{int((values > own).sum()) + 1}/{len(values)}"


def test_the_difference_is_that_of_the_unrounded_values(atlas: Atlas) -> None:
    level, found = atlas.level(POSTAL), profile(atlas, POSTAL, "02230")
    own = atlas.slice("unemployment_rate", POSTAL, 2024).value[level.position["02230"]]
    away = own - atlas.city("unemployment_rate", 2024).value
    assert row(found, "unemployment_rate").compared == f"+{away:.1f}\u00a0pp"
    assert row(found, "unemployment_rate").judged is not None


def test_a_count_is_told_as_a_share_of_the_city_and_has_no_spine(atlas: Atlas) -> None:
    level, found = atlas.level(POSTAL), row(profile(atlas, POSTAL, "02230"), "population")
    own = atlas.slice("population", POSTAL, 2024).value[level.position["02230"]]
    share = 100 * own / atlas.city("population", 2024).value
    assert found.compared == f"{share:.1f}% of Espoo"
    assert found.spine is None


def test_fifths_are_told_where_there_are_many_areas_and_not_among_seven(atlas: Atlas) -> None:
    assert row(profile(atlas, POSTAL, "02150"), "share_18_29").fifth == "highest fifth"
    assert not any(one.fifth for one in profile(atlas, DISTRICT, "0491000000").rows)


def test_the_history_holds_every_year_of_the_area_and_of_the_city(atlas: Atlas) -> None:
    found, level = row(profile(atlas, POSTAL, "02230"), "unemployment_rate"), atlas.level(POSTAL)
    assert [one.year for one in found.history] == atlas.years("unemployment_rate", POSTAL)
    for one in found.history:
        some = atlas.slice("unemployment_rate", POSTAL, one.year)[level.position["02230"]]
        assert one.text.endswith(f"{some.value:.1f}")
        assert one.city.endswith(f"{atlas.city('unemployment_rate', one.year).value:.1f}")


# --- an area that is not of the city, and the city itself ---


def test_kauniainen_is_shown_but_neither_judged_nor_ranked_nor_likened(atlas: Atlas) -> None:
    found = profile(atlas, POSTAL, "02700")
    assert row(found, "unemployment_rate").text.endswith("%")
    for one in found.rows:
        assert (one.rank, one.fifth, one.judged, one.judgement) == ("", "", None, "")
        assert one.spine is None or one.spine.judgement is None
    assert row(found, "population").compared == ""
    assert found.like == []
    assert "Kauniainen is not part of Espoo" in profile_sentences(found)[0]


def test_no_area_is_likened_to_kauniainen(atlas: Atlas) -> None:
    for area in atlas.level(POSTAL).areas:
        assert "02700" not in [one.area.code for one in profile(atlas, POSTAL, area.code).like]


def test_the_city_is_not_compared_with_itself(atlas: Atlas) -> None:
    found = profile(atlas, "kunta", "049")
    assert found.is_city
    assert all((one.city, one.compared, one.spine) == ("", "", None) for one in found.rows)
    assert not any("against all of Espoo" in said for said in profile_sentences(found))


# --- what is absent ---


@pytest.mark.parametrize("code", ["02100", "02110", "02120"])
def test_a_mark_of_the_publisher_is_told_with_its_reason_and_nothing_is_judged(marked: Atlas, code: str) -> None:
    found = profile(marked, POSTAL, code)
    wanted = Status.from_word(MARKS[code][1])
    seen = row(found, "unemployment_rate")
    assert seen.status is wanted
    assert seen.text == found.wording.status(wanted)
    assert seen.reason == found.wording.status_reason(wanted)
    assert (seen.rank, seen.compared, seen.judgement, seen.interval) == ("", "", "", "")
    told = {one.id: absent.reason for absent in found.absent for one, year in absent.indicators if year == 2024}
    assert told["unemployment_rate"].startswith(found.wording.status(wanted))


def test_what_cannot_be_formed_for_districts_is_told_as_not_applicable(atlas: Atlas) -> None:
    [absent] = profile(atlas, DISTRICT, "0492000000").absent
    assert {one.id for one, _ in absent.indicators} == {"median_income", "median_household_income"}
    assert absent.reason.startswith("not applicable")


def test_what_only_other_levels_have_and_what_was_never_fetched_stand_apart(atlas: Atlas) -> None:
    found = profile(atlas, POSTAL, "02100")
    assert [(levels, [one.id for one in some]) for levels, some in found.elsewhere] == [
        ((DISTRICT, "kunta"), ["population_city"])
    ]
    fetched = {one.id for _, some in found.unfetched for one in some}
    assert fetched == {name for name in atlas.indicators if not atlas.levels_with(name)}
    assert fetched


def test_every_indicator_is_somewhere_on_the_profile(atlas: Atlas, marked: Atlas) -> None:
    for some, level, code, year in (
        (atlas, POSTAL, "02100", None),
        (atlas, DISTRICT, "0497000000", 2016),
        (atlas, "kunta", "235", None),
        (marked, POSTAL, "02120", 2024),
    ):
        found = profile(some, level, code, year=year)
        told = {one.indicator.id for one in found.rows}
        told |= {one.id for absent in found.absent for one, _ in absent.indicators}
        told |= {one.id for _, more in (*found.elsewhere, *found.unfetched) for one in more}
        told |= {one.id for one in found.other_years}
        assert told == set(some.indicators), (level, code, year)


# --- sentences ---


def test_sentences_count_what_the_rows_judge(atlas: Atlas) -> None:
    found = profile(atlas, POSTAL, "02230")
    [theme] = [rows for theme, rows in found.themes if theme.value == "hyvinvointi"]
    worse = [one for one in theme if one.judged is not None and one.judged.value.endswith("worse")]
    said = profile_sentences(found)[0]
    assert said.startswith("Wellbeing, against all of Espoo – ")
    listed = said.split("worse: ")[1].split(";")[0]
    named = [one for one in worse if f"({one.text})" in listed]
    assert len(named) == 3
    assert f"and {len(worse) - 3} other indicators" in listed


def test_estimates_are_counted_in_a_sentence(atlas: Atlas) -> None:
    found = profile(atlas, DISTRICT, "0491000000")
    valued = [one for one in found.rows if one.status.has_value]
    estimated = sum(one.status is Status.ESTIMATED for one in valued)
    assert profile_sentences(found)[-1].startswith(f"{estimated} of {len(valued)} figures are estimates")


# --- areas like it ---


def test_areas_like_it_are_nearest_in_the_structure_of_people_and_housing(atlas: Atlas) -> None:
    level = atlas.level(POSTAL)
    values = np.array([atlas.slice(name, POSTAL, atlas.years(name, POSTAL)[-1]).value for name in STRUCTURE])
    scores = np.array([(one - one[level.member].mean()) / one[level.member].std() for one in values])
    own = level.position["02230"]
    distance = np.sqrt(((scores - scores[:, [own]]) ** 2).mean(axis=0))
    distance[own] = math.inf
    distance[~level.member] = math.inf
    found = profile(atlas, POSTAL, "02230").like
    assert [one.position for one in found] == np.argsort(distance)[:3].tolist()
    assert found[0].distance == pytest.approx(distance.min())


# --- ages ---


def paavo(year: str, area: str) -> dict[str, float]:
    with (content_folder("layers") / "tables" / "paavo.csv").open(encoding="utf-8", newline="") as file:
        rows = [one for one in csv.DictReader(file) if one["year"] == year and one["area"] == area]
    return {one["variable"]: float(one["value"]) for one in rows if one["variable"].startswith("he_")}


def test_age_bands_equal_the_publisher_s_counts(atlas: Atlas) -> None:
    counts = paavo("2024", "02100")
    parts = {
        "0–6": ["he_0_2", "he_3_6"],
        "7–17": ["he_7_12", "he_13_15", "he_16_17"],
        "18–29": ["he_18_19", "he_20_24", "he_25_29"],
        "30–64": [f"he_{age}_{age + 4}" for age in range(30, 65, 5)],
        "65–74": ["he_65_69", "he_70_74"],
        "75–84": ["he_75_79", "he_80_84"],
        "85+": ["he_85_"],
    }
    found = age_bands(atlas, POSTAL, "02100")
    assert found is not None
    assert found.year == 2024
    assert {band.name: band.values[0] for band in found.bands} == pytest.approx(
        {name: 100 * sum(counts[one] for one in some) / counts["he_vakiy"] for name, some in parts.items()}
    )


def test_age_bands_are_disjoint_and_hold_everybody(atlas: Atlas) -> None:
    for level, code in ((DISTRICT, "0494000000"), (POSTAL, "02700"), ("kunta", "049")):
        found = age_bands(atlas, level, code)
        assert found is not None
        assert sum(band.values[0] for band in found.bands) == pytest.approx(100)
        if found.city:
            assert sum(band.reference[0] for band in found.bands if band.reference) == pytest.approx(100)


def test_age_bands_of_estimates_are_estimates_and_no_bands_are_made_where_shares_are_lacking(atlas: Atlas) -> None:
    found = age_bands(atlas, DISTRICT, "0494000000")
    assert found is not None
    assert {band.statuses for band in found.bands} == {(Status.ESTIMATED,)}
    assert age_bands(atlas, POSTAL, "02100", 2012) is None
    empty = age_bands(atlas, "kunta", "235")
    assert empty is None or {band.statuses for band in empty.bands} == {(Status.MISSING,)}


# --- around it ---


@pytest.fixture(scope="module")
def cells() -> dict[int, dict[int, int]]:
    """How many cells of the shipped grid each postal code (a number) has in each district (1-7)."""
    path: Path = content_folder("layers") / "rasters" / "area_grid.tif"
    with rasterio.open(path) as grid:
        district, postal = grid.read(1), grid.read(2)
    found: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for one, other in zip(postal.ravel().tolist(), district.ravel().tolist(), strict=True):
        found[one][other] += 1
    return found


@pytest.mark.parametrize("code", ["02100", "02200", "02750", "02940"])
def test_parts_of_districts_are_those_of_the_grid_cells(
    atlas: Atlas, cells: dict[int, dict[int, int]], code: str
) -> None:
    counted = cells[int(code)]
    all_cells = sum(counted.values())
    [district] = [one for one in within(atlas, atlas.level(POSTAL), code) if one.level.id == DISTRICT]
    for part in district.parts:
        assert part.share == pytest.approx(counted[int(part.area.code[3])] / all_cells, abs=0.04)
    largest = max((number for number in counted if number), key=lambda number: counted[number])
    assert district.parts[0].area.code[3] == str(largest)


def test_a_district_holds_the_postal_areas_whose_largest_part_is_there(
    atlas: Atlas, cells: dict[int, dict[int, int]]
) -> None:
    [postal] = [one for one in holding(atlas, atlas.level(DISTRICT), "0492000000") if one.level.id == POSTAL]
    wanted = {
        f"{code:05}"
        for code, counted in cells.items()
        if code and counted[2] / sum(counted.values()) > 0.5 and f"{code:05}" in atlas.level(POSTAL).position
    }
    assert {part.area.code for part in postal.mostly} == wanted
    assert "Nihtisilta" in {part.area.name_fi for part in postal.partly}


def test_the_levels_above_come_the_finest_first(atlas: Atlas) -> None:
    found = within(atlas, atlas.level(POSTAL), "02100")
    assert [one.level.id for one in found] == [DISTRICT, "kunta"]
    assert [part.area.code for part in found[1].parts] == ["049"]
    assert within(atlas, atlas.level(POSTAL), "02700") == []
    assert holding(atlas, atlas.level(POSTAL), "02100") == []


def test_neighbours_are_mutual_and_hold_kauniainen_too(atlas: Atlas) -> None:
    level = atlas.level(POSTAL)
    for area in level.areas:
        for other in bordering(level, area.code):
            assert level.position[area.code] in bordering(level, level.areas[other].code)
    assert "Kauniainen" in names(atlas, POSTAL, bordering(level, "02710"))
    assert names(atlas, POSTAL, bordering(level, "02110")) == ["Tapiola", "Otaniemi"]
