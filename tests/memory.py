"""Where tests write: in memory where there is room, for a snapshot waits for the disk three times (a pytest plugin).

Each snapshot is written whole or not at all, so that it is only there once the disk has it (`fsync`). On a disk that
others use too this takes several times as long as the build itself.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

MEMORY = Path("/dev/shm")
#: what a whole run writes, twice over; containers often have no more than 64 MB
ROOM = 4_000_000_000


def roomy_memory() -> Path | None:
    """The file system in memory, if there is one to write to and to start programs from, with enough room."""
    if not os.access(MEMORY, os.W_OK) or os.statvfs(MEMORY).f_flag & os.ST_NOEXEC:
        return None
    return MEMORY if shutil.disk_usage(MEMORY).free >= ROOM else None


@pytest.hookimpl(tryfirst=True)
def pytest_configure() -> None:
    """Let `tmp_path`, and what programs started by tests write, lie in memory, unless TMPDIR says where they shall."""
    if (memory := roomy_memory()) is not None and "TMPDIR" not in os.environ:
        os.environ["TMPDIR"] = str(memory)
        # pytest has asked for the system's folder already
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(memory))
