"""Axes of charts: round steps, and where a value stands."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Scale:
    """A straight line from values (`low` to `high`) to a drawing's units (`start` to `end`)."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        if self.high == self.low:
            return (self.start + self.end) / 2
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def step(low: float, high: float, about: int) -> float:
    """The round step (1, 2 or 5 times a power of ten) that parts low to high into about so many."""
    span = high - low
    if not span > 0:
        return 1.0
    rough = span / max(1, about)
    power = 10.0 ** math.floor(math.log10(rough))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * 0.999)


def ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Round values from `low` to `high`, both ends within."""
    by = step(low, high, about)
    first, last = math.ceil(low / by - 1e-9), math.floor(high / by + 1e-9)
    digits = max(0, 1 - math.floor(math.log10(by)))
    return [round(i * by, digits) + 0.0 for i in range(first, last + 1)]


def rounded_out(low: float, high: float, about: int = 5) -> tuple[float, float]:
    """The round values just outside low and high; some room where both are as good as the same."""
    if high - low <= 1e-9 * max(abs(low), abs(high)) or high - low < 1e-12:
        room = abs(low) * 0.1 if abs(low) > 1e-9 else 1.0
        low, high = low - room, high + room
    by = step(low, high, about)
    first, last = math.floor(low / by), math.ceil(high / by)
    # what stands on a round value needs no further one, though division may say so
    first += math.isclose((first + 1) * by, low, rel_tol=1e-12)
    last -= math.isclose((last - 1) * by, high, rel_tol=1e-12)
    return min(first * by, low), max(last * by, high)


def decimals(values: list[float]) -> int:
    """Decimals that write round values exactly."""
    for digits in range(7):
        if all(math.isclose(round(value, digits), value, rel_tol=1e-9, abs_tol=1e-12) for value in values):
            return digits
    return 7


def apart(at: list[float], room: float, low: float, high: float) -> list[float]:
    """Positions as near to `at` as they can be, each at least `room` from the next, between low and high.

    Where there is no room for all they share what there is. The order of `at` is kept (pool adjacent violators).
    """
    if not at:
        return []
    room = min(room, (high - low) / max(1, len(at) - 1)) if len(at) > 1 else room
    order = sorted(range(len(at)), key=lambda i: (at[i], i))
    # moving each up by its place turns "at least a room apart" into "not falling"
    blocks: list[list[float]] = []
    for place, i in enumerate(order):
        blocks.append([min(max(at[i], low), high) - place * room, 1])
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            mean, count = blocks.pop()
            before, more = blocks.pop()
            blocks.append([(mean * count + before * more) / (count + more), count + more])
    flat = [mean for mean, count in blocks for _ in range(int(count))]
    top = high - (len(at) - 1) * room
    found = [0.0] * len(at)
    for place, i in enumerate(order):
        found[i] = min(max(flat[place], low), top) + place * room
    return found
