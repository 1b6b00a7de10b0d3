"""The store: bounded by bytes; what is asked again outlives a flood of what is asked once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hytemap.web.front.answer import Answer, Entry
from hytemap.web.front.question import Key, weight
from hytemap.web.front.store import LARGEST, PROBATION, Store

ROOM = 1_000_000


def _key(name: object) -> Key:
    return Key("http", "localhost", f"/{name}", "", None, "fi")


def _entry(size: int) -> Entry:
    answer = Answer("200 OK", [("ETag", '"a"'), ("Content-Type", "text/plain")], b"x" * size)
    entry = Entry.of(answer)
    entry.add("identity", answer)
    return entry


def test_a_flood_of_new_questions_does_not_drive_out_what_is_asked_again() -> None:
    store = Store(ROOM)
    for name in range(20):
        store.put(_key(name), _entry(20_000))
        assert store.get(_key(name)) is not None
    for name in range(1000):
        store.put(_key(f"new-{name}"), _entry(20_000))
    assert all(store.get(_key(name)) is not None for name in range(20))
    assert store.get(_key("new-0")) is None
    assert store.get(_key("new-999")) is not None


def test_what_was_asked_once_takes_a_quarter_at_most() -> None:
    store = Store(ROOM)
    for name in range(1000):
        store.put(_key(name), _entry(10_000))
    assert ROOM * PROBATION - 15_000 < store.taken <= ROOM * PROBATION


def test_the_longest_unasked_goes_first() -> None:
    store = Store(ROOM)
    for name in range(100):
        store.put(_key(name), _entry(10_000))
        store.get(_key(name))
        store.get(_key(0))
    assert store.get(_key(0)) is not None
    assert store.get(_key(1)) is None


def test_one_answer_may_not_take_all_room() -> None:
    store = Store(ROOM)
    store.put(_key("large"), _entry(int(ROOM * LARGEST)))
    assert store.get(_key("large")) is None
    assert store.taken == 0


def test_keys_and_headers_count() -> None:
    store = Store(ROOM)
    for name in range(10_000):
        store.put(_key(name), _entry(0))
    assert 0 < len(store) < ROOM * PROBATION / 1000
    assert weight(_key("x" * 1000)) - weight(_key("x")) >= 999


@given(
    st.lists(
        st.tuples(st.sampled_from(["put", "get", "grow"]), st.integers(0, 12), st.integers(0, 80_000)), max_size=60
    )
)
def test_whatever_happens_the_count_is_right_and_within_the_room(steps: list[tuple[str, int, int]]) -> None:
    store = Store(ROOM)
    for step, name, size in steps:
        key = _key(name)
        if step == "put":
            store.put(key, _entry(size))
        elif (entry := store.get(key)) is not None and step == "grow":
            entry.add_brotli(b"y" * size)
            store.grown(key, entry)
        kept = [*store._probation.values(), *store._protected.values()]
        assert store.taken == sum(one.size for one in kept) <= ROOM
        assert len(store) == len(kept) == len({*store._probation, *store._protected})
