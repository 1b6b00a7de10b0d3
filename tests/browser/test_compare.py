"""The comparison in a real browser: what is marked in one place is marked in all, and all maps move as one."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.visit import NARROW, Visit, css, needs_chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = needs_chromium()
ADDRESS = "/fi/compare?level=suuralue&indicators=unemployment_rate,mean_income&year=2024"
FOUR = "/sv/compare?indicators=share_0_6,students,population,mean_income"
YEARS = "/fi/compare?level=postinumeroalue&indicators=unemployment_rate&years=2013,2024"


def opened(browser: Browser, address: str, **context: object) -> Visit:
    visit = Visit(browser, address, **context)
    if context.get("java_script_enabled", True):
        visit.page.wait_for_selector("#compare[data-ready]")
    return visit


def marked(visit: Visit) -> list[list[str]]:
    """Codes outlined on each map, then those of marked rows, then those of marked points."""
    found: list[list[str]] = visit.page.evaluate(
        """() => {
          const maps = [...document.querySelectorAll(".drawn svg")].filter((svg) => svg.querySelector(".areas"));
          const outlined = maps.map((svg) => [...svg.querySelectorAll(".marks .marked")]
            .map((use) => use.getAttribute("href").replace("#shape-", "")));
          const rows = [...document.querySelectorAll("tr.marked")].map((row) => row.dataset.code);
          const points = [...document.querySelectorAll("circle.marked")].map((dot) => dot.dataset.code);
          return [...outlined, rows, points];
        }"""
    )
    return found


def asked(visit: Visit) -> list[str]:
    return parse_qs(urlsplit(visit.page.url).query).get("areas", [])


def test_an_area_marked_on_one_map_is_marked_everywhere_and_back_takes_it_away(
    browser: Browser, live_server: str
) -> None:
    with opened(browser, live_server + ADDRESS) as visit:
        visit.page.locator('.multiple:nth-child(2) [data-code="0497000000"]').first.click()
        assert marked(visit) == [["0497000000"]] * 4
        assert asked(visit) == ["0497000000"]
        visit.page.locator('circle[data-code="0492000000"]').click()
        assert asked(visit) == ["0497000000,0492000000"]
        assert all(set(one) == {"0497000000", "0492000000"} for one in marked(visit))
        # the same words and the same marks for whoever gets the address
        with opened(browser, visit.page.url) as other:
            assert [set(one) for one in marked(other)] == [set(one) for one in marked(visit)]
        visit.page.go_back()
        assert marked(visit) == [["0497000000"]] * 4
        visit.page.go_back()
        assert marked(visit) == [[]] * 4
        visit.page.go_forward()
        assert marked(visit) == [["0497000000"]] * 4
        assert visit.complaints == []


def test_links_and_forms_keep_what_is_marked(browser: Browser, live_server: str) -> None:
    with opened(browser, live_server + ADDRESS) as visit:
        visit.page.locator('.mark[data-code="0497000000"]').click()
        sheets = visit.page.locator('.downloads a[href*="/print/compare."]')
        assert sheets.count() > 0
        assert all("areas=0497000000" in str(link.get_attribute("href")) for link in sheets.all())
        visit.page.locator(".languages a[hreflang=sv]").click()
        visit.page.wait_for_selector("#compare[data-ready]")
        assert "/sv/compare" in visit.page.url
        assert marked(visit) == [["0497000000"]] * 4
        visit.page.locator(".change-choices > summary").click()
        visit.page.locator("#indicator-2").select_option("higher_degree")
        visit.page.locator("form:has(#indicator-2) button[type=submit]").click()
        visit.page.wait_for_selector("#compare[data-ready]")
        assert marked(visit) == [["0497000000"]] * 4


def test_pointing_at_an_area_tells_all_its_figures(browser: Browser, live_server: str) -> None:
    with opened(browser, live_server + ADDRESS) as visit:
        visit.page.locator('.multiple:nth-child(1) .areas [data-code="0491000000"]').hover()
        assert visit.page.locator(".pointer .pointed").count() == 2
        line = visit.page.locator("p.pointed").inner_text()
        cells = visit.page.locator('tr[data-code="0491000000"] td.first').all_inner_texts()
        assert len(cells) == 2
        for cell in cells:
            assert cell.split("\n")[0] in line
        visit.page.locator("h1").hover()
        assert visit.page.locator(".pointer .pointed").count() == 0
        assert not visit.page.locator("p.pointed").is_visible()


def test_the_table_is_one_stop_of_the_tab_key_and_arrows_and_space_choose(browser: Browser, live_server: str) -> None:
    with opened(browser, live_server + ADDRESS) as visit:
        names = visit.page.locator(".mark")
        assert names.evaluate_all("all => all.map((one) => one.tabIndex)") == [0] + [-1] * 6
        visit.page.locator(".figures .scroll").focus()
        visit.page.keyboard.press("Tab")
        codes = names.evaluate_all("all => all.map((one) => one.dataset.code)")
        focused = "document.activeElement.dataset.code"
        assert visit.page.evaluate(focused) == codes[0]
        visit.page.keyboard.press("ArrowDown")
        visit.page.keyboard.press("ArrowDown")
        assert visit.page.evaluate(focused) == codes[2]
        visit.page.keyboard.press("Space")
        assert marked(visit) == [[codes[2]]] * 4
        # marking moves nothing that has the focus
        assert visit.page.evaluate(focused) == codes[2]
        assert names.nth(2).get_attribute("aria-pressed") == "true"
        assert names.nth(2).inner_text() in visit.page.locator("#compare-told").inner_text()
        assert css(names.nth(2), "outlineStyle") != "none"
        visit.page.keyboard.press("Enter")
        assert marked(visit) == [[]] * 4
        visit.page.keyboard.press("Tab")
        assert visit.page.evaluate("document.activeElement.closest('.compared')") is None


def test_all_maps_move_as_one_by_buttons_keys_and_dragging(browser: Browser, live_server: str) -> None:
    with opened(browser, live_server + YEARS) as visit:
        page = visit.page

        def boxes() -> list[str]:
            found: list[str] = page.evaluate(
                "() => [...document.querySelectorAll('.drawn svg')].filter((svg) => svg.querySelector('.areas'))"
                ".map((svg) => svg.getAttribute('viewBox'))"
            )
            return found

        whole = boxes()
        assert len(whole) == 3
        assert len(set(whole)) == 1
        page.locator("[data-move=in]").click()
        near = boxes()
        assert len(set(near)) == 1
        assert float(near[0].split()[2]) < float(whole[0].split()[2])
        assert "1,6" in page.locator("#compare-told").inner_text()
        page.keyboard.press("ArrowRight")
        east = boxes()
        assert len(set(east)) == 1
        assert float(east[0].split()[0]) > float(near[0].split()[0])
        first = page.locator(".multiple .drawn").first
        first.scroll_into_view_if_needed()
        at = first.bounding_box()
        assert at is not None
        page.mouse.move(at["x"] + 100, at["y"] + 100)
        page.mouse.down()
        page.mouse.move(at["x"] + 160, at["y"] + 140, steps=4)
        page.mouse.up()
        dragged = boxes()
        assert len(set(dragged)) == 1
        assert float(dragged[0].split()[0]) < float(east[0].split()[0])
        # a drag chooses nothing
        assert asked(visit) == []
        page.locator("[data-move=all]").click()
        assert boxes() == whole
        # the button went away with what it was for: the focus is on one that is there
        assert page.evaluate("document.activeElement.dataset.move") == "in"
        assert page.locator("[data-move=out]").is_disabled()


def test_without_javascript_links_mark_and_the_form_compares(browser: Browser, live_server: str) -> None:
    with opened(browser, live_server + ADDRESS, java_script_enabled=False) as visit:
        page = visit.page
        assert page.locator(".moves").is_hidden()
        page.locator('.mark[data-code="0497000000"]').click()
        assert asked(visit) == ["0497000000"]
        assert page.locator("svg .marked").count() == 2
        page.locator(".change-choices > summary").click()
        page.locator("#one-indicator").select_option("population")
        for year in ("2012", "2016"):
            box = page.locator(f'input[name=years][value="{year}"]')
            if box.count():
                box.check()
        page.locator("form:has(#one-indicator) button[type=submit]").click()
        assert "population" in page.url
        assert page.locator("h1").inner_text().startswith("Väestö")


def test_nothing_leaves_the_host_and_nothing_is_complained_of(browser: Browser, live_server: str) -> None:
    for address in (ADDRESS, YEARS, "/fi/compare?level=kunta&indicators=population,mean_income"):
        with opened(browser, live_server + address) as visit:
            assert visit.hosts() == {urlsplit(live_server).netloc}
            assert visit.complaints == []


@pytest.mark.slow
@pytest.mark.parametrize("language", ["fi", "sv"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_with_an_area_marked_and_choices_open(
    browser: Browser, live_server: str, language: str, scheme: str
) -> None:
    address = (ADDRESS if language == "fi" else YEARS).replace("/fi/", f"/{language}/")
    with opened(browser, live_server + address, color_scheme=scheme) as visit:
        visit.page.locator(".mark").first.click()
        visit.page.locator(".change-choices > summary").click()
        visit.page.locator("[data-move=in]").click()
        visit.accessible()


@pytest.mark.slow
@pytest.mark.parametrize("address", [ADDRESS, YEARS, FOUR])
def test_a_phone_and_four_times_zoom_need_no_sideways_scroll(browser: Browser, live_server: str, address: str) -> None:
    for viewport in (NARROW, {"width": 320, "height": 256}):
        with opened(browser, live_server + address, viewport=viewport) as visit:
            visit.page.locator(".change-choices > summary").click()
            visit.page.locator("[data-move=in]").click()
            visit.fits()
