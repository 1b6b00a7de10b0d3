"""Words are sorted as each language sorts them, and found however hastily they are typed."""

from __future__ import annotations

import pytest

from hytemap.maps.letters import collation_key, folded

#: sorted by hand, as in dictionaries of Finnish and of Swedish, and in English ones
SORTED = {
    "fi": ["Aikuiset", "Elämään tyytyväiset", "Lapset", "lapsiperheet", "Zeniitti", "Åbo", "Äidit", "Örö"],
    "sv": ["Andel", "Enkät", "Ung", "Vuxna", "Åldrar", "Äldre", "Över 65"],
    "en": ["Age", "Åland", "Ängelholm", "Aspen", "Örebro", "Other", "Zone"],
}


@pytest.mark.parametrize("language", SORTED)
def test_words_are_sorted_as_the_language_sorts_them(language: str) -> None:
    by_code_point = sorted(SORTED[language])
    assert by_code_point != SORTED[language], "the words would prove nothing"
    assert sorted(by_code_point, key=lambda word: collation_key(word, language)) == SORTED[language]


def test_numbers_are_sorted_by_size_and_before_letters() -> None:
    ages = ["0–6-vuotiaat", "7–17-vuotiaat", "18–29-vuotiaat", "65 vuotta täyttäneet", "Aikuiset"]
    assert sorted(sorted(ages), key=lambda word: collation_key(word, "fi")) == ages


def test_a_space_comes_before_a_letter() -> None:
    words = ["Alimpaanluokkaan", "Alimpaan luokkaan kuuluvat", "Alimpaan luokkaan"]
    words.sort(key=lambda word: collation_key(word, "fi"))
    assert words == ["Alimpaan luokkaan", "Alimpaan luokkaan kuuluvat", "Alimpaanluokkaan"]


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_u_with_dots_is_a_y_and_other_marks_hardly_count(language: str) -> None:
    words = ["Kyrkan", "Küche", "Kyuu", "resumé", "resumén"]
    # y-c < y-r: the ü stands as a y
    assert sorted(words, key=lambda word: collation_key(word, language))[:3] == ["Küche", "Kyrkan", "Kyuu"]
    assert sorted(["resumén", "resume", "resumé"], key=lambda word: collation_key(word, language)) == [
        "resume", "resumé", "resumén",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("Työttömyysaste", "tyottomyysaste"),
        ("ÅÄÖ åäö", "aao aao"),
        ("Cafe\u0301 É", "cafe e"),
        ("7–17-vuotiaat", "7-17-vuotiaat"),
        ("−5 ‑ x", "-5 - x"),
        ("km²", "km2"),
        ("", ""),
    ],
)
def test_what_is_searched_has_no_case_no_marks_and_one_dash(written: str, found: str) -> None:
    assert folded(written) == found


NAMES = ["Östersundom", "Zander", "Åminne", "Ängskulla", "Olars", "Alberga", "alp", "Éa", "Eb"]


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_letters_after_z_come_after_z_in_their_own_order(language: str) -> None:
    found = sorted(NAMES, key=lambda name: collation_key(name, language))
    assert found == ["Alberga", "alp", "Éa", "Eb", "Olars", "Zander", "Åminne", "Ängskulla", "Östersundom"]


def test_english_knows_no_letters_after_z() -> None:
    found = sorted(NAMES, key=lambda name: collation_key(name, "en"))
    assert found == ["Alberga", "alp", "Åminne", "Ängskulla", "Éa", "Eb", "Olars", "Östersundom", "Zander"]


def test_a_letter_written_in_two_characters_is_the_same_letter() -> None:
    assert collation_key("A\u0308lv", "sv") > collation_key("Zander", "sv")
