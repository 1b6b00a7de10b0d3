"""`filter`: CQL2 text means what it says, held against a reading of the answers by hand; all else is a 400."""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import numpy as np
import pytest
import shapely
from flask import Flask
from flask.testing import FlaskClient
from pyproj import Transformer
from shapely.geometry import shape

from hytemap.errors import RequestFault
from hytemap.web.api import filters
from tests.web.test_api_faults import refused

POSTAL = "/api/collections/postinumeroalue/items"
#: figures with gaps (the marks of tests.content stand among the unemployed) and without
INDICATORS = "unemployment_rate,median_income,population"
ASKED = f"{POSTAL}?indicators={INDICATORS}&lang=fi"


def features(client: FlaskClient, address: str = ASKED) -> list[dict[str, Any]]:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.get_json()["features"]
    return found


def chosen(client: FlaskClient, text: str, more: str = "", address: str = ASKED) -> list[str]:
    """Codes that the filter leaves."""
    return [one["id"] for one in features(client, f"{address}&filter={quote(text)}{more}")]


# truth of three values, as SQL has it: None is unknown
def both(one: bool | None, other: bool | None) -> bool | None:
    if one is False or other is False:
        return False
    return None if one is None or other is None else True


def either(one: bool | None, other: bool | None) -> bool | None:
    if one is True or other is True:
        return True
    return None if one is None or other is None else False


def opposite(one: bool | None) -> bool | None:
    return None if one is None else not one


def when(value: Any, test: Callable[[Any], bool | None]) -> bool | None:
    return None if value is None else test(value)


def bare(text: str) -> str:
    """The text without marks on its letters."""
    return "".join(one for one in unicodedata.normalize("NFD", text) if not unicodedata.combining(one))


Row = dict[str, Any]

CASES: dict[str, Callable[[Row], bool | None]] = {
    "unemployment_rate = 10": lambda row: when(row["unemployment_rate"], lambda value: value == 10),
    "unemployment_rate <> 10": lambda row: when(row["unemployment_rate"], lambda value: value != 10),
    "unemployment_rate < 8.5": lambda row: when(row["unemployment_rate"], lambda value: value < 8.5),
    "unemployment_rate > 8.5": lambda row: when(row["unemployment_rate"], lambda value: value > 8.5),
    "8.5 >= unemployment_rate": lambda row: when(row["unemployment_rate"], lambda value: value <= 8.5),
    "population >= 5000": lambda row: when(row["population"], lambda value: value >= 5000),
    "name = 'Olari'": lambda row: row["name"] == "Olari",
    "code < '02200'": lambda row: row["code"] < "02200",
    "code IN ('02100','02230','99999')": lambda row: row["code"] in ("02100", "02230"),
    "code NOT IN ('02100','02230')": lambda row: row["code"] not in ("02100", "02230"),
    "unemployment_rate IN (1, NULL)": lambda row: when(
        row["unemployment_rate"], lambda value: True if value == 1 else None
    ),
    "unemployment_rate NOT IN (1, NULL)": lambda row: None,
    "population BETWEEN 1000 AND 5000": lambda row: when(row["population"], lambda value: 1000 <= value <= 5000),
    "population NOT BETWEEN 1000 AND 5000": lambda row: when(
        row["population"], lambda value: not 1000 <= value <= 5000
    ),
    "population BETWEEN 5000 AND 1000": lambda row: False,
    "unemployment_rate IS NULL": lambda row: row["unemployment_rate"] is None,
    "unemployment_rate IS NOT NULL": lambda row: row["unemployment_rate"] is not None,
    "unemployment_rate = NULL": lambda row: None,
    "NOT unemployment_rate > 8.5": lambda row: opposite(when(row["unemployment_rate"], lambda value: value > 8.5)),
    "NOT (unemployment_rate > 8.5 OR population > 5000)": lambda row: opposite(
        either(
            when(row["unemployment_rate"], lambda value: value > 8.5),
            when(row["population"], lambda value: value > 5000),
        )
    ),
    "unemployment_rate > 8.5 OR population < 1000": lambda row: either(
        when(row["unemployment_rate"], lambda value: value > 8.5), when(row["population"], lambda value: value < 1000)
    ),
    "NOT (unemployment_rate > 8.5 AND code = '02100')": lambda row: opposite(
        both(when(row["unemployment_rate"], lambda value: value > 8.5), row["code"] == "02100")
    ),
    "unemployment_rate > 0 OR TRUE": lambda row: True,
    "unemployment_rate > 0 AND FALSE": lambda row: False,
    "code = '02100' OR code = '02110' AND population < 0": lambda row: row["code"] == "02100",
    "(code = '02100' OR code = '02110') AND population < 0": lambda row: False,
    "member": lambda row: row["member"],
    "NOT member": lambda row: not row["member"],
    "member = FALSE": lambda row: not row["member"],
    "unemployment_rate_status = 'suppressed'": lambda row: row["unemployment_rate_status"] == "suppressed",
    "median_income - 30000 > 0": lambda row: when(row["median_income"], lambda value: value - 30000 > 0),
    "population + median_income > 35000": lambda row: (
        None
        if row["population"] is None or row["median_income"] is None
        else row["population"] + row["median_income"] > 35000
    ),
    "population * unemployment_rate / 100 > 300": lambda row: (
        None
        if row["population"] is None or row["unemployment_rate"] is None
        else row["population"] * row["unemployment_rate"] / 100 > 300
    ),
    "population % 2 = 1": lambda row: when(row["population"], lambda value: value % 2 == 1),
    "population DIV 1000 = 4": lambda row: when(row["population"], lambda value: value // 1000 == 4),
    "unemployment_rate ^ 2 > 100": lambda row: when(row["unemployment_rate"], lambda value: value**2 > 100),
    "2 + 3 * 4 = 14 AND (2 + 3) * 4 = 20 AND 10 - 4 - 3 = 3": lambda row: True,
    "-unemployment_rate < -8.5": lambda row: when(row["unemployment_rate"], lambda value: -value < -8.5),
    "population / 0 > 1": lambda row: None,
    "NOT population / 0 > 1": lambda row: None,
    "year = 2024": lambda row: row["year"] == 2024,
    "name LIKE 'Suur%'": lambda row: row["name"].startswith("Suur"),
    "name LIKE '%i'": lambda row: row["name"].endswith("i"),
    "name LIKE '%la%'": lambda row: "la" in row["name"],
    "name NOT LIKE '%la%'": lambda row: "la" not in row["name"],
    "name LIKE 'O_ari'": lambda row: len(row["name"]) == 5 and row["name"][0] + row["name"][2:] == "Oari",
    "name LIKE 'O%r_'": lambda row: row["name"].startswith("O") and row["name"][-2:-1] == "r",
    r"name LIKE 'O\%'": lambda row: False,
    r"code LIKE '\02100'": lambda row: row["code"] == "02100",
    "name LIKE 'olari'": lambda row: False,
    "CASEI(name) LIKE CASEI('oLARI')": lambda row: row["name"] == "Olari",
    "CASEI(name) = CASEI('LEPPÄVAARA')": lambda row: row["name"].lower() == "leppävaara",
    "ACCENTI(name) LIKE ACCENTI('%väär%')": lambda row: "vaar" in bare(row["name"]),
    "ACCENTI(CASEI(name)) LIKE ACCENTI(CASEI('%ÄÄ%'))": lambda row: "aa" in bare(row["name"]).lower(),
    "\"code\" = '02100'": lambda row: row["code"] == "02100",
    "name = 'it''s'": lambda row: False,
}


@pytest.fixture
def client(marked_app: Flask) -> FlaskClient:
    return marked_app.test_client()


@pytest.fixture(scope="module")
def every(marked_app: Flask) -> list[dict[str, Any]]:
    return features(marked_app.test_client())


def test_the_figures_have_gaps_or_these_tests_prove_little(every: list[dict[str, Any]]) -> None:
    properties = [one["properties"] for one in every]
    assert any(one["unemployment_rate"] is None for one in properties)
    assert any(one["unemployment_rate"] is not None for one in properties)
    assert any("ä" in one["name"] for one in properties)


@pytest.mark.parametrize("text", CASES)
def test_a_filter_leaves_what_it_is_true_of(client: FlaskClient, every: list[dict[str, Any]], text: str) -> None:
    assert chosen(client, text) == [one["id"] for one in every if CASES[text](one["properties"]) is True]


def test_most_of_these_filters_leave_some_and_not_all(every: list[dict[str, Any]]) -> None:
    kept = [sum(test(one["properties"]) is True for one in every) for test in CASES.values()]
    assert sum(0 < one < len(every) for one in kept) > 35


#: round Leppävaara, with a corner in it
TRIANGLE = shapely.Polygon([(24.75, 60.19), (24.84, 60.2), (24.8, 60.24)])
SHAPES = {
    "point": shapely.Point(24.81, 60.22),
    "line": shapely.LineString([(24.6, 60.15), (24.85, 60.25)]),
    "polygon": TRIANGLE,
    "points": shapely.MultiPoint([(24.81, 60.22), (24.66, 60.2)]),
    "collection": shapely.GeometryCollection([shapely.Point(24.81, 60.22), TRIANGLE]),
}
SPATIAL = {
    "S_INTERSECTS": shapely.intersects,
    "S_DISJOINT": shapely.disjoint,
    "S_EQUALS": shapely.equals,
    "S_TOUCHES": shapely.touches,
    "S_WITHIN": shapely.within,
    "S_OVERLAPS": shapely.overlaps,
    "S_CROSSES": shapely.crosses,
    "S_CONTAINS": shapely.contains,
}


@pytest.mark.parametrize("kind", SHAPES)
def test_spatial_functions_mean_what_they_mean_elsewhere(
    client: FlaskClient, every: list[dict[str, Any]], kind: str
) -> None:
    wanted = SHAPES[kind]
    for name, function in SPATIAL.items():
        expected = [one["id"] for one in every if function(shape(one["geometry"]), wanted)]
        assert chosen(client, f"{name}(geometry, {wanted.wkt})") == expected, name
        turned = [one["id"] for one in every if function(wanted, shape(one["geometry"]))]
        assert chosen(client, f"{name}({wanted.wkt}, geometry)") == turned, name


def test_a_box_in_a_filter_is_the_box_of_bbox(client: FlaskClient) -> None:
    by_filter = chosen(client, "S_INTERSECTS(geometry, BBOX(24.62,60.22,24.64,60.23))")
    assert by_filter == [one["id"] for one in features(client, f"{ASKED}&bbox=24.62,60.22,24.64,60.23")]
    assert by_filter


@pytest.mark.parametrize(
    ("crs", "epsg", "northing_first"),
    [
        ("EPSG:3067", 3067, False),
        ("http://www.opengis.net/def/crs/EPSG/0/3067", 3067, False),
        ("EPSG:3879", 3879, False),
        ("http://www.opengis.net/def/crs/EPSG/0/3879", 3879, True),
    ],
)
def test_coordinates_in_a_filter_stand_in_filter_crs(
    client: FlaskClient, every: list[dict[str, Any]], crs: str, epsg: int, northing_first: bool
) -> None:
    there = Transformer.from_crs(4326, epsg, always_xy=True)
    east, north = there.transform(24.81, 60.22)
    first, second = (north, east) if northing_first else (east, north)
    found = chosen(client, f"S_INTERSECTS(geometry, POINT({first} {second}))", f"&filter-crs={quote(crs)}")
    assert found == [one["id"] for one in every if shape(one["geometry"]).intersects(shapely.Point(24.81, 60.22))]
    assert len(found) == 1
    assert chosen(client, f"S_INTERSECTS(geometry, POINT({second} {first}))", f"&filter-crs={quote(crs)}") == []


def test_an_area_without_a_polygon_is_neither_here_nor_elsewhere(client: FlaskClient) -> None:
    towns = "/api/collections/kunta/items?indicators=population"
    assert chosen(client, "S_INTERSECTS(geometry, POINT(24.7 60.2))", address=towns) == ["049"]
    assert chosen(client, "NOT S_INTERSECTS(geometry, POINT(24.7 60.2))", address=towns) == []
    assert len(chosen(client, "geometry IS NULL", address=towns)) == 9


def test_a_filter_and_a_box_and_a_page_work_together(client: FlaskClient, every: list[dict[str, Any]]) -> None:
    box = shapely.box(24.7, 60.1, 24.8, 60.2)
    expected = [
        one["id"]
        for one in every
        if shape(one["geometry"]).intersects(box) and (one["properties"]["population"] or 0) > 4000
    ]
    asked = f"{ASKED}&bbox=24.7,60.1,24.8,60.2&filter={quote('population > 4000')}&limit=2&offset=1"
    answer = client.get(asked).get_json()
    assert answer["numberMatched"] == len(expected) > 3
    assert [one["id"] for one in answer["features"]] == expected[1:3]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("unemploymnt_rate > 10", "unemploymnt_rate"),
        ("population > 10 AND colour = 'red'", "colour"),
        ("CASEI(nimi) = 'x'", "nimi"),
    ],
)
def test_a_property_that_is_not_there_is_named_and_those_that_are_listed(
    client: FlaskClient, text: str, said: str
) -> None:
    problem = refused(client, f"{ASKED}&filter={quote(text)}")
    assert problem["parameter"] == "filter"
    assert said in problem["detail"]
    assert {"unemployment_rate", "code", "geometry"} <= set(problem["allowed"])


@pytest.mark.parametrize(
    "text",
    [
        *("population = 'many'", "name > 5", "member = 1", "code IN ('02100', 5)", "name BETWEEN 1 AND 2"),
        *("population LIKE '1%'", "name LIKE 5", "CASEI(population) = 'x'", "name + 1 = 2", "-name = 1"),
        *(
            "population",
            "NOT name",
            "'true'",
            "1",
            "year > DATE('2020-01-01')",
            "name = TIMESTAMP('2020-01-01T00:00:00Z')",
        ),
        *("population >", "AND", "(population > 1", "population > 1)", "name = 'open", "population == 1", "SELECT 1"),
        *(
            "like(name)",
            "between(population)",
            "in(name)",
            "and()",
            "or()",
            "isNull()",
            "casei()",
            "not()",
            "foo(name)",
        ),
        *('"<"(population)', '"not"()', '"like"()', "s_intersects(geometry)", "s_intersects()", "t_after(year, 2020)"),
        *("S_INTERSECTS(geometry, POINT EMPTY)", "S_INTERSECTS(geometry, name)", "S_INTERSECTS(name, POINT(24 60))"),
        *("S_INTERSECTS(geometry, POINT(1e400 60))", "S_INTERSECTS(geometry, BBOX(25,61,24,60))", "geometry = 1"),
        *("S_INTERSECTS(geometry, BBOX(1,2,3))", "S_INTERSECTS(geometry, LINESTRING(24 60))", "S_BUFFER(geometry, 1)"),
        "S_INTERSECTS(geometry, POLYGON((24 60,25 61,24 61,25 60,24 60)))",
        "name = 'x'; DROP TABLE areas",
        "' OR 1=1 --",
        "\x00",
        "name = '\u202e' \u202e",
        '{"op":"=","args":[1,1]}',
    ],
)
def test_what_no_filter_can_mean_is_refused(client: FlaskClient, text: str) -> None:
    problem = refused(client, f"{ASKED}&filter={quote(text)}")
    assert problem["parameter"] == "filter"
    assert problem["allowed"]


@pytest.mark.parametrize("word", ["filter-lang=cql2-text", "filter-crs=EPSG:3067"])
def test_words_about_a_filter_go_with_one(client: FlaskClient, word: str) -> None:
    assert refused(client, f"{ASKED}&{word}")["parameter"] == word.split("=")[0]


def test_another_language_of_filters_is_refused(client: FlaskClient) -> None:
    problem = refused(client, f"{ASKED}&filter=TRUE&filter-lang=cql2-json")
    assert (problem["parameter"], problem["allowed"]) == ("filter-lang", ["cql2-text"])


def wide(before: str, after: str, middle: str) -> str:
    """`middle` between as many `before` and `after` as a filter may have."""
    most = (filters.LONGEST - len(middle)) // len(before + after)
    while most and not_refused(before * most + middle + after * most) is None:
        most -= 1
    return before * most + middle + after * most


def not_refused(text: str) -> str | None:
    try:
        filters.check_size(text)
    except RequestFault:
        return None
    return text


#: texts that make the reader go deep, in every way its grammar has
DEEP = {
    "brackets": ("(", ")", "a=1"),
    "unclosed": ("(", "", "a=1"),
    "not": ("not ", "", "a=1"),
    "not()": ("not(", ")", "a=1"),
    "unclosed not": ("not(", "", "a=1"),
    "minus": ("-", "", "a"),
    "minus apart": ("- ", "", "a"),
    "plus": ("", "+a", "a"),
    "power": ("", "^a", "a"),
    "times()": ("a*(", ")", "a"),
    "casei": ("casei(", ")", "n"),
    "accenti": ("accenti(casei(", "))", "n"),
    "equal": ("", "=a", "a"),
    "less": ("", "<a", "a"),
    "unequal": ("", "<>a", "a"),
    "equal()": ("a=(", ")", "a"),
    "like": ("", " like n", "n"),
    "like()": ("(n like ", ")", "'x'"),
    "between": ("a between ", " and 1", "a"),
    "between()": ("(a between 1 and ", "", "1"),
    "in": ("", " in (1)", "a"),
    "in()": ("a in (", ")", "1"),
    "unclosed in": ("a in (", "", "1"),
    "is null": ("", " is null", "a"),
    "not in": ("", " not in (1)", "a"),
    "and": ("", " and a=1", "a=1"),
    "or": ("", "or a", "a"),
    "and()": ("a and (", "", "a"),
    "glued": ("1and", "", "1"),
    "array": ("(", ")", "1,2"),
    "function": ("f(", ")", "a"),
    "function, more": ("f(1,", ")", "a"),
    "polygon": ("POLYGON(", ")", "1 2"),
    "collection": ("GEOMETRYCOLLECTION(", ")", "POINT(1 2)"),
    "interval": ("interval(", ")", "'..'"),
    "quotes": ("''", "", "'a'"),
    "names": ('""', "", '"a"'),
    "JSON": ('{"not":', "}", "1"),
    "square": ("[", "]", "1"),
}

PROBE = """
import sys, threading
from hytemap.errors import RequestFault
from hytemap.web.api.filters import read_filter
def read():
    for text in sys.stdin.read().split("\\x1e"):
        try:
            read_filter(text)
        except RequestFault:
            pass
        print("read", flush=True)
threading.stack_size(512 * 1024)
thread = threading.Thread(target=read)
thread.start()
thread.join()
"""


@pytest.mark.slow
def test_no_filter_within_the_bounds_ends_the_process_or_keeps_it_for_long() -> None:
    texts = [wide(*parts) for parts in DEEP.values()]
    texts += [f"S_INTERSECTS(geometry, POLYGON{'(' * inner}{'1 2,' * 900}" for inner in range(1, 6)]
    texts += [f"{'(' * 5}a in ({'1,' * 1900}", "a like '" + "%a" * 1900 + "b'", f"a in ({','.join(['1'] * 1900)})"]
    assert all(not_refused(text) for text in texts)
    # a quarter of the stack of a serving thread; one that reads brackets of twenty deep needs an hour
    done = subprocess.run(
        [sys.executable, "-c", PROBE], input="\x1e".join(texts), capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, f"ended with {done.returncode} at {texts[len(done.stdout.split())][:80]!r}"
    assert len(done.stdout.split()) == len(texts)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 16 + "a",
        "S_INTERSECTS(geometry, POLYGON" + "(" * 12,
        "a" + "=a" * 1900,
        "not " * 900 + "member",
        "''" + "(" * 7 + "1=1" + ")" * 7,
        "')' = ')' AND " + "(" * 7 + "1=1" + ")" * 7,
        "name = '" + "x" * 4000 + "'",
    ],
)
def test_a_filter_beyond_the_bounds_is_refused_before_it_is_read(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr(filters.cql2, "parse_text", lambda text: pytest.fail("it was read"))
    assert refused(client, f"{ASKED}&filter={quote(text)}")["parameter"] == "filter"


def test_brackets_in_quotes_and_in_a_multipolygon_are_no_depth(client: FlaskClient) -> None:
    assert chosen(client, f"name = '{'(' * 50}'") == []
    ring = "((24.75 60.19,24.84 60.2,24.8 60.24,24.75 60.19))"
    assert chosen(client, f"NOT (S_DISJOINT(geometry, MULTIPOLYGON({ring})))") == chosen(
        client, f"S_INTERSECTS(geometry, POLYGON{ring})"
    )


def test_like_takes_its_time_from_lengths_and_not_from_their_powers() -> None:
    # each % of a pattern doubles the time of a naive matcher: 2 ** 60 steps
    found = filters.read_filter("n LIKE '" + "%a" * 60 + "b'")
    field = filters.Field(
        "n", filters.Kind.TEXT, lambda rows: ["a" * 300 for _ in rows], lambda rows: [b'"a"' for _ in rows]
    )
    assert found.rows({"n": field}, lambda: np.array([]), np.arange(3)).tolist() == [False] * 3
