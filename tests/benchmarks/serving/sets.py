"""Starts every server over a set, and says which questions each is asked."""

from __future__ import annotations

import gzip
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from tests.benchmarks.serving import data, hytemap_server, mapserver_server, nginx_server, pygeoapi_server, qgis_server
from tests.benchmarks.serving.cases import Case
from tests.benchmarks.serving.processes import CannotMeasure, Group, Running, ask
from tests.benchmarks.serving.questions import SetL, SetS, unlike
from tests.benchmarks.serving.report import Report, Start

#: of set S: the same question again and again, as a server sends it by itself, and told to send gzip as hytemap does
KINDS = REPEATED, ZIPPED = "asked before", "in gzip, asked before"
SERVERS = ("hytemap", "nginx", "qgis", "pygeoapi", "mapserver")
#: the most questions a second hytemap is prepared for, when all are new
_AT_MOST = 12_000


def say(text: str) -> None:
    """Progress, apart from the report."""
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


class Sets:
    """What is being measured: servers that run, and their cases, in `report`."""

    def __init__(self, report: Report, group: Group, only: Iterable[str], pygeoapi: Path | None) -> None:
        """`only`: the servers wanted; `pygeoapi`: its venv."""
        self.report, self.group = report, group
        self._only, self._pygeoapi = set(only), pygeoapi
        self.started: list[tuple[Start, Running]] = []

    def prepare(self, of_set: str) -> None:
        """Make the data of a set and start every server over it."""
        say(f"making set {of_set}")
        folder = self.group.folder / of_set
        folder.mkdir()
        try:
            if of_set == "S":
                self._prepare_s(data.build_s(folder))
            else:
                self._prepare_l(data.build_l(folder))
        except CannotMeasure as why:
            self._leave_out(f"set {of_set}", why)

    def _leave_out(self, name: str, why: object) -> None:
        say(f"{name}: {why}")
        self.report.left_out.append(f"{name}: {why}")

    def _try(self, name: str, of_set: str, step: Callable[[], None]) -> None:
        """A server that cannot be measured is named in the report, never left out in silence."""
        if name not in self._only:
            self.report.left_out.append(f"{name}, set {of_set}: not asked for (--only)")
            return
        say(f"starting {name}")
        try:
            step()
        except CannotMeasure as why:
            self._leave_out(f"{name}, set {of_set}", why)

    def _add(self, server: str, running: Running, took: float, *cases: Case) -> None:
        """Take cases in that answer as they should."""
        before = running.weight()
        for case in cases:
            try:
                case.look()
            except CannotMeasure as why:
                self._leave_out(case.name, why)
            else:
                self.report.cases.append(case)
        start = Start(server, cases[0].set, took, before)
        self.report.starts.append(start)
        self.started.append((start, running))

    def _prepare_s(self, made: data.Data) -> None:
        # hytemap is always started: the others serve its answer
        port, ours = hytemap_server.start(self.group, "hytemap-s", made, data.S_PATH)
        answer = ask(port, data.S_PATH)
        plain = gzip.decompress(answer.body)
        self.report.told.append(f"- S: {made.told}; `{data.S_PATH}`")
        data.write_layers(made, {data.S_LEVEL: plain})

        def hytemap() -> None:
            known = {"If-None-Match": answer.headers["etag"]}
            drawn = SetS(gzip.decompress(ask(port, "/api/indicators").body))
            new = [
                Case("S", f"new: {name}", "hytemap", port, ours, questions=unlike(draw, name), at_most=_AT_MOST)
                for name, draw in (("items", drawn.items), ("compare", drawn.compare))
            ]
            repeated = Case("S", REPEATED, "hytemap", port, ours, data.S_PATH)
            unchanged = Case("S", "304", "hytemap", port, ours, data.S_PATH, headers=known, status=304)
            self._add("hytemap", ours, ours.first_answer_s, repeated, unchanged, *new)

        def nginx() -> None:
            port, path, running = nginx_server.start_files(self.group, answer)
            known = {"If-None-Match": ask(port, path).headers["etag"]}
            repeated = Case("S", REPEATED, "nginx", port, running, path)
            unchanged = Case("S", "304", "nginx", port, running, path, headers=known, status=304)
            self._add("nginx", running, running.first_answer_s, repeated, unchanged)

        def qgis() -> None:
            path = qgis_server.items(data.S_LEVEL)
            for kind, name in zip(KINDS, ("qgis-s", "qgis-s-gzip"), strict=True):
                port, running, took = qgis_server.start(self.group, name, made, kind == ZIPPED)
                self._add("QGIS Server", running, took, Case("S", kind, "QGIS Server", port, running, path))

        def pygeoapi() -> None:
            for kind, name in zip(KINDS, ("pygeoapi-s", "pygeoapi-s-gzip"), strict=True):
                port, running = pygeoapi_server.start(self.group, name, made, self._pygeoapi, kind == ZIPPED)
                cases = [
                    Case("S", kind, f"pygeoapi, {one}", port, running, pygeoapi_server.items(data.S_LEVEL, one))
                    for one in pygeoapi_server.PROVIDERS
                ]
                self._add("pygeoapi", running, running.first_answer_s, *cases)

        def mapserver() -> None:
            port, running, took = mapserver_server.start(self.group, "mapserver-s", made)
            path = mapserver_server.items(data.S_LEVEL)
            self._add("MapServer", running, took, Case("S", REPEATED, "MapServer", port, running, path))

        for step in (hytemap, nginx, qgis, pygeoapi, mapserver):
            self._try(step.__name__, "S", step)

    def _prepare_l(self, made: data.Data) -> None:
        port, ours = hytemap_server.start(self.group, "hytemap-l", made, data.L_FIRST)
        self.report.told.append(f"- L: {made.told}; boxes of about 100 areas, one indicator and year each")
        kind = "new boxes and indicators"
        rivals = self._only - {"hytemap", "nginx"}
        layers = {data.l_layer(*pair): gzip.decompress(ask(port, data.l_path(*pair)).body) for pair in data.L_PAIRS}
        data.write_layers(made, layers, with_packages=bool(rivals))
        drawn = SetL(next(iter(made.layers.values())))

        def new(server: str, port: int, running: Running, path: Callable[[str, str], str], at_most: int) -> Case:
            """Boxes over the layers a rival has; `path(layer, words)`."""

            def question(box: str, pair: tuple[str, int]) -> str:
                return path(data.l_layer(*pair), f"&bbox={box}")

            asked = unlike(lambda rng: question(drawn.box(rng), rng.choice(data.L_PAIRS)), server)
            return Case("L", kind, server, port, running, questions=asked, at_most=at_most)

        def hytemap() -> None:
            asked = unlike(lambda rng: f"{data.l_path(*drawn.pair(rng))}&bbox={drawn.box(rng)}", "hytemap")
            case = Case("L", kind, "hytemap", port, ours, questions=asked, at_most=_AT_MOST)
            self._add("hytemap", ours, ours.first_answer_s, case)

        def qgis() -> None:
            port, running, took = qgis_server.start(self.group, "qgis-l", made)
            self._add("QGIS Server", running, took, new("QGIS Server", port, running, qgis_server.items, 2_000))

        def pygeoapi() -> None:
            port, running = pygeoapi_server.start(self.group, "pygeoapi-l", made, self._pygeoapi)
            cases = [
                new(f"pygeoapi, {one}", port, running, lambda layer, words, one=one: _pygeoapi(layer, one, words), 500)
                for one in pygeoapi_server.PROVIDERS
            ]
            self._add("pygeoapi", running, running.first_answer_s, *cases)

        def mapserver() -> None:
            port, running, took = mapserver_server.start(self.group, "mapserver-l", made)
            self._add("MapServer", running, took, new("MapServer", port, running, mapserver_server.items, 2_000))

        for step in (hytemap, qgis, pygeoapi, mapserver):
            self._try(step.__name__, "L", step)


def _pygeoapi(layer: str, provider: str, words: str) -> str:
    return pygeoapi_server.items(layer, provider, words)
