"""GDAL, and with it QGIS, opens the API as it stands: `ogrinfo OAPIF:http://…/api/`."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("ogrinfo") is None, reason="needs ogrinfo (Debian's gdal-bin)"),
]


def gdal(*command: str | Path) -> str:
    """What a GDAL program prints; it must say nothing on stderr, where its warnings go."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("GDAL_", "PROJ_"))}
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, env=environment)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


def test_the_levels_are_layers_of_multipolygons(live_server: str) -> None:
    listed = gdal("ogrinfo", f"OAPIF:{live_server}/api/")
    for level in ("suuralue", "postinumeroalue", "kunta"):
        assert f"{level} (title:" in listed
    assert listed.count("(Multi Polygon)") > 3


@pytest.mark.parametrize(("level", "areas", "code"), [("suuralue", 7, "0492000000"), ("postinumeroalue", 46, "02100")])
def test_every_area_is_read_with_its_code_a_string(
    live_server: str, tmp_path: Path, level: str, areas: int, code: str
) -> None:
    gdal("ogr2ogr", "-f", "GPKG", tmp_path / "read.gpkg", f"OAPIF:{live_server}/api/", level)
    summary = gdal("ogrinfo", "-so", tmp_path / "read.gpkg", level)
    assert f"Feature Count: {areas}" in summary
    assert "Geometry: Multi Polygon" in summary
    for field in ("code: String", "year: Integer", "member: Integer(Boolean)", "unemployment_rate: Real"):
        assert field in summary
    found = gdal("ogrinfo", "-q", tmp_path / "read.gpkg", level, "-where", f"code = '{code}'")
    assert f"code (String) = {code}" in found


def test_a_page_size_smaller_than_the_level_still_reads_it_whole(live_server: str, tmp_path: Path) -> None:
    paged = ("--config", "OGR_OAPIF_PAGE_SIZE", "10", "-oo", "PAGE_SIZE=10")
    gdal("ogr2ogr", *paged, "-f", "GeoJSON", tmp_path / "read.json", f"OAPIF:{live_server}/api/", "postinumeroalue")
    codes = [one["properties"]["code"] for one in json.loads((tmp_path / "read.json").read_text())["features"]]
    assert len(set(codes)) == len(codes) == 46


def test_a_box_is_asked_of_the_server(live_server: str) -> None:
    box = ("-spat", "24.62", "60.22", "24.64", "60.23")
    found = gdal("ogrinfo", "-q", *box, f"OAPIF:{live_server}/api/", "postinumeroalue")
    assert found.count("OGRFeature(") == 1


def test_an_address_of_items_opens_as_plain_geojson(live_server: str) -> None:
    address = f"{live_server}/api/collections/suuralue/items?indicators=unemployment_rate&year=2024"
    found = gdal("ogrinfo", "-al", "-so", address)
    assert "Feature Count: 7" in found
    assert "Geometry: Multi Polygon" in found
    assert "unemployment_rate: Real" in found
    assert "WGS 84" in found
