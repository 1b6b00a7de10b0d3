"""The shelf: the folder where every worker looks for what was made, is in the making or could not be made.

Its names are keys of orders. Nothing on it is needed: what cannot be read is as if it were not there.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import orjson

from hytemap.web.printing.standing import Making, Ready

#: bytes kept ready
ROOM = 100_000_000
#: seconds for which a failure is remembered: whoever waits comes again within a few, later it is worth another try
REMEMBERED_S = 60


class Shelf:
    """Sheets by key in `folder`; who says to be at it for longer than `most_s` seconds is no longer believed."""

    def __init__(self, folder: Path, most_s: float) -> None:
        self._folder, self._most_s = folder, most_s

    def _path(self, key: str, ending: str) -> Path:
        return self._folder / f"{key}.{ending}"

    def _write(self, key: str, ending: str, content: bytes) -> None:
        part = self._path(key, f"part-{os.getpid()}")
        part.write_bytes(content)
        part.replace(self._path(key, ending))

    # --- made ---

    def take(self, key: str) -> Ready | None:
        """What was made, if it still is there."""
        try:
            said = self._path(key, "ready").read_bytes()
        except OSError:
            return None
        name, _, content = said.partition(b"\n")
        with suppress(OSError):
            os.utime(self._path(key, "ready"))
        return Ready(content, name.decode())

    def put(self, key: str, made: Ready) -> None:
        """Keep what was made; what was asked for longest ago makes room for it. Raises OSError."""
        self._write(key, "ready", made.name.encode() + b"\n" + made.content)
        self._tidy()

    def _tidy(self) -> None:
        kept = []
        for path in self._folder.glob("*.ready"):
            with suppress(OSError):
                seen = path.stat()
                kept.append((seen.st_mtime, seen.st_size, path))
        taken = sum(size for _, size, _ in kept)
        for _, size, path in sorted(kept):
            if taken <= ROOM:
                break
            path.unlink(missing_ok=True)
            taken -= size
        for path in self._folder.glob("*.failed"):
            if _age(path) > REMEMBERED_S:
                path.unlink(missing_ok=True)

    # --- in the making ---

    def begin(self, key: str) -> None:
        """Somebody is at it now. Raises OSError."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._path(key, "making").touch()

    def tell(self, key: str, done: int, count: int) -> None:
        """Note how far it is."""
        with suppress(OSError):
            self._path(key, "making").write_text(f"{done} {count}")

    def end(self, key: str) -> None:
        """Nobody is at it any more."""
        self._path(key, "making").unlink(missing_ok=True)

    def making(self, key: str) -> Making | None:
        """How far it is, if somebody is at it; one that died meanwhile is not."""
        marker = self._path(key, "making")
        try:
            if _age(marker) >= self._most_s + 5:
                return None
            told = marker.read_text().split()
        except OSError:
            return None
        # while it is being written it may be read half
        return Making(1, *map(int, told)) if len(told) == 2 else Making()

    # --- failed ---

    def fail(self, key: str, told: dict[str, Any]) -> None:
        """Note why it was not made. Raises OSError."""
        self._write(key, "failed", orjson.dumps(told))

    def failed(self, key: str) -> dict[str, Any] | None:
        """Why it was not made; told once, as whoever asks once more has it tried once more."""
        path = self._path(key, "failed")
        try:
            is_new = _age(path) <= REMEMBERED_S
            told: dict[str, Any] = orjson.loads(path.read_bytes())
            path.unlink()
        except (OSError, ValueError):
            return None
        return told if is_new else None


def _age(path: Path) -> float:
    """Seconds since it was written, infinite when it is not there."""
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return float("inf")
