"""The atlases that drawings are made from, and drawings taken apart again."""

from __future__ import annotations

import pytest

from hytemap.atlas import Atlas, load_atlas
from hytemap.settings import Settings


@pytest.fixture(scope="session")
def atlas(shipped_settings: Settings) -> Atlas:
    return load_atlas(shipped_settings.snapshots)


@pytest.fixture(scope="session")
def marked(marked_settings: Settings) -> Atlas:
    return load_atlas(marked_settings.snapshots)
