"""The map in a real browser: what is drawn, what is asked of whom, with and without JavaScript, wide and narrow."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.browser.visit import BROKEN_WORDS, LANGUAGES, NARROW, WIDE, Visit, css, needs_chromium
from tests.content import MARKS

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = needs_chromium()
POSTAL = "/fi/map?level=postinumeroalue&indicator=unemployment_rate&year=2024"


@pytest.mark.parametrize("level", ["suuralue", "postinumeroalue", "kunta"])
def test_no_request_leaves_the_host_and_the_browser_has_no_complaint(
    browser: Browser, live_server: str, level: str
) -> None:
    with Visit(browser, f"{live_server}/fi/map?level={level}") as visit:
        visit.page.locator(".leaflet-control-zoom-in").click()
        visit.page.wait_for_timeout(200)
        assert visit.page.locator("path.area").count() >= 1
        assert len(visit.requests) >= 7
        assert {urlsplit(url).netloc for url in visit.requests} == {urlsplit(live_server).netloc}
        # a breach of the content policy is told in the console
        assert visit.complaints == []


def test_a_breach_of_the_content_policy_would_be_heard(browser: Browser, live_server: str) -> None:
    with Visit(browser, f"{live_server}/fi/map") as visit:
        visit.page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">x</p>')")
        visit.page.wait_for_timeout(100)
        assert any("style-src" in text for text in visit.complaints)


def test_every_district_is_drawn_in_its_class_with_its_name(browser: Browser, live_server: str) -> None:
    with Visit(browser, f"{live_server}/fi/map") as visit:
        data = visit.page.evaluate("JSON.parse(document.getElementById('map-data').textContent)")
        assert visit.page.locator("path.area").count() == len(data["view"]["areas"]) == 7
        for area in data["view"]["areas"]:
            colour = data["view"]["classes"][area["class"]]["colour"]
            assert visit.paths(area["code"]).get_attribute("fill") == colour
        names = visit.page.locator(".area-name:not(.left-out)")
        assert {" ".join(name.split()).replace("- ", "-") for name in names.all_inner_texts()} == {
            area["name"] for area in data["level"]["areas"]
        }
        boxes = names.evaluate_all("all => all.map(n => n.getBoundingClientRect().toJSON())")
        for i, one in enumerate(boxes):
            for other in boxes[i + 1 :]:
                assert (
                    one["right"] <= other["left"]
                    or other["right"] <= one["left"]
                    or one["bottom"] <= other["top"]
                    or other["bottom"] <= one["top"]
                ), "two names overlap"


def test_marks_of_the_publisher_become_hatching(browser: Browser, marked_server: str) -> None:
    with Visit(browser, marked_server + POSTAL) as visit:
        for code, (_, status) in MARKS.items():
            assert visit.paths(code).get_attribute("fill") == f"url(#hatch-{status})"
            assert visit.page.locator(f"pattern#hatch-{status}").count() == 1
        assert visit.paths("02700").get_attribute("fill").startswith("#")
        # hatched areas look different from one another: their patterns are drawn, not only named
        pictures = {
            visit.page.locator(f'rect.key-hatched[fill="url(#hatch-{status})"]').screenshot()
            for status in ("suppressed", "missing", "not_applicable")
        }
        assert len(pictures) == 3


def test_an_estimate_keeps_its_colour_and_gets_a_dashed_outline(browser: Browser, live_server: str) -> None:
    with Visit(browser, live_server + POSTAL.replace("2024", "2014")) as visit:
        data = visit.page.evaluate("JSON.parse(document.getElementById('map-data').textContent)")
        estimated = {area["code"] for area in data["view"]["areas"] if area["status"] == "estimated"}
        assert estimated == {"02200", "02250"}
        outlines = visit.page.locator("path.outline-estimated")
        assert set(outlines.evaluate_all("all => all.map(n => n.dataset.code)")) == estimated
        assert css(outlines, "strokeDasharray") not in ("", "none")
        assert visit.paths("02200").get_attribute("fill").startswith("#")
        assert css(visit.paths("02200"), "strokeDasharray") == "none"


def test_hovering_tells_name_value_and_standing(browser: Browser, live_server: str) -> None:
    with Visit(browser, f"{live_server}/fi/map") as visit:
        visit.paths("0497000000").hover()
        told = visit.page.locator(".leaflet-tooltip.told").inner_text()
        assert told.startswith("Pohjois-Espoo\n≈")
        assert "arvioitu" in told
        assert "sija" in told


def test_the_keyboard_reaches_everything_with_one_stop_for_the_table(browser: Browser, live_server: str) -> None:
    with Visit(browser, live_server + POSTAL) as visit:
        stops = []
        for _ in range(40):
            visit.page.keyboard.press("Tab")
            stops.append(visit.page.evaluate("[document.activeElement.id, document.activeElement.className].join(' ')"))
            if stops[-1].strip() == "name":
                break
        assert stops[0].strip() == "skip"
        assert any(stop.startswith("map ") for stop in stops)
        assert stops[-1].strip() == "name", stops
        visit.page.keyboard.press("ArrowDown")
        visit.page.keyboard.press("Enter")
        second = visit.page.locator(".areas tr[data-code]").nth(1)
        assert "chosen" in second.get_attribute("class").split()
        assert "chosen" in visit.page.evaluate("document.activeElement.closest('tr').className"), "the focus is kept"
        visit.page.keyboard.press("Tab")
        assert visit.page.evaluate("document.activeElement.matches('.areas button')") is False


def test_the_form_works_without_javascript(browser: Browser, live_server: str) -> None:
    with Visit(browser, f"{live_server}/fi/map", java_script_enabled=False) as visit:
        visit.page.get_by_label("Indikaattori").select_option("mean_age")
        visit.page.get_by_label("Postinumeroalueet").check()
        visit.page.get_by_role("radio", name="2014").check()
        visit.page.get_by_role("button", name="Näytä").click()
        assert visit.page.get_by_role("heading", level=1).inner_text() == "Keski-ikä 2014"
        assert visit.page.locator(".areas tr[data-code]").count() == 46
        # form words that cannot hold for the new indicator lead to a page, not to a fault
        visit.page.get_by_label("Indikaattori").select_option("one_person_households")
        visit.page.get_by_role("button", name="Näytä").click()
        assert visit.page.get_by_role("heading", level=1).inner_text() == "Yksin asuvien taloudet 2024"
        # in place of the map stands a picture of it
        picture = visit.page.locator("img.picture")
        assert picture.evaluate("node => node.decode().then(() => node.naturalWidth)") == 640
        assert "Taulukossa" in picture.get_attribute("alt")


@pytest.mark.parametrize("scripts", [True, False])
def test_on_a_phone_choices_open_in_a_sheet_and_close(browser: Browser, live_server: str, scripts: bool) -> None:
    with Visit(browser, f"{live_server}/fi/map", viewport=NARROW, java_script_enabled=scripts) as visit:
        form = visit.page.locator("form.choices")
        assert not form.is_visible()
        visit.page.get_by_role("link", name="Vaihda").click()
        assert form.is_visible()
        visit.page.get_by_role("link", name="Sulje").click()
        assert not form.is_visible()


@pytest.mark.parametrize(
    ("language", "level"),
    [("fi", "suuralue"), ("sv", "suuralue"), ("en", "suuralue"), ("fi", "postinumeroalue"), ("sv", "kunta")],
)
def test_a_phone_has_no_sideways_scroll(browser: Browser, live_server: str, level: str, language: str) -> None:
    address = f"{live_server}/{language}/map?level={level}&indicator=households_with_preschool_children"
    with Visit(browser, address, viewport=NARROW, is_mobile=True, has_touch=True) as visit:
        width = visit.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert width == [360, 360]
        order = [visit.page.locator(one).bounding_box()["y"] for one in ("h1", "#map", ".legend", ".areas", ".about")]
        assert order == sorted(order)


@pytest.mark.slow
@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_of_the_table_is_broken_over_two_lines(
    browser: Browser, live_server: str, language: str, viewport: dict[str, int]
) -> None:
    for level in ("suuralue", "postinumeroalue", "kunta"):
        with Visit(browser, f"{live_server}/{language}/map?level={level}", viewport=viewport) as visit:
            assert visit.page.evaluate(BROKEN_WORDS, "table.areas") == []


@pytest.mark.parametrize("view", [WIDE, NARROW], ids=["wide", "phone"])
def test_no_word_of_the_trend_is_cut_however_long_the_numbers(
    browser: Browser, live_server: str, view: dict[str, int]
) -> None:
    with Visit(browser, f"{live_server}/fi/map?level=suuralue&indicator=population", viewport=view) as visit:
        drawing = visit.page.locator(".trend svg").bounding_box()
        words = visit.page.locator(".trend svg text").all()
        assert len(words) >= 4
        for word in words:
            box = word.bounding_box()
            assert drawing
            assert box
            assert drawing["x"] <= box["x"]
            assert box["x"] + box["width"] <= drawing["x"] + drawing["width"], word.text_content()


@pytest.mark.parametrize("language", LANGUAGES)
def test_explanations_fit_a_phone_when_all_are_open_and_their_tables_break_no_word(
    browser: Browser, live_server: str, language: str
) -> None:
    with Visit(browser, f"{live_server}/{language}/map?level=suuralue", viewport=NARROW) as visit:
        visit.page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        assert visit.page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]
        assert visit.page.evaluate(BROKEN_WORDS, ".facts table") == []


def test_districts_keep_their_names_on_a_phone(browser: Browser, live_server: str) -> None:
    with Visit(browser, f"{live_server}/sv/map", viewport=NARROW) as visit:
        assert visit.page.locator(".area-name:not(.left-out)").count() == 7


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "viewport", "scheme"),
    # 2014: some postal areas are estimated, some are not
    [
        ("/en/map?level=suuralue&year=2014", WIDE, "light"),
        ("/sv/map?level=postinumeroalue&year=2014", NARROW, "dark"),
    ],
    ids=["wide and light", "narrow and dark"],
)
def test_axe_finds_nothing(
    browser: Browser, live_server: str, path: str, viewport: dict[str, int], scheme: str
) -> None:
    with Visit(browser, live_server + path, viewport=viewport, color_scheme=scheme) as visit:
        visit.accessible()


def test_axe_finds_nothing_where_areas_are_hatched(browser: Browser, marked_server: str) -> None:
    with Visit(browser, marked_server + POSTAL) as visit:
        visit.accessible()
