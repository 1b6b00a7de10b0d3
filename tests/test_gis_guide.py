"""The guide for GIS staff keeps its word: its addresses answer, its snippets run, its pictures are there."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from hytemap.errors import DefinitionError
from hytemap.settings import content_folder
from hytemap.web.gis_guide import programs, read_program

LANGUAGES = ("fi", "sv", "en")
GUIDE = Path(__file__).parents[1] / "docs" / "gis.md"
TEXT = GUIDE.read_text(encoding="utf-8")
SERVER = "http://127.0.0.1:8000"
#: what `f` promises; without it features are GeoJSON, and the rest is JSON
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "topojson": "application/topo+json",
    "gpkg": "application/geopackage+sqlite3",
    "qml": "application/x-qgis-layer-settings",
}


def joined(text: str) -> str:
    """Addresses that a snippet writes on two lines, on one."""
    return re.sub(r'"\n\s*"', "", text)


def addresses(text: str) -> list[str]:
    return sorted(set(re.findall(rf'{SERVER}(/[^`"\s)]*)', joined(text))))


def check(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.text)
    form = parse_qs(urlsplit(address).query).get("f", [""])[0]
    features = "/items" in address or "/compare" in address
    assert answer.content_type == TYPES.get(form, "application/geo+json" if features else "application/json"), address


@pytest.mark.parametrize("address", addresses(TEXT))
def test_every_address_of_the_document_answers_in_the_form_it_promises(client: FlaskClient, address: str) -> None:
    check(client, address)


def test_the_document_has_an_address_of_every_form() -> None:
    forms = {form for one in addresses(TEXT) for form in parse_qs(urlsplit(one).query).get("f", [])}
    assert forms == set(TYPES)


@pytest.mark.parametrize("one", programs(), ids=lambda one: one.id)
def test_every_address_of_the_page_answers_in_the_form_it_promises(client: FlaskClient, one) -> None:
    found = addresses("\n".join(one.pasted(SERVER)))
    assert found or not one.text.paste or one.id == "before"
    for address in found:
        check(client, address)


def run(code: str, server: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code.replace(SERVER, server)], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_snippets_of_the_document_run(marked_server: str) -> None:
    areas, rows = (run(code, marked_server) for code in re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL))
    assert "EPSG:3067" in areas
    assert re.search(r"02100 .*suppressed", areas)
    assert re.search(r"\b02\d\d\d +2024 ", rows)


def test_the_snippets_of_the_page_run(live_server: str) -> None:
    [python] = [one for one in programs() if one.id == "python"]
    total, rows = (run(code, live_server) for code in python.pasted(SERVER))
    assert float(total) > 200_000
    assert re.search(r"\b02\d\d\d +2024 ", rows)


@pytest.mark.skipif(shutil.which("ogr2ogr") is None, reason="needs ogr2ogr (Debian's gdal-bin)")
def test_the_commands_of_gdal_run(live_server: str, tmp_path: Path) -> None:
    [gdal] = [one for one in programs() if one.id == "ogr2ogr"]
    documented = re.findall(r"^ogr2ogr .*$", TEXT, re.MULTILINE)
    assert len(documented) == 2
    assert gdal.text.paste[0].format(server=SERVER) == documented[0]
    for command in [documented[1], *gdal.pasted(SERVER)]:
        words = [word.strip('"').replace(SERVER, live_server) for word in command.split()]
        done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == 0, done.stderr
    assert "code: String" in done.stdout
    assert "unemployment_rate: Real" in done.stdout
    assert "Feature Count: 7" in done.stdout


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_tells_what_to_paste_with_its_own_address(client: FlaskClient, language: str) -> None:
    page = client.get(f"/{language}/guide/gis").text
    assert f'href="/{language}/guide/gis"' in client.get(f"/{language}/guide").text
    pasted = [html.unescape(one) for one in re.findall(r"<pre.*?><code>(.*?)</code>", page, re.DOTALL)]
    assert pasted == [text for one in programs() for text in one.pasted("http://localhost")]
    assert len(re.findall("<section", page)) == len(programs())


@pytest.mark.parametrize(
    ("language", "untried"), [("fi", "ei kokeiltu täällä"), ("sv", "inte provat här"), ("en", "not tried here")]
)
def test_what_nobody_tried_says_so(client: FlaskClient, language: str, untried: str) -> None:
    page = client.get(f"/{language}/guide/gis").text
    marked = [one.partition('"')[0] for one in page.split('<section class="task" id="')[1:] if untried in one]
    assert marked == ["arcgis", "power-bi", "excel", "r"] == [one.id for one in programs() if one.text.tried is False]
    for name in ("ArcGIS Pro", "ArcGIS Online", "Power BI", "Excel", "R"):
        assert f"- **{name}** *(not tried here)*" in TEXT


@pytest.mark.parametrize("language", LANGUAGES)
def test_pictures_are_there_small_and_told_in_words(client: FlaskClient, language: str) -> None:
    page = client.get(f"/{language}/guide/gis").text
    pictures = re.findall(r'<img src="([^"]+)" width="(\d+)" height="(\d+)"[^>]*alt="([^"]+)"', page)
    assert len(pictures) == 3
    for source, _, _, told in pictures:
        answer = client.get(source)
        assert answer.content_type == "image/png"
        assert len(answer.data) <= 150_000
        assert len(told) > 30


def test_no_picture_is_left_over_and_those_of_the_document_are_there() -> None:
    pictured = [picture.file for one in programs() for picture in one.text.pictures]
    files = {file.format(language=language) for file in pictured for language in LANGUAGES}
    assert {path.name for path in (content_folder("static") / "gis").iterdir()} == files
    shown = re.findall(r"!\[.*?\]\((.*?)\)", TEXT)
    assert len(shown) == 3
    assert all((GUIDE.parent / one).is_file() for one in shown)


@pytest.mark.parametrize(("text", "key"), [("title: {fi: a}\nsteps: []\n", "title.sv"), ("title: [", "")])
def test_a_text_that_is_wrong_is_named_with_file_and_key(tmp_path: Path, text: str, key: str) -> None:
    path = tmp_path / "9-wrong.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError) as raised:
        read_program(path)
    assert f"templates/gis_guide/9-wrong.yaml: {key}" in str(raised.value)
