"""From a page to paper in a browser: the sheet shows what the page shows, also after the script repainted it."""

from __future__ import annotations

import re
import subprocess
from base64 import b64decode, b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from hytemap.paper.face import PAPER_FONT
from tests.browser.visit import NARROW, Visit, needs_chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page, Response

pytestmark = needs_chromium()
#: generous: other work may share the machine
PATIENCE_MS = 60_000
TAPIOLA = "0492000000"
PAGES = ("/map", "/compare", f"/areas/suuralue/{TAPIOLA}")


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def map_page(browser: Browser, live_server: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    with Visit(browser, live_server + "/fi/map?level=suuralue", java_script_enabled=request.param) as visit:
        yield visit.page


def text_of(pdf: bytes, folder: Path) -> str:
    path = folder / "sheet.pdf"
    path.write_bytes(pdf)
    return subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout


def choose_2014(page: Page) -> None:
    """By the form: a script repaints the page, without one it is sent."""
    page.locator('#choices input[name="year"][value="2014"]').check(force=True)
    if page.locator("#choices button[type=submit]").is_visible():
        page.locator("#choices button[type=submit]").click()
    page.wait_for_url("**year=2014*")
    page.locator("[aria-busy]").first.wait_for(state="detached")


def opened(page: Page) -> Locator:
    """The choices of paper, opened."""
    page.locator(".print-choices > summary").click()
    return page.locator(".print-choices")


def is_sheet(response: Response) -> bool:
    return response.status == 200 and response.headers.get("content-type") == "application/pdf"


def address_of(page: Page, button: Locator) -> str:
    """Where the sheet was that a press of the button brought."""
    # a browser without a viewer of its own saves the sheet: what counts is that it came
    with page.expect_event("response", is_sheet, timeout=PATIENCE_MS) as came:
        button.click(no_wait_after=True)
    return str(came.value.url)


def words_of(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def test_the_link_under_the_map_opens_the_sheet_of_what_is_shown(map_page: Page, tmp_path: Path) -> None:
    choose_2014(map_page)
    address = address_of(map_page, map_page.locator('#about a[href*="/print/map.pdf"]').first)
    found = map_page.request.get(address)
    assert "2014" in text_of(found.body(), tmp_path).split("\n")[0]
    assert found.body().startswith(b"%PDF-")


def test_the_map_is_printed_as_it_is_now_on_the_paper_chosen_before(browser: Browser, live_server: str) -> None:
    with Visit(browser, live_server + "/fi/map?level=suuralue") as visit:
        page = visit.page
        choices = opened(page)
        choices.locator("select[name=paper]").first.select_option("a3")
        choose_2014(page)
        page.locator(f'table.areas tr[data-code="{TAPIOLA}"] button.name').click()
        page.wait_for_url("**areas=*")
        # what the form sends is what a page fetched anew would send
        sent = "form => [...form.querySelectorAll('input[type=hidden]')].map(one => [one.name, one.value])"
        form = page.locator(".print-choices form").first
        now = form.evaluate(sent)
        words = words_of(address_of(page, form.locator("button").first))
        assert words == words_of(page.url) | {"paper": "a3", "orientation": "portrait", "dpi": "150"}
        assert words["year"] == "2014"
        assert words["areas"] == TAPIOLA
        page.goto(page.url)
        assert form.evaluate(sent) == now


def test_the_map_is_printed_on_the_paper_chosen_without_a_script(browser: Browser, live_server: str) -> None:
    with Visit(browser, live_server + "/fi/map?level=suuralue", java_script_enabled=False) as visit:
        choose_2014(visit.page)
        form = opened(visit.page).locator("form").first
        form.locator("select[name=orientation]").select_option("landscape")
        words = words_of(address_of(visit.page, form.locator("button").first))
        assert (words["year"], words["orientation"]) == ("2014", "landscape")


def test_the_atlas_is_of_the_level_that_is_shown_now(browser: Browser, live_server: str) -> None:
    with Visit(browser, live_server + "/fi/map?level=suuralue") as visit:
        visit.page.locator('#choices input[value="postinumeroalue"]').check()
        visit.page.wait_for_url("**level=postinumeroalue*")
        sent = visit.page.locator('.print-choices [data-of="level"] input')
        assert [sent.get_attribute("name"), sent.get_attribute("value")] == ["level", "postinumeroalue"]


def test_a_comparison_is_printed_with_the_areas_marked_meanwhile(browser: Browser, live_server: str) -> None:
    with Visit(browser, live_server + "/sv/compare?level=suuralue") as visit:
        visit.page.locator(f'.mark[data-code="{TAPIOLA}"]').click()
        choices = opened(visit.page)
        table = choices.locator('button[formaction$="/table.pdf"]').last
        words = words_of(address_of(visit.page, table))
        assert words["areas"] == TAPIOLA
        assert words["ranks"] == "1"
        assert choices.locator('[data-of="level"] input[name="areas"]').count() == 0


@pytest.mark.parametrize("path", PAGES)
def test_choices_of_paper_are_reached_by_keyboard_and_thumb_and_not_printed(
    browser: Browser, live_server: str, path: str
) -> None:
    with Visit(browser, f"{live_server}/sv{path}", viewport=NARROW) as visit:
        page = visit.page
        summary, selects = page.locator(".print-choices > summary"), page.locator(".print-choices select")
        assert not selects.first.is_visible()
        summary.focus()
        page.keyboard.press("Enter")
        assert selects.first.is_visible()
        for reached in ("SELECT[paper]", "SELECT[orientation]"):
            page.keyboard.press("Tab")
            assert page.evaluate("`${document.activeElement.tagName}[${document.activeElement.name}]`") == reached
        page.locator(".print-choices button").first.focus()
        assert page.evaluate("document.activeElement.matches(':focus-visible')")
        for one in (summary, *selects.all(), *page.locator(".print-choices button").all()):
            box = one.bounding_box()
            assert box is not None
            assert min(box["width"], box["height"]) >= 44, one
        # no choice is cut off in its field
        cut = selects.evaluate_all("all => all.filter(one => one.scrollWidth > one.clientWidth).length")
        assert cut == 0
        visit.fits()
        visit.accessible()
        page.emulate_media(media="print")
        assert not summary.is_visible()


@pytest.mark.parametrize("scripted", [True, False], ids=["with script", "without script"])
def test_who_waits_for_an_atlas_is_brought_to_it(browser: Browser, live_server: str, scripted: bool) -> None:
    paper = "a3" if scripted else "a4"
    address = f"{live_server}/sv/print/atlas.pdf?level=suuralue&theme=hyvinvointi&orientation=landscape&paper={paper}"
    with Visit(browser, f"{live_server}/sv/map", java_script_enabled=scripted, viewport=NARROW) as visit:
        page = visit.page
        # asked again and again, the desk says that it is at it: here until the page has been looked at
        held = True
        page.route("**/print/**", lambda route: route.fulfill(body=waiting, status=202) if held else route.continue_())
        waiting = page.request.get(address).text()
        assert "data-again" in waiting
        page.goto(address)
        assert page.locator(".waiting #told").is_visible()
        visit.fits()
        if scripted:
            visit.accessible()
        with page.expect_event("response", is_sheet, timeout=PATIENCE_MS):
            held = False


def test_what_cannot_be_printed_after_all_is_said_where_one_waited(browser: Browser, live_server: str) -> None:
    address = f"{live_server}/sv/print/area.pdf?level=suuralue&code=nowhere"
    book = f"{live_server}/sv/print/atlas.pdf?level=suuralue&theme=hyvinvointi&paper=a3"
    with Visit(browser, f"{live_server}/sv/map") as visit:
        page = visit.page
        waiting = [page.request.get(book).text()]
        assert "data-again" in waiting[0]
        page.route(
            "**/print/**",
            lambda route: route.fulfill(body=waiting.pop(), status=202) if waiting else route.continue_(),
        )
        page.goto(address)
        page.locator("h1", has_text="Det här kan inte skrivas ut").wait_for(timeout=PATIENCE_MS)
        assert page.evaluate("document.activeElement.id") == "main"
        assert page.locator('main a[href*="/sv/areas/suuralue/"]').count() == 7
        assert page.title().startswith("Det här kan inte skrivas ut")


def test_names_on_a_map_that_is_svg_are_as_wide_in_a_browser_as_they_were_reckoned(
    browser: Browser, live_server: str
) -> None:
    with Visit(browser, f"{live_server}/sv/map") as visit:
        asked = visit.page.request
        address = f"{live_server}/sv/print/map.svg?level=postinumeroalue"
        answer = asked.get(address)
        while answer.status == 202:
            visit.page.wait_for_timeout(100)
            answer = asked.get(address)
        inner = [b64decode(one) for one in re.findall(r"data:image/svg\+xml;base64,([^\"]*)", answer.text())]
        drawing = next(one for one in inner if b'class="names"' in one)
        # as an address of its own: that is how a drawing within another one is read
        visit.page.goto(f"data:image/svg+xml;base64,{b64encode(drawing).decode()}")
        told = visit.page.evaluate(
            """async () => {
                 await document.fonts.ready;
                 return [...document.querySelectorAll(".names tspan")].map(one =>
                   [one.textContent, Number(one.parentNode.getAttribute("font-size")), one.getComputedTextLength()]);
               }"""
        )
    assert len(told) > 40
    # on a screen letters stand on whole points: single names are off by some of them, all together are not
    reckoned = sum(PAPER_FONT.width(name, size) for name, size, _ in told)
    assert sum(wide for _, _, wide in told) == pytest.approx(reckoned, rel=0.03)
