"""`HYTEMAP_REQUIRE_ALL`: nothing is skipped where it counts."""

from __future__ import annotations

import os
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent

SKIPS = """
import pytest

def test_passes():
    pass

def test_needs_a_server():
    pytest.skip("no mapserv here")

@pytest.mark.skipif(True, reason="no shared folder here")
def test_needs_files():
    pass

@pytest.fixture
def browser():
    pytest.skip("no chromium here")

def test_needs_a_browser(browser):
    pass

@pytest.mark.xfail
def test_known_bug():
    assert False
"""

WHOLE_FILE_SKIPS = """
import pytest

pytest.importorskip("no_such_reader", reason="no poppler here")
"""


def ran(folder: Path, text: str, required: str) -> subprocess.CompletedProcess[str]:
    """Pytest over a file with `text`, with the plugin and the setting."""
    (folder / "test_skips.py").write_text(text)
    settings = folder / "pytest.ini"
    settings.write_text("[pytest]\naddopts = -p tests.required -p no:cacheprovider\n")
    return subprocess.run(
        [sys.executable, "-m", "pytest", "--rootdir", str(folder), "-c", str(settings), str(folder)],
        cwd=REPOSITORY,
        env=os.environ | {"HYTEMAP_REQUIRE_ALL": required},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.slow
def test_elsewhere_tests_whose_needs_are_missing_are_skipped(tmp_path: Path) -> None:
    done = ran(tmp_path, SKIPS, "")
    assert done.returncode == 0, done.stdout
    assert "1 passed, 3 skipped, 1 xfailed" in done.stdout


def test_where_all_is_required_each_skip_is_a_failure_with_its_reason(tmp_path: Path) -> None:
    done = ran(tmp_path, SKIPS, "1")
    assert done.returncode == 1, done.stdout
    # what a mark or a fixture skips fails in the set-up, which pytest counts as an error
    assert "1 failed, 1 passed, 1 xfailed, 2 errors" in done.stdout
    for reason in ("no mapserv here", "no shared folder here", "no chromium here"):
        assert f"HYTEMAP_REQUIRE_ALL is set and this was not run: Skipped: {reason}" in done.stdout


@pytest.mark.slow
def test_where_all_is_required_a_skipped_file_is_a_failure_too(tmp_path: Path) -> None:
    done = ran(tmp_path, WHOLE_FILE_SKIPS, "1")
    assert done.returncode == 2, done.stdout
    assert "HYTEMAP_REQUIRE_ALL is set and this was not run: Skipped: no poppler here" in done.stdout


def test_no_folder_of_tests_is_passed_over(pytestconfig: pytest.Config) -> None:
    left_out = pytestconfig.getini("norecursedirs")
    folders = {path.parent.name for path in (REPOSITORY / "tests").rglob("test_*.py")}
    assert [name for name in folders if any(fnmatch(name, pattern) for pattern in left_out)] == []
