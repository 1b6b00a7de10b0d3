"""Numbers: every way people write them, and none guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hytemap.sources.imports.numbers import Undecided, decided, parse_number

MARKS = {"comma": ",", "point": "."}
BETWEEN_THOUSANDS = [" ", "\u00a0", "\u202f", "\u2009", "'", "’"]


@pytest.mark.parametrize(
    ("text", "decimal", "number"),
    [
        ("12,5", "comma", 12.5),
        ("1 234,5", "comma", 1234.5),
        ("1\u00a0234", "comma", 1234),
        ("1\u202f234\u202f567,25", "comma", 1234567.25),
        ("1.234,5", "comma", 1234.5),
        ("1,234.5", "point", 1234.5),
        ("1'234.5", "point", 1234.5),
        ("1,234", "comma", 1.234),
        ("1,234", "point", 1234),
        ("-0,5", "comma", -0.5),
        ("−3", "point", -3),
        ("+7", "point", 7),
        (",25", "comma", 0.25),
        ("0,123", "comma", 0.123),
    ],
)
def test_numbers_are_read_by_the_decimal_mark_of_their_column(text, decimal, number):
    assert parse_number(text, decimal) == (number, False)


@pytest.mark.parametrize("text", ["12,5 %", "12,5%", "12,5\u00a0%"])
def test_a_percent_sign_is_told(text):
    assert parse_number(text, "comma") == (12.5, True)


@pytest.mark.parametrize(
    "text", ["", "x", "1.2.3", "1,23,456", "12 34", "1 23", "1 234'567", "- 5", "5 kpl", "nan", "inf", "%"]
)
@pytest.mark.parametrize("decimal", ["comma", "point"])
def test_what_is_no_number_is_none(text, decimal):
    with pytest.raises(ValueError, match=r"is no number|where the column has"):
        parse_number(text, decimal)


def test_the_other_decimal_mark_is_named():
    with pytest.raises(
        ValueError, match=r"‘1\.5’ is written with a decimal point, where the column has a decimal comma"
    ):
        parse_number("1.5", "comma")


def test_a_number_in_exponents_has_lost_digits_and_is_refused():
    with pytest.raises(ValueError, match=r"‘1,2E\+05’ was shortened by the program that wrote it"):
        parse_number("1,2E+05", "comma")


@given(
    st.decimals(min_value=-999_999_999, max_value=999_999_999, places=3, allow_nan=False),
    st.sampled_from(["comma", "point"]),
    st.data(),
)
def test_a_number_written_in_any_of_these_ways_is_read_back(number, decimal, data):
    other = "." if decimal == "comma" else ","
    thousands = data.draw(st.sampled_from(["", other, *BETWEEN_THOUSANDS]))
    text = f"{number:,f}".replace(",", "T").replace(".", MARKS[decimal]).replace("T", thousands)
    assert parse_number(text, decimal) == (float(number), False)


@given(st.lists(st.decimals(min_value=0, max_value=99_999, places=2), min_size=1), st.sampled_from(["comma", "point"]))
def test_two_decimals_show_the_mark_of_a_column_whatever_else_stands_in_it(numbers, decimal):
    other = "." if decimal == "comma" else ","
    texts = [f"{n:,f}".replace(",", "T").replace(".", MARKS[decimal]).replace("T", other) for n in numbers]
    assert decided(enumerate([*texts, "x", "", "12"])) == decimal


@given(st.integers(1, 999), st.integers(0, 999), st.sampled_from([",", "."]))
def test_three_digits_after_the_only_mark_are_never_guessed(first, rest, mark):
    with pytest.raises(Undecided, match=r"line 4 has .* say `decimal: comma` or `decimal: point`"):
        decided([(3, "12"), (4, f"{first}{mark}{rest:03d}")])


@pytest.mark.parametrize(
    ("proof", "decimal"), [("0,5", "comma"), ("1,234,567", "point"), ("1.234.567", "comma"), ("7.25", "point")]
)
def test_one_cell_that_can_be_read_only_one_way_decides_for_the_column(proof, decimal):
    assert decided([(2, "1,234"), (3, proof)]) == decimal


def test_a_column_with_both_marks_is_refused_with_a_line_of_each():
    with pytest.raises(Undecided, match=r"line 2 has ‘1,5’; line 3 has ‘2\.5’: write all of them alike"):
        decided([(2, "1,5"), (3, "2.5")])
