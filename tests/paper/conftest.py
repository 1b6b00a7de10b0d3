"""The atlas of what is shipped, and frames around sheets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from hytemap.atlas import Atlas, load_atlas
from hytemap.maps.wording import Wording
from hytemap.paper.frame import Frame
from hytemap.settings import Settings


@pytest.fixture(scope="session")
def atlas(shipped_settings: Settings) -> Atlas:
    return load_atlas(shipped_settings.snapshots)


@pytest.fixture(scope="session")
def marked(marked_settings: Settings) -> Atlas:
    """The atlas with the publisher's marks of `tests.content.MARKS`."""
    return load_atlas(marked_settings.snapshots)


@pytest.fixture(scope="session")
def framed() -> Callable[[str], Frame]:
    """A frame in a language."""

    def make(language: str) -> Frame:
        return Frame(Wording(language), date(2026, 11, 24), f"https://hyte.example/{language}/map")

    return make
