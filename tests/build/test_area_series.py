"""Area series and Paavo's own series from a PxWeb server to page and API: fetched, built, preferred, and told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from flask import Flask

from hytemap.atlas import Atlas, load_atlas
from hytemap.build import build
from hytemap.definitions import Definitions, load
from hytemap.model import GeometryExtent, Status
from hytemap.settings import Settings
from hytemap.sources.fetch import Outcome, fetch
from hytemap.sources.http import Limits
from hytemap.sources.levels import StoredLevel
from hytemap.sources.work import save_level
from hytemap.web.app import create_app
from tests.pxweb import AREA_SERIES, OTHERS, SMALL_AREAS, PxServer, PxTable, PxVariable, area_series, people, pxweb
from tests.servers import Loopback

QUICK = Limits(give_up_s=5.0, connect_s=1.0, read_s=2.0, retries=1, backoff_s=0.01, retry_after_s=0.01)
NOBODY = "http://127.0.0.1:9/nobody"
PAAVO = "Postinumeroalueittainen_avoin_tieto/uusin/12f7.px"

#: indicators that the area series give, and the ages each is a share of
SHARES = {
    "share_0_6": range(7),
    "share_7_17": range(7, 18),
    "share_18_29": range(18, 30),
    "share_65_plus": range(65, 101),
    "share_75_plus": range(75, 101),
    "share_85_plus": range(85, 101),
}
#: the districts, and years that the area series have in these tests: 2016 the shipped Paavo has too, 2025 nobody else
YEARS = range(2016, 2026, 3)


@pytest.fixture(scope="module")
def definitions() -> Definitions:
    return load(Settings())


@pytest.fixture
def fetched(
    definitions: Definitions,
    loopback: Callable[..., Loopback],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> Callable[..., tuple[Settings, list[Outcome]]]:
    """Fetches tables from PxWeb servers, and from nowhere else, into a data folder of the test."""

    def go(names: list[str], **servers: PxServer) -> tuple[Settings, list[Outcome]]:
        for name in definitions.services:
            monkeypatch.setenv(f"HYTEMAP_SERVICE_{name}", NOBODY)
        for name, server in servers.items():
            address = pxweb(loopback(), server)
            monkeypatch.setenv(f"HYTEMAP_SERVICE_{name}", address + ("Aluesarjat/" if name == "ALUESARJAT" else ""))
        settings = Settings(data=tmp_path / "data")
        return settings, fetch(definitions, settings, names, limits=QUICK)

    return go


def counted(begin: str, ages: range, year: int) -> int:
    """Inhabitants of the small areas whose code begins with `begin`."""
    return sum(people(code, age, year) for code in SMALL_AREAS if code.startswith(begin) for age in ages)


@pytest.fixture
def series(fetched: Callable[..., tuple[Settings, list[Outcome]]]) -> Settings:
    """A snapshot with the area series in it."""
    settings, outcomes = fetched(["area_series"], ALUESARJAT=PxServer({AREA_SERIES: area_series(YEARS)}))
    assert [outcome.error for outcome in outcomes] == [""]
    build(settings)
    return settings


@pytest.fixture
def atlas(series: Settings) -> Atlas:
    return load_atlas(series.snapshots)


def test_the_seven_districts_have_a_counted_value_for_every_indicator_of_the_area_series(atlas: Atlas) -> None:
    districts = [area.code for area in atlas.levels["suuralue"].areas]
    assert len(districts) == 7
    preferring = [one.id for one in atlas.indicators.values() if "area_series" in one.sources]
    assert set(preferring) == {"population", *SHARES}
    for indicator in preferring:
        for year in YEARS:
            found = atlas.slice(indicator, "suuralue", year)
            assert found.status.tolist() == [Status.OK] * 7
            assert found.source == "area_series"
            # nothing was carried from other areas
            assert not found.assigned_in.any()
            assert not found.assigned_out.any()
            for i, code in enumerate(districts):
                all_there = counted(code[:4], range(101), year)
                right = (
                    all_there
                    if indicator == "population"
                    else (100 * counted(code[:4], SHARES[indicator], year) / all_there)
                )
                assert found.value[i] == pytest.approx(right), (indicator, code, year)


def test_years_that_only_the_area_series_have_are_shown_beside_those_that_were_there(atlas: Atlas) -> None:
    years = atlas.years("population", "suuralue")
    assert set(YEARS) <= set(years)
    # a year that they do not have stays the estimate it was
    assert atlas.slice("population", "suuralue", 2024).source == "paavo"
    assert set(atlas.slice("population", "suuralue", 2024).status.tolist()) == {Status.ESTIMATED}
    assert atlas.indicators["population"].known_years[-1] == 2025


def test_the_city_that_districts_are_compared_with_is_of_the_same_table(atlas: Atlas) -> None:
    city = atlas.city("population", 2025)
    others = sum(people(OTHERS, age, 2025) for age in range(101))
    assert (city.value, city.status) == (counted("049", range(101), 2025) + others, Status.OK)
    found = atlas.slice("population", "kunta", 2016)
    assert found.source == "area_series"


def test_levels_and_indicators_that_the_series_do_not_give_stay_as_they_were(atlas: Atlas) -> None:
    assert atlas.slice("population", "postinumeroalue", 2016).source == "paavo"
    assert atlas.slice("unemployment_rate", "suuralue", 2016).source == "paavo"


def test_a_protected_small_area_hides_its_district_and_is_not_estimated_around(
    fetched: Callable[..., tuple[Settings, list[Outcome]]],
) -> None:
    hidden = {("0492021211", 2016): ".."}
    settings, _ = fetched(["area_series"], ALUESARJAT=PxServer({AREA_SERIES: area_series(YEARS, hidden=hidden)}))
    build(settings)
    found = load_atlas(settings.snapshots).slice("population", "suuralue", 2016)
    assert found.source == "area_series"
    assert found.status.tolist() == [Status.OK, Status.SUPPRESSED, *[Status.OK] * 5]
    assert np.isnan(found.value[1])


def test_where_a_district_would_lose_its_figure_the_estimates_stay_for_all(
    fetched: Callable[..., tuple[Settings, list[Outcome]]],
) -> None:
    hidden: Any = {("0492021211", 2016): None}
    settings, _ = fetched(["area_series"], ALUESARJAT=PxServer({AREA_SERIES: area_series(YEARS, hidden=hidden)}))
    build(settings)
    atlas = load_atlas(settings.snapshots)
    assert atlas.slice("population", "suuralue", 2016).source == "paavo"
    # in a year without estimates what there is is shown
    assert atlas.slice("population", "suuralue", 2019).source == "area_series"


class TestFaces:
    @pytest.fixture
    def app(self, series: Settings) -> Flask:
        return create_app(series, watch=False)

    def test_the_page_says_which_table_the_values_stand_on_and_why(self, app: Flask) -> None:
        page = app.test_client().get("/fi/map?level=suuralue&indicator=share_0_6&year=2016").text
        assert "Helsingin seudun aluesarjat -tilastokanta ja Tilastokeskus" in page
        assert "Se ei ole arvio, joten se on otettu postinumeroalueista lasketun arvion sijaan." in page
        assert "age_0_6 / population" in page
        estimated = app.test_client().get("/fi/map?level=suuralue&indicator=share_0_6&year=2017").text
        assert "Se ei ole arvio, joten" not in estimated
        assert "Lähde: Tilastokeskus, Paavo" in estimated

    def test_a_comparison_names_the_table_of_the_year_asked_for(self, app: Flask) -> None:
        client = app.test_client()
        words = "level=suuralue&indicators=population&lang=en"

        def column(year: int) -> dict[str, Any]:
            (only,) = client.get(f"/api/compare?{words}&year={year}").json["comparison"]["columns"]  # type: ignore[index]
            return dict(only)

        counted = column(2016)
        assert counted["source"]["table"] == "area_series"
        assert "It is no estimate" in counted["source"]["note"]
        assert counted["moment"]["verified"] is False
        other = column(2024)
        assert (other["source"]["table"], other["source"]["note"]) == ("paavo", None)

    def test_the_indicator_answer_lists_the_preferred_table_with_its_levels_and_years(self, app: Flask) -> None:
        answer = app.test_client().get("/api/indicators/share_85_plus?lang=sv").json
        assert answer is not None
        assert answer["source"]["table"] == "paavo"
        (preferred,) = answer["preferred"]
        assert preferred["table"] == "area_series"
        assert preferred["levels"] == ["suuralue", "tilastoalue", "pienalue", "kunta"]
        assert preferred["formula"]["ratio.numerator"] == "age_85_plus"
        assert [moment["year"] for moment in preferred["moments"]] == list(YEARS)
        assert "Den är ingen uppskattning" in preferred["note"]

    def test_each_observation_names_its_table_and_the_answer_both_publishers(self, app: Flask) -> None:
        answer = app.test_client().get("/api/indicators/population/observations?level=suuralue&lang=en").json
        assert answer is not None
        by_year = {row["year"]: (row["source"], row["status"]) for row in answer["observations"]}
        assert by_year[2016] == ("area_series", "ok")
        assert by_year[2017] == ("paavo", "estimated")
        assert "Paavo" in answer["attribution"]
        assert "area series" in answer["attribution"]


class TestSmallerLevels:
    """Statistical and small areas of Espoo's own map, whose codes are not those of the series."""

    def level(self, name: str, rows: list[tuple[str, str, str | None]]) -> StoredLevel:
        """A fetched level with areas of (code, name, code of the series), drawn as squares."""
        west, south = 25_480_000, 6_670_000
        shapes = [
            shapely.MultiPolygon([shapely.box(west + 1000 * i, south, west + 1000 * (i + 1), south + 1000)])
            for i in range(len(rows))
        ]
        geometry = np.empty(len(rows), dtype=object)
        geometry[:] = shapes
        names = [row[1] for row in rows]
        return StoredLevel(
            name, [row[0] for row in rows], names, names, [row[2] for row in rows], [None] * len(rows), geometry,
            "EPSG:3879", 2026, GeometryExtent.WITH_SEA, "ESPOO", "kanta:TilastollinenAlue", "2026-11-24T00:00:00+00:00",
        )  # fmt: skip

    def built(
        self, fetched: Callable[..., tuple[Settings, list[Outcome]]], name: str, rows: list[tuple[str, str, str | None]]
    ) -> tuple[Atlas, tuple[str, ...]]:
        settings, _ = fetched(["area_series"], ALUESARJAT=PxServer({AREA_SERIES: area_series(YEARS)}))
        save_level(settings, self.level(name, rows))
        report = build(settings)
        return load_atlas(settings.snapshots), report.notices

    def test_areas_with_the_series_code_have_its_figures(
        self, fetched: Callable[..., tuple[Settings, list[Outcome]]]
    ) -> None:
        rows = [(str(100 + i), f"Tilastoalue {i}", code) for i, code in enumerate(sorted({c[:7] for c in SMALL_AREAS}))]
        rows = [(code, name, series.ljust(10, "0")) for code, name, series in rows]
        atlas, notices = self.built(fetched, "tilastoalue", rows)
        found = atlas.slice("population", "tilastoalue", 2025)
        assert found.status.tolist() == [Status.OK] * 14
        assert found.value.tolist() == [counted(series[:7], range(101), 2025) for _, _, series in rows]
        assert atlas.years("population", "tilastoalue") == list(YEARS)
        assert notices == ()

    def test_areas_without_it_are_joined_by_name_and_what_does_not_match_is_listed(
        self, fetched: Callable[..., tuple[Settings, list[Outcome]]]
    ) -> None:
        names = list(SMALL_AREAS.values())
        # as another publisher spells it; one has no name of the series, and one of the series is on no map
        rows: list[tuple[str, str, str | None]] = [
            (str(201 + i), name.upper().replace(" ", "-"), None) for i, name in enumerate(names[:-1])
        ]
        rows.append(("299", "Uusi pienalue", None))
        atlas, notices = self.built(fetched, "pienalue", rows)
        found = atlas.slice("share_65_plus", "pienalue", 2025)
        first = next(iter(SMALL_AREAS))
        right = 100 * counted(first, range(65, 101), 2025) / counted(first, range(101), 2025)
        assert found.value[0] == pytest.approx(right)
        assert found.status.tolist() == [Status.OK] * 27 + [Status.MISSING]
        assert len(notices) == 1
        assert "area_series and pienalue do not match in full" in notices[0]
        assert "areas without figures: 299 Uusi pienalue" in notices[0]
        assert f"figures without an area: {list(SMALL_AREAS)[-1]} {names[-1]}" in notices[0]


def paavo_table(definitions: Definitions, renamed: bool, years: Mapping[str, str]) -> PxTable:
    """Paavo's own series: every variable by postal area and year, each figure 1,000 and the last digits of the code."""
    variables = definitions.tables["paavo"].variables
    codes = [area.code for area in definitions.levels["postinumeroalue"].expected_areas]
    areas = {
        "SSS": "KOKO MAA",
        "00100": "00100 Helsinki keskusta (Helsinki)",
        **{c: f"{c} Alue (Espoo)" for c in codes},
    }
    names = ("postinumeroalue_4_20260101", "contentscode", "timeperiod_y") if renamed else (
        "Postinumeroalue", "Tiedot", "Vuosi",
    )  # fmt: skip
    area, content, year = names

    def cell(at: Mapping[str, str]) -> int | str:
        if at[content].casefold().startswith("tp_") and at[year] == "2010":
            return ".."
        return 1000 + int(at[area][2:] if at[area].isdigit() else 0)

    content_codes = variables if renamed else [name.capitalize() for name in variables]
    return PxTable(
        "Paavo",
        [
            PxVariable(area, "Postinumeroalue", areas),
            PxVariable(content, "Tiedot", {name: f"Otsikko {name}" for name in content_codes}),
            PxVariable(year, "Vuosi", dict(years), elimination=False),
        ],
        cell,
    )


@pytest.mark.parametrize("renamed", [True, False])
def test_paavos_series_replaces_the_years_on_older_borders_under_its_old_and_new_names(
    definitions: Definitions, fetched: Callable[..., tuple[Settings, list[Outcome]]], renamed: bool
) -> None:
    table = paavo_table(definitions, renamed, {year: year for year in ("2010", "2013", "2024")})
    settings, (outcome,) = fetched(["paavo"], STATFIN=PxServer({PAAVO: table}, max_cells=5000))
    assert outcome.ok, outcome.error
    # the layer's own year could not be had, which costs the series nothing
    assert any("STATFI_POSTAL" in notice for notice in outcome.notices)
    before = definitions.tables["paavo"].groups["he"].edition(2013)
    assert before is not None
    assert before.vintage == "uusmaki_before_2014"
    build(settings)
    atlas = load_atlas(settings.snapshots)
    level = atlas.levels["postinumeroalue"]
    found = atlas.slice("population", "postinumeroalue", 2013)
    assert found.status.tolist() == [Status.OK] * 46
    assert found.value.tolist() == [1000 + int(area.code[2:]) for area in level.areas]
    assert atlas.indicators["population"].source.moments[2013].vintage == "current"
    assert atlas.indicators["population"].source.moments[2014].vintage == "suvela_before_2015"
    # a year in which the publisher has nothing of a group is no year of it
    assert 2010 in atlas.years("population", "postinumeroalue")
    assert 2010 not in atlas.indicators["workplaces"].known_years


def test_only_the_areas_of_the_map_are_asked_of_the_whole_country(
    definitions: Definitions, fetched: Callable[..., tuple[Settings, list[Outcome]]]
) -> None:
    server = PxServer({PAAVO: paavo_table(definitions, True, {"2024": "2024"})})
    fetched(["paavo"], STATFIN=server)
    asked = {code for query in server.queries for code in query["postinumeroalue_4_20260101"]}
    assert asked == {area.code for area in definitions.levels["postinumeroalue"].expected_areas}


def test_a_postal_area_that_the_series_lacks_is_told_and_the_shipped_years_stay(
    definitions: Definitions, fetched: Callable[..., tuple[Settings, list[Outcome]]]
) -> None:
    table = paavo_table(definitions, True, {"2024": "2024"})
    del table.variables[0].values["02100"]
    _, (outcome,) = fetched(["paavo"], STATFIN=PxServer({PAAVO: table}))
    assert not outcome.ok
    assert "the areas are not those of postinumeroalue; missing: 02100" in outcome.error
    assert "what is shipped stays" in str(outcome)
