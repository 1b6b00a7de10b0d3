"""`python -m tests.benchmarks.serving`: see the package."""

from __future__ import annotations

import argparse
import gzip
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks.machine import described
from tests.benchmarks.serving import data, hytemap_server, nginx_server, qgis_server
from tests.benchmarks.serving.cases import Case
from tests.benchmarks.serving.processes import CannotMeasure, Group, Running, ask
from tests.benchmarks.serving.questions import SetS, unlike
from tests.benchmarks.serving.report import Report, Start

SERVERS = ("hytemap", "nginx", "qgis")


def main() -> None:
    words = _words()
    report = Report(described("granian", "flask", "isal", "orjson") + f"; commit {_commit()}")
    with tempfile.TemporaryDirectory(prefix="hytemap-serving-") as scratch:
        group = Group(Path(scratch))
        try:
            run = _Run(report, group, words)
            for of_set in words.sets:
                run.prepare(of_set)
            run.measure()
        finally:
            group.end()
    sys.stdout.write(report.markdown())
    sys.exit(1 if any(case.wrong for case in report.cases) else 0)


def _words() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.serving", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="two rounds of one second")
    parser.add_argument("--seconds", type=int, default=4, help="of a round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", action="append", choices=SERVERS, help="this server (again and again)")
    parser.add_argument("--sets", nargs="+", choices=("S", "L"), default=["S", "L"])
    words = parser.parse_args()
    if words.quick:
        words.seconds, words.rounds = 1, 2
    return words


def _commit() -> str:
    git = ["git", "describe", "--always", "--dirty", "--exclude=*"]
    return subprocess.run(git, capture_output=True, text=True, check=False).stdout.strip() or "unknown"


def _say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


class _Run:
    def __init__(self, report: Report, group: Group, words: argparse.Namespace) -> None:
        self.report, self.group, self.words = report, group, words
        self.started: list[tuple[Start, Running]] = []

    def _try(self, name: str, step: Callable[[], None]) -> None:
        """A server that cannot be measured is named in the report, never left out in silence."""
        if self.words.only and name not in self.words.only:
            self.report.left_out.append(f"{name}: left out by --only")
            return
        _say(f"starting {name}")
        try:
            step()
        except CannotMeasure as why:
            _say(f"{name}: {why}")
            self.report.left_out.append(f"{name}: {why}")

    def _add(self, server: str, of_set: str, running: Running, first_answer_s: float, *cases: Case) -> None:
        for case in cases:
            case.look()
        self.report.cases += cases
        start = Start(server, of_set, first_answer_s, running.weight())
        self.report.starts.append(start)
        self.started.append((start, running))

    def prepare(self, of_set: str) -> None:
        """Data, and every server over it."""
        _say(f"making set {of_set}")
        folder = self.group.folder / of_set
        folder.mkdir()
        if of_set == "S":
            self._prepare_s(data.build_s(folder))
        else:
            self._prepare_l(data.build_l(folder))

    def _prepare_s(self, made: data.Data) -> None:
        # hytemap is always started: the others serve its answer
        port, running = hytemap_server.start(self.group, "hytemap-s", made, data.S_PATH)
        weight = running.weight()
        answer = ask(port, data.S_PATH)
        self.report.told.append(f"S: {made.told}; {data.S_PATH}")
        data.write_s_layer(made, gzip.decompress(answer.body))

        def ours() -> None:
            known = {"If-None-Match": answer.headers["etag"]}
            drawn = SetS(gzip.decompress(ask(port, "/api/indicators").body))
            self._add(
                "hytemap", "S", running, running.first_answer_s,
                Case("S", "asked before", "hytemap", port, running, data.S_PATH),
                Case("S", "304", "hytemap", port, running, data.S_PATH, headers=known, status=304),
                Case("S", "new: items", "hytemap", port, running, questions=unlike(drawn.items, "i"), at_most=6000),
                Case("S", "new: compare", "hytemap", port, running, questions=unlike(drawn.compare, "c"), at_most=6000),
            )  # fmt: skip
            self.report.starts[-1].before = weight

        def files() -> None:
            port, path, running = nginx_server.start_files(self.group, answer)
            known = {"If-None-Match": ask(port, path).headers["etag"]}
            self._add(
                "nginx", "S", running, running.first_answer_s,
                Case("S", "asked before", "nginx", port, running, path),
                Case("S", "304", "nginx", port, running, path, headers=known, status=304),
            )  # fmt: skip

        def qgis() -> None:
            port, running, took = qgis_server.start(self.group, "qgis-s", made)
            path = qgis_server.items(data.S_LEVEL)
            self._add("QGIS Server", "S", running, took, Case("S", "asked before", "QGIS Server", port, running, path))

        self._try("hytemap", ours)
        self._try("nginx", files)
        self._try("qgis", qgis)

    def _prepare_l(self, made: data.Data) -> None:
        pass

    def measure(self) -> None:
        """The rounds, in turns: whatever else the machine does meets all alike."""
        for number in range(self.words.rounds):
            for case in self.report.cases:
                _say(f"round {number + 1}: {case.name}")
                case.round(self.words.seconds, self.group.folder)
        for start, running in self.started:
            start.after = running.weight()


if __name__ == "__main__":
    main()
