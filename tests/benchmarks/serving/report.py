"""The report: figures of every row, memory and start, and the issue's targets with what was reached."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.benchmarks.serving.cases import Case
from tests.benchmarks.serving.processes import Weight


@dataclass
class Start:
    """A server's first answer after its start, and its heaviest worker then and in the end."""

    server: str
    set: str
    first_answer_s: float
    before: Weight
    after: Weight | None = None


@dataclass
class Report:
    machine: str
    told: list[str] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    starts: list[Start] = field(default_factory=list)
    #: what could not be measured, and why
    left_out: list[str] = field(default_factory=list)

    def markdown(self) -> str:
        parts = ["# Serving\n", self.machine, *self.told, "\n## Figures\n", *self._figures()]
        parts += ["\n## Memory of the heaviest worker, and first answer after start\n", *self._weights()]
        parts += ["\n## Targets\n", *self._targets(), "", *self._like_for_like()]
        if self.left_out:
            parts += ["\n## Not measured\n", *(f"- {one}" for one in self.left_out)]
        # a rival that fails now and then spoils its own row; one of ours that fails spoils the run
        wrong: dict[bool, list[str]] = {True: [], False: []}
        for case in self.cases:
            if case.wrong:
                wrong[case.server in ("hytemap", "nginx")].append(f"- {case.name}: {case.wrong}")
        if wrong[False]:
            parts += ["\n## Rows that do not count, as requests failed\n", *wrong[False]]
        if wrong[True]:
            parts += ["\n## VOID: this run does not count\n", *wrong[True]]
        return "\n".join(parts) + "\n"

    def _figures(self) -> list[str]:
        head = ("set, question", "server", "req/s", "p50 ms", "p99 ms (worst round)", "body, bytes", "× gzip -6")
        lines = [f"| {' | '.join(head)} | features, points | failed |", "| --- | --- |" + " ---: |" * 7]
        for case in sorted(self.cases, key=lambda one: ("SL".index(one.set), one.kind)):
            if not case.rounds:
                continue
            one = case.figures
            size = "0 | | "
            if case.size:
                sent = case.size
                size = f"{sent.sent:,.0f} | {sent.ratio:.2f} | {sent.features:,.0f}, {sent.points:,.0f}"
            lines.append(
                f"| {case.set}, {case.kind} | {case.server} | {one.rate:,.1f} | {one.p50_ms:.2f} | "
                f"{one.p99_ms:.2f} ({one.worst_p99_ms:.2f}) | {size} | {one.failed} |"
            )
        return lines

    def _weights(self) -> list[str]:
        lines = ["| server | set | first answer s | RSS MB (Pss) before | RSS MB (Pss) after |"]
        lines.append("| --- | --- | ---: | ---: | ---: |")
        for one in self.starts:
            after = f"{one.after.rss_mb:.0f} ({one.after.pss_mb:.0f})" if one.after else ""
            lines.append(
                f"| {one.server} | {one.set} | {one.first_answer_s:.2f} | "
                f"{one.before.rss_mb:.0f} ({one.before.pss_mb:.0f}) | {after} |"
            )
        return lines

    def _rate(self, kind: str, server: str, of_set: str = "S") -> float | None:
        """The lowest of the rows that match, so that no part of a mix is hidden; the highest of a rival's variants."""
        found = [
            case.figures.rate
            for case in self.cases
            if case.set == of_set
            and case.kind.startswith(kind)
            and case.server.startswith(server)
            and case.rounds
            and not case.wrong
        ]
        return (min if server == "hytemap" else max)(found) if found else None

    def _targets(self) -> list[str]:
        lines = ["| target | at least | reached | |", "| --- | ---: | ---: | --- |"]
        rows: list[tuple[str, str, float, str, str, str, str]] = [
            # name, form of the limit, limit, set, kind, rival, rival's kind
            ("S, asked before, of nginx", "0.5 ×", 0.5, "S", "asked before", "nginx", "asked before"),
            ("S, asked before, of QGIS Server", "80 ×", 80, "S", "asked before", "QGIS", "asked before"),
            (
                "S, asked before, of pygeoapi (the faster)",
                "300 ×",
                300,
                "S",
                "asked before",
                "pygeoapi",
                "asked before",
            ),
            ("S, every question new, of QGIS Server's repeated", "10 ×", 10, "S", "new", "QGIS", "asked before"),
            ("S, every question new, of pygeoapi's repeated", "35 ×", 35, "S", "new", "pygeoapi", "asked before"),
            ("L, every box and indicator new, of QGIS Server", "6 ×", 6, "L", "new", "QGIS", "new"),
            ("L, every box and indicator new, of pygeoapi (the faster)", "50 ×", 50, "L", "new", "pygeoapi", "new"),
            ("304 for a known ETag, of nginx's 304", "0.35 ×", 0.35, "S", "304", "nginx", "304"),
        ]
        for name, shown, limit, of_set, kind, rival, rivals_kind in rows:
            ours, theirs = self._rate(kind, "hytemap", of_set), self._rate(rivals_kind, rival, of_set)
            ratio = ours / theirs if ours and theirs else None
            lines.append(
                _target(name, shown, None if ratio is None else f"{ratio:,.2f} ×", ratio is not None and ratio >= limit)
            )
        lines += self._limits()
        return lines

    def _like_for_like(self) -> list[str]:
        """The same ratios to rivals that were told to compress: hytemap's answers always are, a third of the bytes."""
        lines = ["| of set S, rivals sending gzip too | ratio |", "| --- | ---: |"]
        for name, kind in (("asked before", "asked before"), ("every question new", "new")):
            for rival in ("QGIS", "pygeoapi"):
                ours, theirs = self._rate(kind, "hytemap"), self._rate("in gzip", rival)
                if ours and theirs:
                    lines.append(f"| {name}, of {rival}'s repeated | {ours / theirs:,.2f} × |")
        return lines

    def _limits(self) -> list[str]:
        lines = []
        for case in self.cases:
            if case.server != "hytemap" or not case.rounds:
                continue
            if (case.set, case.kind) == ("S", "asked before"):
                p99 = case.figures.p99_ms
                lines.append(_target("S, asked before, p99", "≤ 3 ms", f"{p99:.2f} ms", p99 <= 3))
            if case.set == "S" and case.kind.startswith("new") and case.size:
                ratio = case.size.ratio
                lines.append(_target(f"S, {case.kind}, size", "≤ 1.10 of gzip -6", f"{ratio:.3f}", ratio <= 1.10))
        for start in self.starts:
            if start.server != "hytemap":
                continue
            memory, seconds = (110, 1.0) if start.set == "S" else (300, 2.0)
            heaviest = max(one.rss_mb for one in (start.before, start.after) if one)
            lines.append(
                _target(f"{start.set}, RSS of a worker", f"≤ {memory} MB", f"{heaviest:.0f} MB", heaviest <= memory)
            )
            took = start.first_answer_s
            lines.append(_target(f"{start.set}, first answer", f"≤ {seconds:g} s", f"{took:.2f} s", took <= seconds))
        return lines


def _target(name: str, limit: str, reached: str | None, met: bool) -> str:
    judged = "" if reached is None else "met" if met else "**not met**"
    return f"| {name} | {limit} | {reached or 'not measured'} | {judged} |"
