"""What faces work out is kept with the atlas, and only so much of it."""

from __future__ import annotations

from hytemap.atlas.derived import Derived


def test_a_result_is_made_once_and_the_longest_unused_is_given_up_first() -> None:
    made: list[str] = []

    def make(name: str) -> str:
        made.append(name)
        return name.upper()

    kept = Derived(most=2)
    for name in ("a", "b", "a", "c", "a", "b"):
        assert kept.get(name, lambda name=name: make(name)) == name.upper()
    # c took the place of b, as a had been asked for since
    assert made == ["a", "b", "c", "b"]
    assert len(kept) == 2


def test_nothing_is_a_result_too() -> None:
    made: list[int] = []
    kept = Derived()
    assert [kept.get("x", lambda: made.append(1)) for _ in range(3)] == [None, None, None]
    assert made == [1]
