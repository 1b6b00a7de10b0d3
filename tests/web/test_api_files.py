"""`f=csv` with other signs, `f=xlsx` and `f=topojson`: what programs read from the files is what JSON says."""

from __future__ import annotations

import csv
import importlib
import io
import re
import zipfile
from typing import Any

import openpyxl
import owslib.etree
import pandas
import pytest
from flask import Flask
from flask.testing import FlaskClient
from shapely.geometry import shape

from hytemap.atlas.load import load_atlas
from hytemap.web.api.feature_set import Column
from hytemap.web.api.fields import Kind
from hytemap.web.exports.csv_form import csv_bytes
from hytemap.web.exports.table import Table
from hytemap.web.exports.xlsx_form import xlsx_bytes

POSTAL = "/api/collections/postinumeroalue/items?indicators=unemployment_rate&year=2024"
OBSERVED = "/api/indicators/unemployment_rate/observations?level=postinumeroalue&year=2016"


def properties(client: FlaskClient, address: str) -> list[dict[str, Any]]:
    return [one["properties"] for one in client.get(address).get_json()["features"]]


def workbook(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.mark.parametrize(("delimiter", "sign"), [("semicolon", ";"), ("tab", "\t"), ("comma", ",")])
@pytest.mark.parametrize("decimal", ["point", "comma"])
@pytest.mark.parametrize("bom", ["true", "false"])
def test_a_csv_of_chosen_signs_holds_the_same_figures(
    client: FlaskClient, delimiter: str, sign: str, decimal: str, bom: str
) -> None:
    answer = client.get(f"{POSTAL}&f=csv&delimiter={delimiter}&decimal={decimal}&bom={bom}")
    if decimal == delimiter == "comma":
        assert (answer.status_code, answer.get_json()["parameter"]) == (400, "delimiter")
        return
    assert answer.data.startswith(b"\xef\xbb\xbf") is (bom == "true")
    read = pandas.read_csv(
        io.BytesIO(answer.data),
        sep=sign,
        decimal="," if decimal == "comma" else ".",
        encoding="utf-8-sig",
        dtype={"code": str},
    )
    said = properties(client, POSTAL)
    assert list(read["code"]) == [one["code"] for one in said]
    for value, one in zip(read["unemployment_rate"], said, strict=True):
        assert value == one["unemployment_rate"] or (value != value and one["unemployment_rate"] is None)


@pytest.mark.parametrize("word", ["bom=true", "decimal=point", "delimiter=tab"])
@pytest.mark.parametrize("form", ["", "&f=json", "&f=xlsx", "&f=topojson", "&f=html"])
def test_words_of_csv_go_with_csv_only(client: FlaskClient, word: str, form: str) -> None:
    answer = client.get(f"{POSTAL}&{word}{form}", headers={"Accept": "*/*"})
    assert (answer.status_code, answer.get_json()["parameter"]) == (400, word.partition("=")[0])


@pytest.mark.parametrize("address", [POSTAL, "/api/compare?indicators=population,unemployment_rate&year=2024"])
def test_a_workbook_holds_numbers_codes_as_text_and_truths(client: FlaskClient, address: str) -> None:
    answer = client.get(f"{address}&f=xlsx")
    assert answer.headers["Content-Disposition"].endswith('-2024.xlsx"')
    sheet = workbook(answer.data).worksheets[0]
    names, *rows = sheet.iter_rows()
    said = properties(client, address)
    assert [one.value for one in names] == list(said[0])
    assert [{n.value: c.value for n, c in zip(names, row, strict=True)} for row in rows] == said
    assert {type(row[0].value) for row in rows} == {str}
    assert {row[0].number_format for row in rows} == {"@"}
    assert {type(row[8].value) for row in rows} == {bool}
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", sheet.dimensions)


def test_observations_make_a_workbook_too(client: FlaskClient) -> None:
    sheet = workbook(client.get(f"{OBSERVED}&f=xlsx").data).worksheets[0]
    names, *rows = ([cell.value for cell in row] for row in sheet.iter_rows())
    said = client.get(OBSERVED).get_json()["observations"]
    assert [dict(zip(names, row, strict=True)) for row in rows] == [{name: one[name] for name in names} for one in said]


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_second_sheet_tells_every_column_source_and_status(client: FlaskClient, language: str) -> None:
    book = workbook(client.get(f"{POSTAL}&f=xlsx&lang={language}").data)
    said = [[cell.value for cell in row] for row in book.worksheets[1].iter_rows()]
    told = {row[1]: row[2] for row in said}
    assert all(told.get(cell.value) for cell in book.worksheets[0][1])
    indicator = client.get(f"/api/indicators/unemployment_rate?lang={language}").get_json()
    level = client.get(f"/api/collections/postinumeroalue?lang={language}").get_json()
    texts = {row[2] for row in said}
    assert {indicator["definition"], indicator["attribution"], indicator["licence"], level["attribution"]} <= texts
    assert {"ok", "estimated", "not_applicable", "missing", "suppressed"} <= set(told)


def test_the_same_question_gives_the_same_bytes(client: FlaskClient) -> None:
    for form in ("xlsx", "topojson", "csv"):
        assert client.get(f"{POSTAL}&f={form}").data == client.get(f"{POSTAL}&f={form}").data


def test_no_time_stands_in_a_workbook_whatever_else_the_process_has_loaded(client: FlaskClient) -> None:
    # OWSLib calls the namespace of these times otherwise than openpyxl does, for the whole process
    importlib.reload(owslib.etree)
    with zipfile.ZipFile(io.BytesIO(client.get(f"{POSTAL}&f=xlsx").data)) as book:
        said = book.read("docProps/core.xml").decode()
    assert "hytemap" in said
    assert not re.search("created|modified|20[0-9][0-9]-", said)


def test_hidden_figures_are_empty_cells_beside_their_status(marked_app: Flask) -> None:
    client = marked_app.test_client()
    address = "/api/compare?level=postinumeroalue&indicators=unemployment_rate"
    sheet = workbook(client.get(f"{address}&f=xlsx").data).worksheets[0]
    names, *rows = ([cell.value for cell in row] for row in sheet.iter_rows())
    at, beside = names.index("unemployment_rate"), names.index("unemployment_rate_status")
    hidden = [row[at] for row in rows if row[beside] == "suppressed"]
    assert hidden
    assert set(hidden) == {None}


def test_too_large_a_workbook_is_refused(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hytemap.web.exports.xlsx_form.MOST_CELLS", 100)
    answer = client.get(f"{POSTAL}&f=xlsx")
    assert (answer.status_code, answer.get_json()["parameter"]) == (400, "limit")


def made(app: Flask, values: list[Any], kind: Kind) -> Table:
    """A table of one column."""
    atlas = load_atlas(app.config["SETTINGS"].data / "snapshots")
    level = atlas.levels["suuralue"]
    return Table("x", "x", "en", atlas, level, [], [], "total", [Column("one", kind, values, 0, None)])


def test_a_text_never_becomes_a_formula(app: Flask) -> None:
    texts = ["=1+1", "+1", "-1", "@SUM(A1)", "#N/A", "fine"]
    table = made(app, texts, Kind.TEXT)
    rows = list(csv.reader(io.StringIO(csv_bytes(table).decode())))
    assert [row[0] for row in rows[1:]] == ["'=1+1", "'+1", "'-1", "'@SUM(A1)", "#N/A", "fine"]
    cells = [row[0] for row in list(workbook(xlsx_bytes(table, [])).worksheets[0].iter_rows())[1:]]
    assert [(cell.value, cell.data_type) for cell in cells] == [(text, "s") for text in texts]
    # a negative number stays one
    assert csv_bytes(made(app, [-1.5], Kind.NUMBER)).endswith(b"\r\n-1.5\r\n")


def decoded(topology: dict[str, Any], geometry: dict[str, Any]) -> Any:
    """A geometry of TopoJSON as a polygon, by the specification (quantised arcs are sums of steps)."""
    (kx, ky), (x0, y0) = topology["transform"]["scale"], topology["transform"]["translate"]

    def points(arc: int) -> list[tuple[float, float]]:
        x = y = 0
        line = []
        for dx, dy in topology["arcs"][arc if arc >= 0 else ~arc]:
            x, y = x + dx, y + dy
            line.append((x * kx + x0, y * ky + y0))
        return line if arc >= 0 else line[::-1]

    def ring(arcs: list[int]) -> list[tuple[float, float]]:
        line = points(arcs[0])
        for arc in arcs[1:]:
            line += points(arc)[1:]
        return line

    return shape({"type": "MultiPolygon", "coordinates": [[ring(one) for one in part] for part in geometry["arcs"]]})


def test_topojson_holds_the_same_polygons_and_properties_with_shared_borders_once(client: FlaskClient) -> None:
    topology = client.get(f"{POSTAL}&f=topojson").get_json(force=True)
    features = client.get(POSTAL).get_json()["features"]
    geometries = topology["objects"]["postinumeroalue"]["geometries"]
    assert [one["properties"] for one in geometries] == [one["properties"] for one in features]
    assert [one["id"] for one in geometries] == [one["id"] for one in features]
    for geometry, feature in zip(geometries, features, strict=True):
        wanted = shape(feature["geometry"])
        assert decoded(topology, geometry).symmetric_difference(wanted).area < 0.002 * wanted.area
    used = [arc for one in geometries for part in one["arcs"] for ring in part for arc in ring]
    shared = {arc for arc in used if ~arc in used}
    assert len(shared) > len(features)
    assert {arc if arc >= 0 else ~arc for arc in used} == set(range(len(topology["arcs"])))


def test_a_part_of_topojson_carries_only_its_own_borders(client: FlaskClient) -> None:
    whole = client.get(f"{POSTAL}&f=topojson").get_json(force=True)
    part = client.get(f"{POSTAL}&f=topojson&limit=2").get_json(force=True)
    assert 0 < len(part["arcs"]) < len(whole["arcs"])
    first, same = (one["objects"]["postinumeroalue"]["geometries"][0] for one in (whole, part))
    assert decoded(part, same).equals(decoded(whole, first))


def test_topojson_has_no_other_crs_and_areas_without_polygon_are_null(client: FlaskClient) -> None:
    refused = client.get(f"{POSTAL}&f=topojson&crs=EPSG:3067")
    assert (refused.status_code, refused.get_json()["parameter"]) == (400, "crs")
    there = client.get("/api/collections/kunta/items?f=topojson").get_json(force=True)
    said = client.get("/api/collections/kunta/items").get_json()["features"]
    kinds = {one["id"]: one["type"] for one in there["objects"]["kunta"]["geometries"]}
    assert kinds == {one["id"]: one["geometry"] and "MultiPolygon" for one in said}
    assert None in kinds.values()


def test_features_link_to_their_other_forms_with_the_same_words(client: FlaskClient) -> None:
    links = client.get(f"{POSTAL}&crs=EPSG:3067").get_json()["links"]
    by_form = {one["href"].rpartition("f=")[2]: one for one in links if one["rel"] == "alternate"}
    assert {"csv", "xlsx", "topojson"} <= set(by_form)
    assert by_form["csv"]["href"] == f"http://localhost{POSTAL}&crs=EPSG:3067&f=csv"
    # nothing in TopoJSON tells its CRS
    assert by_form["topojson"]["href"] == f"http://localhost{POSTAL}&f=topojson"
    for one in by_form.values():
        assert client.get(one["href"]).status_code == 200
