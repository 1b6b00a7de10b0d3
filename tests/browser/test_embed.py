"""The embedded map on another's page, in Chromium: shown, measured, refused; and the builder as a person uses it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from hytemap.settings import Settings
from hytemap.web.app import create_app
from tests.browser.visit import NARROW, Visit, needs_chromium
from tests.faces import threaded
from tests.servers import Loopback, Reply

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Frame, Page

pytestmark = needs_chromium()
Host = Callable[[str], str]


@pytest.fixture
def host(loopback: Callable[..., Loopback]) -> Host:
    """Puts code on a page of another host; gives the page's address (`localhost`, another origin than 127.0.0.1)."""

    def on_page(code: str) -> str:
        html = f"<!doctype html><html lang=en><title>Host</title><body><h1>Host</h1>{code}<p id=below>below</p>"
        service = loopback(lambda words: Reply(html.encode(), "text/html; charset=utf-8"))
        return f"http://localhost:{urlsplit(service.address).port}/page"

    return on_page


@pytest.fixture(scope="module")
def open_server(shipped_settings: Settings) -> Iterator[str]:
    """A service whose embedded map pages on `localhost` may show, whatever their port."""
    app = create_app(shipped_settings.model_copy(update={"embed_hosts": ["http://localhost:*"]}), watch=False)
    with threaded(app) as address:
        yield address


def code_of(browser: Browser, server: str, question: str = "") -> str:
    """What the builder gives to be pasted."""
    with Visit(browser, f"{server}/fi/embed{question}", java_script_enabled=False) as visit:
        return visit.page.locator("#code").input_value()


def framed(page: Page) -> Frame:
    """The page inside the host's only frame."""
    (frame,) = [frame for frame in page.frames if frame is not page.main_frame]
    return frame


def refusal(visit: Visit) -> str:
    """What the browser complains of when it shows nothing in a frame."""
    for _ in range(100):
        for said in visit.complaints:
            if "frame-ancestors" in said:
                return said
        visit.page.wait_for_timeout(100)
    return "nothing was refused"


def frame_height(page: Page) -> float:
    return float(page.locator("iframe").evaluate("node => node.getBoundingClientRect().height"))


def content_height(page: Page) -> float:
    return float(framed(page).evaluate("document.body.getBoundingClientRect().height"))


FITS = """() => {
  const frame = document.querySelector("iframe"), told = window.told || [];
  return told.length && Math.abs(frame.getBoundingClientRect().height - told[told.length - 1]) < 1;
}"""
LISTENS = "<script>window.told = []; addEventListener('message', e => window.told.push(e.data.height));</script>"


def test_a_host_that_may_shows_the_map_in_a_frame_as_high_as_the_map(
    browser: Browser, open_server: str, host: Host
) -> None:
    code = code_of(browser, open_server, "?level=suuralue&height=400&script=1")
    with Visit(browser, host(LISTENS + code)) as visit:
        page = visit.page
        frame = page.frame_locator("iframe")
        frame.locator("#map[data-ready]").wait_for()
        assert frame.locator("path.area").count() == 7
        page.wait_for_function(FITS)
        assert frame_height(page) == pytest.approx(content_height(page), abs=1)
        assert frame_height(page) > 500, "the code said 400"
        low = frame_height(page)
        # what opens in the frame makes it higher, and lower again when it closes
        frame.locator("details.embedded-table > summary").click()
        page.wait_for_function(f"() => document.querySelector('iframe').getBoundingClientRect().height > {low + 100}")
        assert frame_height(page) == pytest.approx(content_height(page), abs=1)
        frame.locator("details.embedded-table > summary").click()
        page.wait_for_function(f"() => document.querySelector('iframe').getBoundingClientRect().height < {low + 2}")
        assert not framed(page).evaluate("document.documentElement.scrollHeight > innerHeight + 1")


def test_the_host_script_hears_nobody_but_the_map(browser: Browser, open_server: str, host: Host) -> None:
    code = code_of(browser, open_server, "?height=444&script=1")
    script = re.search(r"<script>.*</script>", code, re.DOTALL)
    assert script is not None
    # a frame of the host's own speaks the same words
    stranger = '<iframe id=stranger height=100 srcdoc=\'<script>parent.postMessage({type: "hytemap:height", height: 999}, "*")</script>\'></iframe>'  # noqa: E501
    with Visit(browser, host(LISTENS + script[0] + stranger)) as visit:
        visit.page.wait_for_function("() => window.told.length > 0")
        assert visit.page.evaluate("window.told") == [999]
        assert frame_height(visit.page) < 150


@pytest.mark.parametrize("path", ["/fi/map", "/fi/embed", "/sv/map?level=nowhere"])
def test_no_other_page_can_be_framed_even_by_a_host_that_may(
    browser: Browser, open_server: str, host: Host, path: str
) -> None:
    with Visit(browser, host(f'<iframe src="{open_server}{path}"></iframe>')) as visit:
        assert "frame-ancestors 'none'" in refusal(visit)
        assert framed(visit.page).url == "chrome-error://chromewebdata/"


def test_a_host_that_is_not_named_is_refused_by_the_browser(browser: Browser, live_server: str, host: Host) -> None:
    with Visit(browser, host(code_of(browser, live_server))) as visit:
        assert "frame-ancestors 'self'" in refusal(visit)
        assert framed(visit.page).url == "chrome-error://chromewebdata/"


def test_years_played_in_the_frame_change_heading_value_and_the_way_out(browser: Browser, live_server: str) -> None:
    with Visit(browser, f"{live_server}/fi/embed/map?level=suuralue&indicator=unemployment_rate&year=2024") as visit:
        page = visit.page
        assert "2024" in page.locator("h1").inner_text()
        value = page.locator("#city-value").inner_text()
        page.locator("#player .step").first.click()
        page.wait_for_function("() => !document.querySelector('h1').textContent.includes('2024')")
        year = page.locator("#player .year-now").inner_text()
        assert year in page.locator("h1").inner_text()
        assert page.locator("#city-value").inner_text() != value
        assert f"year={year}" in (page.locator("a[data-same-view]").get_attribute("href") or "")
        # the frame's own address stays: Back is the host's
        assert "year=2024" in page.url
        with visit.context.expect_page() as opened:
            page.locator("a[data-same-view]").click()
        assert urlsplit(opened.value.url).path == "/fi/map"
        assert f"year={year}" in opened.value.url
        assert opened.value.evaluate("window.opener") is None
        assert visit.complaints == []


@pytest.mark.parametrize(
    ("path", "scheme"),
    [
        ("/sv/embed/map?level=postinumeroalue&year=2014", "light"),
        pytest.param("/sv/embed/map?level=suuralue", "dark", marks=pytest.mark.slow),
        ("/sv/embed", "dark"),
        pytest.param("/fi/embed", "light", marks=pytest.mark.slow),
    ],
)
def test_embedded_map_and_builder_are_accessible_and_fit_a_phone(
    browser: Browser, live_server: str, path: str, scheme: str
) -> None:
    with Visit(browser, live_server + path, viewport=NARROW, color_scheme=scheme) as visit:
        visit.page.wait_for_load_state("networkidle")
        for summary in visit.page.locator("details > summary").all():
            summary.click()
        visit.accessible()
        visit.fits()
        visit.page.set_viewport_size({"width": 320, "height": 600})
        visit.fits()
        assert visit.hosts() == {urlsplit(live_server).netloc}


def test_the_builder_works_without_javascript(browser: Browser, live_server: str) -> None:
    with Visit(browser, f"{live_server}/fi/embed", java_script_enabled=False) as visit:
        page = visit.page
        assert not page.locator("#copy").is_visible()
        page.locator("#indicator").select_option("mean_age")
        page.locator('input[name="level"][value="postinumeroalue"]').check()
        page.locator('input[name="lang"][value="sv"]').check()
        page.locator('input[name="script"]').uncheck()
        page.get_by_role("button", name="Näytä").click()
        code = page.locator("#code").input_value()
        assert f'src="{live_server}/sv/embed/map?level=postinumeroalue&amp;indicator=mean_age"' in code
        assert "<script>" not in code
        assert page.locator('input[name="lang"][value="sv"]').is_checked()
        heading = page.frame_locator("#preview").locator("h1")
        heading.wait_for()
        assert heading.inner_text().startswith("Medelålder")


def test_with_javascript_code_and_preview_follow_each_choice_and_the_code_is_copied(
    browser: Browser, live_server: str
) -> None:
    with Visit(browser, f"{live_server}/fi/embed", permissions=["clipboard-read", "clipboard-write"]) as visit:
        page = visit.page
        page.evaluate("window.same = true")
        page.locator("#indicator").focus()
        page.locator("#indicator").select_option("mean_age")
        page.wait_for_function("() => document.getElementById('code').value.includes('mean_age')")
        page.locator("#year").select_option("2014")
        page.wait_for_function("() => document.getElementById('code').value.includes('year=2014')")
        page.locator("#width").fill("500")
        page.locator("#width").blur()
        page.wait_for_function("() => document.getElementById('code').value.includes('width=\"500\"')")
        assert page.frame_locator("#preview").locator("h1").inner_text().endswith("2014")
        # the preview takes the height its map tells
        page.wait_for_function("() => document.getElementById('preview').style.height !== ''")
        assert page.locator("#preview").evaluate("node => node.clientWidth") == 500
        page.get_by_role("button", name="Kopioi koodi").click()
        page.get_by_text("Koodi on kopioitu.").wait_for()
        assert page.evaluate("navigator.clipboard.readText()") == page.locator("#code").input_value()
        # the address is that of what is seen
        assert "year=2014" in page.url
        assert "width=500" in page.url
        assert page.evaluate("window.same")
        assert visit.complaints == []
