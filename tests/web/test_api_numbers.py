"""Numbers for machines are short, yet round to what pages show and stay in their class."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hytemap.statistics.class_breaks import classify
from hytemap.web.api.fields import number, numbers

VALUES = st.floats(-1e7, 1e7, allow_nan=False)
DECIMALS = st.integers(0, 3)


@given(VALUES, DECIMALS)
def test_a_number_rounds_to_the_same_as_its_exact_value(value: float, decimals: int) -> None:
    given = number(value, decimals)
    assert given is not None
    assert round(given, decimals) == round(value, decimals)
    # half a unit of the last digit, and what a float of this size cannot tell apart
    assert abs(given - value) <= 0.5 * 10.0 ** -(decimals + 3) + 2 * math.ulp(value)


def test_a_value_just_under_a_half_is_not_pushed_over_it() -> None:
    assert number(10.44996, 1) == 10.44996  # 10.45 would round to 10.5 in many a spreadsheet
    assert number(10.44896, 1) == 10.449


def test_a_value_just_over_a_break_is_not_pulled_onto_it() -> None:
    [given] = numbers(np.array([5.20004]), 1, breaks=(5.2,))
    assert classify(np.array([given]), [5.2]).tolist() == classify(np.array([5.20004]), [5.2]).tolist() == [1]


def test_no_value_is_null() -> None:
    assert numbers(np.array([np.nan, 0.0, -0.25]), 1) == [None, 0.0, -0.25]


@given(VALUES | st.just(math.nan), DECIMALS)
def test_one_number_is_written_as_it_is_in_a_list(value: float, decimals: int) -> None:
    assert [number(value, decimals)] == numbers(np.array([value]), decimals)
