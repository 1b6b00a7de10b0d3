"""What a benchmark ran on, in a few lines that stand above its figures."""

from __future__ import annotations

import os
import platform
import resource
from importlib.metadata import version
from pathlib import Path


def described(*packages: str) -> str:
    """Processor, cores, memory, Python, and the versions of `packages`."""
    cpu = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.processor() or platform.machine(),
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    return f"{cpu}, {len(os.sched_getaffinity(0))} cores, {memory:.0f} GB; Python {platform.python_version()}" + (
        f"; {versions}" if versions else ""
    )


def peak_mb() -> float:
    """Megabytes this process has held at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
