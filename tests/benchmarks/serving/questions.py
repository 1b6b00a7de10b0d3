"""The addresses that are asked when every question is new: drawn at random from a seed, none twice in a run."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.benchmarks.serving.data import L_INDICATORS, L_YEARS, S_LEVEL

_SEED = 20261124
_METHODS = ("natural", "quantile", "equal", "stddev", "base")
_CLASSES = range(3, 8)
#: half a box's side in degrees of latitude: about 100 areas of 200 km² touch it
_HALF_SIDE = 0.585


def unlike(draw: Callable[[random.Random], str], salt: str) -> Iterator[str]:
    """What `draw` gives, each only once; `salt` makes one row's questions others than the next one's."""
    rng = random.Random(f"{_SEED} {salt}")  # noqa: S311 - questions, no secrets
    seen: set[str] = set()
    while True:
        for _ in range(10_000):
            one = draw(rng)
            if one not in seen:
                break
        else:
            raise ValueError(f"{salt}: the questions are used up after {len(seen)}")
        seen.add(one)
        yield one


class SetS:
    """Three indicators of the postal areas and a year that all have; a comparison's classes and base besides."""

    def __init__(self, indicators: bytes) -> None:
        """`indicators`: what `/api/indicators` answers."""
        self._years = {
            one["id"]: set(one["levels"][S_LEVEL])
            for one in json.loads(indicators)["indicators"]
            if one["levels"].get(S_LEVEL)
        }
        self._ids = sorted(self._years)

    def _three(self, rng: random.Random) -> str:
        while True:
            ids = rng.sample(self._ids, 3)
            years = set.intersection(*(self._years[one] for one in ids))
            if years:
                return f"indicators={','.join(ids)}&year={rng.choice(sorted(years))}"

    def items(self, rng: random.Random) -> str:
        return f"/api/collections/{S_LEVEL}/items?{self._three(rng)}"

    def compare(self, rng: random.Random) -> str:
        return (
            f"/api/compare?level={S_LEVEL}&{self._three(rng)}"
            f"&method={rng.choice(_METHODS)}&classes={rng.choice(_CLASSES)}"
        )


class SetL:
    """A box around a random area, a random indicator and year."""

    def __init__(self, layer: Path) -> None:
        features = json.loads(layer.read_text())["features"]
        self._centres = [_centre(one["geometry"]["coordinates"]) for one in features]

    def pair(self, rng: random.Random) -> tuple[str, int]:
        return rng.choice(L_INDICATORS), rng.choice(L_YEARS)

    def box(self, rng: random.Random) -> str:
        """`west,south,east,north` in degrees."""
        x, y = rng.choice(self._centres)
        x, y = x + rng.uniform(-0.2, 0.2), y + rng.uniform(-0.1, 0.1)
        # a degree of longitude is this much shorter in the middle of Finland
        wide, high = _HALF_SIDE / 0.42, _HALF_SIDE
        return f"{x - wide:.5f},{y - high:.5f},{x + wide:.5f},{y + high:.5f}"


def _centre(polygons: list[list[list[list[float]]]]) -> tuple[float, float]:
    ring = polygons[0][0]
    return sum(x for x, _ in ring) / len(ring), sum(y for _, y in ring) / len(ring)
