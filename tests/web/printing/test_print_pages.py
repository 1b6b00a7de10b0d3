"""The addresses of paper: what the page shows, as a sheet; and what is said when it cannot be."""

from __future__ import annotations

import base64
import re
import subprocess
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient

from hytemap.settings import Settings
from hytemap.web.printing.desk import Desk
from hytemap.web.printing.order import Order, read_order
from hytemap.web.printing.standing import Busy, Making, Why
from tests.web.printing.waiting import answer_of, said_by


def text_of(pdf: bytes, folder: Path) -> str:
    path = folder / "sheet.pdf"
    path.write_bytes(pdf)
    return subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout


def size_of(pdf: bytes, folder: Path) -> tuple[int, int]:
    """Width and height of the first page, in millimetres."""
    path = folder / "sheet.pdf"
    path.write_bytes(pdf)
    told = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True).stdout
    width, height = re.search(r"Page size: +([\d.]+) x ([\d.]+)", told).groups()  # type: ignore[union-attr]
    return round(float(width) / 72 * 25.4), round(float(height) / 72 * 25.4)


def test_a_map_is_printed_with_the_whole_state_of_its_page(client: FlaskClient, tmp_path: Path) -> None:
    words = "level=postinumeroalue&indicator=higher_degree&year=2016&method=quantile"
    found = answer_of(client, f"/sv/print/map.pdf?{words}")
    assert found.status_code == 200
    assert found.content_type == "application/pdf"
    assert found.headers["Content-Disposition"] == 'inline; filename="higher_degree-postinumeroalue-2016.pdf"'
    assert found.headers["Content-Language"] == "sv"
    text = text_of(found.data, tmp_path)
    assert "2016" in text
    assert "Kvantiler" in text
    assert f"/sv/map?{words}" in re.sub(r"\s", "", text)


def test_the_same_question_has_the_same_bytes_and_a_known_etag_is_not_sent_again(client: FlaskClient) -> None:
    address = "/fi/print/map.pdf?level=suuralue"
    first, second = answer_of(client, address), answer_of(client, address)
    assert first.data == second.data
    again = answer_of(client, address, **{"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert not again.data


def test_paper_and_orientation_change_the_size_of_the_page(client: FlaskClient, tmp_path: Path) -> None:
    sizes = {}
    for words in ("", "&paper=a3", "&orientation=landscape", "&paper=A3&orientation=landscape"):
        sizes[words] = size_of(answer_of(client, f"/fi/print/map.pdf?level=suuralue{words}").data, tmp_path)
    assert list(sizes.values()) == [(210, 297), (297, 420), (297, 210), (420, 297)]


def test_a_picture_has_the_dots_that_were_asked_for(client: FlaskClient) -> None:
    widths = []
    for dpi in (96, 300):
        found = answer_of(client, f"/fi/print/map.png?level=suuralue&dpi={dpi}")
        assert found.content_type == "image/png"
        widths.append(int.from_bytes(found.data[16:20], "big"))
    assert [round(width / dpi * 25.4) for width, dpi in zip(widths, (96, 300), strict=True)] == [210, 210]


def test_a_drawing_is_xml_and_leads_to_its_page(client: FlaskClient) -> None:
    # two words in the address: its & must be written as XML has it
    words = "level=suuralue&indicator=mean_age&year=2016"
    found = answer_of(client, f"/fi/print/map.svg?{words}").data
    drawing = ElementTree.fromstring(found)
    assert drawing.tag == "{http://www.w3.org/2000/svg}svg"
    links = {link.get("href") for link in drawing.iter("{http://www.w3.org/2000/svg}a")}
    assert links == {f"http://localhost/fi/map?{words}"}
    # a browser shows pictures within only where each is an SVG by its namespace, the code to the page too
    embedded = re.findall(rb"data:image/svg\+xml;base64,([^\"]+)", found)
    pictures = [ElementTree.fromstring(base64.b64decode(one)) for one in embedded]
    assert pictures
    assert all(one.tag == "{http://www.w3.org/2000/svg}svg" for one in pictures)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("map.pdf?paper=a9", 400),
        ("map.pdf?orientation=diagonal", 400),
        ("map.png?dpi=5000", 400),
        ("map.png?dpi=95", 400),
        ("map.png?dpi=٣٠٠", 400),
        ("map.doc", 404),
        ("nothing.pdf", 404),
        ("map.pdf?level=nowhere", 404),
        ("map.pdf?indicator=nothing", 404),
        ("map.pdf?year=1066", 404),
        ("map.pdf?method=guess", 400),
        (f"map.pdf?areas={'x' * 5000}", 400),
    ],
)
def test_what_cannot_be_printed_is_said_on_a_page(client: FlaskClient, address: str, status: int) -> None:
    found = answer_of(client, f"/fi/print/{address}")
    assert found.status_code == status
    assert found.content_type.startswith("text/html")
    assert "Traceback" not in found.text


def test_the_map_page_leads_to_its_own_sheet(client: FlaskClient, tmp_path: Path) -> None:
    page = client.get("/fi/map?level=suuralue&indicator=mean_age&year=2016&areas=0492000000").text
    address = unescape(re.search(r'href="(/fi/print/map\.pdf\?[^"]*)"', page)[1])  # type: ignore[index]
    assert "areas=0492000000" in address
    assert "Keski-ikä 2016" in text_of(answer_of(client, address).data, tmp_path)


def test_a_comparison_of_six_is_printed_with_every_title_and_value(client: FlaskClient, tmp_path: Path) -> None:
    ids = "unemployment_rate,higher_degree,mean_age,share_65_plus,rented_dwellings,household_size"
    found = answer_of(client, f"/en/print/compare.pdf?level=suuralue&indicators={ids}&year=2016&orientation=landscape")
    assert found.status_code == 200
    text = text_of(found.data, tmp_path)
    compared = client.get(f"/api/compare?level=suuralue&indicators={ids}&year=2016&lang=en").get_json()
    for one in compared["comparison"]["columns"]:
        assert one["title"].split()[0] in text
    values = client.get("/api/view?level=suuralue&indicator=mean_age&year=2016&lang=en").get_json()["areas"]
    assert all(area["text"].split("\u00a0")[-1].split()[0] in text for area in values)


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("indicators=mean_age&years=2016", 400),
        (f"indicators={','.join(['mean_age', 'higher_degree', 'flats', 'nothing'])}", 404),
        (f"indicators=mean_age&years={','.join(map(str, range(2010, 2017)))}", 400),
    ],
)
def test_a_comparison_that_cannot_be_printed_is_said_on_a_page(client: FlaskClient, words: str, status: int) -> None:
    found = answer_of(client, f"/sv/print/compare.pdf?level=suuralue&{words}")
    assert found.status_code == status
    assert "Traceback" not in found.text


def test_a_table_is_printed_with_ranks_and_every_area(client: FlaskClient, tmp_path: Path) -> None:
    asked = "level=postinumeroalue&indicators=mean_age,higher_degree,population&year=2016"
    found = answer_of(client, f"/fi/print/table.pdf?{asked}&ranks=1")
    assert found.status_code == 200, found.text
    text = text_of(found.data, tmp_path)
    items = client.get(f"/api/collections/postinumeroalue/items?{asked.partition('&')[2]}&lang=fi").get_json()
    assert len(items["features"]) == 46
    assert all(one["properties"]["name"] in text for one in items["features"])
    assert "45." in text
    ids = "mean_age,higher_degree,population,share_0_6,share_7_17,share_18_29,share_65_plus,share_75_plus,flats"
    assert answer_of(client, f"/fi/print/table.pdf?indicators={ids}").status_code == 400


# --- the desk ---


@pytest.fixture
def order(shipped_settings: Settings, app: Flask) -> tuple[str, Order]:
    atlas = app.extensions["atlas"].current
    return atlas.hash, read_order("map", "pdf", "fi", [("level", "suuralue")], "https://example.org", atlas.day)


def test_a_printing_process_that_hangs_is_ended_and_the_reader_told(
    shipped_settings: Settings, order: tuple[str, Order], tmp_path: Path
) -> None:
    settings = shipped_settings.model_copy(update={"data": tmp_path, "print_seconds": 0.5})
    desk = Desk(settings, "tests.web.printing.stuck", patience_s=0.05)
    found = said_by(desk, *order)
    assert isinstance(found, Busy)
    assert found.why is Why.LATE


def test_a_printing_process_that_ends_in_the_middle_gives_nothing_half_made(
    shipped_settings: Settings, order: tuple[str, Order], tmp_path: Path
) -> None:
    settings = shipped_settings.model_copy(update={"data": tmp_path})
    found = said_by(Desk(settings, "tests.web.printing.ending"), *order)
    assert isinstance(found, Busy)
    assert not list((tmp_path / "printed").glob("*.ready"))


def test_more_than_may_wait_is_refused_at_once(shipped_settings: Settings, app: Flask, tmp_path: Path) -> None:
    settings = shipped_settings.model_copy(update={"data": tmp_path, "print_seconds": 2, "print_waiting": 2})
    desk, atlas = Desk(settings, "tests.web.printing.stuck", patience_s=0.01), app.extensions["atlas"].current
    said = [
        desk.ask(atlas.hash, read_order("map", "pdf", "fi", [("year", str(year))], "", atlas.day))
        for year in (2012, 2013, 2014)
    ]
    assert [type(one) for one in said] == [Making, Making, Busy]
