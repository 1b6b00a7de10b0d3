"""Sheets of areas, atlases and slides at their addresses."""

from __future__ import annotations

import io
import re
import subprocess
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pikepdf
import pytest
from flask import Flask
from flask.testing import FlaskClient
from pptx import Presentation

from hytemap.settings import Settings
from hytemap.web.app import create_app
from tests.web.printing.test_print_pages import text_of
from tests.web.printing.waiting import answer_of

TAPIOLA = "0492000000"


def pages(pdf: bytes, folder: Path) -> int:
    path = folder / "sheet.pdf"
    path.write_bytes(pdf)
    told = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True).stdout
    return int(re.search(r"Pages: +(\d+)", told)[1])  # type: ignore[index]


def test_an_area_is_printed_in_the_year_asked_for(client: FlaskClient, tmp_path: Path) -> None:
    found = answer_of(client, f"/sv/print/area.pdf?level=suuralue&code={TAPIOLA}&year=2016")
    assert found.status_code == 200
    assert found.headers["Content-Disposition"] == f'inline; filename="suuralue-{TAPIOLA}.pdf"'
    text = text_of(found.data, tmp_path)
    assert "2016" in text
    assert f"/sv/areas/suuralue/{TAPIOLA}?year=2016" in re.sub(r"\s", "", text)


def test_the_page_of_an_area_leads_to_its_own_sheet(client: FlaskClient, tmp_path: Path) -> None:
    page = client.get(f"/en/areas/suuralue/{TAPIOLA}?year=2016").text
    address = unescape(re.search(r'href="(/en/print/area\.pdf\?[^"]*)"', page)[1])  # type: ignore[index]
    text = text_of(answer_of(client, address).data, tmp_path)
    assert f"/en/areas/suuralue/{TAPIOLA}?year=2016" in re.sub(r"\s", "", text)


def test_an_atlas_has_every_indicator_of_its_theme_and_no_other(
    client: FlaskClient, app: Flask, tmp_path: Path
) -> None:
    found = answer_of(client, "/en/print/atlas.pdf?level=suuralue&theme=elinolot&year=2016")
    assert found.status_code == 200
    # the contents stand on the first page, and names may be set over two lines
    text = re.sub(r"[\s.]+", " ", text_of(found.data, tmp_path).split("\f")[0])
    atlas = app.extensions["atlas"].current
    known = [one for one in atlas.indicators.values() if 2016 in atlas.years(one.id, "suuralue")]
    within = {one.id for one in known if f"{one.title['en']} 2016" in text}
    assert within == {one.id for one in known if one.theme == "elinolot"}


def test_an_atlas_of_areas_has_two_pages_for_each(client: FlaskClient, app: Flask, tmp_path: Path) -> None:
    found = answer_of(client, "/fi/print/atlas.pdf?level=suuralue&of=areas")
    assert found.status_code == 200
    members = [area for area in app.extensions["atlas"].current.level("suuralue").areas if area.member]
    assert pages(found.data, tmp_path) >= 1 + 2 * len(members)
    text = text_of(found.data, tmp_path)
    assert all(area.name("fi") in text for area in members)


def test_a_map_and_a_comparison_are_slides_for_a_meeting(client: FlaskClient) -> None:
    for address, count in (
        ("map.pptx?level=suuralue", 1),
        ("compare.pptx?level=suuralue&indicators=unemployment_rate,mean_age", 2),
    ):
        found = answer_of(client, f"/fi/print/{address}")
        assert found.status_code == 200
        assert len(Presentation(io.BytesIO(found.data)).slides) == count
        assert found.headers["Content-Disposition"].endswith('.pptx"')


def test_the_date_on_a_sheet_is_that_of_today_when_asked(client: FlaskClient, tmp_path: Path) -> None:
    found = answer_of(client, "/fi/print/map.pdf?level=suuralue&date=today")
    today = datetime.now(UTC)
    assert f"{today.day}.{today.month}.{today.year}" in text_of(found.data, tmp_path)
    assert client.get("/fi/print/map.pdf?date=yesterday").status_code == 400


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("area.pdf?level=suuralue&code=nowhere", 404),
        ("area.pdf?level=suuralue", 404),
        (f"area.pdf?level=suuralue&code={TAPIOLA}&year=1066", 404),
        ("area.png?level=suuralue", 404),
        ("atlas.pdf?of=streets", 400),
        ("atlas.pdf?theme=weather", 404),
        ("atlas.pdf?level=suuralue&year=1066", 404),
        ("atlas.pdf?level=suuralue&of=areas&year=1066", 404),
        ("atlas.pptx", 404),
    ],
)
def test_what_no_book_can_be_made_of_is_said_on_a_page(client: FlaskClient, address: str, status: int) -> None:
    found = answer_of(client, f"/fi/print/{address}")
    assert found.status_code == status
    assert found.content_type.startswith("text/html")


def test_an_atlas_of_more_pages_than_allowed_is_refused(shipped_settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "snapshots").symlink_to(shipped_settings.snapshots)
    settings = shipped_settings.model_copy(update={"data": tmp_path, "print_pages": 5})
    client = create_app(settings, watch=False).test_client()
    for of in ("indicators", "areas"):
        assert answer_of(client, f"/fi/print/atlas.pdf?level=suuralue&of={of}").status_code == 400


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ("theme=hyvinvointi", "/fi/map?level=suuralue&indicator="),
        ("of=areas", "/fi/areas/suuralue/04"),
    ],
)
def test_each_page_of_an_atlas_leads_to_its_own_view(client: FlaskClient, asked: str, led: str) -> None:
    found = answer_of(client, f"/fi/print/atlas.pdf?level=suuralue&{asked}")
    with pikepdf.open(io.BytesIO(found.data)) as document:
        places = [outer_links(page) for page in document.pages]
    own = [one for page in places[1:] for one in page]
    assert all(led in one for one in own)
    # those of one page are alike, those of different pages are not
    assert len(set(own)) >= 6
    assert not set(places[0]) & set(own)


def outer_links(page: pikepdf.Page) -> set[str]:
    """Where links of a page lead that leave the document."""
    links = (one.get("/A", {}) for one in page.get("/Annots", []))
    return {str(one["/URI"]) for one in links if "/URI" in one}
