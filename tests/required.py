"""What tests need besides Python, and the rule that nothing may be missing where it counts (a pytest plugin).

With `HYTEMAP_REQUIRE_ALL=1` (`.ci/run` sets it) a skipped test is a failed test: a machine without MapServer, Chromium,
poppler or ../shared must not pass for one that ran everything.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest

#: what is looked for on the machine, by the name of its program
PROGRAMS = {"MapServer": "mapserv", "Chromium": "chromium", "poppler": "pdftotext", "GDAL": "ogrinfo"}


def all_required() -> bool:
    return os.environ.get("HYTEMAP_REQUIRE_ALL", "") not in ("", "0")


def pytest_report_header() -> str | None:
    """What the machine lacks."""
    from tests.servers import shared_folder  # not above: pytest wants to load that plugin itself

    lacking = [name for name, program in PROGRAMS.items() if shutil.which(program) is None]
    if shared_folder() is None:
        lacking.append("../shared")
    if not lacking:
        return None
    rule = "a skip is a failure here" if all_required() else "tests that need them are skipped"
    return f"not on this machine: {', '.join(lacking)}; {rule}"


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    place = report.longrepr
    return str(place[2]) if isinstance(place, tuple) else str(place)


def _fail_if_skipped(report: pytest.TestReport | pytest.CollectReport) -> None:
    if report.skipped and not hasattr(report, "wasxfail") and all_required():
        report.outcome = "failed"
        report.longrepr = f"HYTEMAP_REQUIRE_ALL is set and this was not run: {_reason(report)}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Iterator[None]:
    report = yield
    _fail_if_skipped(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Iterator[None]:
    report = yield
    _fail_if_skipped(report)
    return report
