"""What is drawn and told here, read once: the shipped content, and with publishers' marks."""

from __future__ import annotations

import pytest

from hytemap.atlas import Atlas
from hytemap.atlas.load import load_atlas
from hytemap.settings import Settings


@pytest.fixture(scope="session")
def atlas(shipped_settings: Settings) -> Atlas:
    return load_atlas(shipped_settings.snapshots)


@pytest.fixture(scope="session")
def marked(marked_settings: Settings) -> Atlas:
    """With the publisher's marks of `tests.content.MARKS`."""
    return load_atlas(marked_settings.snapshots)
