"""What is measured: a server with one kind of question, its rounds, and the answers it really sends."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from math import ceil
from pathlib import Path
from statistics import median
from typing import Any

from tests.benchmarks.serving import load
from tests.benchmarks.serving.processes import Answer, CannotMeasure, Running, Weight, ask

#: questions looked at one by one before a case of new questions is loaded
_SAMPLE = 20
#: longest round for a server so slow that the usual one would tell nothing
_LONGEST_S = 20


@dataclass(frozen=True)
class Size:
    """Mean bytes of an answer's body as sent, and of it under gzip -6; its features and points."""

    sent: float
    gzip6: float
    features: float
    points: float

    @property
    def ratio(self) -> float:
        return self.sent / self.gzip6 if self.gzip6 else 0.0


@dataclass
class Case:
    """One row: `questions` gives new addresses, or `path` is asked again and again."""

    set: str
    kind: str
    server: str
    port: int
    running: Running
    path: str = "/"
    questions: Iterator[str] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200
    #: most questions a second this server is prepared for
    at_most: int = 400
    rounds: list[load.Round] = field(default_factory=list)
    size: Size | None = None
    before: Weight | None = None
    after: Weight | None = None
    wrong: str = ""
    #: seconds an answer took when nothing else was asked
    alone_s: float = 0.0

    @property
    def name(self) -> str:
        return f"{self.set}, {self.kind}, {self.server}"

    @property
    def figures(self) -> load.Figures:
        return load.Figures(self.rounds)

    def look(self) -> None:
        """Ask a few questions one by one: the right status, and how big answers are."""
        self.before = self.running.weight()
        paths = [self.path] if self.questions is None else list(islice(self.questions, _SAMPLE))
        answers, took = [], []
        for path in paths:
            began = time.perf_counter()
            answers.append(self._asked(path))
            took.append(time.perf_counter() - began)
            if sum(took) > _LONGEST_S:
                break
        self.alone_s = median(took)
        if self.status == 200:
            self.size = measured(answers)

    def _asked(self, path: str) -> Answer:
        found = ask(self.port, path, self.headers)
        if found.status != self.status:
            raise CannotMeasure(f"{self.name}: {found.status} for {path}: {found.body[:300]!r}")
        return found

    def round(self, seconds: int, scratch: Path) -> None:
        """One run of wrk, its figures kept; what went wrong stands in `wrong`."""
        # 8 connections before 2 processes: an answer takes four times as long, and each connection is to get some
        seconds = max(seconds, min(_LONGEST_S, ceil(16 * self.alone_s)))
        file = None
        if self.questions is not None:
            file = scratch / "questions.txt"
            file.write_text("\n".join(islice(self.questions, self.at_most * seconds)) + "\n")
        # a slow server still works on what an earlier round left unanswered: wait for the end of its queue
        self._asked(self.path if self.questions is None else next(self.questions))
        found = load.run(self.port, self.path, seconds, file, self.headers)
        self.rounds.append(found)
        self.after = self.running.weight()
        if found.failed:
            self.wrong = f"{self.figures.failed} requests failed: {found.faults}"
        elif found.repeated:
            self.wrong = f"{self.figures.repeated} questions came twice: raise at_most"
        elif not found.requests:
            self.wrong = "nothing was answered"
        # wrk only counts statuses above 399 as failures
        elif self.questions is None:
            self._asked(self.path)


def measured(answers: list[Answer]) -> Size:
    """Mean sizes of answers."""
    plain = [
        gzip.decompress(one.body) if one.headers.get("content-encoding") == "gzip" else one.body for one in answers
    ]
    count = len(answers)
    return Size(
        sum(len(one.body) for one in answers) / count,
        sum(len(gzip.compress(one, 6)) for one in plain) / count,
        sum(len(json.loads(one)["features"]) for one in plain) / count,
        sum(_points(feature["geometry"]["coordinates"]) for one in plain for feature in json.loads(one)["features"])
        / count,
    )


def _points(coordinates: list[Any]) -> int:
    """Positions of a geometry, however deep they lie."""
    if isinstance(coordinates[0], (int, float)):
        return 1
    return sum(map(_points, coordinates))
