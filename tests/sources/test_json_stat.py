"""JSON-stat datasets: read in every form the standard lets them have, refused in every other."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from hytemap.errors import SourceAnswerInvalid
from hytemap.sources.answers import parse_any_json
from hytemap.sources.json_stat import read_dataset


def dataset(**changes: Any) -> dict[str, Any]:
    """Two areas by two years, with figures 1 to 4, and what is to be different."""
    return {
        "class": "dataset",
        "version": "2.0",
        "id": ["area", "year"],
        "size": [2, 2],
        "dimension": {
            "area": {"category": {"index": {"b": 1, "a": 0}}},
            "year": {"category": {"index": ["2023", "2024"]}},
        },
        "value": [1, 2, 3.5, 4],
        **changes,
    }


def test_categories_stand_in_the_order_of_their_index_whether_it_is_a_mapping_or_a_list() -> None:
    found = read_dataset(dataset(), "STATFIN")
    assert found.codes == {"area": ["a", "b"], "year": ["2023", "2024"]}
    assert found.values.tolist() == [[1.0, 2.0], [3.5, 4.0]]
    assert found.marks == {}


def test_a_single_category_may_be_told_by_its_label_alone() -> None:
    one = dataset(size=[1, 2], value=[1, 2])
    one["dimension"]["area"] = {"category": {"label": {"a": "Area"}}}
    assert read_dataset(one, "STATFIN").codes["area"] == ["a"]


def test_sparse_figures_leave_gaps_where_nothing_is_told() -> None:
    found = read_dataset(dataset(value={"0": 1, "3": 4}), "STATFIN")
    assert np.isnan(found.values[0, 1])
    assert found.values[1, 1] == 4


@pytest.mark.parametrize(
    ("status", "marks"),
    [
        ({"1": "..", "2": "..."}, {1: "..", 2: "..."}),
        ([None, "..", "...", None], {1: "..", 2: "..."}),
        ("..", {0: "..", 1: "..", 2: "..", 3: ".."}),
        ([".."], {0: "..", 1: "..", 2: "..", 3: ".."}),
        (None, {}),
    ],
)
def test_marks_are_kept_in_each_form_the_standard_has(status: Any, marks: dict[int, str]) -> None:
    assert read_dataset(dataset(value=[None] * 4, status=status), "STATFIN").marks == marks


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"class": "collection"}, "dataset was asked for, 'collection' came"),
        ({"id": ["area"]}, "do not fit"),
        ({"size": [2, True]}, "do not fit"),
        ({"size": [2, 3]}, "year should have 3 categories, 2 stand there"),
        ({"size": None}, "lacks its id, size or dimension"),
        ({"value": [1, 2, 3]}, "4 figures should have come, 3 did"),
        ({"value": None}, "has no figures"),
        ({"value": [1, 2, 3, "4"]}, "figure number 4 is '4', which is no number"),
        ({"value": [1, 2, 3, True]}, "which is no number"),
        ({"value": [1, 2, 3, float("nan")]}, "which is no number"),
        ({"value": {"4": 1}}, "no figure number '4' among 4"),
        ({"value": {"-1": 1}}, "no figure number '-1' among 4"),
        ({"status": ["..", ".."]}, "4 figures came with 2 marks"),
        ({"status": {"1": 5}}, "the mark 5 is not text"),
        ({"status": 7}, "are of the type int"),
        ({"dimension": {"area": {}, "year": {}}}, "area has no categories"),
        (
            {"dimension": {"area": {"category": {"index": {"a": 0, "b": 2}}}}},
            "places of the categories of area are no 0, 1, 2",
        ),
    ],
)
def test_what_is_no_whole_dataset_is_refused_with_its_reason(changes: dict[str, Any], told: str) -> None:
    with pytest.raises(SourceAnswerInvalid, match=told) as caught:
        read_dataset(dataset(**changes), "STATFIN")
    assert str(caught.value).startswith("STATFIN: ")


@pytest.mark.parametrize("number", ["NaN", "1e400", "Infinity", "-1e400"])
def test_numbers_that_json_does_not_have_never_reach_the_dataset(number: str) -> None:
    with pytest.raises(SourceAnswerInvalid, match="no whole JSON document"):
        parse_any_json(b'{"class": "dataset", "value": [%s]}' % number.encode(), "STATFIN")
