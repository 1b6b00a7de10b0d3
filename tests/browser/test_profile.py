"""The profile of an area in a real browser: readable at any width and in any scheme, printable, light."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.browser.visit import BROKEN_WORDS, NARROW, WIDE, Visit, needs_chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = needs_chromium()

TAPIOLA = "/areas/postinumeroalue/02100"
#: 1280 px at 400 %
MAGNIFIED = {"width": 320, "height": 256}
TABLET = {"width": 960, "height": 700}


@pytest.mark.parametrize(
    ("language", "scheme", "viewport"),
    [("fi", "light", WIDE), pytest.param("sv", "dark", NARROW, marks=pytest.mark.slow)],
)
def test_axe_finds_nothing(
    browser: Browser, live_server: str, language: str, scheme: str, viewport: dict[str, int]
) -> None:
    with Visit(browser, f"{live_server}/{language}{TAPIOLA}", viewport=viewport, color_scheme=scheme) as visit:
        for summary in visit.page.locator("summary").all():
            summary.click()
        visit.accessible()
        assert visit.complaints == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("address", "scheme"),
    # other kinds stand among the pages of test_every_page.py
    [("/fi/areas/kunta/049", "light"), ("/sv/areas/suuralue/0491000000?year=2016", "dark")],
)
def test_axe_finds_nothing_on_profiles_of_the_city_and_of_another_year(
    browser: Browser, live_server: str, scheme: str, address: str
) -> None:
    with Visit(browser, live_server + address, color_scheme=scheme) as visit:
        visit.accessible()


@pytest.mark.parametrize(
    ("address", "viewport"),
    [
        ("/areas/postinumeroalue/02280", MAGNIFIED),
        *(
            pytest.param(one, viewport, marks=pytest.mark.slow)
            for one in (TAPIOLA, "/areas/suuralue/0491000000", "/areas")
            for viewport in (NARROW, MAGNIFIED)
        ),
    ],
)
def test_nothing_is_wider_than_the_window(
    browser: Browser, live_server: str, address: str, viewport: dict[str, int]
) -> None:
    with Visit(browser, f"{live_server}/fi{address}", viewport=viewport) as visit:
        for summary in visit.page.locator("summary").all():
            summary.click()
        visit.fits()


@pytest.mark.parametrize("viewport", [WIDE, NARROW, pytest.param(TABLET, marks=pytest.mark.slow)])
def test_no_word_is_broken_and_no_cell_runs_into_the_next(
    browser: Browser, live_server: str, viewport: dict[str, int]
) -> None:
    with Visit(browser, f"{live_server}/fi{TAPIOLA}", viewport=viewport) as visit:
        assert visit.page.evaluate(BROKEN_WORDS, ".indicators, .key-figures, h1") == []
        wide = visit.page.evaluate(
            "() => [...document.querySelectorAll('.indicators td, .indicators tbody th')]"
            ".filter(cell => cell.scrollWidth > cell.clientWidth + 1).map(cell => cell.textContent)"
        )
        assert wide == []


def test_on_a_phone_the_table_is_still_a_table_to_a_screen_reader(browser: Browser, live_server: str) -> None:
    with Visit(browser, f"{live_server}/fi{TAPIOLA}", viewport=NARROW) as visit:
        table = visit.page.get_by_role("table", name="Hyvinvointi")
        row = table.get_by_role("row").filter(has_text="Työttömyysaste")
        assert row.get_by_role("rowheader").inner_text().startswith("Työttömyysaste")
        assert row.get_by_role("cell").count() == 6


def test_from_a_district_to_a_neighbour_a_postal_area_and_back_up(browser: Browser, live_server: str) -> None:
    with Visit(browser, f"{live_server}/sv/areas") as visit:
        page = visit.page
        page.get_by_role("link", name="Stor-Alberga").click()
        assert page.get_by_role("heading", level=1).inner_text() == "Stor-Alberga"
        around = page.locator(".around")
        around.get_by_role("link", name="Karabacka").click()
        assert page.get_by_role("heading", level=1).inner_text() == "Karabacka"
        page.locator(".around").get_by_role("link", name="Kilo").click()
        page.locator(".around").get_by_role("link", name="Stor-Alberga").click()
        assert page.url.endswith("/sv/areas/suuralue/0491000000")


def test_a_year_is_chosen_without_javascript_and_the_print_button_is_not_shown(
    browser: Browser, live_server: str
) -> None:
    with Visit(browser, f"{live_server}/fi{TAPIOLA}", java_script_enabled=False) as visit:
        page = visit.page
        assert page.locator("#print").is_hidden()
        page.get_by_label("Luvut vuodelta").select_option("2016")
        page.get_by_role("button", name="Näytä").click()
        assert page.url.endswith("?year=2016")
        assert "Luvut ovat vuodelta 2016." in page.locator(".notice").inner_text()


def test_the_print_button_prints_and_the_sheet_has_the_tables_without_the_navigation(
    browser: Browser, live_server: str
) -> None:
    with Visit(browser, f"{live_server}/fi{TAPIOLA}") as visit:
        page = visit.page
        page.evaluate("window.print = () => { document.body.dataset.printed = 'yes'; }")
        page.get_by_role("button", name="Tulosta sivu").click()
        assert page.locator("body[data-printed]").count() == 1
        page.emulate_media(media="print", color_scheme="light")
        assert page.locator("header.top").is_hidden()
        assert page.locator(".on-page").is_hidden()
        assert page.locator(".indicators").first.is_visible()
        # an A4 sheet less its margins, in CSS pixels
        page.set_viewport_size({"width": 688, "height": 1000})
        assert page.evaluate("document.documentElement.scrollWidth") <= 688
        assert page.locator(".indicators .spine").first.is_visible()
        pages = len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4", prefer_css_page_size=True)))
        assert 1 < pages <= 6


@pytest.mark.slow
def test_marks_stand_out_in_forced_colours(browser: Browser, live_server: str) -> None:
    with Visit(browser, f"{live_server}/fi{TAPIOLA}", forced_colors="active") as visit:
        assert visit.page.locator(".indicators .spine .mark").first.is_visible()
        visit.accessible()


def test_the_whole_page_is_light_and_asks_no_other_host(browser: Browser, live_server: str) -> None:
    with Visit(browser, f"{live_server}/fi{TAPIOLA}") as visit:
        visit.page.wait_for_load_state("networkidle")
        assert visit.hosts() == {live_server.removeprefix("http://")}
        sent = visit.page.evaluate(
            "() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
            ".reduce((sum, one) => sum + one.encodedBodySize, 0)"
        )
        assert 5_000 < sent <= 120_000
