"""Coordinates in the CRS asked for, in the order of axes that its name stands for."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from flask.testing import FlaskClient
from pyproj import Transformer
from shapely.geometry import shape

from tests.web.test_api_faults import refused

POSTAL = "/api/collections/postinumeroalue/items"
URI = "http://www.opengis.net/def/crs/EPSG/0/{}"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"


def coordinates(client: FlaskClient, words: str) -> np.ndarray:
    """All points of all areas (points, 2), as they are written."""
    features = client.get(f"{POSTAL}?{words}").get_json()["features"]
    return np.vstack([shapely.get_coordinates(shape(one["geometry"])) for one in features])


@pytest.mark.parametrize(
    ("crs", "epsg", "traditional"),
    [
        ("EPSG:3067", 3067, True),
        ("EPSG:3879", 3879, True),
        (URI.format(3067), 3067, False),
        (URI.format(3879), 3879, False),
    ],
)
def test_points_are_those_of_wgs_84_moved(client: FlaskClient, crs: str, epsg: int, traditional: bool) -> None:
    degrees, metres = coordinates(client, ""), coordinates(client, f"crs={crs}")
    # without always_xy pyproj has the axes as the EPSG register orders them, and WGS 84 with its latitude first
    if traditional:
        moved = np.column_stack(Transformer.from_crs(4326, epsg, always_xy=True).transform(*degrees.T))
    else:
        moved = np.column_stack(Transformer.from_crs(4326, epsg).transform(degrees[:, 1], degrees[:, 0]))
    # six decimals of a degree are a tenth of a metre
    assert np.abs(metres - moved).max() < 0.12


@pytest.mark.parametrize(
    ("crs", "header", "member"),
    [
        ("", f"<{CRS84}>", None),
        (f"crs={CRS84}", f"<{CRS84}>", None),
        (f"crs={URI.format(3067)}", f"<{URI.format(3067)}>", "urn:ogc:def:crs:EPSG::3067"),
        (f"crs={URI.format(3879)}", f"<{URI.format(3879)}>", None),
        ("crs=EPSG:3067", f"<{URI.format(3067)}>", "urn:ogc:def:crs:EPSG::3067"),
        # the URI stands for northing first, which this is not
        ("crs=EPSG:3879", None, "urn:ogc:def:crs:EPSG::3879"),
    ],
)
def test_the_crs_is_told_where_each_kind_of_client_looks(
    client: FlaskClient, crs: str, header: str | None, member: str | None
) -> None:
    answer = client.get(f"{POSTAL}?limit=1&{crs}")
    assert answer.headers.get("Content-Crs") == header
    told = answer.get_json().get("crs")
    assert (told and told["properties"]["name"]) == member
    one = client.get(f"{POSTAL}/02100?{crs}")
    assert one.headers.get("Content-Crs") == header


def test_a_box_in_metres_is_a_box_there_and_not_in_degrees(client: FlaskClient) -> None:
    features = client.get(f"{POSTAL}?crs=EPSG:3067").get_json()["features"]
    shapes = {one["id"]: shape(one["geometry"]) for one in features}
    for box in ((370_000, 6_670_000, 372_000, 6_674_000), (379_500, 6_672_000, 379_600, 6_679_000)):
        asked = ",".join(map(str, box))
        found = client.get(f"{POSTAL}?bbox={asked}&bbox-crs=EPSG:3067").get_json()["features"]
        touching = [code for code, one in shapes.items() if one.intersects(shapely.box(*box))]
        assert [one["id"] for one in found] == touching
        assert touching


def test_a_box_told_by_uri_has_its_axes_as_the_uri_orders_them(client: FlaskClient) -> None:
    short = client.get(f"{POSTAL}?bbox=25480000,6672000,25484000,6676000&bbox-crs=EPSG:3879").get_json()
    long = client.get(f"{POSTAL}?bbox=6672000,25480000,6676000,25484000&bbox-crs={URI.format(3879)}").get_json()
    assert [one["id"] for one in short["features"]] == [one["id"] for one in long["features"]] != []


@pytest.mark.parametrize(
    ("words", "parameter"),
    [
        ("crs=EPSG:4326", "crs"),
        ("crs=", "crs"),
        ("crs=EPSG:3067,EPSG:3879", "crs"),
        ("bbox-crs=EPSG:3067", "bbox-crs"),
        ("bbox=1,2,3,4&bbox-crs=EPSG:9999", "bbox-crs"),
        ("bbox=385000,6660000,370000,6680000&bbox-crs=EPSG:3067", "bbox"),
        ("filter-crs=EPSG:3067", "filter-crs"),
    ],
)
def test_a_crs_that_is_not_made_is_refused(client: FlaskClient, words: str, parameter: str) -> None:
    problem = refused(client, f"{POSTAL}?{words}")
    assert problem["parameter"] == parameter
    assert problem["allowed"]
