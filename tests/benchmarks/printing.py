"""Does printing hold up the map? `python -m tests.benchmarks.printing`.

Prints p50 and p99 of `/api/view` in Markdown, for questions asked before and for new ones: while nothing is printed,
and while atlases of about a hundred pages are. The p99 may be TARGET × its idle value at most.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from itertools import count
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from pathlib import Path

import numpy as np

from hytemap.atlas.load import load_atlas
from hytemap.settings import Settings
from tests.benchmarks.machine import described
from tests.benchmarks.serving.data import hytemap
from tests.benchmarks.serving.processes import HOST, CannotMeasure, Group, ask, free_port

LEVEL, TARGET = "postinumeroalue", 3.0
VIEW = f"/api/view?level={LEVEL}&indicator=unemployment_rate&year=2024"


@dataclass
class Times:
    """Milliseconds of questions asked before, of the same in turns with new ones, and of those."""

    known: list[float] = field(default_factory=list)
    between: list[float] = field(default_factory=list)
    new: list[float] = field(default_factory=list)

    @property
    def rows(self) -> dict[str, list[float]]:
        """As the report names them."""
        return {
            "asked before": self.known,
            "asked before, in turns with new ones": self.between,
            "what nobody had asked": self.new,
            "both in turns": self.between + self.new,
        }


@dataclass
class Printed:
    """What a client got that has atlases printed: seconds each took, and bytes of the largest."""

    seconds: list[float] = field(default_factory=list)
    largest: int = 0


def print_on(port: int, years: list[int], ended: Event, found: Connection) -> None:
    """Ask for one atlas after another, each of another year, so that none is kept ready, until `ended`."""
    printed = Printed()
    for n in count():
        # a word the sheet does not know makes it another order
        path = f"/fi/print/atlas.pdf?level={LEVEL}&of=areas&year={years[n % len(years)]}&n={n}"
        began = time.perf_counter()
        while not ended.is_set():
            got = ask(port, path)
            if got.status == 200:
                printed.seconds.append(time.perf_counter() - began)
                printed.largest = max(printed.largest, len(got.body))
                break
            time.sleep(0.5)
        if ended.is_set():
            found.send(printed)
            return


def timed(port: int, seconds: float, limit: float) -> Times:
    """Milliseconds of questions asked before, one after another; then in turns with new ones (limits from `limit`)."""
    found = Times()
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        found.known.append(once(port, VIEW))
    until = time.perf_counter() + seconds
    for n in count():
        if time.perf_counter() > until:
            return found
        found.between.append(once(port, VIEW))
        found.new.append(once(port, f"{VIEW}&method=own&breaks={limit + n / 1e4:.4f},15"))
    raise AssertionError("count has no end")


def once(port: int, path: str) -> float:
    """Milliseconds of one question."""
    began = time.perf_counter()
    status = ask(port, path).status
    if status != 200:
        raise CannotMeasure(f"{path}: {status}")
    return 1000 * (time.perf_counter() - began)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.printing")
    parser.add_argument("--seconds", type=float, default=15, help="of each of the four measurements")
    words = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hytemap-printing-") as scratch:
        settings = Settings(data=Path(scratch) / "data")
        env = {"HYTEMAP_DATA": str(settings.data)}
        subprocess.run(hytemap("build"), env=os.environ | env, check=True, capture_output=True)
        atlas = load_atlas(settings.snapshots)
        years = sorted({year for one in atlas.indicators for year in atlas.years(one, LEVEL)})
        group, port = Group(Path(scratch)), free_port()
        try:
            group.start("hytemap", hytemap("serve", "--port", str(port)), port, "/readyz", env)
            timed(port, 2, 5)
            idle = timed(port, words.seconds, 7)
            # a process of its own: in a thread, eight megabytes of an atlas would hold up who measures
            ended, (result, told) = multiprocessing.Event(), multiprocessing.Pipe(duplex=False)
            at_it = multiprocessing.Process(target=print_on, args=(port, years, ended, told))
            at_it.start()
            # the child has started and read the snapshot
            time.sleep(3)
            loaded = timed(port, words.seconds, 10)
            ended.set()
            printing = result.recv()
            at_it.join()
        finally:
            group.end()
    report(idle, loaded, printing, 1 + 2 * sum(area.member for area in atlas.level(LEVEL).areas))


def report(idle: Times, loaded: Times, printing: Printed, pages: int) -> None:
    """Print what was found."""
    out = sys.stdout
    out.write(f"{described('granian', 'typst')}; {HOST}.\n\n")
    out.write("| `/api/view` | p50 ms, idle | p99 | p50 ms, printing | p99 | p99 × |\n")
    out.write("| --- | ---: | ---: | ---: | ---: | ---: |\n")
    for name, before in idle.rows.items():
        (p50, p99), (late50, late99) = (np.percentile(one, (50, 99)) for one in (before, loaded.rows[name]))
        out.write(f"| {name} | {p50:.2f} | {p99:.2f} | {late50:.2f} | {late99:.2f} | {late99 / p99:.1f} |\n")
    took = f", {np.median(printing.seconds):.1f} s each" if printing.seconds else ""
    asked, made = sum(map(len, (loaded.known, loaded.between, loaded.new))), len(printing.seconds)
    out.write(
        f"\n{asked:,} questions meanwhile; {made} atlases of about {pages} pages "
        f"done{took}, up to {printing.largest / 1e6:.1f} MB. At most {TARGET:.0f} × is asked of the p99.\n"
    )


if __name__ == "__main__":
    main()
