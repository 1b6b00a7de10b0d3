"""Every page of `tests/browser/pages.py` in every language, scheme and width: open to all, quiet, and at home.

The short run looks at one page of each kind in Finnish; the long one (`slow`) at all of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.browser.pages import PAGES, kinds
from tests.browser.visit import LANGUAGES, NARROW, WIDE, Visit, needs_chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = needs_chromium()
#: what a window of 1280 × 1024 px is at 400 % zoom (WCAG 2.2, 1.4.10)
ZOOMED = {"width": 320, "height": 256}
#: no header, nothing to skip: the host page has both
BARE = "/embed/map"
KINDS = kinds()
ALL = [
    pytest.param(language, name, id=f"{language}-{name}", marks=[] if language == "fi" else [pytest.mark.slow])
    for language in LANGUAGES
    for name in KINDS
] + [pytest.param("sv", name, id=f"sv-{name}", marks=pytest.mark.slow) for name in PAGES if name not in KINDS]
#: ids that stand more than once on a page
TWICE = "[...document.querySelectorAll('[id]')].map(one => one.id).filter((id, i, all) => all.indexOf(id) !== i)"


def _complaints(visit: Visit, name: str) -> list[str]:
    """What the console tells, but for the status that a page about a fault has to carry."""
    expected = "Failed to load resource: the server responded with a status of 404"
    return [text for text in visit.complaints if name != "fault" or not text.startswith(expected)]


@pytest.mark.parametrize(("language", "name"), ALL)
def test_a_page_is_open_to_all_and_asks_nobody_else(
    browser: Browser, live_server: str, language: str, name: str
) -> None:
    with Visit(browser, f"{live_server}/{language}{PAGES[name]}") as visit:
        visit.accessible()
        assert visit.page.evaluate("document.documentElement.lang") == language
        assert visit.page.locator("h1").count() == 1
        assert visit.page.get_by_role("heading", level=1).inner_text().strip()
        assert visit.page.get_by_role("main").count() == 1
        # an id that stands twice leads links and labels astray
        assert visit.page.evaluate(TWICE) == []
        for viewport in (WIDE, NARROW, ZOOMED):
            visit.page.set_viewport_size(viewport)  # type: ignore[arg-type]
            visit.fits()
        visit.page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        visit.fits()
        assert visit.hosts() == {urlsplit(live_server).netloc}
        assert _complaints(visit, name) == []


@pytest.mark.slow
@pytest.mark.parametrize(("language", "name"), ALL)
def test_a_page_stays_open_in_every_scheme_and_width(
    browser: Browser, live_server: str, language: str, name: str
) -> None:
    with Visit(browser, f"{live_server}/{language}{PAGES[name]}", color_scheme="dark") as visit:
        visit.accessible()
        visit.page.emulate_media(color_scheme="dark", forced_colors="active")
        visit.accessible()
        assert visit.hosts() == {urlsplit(live_server).netloc}
        assert _complaints(visit, name) == []
    with Visit(browser, f"{live_server}/{language}{PAGES[name]}", viewport=NARROW, is_mobile=True) as visit:
        visit.fits()
        visit.accessible()
        visit.page.emulate_media(color_scheme="dark")
        visit.accessible()
        assert _complaints(visit, name) == []
    with Visit(browser, f"{live_server}/{language}{PAGES[name]}", viewport=ZOOMED) as visit:
        visit.fits()
        visit.accessible()


@pytest.mark.parametrize("name", KINDS)
def test_a_page_says_what_it_has_to_say_without_scripts(browser: Browser, live_server: str, name: str) -> None:
    with Visit(browser, f"{live_server}/fi{PAGES[name]}", java_script_enabled=False) as visit:
        assert visit.page.locator("h1").count() == 1
        assert len(visit.page.get_by_role("main").inner_text()) > 40
        assert visit.hosts() == {urlsplit(live_server).netloc}


@pytest.mark.parametrize("name", [name for name in KINDS if not PAGES[name].startswith(BARE)])
def test_the_first_stop_of_the_keyboard_leads_past_the_header(browser: Browser, live_server: str, name: str) -> None:
    with Visit(browser, f"{live_server}/fi{PAGES[name]}") as visit:
        visit.page.keyboard.press("Tab")
        skip = visit.page.locator(":focus")
        assert skip.get_attribute("href") == "#main"
        visit.page.wait_for_function("document.activeElement.getBoundingClientRect().top >= 0")
        visit.page.keyboard.press("Enter")
        assert visit.page.evaluate("document.activeElement.id") == "main"
