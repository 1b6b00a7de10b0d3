"""Every page of `tests/browser/pages.py` in every language, scheme and width: open to all, quiet, and at home.

The short run looks at one page of each kind in Finnish; the long one (`slow`) at all of them. axe looks at each page
in every language and in every scheme, but not at each language in each scheme: colours know no language, and words no
scheme.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.browser.pages import PAGES, kinds
from tests.browser.visit import NARROW, WIDE, Visit, needs_chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = needs_chromium()
#: what a window of 1280 × 1024 px is at 400 % zoom (WCAG 2.2, 1.4.10)
ZOOMED = {"width": 320, "height": 256}
#: no header, nothing to skip: the host page has both
BARE = "/embed/map"
KINDS = kinds()
SHORT_AND_LONG = [name if name in KINDS else pytest.param(name, marks=pytest.mark.slow) for name in PAGES]
#: ids that stand more than once on a page
TWICE = "[...document.querySelectorAll('[id]')].map(one => one.id).filter((id, i, all) => all.indexOf(id) !== i)"


def _complaints(visit: Visit, name: str) -> list[str]:
    """What the console tells, but for the status that a page about a fault has to carry."""
    expected = "Failed to load resource: the server responded with a status of 404"
    return [text for text in visit.complaints if name != "fault" or not text.startswith(expected)]


def _stands(visit: Visit, language: str, name: str, server: str) -> None:
    """Fail unless the page in front of us has one heading, fits every width, and asked only `server`."""
    page = visit.page
    assert page.evaluate("document.documentElement.lang") == language
    assert page.locator("h1").count() == 1
    assert page.get_by_role("heading", level=1).inner_text().strip()
    assert page.get_by_role("main").count() == 1
    # an id that stands twice leads links and labels astray
    assert page.evaluate(TWICE) == []
    for viewport in (WIDE, NARROW, ZOOMED):
        page.set_viewport_size(viewport)  # type: ignore[arg-type]
        visit.fits()
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    visit.fits()
    assert visit.hosts() == {urlsplit(server).netloc}
    assert _complaints(visit, name) == []


@pytest.mark.parametrize("name", SHORT_AND_LONG)
def test_a_page_is_open_to_all_and_asks_nobody_else(browser: Browser, live_server: str, name: str) -> None:
    with Visit(browser, f"{live_server}/fi{PAGES[name]}") as visit:
        visit.accessible()
        _stands(visit, "fi", name, live_server)


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_a_page_stays_open_in_dark_and_in_forced_colours(browser: Browser, live_server: str, name: str) -> None:
    with Visit(browser, f"{live_server}/sv{PAGES[name]}", color_scheme="dark") as visit:
        visit.accessible()
        visit.page.emulate_media(color_scheme="dark", forced_colors="active")
        visit.accessible()
        _stands(visit, "sv", name, live_server)


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_a_page_stays_open_on_a_phone_and_zoomed(browser: Browser, live_server: str, name: str) -> None:
    with Visit(
        browser, f"{live_server}/en{PAGES[name]}", viewport=NARROW, is_mobile=True, color_scheme="dark"
    ) as visit:
        visit.fits()
        visit.accessible()
        _stands(visit, "en", name, live_server)
    with Visit(browser, f"{live_server}/fi{PAGES[name]}", viewport=ZOOMED) as visit:
        visit.fits()
        visit.accessible()


@pytest.mark.parametrize("name", KINDS)
def test_a_page_says_what_it_has_to_say_without_scripts(browser: Browser, live_server: str, name: str) -> None:
    with Visit(browser, f"{live_server}/fi{PAGES[name]}", java_script_enabled=False) as visit:
        assert visit.page.locator("h1").count() == 1
        assert len(visit.page.get_by_role("main").inner_text()) > 40
        assert visit.hosts() == {urlsplit(live_server).netloc}


@pytest.mark.parametrize(
    "name",
    [
        # all have their header from one template
        pytest.param(name, marks=[] if name in ("map of districts", "profile") else [pytest.mark.slow])
        for name in KINDS
        if not PAGES[name].startswith(BARE)
    ],
)
def test_the_first_stop_of_the_keyboard_leads_past_the_header(browser: Browser, live_server: str, name: str) -> None:
    with Visit(browser, f"{live_server}/fi{PAGES[name]}") as visit:
        visit.page.keyboard.press("Tab")
        skip = visit.page.locator(":focus")
        assert skip.get_attribute("href") == "#main"
        visit.page.wait_for_function("document.activeElement.getBoundingClientRect().top >= 0")
        visit.page.keyboard.press("Enter")
        assert visit.page.evaluate("document.activeElement.id") == "main"
