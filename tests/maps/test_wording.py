"""Numbers, units and standings as each language writes them."""

from __future__ import annotations

import math

import pytest
from babel.numbers import format_decimal
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from hytemap.atlas import Atlas
from hytemap.maps.sentence import map_sentences
from hytemap.maps.table import AreaTable
from hytemap.maps.view import make_view
from hytemap.maps.wording import Wording, limit_decimals, lower_first, upper_first
from hytemap.model import Status, Unit

NBSP = "\u00a0"


@pytest.fixture(scope="module")
def atlas(app: Flask) -> Atlas:
    return app.extensions["atlas"].current


@pytest.mark.parametrize(
    ("language", "value", "decimals", "written"),
    [
        ("fi", 10.4, 1, "10,4"),
        ("sv", 10.4, 1, "10,4"),
        ("en", 10.4, 1, "10.4"),
        ("fi", 1234567, 0, f"1{NBSP}234{NBSP}567"),
        ("en", 1234567, 0, "1,234,567"),
        ("fi", -3.26, 1, "−3,3"),
        ("fi", -0.04, 1, "0,0"),
        ("fi", 0.5, 0, "0"),
        ("fi", math.nan, 1, "–"),
    ],
)
def test_numbers_in_the_language_s_form(language: str, value: float, decimals: int, written: str) -> None:
    assert Wording(language).number(value, decimals) == written


@pytest.mark.parametrize(
    ("value", "written"), [(1.26, "+1,3"), (-1.26, "−1,3"), (0.04, "0,0"), (-0.04, "0,0"), (math.nan, "–")]
)
def test_a_difference_has_its_sign_unless_it_rounds_to_nothing(value: float, written: str) -> None:
    assert Wording("fi").signed(value, 1) == written


def test_a_value_says_how_sure_it_is(atlas: Atlas) -> None:
    rate = atlas.indicator("unemployment_rate")
    finnish = Wording("fi")
    assert finnish.value(10.44, Status.OK, rate) == f"10,4{NBSP}%"
    assert finnish.value(10.44, Status.ESTIMATED, rate) == f"≈{NBSP}10,4{NBSP}%"
    assert Wording("en").value(10.44, Status.OK, rate) == "10.4%"
    words = {
        Status.SUPPRESSED: ("suojattu", "skyddad", "suppressed"),
        Status.MISSING: ("puuttuu", "uppgift saknas", "missing"),
        Status.NOT_APPLICABLE: ("ei sovellettavissa", "ej tillämplig", "not applicable"),
    }
    for status, expected in words.items():
        assert tuple(Wording(one).value(math.nan, status, rate) for one in ("fi", "sv", "en")) == expected


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_every_unit_has_a_word_of_the_language(language: str) -> None:
    same_everywhere = {Unit.PERCENT, Unit.SQUARE_METRES, Unit.INDEX}
    for unit in Unit:
        said = Wording(language).unit(unit)
        assert (said == Wording("en").unit(unit)) == (unit in same_everywhere) or said == "m²/person", unit


def test_class_limits_are_written_exactly(atlas: Atlas) -> None:
    assert limit_decimals((5.2, 7.1), 1) == 1
    assert limit_decimals((5.25, 7.1), 1) == 2
    assert limit_decimals((1 / 3,), 1) == 2
    view = make_view(atlas, "suuralue", "unemployment_rate", method="own", breaks=[8.0, 10.25])
    labels = Wording("fi").class_labels(view)
    assert labels[1] == "8,00–10,25"
    assert labels[0].endswith("–8,00")


def test_own_limits_beyond_the_values_are_written_as_more_or_less_than(atlas: Atlas) -> None:
    view = make_view(atlas, "suuralue", "unemployment_rate", method="own", breaks=[1.0, 90.0])
    assert Wording("en").class_labels(view)[0] == f"≤{NBSP}1.0"
    assert Wording("en").class_labels(view)[-1] == f">{NBSP}90.0"


def test_first_letters_change_and_the_rest_stays() -> None:
    assert upper_first("pohjois-Espoo") == "Pohjois-Espoo"
    assert lower_first("Kunnat (Länsi-Uusimaa)") == "kunnat (Länsi-Uusimaa)"


def test_the_sentence_names_both_ends_the_city_and_the_estimates(atlas: Atlas) -> None:
    view = make_view(atlas, "suuralue", "unemployment_rate", 2024)
    rows = AreaTable(view, Wording("fi")).members
    said = " ".join(map_sentences(view, Wording("fi")))
    assert said.startswith("Työttömyysaste 2024, suuralueet: ")
    assert f"suurin {rows[0].name} ({rows[0].text_with_unit})" in said
    assert f"pienin {rows[-1].name} ({rows[-1].text_with_unit})" in said
    assert "Koko Espoo: ≈" in said
    assert "Kaikki luvut ovat arvioita (≈)." in said


def test_the_sentence_of_a_level_without_figures_says_so(atlas: Atlas) -> None:
    assert map_sentences(make_view(atlas, "suuralue", "median_income"), Wording("sv")) == [
        "Invånarnas medianinkomst, storområden: inga siffror på denna områdesnivå."
    ]


def test_rows_fall_with_the_value_and_kauniainen_stands_apart_without_a_rank(atlas: Atlas) -> None:
    view = make_view(atlas, "postinumeroalue", "unemployment_rate", 2024)
    table = AreaTable(view, Wording("fi"))
    values = [view.slice.value[view.level.position[row.area.code]] for row in table.members]
    assert values == sorted(values, reverse=True)
    assert len(table.members) == 45
    assert [(row.name, row.rank, row.compared) for row in table.others] == [("Kauniainen", "–", "–")]
    assert table.others[0].text not in ("", "–")


def test_counts_are_compared_as_a_share_of_the_city(atlas: Atlas) -> None:
    table = AreaTable(make_view(atlas, "suuralue", "population", 2024), Wording("en"))
    assert sum(float(row.compared) for row in table.members) == pytest.approx(100, abs=0.4)
    assert table.city_bar is None
    assert table.members[0].bar == 100


@given(st.floats(-1e9, 1e9), st.integers(0, 5), st.sampled_from(["fi", "sv", "en"]))
def test_numbers_are_written_as_the_locale_data_say(value: float, decimals: int, language: str) -> None:
    pattern = "#,##0." + "0" * decimals if decimals else "#,##0"
    expected = format_decimal(round(value, decimals) + 0.0, pattern, language, decimal_quantization=True)
    assert Wording(language).number(value, decimals) == expected.replace("-", "−")
