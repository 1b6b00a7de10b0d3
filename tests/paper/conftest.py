"""Frames around sheets, and the atlas over official borders."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from click.testing import CliRunner

from hytemap.atlas import Atlas, load_atlas
from hytemap.build import build
from hytemap.cli.fetch import fetch
from hytemap.definitions import load
from hytemap.maps.wording import Wording
from hytemap.paper.frame import Frame
from hytemap.settings import Settings


@pytest.fixture(scope="session")
def framed() -> Callable[[str], Frame]:
    """A frame in a language."""

    def make(language: str) -> Frame:
        return Frame(Wording(language), date(2026, 11, 24), f"https://hyte.example/{language}/map")

    return make


@pytest.fixture(scope="session")
def official_atlas(real_services: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Atlas:
    """The atlas of what is shipped over the publishers' borders, from the servers of ../shared."""
    with pytest.MonkeyPatch.context() as patch:
        for name in load(Settings()).services:
            patch.setenv(f"HYTEMAP_SERVICE_{name}", real_services.get(name, "http://127.0.0.1:9/nobody"))
        patch.setenv("HYTEMAP_DATA", str(tmp_path_factory.mktemp("official")))
        fetched = CliRunner().invoke(fetch, ["suuralue", "postinumeroalue", "kunta", "tilastoalue", "pienalue"])
        assert fetched.exit_code == 0, fetched.output
        settings = Settings()
        build(settings)
    return load_atlas(settings.snapshots)
