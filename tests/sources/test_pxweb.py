"""PxWeb as a live source: what is asked, how it is split, what is summed, and every way it can be refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import requests

from hytemap.definitions import Definitions, Table
from hytemap.definitions.pxweb import PxwebSource
from hytemap.errors import SourceAnswerInvalid, SourceError, SourceRefused, SourceUnreachable
from hytemap.model import Status
from hytemap.sources.http import ServiceSession
from hytemap.sources.parts import FetchedPart
from hytemap.sources.publishers import Publishers
from hytemap.sources.pxweb import read_pxweb
from hytemap.sources.pxweb_service import PxwebService, split
from tests.pxweb import AREA_SERIES, OTHERS, SMALL_AREAS, PxServer, PxTable, PxVariable, area_series, people, pxweb
from tests.servers import Loopback, Reply
from tests.sources.conftest import QUICK

Start = Callable[..., Loopback]
Read = Callable[..., FetchedPart]

YEARS = range(2022, 2025)


@pytest.fixture
def read(definitions: Definitions, loopback: Start, monkeypatch: pytest.MonkeyPatch) -> Read:
    """Reads the area series from a PxWeb server, with the definition's source changed where a test says so."""

    def go(server: PxServer, table: Table | None = None, **changes: Any) -> FetchedPart:
        service = loopback()
        monkeypatch.setenv("HYTEMAP_SERVICE_ALUESARJAT", f"{pxweb(service, server)}Aluesarjat/")
        of = table or definitions.tables["area_series"]
        assert of.pxweb is not None
        source = PxwebSource.model_validate({**of.pxweb[0].model_dump(), **changes})
        with Publishers(definitions.services, QUICK) as publishers:
            return read_pxweb(definitions, of, publishers, source)[0]

    return go


@pytest.fixture
def session(loopback: Start) -> Iterator[tuple[Loopback, ServiceSession]]:
    service = loopback()
    address = pxweb(service, PxServer({AREA_SERIES: area_series()}, max_cells=100))
    with ServiceSession("ALUESARJAT", address, QUICK) as session:
        yield service, session


def figure(part: FetchedPart, area: str, variable: str, year: int, group: str = "total") -> tuple[float, Status]:
    """The one figure of an area in the rows of a part."""
    rows = part.rows
    keys = list(zip(rows.area, rows.year.tolist(), rows.variable, rows.group, strict=True))
    assert keys.count((area, year, variable, group)) == 1
    at = keys.index((area, year, variable, group))
    return float(rows.value[at]), Status(int(rows.status[at]))


def expected(begin: str, ages: range, year: int) -> float:
    return float(sum(people(code, age, year) for code in SMALL_AREAS if code.startswith(begin) for age in ages))


@pytest.mark.parametrize("own_rows", [False, True])
def test_small_areas_are_summed_to_each_level_by_their_code(read: Read, own_rows: bool) -> None:
    part = read(PxServer({AREA_SERIES: area_series(own_rows=own_rows)}))
    assert figure(part, "0491000000", "age_0_6", 2024) == (expected("0491", range(7), 2024), Status.OK)
    assert figure(part, "0497072000", "age_65_plus", 2023) == (expected("0497072", range(65, 101), 2023), Status.OK)
    assert figure(part, "0493031311", "age_85_plus", 2022) == (expected("0493031311", range(85, 101), 2022), Status.OK)
    assert set(part.rows.year.tolist()) == set(YEARS)
    assert part.rows.notices == ()


def test_those_without_a_place_count_for_the_city_alone(read: Read) -> None:
    part = read(PxServer({AREA_SERIES: area_series()}))
    whole = expected("049", range(101), 2024) + sum(people(OTHERS, age, 2024) for age in range(101))
    assert figure(part, "049", "population", 2024) == (whole, Status.OK)
    assert not [area for area in part.rows.area if area.startswith("0499")]


def test_other_cities_of_the_table_are_not_asked_for(read: Read) -> None:
    server = PxServer({AREA_SERIES: area_series()})
    part = read(server)
    assert all(code.startswith("049") for query in server.queries for code in query["Osa-alue"])
    assert not [area for area in part.rows.area if area.startswith("091")]


def test_every_dimension_is_named_in_every_query(read: Read) -> None:
    server = PxServer({AREA_SERIES: area_series()}, max_cells=500)
    read(server)
    assert len(server.queries) > 1
    assert all(set(query) == {"Osa-alue", "Ikä", "Vuosi", "Tiedot"} for query in server.queries)


def test_a_query_is_split_until_each_piece_keeps_the_cell_limit_and_nothing_is_lost(read: Read) -> None:
    whole = read(PxServer({AREA_SERIES: area_series()})).rows
    pieces = read(PxServer({AREA_SERIES: area_series()}, max_cells=1000)).rows
    assert pieces.area == whole.area
    assert np.array_equal(pieces.value, whole.value)


@pytest.mark.parametrize("limit", [1, 7, 24, 1000])
def test_pieces_cover_the_selection_once_each(limit: int) -> None:
    selection = {"a": list("abcdefg"), "b": list("xy"), "c": ["1", "2", "3"]}
    cells = [(a, b, c) for piece in split(selection, limit) for a in piece["a"] for b in piece["b"] for c in piece["c"]]
    assert len(cells) == len(set(cells)) == 42
    assert all(len(p["a"]) * len(p["b"]) * len(p["c"]) <= limit for p in split(selection, limit))


@pytest.mark.parametrize("form", [{"index_as_list": True}, {"sparse": True}])
def test_the_answer_may_come_in_each_form_of_json_stat(read: Read, form: dict[str, bool]) -> None:
    part = read(PxServer({AREA_SERIES: area_series()}, **form))  # type: ignore[arg-type]
    assert figure(part, "0491000000", "age_0_6", 2024) == (expected("0491", range(7), 2024), Status.OK)


def test_dimensions_of_the_answer_may_stand_in_another_order(read: Read) -> None:
    table = area_series()
    part = read(PxServer({AREA_SERIES: replace(table, variables=table.variables[::-1])}))
    assert figure(part, "0491000000", "age_0_6", 2024) == (expected("0491", range(7), 2024), Status.OK)


@pytest.mark.parametrize(
    ("mark", "status"),
    [("..", Status.SUPPRESSED), ("...", Status.SUPPRESSED), (".", Status.NOT_APPLICABLE), (None, Status.MISSING)],
)
def test_one_hidden_small_area_hides_the_sums_above_it_and_no_other(
    read: Read, mark: str | None, status: Status
) -> None:
    hidden: Any = {("0492021211", 2024): mark}
    part = read(PxServer({AREA_SERIES: area_series(hidden=hidden)}))
    for area in ("0492021211", "0492021000", "0492000000", "049"):
        value, standing = figure(part, area, "population", 2024)
        assert standing == status, area
        assert np.isnan(value)
    assert figure(part, "0492022000", "population", 2024)[1] == Status.OK
    assert figure(part, "0492000000", "population", 2023)[1] == Status.OK


def test_the_publishers_own_row_of_a_district_is_taken_where_a_small_area_is_hidden(read: Read) -> None:
    part = read(PxServer({AREA_SERIES: area_series(own_rows=True, hidden={("0492021211", 2024): ".."})}))
    assert figure(part, "0492021000", "population", 2024)[1] == Status.SUPPRESSED
    assert figure(part, "0492000000", "population", 2024) == (expected("0492", range(101), 2024), Status.OK)


def test_a_dash_is_an_exact_zero(read: Read) -> None:
    part = read(PxServer({AREA_SERIES: area_series(hidden={("0492021211", 2024): "-"})}))
    assert figure(part, "0492021211", "population", 2024) == (0.0, Status.OK)


def test_a_mark_that_the_definition_does_not_know_is_refused_as_it_may_hide_something(read: Read) -> None:
    with pytest.raises(SourceAnswerInvalid, match=r"the mark ':' stands for a figure.*add it under `marks`"):
        read(PxServer({AREA_SERIES: area_series(hidden={("0492021211", 2024): ":"})}))


def test_a_year_without_any_figure_is_left_out(read: Read) -> None:
    every = {(code, 2024): ".." for code in [*SMALL_AREAS, OTHERS]}
    part = read(PxServer({AREA_SERIES: area_series(hidden=every)}))
    assert set(part.rows.year.tolist()) == {2022, 2023}


def test_small_areas_that_do_not_add_up_to_the_city_are_told(read: Read) -> None:
    table = area_series(own_rows=True)
    part = read(
        PxServer({AREA_SERIES: replace(table, cell=lambda at: table.cell(at) if at["Osa-alue"] != "0490000000" else 5)})
    )
    assert "small areas do not add up to the publisher's own total: population 2022" in part.rows.notices[0]


def test_names_of_areas_are_kept_for_levels_that_join_by_name(read: Read) -> None:
    part = read(PxServer({AREA_SERIES: area_series()}))
    assert part.meta["names"]["pienalue"]["0491011111"] == SMALL_AREAS["0491011111"]
    assert set(part.meta["names"]) == {"kunta", "suuralue", "tilastoalue", "pienalue"}


def renamed(code: str, to: PxVariable | None, more: tuple[PxVariable, ...] = ()) -> PxTable:
    """The area series with the dimension `code` in another form, or without it."""
    table = area_series()
    variables = [one if one.code != code else to for one in table.variables]
    was = to.code if to else ""

    def cell(at: Any) -> Any:
        return table.cell({**at, code: at.get(was, "ALL")})

    return replace(table, variables=[one for one in variables if one is not None] + list(more), cell=cell)


class TestDimensionsAndValuesAreFoundByCodeOrText:
    def test_a_dimension_renamed_in_code_is_found_by_its_text(self, read: Read) -> None:
        ages = next(one for one in area_series().variables if one.code == "Ikä")
        part = read(PxServer({AREA_SERIES: renamed("Ikä", replace(ages, code="ika_23_20260101"))}))
        assert figure(part, "0491000000", "age_0_6", 2024)[0] == expected("0491", range(7), 2024)

    def test_a_dimension_that_is_not_there_is_told_with_those_there_are(self, read: Read) -> None:
        ages = next(one for one in area_series().variables if one.code == "Ikä")
        with pytest.raises(SourceAnswerInvalid, match=r"no dimension 'Ikä'; there are Osa-alue, age_x \(Age\), Vuosi"):
            read(PxServer({AREA_SERIES: renamed("Ikä", replace(ages, code="age_x", text="Age"))}))

    def test_a_dimension_that_the_definition_does_not_name_is_refused_before_it_can_collapse(self, read: Read) -> None:
        sex = PxVariable("Sukupuoli", "Sukupuoli", {"SSS": "Yhteensä", "1": "Miehet", "2": "Naiset"})
        server = PxServer({AREA_SERIES: replace(area_series(), variables=[*area_series().variables, sex])})
        with pytest.raises(SourceAnswerInvalid, match=r"does not name: Sukupuoli\. Left out, it would silently give"):
            read(server)
        assert server.queries == []

    def test_a_value_is_found_by_its_text_where_its_code_is_new(self, read: Read) -> None:
        content = PxVariable("Tiedot", "Tiedot", {"vaesto_1": "Väestö"})
        part = read(PxServer({AREA_SERIES: renamed("Tiedot", content)}))
        assert figure(part, "0491000000", "age_0_6", 2024)[0] == expected("0491", range(7), 2024)

    def test_a_value_that_is_not_there_is_told_with_those_there_are(self, read: Read) -> None:
        content = PxVariable("Tiedot", "Tiedot", {"osuus": "Osuus, %"})
        with pytest.raises(SourceAnswerInvalid, match=r"Tiedot has no value 'lkm' or .*; there are osuus \(Osuus, %\)"):
            read(PxServer({AREA_SERIES: renamed("Tiedot", content)}))

    def test_ages_are_put_together_of_the_groups_there_are_and_what_cannot_be_is_told(self, read: Read) -> None:
        bands = {
            "0-6": range(7),
            "7-15": range(7, 16),
            "16-17": range(16, 18),
            "18-64": range(18, 65),
            "65-": range(65, 101),
        }
        ages = PxVariable("Ikä", "Ikä", {"ALL": "Yhteensä", **{band: f"{band.rstrip('-')}" for band in bands}})
        ages.values["65-"] = "65 vuotta täyttäneet"

        def cell(at: Any) -> float:
            some = range(101) if at["Ikä"] == "ALL" else bands[at["Ikä"]]
            return float(sum(people(at["Osa-alue"], age, int(at["Vuosi"])) for age in some))

        table = renamed("Ikä", ages)
        part = read(PxServer({AREA_SERIES: replace(table, cell=cell)}))
        assert figure(part, "0491000000", "age_7_17", 2024)[0] == expected("0491", range(7, 18), 2024)
        assert figure(part, "0491000000", "age_65_plus", 2024)[0] == expected("0491", range(65, 101), 2024)
        assert "age_18_29" not in part.rows.variable
        assert "age_75_plus" not in part.rows.variable
        assert "does not give age_18_29 (the ages 18–29 cannot be put together of Ikä" in part.rows.notices[0]

    def test_a_preliminary_year_with_a_star_is_that_year(self, read: Read) -> None:
        year = PxVariable("Vuosi", "Vuosi", {"2024": "2024*"}, elimination=False)
        assert set(read(PxServer({AREA_SERIES: renamed("Vuosi", year)})).rows.year.tolist()) == {2024}

    def test_a_time_that_is_no_year_is_refused(self, read: Read) -> None:
        year = PxVariable("Vuosi", "Vuosi", {"2024": "2024Q1", "x": "2024Q2"}, elimination=False)
        with pytest.raises(SourceAnswerInvalid, match=r"x \(2024Q2\) of Vuosi is no year"):
            read(PxServer({AREA_SERIES: renamed("Vuosi", year)}))

    def test_areas_of_another_form_are_told_as_they_stand(self, read: Read) -> None:
        area = PxVariable("Osa-alue", "Osa-alue", {"KU049": "Espoo"})
        with pytest.raises(SourceAnswerInvalid, match=r"is of the form 049\[0-9\]\{7\}; there are KU049 \(Espoo\)"):
            read(PxServer({AREA_SERIES: renamed("Osa-alue", area)}))

    def test_a_district_without_any_small_area_is_told(self, read: Read) -> None:
        area = area_series().variables[0]
        fewer = replace(area, values={code: text for code, text in area.values.items() if code[:4] != "0493"})
        with pytest.raises(SourceAnswerInvalid, match="not those of suuralue; missing: 0493000000 Suur-Matinkylä"):
            read(PxServer({AREA_SERIES: renamed("Osa-alue", fewer)}))

    def test_an_extra_district_is_told_and_left_out(self, read: Read) -> None:
        area = area_series().variables[0]
        more = replace(area, values={**area.values, "0498081811": "Uusi"})
        part = read(PxServer({AREA_SERIES: renamed("Osa-alue", more)}))
        assert "figures of areas that suuralue does not have: 0498000000" in part.rows.notices[0]
        assert "0498000000" not in part.rows.area


class TestPopulationGroups:
    @pytest.fixture
    def by_sex(self, definitions: Definitions) -> Table:
        table = definitions.tables["area_series"]
        text = table.title
        return table.model_copy(update={"population_groups": {"female": text, "male": text}})

    def test_each_group_has_its_own_rows_beside_everybody(self, read: Read, by_sex: Table) -> None:
        sex = PxVariable("Sukupuoli", "Sukupuoli", {"SSS": "Yhteensä", "1": "Miehet", "2": "Naiset"})
        table = area_series()
        shares = {"SSS": 10, "1": 4, "2": 6}

        def cell(at: Any) -> float:
            return float(table.cell(at) or 0) * shares[at["Sukupuoli"]]  # type: ignore[arg-type]

        of = by_sex.pxweb[0] if by_sex.pxweb else None
        assert of is not None
        part = read(
            PxServer({AREA_SERIES: replace(table, variables=[*table.variables, sex], cell=cell)}),
            by_sex,
            dimensions={**of.dimensions, "sex": ["Sukupuoli"]},
            groups={"dimension": "sex", "total": "SSS", "values": {"female": "Naiset", "male": "1"}},
        )
        people_there = expected("0491", range(7), 2024)
        assert figure(part, "0491000000", "age_0_6", 2024)[0] == 10 * people_there
        assert figure(part, "0491000000", "age_0_6", 2024, "female")[0] == 6 * people_there
        assert figure(part, "0491000000", "age_0_6", 2024, "male")[0] == 4 * people_there


class TestRefusals:
    def test_the_service_refuses_default_agents_and_we_are_none(self, session: tuple[Loopback, ServiceSession]) -> None:
        service, of = session
        address = f"{of.address}{AREA_SERIES}"
        assert requests.get(address, timeout=5).status_code == 403
        assert of.get(address).content.startswith(b'{"title"')
        assert service.agents[-1].startswith("hytemap/")

    def test_a_query_over_the_limit_is_told_in_the_services_words(self, read: Read) -> None:
        with pytest.raises(SourceRefused, match=r"refuses us \(HTTP 403\): Too many values selected"):
            read(PxServer({AREA_SERIES: area_series()}, max_cells=10, told_cells=120_000))

    def test_a_service_that_wants_a_rest_is_told_after_all_tries(self, read: Read) -> None:
        with pytest.raises(SourceRefused, match=r"slow down.*HTTP 429.*Too many requests"):
            read(PxServer({AREA_SERIES: area_series()}, calls=2))

    def test_a_table_that_is_gone_is_told(self, read: Read) -> None:
        with pytest.raises(SourceRefused, match=r"nothing at this address \(HTTP 404\)"):
            read(PxServer({}))

    def test_a_service_without_config_is_asked_carefully_and_this_is_told(self, read: Read) -> None:
        server = PxServer({AREA_SERIES: area_series()}, config=False)
        part = read(server)
        assert all(np.prod([len(values) for values in query.values()]) <= 10_000 for query in server.queries)
        assert "limits are not known, so careful ones are kept" in part.rows.notices[-1]

    @pytest.mark.parametrize(
        ("change", "told"),
        [
            (lambda answer: {**answer, "value": answer["value"][:-1]}, "figures should have come"),
            (lambda answer: {**answer, "value": ["12", *answer["value"][1:]]}, "'12', which is no number"),
            (lambda answer: [answer], "'list' came"),
            (lambda answer: {"error": "x"}, "None came"),
        ],
    )
    def test_an_answer_that_is_no_dataset_is_refused(self, read: Read, change: Any, told: str) -> None:
        with pytest.raises(SourceAnswerInvalid, match=told):
            read(PxServer({AREA_SERIES: area_series()}, changed=change))

    def test_an_answer_of_another_cut_is_refused(self, read: Read) -> None:
        def collapsed(answer: dict[str, Any]) -> dict[str, Any]:
            return {**answer, "id": answer["id"][:3], "size": answer["size"][:3]}

        with pytest.raises(SourceAnswerInvalid, match="figures of another cut"):
            read(PxServer({AREA_SERIES: area_series()}, changed=collapsed))

    def test_an_answer_with_other_codes_than_asked_is_refused(self, read: Read) -> None:
        def swapped(answer: dict[str, Any]) -> dict[str, Any]:
            answer["dimension"]["Vuosi"]["category"]["index"] = {"1999": 0, "2023": 1, "2024": 2}
            return answer

        with pytest.raises(SourceAnswerInvalid, match="the answer lacks 2022 and adds 1999 in Vuosi"):
            read(PxServer({AREA_SERIES: area_series()}, changed=swapped))

    def test_a_figure_beyond_every_number_is_refused(self, read: Read, loopback: Start) -> None:
        server = PxServer({AREA_SERIES: area_series()}, changed=lambda answer: {**answer, "value": [float("inf")]})
        with pytest.raises(SourceAnswerInvalid, match="no whole JSON document"):
            read(server)


class TestService:
    def test_calls_are_spaced_as_the_service_asks(self, session: tuple[Loopback, ServiceSession]) -> None:
        _, of = session
        slept: list[float] = []
        clock = [0.0]

        def sleep(seconds: float) -> None:
            slept.append(seconds)
            clock[0] += seconds

        there = PxwebService(of, lambda: clock[0], sleep)
        selection = {
            "Osa-alue": list(SMALL_AREAS),
            "Ikä": [str(age) for age in range(100)],
            "Vuosi": ["2024"],
            "Tiedot": ["lkm"],
        }
        pieces = list(there.query(AREA_SERIES, selection))
        # 100 calls in 10 s are allowed: one to ask it, and these
        assert sum(piece.values.size for piece in pieces) == 2800
        assert len(slept) == (len(pieces) + 1 - 1) // 100
        assert there.max_cells == 100

    def test_metadata_are_asked_for_once(self, session: tuple[Loopback, ServiceSession]) -> None:
        service, of = session
        there = PxwebService(of)
        assert there.metadata(AREA_SERIES) is there.metadata(AREA_SERIES)
        assert len(service.asked) == 2

    def test_a_service_that_is_down_is_waited_for_once(self) -> None:
        with ServiceSession("ALUESARJAT", "http://127.0.0.1:9/api/", QUICK) as of:
            there = PxwebService(of)
            with pytest.raises(SourceUnreachable) as first:
                there.metadata(AREA_SERIES)
            with pytest.raises(SourceUnreachable) as second:
                there.metadata("another.px")
            assert first.value is second.value

    def test_a_posted_question_is_asked_again_after_a_cut_answer(
        self, session: tuple[Loopback, ServiceSession]
    ) -> None:
        service, of = session
        good = service.answer
        posted: list[str] = []

        def answer(words: dict[str, str]) -> Reply:
            if "body" in words:
                posted.append(words["body"])
                if len(posted) == 1:
                    return replace(good(words), cut_after=20)
            return good(words)

        service.answer = answer
        selection = {"Osa-alue": ["0491011111"], "Ikä": ["ALL"], "Vuosi": ["2024"], "Tiedot": ["lkm"]}
        assert len(list(PxwebService(of).query(AREA_SERIES, selection))) == 1
        assert posted[0] == posted[1]

    def test_a_question_is_not_turned_into_a_get_by_a_redirect(self, session: tuple[Loopback, ServiceSession]) -> None:
        service, of = session
        service.answer = lambda words: Reply(b"", status=302, headers={"Location": service.address})
        with pytest.raises(SourceError, match="HTTP 302"):
            of.post_json(service.address, b"{}")
