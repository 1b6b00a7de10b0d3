"""A running `hytemap serve`, started as a user starts it, and what tests ask of it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

#: the program under test
HYTEMAP = [sys.executable, "-m", "hytemap"]
#: generous: other work may share the machine
PATIENCE = 60.0


def environment(**settings: object) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("HYTEMAP_")}
    return inherited | {f"HYTEMAP_{name.upper()}": str(value) for name, value in settings.items()}


def run(*arguments: str, **settings: object) -> subprocess.CompletedProcess[str]:
    """A command of hytemap, run to its end."""
    return subprocess.run(
        [*HYTEMAP, *arguments], env=environment(**settings), capture_output=True, text=True, timeout=120, check=False
    )


def wait_until(condition: Callable[[], Any], what: str) -> Any:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        found = condition()
        if found:
            return found
        time.sleep(0.05)
    return pytest.fail(f"{what}: not within {PATIENCE:.0f} s")


class Server:
    """A running `hytemap serve`; `output` grows with what it prints."""

    def __init__(
        self, cwd: Path, workers: int = 2, program: Sequence[str | Path] = HYTEMAP, **settings: object
    ) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.output = ""
        self.process = subprocess.Popen(
            [*program, "serve", "--port", str(self.port), "--workers", str(workers)],
            cwd=cwd,
            env=environment(**settings),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.output += line

    def wait_until_ready(self) -> Server:
        wait_until(lambda: "hytemap is on" in self.output or self.process.poll() is not None, "the ready line")
        assert self.process.poll() is None, self.output
        return self

    def wait_until_ended(self) -> int:
        status = self.process.wait(PATIENCE)
        self.reader.join(PATIENCE)
        return status

    def snapshot(self) -> str:
        """The hash of the snapshot that whichever worker answers has; a new connection each time."""
        with urllib.request.urlopen(f"{self.address}/readyz", timeout=10) as answer:
            said: dict[str, str] = json.load(answer)
        return said["snapshot"]

    def answers(self) -> bool:
        try:
            return bool(self.snapshot())
        except OSError:
            return False

    def children(self) -> list[int]:
        pid = self.process.pid
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(PATIENCE)
        self.reader.join(PATIENCE)  # the workers hold the pipe: this waits for their end too
        assert self.process.stdout is not None
        self.process.stdout.close()
