"""Fixtures of the tests of definitions."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.definitions.broken_content import Content


@pytest.fixture
def content(tmp_path: Path) -> Content:
    return Content(tmp_path / "content")
