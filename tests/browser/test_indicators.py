"""Indicators in a real browser: filtered as one types, told to whoever cannot see it, copied; without JS too."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.browser.visit import NARROW, Visit, needs_chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = needs_chromium()
SHOWN = ".one:not([hidden]) h3"
#: 400 % of a window of 1280 px
ZOOMED = {"width": 320, "height": 256}


def test_the_list_is_filtered_as_one_types_and_the_number_is_told(browser: Browser, live_server: str) -> None:
    with Visit(browser, f"{live_server}/fi/indicators") as visit:
        page, told = visit.page, visit.page.locator("#told[role=status]")
        all_of = page.locator(SHOWN).count()
        assert told.inner_text() == f"{all_of} indikaattoria"
        asked = len(visit.requests)
        page.get_by_label("Etsi", exact=True).press_sequentially("TYOTTOMYYS")
        assert page.locator(SHOWN).all_inner_texts() == ["Työttömyysaste"]
        assert told.inner_text() == "1 indikaattori"
        assert page.locator(".theme:visible").count() == 1
        # the address is a link to what is seen
        page.wait_for_url("**/fi/indicators?q=TYOTTOMYYS")
        # no reload and nothing asked for; Chromium looks for the icon of every address anew
        assert [url for url in visit.requests[asked:] if not url.endswith("favicon.svg")] == []
        page.get_by_label("Etsi", exact=True).fill("kvanttifysiikka")
        assert told.inner_text() == "Yksikään indikaattori ei vastaa hakua."
        page.get_by_role("link", name="Näytä kaikki indikaattorit").click()
        assert page.locator(SHOWN).count() == all_of
        page.wait_for_url("**/fi/indicators")
        assert page.evaluate("document.activeElement.id") == "q"
        assert visit.complaints == []
        assert visit.hosts() == {urlsplit(live_server).netloc}


def test_filters_join_the_search_and_the_server_shows_the_same(browser: Browser, live_server: str) -> None:
    with Visit(browser, f"{live_server}/sv/indicators") as visit:
        visit.page.get_by_label("Tema").select_option("elinolot")
        visit.page.get_by_label("Områden").select_option("postinumeroalue")
        visit.page.get_by_label("Sök", exact=True).fill("hushall")
        by_script = visit.page.locator(SHOWN).all_inner_texts()
        visit.page.wait_for_url("**/sv/indicators?q=hushall&theme=elinolot&level=postinumeroalue")
        address = visit.page.url
        # the other languages keep what was asked
        assert visit.page.locator('.languages a[lang="fi"]').get_attribute("href") == (
            "/fi/indicators?q=hushall&theme=elinolot&level=postinumeroalue"
        )
    assert len(by_script) >= 2
    with Visit(browser, address, java_script_enabled=False) as visit:
        assert visit.page.locator(SHOWN).all_inner_texts() == by_script


def test_back_leads_from_an_indicator_to_the_list_as_it_was(browser: Browser, live_server: str) -> None:
    with Visit(browser, f"{live_server}/fi/indicators/loneliness") as visit:
        page = visit.page
        page.goto(f"{live_server}/fi/indicators")
        page.get_by_label("Etsi", exact=True).press_sequentially("asukas")
        kept = page.locator(SHOWN).all_inner_texts()
        page.locator(f"{SHOWN} a").first.click()
        page.wait_for_url("**/fi/indicators/*")
        page.go_back()
        page.wait_for_selector(SHOWN)
        assert page.locator(SHOWN).all_inner_texts() == kept
        assert page.get_by_label("Etsi", exact=True).input_value() == "asukas"
        page.go_back()
        # typing left no steps behind
        page.wait_for_url("**/fi/indicators/loneliness")


def test_without_javascript_the_form_asks_the_server(browser: Browser, live_server: str) -> None:
    with Visit(browser, f"{live_server}/fi/indicators", java_script_enabled=False) as visit:
        page = visit.page
        page.get_by_label("Etsi", exact=True).fill("yksinäisyys yksinäiseksi")
        page.get_by_role("button", name="Näytä").click()
        assert page.locator("#told").inner_text() == "Yksikään indikaattori ei vastaa hakua."
        page.get_by_role("link", name="Näytä kaikki indikaattorit").click()
        page.get_by_label("Etsi", exact=True).fill("yksinaiseksi")
        page.get_by_label("Teema").select_option("osallisuus")
        page.keyboard.press("Tab")
        page.get_by_role("button", name="Näytä").press("Enter")
        assert page.locator(SHOWN).count() >= 1
        assert "q=yksinaiseksi" in page.url
        assert page.locator(".one[hidden]").first.is_hidden()


def test_the_keyboard_alone_reaches_search_filters_and_indicators(browser: Browser, live_server: str) -> None:
    with Visit(browser, f"{live_server}/fi/indicators?q=tyottomyys") as visit:
        page = visit.page
        page.locator("#main").focus()
        seen = []
        for _ in range(7):
            page.keyboard.press("Tab")
            seen.append(page.evaluate("document.activeElement.id || document.activeElement.textContent"))
        assert seen == ["q", "theme", "chain", "level", "freshness", "clear", "Työttömyysaste"]
        page.keyboard.press("Enter")
        page.wait_for_url("**/fi/indicators/unemployment_rate")


def test_an_address_is_copied_and_that_is_told(browser: Browser, live_server: str) -> None:
    address = f"{live_server}/fi/indicators/unemployment_rate"
    with Visit(browser, address, permissions=["clipboard-read", "clipboard-write"]) as visit:
        row = visit.page.locator(".addresses li", has_text="GeoJSON, suuralueet")
        row.get_by_role("button", name="Kopioi").click()
        visit.page.wait_for_selector("#copying-told:not(:empty)")
        assert visit.page.locator("#copying-told[role=status]").inner_text() == "Kopioitu: GeoJSON, suuralueet"
        copied = visit.page.evaluate("navigator.clipboard.readText()")
        assert copied == row.locator("input").input_value()
        assert copied.startswith(f"{live_server}/api/compare?level=suuralue&indicators=unemployment_rate")
        assert visit.page.request.get(copied).ok
        assert visit.complaints == []
    with Visit(browser, address, java_script_enabled=False) as visit:
        # a button that can do nothing is not shown; the address can be chosen by hand
        assert visit.page.locator(".copy:visible").count() == 0
        assert visit.page.locator(".addresses input[readonly]").first.is_visible()


def test_each_drawing_has_a_name_and_the_map_a_link(browser: Browser, live_server: str) -> None:
    with Visit(browser, f"{live_server}/sv/indicators/unemployment_rate") as visit:
        page = visit.page
        ids = page.locator("[id]").evaluate_all("all => all.map(one => one.id)")
        assert len(ids) == len(set(ids))
        assert page.locator("svg[role=img]").count() == 3
        link = page.locator("a.map-link")
        assert link.locator("path[data-code]").count() == 7
        link.click()
        page.wait_for_url("**/sv/map?level=suuralue&indicator=unemployment_rate*")


PAGES = ["/indicators", "/indicators?q=zzz", "/indicators/unemployment_rate", "/indicators/loneliness"]


@pytest.mark.parametrize("path", PAGES)
def test_a_phone_and_a_reader_who_enlarges_need_no_sideways_scroll(
    browser: Browser, live_server: str, path: str
) -> None:
    with Visit(browser, f"{live_server}/sv{path}", viewport=NARROW) as visit:
        visit.fits()
        visit.page.set_viewport_size(ZOOMED)  # type: ignore[arg-type]
        visit.fits()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "scheme"),
    # other kinds stand among the pages of test_every_page.py
    [("/fi/indicators/ndvi_summer", "light"), ("/sv/indicators/median_income", "dark")],
)
def test_axe_finds_nothing_on_an_indicator_from_a_raster_or_without_districts(
    browser: Browser, live_server: str, path: str, scheme: str
) -> None:
    with Visit(browser, live_server + path, color_scheme=scheme) as visit:
        visit.accessible()


def test_axe_finds_nothing_on_a_phone(browser: Browser, live_server: str) -> None:
    with Visit(browser, f"{live_server}/fi/indicators/unemployment_rate", viewport=NARROW) as visit:
        visit.accessible()
