"""The guides' pictures are of the pages as they are: each is made again by doing what the guide says."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from hytemap.settings import content_folder
from tests.browser.visit import LANGUAGES, NARROW, Visit, needs_chromium
from tests.faces import serving
from tests.guide_pictures import PERFORMED, SETTINGS, take
from tests.pictures import SHARE, Pixels, difference, read_png

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = needs_chromium()
RENEW = "the page has changed: look at it, mend the guide's steps, then python -m tests.guide_pictures"
#: draws every page in a font whose lines break elsewhere
NARROW_FONT = """
const style = new CSSStyleSheet();
style.replaceSync('* { font-family: "DejaVu Sans Condensed" !important }');
document.adoptedStyleSheets = [style];
"""


@pytest.fixture(scope="module")
def pictured_server(snapshot_folder: Path) -> Iterator[str]:
    """A server as the pictures' own is set."""
    with serving(snapshot_folder, **SETTINGS) as address:
        yield address


def committed(language: str, guide: str) -> Pixels:
    return read_png((content_folder("static") / "guide" / language / f"{guide}.png").read_bytes())


@pytest.mark.parametrize(
    ("language", "guide"),
    [
        pytest.param(language, guide, marks=[] if (language, guide) == ("fi", "areas") else [pytest.mark.slow])
        for guide in PERFORMED
        for language in LANGUAGES
    ],
)
def test_doing_what_a_guide_says_gives_its_picture(
    browser: Browser, pictured_server: str, language: str, guide: str
) -> None:
    found = difference(take(browser, pictured_server, language, guide), committed(language, guide))
    assert found <= SHARE, f"{guide} ({language}) differs by {found:.3f}: {RENEW}"


@pytest.mark.slow
def test_another_font_makes_no_other_picture(browser: Browser, pictured_server: str) -> None:
    drawn = take(browser, pictured_server, "fi", "profile", NARROW_FONT)
    found = difference(drawn, committed("fi", "profile"))
    assert 0.01 < found <= SHARE, "the font was used, and made no other picture"


def test_pictures_of_different_views_are_told_apart() -> None:
    for one, other in combinations(PERFORMED, 2):
        assert difference(committed("fi", one), committed("fi", other)) > SHARE, (one, other)


def test_the_guide_is_accessible_and_fits_a_phone(browser: Browser, live_server: str) -> None:
    with Visit(browser, f"{live_server}/sv/guide", viewport=NARROW, color_scheme="dark") as visit:
        # pictures come when they are near: the page does not move when they do
        height = visit.page.evaluate("document.body.offsetHeight")
        early = sum(url.endswith(".png") for url in visit.requests)
        assert early < len(PERFORMED)
        for picture in visit.page.locator(".task img").all():
            picture.scroll_into_view_if_needed()
            picture.evaluate("node => node.decode()")
        assert sum(url.endswith(".png") for url in visit.requests) == len(PERFORMED)
        assert visit.page.evaluate("document.body.offsetHeight") == height
        visit.accessible()
        visit.fits()
        visit.page.set_viewport_size({"width": 320, "height": 600})
        visit.fits()
        assert visit.hosts() == {urlsplit(live_server).netloc}


def test_the_list_of_tasks_leads_to_each_by_keyboard(browser: Browser, live_server: str) -> None:
    with Visit(browser, f"{live_server}/fi/guide") as visit:
        last = visit.page.locator(".tasks a").last
        last.focus()
        visit.page.keyboard.press("Enter")
        name = (last.get_attribute("href") or "").removeprefix("#")
        assert visit.page.url.endswith(f"#{name}")
        # the next stop is what the task leads to
        visit.page.keyboard.press("Tab")
        assert visit.page.evaluate("document.activeElement.closest('section').id") == name
