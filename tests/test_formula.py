"""The formula language: what it takes, what it refuses, and what becomes of protected parts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hytemap.errors import FormulaError
from hytemap.formula import MAX_LENGTH, Expression
from hytemap.model import Status, Statuses, Values, worst

NAMES = ("a", "b", "c")

Variables = dict[str, tuple[Values, Statuses]]


def variables(values: dict[str, list[float]], statuses: dict[str, list[Status]] | None = None) -> Variables:
    given_statuses = statuses or {}
    return {
        name: (
            np.array(numbers, dtype=np.float64),
            np.array(given_statuses.get(name, [Status.OK] * len(numbers)), dtype=np.uint8),
        )
        for name, numbers in values.items()
    }


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a", 2.0),
        ("a + b", 5.0),
        ("a + b * c", 17.0),
        ("(a + b) * c", 25.0),
        ("a - b - c", -6.0),
        ("a - (b - c)", 4.0),
        ("2 * (a + 3 * b)", 22.0),
        ("  a+b  ", 5.0),
    ],
)
def test_formulas_follow_the_rules_of_arithmetic(text: str, value: float) -> None:
    values, statuses = Expression.parse(text).evaluate(variables({"a": [2.0], "b": [3.0], "c": [5.0]}))
    assert values.tolist() == [value]
    assert statuses.tolist() == [Status.OK]


def test_the_variables_of_a_formula_are_named_once_each_in_order_of_appearance() -> None:
    assert Expression.parse("he_75_79 + (he_85_ - he_75_79) * he_80_84").names == ["he_75_79", "he_85_", "he_80_84"]


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('true')",
        "open('/etc/passwd')",
        "a.__class__",
        "a[0]",
        "[a for a in b]",
        "(lambda: a)()",
        "a if b else c",
        "a or b",
        "a < b",
        "(a := b)",
        "{a}",
        "(a, b)",
        "f'{a}'",
        "await a",
        "a / b",
        "a // b",
        "a % b",
        "a ** b",
        "a @ b",
        "a << b",
        "-a",
        "~a",
        "a + 1.5",
        "a + 1j",
        "a + 'b'",
        "a + True",
        "a + None",
        "a + ...",
    ],
)
def test_nothing_but_names_whole_numbers_plus_minus_times_and_brackets_is_read(text: str) -> None:
    with pytest.raises(FormulaError) as caught:
        Expression.parse(text)
    assert repr(text) in str(caught.value)


@pytest.mark.parametrize(
    "text", ["", "a +", "a b", "(a", "a; b", "import os", "a\nb", "a = b", "a\0b", "(" * 300 + "a"]
)
def test_what_is_no_expression_is_refused_as_a_formula_error(text: str) -> None:
    with pytest.raises(FormulaError, match="is no formula"):
        Expression.parse(text)


def test_a_formula_that_names_no_variable_is_refused() -> None:
    with pytest.raises(FormulaError, match="names no variable"):
        Expression.parse("2 * 3")


def test_a_formula_longer_than_any_real_one_is_refused_before_it_is_read() -> None:
    longest = "a" + "+a" * ((MAX_LENGTH - 1) // 2)
    values, _ = Expression.parse(longest).evaluate(variables({"a": [1.0]}))
    assert values.tolist() == [(MAX_LENGTH + 1) // 2]
    with pytest.raises(FormulaError, match="too long"):
        Expression.parse("a" + "+a" * MAX_LENGTH)


def test_a_variable_that_is_not_given_is_named() -> None:
    with pytest.raises(FormulaError, match="needs b, c"):
        Expression.parse("a + b + c").evaluate(variables({"a": [1.0]}))


def test_the_worst_part_decides_the_status_of_each_area() -> None:
    values, statuses = Expression.parse("a + b").evaluate(
        variables(
            {"a": [1.0, 1.0, np.nan, np.nan, np.nan], "b": [2.0, 2.0, 2.0, np.nan, 2.0]},
            {
                "a": [Status.OK, Status.ESTIMATED, Status.MISSING, Status.SUPPRESSED, Status.NOT_APPLICABLE],
                "b": [Status.OK, Status.OK, Status.ESTIMATED, Status.MISSING, Status.MISSING],
            },
        )
    )
    assert [Status(status) for status in statuses] == [
        Status.OK,
        Status.ESTIMATED,
        Status.MISSING,
        Status.SUPPRESSED,
        Status.MISSING,
    ]
    np.testing.assert_array_equal(values, [3.0, 3.0, np.nan, np.nan, np.nan])


def test_a_hidden_value_does_not_shine_through_even_when_its_number_is_known() -> None:
    values, _ = Expression.parse("a - b").evaluate(
        variables({"a": [10.0], "b": [4.0]}, {"b": [Status.SUPPRESSED], "a": [Status.OK]})
    )
    assert np.isnan(values).all()


@pytest.mark.parametrize(
    ("text", "linear"),
    [
        ("a", True),
        ("a + b - c", True),
        ("2 * a - b * 3", True),
        ("2 * (a + b) * 3", True),
        ("a * b", False),
        ("a + 1", False),
        ("a + b * c", False),
        ("(a + 1) * 2", False),
        ("(a + 1) * b", False),
    ],
)
def test_a_formula_is_linear_when_each_term_holds_just_one_variable(text: str, linear: bool) -> None:
    assert Expression.parse(text).is_linear is linear


def _grow(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    sums = st.tuples(parts, st.sampled_from("+-"), parts).map(lambda t: f"({t[0]} {t[1]} {t[2]})")
    multiples = st.tuples(st.integers(0, 9), parts).map(lambda t: f"{t[0]} * {t[1]}")
    return sums | multiples


def _grow_any(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(parts, st.sampled_from("+-*"), parts).map(lambda t: f"({t[0]} {t[1]} {t[2]})")


linear_formulas = st.recursive(st.sampled_from(NAMES), _grow, max_leaves=8)
any_formulas = st.recursive(st.sampled_from(NAMES) | st.integers(0, 9).map(str), _grow_any, max_leaves=8).filter(
    lambda text: any(name in text for name in NAMES)
)
amounts = st.lists(st.integers(-1000, 1000).map(float), min_size=3, max_size=3)


@given(linear_formulas, st.fixed_dictionaries(dict.fromkeys(NAMES, amounts)))
def test_a_linear_formula_of_sums_is_the_sum_of_the_formulas(text: str, values: dict[str, list[float]]) -> None:
    expression = Expression.parse(text)
    assert expression.is_linear
    apart, _ = expression.evaluate(variables(values))
    together, _ = expression.evaluate(variables({name: [sum(numbers)] for name, numbers in values.items()}))
    assert together[0] == apart.sum()


@given(any_formulas, st.fixed_dictionaries(dict.fromkeys(NAMES, amounts)))
def test_a_formula_called_linear_never_breaks_when_areas_are_summed_first(
    text: str, values: dict[str, list[float]]
) -> None:
    expression = Expression.parse(text)
    if expression.is_linear:
        apart, _ = expression.evaluate(variables(values))
        together, _ = expression.evaluate(variables({name: [sum(numbers)] for name, numbers in values.items()}))
        assert together[0] == apart.sum()


@given(any_formulas, st.fixed_dictionaries(dict.fromkeys(NAMES, amounts)))
def test_a_formula_means_what_the_same_text_means_in_python(text: str, values: dict[str, list[float]]) -> None:
    found, _ = Expression.parse(text).evaluate(variables(values))
    first = {name: numbers[0] for name, numbers in values.items()}
    assert found[0] == eval(text, {"__builtins__": {}}, first)  # noqa: S307 - the text is made above


@given(
    any_formulas,
    st.fixed_dictionaries(dict.fromkeys(NAMES, st.lists(st.sampled_from(list(Status)), min_size=3, max_size=3))),
)
def test_every_formula_carries_the_worst_status_of_the_variables_it_names(
    text: str, statuses: dict[str, list[Status]]
) -> None:
    expression = Expression.parse(text)
    values, found = expression.evaluate(variables({name: [1.0, 2.0, 3.0] for name in NAMES}, statuses))
    expected = worst(np.array(statuses[name], dtype=np.uint8) for name in expression.names)
    assert found.tolist() == expected.tolist()
    assert np.isnan(values).tolist() == [not Status(status).has_value for status in expected]
