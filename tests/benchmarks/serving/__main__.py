"""`python -m tests.benchmarks.serving`: see the package."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.machine import described
from tests.benchmarks.serving.processes import CannotMeasure, Group
from tests.benchmarks.serving.report import Report
from tests.benchmarks.serving.sets import SERVERS, Sets, say


def main() -> None:
    words = _words()
    report = Report(f"{described('granian', 'flask', 'isal', 'orjson')}; commit {_commit()}")
    report.told.append(f"- {words.rounds} rounds of {words.seconds} s each, in turns; wrk, 2 threads, 8 connections")
    with tempfile.TemporaryDirectory(prefix="hytemap-serving-") as scratch:
        group = Group(Path(scratch))
        try:
            sets = Sets(report, group, words.only or SERVERS, words.pygeoapi)
            for of_set in words.sets:
                sets.prepare(of_set)
            _measure(sets, words.rounds, words.seconds)
        finally:
            group.end()
    sys.stdout.write(report.markdown())
    sys.exit(1 if any(case.wrong for case in report.cases) else 0)


def _measure(sets: Sets, rounds: int, seconds: int) -> None:
    """The rounds, in turns: whatever else the machine does meets all alike."""
    for number in range(rounds):
        for case in sets.report.cases:
            say(f"round {number + 1}: {case.name}")
            try:
                case.round(seconds, sets.group.folder)
            except (CannotMeasure, ValueError, OSError) as why:
                case.wrong = str(why)
                say(case.wrong)
    for start, running in sets.started:
        start.after = running.weight()


def _words() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.serving")
    parser.add_argument("--quick", action="store_true", help="two rounds of one second")
    parser.add_argument("--seconds", type=int, default=4, help="of a round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", action="append", choices=SERVERS, help="this server (again and again)")
    parser.add_argument("--sets", nargs="+", choices=("S", "L"), default=["S", "L"])
    venv = os.environ.get("HYTEMAP_BENCH_PYGEOAPI")
    parser.add_argument("--pygeoapi", type=Path, default=Path(venv) if venv else None, help="its venv")
    words = parser.parse_args()
    if words.quick:
        words.seconds, words.rounds = 1, 2
    return words


def _commit() -> str:
    git = ["git", "describe", "--always", "--dirty", "--exclude=*"]
    return subprocess.run(git, capture_output=True, text=True, check=False).stdout.strip() or "unknown"


if __name__ == "__main__":
    main()
