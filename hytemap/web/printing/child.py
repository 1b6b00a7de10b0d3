"""The program that prints, a process of its own: `python -m hytemap.web.printing.child`.

Reads settings, then orders, from standard input and writes what it made to standard output, one after another: a line
of JSON, then as many bytes as the line says. While it draws an atlas, lines before that say how far it is. It reads the
current snapshot itself, and says so when that is not the one asked for.
"""

from __future__ import annotations

import os
import resource
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from hytemap.atlas import Atlas
from hytemap.atlas.load import load_atlas
from hytemap.errors import HytemapError, RequestFault
from hytemap.paper.atlas.sheet import Progress
from hytemap.settings import Settings
from hytemap.web.printing.making import make
from hytemap.web.printing.order import Order

#: megabytes in memory after which the program ends, for another to begin anew: Typst remembers what it set, which
#: after an atlas of a hundred pages is half a gigabyte
HEAVY_MB = 300
#: seconds between two lines about an atlas: who waits asks once a second, and each line costs who serves
PACE_S = 0.25


class Child:
    """Makes one order after another from one atlas, read anew when another snapshot is asked for."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._atlas: Atlas | None = None

    def answer(self, asked: dict[str, Any], tell: Progress | None = None) -> tuple[dict[str, Any], bytes]:
        """What is said of the order, and what was made of it; `tell` is told how far an atlas is."""
        try:
            atlas = self._atlas_of(asked["snapshot"])
            if atlas is None:
                return {"gone": True}, b""
            made = make(atlas, self.settings, Order.of(asked["order"]), tell)
        except RequestFault as fault:
            told = {"detail": fault.detail, "parameter": fault.parameter, "allowed": fault.allowed}
            return {"fault": told | {"status": fault.status}}, b""
        except HytemapError as error:
            return {"error": str(error)}, b""
        return {"name": made.name}, made.content

    def _atlas_of(self, snapshot: str) -> Atlas | None:
        if self._atlas is None or self._atlas.hash != snapshot:
            self._atlas = load_atlas(self.settings.snapshots)
        return self._atlas if self._atlas.hash == snapshot else None


def serve(orders: BinaryIO, made: BinaryIO) -> None:
    """Answer orders until there are no more."""
    child = Child(Settings(**orjson.loads(orders.readline())))
    said = 0.0

    def tell(done: int, count: int) -> None:
        nonlocal said
        if done == count or time.monotonic() - said >= PACE_S:
            said = time.monotonic()
            made.write(orjson.dumps({"done": done, "count": count}) + b"\n")
            made.flush()

    for line in orders:
        told, content = child.answer(orjson.loads(line), tell)
        last = _resident_mb() > HEAVY_MB
        made.write(orjson.dumps(told | {"size": len(content), "last": last}) + b"\n" + content)
        made.flush()
        if last:
            return


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1_000_000


def main() -> None:
    """Run in no more memory than told (megabytes of data, the first argument)."""
    # where the machine's memory runs out, this program is given up before those that serve
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")
    # Typst would take every processor there is
    os.environ.setdefault("RAYON_NUM_THREADS", "1")
    most = int(sys.argv[1]) * 1_000_000
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    # nothing that is printed by accident may come between the answers
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
