"""How often a publisher is called: told by a clock that the test winds itself."""

from __future__ import annotations

from hytemap.sources.call_rate import CallRate


class Clock:
    """A clock that moves only when somebody sleeps; `slept` keeps how long each time."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def test_calls_within_the_limit_do_not_wait() -> None:
    clock = Clock()
    rate = CallRate(10, 10.0, clock, clock.sleep)
    for _ in range(10):
        rate.wait()
    assert clock.slept == []


def test_one_call_more_waits_until_the_first_is_old_enough_and_no_longer() -> None:
    clock = Clock()
    rate = CallRate(2, 10.0, clock, clock.sleep)
    rate.wait()
    clock.now += 4.0
    rate.wait()
    rate.wait()
    assert clock.slept == [6.0]


def test_never_more_calls_than_allowed_fall_into_any_window() -> None:
    clock = Clock()
    rate = CallRate(3, 10.0, clock, clock.sleep)
    made = []
    for _ in range(30):
        rate.wait()
        made.append(clock.now)
        clock.now += 0.5
    assert all(later - earlier >= 10.0 for earlier, later in zip(made, made[3:], strict=False))


def test_a_limit_learnt_later_counts_the_calls_before_it() -> None:
    clock = Clock()
    rate = CallRate(10, 10.0, clock, clock.sleep)
    rate.wait()
    rate.wait()
    rate.limit(2, 60.0)
    rate.wait()
    assert clock.slept == [60.0]
