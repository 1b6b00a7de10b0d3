"""Commands that compute for seconds leave the processor to those that serve."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from hytemap.cli import IN_THE_BACKGROUND, NICENESS
from tests.cli.serving import HYTEMAP, Server, environment, wait_until


def priority(pid: int) -> int:
    return os.getpriority(os.PRIO_PROCESS, pid)


@pytest.mark.parametrize("command", IN_THE_BACKGROUND)
def test_a_command_that_computes_steps_back(command: str, tmp_path: Path) -> None:
    # a word that no command knows ends each of them, but not before it has stepped back
    started = subprocess.Popen(
        [*HYTEMAP, command, "--no-such-word"], env=environment(data=tmp_path), stderr=subprocess.DEVNULL
    )
    try:
        # one that has ended and was not asked for its status keeps its priority until then
        wait_until(lambda: priority(started.pid) == max(NICENESS, priority(0)), f"{command} stepping back")
    finally:
        started.kill()
        started.wait()


def test_who_serves_does_not_step_back(snapshot_folder: Path, tmp_path: Path) -> None:
    server = Server(tmp_path, data=snapshot_folder).wait_until_ready()
    try:
        workers = server.children()
        assert {priority(pid) for pid in [server.process.pid, *workers]} == {priority(0)}
        assert len(workers) == 2
    finally:
        server.end()
