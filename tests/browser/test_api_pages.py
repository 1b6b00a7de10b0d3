"""The API opened in a browser: open to all, at every width, without scripts and without asking anybody else."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.browser.pages import API_PAGES
from tests.browser.visit import NARROW, WIDE, Visit, needs_chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = needs_chromium()
ZOOMED = {"width": 320, "height": 256}
#: the short run looks at the kinds that are laid out differently
SHORT = ("API", "API documentation", "API features", "API feature", "API collections")
SHORT_AND_LONG = [name if name in SHORT else pytest.param(name, marks=pytest.mark.slow) for name in API_PAGES]


def address(server: str, name: str, language: str) -> str:
    return f"{server}{API_PAGES[name]}{'&' if '?' in API_PAGES[name] else '?'}lang={language}"


def _stands(visit: Visit, language: str, server: str) -> None:
    """Fail unless the page in front of us has one heading, fits every width, and asked only `server`."""
    assert visit.page.evaluate("document.documentElement.lang") == language
    assert visit.page.locator("h1").count() == 1
    for viewport in (WIDE, NARROW, ZOOMED):
        visit.page.set_viewport_size(viewport)  # type: ignore[arg-type]
        visit.fits()
    visit.page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    visit.fits()
    assert visit.hosts() == {urlsplit(server).netloc}
    assert visit.complaints == []


@pytest.mark.parametrize("name", SHORT_AND_LONG)
def test_a_page_of_the_api_is_open_to_all_and_asks_nobody_else(browser: Browser, live_server: str, name: str) -> None:
    with Visit(browser, address(live_server, name, "fi")) as visit:
        visit.accessible()
        _stands(visit, "fi", live_server)


@pytest.mark.slow
@pytest.mark.parametrize("name", API_PAGES)
@pytest.mark.parametrize(
    ("language", "scheme"), [("sv", {"color_scheme": "dark"}), ("en", {"forced_colors": "active"})], ids=["sv", "en"]
)
def test_a_page_of_the_api_stays_open_to_all_in_every_language_and_scheme(
    browser: Browser, live_server: str, name: str, language: str, scheme: dict[str, str]
) -> None:
    with Visit(browser, address(live_server, name, language), viewport=NARROW, **scheme) as visit:
        visit.accessible()
        _stands(visit, language, live_server)


def test_a_reader_goes_from_the_map_to_the_figures_and_copies_their_address(browser: Browser, live_server: str) -> None:
    with Visit(browser, f"{live_server}/sv/guide", locale="en-GB") as visit:
        page = visit.page
        page.get_by_role("banner").get_by_role("link", name="GeoJSON").click()
        assert page.evaluate("document.documentElement.lang") == "sv"
        page.get_by_role("link", name="Samlingar").click()
        page.get_by_role("link", name="Objekt: Storområden").click()
        page.get_by_role("rowheader", name="0492000000").get_by_role("link").click()
        assert page.get_by_role("heading", level=1).inner_text() == "Stor-Hagalund"
        row = page.get_by_role("listitem").filter(has=page.get_by_role("link", name="GeoJSON", exact=True))
        row.get_by_role("button", name="Kopiera").click()
        page.get_by_role("status").filter(has_text="GeoJSON").wait_for()
        copied = row.get_by_role("textbox").input_value()
        told = page.request.get(copied).json()
        assert told["properties"]["name"] == "Stor-Hagalund"


def test_without_scripts_every_address_can_still_be_read(browser: Browser, live_server: str) -> None:
    with Visit(browser, address(live_server, "API features", "fi"), java_script_enabled=False) as visit:
        assert visit.page.get_by_role("button", name="Kopioi").count() == 0
        assert visit.page.locator(".addresses input").first.input_value().startswith(live_server)
