"""hytemap as `hytemap serve` starts it."""

from __future__ import annotations

from tests.benchmarks.serving.data import Data, hytemap
from tests.benchmarks.serving.processes import Group, Running, free_port


def start(group: Group, name: str, data: Data, path: str) -> tuple[int, Running]:
    """The port it answers at; its first answer is that of `path`, with the snapshot already built."""
    port = free_port()
    running = group.start(name, hytemap("serve", "--port", str(port)), port, path, data.env)
    return port, running
