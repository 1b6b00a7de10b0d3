"""`f=csv`: what a data frame reads back is what JSON says, figure by figure and status by status."""

from __future__ import annotations

import csv
import io
from typing import Any

import pandas
import pytest
from flask import Flask
from flask.testing import FlaskClient
from requests.utils import parse_header_links

COMPARED = [
    "/api/compare?indicators=unemployment_rate,median_income",
    "/api/compare?level=postinumeroalue&indicators=population&years=2016,2024&lang=sv",
    "/api/compare?level=kunta&indicators=population&year=2013",
]
OBSERVED = [
    "/api/indicators/unemployment_rate/observations?level=postinumeroalue",
    "/api/indicators/median_income/observations?level=postinumeroalue&year=2016",
    "/api/indicators/population/observations?level=postinumeroalue&limit=7&offset=40",
]


def read(text: str) -> list[dict[str, str]]:
    """Rows as pandas reads them when told that everything is text."""
    rows: list[dict[str, str]] = pandas.read_csv(io.StringIO(text), dtype=str, keep_default_na=False).to_dict("records")
    return rows


def same(cell: str, value: Any) -> bool:
    """Whether a cell says what JSON says."""
    if value is None:
        return cell == ""
    if isinstance(value, bool):
        return cell == str(value).lower()
    return float(cell) == value if isinstance(value, int | float) else cell == value


def assert_equal(rows: list[dict[str, str]], said: list[dict[str, Any]]) -> None:
    assert [list(row) for row in rows] == [list(one) for one in said]
    for row, one in zip(rows, said, strict=True):
        wrong = {name: (cell, one[name]) for name, cell in row.items() if not same(cell, one[name])}
        assert wrong == {}


@pytest.mark.parametrize("address", COMPARED)
def test_a_comparison_read_by_pandas_equals_the_properties_of_its_features(client: FlaskClient, address: str) -> None:
    rows = read(client.get(f"{address}&f=csv").text)
    assert_equal(rows, [one["properties"] for one in client.get(address).get_json()["features"]])


@pytest.mark.parametrize("address", OBSERVED)
def test_observations_read_by_pandas_equal_the_json_ones(client: FlaskClient, address: str) -> None:
    rows = read(client.get(f"{address}&f=csv").text)
    said = client.get(address).get_json()["observations"]
    assert_equal([dict(sorted(row.items())) for row in rows], [dict(sorted(one.items())) for one in said])
    assert rows


def test_hidden_and_missing_figures_are_empty_cells_beside_their_status(marked_app: Flask) -> None:
    client = marked_app.test_client()
    rows = read(client.get("/api/compare?level=postinumeroalue&indicators=unemployment_rate&f=csv").text)
    by_status = {row["unemployment_rate_status"]: row["unemployment_rate"] for row in rows}
    assert "suppressed" in by_status
    assert by_status["suppressed"] == ""
    assert "missing" in by_status
    assert by_status["missing"] == ""
    assert float(by_status["ok"]) >= 0


def test_it_is_rfc_4180_in_utf_8_and_says_so(client: FlaskClient) -> None:
    answer = client.get(f"{COMPARED[0]}&f=csv")
    assert answer.content_type == "text/csv; charset=utf-8"
    told = "compare-suuralue-unemployment_rate-median_income-2024.csv"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{told}"'
    text = answer.data.decode("utf-8")
    lines = text.split("\r\n")
    # no mark of byte order, every line ends in CRLF, codes keep their zeros
    assert lines[0].startswith("code,name,")
    assert lines[-1] == ""
    assert "\n" not in "".join(lines)
    assert [row["code"] for row in csv.DictReader(io.StringIO(text))] == [f"049{n}000000" for n in range(1, 8)]


def test_an_accept_header_asks_for_rows_too(client: FlaskClient) -> None:
    answer = client.get(COMPARED[0], headers={"Accept": "text/csv"})
    assert answer.data == client.get(f"{COMPARED[0]}&f=csv").data
    # who takes anything still gets JSON
    assert client.get(OBSERVED[0], headers={"Accept": "*/*"}).content_type == "application/json"


def test_the_next_page_of_observations_is_one_link_away(client: FlaskClient) -> None:
    address = "/api/indicators/unemployment_rate/observations?level=postinumeroalue&limit=100&f=csv"
    rows: list[dict[str, str]] = []
    pages = 0
    while address:
        answer = client.get(address)
        rows += read(answer.text)
        pages += 1
        links = {one["rel"]: one["url"] for one in parse_header_links(answer.headers.get("Link", ""))}
        address = links.get("next", "").removeprefix("http://localhost")
    whole = client.get("/api/indicators/unemployment_rate/observations?level=postinumeroalue").get_json()
    assert pages > 1
    assert len(rows) == whole["numberMatched"] == len({(row["year"], row["code"]) for row in rows})


def test_a_page_beyond_the_last_row_still_names_its_columns(client: FlaskClient) -> None:
    text = client.get("/api/indicators/population/observations?offset=100000&f=csv").text
    assert text.startswith("year,code,")
    assert text.count("\r\n") == 1


def test_a_fault_stays_a_fault_and_other_addresses_make_no_rows(client: FlaskClient) -> None:
    assert client.get("/api/compare?f=csv").status_code == 400
    fault = client.get("/api/compare?indicators=unemployment_rate&f=pdf").get_json()
    assert fault["allowed"][:3] == ["geojson", "json", "csv"]
    assert client.get("/api/collections?f=csv").status_code == 400


@pytest.mark.parametrize("path", ["/compare", "/indicators/{indicator}/observations"])
def test_json_links_to_the_rows_and_openapi_declares_them(client: FlaskClient, path: str) -> None:
    address = COMPARED[0] if path == "/compare" else OBSERVED[0]
    [link] = [one for one in client.get(address).get_json()["links"] if one["type"] == "text/csv"]
    assert link["rel"] == "alternate"
    assert link["href"] == f"http://localhost{address}&f=csv"
    described = client.get("/api/openapi.json").get_json()["paths"][path]["get"]
    assert described["responses"]["200"]["content"]["text/csv"] == {"schema": {"type": "string"}}
    [form] = [one for one in described["parameters"] if one["name"] == "f"]
    assert "csv" in form["schema"]["enum"]
