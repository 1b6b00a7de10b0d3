"""Faults of what stands in an answer that gives figures: Sotkanet's rows and PxWeb's cubes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from tests.faults.conftest import House
from tests.faults.protocols import Served
from tests.faults.test_areas import refused, taken
from tests.pxweb import AREA_SERIES, PxTable, PxVariable, area_series
from tests.sotkanet import ESPOO, REGIONS, rows_of

Rows = list[dict[str, Any]]
ROWS: Mapping[str, tuple[Callable[[Rows], Any], str]] = {
    "a renamed field": (
        lambda rows: [{("arvo" if k == "value" else k): v for k, v in r.items()} for r in rows],
        "value",
    ),
    "a value that is text": (lambda rows: [{**r, "value": "12,3"} for r in rows], "the value '12,3' is no number"),
    "a region that is text": (
        lambda rows: [{**r, "region": "700"} for r in rows],
        "region is '700', not a whole number",
    ),
    "another indicator": (lambda rows: [{**r, "indicator": 1} for r in rows], "the row is of indicator 1"),
    "another gender": (lambda rows: [{**r, "gender": "all"} for r in rows], "the row is of indicator"),
    "two values of one region": (lambda rows: rows + [{**r, "value": 99.0} for r in rows], "two different values"),
    "no rows": (lambda rows: [], "no figures of our regions"),
    "rows of other regions only": (
        lambda rows: [r for r in rows if r["region"] in (49, 500, 978)],
        "no figures of our regions",
    ),
    "an object for a list": (lambda rows: {"rows": rows}, "a list of objects was expected"),
}


@pytest.mark.parametrize("fault", ROWS)
@pytest.mark.parametrize("served", ["sotkanet"], indirect=True)
def test_rows_that_are_not_what_was_asked_are_refused(house: House, served: Served, fault: str) -> None:
    change, cause = ROWS[fault]
    assert served.sotkanet is not None
    served.sotkanet.rows = lambda indicator, years, gender: change(rows_of(indicator, years, gender))
    refused(house, served, cause)


@pytest.mark.parametrize("number", [b"NaN", b"1e400", b"-Infinity"])
@pytest.mark.parametrize("served", ["sotkanet", "pxweb"], indirect=True)
def test_a_figure_that_json_does_not_have_is_refused(house: House, served: Served, number: bytes) -> None:
    key = b'"value": [' if served.name == "pxweb" else b'"value": '
    served.rewrite(lambda body: body.replace(key, key + number + (b", " if served.name == "pxweb" else b""), 1))
    refused(house, served, "no whole JSON document")


@pytest.mark.parametrize("served", ["sotkanet"], indirect=True)
def test_regions_under_other_codes_are_refused(house: House, served: Served) -> None:
    assert served.sotkanet is not None
    served.sotkanet.regions = [{**region, "category": "UUSI"} for region in REGIONS]
    refused(house, served, "no region is category KUNTA, code 049")


@pytest.mark.parametrize("served", ["sotkanet"], indirect=True)
def test_a_region_there_twice_is_told_and_gets_no_figures(house: House, served: Served) -> None:
    assert served.sotkanet is not None
    espoo = next(region for region in REGIONS if region["id"] == ESPOO)
    served.sotkanet.regions = [*REGIONS, {**espoo, "id": 7777}]
    taken(house, served, "2 regions are category KUNTA, code 049, so 049 gets no figures", unchanged=False)


@pytest.mark.parametrize("served", ["sotkanet"], indirect=True)
def test_an_indicator_that_is_gone_keeps_its_copy_and_the_others_are_taken(house: House, served: Served) -> None:
    assert served.sotkanet is not None
    del served.sotkanet.described[4404]
    taken(house, served, "daily_smokers: SOTKANET: the service has nothing at this address (HTTP 404)")


def cube(served: Served, **changes: Any) -> None:
    """Let the PxWeb service have a table that differs in these members."""
    assert served.px is not None
    served.px.tables[AREA_SERIES] = replace(served.px.tables[AREA_SERIES], **changes)


def variables(served: Served) -> list[PxVariable]:
    assert served.px is not None
    table: PxTable = served.px.tables[AREA_SERIES]
    return list(table.variables)


@pytest.mark.parametrize("served", ["pxweb"], indirect=True)
def test_a_renamed_dimension_is_told_with_those_there_are(house: House, served: Served) -> None:
    area, *rest = variables(served)
    cube(served, variables=[replace(area, code="Paikka", text="Paikka"), *rest])
    refused(house, served, "has no dimension 'Osa-alue' or 'Alue'; there are Paikka, Ikä")


@pytest.mark.parametrize("served", ["pxweb"], indirect=True)
def test_a_dimension_nobody_named_is_refused(house: House, served: Served) -> None:
    cube(served, variables=[*variables(served), PxVariable("Sukupuoli", "Sukupuoli", {"1": "Miehet", "2": "Naiset"})])
    refused(house, served, "has a dimension that the definition does not name: Sukupuoli")


@pytest.mark.parametrize("served", ["pxweb"], indirect=True)
def test_a_district_without_small_areas_is_named(house: House, served: Served) -> None:
    area, *rest = variables(served)
    fewer = {code: text for code, text in area.values.items() if not code.startswith("0497")}
    cube(served, variables=[replace(area, values=fewer), *rest])
    refused(house, served, "the areas are not those of suuralue; missing: 0497000000 Pohjois-Espoo")


@pytest.mark.parametrize("served", ["pxweb"], indirect=True)
def test_a_district_too_many_is_told_and_left_out(house: House, served: Served) -> None:
    area, *rest = variables(served)
    cube(served, variables=[replace(area, values={**area.values, "0498011811": "Uusi"}), *rest])
    taken(house, served, "figures of areas that suuralue does not have: 0498000000", unchanged=False)


@pytest.mark.parametrize("served", ["pxweb"], indirect=True)
def test_codes_of_another_form_are_refused(house: House, served: Served) -> None:
    area, *rest = variables(served)
    cube(served, variables=[replace(area, values={f"FI{code}": text for code, text in area.values.items()}), *rest])
    refused(house, served, r"no value of Osa-alue is of the form 049\[0-9\]\{7\}")


@pytest.mark.parametrize("served", ["pxweb"], indirect=True)
def test_a_code_there_twice_is_refused(house: House, served: Served) -> None:
    good = served.service.answer

    def doubled(words: dict[str, str]) -> Any:
        reply = good(words)
        if words["path"].endswith(".px") and "body" not in words and reply.body is not None:
            return replace(reply, body=reply.body.replace(b'"0491011112"', b'"0491011111"'))
        return reply

    served.instead(doubled, only_data=False)
    refused(house, served, "the metadata have a value of Osa-alue twice")


@pytest.mark.parametrize("served", ["pxweb"], indirect=True)
def test_a_mark_nobody_explained_is_refused(house: House, served: Served) -> None:
    table = area_series(range(2023, 2025), hidden={("0491011111", 2024): "***"})
    cube(served, cell=table.cell)
    refused(house, served, r"the mark '\*\*\*' stands for a figure", "mend the definition")


CUBES: Mapping[str, tuple[Callable[[dict[str, Any]], Any], str]] = {
    "text for figures": (lambda cube: {**cube, "value": ["12"] * len(cube["value"])}, "is '12', which is no number"),
    "too few figures": (lambda cube: {**cube, "value": cube["value"][:-1]}, "figures should have come"),
    "another cut": (
        lambda cube: {
            **cube,
            "id": ["Alue", *cube["id"][1:]],
            "dimension": {**cube["dimension"], "Alue": cube["dimension"]["Osa-alue"]},
        },
        "figures of another cut",
    ),
    "no dataset": (lambda cube: {"class": "collection"}, "a JSON-stat dataset was asked for"),
}


@pytest.mark.parametrize("fault", CUBES)
@pytest.mark.parametrize("served", ["pxweb"], indirect=True)
def test_a_cube_that_is_not_what_was_asked_is_refused(house: House, served: Served, fault: str) -> None:
    change, cause = CUBES[fault]
    assert served.px is not None
    served.px.changed = change
    refused(house, served, cause)
