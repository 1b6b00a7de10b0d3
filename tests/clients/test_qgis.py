"""Headless QGIS of Debian opens the GeoJSON and draws it with our style as the web map has it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from hytemap.maps.view import make_view
from hytemap.model import Status

#: Debian's own Python: PyQGIS is made for it and for no other
PYTHON = Path("/usr/bin/python3")
SCRIPT = Path(__file__).with_name("in_qgis.py")


def has_qgis() -> bool:
    if not PYTHON.exists():
        return False
    return subprocess.run([PYTHON, "-c", "import qgis.core"], capture_output=True, check=False).returncode == 0


pytestmark = pytest.mark.skipif(not has_qgis(), reason="needs PyQGIS (Debian's python3-qgis)")

Opened = Callable[[FlaskClient, str], dict[str, Any]]


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    def open_in_qgis(client: FlaskClient, words: str) -> dict[str, Any]:
        layer, style = tmp_path / "areas.geojson", tmp_path / "areas.qml"
        level, indicator = (part.partition("=")[2] for part in words.split("&")[:2])
        layer.write_bytes(client.get(f"/api/compare?level={level}&indicators={indicator}").data)
        answer = client.get(f"/api/view?{words}&f=qml")
        assert answer.status_code == 200, answer.text
        style.write_bytes(answer.data)
        done = subprocess.run(
            [PYTHON, SCRIPT, layer, style, tmp_path / "drawn.png", indicator],
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
        assert found["valid"]
        assert found["styled"]
        assert (tmp_path / "drawn.png").stat().st_size > 5_000
        return found

    return open_in_qgis


def rgba(colour: str) -> str:
    return ",".join(str(int(colour[i : i + 2], 16)) for i in (1, 3, 5)) + ",255"


def test_fields_are_typed_and_codes_are_text(client: FlaskClient, opened: Opened) -> None:
    found = opened(client, "level=postinumeroalue&indicator=unemployment_rate")
    assert found["fields"]["code"] == "String"
    assert found["fields"]["unemployment_rate"] == "Real"
    assert found["fields"]["year"] == "Integer"
    assert found["crs"] == "EPSG:4326"
    assert found["labelled"]


@pytest.mark.parametrize(
    "words",
    [
        "level=postinumeroalue&indicator=unemployment_rate",
        pytest.param("level=suuralue&indicator=higher_degree&method=quantile&classes=4", marks=pytest.mark.slow),
        pytest.param("level=postinumeroalue&indicator=median_income&method=base&classes=5", marks=pytest.mark.slow),
    ],
)
def test_each_area_has_the_colour_and_the_signs_of_the_web_map(marked_app: Flask, opened: Opened, words: str) -> None:
    found = opened(marked_app.test_client(), words)
    asked = dict(part.split("=") for part in words.split("&"))
    view = make_view(
        marked_app.extensions["atlas"].current,
        asked["level"],
        asked["indicator"],
        method=asked.get("method", "natural"),
        classes=int(asked.get("classes", 5)),
    )
    brushes: dict[Status, set[str]] = {}
    for i, area in enumerate(view.level.areas):
        drawn, status = found["drawn"][area.code], Status(int(view.slice.status[i]))
        if status.has_value:
            assert drawn[0][:2] == [rgba(view.colours[view.class_of[i]]), "solid"], area.code
            outlines = [outline for _, style, outline in drawn if style == "no"]
            assert outlines == (["dash"] if status is Status.ESTIMATED else []), area.code
        else:
            assert len(drawn) == 2, area.code
            brushes.setdefault(status, set()).add(drawn[1][1])
    # each status without a value has a brush of its own
    assert all(len(one) == 1 for one in brushes.values())
    assert len({next(iter(one)) for one in brushes.values()}) == len(brushes)


def test_the_legend_has_a_line_for_each_class_and_status(client: FlaskClient, opened: Opened) -> None:
    found = opened(client, "level=postinumeroalue&indicator=unemployment_rate&lang=sv")
    classes = client.get("/api/view?level=postinumeroalue&indicator=unemployment_rate&lang=sv").get_json()["classes"]
    assert [one.removesuffix(" %").removesuffix("\u00a0%") for one in found["legend"][: len(classes)]] == [
        one["label"] for one in classes
    ]
    assert found["legend"][len(classes) :][-1] == "uppskattad"
