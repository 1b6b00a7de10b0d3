"""Widths of letters, read from the font's file and measured again on a page."""

from __future__ import annotations

import re
import struct
from pathlib import Path

import pytest

from hytemap.maps.view import make_view
from hytemap.paper.advances import advances
from hytemap.paper.face import PAPER_FONT, font_folder
from hytemap.paper.map.sheet import map_sheet
from hytemap.paper.measure import TITLE
from tests.paper.printing import frame, pages, printed

REGULAR = font_folder() / "SourceSansPro-Regular.ttf"


def test_every_letter_of_finnish_and_swedish_has_a_width() -> None:
    widths = advances(REGULAR)
    assert set("abcdefghijklmnopqrstuvwxyzåäöÅÄÖ0123456789 \u00a0–−≈²€%") <= set(widths)
    assert all(100 < widths[one] < 1000 for one in "aäöåWm0−")
    assert widths["a"] == widths["ä"]
    assert widths["i"] < widths["n"] < widths["m"]


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_title_is_as_wide_on_paper_as_it_was_reckoned(atlas, tmp_path: Path, language: str) -> None:
    sheet = map_sheet(make_view(atlas, "postinumeroalue", "unemployment_rate", 2024), frame(language))
    words = sheet["title"].split(" ")
    set_words = pages(printed(sheet, tmp_path))[0].words[: len(words)]
    assert [one.text for one in set_words] == words
    wide = set_words[-1].right - set_words[0].left
    # pairs of letters stand a little closer than each by itself
    assert wide == pytest.approx(PAPER_FONT.width(sheet["title"], TITLE, bold=True), rel=0.02)


@pytest.mark.parametrize("broken", [b"", b"no font", REGULAR.read_bytes()[:400]])
def test_a_file_that_is_no_font_is_named(tmp_path: Path, broken: bytes) -> None:
    path = tmp_path / "some.ttf"
    path.write_bytes(broken)
    with pytest.raises(ValueError, match=re.escape(str(path))):
        advances(path)


def test_a_font_without_a_table_for_letters_is_named(tmp_path: Path) -> None:
    path = tmp_path / "some.ttf"
    data = REGULAR.read_bytes()
    at = data.index(b"cmap")
    path.write_bytes(data[:at] + struct.pack(">4s", b"cmop") + data[at + 4 :])
    with pytest.raises(ValueError, match="is no font"):
        advances(path)
