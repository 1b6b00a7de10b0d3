"""Names in alphabetical order: å, ä and ö after z in Finnish and Swedish, with a and o in English."""

from __future__ import annotations

import pytest

from hytemap.maps.alphabet import alphabetical

NAMES = ["Östersundom", "Zander", "Åminne", "Ängskulla", "Olars", "Alberga", "alp", "Éa", "Eb"]


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_letters_after_z_come_after_z_in_their_own_order(language: str) -> None:
    found = sorted(NAMES, key=lambda name: alphabetical(name, language))
    assert found == ["Alberga", "alp", "Éa", "Eb", "Olars", "Zander", "Åminne", "Ängskulla", "Östersundom"]


def test_english_knows_no_letters_after_z() -> None:
    found = sorted(NAMES, key=lambda name: alphabetical(name, "en"))
    assert found == ["Alberga", "alp", "Åminne", "Ängskulla", "Éa", "Eb", "Olars", "Östersundom", "Zander"]


def test_a_letter_written_in_two_characters_is_the_same_letter() -> None:
    assert alphabetical("A\u0308lv", "sv") > alphabetical("Zander", "sv")
