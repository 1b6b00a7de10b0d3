"""A GeoPackage of a selection, read by GDAL, by SQLite and by QGIS."""

from __future__ import annotations

import json
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import geopandas
import pytest
from flask.testing import FlaskClient

from tests.clients.test_qgis import PYTHON, has_qgis
from tests.web.test_api_faults import refused

POSTAL = "/api/collections/postinumeroalue/items"


def saved(client: FlaskClient, address: str, folder: Path) -> Path:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    assert answer.content_type == "application/geopackage+sqlite3"
    path = folder / "areas.gpkg"
    path.write_bytes(answer.data)
    return path


@pytest.mark.parametrize(("crs", "epsg"), [("", 3067), ("&crs=EPSG:3879", 3879)])
def test_it_holds_the_features_asked_in_metres(client: FlaskClient, tmp_path: Path, crs: str, epsg: int) -> None:
    words = "indicators=unemployment_rate,population&year=2024&filter=population%20%3E%205000"
    found = geopandas.read_file(saved(client, f"{POSTAL}?{words}{crs}&f=gpkg", tmp_path), layer="postinumeroalue")
    assert found.crs.to_epsg() == epsg
    assert set(found.geom_type) == {"MultiPolygon"}
    features = client.get(f"{POSTAL}?{words}").get_json()["features"]
    told = [one["properties"] for one in features]
    assert found["code"].tolist() == [one["code"] for one in told]
    for name in told[0]:
        assert found[name].tolist() == [one[name] for one in told], name
    whole = geopandas.GeoDataFrame.from_features(features, crs=4326).to_crs(epsg)
    assert (found.geometry.hausdorff_distance(whole.geometry) < 0.5).all()


def test_what_has_no_value_is_null_with_its_status_beside(marked_app, client: FlaskClient, tmp_path: Path) -> None:
    address = f"{POSTAL}?indicators=unemployment_rate&year=2024&f=gpkg"
    path = saved(marked_app.test_client(), address, tmp_path)
    with closing(sqlite3.connect(path)) as connection:
        rows = {
            code: (value, status)
            for code, value, status in connection.execute(
                "SELECT code, unemployment_rate, unemployment_rate_status FROM postinumeroalue"
            )
        }
    assert rows["02100"] == (None, "suppressed")
    assert rows["02110"] == (None, "not_applicable")
    assert rows["02120"] == (None, "missing")
    assert sum(value is not None for value, _ in rows.values()) == 46 - 5


def test_notes_say_where_it_came_from_and_a_style_stands_by(client: FlaskClient, tmp_path: Path) -> None:
    path = saved(client, f"{POSTAL}?indicators=unemployment_rate&f=gpkg&lang=sv", tmp_path)
    with closing(sqlite3.connect(path)) as connection:
        notes = " ".join(" ".join(row) for row in connection.execute("SELECT about, what, text FROM metadata"))
        [(name, style, default)] = connection.execute(
            "SELECT f_table_name, styleQML, useAsDefault FROM layer_styles"
        ).fetchall()
    assert "CC BY 4.0" in notes
    assert "f=gpkg" in notes
    assert (name, default) == ("postinumeroalue", 1)
    expected = client.get("/api/view?level=postinumeroalue&indicator=unemployment_rate&f=qml&lang=sv").text
    assert style == expected


def test_the_same_question_has_the_same_bytes(client: FlaskClient, tmp_path: Path) -> None:
    address = f"{POSTAL}?indicators=population&f=gpkg"
    assert client.get(address).data == client.get(address).data


def test_an_order_of_axes_that_a_geopackage_cannot_have_is_refused(client: FlaskClient) -> None:
    address = f"{POSTAL}?crs=http://www.opengis.net/def/crs/EPSG/0/3879&f=gpkg"
    assert refused(client, address)["parameter"] == "crs"


@pytest.mark.skipif(not has_qgis(), reason="needs PyQGIS (Debian's python3-qgis)")
def test_qgis_applies_the_style_by_itself(client: FlaskClient, tmp_path: Path) -> None:
    path = saved(client, f"{POSTAL}?indicators=unemployment_rate&f=gpkg", tmp_path)
    script = (
        "import os, sys; os.environ['QT_QPA_PLATFORM'] = 'offscreen'\n"
        "from qgis.core import QgsApplication, QgsVectorLayer\n"
        "application = QgsApplication([], False); application.initQgis()\n"
        "layer = QgsVectorLayer(sys.argv[1], 'areas', 'ogr')\n"
        "import json; print(json.dumps([layer.isValid(), layer.renderer().type(), layer.featureCount()]))\n"
        "sys.stdout.flush(); os._exit(0)\n"
    )
    done = subprocess.run(
        [PYTHON, "-c", script, f"{path}|layername=postinumeroalue"],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.strip().splitlines()[-1]) == [True, "RuleRenderer", 46]
