"""From parts to values: what a zero, a gap and a mark become."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from hytemap.model import Status
from hytemap.statistics import formulas

OK, ESTIMATED, NOT_APPLICABLE, MISSING, SUPPRESSED = (int(status) for status in Status)


def statuses(*codes: int) -> np.ndarray:
    return np.array(codes, dtype=np.uint8)


def test_a_ratio_is_numerator_over_denominator_times_its_factor():
    found = formulas.ratio(np.array([5.0, 1.0]), np.array([50.0, 3.0]), 100, statuses(OK, ESTIMATED))
    np.testing.assert_allclose(found.value, [10.0, 100 / 3])
    assert found.status.tolist() == [OK, ESTIMATED]
    assert found.numerator.tolist() == [5.0, 1.0]
    assert found.denominator.tolist() == [50.0, 3.0]


def test_a_zero_denominator_makes_a_ratio_not_applicable_never_a_zero():
    found = formulas.ratio(np.array([0.0]), np.array([0.0]), 100, statuses(OK))
    assert found.status.tolist() == [NOT_APPLICABLE]
    assert np.isnan(found.value).all()


def test_a_hidden_part_hides_value_numerator_and_denominator():
    found = formulas.ratio(np.array([5.0]), np.array([50.0]), 100, statuses(SUPPRESSED))
    assert np.isnan([found.value, found.numerator, found.denominator]).all()
    assert found.status.tolist() == [SUPPRESSED]


def test_a_nan_that_no_mark_explains_is_missing():
    found = formulas.count(np.array([np.nan, 3.0]), statuses(OK, OK))
    assert found.status.tolist() == [MISSING, OK]


def test_a_mean_is_recombined_from_its_sum_and_its_number():
    found = formulas.mean(np.array([40.0 * 100 + 50.0 * 300]), np.array([400.0]), statuses(ESTIMATED))
    np.testing.assert_allclose(found.value, [47.5])


def test_a_published_median_is_not_applicable_where_it_was_carried():
    found = formulas.published(
        np.array([3.0, 4.0, np.nan]), statuses(OK, OK, SUPPRESSED), np.array([False, True, True])
    )
    assert found.status.tolist() == [OK, NOT_APPLICABLE, SUPPRESSED]
    assert found.value[0] == 3.0
    assert np.isnan(found.value[1:]).all()


amounts = hnp.arrays(np.float64, 4, elements=st.integers(0, 9).map(float) | st.just(np.nan))


@given(amounts, amounts, hnp.arrays(np.uint8, 4, elements=st.integers(0, 4)))
def test_no_status_improves_through_a_formula_and_what_is_not_shown_has_no_number(top, bottom, status):
    for found in (
        formulas.count(top, status),
        formulas.ratio(top, bottom, 100, status),
        formulas.mean(top, bottom, status),
        formulas.published(top, status, np.array([True, False, True, False])),
    ):
        assert (found.status >= status).all()
        hidden = found.status > ESTIMATED
        for numbers in (found.value, found.numerator, found.denominator):
            assert np.isnan(numbers[hidden]).all()
        assert np.isfinite(found.value[~hidden]).all()
