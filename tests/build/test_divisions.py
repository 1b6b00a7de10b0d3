"""Older divisions: areas renamed, split, merged, moved, and all at once."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hytemap.build.divisions import division_of
from hytemap.definitions.boundary_changes import BoundaryChange

TODAY = ("a", "b", "c", "d")


def change(kind: str, old: str, new: str, share: float | None = None) -> BoundaryChange:
    return BoundaryChange("before", old, new, kind, share, "made up", 2)


def before(*changes: BoundaryChange):
    return division_of("level", TODAY, "before", changes)


def test_without_changes_it_is_todays_division():
    division = before()
    assert division.is_current
    assert division.codes == TODAY
    np.testing.assert_array_equal(division.mix, np.eye(4))
    assert not any(division.redrawn)


def test_a_renamed_area_is_found_under_its_old_code_and_is_no_estimate():
    division = before(change("renamed", "x", "b"))
    assert division.codes == ("a", "x", "c", "d")
    np.testing.assert_array_equal(division.mix, np.eye(4))
    assert not any(division.redrawn)


def test_an_area_that_was_split_covered_all_its_parts():
    division = before(change("split", "b", "b"), change("split", "b", "c"))
    assert division.codes == ("a", "b", "d")
    assert division.blocks == ((0,), (1, 2), (3,))
    assert division.redrawn == (False, True, False)


def test_areas_that_were_merged_are_added_up_and_are_no_estimate():
    division = before(change("merged", "x", "c"), change("merged", "y", "c"))
    assert division.codes == ("a", "b", "x", "y", "d")
    # 5 people of x and 7 of y are the 12 of c
    assert (np.array([1.0, 2.0, 5.0, 7.0, 4.0]) @ division.mix).tolist() == [1.0, 2.0, 12.0, 4.0]
    assert not any(division.redrawn)


def test_areas_redrawn_into_others_are_added_up_before_they_are_shared():
    # x became b and part of c, y the rest of c: nobody can say which of c's people came from whom
    division = before(change("split", "x", "b"), change("split", "x", "c"), change("merged", "y", "c"))
    assert division.codes == ("a", "x", "y", "d")
    assert division.blocks == ((0,), (1, 2), (3,))
    assert division.redrawn == (False, True, True, False)


def test_a_border_that_moved_takes_its_share_along_and_leaves_the_land():
    division = before(change("moved", "a", "b", 0.25), change("moved", "c", "b", 0.5))
    people = np.array([100.0, 40.0, 10.0, 1.0])
    assert (people @ division.mix).tolist() == [75.0, 70.0, 5.0, 1.0]
    np.testing.assert_array_equal(division.own, np.eye(4))
    assert division.redrawn == (True, True, True, False)


def test_land_of_codes_that_share_a_block_is_that_of_the_block():
    division = before(
        change("merged", "x", "c"), change("merged", "y", "c"), change("split", "a", "a"), change("split", "a", "b")
    )
    land = division.summed(np.array([1.0, 2.0, 6.0, np.nan]))
    assert division.codes == ("a", "x", "y", "d")
    np.testing.assert_array_equal(land, [3.0, 3.0, 3.0, np.nan])


def test_changes_of_areas_that_are_not_there_are_passed_over():
    assert before(change("renamed", "x", "gone")).codes == TODAY


pairs = st.tuples(st.sampled_from("xyz"), st.sampled_from(TODAY))


@given(st.sets(pairs, max_size=6), st.permutations(range(6)))
def test_every_code_lives_in_some_block_every_area_in_one_and_order_does_not_matter(found, order):
    changes = [change("split", old, new) for old, new in sorted(found)]
    division = before(*changes)
    np.testing.assert_allclose(division.mix.sum(axis=1), 1.0)
    assert sorted(area for block in division.blocks for area in block) == [0, 1, 2, 3]
    assert (division.block_of(4) >= 0).all()
    shuffled = [changes[i] for i in order if i < len(changes)]
    assert division_of("level", TODAY, "before", shuffled) == division


@given(st.sets(pairs, max_size=6), st.lists(st.integers(0, 1000), min_size=10, max_size=10))
def test_totals_are_kept_through_any_change(found, people):
    division = before(*[change("split", old, new) for old, new in sorted(found)])
    amounts = np.array(people[: len(division.codes)], dtype=float)
    assert (amounts @ division.mix).sum() == pytest.approx(amounts.sum())
