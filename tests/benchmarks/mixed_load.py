"""Clients ask all the time while figures are fetched, built and swapped: `python -m tests.benchmarks.mixed_load`.

Prints a report in Markdown: requests that failed and answers that mix two snapshots (there must be none), and how much
longer a question that was not asked before takes meanwhile. Each cycle swaps twice: once by `hytemap fetch` of postal
areas from the shared WFS server, once by `hytemap build`. `--cycles N`, `--quiet S` (seconds without a swap).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from hytemap.settings import Settings
from tests.benchmarks.machine import described
from tests.benchmarks.serving.data import hytemap
from tests.benchmarks.serving.processes import HOST, CannotMeasure, Group, Running, ask, free_port
from tests.content import copy_content, edit_figures
from tests.servers import shared_folder
from tests.swapped_load import LEVEL, Load, References, put_mark, take_mark

#: how much longer the slowest hundredth of new questions may take meanwhile
TARGET = 5.0
#: seconds until every worker shows a new snapshot, and twice that
SHOWN_S = 4.0


@contextmanager
def postal_areas() -> Iterator[str]:
    """The shared WFS server, running; gives the address of its postal areas."""
    shared = shared_folder()
    if shared is None:
        raise CannotMeasure("the shared folder is not here: set HYTEMAP_SHARED")
    command = [sys.executable, "-I", str(shared / "wfs" / "serve.py"), "--port", str(free_port())]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            said = server.stdout.readline().split()
            if said[:1] != ["ready"]:
                raise CannotMeasure("the shared WFS server did not start; it needs Debian's cgi-mapserver")
            yield f"{said[1]}/statfi"
        finally:
            server.terminate()


def run(settings: Settings, *words: str, **services: str) -> float:
    """A command of hytemap in a process of its own, as a timer would run it; gives its seconds."""
    began = time.perf_counter()
    env = {**os.environ, "HYTEMAP_DATA": str(settings.data), "HYTEMAP_CONTENT": str(settings.content), **services}
    done = subprocess.run(hytemap(*words), env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotMeasure(f"hytemap {' '.join(words)} failed: {(done.stdout + done.stderr)[-600:]}")
    return time.perf_counter() - began


def cycles(
    settings: Settings, references: References, postal: str, count: int, note: Callable[[str, float], None]
) -> int:
    """Fetch, build and swap; gives how many swaps there were."""
    assert settings.content is not None
    steps: Sequence[tuple[Callable[[dict[str, str]], dict[str, str]], tuple[str, ...]]] = (
        (put_mark, ("fetch", LEVEL)),
        (take_mark, ("build",)),
    )
    before, swaps = references.add(settings), 0
    for _ in range(count):
        for change, words in steps:
            edit_figures(settings.content, "paavo", change)
            note(words[0], run(settings, *words, HYTEMAP_SERVICE_STATFI_POSTAL=postal))
            now = references.add(settings)
            swaps += now != before
            before = now
            time.sleep(SHOWN_S)
    return swaps


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.mixed_load")
    parser.add_argument("--cycles", type=int, default=3, help="each of a fetch and a build")
    parser.add_argument("--quiet", type=float, default=15, help="seconds of questions without a swap")
    words = parser.parse_args()
    took: dict[str, list[float]] = {"fetch": [], "build": []}
    with tempfile.TemporaryDirectory(prefix="hytemap-mixed-") as scratch, postal_areas() as postal:
        folder = Path(scratch)
        settings = Settings(data=folder / "data", content=copy_content(folder / "content"))
        run(settings, "build")
        group, port = Group(folder), free_port()
        try:
            env = {"HYTEMAP_DATA": str(settings.data), "HYTEMAP_CONTENT": str(settings.content)}
            server = group.start("hytemap", hytemap("serve", "--port", str(port)), port, "/readyz", env)
            references = References(folder / "references", f"{HOST}:{port}")
            with Load(HOST, port, salt="warm"):
                time.sleep(3)
            with Load(HOST, port, salt="quiet") as quiet:
                time.sleep(words.quiet)
            with Load(HOST, port, salt="loaded") as loaded:
                swaps = cycles(settings, references, postal, words.cycles, lambda name, s: took[name].append(s))
            report(references, quiet, loaded, swaps, took, server, port)
        finally:
            group.end()


def report(
    references: References,
    quiet: Load,
    loaded: Load,
    swaps: int,
    took: dict[str, list[float]],
    server: Running,
    port: int,
) -> None:
    """Print what was found; ends with status 1 where a request failed or an answer was mixed."""
    memory = server.weight().rss_mb
    given, mixed = references.made_of(Counter(quiet.answers + loaded.answers))
    failed = quiet.failed + loaded.failed
    requests = sum(len(one.again_ms) + len(one.new_ms) for one in (quiet, loaded))
    shown = ask(port, "/readyz").body.decode()
    sys.stdout.write(f"{described('granian', 'flask')}.\n\n")
    sys.stdout.write("| clients asked | p50 ms, no swaps | p99 | p50 ms, meanwhile | p99 | p99 × |\n")
    sys.stdout.write("| --- | ---: | ---: | ---: | ---: | ---: |\n")
    for name, before, after in (
        ("again", quiet.again_ms, loaded.again_ms),
        ("what nobody had asked", quiet.new_ms, loaded.new_ms),
    ):
        (p50, p99), (late50, late99) = (np.percentile(one, (50, 99)) for one in (before, after))
        sys.stdout.write(f"| {name} | {p50:.1f} | {p99:.1f} | {late50:.1f} | {late99:.1f} | {late99 / p99:.1f} |\n")
    sys.stdout.write(
        f"\n{requests:,} requests over {swaps} swaps of {len(references)} snapshots "
        f"(fetch {np.median(took['fetch']):.1f} s, build {np.median(took['build']):.1f} s each): "
        f"{len(failed)} failed, {len(mixed)} answers of no single snapshot (each must be 0); the p99 of new questions "
        f"may be {TARGET:.0f} × at most. Answers by snapshot: {dict(given)}; last {shown}. "
        f"The heavier worker held {memory:.0f} MB.\n"
    )
    for one in [*failed[:10], *mixed[:10]]:
        sys.stdout.write(f"- {one}\n")
    sys.exit(1 if failed or mixed else 0)


if __name__ == "__main__":
    main()
