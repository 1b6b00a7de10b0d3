"""The map over official borders, fetched from both WFS servers of ../shared: light, with sea and neighbours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from hytemap.cli.fetch import fetch
from hytemap.definitions import load
from hytemap.settings import Settings
from hytemap.web.app import create_app
from tests.browser.test_linked_views import FIRST_VIEW, first_view
from tests.browser.visit import Visit, needs_chromium
from tests.faces import threaded

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [*needs_chromium(), pytest.mark.wfs, pytest.mark.shared, pytest.mark.slow]


@pytest.fixture(scope="module")
def server(real_services: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with official borders of five levels."""
    data = tmp_path_factory.mktemp("official")
    levels = ["suuralue", "postinumeroalue", "kunta", "tilastoalue", "pienalue"]
    with pytest.MonkeyPatch.context() as patch:
        for name in load(Settings()).services:
            patch.setenv(f"HYTEMAP_SERVICE_{name}", real_services.get(name, "http://127.0.0.1:9/nobody"))
        patch.setenv("HYTEMAP_DATA", str(data))
        fetched = CliRunner().invoke(fetch, levels)
        assert fetched.exit_code == 0, fetched.output
        settings = Settings()
    with threaded(create_app(settings, watch=False)) as address:
        yield address


@pytest.mark.parametrize("level", ["suuralue", "postinumeroalue", "tilastoalue", "pienalue", "kunta"])
def test_a_first_view_of_official_borders_is_light(browser: Browser, server: str, level: str) -> None:
    assert 60 < first_view(browser, f"{server}/fi/map?level={level}") <= FIRST_VIEW


def test_sea_and_neighbours_lie_under_the_areas_and_take_no_part(browser: Browser, server: str) -> None:
    with Visit(browser, f"{server}/fi/map") as visit:
        visit.page.wait_for_load_state("networkidle")
        assert visit.page.locator("path.sea").count() == 1
        # nine municipalities of Länsi-Uusimaa besides Espoo, as far as they lie within reach of the map
        assert 1 <= visit.page.locator("path.neighbour").count() <= 9
        panes = "one => Number(one.closest('.leaflet-pane').style.zIndex || 400)"
        below = visit.page.locator("path.sea").evaluate(panes)
        assert below < visit.page.locator("path.area").first.evaluate(panes)
        assert visit.page.locator("path.sea").evaluate("one => getComputedStyle(one).pointerEvents") == "none"
        assert visit.complaints == []
