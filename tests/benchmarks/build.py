"""How long a build takes and what memory it needs: the default data, and a synthetic country.

`python -m tests.benchmarks.build` prints both beside their targets: 5 s, and 60 s within 2 GB for 3,000 areas × 100
indicators × 10 years. Each build runs in a process of its own, so that one's memory is not counted as the other's.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from hytemap.settings import Settings
from tests.benchmarks.machine import described, peak_mb
from tests.benchmarks.national_content import AREAS, INDICATORS, YEARS, write_content


def main() -> None:
    print(described("numpy", "geopandas", "shapely", "pyogrio"))
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        _in_own_process("default data", "≤ 5 s", folder / "default", None)
        content = write_content(folder / "content")
        figures = (content / "layers" / "tables" / "register.csv").stat().st_size / 2**20
        print(f"synthetic country: {AREAS} areas × {INDICATORS} indicators × {YEARS} years, {figures:.0f} MB of CSV")
        _in_own_process("synthetic country", "≤ 60 s, ≤ 2,048 MB", folder / "country", content)


def _in_own_process(name: str, target: str, data: Path, content: Path | None) -> None:
    command = [sys.executable, "-m", "tests.benchmarks.build", str(data), str(content or "")]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    print(f"{name}: {told} (target {target})")


def _measure(data: str, content: str) -> None:
    started = time.perf_counter()
    from hytemap.atlas import load_atlas
    from hytemap.build import build

    settings = Settings(data=Path(data), content=Path(content) if content else None)
    report = build(settings)
    built, memory = time.perf_counter() - started, peak_mb()
    started = time.perf_counter()
    load_atlas(settings.snapshots)
    read = time.perf_counter() - started
    size = (settings.snapshots / report.current.file).stat().st_size / 2**20
    print(
        f"{report.observations:,} observations built in {built:.1f} s with {memory:,.0f} MB; "
        f"the snapshot of {size:.0f} MB is read in {read:.2f} s"
    )


if __name__ == "__main__":
    _measure(*sys.argv[1:]) if len(sys.argv) > 1 else main()
