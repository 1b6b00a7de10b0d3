"""Sotkanet: what is asked, what is kept, and every way its answer can be wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from hytemap.definitions import Definitions, Table
from hytemap.definitions.sotkanet import SotkanetIndicator, SotkanetSource
from hytemap.errors import SourceError
from hytemap.model import Status
from hytemap.settings import Settings
from hytemap.sources.fetch import Outcome, fetch
from hytemap.sources.parts import FetchedPart
from hytemap.sources.publishers import Publishers
from hytemap.sources.sotkanet import read_sotkanet
from hytemap.sources.work import kept_origins, load_table_rows
from tests.servers import MAINTENANCE, Loopback, Reply
from tests.sotkanet import ESPOO, LUVN, POLICE, STATISTICS_FINLAND, Sotkanet, region, root, rows_of, sotkanet
from tests.sources.conftest import QUICK

MORBIDITY = 5641


@pytest.fixture
def service(loopback: Callable[..., Loopback], definitions: Definitions, monkeypatch: pytest.MonkeyPatch) -> Sotkanet:
    """Sotkanet on loopback, knowing all our indicators."""
    known = sotkanet(loopback(), definitions)
    monkeypatch.setenv("HYTEMAP_SERVICE_SOTKANET", root(known.service))
    return known


def with_indicators(definitions: Definitions, **indicators: dict[str, Any]) -> Definitions:
    """The definitions with these indicators of Sotkanet alone."""
    table = definitions.tables["sotkanet"]
    assert table.sotkanet is not None
    wanted = {name: SotkanetIndicator.model_validate(one) for name, one in indicators.items()}
    changed = table.model_copy(update={"sotkanet": table.sotkanet.model_copy(update={"indicators": wanted})})
    return replace(definitions, tables=definitions.tables | {"sotkanet": changed})


@pytest.fixture
def one(definitions: Definitions) -> Definitions:
    """The definitions with the morbidity index alone."""
    return with_indicators(definitions, morbidity_index={"id": MORBIDITY})


def read(definitions: Definitions, kept: dict[str, Any] | None = None) -> list[FetchedPart]:
    with Publishers(definitions.services, QUICK) as publishers:
        return read_sotkanet(definitions, definitions.tables["sotkanet"], publishers, kept or {})


def failure(definitions: Definitions) -> str:
    with pytest.raises(SourceError) as caught:
        read(definitions)
    return str(caught.value)


def ask(definitions: Definitions, settings: Settings) -> Outcome:
    return fetch(definitions, settings, ["sotkanet"], limits=QUICK)[0]


def values(part: FetchedPart) -> dict[tuple[str, int, str], tuple[float, int]]:
    rows = part.rows
    keys = zip(rows.area, rows.year.tolist(), rows.group, strict=True)
    return dict(zip(keys, zip(rows.value.tolist(), rows.status.tolist(), strict=True), strict=True))


# --- what is asked ---


def test_each_year_is_a_word_of_its_own_and_all_years_of_the_range_are_asked_at_once(
    service: Sotkanet, one: Definitions
) -> None:
    read(one)
    figures = [query for query in service.service.queries if query and query[0][0] == "indicator"]
    assert figures == [
        [("indicator", "5641"), ("years", "2021"), ("years", "2022"), ("years", "2023"), ("genders", gender)]
        for gender in ("total", "female", "male")
    ]


def test_regions_are_asked_once_and_the_long_list_of_indicators_not_at_all_when_ids_are_known(
    service: Sotkanet, definitions: Definitions
) -> None:
    read(with_indicators(definitions, morbidity_index={"id": MORBIDITY}, daily_smokers={"id": 4404}))
    paths = [words["path"] for words in service.service.asked]
    assert paths.count("/rest/1.1/regions") == 1
    assert paths.count("/rest/1.1/indicators") == 0
    assert len(paths) == 1 + 2 * (1 + 3)


def test_the_service_hears_our_own_name_as_it_refuses_those_of_libraries(service: Sotkanet, one: Definitions) -> None:
    read(one)
    assert all(agent.startswith("hytemap/") for agent in service.service.agents)


def test_only_genders_the_indicator_has_are_asked_for(service: Sotkanet, one: Definitions) -> None:
    service.described[MORBIDITY]["classifications"] = {"sex": {"values": ["total"]}}
    [part] = read(one)
    assert set(part.rows.group) == {"total"}
    assert [dict(query)["genders"] for query in service.service.queries if query] == ["total"]


# --- what comes of it ---


def test_figures_stand_under_our_codes_for_ten_municipalities_the_county_and_the_country(
    service: Sotkanet, one: Definitions
) -> None:
    [part] = read(one)
    found = values(part)
    assert {area for area, _, _ in found} == {
        "049", "078", "149", "224", "235", "257", "444", "710", "755", "927", "luvn", "finland",
    }  # fmt: skip
    assert found["049", 2023, "total"] == (12.3, Status.OK)
    assert found["luvn", 2023, "female"] == (7.0, Status.OK)
    assert found["finland", 2023, "male"] == (11.0, Status.OK)
    assert len(found) == 12 * 3 * 3


def test_null_and_an_absent_row_are_missing(service: Sotkanet, one: Definitions) -> None:
    def some(indicator: int, years: list[int], gender: str) -> list[dict[str, Any]]:
        rows = [row for row in rows_of(indicator, years, gender) if row["region"] != LUVN]
        return [row | {"value": None} if row["region"] == ESPOO and row["year"] == 2022 else row for row in rows]

    service.rows = some
    [part] = read(one)
    found = values(part)
    assert found["049", 2022, "total"][1] == Status.MISSING
    assert ("luvn", 2022, "total") not in found


def test_the_description_is_kept_in_three_languages_without_markup(service: Sotkanet, one: Definitions) -> None:
    [part] = read(one)
    said = part.meta["metadata"]
    assert said["title"] == {
        "fi": "Nimi morbidity_index",
        "sv": "Nimi morbidity_index (sv)",
        "en": "Nimi morbidity_index (en)",
    }
    assert said["description"] == {
        "fi": "Kuvaus: Nimi morbidity_index",
        "sv": "Beskrivning: Nimi morbidity_index",
        "en": None,
    }
    assert said["limits"] == {"fi": "Tulkinta. Rajaus & huomio.", "sv": "Tolkning. Avgränsning.", "en": None}
    assert said["organization"]["fi"] == "Terveyden ja hyvinvoinnin laitos (THL)"
    assert part.meta["updated"] == "2024-05-06"


# --- regions ---


def test_a_municipality_that_is_not_there_is_told_and_the_others_are_kept(service: Sotkanet, one: Definitions) -> None:
    service.regions = [one for one in service.regions if one["title"]["fi"] != "Hanko"]
    [part] = read(one)
    assert "078" not in part.rows.area
    assert part.told == (
        "SOTKANET: no region is category KUNTA, code 078, so 078 gets no figures; correct it in the table's YAML",
    )


def test_two_regions_that_both_fit_are_told_and_neither_is_taken(service: Sotkanet, one: Definitions) -> None:
    service.regions.append(region(979, "HYVINVOINTIALUE", "99", "Länsi-Uudenmaan hyvinvointialue"))
    [part] = read(one)
    assert "luvn" not in part.rows.area
    assert "2 regions are category HYVINVOINTIALUE, title Länsi-Uudenmaan hyvinvointialue" in part.told[0]


# --- indicators known by their title ---

NEET = {"find": {"title_fi": "Ulkopuolelle jääneet 17–24-vuotiaat, %", "organization": "THL"}}


def test_an_indicator_is_found_by_title_however_its_hyphens_are_written_and_its_id_is_kept(
    service: Sotkanet, definitions: Definitions, settings: Settings
) -> None:
    service.add(3219, "Ulkopuolelle jääneet 17 - 24-vuotiaat, %")
    wanted = with_indicators(definitions, neet=NEET)
    first = ask(wanted, settings)
    assert first.ok
    assert first.notices == (
        "neet: “Ulkopuolelle jääneet 17 - 24-vuotiaat, %” is indicator 3219; kept for the next time",
    )
    assert kept_origins(settings, "sotkanet")["neet"]["indicator"] == 3219
    service.service.asked.clear()
    again = ask(wanted, settings)
    assert again.notices == ()
    assert "/rest/1.1/indicators" not in [words["path"] for words in service.service.asked]


def test_a_kept_indicator_that_got_another_title_is_still_fetched_and_told(
    service: Sotkanet, definitions: Definitions, settings: Settings
) -> None:
    service.add(3219, "Ulkopuolelle jääneet 17 - 24-vuotiaat, %")
    wanted = with_indicators(definitions, neet=NEET)
    ask(wanted, settings)
    service.add(3219, "Ulkopuolelle jääneet (-2023)")
    outcome = ask(wanted, settings)
    assert outcome.ok
    assert "indicator 3219 is now called “Ulkopuolelle jääneet (-2023)”" in outcome.notices[0]


def test_another_title_in_the_definition_is_looked_for_anew(
    service: Sotkanet, definitions: Definitions, settings: Settings
) -> None:
    service.add(3219, "Ulkopuolelle jääneet 17–24-vuotiaat, %")
    service.add(3220, "Ulkopuolelle jääneet 16–24-vuotiaat, %")
    ask(with_indicators(definitions, neet=NEET), settings)
    other = {"find": {"title_fi": "Ulkopuolelle jääneet 16–24-vuotiaat, %", "organization": "THL"}}
    ask(with_indicators(definitions, neet=other), settings)
    assert kept_origins(settings, "sotkanet")["neet"]["indicator"] == 3220


def test_a_title_that_several_have_is_no_guess(service: Sotkanet, definitions: Definitions) -> None:
    service.add(3219, "Ulkopuolelle jääneet 17–24-vuotiaat, %")
    service.add(3220, "Ulkopuolelle jääneet 17-24-vuotiaat, %")
    told = failure(with_indicators(definitions, neet=NEET))
    assert "several indicators are called" in told
    assert "3219 “Ulkopuolelle jääneet 17–24-vuotiaat, %”" in told
    assert "3220" in told


def test_a_title_that_none_has_is_told_with_those_near_it(service: Sotkanet, definitions: Definitions) -> None:
    service.add(3219, "Ulkopuolelle jääneet 17–24-vuotiaat, lkm")
    told = failure(with_indicators(definitions, neet=NEET))
    assert "no indicator of THL is called “Ulkopuolelle jääneet 17–24-vuotiaat, %”" in told
    assert "3219 “Ulkopuolelle jääneet 17–24-vuotiaat, lkm”" in told
    assert "Write the right one's id" in told


def test_a_title_that_only_another_organization_has_is_not_taken(service: Sotkanet, definitions: Definitions) -> None:
    service.add(3219, "Ulkopuolelle jääneet 17–24-vuotiaat, %", POLICE)
    told = failure(with_indicators(definitions, neet=NEET))
    assert "but another's: 3219" in told
    assert "Poliisihallitus" in told


# --- third parties ---


def test_a_third_party_s_indicator_is_refused_unless_the_definition_names_its_licence(
    service: Sotkanet, definitions: Definitions
) -> None:
    service.add(77, "Kotihälytykset", POLICE)
    told = failure(with_indicators(definitions, violent_offences={"id": 77}))
    assert "indicator 77 is of Poliisihallitus, not THL's own" in told
    assert "third_party" in told
    assert not [query for query in service.service.queries if query], "figures were asked for all the same"
    licence = {"organization": "Poliisihallitus", "licence": "CC BY 4.0"}
    [part] = read(with_indicators(definitions, violent_offences={"id": 77, "third_party": licence}))
    assert len(part.rows) > 0


def test_a_licence_of_one_publisher_says_nothing_of_another_s_figures(
    service: Sotkanet, definitions: Definitions
) -> None:
    service.add(77, "Kotihälytykset", STATISTICS_FINLAND)
    licence = {"organization": "Poliisihallitus", "licence": "CC BY 4.0"}
    told = failure(with_indicators(definitions, violent_offences={"id": 77, "third_party": licence}))
    assert "indicator 77 is of Tilastokeskus" in told


# --- answers that are not what was asked ---


def first_value(value: Any) -> Callable[[int, list[int], str], Any]:
    def rows(indicator: int, years: list[int], gender: str) -> Any:
        made = rows_of(indicator, years, gender)
        made[0]["value"] = value
        return made

    return rows


def renamed(indicator: int, years: list[int], gender: str) -> Any:
    return [{("arvo" if k == "value" else k): v for k, v in row.items()} for row in rows_of(indicator, years, gender)]


def twice(indicator: int, years: list[int], gender: str) -> Any:
    rows = rows_of(indicator, years, gender)
    return [*rows, rows[0] | {"value": 99.0}]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (first_value("12,3"), "region 358, 2021: the value '12,3' is no number"),
        (first_value(True), "the value True is no number"),
        (first_value(10**400), "number is infinity"),
        (renamed, "the rows have no field value (there are: arvo, gender, indicator, region, year)"),
        (twice, "region 358, 2021: two different values came"),
        (lambda i, y, g: {"rows": []}, "a list of objects was expected"),
        (lambda i, y, g: [1, 2], "a list of objects was expected"),
        (lambda i, y, g: rows_of(i + 1, y, g), "the row is of indicator 5642, total"),
        (lambda i, y, g: rows_of(i, y, "male"), "the row is of indicator 5641, male"),
        (lambda i, y, g: [row | {"region": "700"} for row in rows_of(i, y, g)], "region is '700', not a whole number"),
        (lambda i, y, g: [row | {"year": 2021.5} for row in rows_of(i, y, g)], "year is 2021.5, not a whole number"),
        (lambda i, y, g: [], "indicator 5641 has no figures of our regions"),
    ],
)
def test_figures_that_are_not_what_was_asked_are_named(
    service: Sotkanet, one: Definitions, rows: Callable[[int, list[int], str], Any], told: str
) -> None:
    service.rows = rows
    message = failure(one)
    assert told in message
    assert message.startswith("morbidity_index: SOTKANET")


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b'[{"indicator":5641,"region":700,"year":2021,"gender":"total","value":NaN}]', "no whole JSON document"),
        (b'[{"indicator":5641,"region":700,"year":2021,"gender":"total","value":1e400}]', "no whole JSON document"),
        (b'[{"indicator":5641,"regi', "no whole JSON document"),
        (b"", "the answer is empty"),
        (MAINTENANCE, "a web page instead of data: “Huoltokatko & tauko”"),
    ],
)
def test_figures_that_are_no_json_are_named(service: Sotkanet, one: Definitions, body: bytes, told: str) -> None:
    service.broken["json/5641"] = Reply(body)
    assert told in failure(one)


@pytest.mark.parametrize(
    ("members", "told"),
    [
        ({"range": {"start": 2023, "end": 2021}}, "its range of years, 2023 to 2021, cannot be right"),
        ({"range": {"start": "2021", "end": 2023}}, "range: start is '2021', not a whole number"),
        ({"range": None}, "range is None, not an object"),
        ({"title": {"sv": "Namn"}}, "title is not there in Finnish"),
        ({"title": {"fi": 5}}, "title: fi is 5, not text"),
        ({"organization": "THL"}, "organization is 'THL', not an object"),
        ({"id": 5642}, "the answer is about indicator 5642"),
        ({"classifications": {"sex": {"values": "total"}}}, "classifications.sex.values is 'total'"),
    ],
)
def test_a_description_of_another_form_is_named(
    service: Sotkanet, one: Definitions, members: dict[str, Any], told: str
) -> None:
    service.described[MORBIDITY] |= members
    message = failure(one)
    assert told in message
    assert "indicators/5641" in message


@pytest.mark.parametrize(
    ("regions", "told"),
    [
        ({"regions": []}, "regions: a list of objects was expected"),
        ([{"id": "700", "category": "KUNTA"}], "regions: id is '700', not a whole number"),
        ([{"id": 700, "luokka": "KUNTA", "code": "049", "title": {"fi": "Espoo"}}], "there is no field 'category'"),
        ([{"id": 700, "category": "KUNTA", "code": 49, "title": {"fi": "Espoo"}}], "code is 49, not text"),
        ([], "no region is category KUNTA, code 049"),
    ],
)
def test_regions_of_another_form_are_named(service: Sotkanet, one: Definitions, regions: Any, told: str) -> None:
    service.regions = regions
    assert told in failure(one)


def test_rows_of_years_nobody_asked_for_are_left_out_and_told(service: Sotkanet, one: Definitions) -> None:
    service.rows = lambda indicator, years, gender: rows_of(indicator, [*years, 2050], gender)
    [part] = read(one)
    assert 2050 not in part.rows.year
    assert any("rows of years outside its own range are left out" in notice for notice in part.rows.notices)


# --- when it fails ---


def test_one_indicator_that_fails_costs_the_others_nothing_and_keeps_its_last_good_copy(
    service: Sotkanet, definitions: Definitions, settings: Settings
) -> None:
    wanted = with_indicators(definitions, morbidity_index={"id": MORBIDITY}, daily_smokers={"id": 4404})
    ask(wanted, settings)
    service.rows = lambda i, y, g: first_value("x")(i, y, g) if i == MORBIDITY else rows_of(i, y, g)
    outcome = ask(wanted, settings)
    assert outcome.ok
    assert [notice.split(": ")[0] for notice in outcome.notices] == ["morbidity_index"]
    parts = {part: rows for part, rows, _ in load_table_rows(settings, definitions.tables["sotkanet"])}
    assert set(parts) == {"morbidityindex", "dailysmokers"}
    assert 12.3 in parts["morbidityindex"].value


def test_an_unknown_id_is_told_and_the_rest_is_fetched(service: Sotkanet, definitions: Definitions) -> None:
    [part] = read(with_indicators(definitions, daily_smokers={"id": 1}, morbidity_index={"id": MORBIDITY}))
    [told] = part.told
    assert told.startswith("daily_smokers: SOTKANET: the service has nothing at this address (HTTP 404)")


def test_a_service_that_refuses_three_times_is_left_in_peace(service: Sotkanet, definitions: Definitions) -> None:
    source = definitions.tables["sotkanet"].sotkanet
    assert source is not None
    for ident in service.described:
        service.broken[f"indicators/{ident}"] = Reply(b"no", status=403)
    told = failure(definitions)
    assert "refuses us (HTTP 403)" in told
    assert f"given up; not asked any more for {', '.join(list(source.indicators)[3:])}" in told
    assert len([words for words in service.service.asked if "indicators/" in words["path"]]) <= 3


def test_a_service_that_is_away_keeps_everything_and_says_since_when(
    service: Sotkanet, one: Definitions, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ask(one, settings).ok
    monkeypatch.setenv("HYTEMAP_SERVICE_SOTKANET", "http://127.0.0.1:9/rest/1.1/")
    outcome = ask(one, settings)
    assert not outcome.ok
    assert "the connection was refused" in outcome.error
    assert outcome.kept is not None


def test_every_shipped_indicator_is_fetched_from_a_service_that_has_it(
    service: Sotkanet, definitions: Definitions, settings: Settings
) -> None:
    table: Table = definitions.tables["sotkanet"]
    source: SotkanetSource | None = table.sotkanet
    assert source is not None
    outcome = ask(definitions, settings)
    assert outcome.ok
    assert outcome.areas == 12
    assert all("kept for the next time" in notice for notice in outcome.notices)
    found = {origin["variable"]: json.dumps(origin["metadata"]) for _, _, origin in load_table_rows(settings, table)}
    assert set(found) == set(source.indicators)
