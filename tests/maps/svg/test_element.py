"""The writer: what is escaped, what numbers look like, what cannot be drawn."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from hytemap.maps.svg.element import drawing, element, number
from hytemap.maps.svg.font import PAGE_FONT
from hytemap.maps.svg.words import splits
from tests.maps.svg.pictures import parsed


@given(st.text())
def test_any_words_are_read_back_as_they_were(words: str) -> None:
    allowed = "".join(c for c in words if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff"))
    root = etree.fromstring(element("text", words, class_=words).encode())
    # XML itself turns line ends into one form, and those in attributes into spaces
    assert (root.text or "") == allowed.replace("\r\n", "\n").replace("\r", "\n")
    assert root.get("class").split() == allowed.split()


def test_markup_is_not_escaped_twice_and_words_are_never_markup() -> None:
    inner = element("b", "<script>")
    assert element("a", inner) == "<a><b>&lt;script&gt;</b></a>"


@given(st.floats(-1e7, 1e7))
def test_numbers_are_short_and_near(value: float) -> None:
    assert abs(float(number(value)) - value) <= 0.005 + 1e-9
    assert number(value) != "-0"
    assert "e" not in number(value)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_not_drawn(value: float) -> None:
    with pytest.raises(ValueError, match="cannot be drawn"):
        element("rect", x=value)


def test_a_drawing_is_a_picture_with_a_name() -> None:
    root = parsed(drawing(10, 20.5, 'A "title"', "", "p", PAGE_FONT.family))
    assert root.get("viewBox") == "0 0 10 20.5"
    assert root.find("{*}title").text == 'A "title"'
    assert root.find("{*}desc") is None


def test_names_break_at_spaces_and_behind_hyphens_only() -> None:
    assert splits("Espoon keskus") == [("Espoon keskus",), ("Espoon", "keskus")]
    assert splits("Suur-Leppävaara") == [("Suur-Leppävaara",), ("Suur-", "Leppävaara")]
    assert splits("Olari") == [("Olari",)]


def test_widths_are_those_of_the_font() -> None:
    # DejaVu Sans 2.37: 2048 units to the em, "i" 569 and "W" 2025 of them
    assert PAGE_FONT.width("i", 2048) == pytest.approx(569, abs=1.1)
    assert PAGE_FONT.width("W", 2048) == pytest.approx(2025, abs=1.1)
    assert PAGE_FONT.width("Suur-Leppävaara", 12) < PAGE_FONT.width("Suur-Leppävaara", 12, bold=True)
    # a letter that is not in the table is as wide as the one it is made of, anything else as wide as the type is high
    assert PAGE_FONT.width("ǎ", 10) == PAGE_FONT.width("a", 10)
    assert PAGE_FONT.width("漢", 10) == 10
