"""Servers as processes: started on free ports, weighed, and ended by the id of whoever started them."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path

HOST = "127.0.0.1"
#: seconds a server may take until it answers
START_S = 60.0


class CannotMeasure(Exception):
    """A server that is not here or does not answer as it should; the report says so and goes on."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    #: as it came, compressed or not
    body: bytes


def ask(port: int, path: str, headers: Mapping[str, str] | None = None, timeout: float = 30) -> Answer:
    """One GET that accepts gzip; header names come in small letters."""
    with contextlib.closing(HTTPConnection(HOST, port, timeout=timeout)) as connection:
        connection.request("GET", path, headers={"Accept-Encoding": "gzip", **(headers or {})})
        found = connection.getresponse()
        return Answer(found.status, {key.lower(): value for key, value in found.getheaders()}, found.read())


@dataclass
class Running:
    """A started process: its log, and how long the first answer took."""

    process: subprocess.Popen[bytes]
    log: Path
    first_answer_s: float = 0.0

    def descendants(self) -> list[int]:
        """Processes below this one that run, those without children of their own: the workers."""
        children: dict[int, list[int]] = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                # the name in brackets may hold spaces
                state, parent = stat.read_text().rpartition(")")[2].split()[:2]
                if state != "Z":
                    children.setdefault(int(parent), []).append(int(stat.parent.name))
        found, left = [], list(children.get(self.process.pid, []))
        while left:
            one = left.pop()
            below = children.get(one, [])
            left += below
            if not below:
                found.append(one)
        return found or [self.process.pid]

    def weight(self) -> Weight:
        """The heaviest worker's memory."""
        found = [weight for pid in self.descendants() if (weight := _weight_of(pid)) is not None]
        return max(found, key=lambda weight: weight.rss_mb, default=Weight(0, 0))

    def end(self) -> None:
        if self.process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(15)
        # a group of its own, so nothing but what this benchmark started is in it
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(5)


@dataclass(frozen=True)
class Weight:
    #: megabytes of 2**20; Pss counts what several processes share once among them
    rss_mb: float
    pss_mb: float


def _weight_of(pid: int) -> Weight | None:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return None
    kb = {line.split(":")[0]: int(line.split()[1]) for line in text.splitlines()[1:]}
    return Weight(kb["Rss"] / 1024, kb["Pss"] / 1024)


@dataclass
class Group:
    """Everything one measurement started; ends it all, the last first."""

    folder: Path
    running: list[Running] = field(default_factory=list)

    def start(
        self,
        name: str,
        command: Sequence[str],
        port: int,
        path: str = "/",
        env: Mapping[str, str] | None = None,
        accept: Sequence[int] = (200,),
        headers: Mapping[str, str] | None = None,
        wait: bool = True,
    ) -> Running:
        """Run `command` and wait until `path` answers; raises CannotMeasure with its log's end."""
        log = self.folder / f"{name}.log"
        began = time.perf_counter()
        with log.open("wb") as out:
            process = subprocess.Popen(
                command,
                stdout=out,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                env={**os.environ, **(env or {})},
                start_new_session=True,
            )
        running = Running(process, log)
        self.running.append(running)
        if wait:
            _await(running, name, port, path, accept, headers)
            running.first_answer_s = time.perf_counter() - began
        return running

    def end(self) -> None:
        for one in reversed(self.running):
            one.end()
        self.running.clear()


def _await(
    running: Running, name: str, port: int, path: str, accept: Sequence[int], headers: Mapping[str, str] | None
) -> None:
    latest: object = "no answer"
    until = time.perf_counter() + START_S
    while time.perf_counter() < until:
        if running.process.poll() is not None:
            break
        try:
            found = ask(port, path, headers)
            if found.status in accept:
                return
            latest = f"{found.status} {found.body[:200]!r}"
        except (OSError, HTTPException) as error:
            latest = error
        time.sleep(0.005)
    raise CannotMeasure(f"{name} did not answer {path}: {latest}; {log_end(running.log)}")


def log_end(log: Path, lines: int = 6) -> str:
    """The last lines of a log, in one."""
    return " | ".join(log.read_text(errors="replace").splitlines()[-lines:])
