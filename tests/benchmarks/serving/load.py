"""Runs wrk: 2 threads, 8 connections, and reads what its script wrote down."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.benchmarks.serving.processes import HOST, CannotMeasure

SCRIPT = Path(__file__).with_name("wrk.lua")
THREADS, CONNECTIONS = 2, 8


@dataclass(frozen=True)
class Round:
    """One run of wrk; times in milliseconds, `failed` the requests without an answer or with a status above 399."""

    requests: int
    seconds: float
    bytes: int
    p50_ms: float
    p99_ms: float
    max_ms: float
    failed: int
    #: requests that asked a question anew because the list of them had come to its end
    repeated: int
    #: what failed, by kind
    faults: str = ""

    @property
    def rate(self) -> float:
        return self.requests / self.seconds


@dataclass(frozen=True)
class Figures:
    """The rounds of one server with one kind of question."""

    rounds: list[Round]

    @property
    def rate(self) -> float:
        """Requests a second, of all rounds together."""
        return sum(one.requests for one in self.rounds) / sum(one.seconds for one in self.rounds)

    @property
    def p50_ms(self) -> float:
        return median(one.p50_ms for one in self.rounds)

    @property
    def p99_ms(self) -> float:
        return median(one.p99_ms for one in self.rounds)

    @property
    def worst_p99_ms(self) -> float:
        return max(one.p99_ms for one in self.rounds)

    @property
    def failed(self) -> int:
        return sum(one.failed for one in self.rounds)

    @property
    def repeated(self) -> int:
        return sum(one.repeated for one in self.rounds)

    @property
    def bytes_an_answer(self) -> float:
        """With headers, as they went over the wire."""
        return sum(one.bytes for one in self.rounds) / max(1, sum(one.requests for one in self.rounds))


def run(
    port: int, path: str, seconds: float, questions: Path | None = None, headers: Mapping[str, str] | None = None
) -> Round:
    """Load one server for so long with one address, or with every line of `questions` once."""
    wrk = shutil.which("wrk")
    if wrk is None:
        raise CannotMeasure("wrk is not installed")
    words = [part for pair in (headers or {}).items() for part in pair]
    with tempfile.NamedTemporaryFile(suffix=".json") as result:
        command = [wrk, f"-t{THREADS}", f"-c{CONNECTIONS}", f"-d{seconds:g}s", "--timeout", "20s"]
        command += ["-s", str(SCRIPT), f"http://{HOST}:{port}{path}", "--", str(questions or "-"), *words]
        done = subprocess.run(
            command,
            env={**os.environ, "WRK_RESULT": result.name},
            capture_output=True,
            text=True,
            timeout=seconds + 60,
            check=False,
        )
        text = Path(result.name).read_text()
    if done.returncode or not text:
        raise CannotMeasure(f"wrk failed: {done.stdout[-300:]} {done.stderr[-300:]}")
    told = json.loads(text)
    faults = {name: told[name] for name in ("connect", "read", "write", "status", "timeout") if told[name]}
    return Round(
        **{name: told[name] for name in ("requests", "seconds", "bytes", "p50_ms", "p99_ms", "max_ms", "repeated")},
        failed=sum(faults.values()),
        faults=", ".join(f"{count} {name}" for name, count in faults.items()),
    )
