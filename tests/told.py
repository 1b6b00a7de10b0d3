"""What a test wants the reader of the test output to see, passed or not (a pytest plugin).

`print` does not do: pytest keeps the output of tests that pass, and workers of xdist have no terminal.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

_KEY = "told"
_told: list[str] = []


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Puts a text into the summary at the end of the run."""

    def told(text: str) -> None:
        request.node.user_properties.append((_KEY, text))

    return told


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.when == "call":
        _told.extend(str(text) for key, text in report.user_properties if key == _KEY)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _told:
        terminalreporter.section("told by the tests")
        for text in _told:
            terminalreporter.write_line(text)
