"""The quick guides as their reader gets them: ten tasks in three languages, each with its picture."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale, gettext

from hytemap.errors import DefinitionError
from hytemap.settings import content_folder
from hytemap.web.guides import guides, png_size, read_guide

LANGUAGES = ("fi", "sv", "en")
#: words of the pages that a guide tells the reader to look for: they must be those the pages use
NAMED = {
    "find": ["Indicators", "Open the map"],
    "areas": ["Areas", "Change indicator, areas or year"],
    "city": ["Classes", "around the base"],
    "years": ["Play the years", "Previous", "Next"],
    "two": ["Comparison", "Choose what is compared", "Compare"],
    "profile": ["Profile"],
    "certainty": [],
    "link": [],
    "embed": ["Embed a map", "Embed this view in a page of your own", "Copy the code"],
    "qgis": ["GeoJSON and API", "Use it elsewhere", "This view as GeoJSON"],
}


def sections(client: FlaskClient, language: str) -> list[str]:
    page = client.get(f"/{language}/guide").text
    return re.findall(r'<section class="task".*?</section>', page, re.DOTALL)


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_ten_tasks_of_three_to_five_steps_each_with_a_picture_told_in_words(
    client: FlaskClient, language: str
) -> None:
    found = sections(client, language)
    assert len(found) == 10
    titles = [re.search(r"<h2[^>]*>(.*?)</h2>", one) for one in found]
    assert len({title[1] for title in titles if title}) == 10
    for one in found:
        assert 3 <= one.count("<li>") <= 5, one
        picture = re.search(r'<img src="([^"]*)" width="(\d+)" height="(\d+)" loading="lazy" [^>]*alt="([^"]+)"', one)
        assert picture is not None, one
        answer = client.get(picture[1])
        assert answer.content_type == "image/png"
        path = content_folder("static") / picture[1].split("/", 3)[3]
        assert png_size(path) == (int(picture[2]), int(picture[3]))
        assert len(picture[4]) > 30


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_task_begins_at_a_page_that_is_there(client: FlaskClient, language: str) -> None:
    for one in sections(client, language):
        begin = re.search(r'<a href="([^"]*)" aria-describedby', one)
        assert begin is not None
        assert begin[1].startswith(f"/{language}/")
        assert client.get(unescape(begin[1])).status_code == 200, begin[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_guides_call_things_what_the_pages_call_them(app: Flask, language: str) -> None:
    assert {one.id for one in guides()} == set(NAMED)
    with app.test_request_context(), force_locale(language):
        for one in guides():
            told = " ".join(step[language] for step in one.text.steps)
            for name in NAMED[one.id]:
                assert gettext(name) in told, (one.id, gettext(name))


def test_pictures_are_small_and_none_is_left_over() -> None:
    folder = content_folder("static") / "guide"
    files = {path.relative_to(folder).as_posix(): path.stat().st_size for path in folder.rglob("*.png")}
    assert set(files) == {f"{language}/{one.id}.png" for language in LANGUAGES for one in guides()}
    assert max(files.values()) <= 40_000
    assert sum(files.values()) <= 1_000_000


def test_the_size_of_a_picture_is_read_from_its_header(tmp_path: Path) -> None:
    path = tmp_path / "one.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (720).to_bytes(4, "big") + (431).to_bytes(4, "big") + b"\x08")
    assert png_size(path) == (720, 431)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("title: {fi: a, sv: b}\nbegin: /map\nsteps: []\npicture: {fi: a, sv: b, en: c}\n", "title.en"),
        ("title: {fi: a, sv: b, en: c}\nbegin: /map\nsteps: []\nimage: x\n", "image"),
        ("title: [", ""),
    ],
)
def test_a_guide_that_is_wrong_is_named_with_file_and_key(tmp_path: Path, text: str, key: str) -> None:
    path = tmp_path / "11-wrong.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError) as raised:
        read_guide(path)
    assert f"templates/guides/11-wrong.yaml: {key}" in str(raised.value)


def test_the_guide_answers_any_question(client: FlaskClient) -> None:
    for question in ("x=1", "level=nowhere", "q=%3Cscript%3E", "year=" + "9" * 500):
        answer = client.get(f"/fi/guide?{question}")
        assert answer.status_code == 200
        assert "<script>" not in answer.text
    assert client.get("/fi/guide/find").status_code == 404
