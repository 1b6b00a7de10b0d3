"""One state, many views: what is chosen anywhere shows everywhere, and a repainted page is the page itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.visit import NARROW, Visit, css, needs_chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = needs_chromium()
POSTAL = "/fi/map?level=postinumeroalue&indicator=unemployment_rate&year=2024"
KAUKLAHTI, TAPIOLA = "0495000000", "0492000000"

#: what a reader sees, piece by piece, told the same whoever painted it
SEEN = """() => {
  const text = node => {
    if (!node) return null;
    if (node.nodeType === 3) return node.data.trim();
    const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT), found = [];
    while (walker.nextNode()) found.push(walker.currentNode.data.replace(/[ \\n]+/g, ' ').trim());
    return found.filter(Boolean).join(' ');
  };
  const all = selector => [...document.querySelectorAll(selector)];
  const shown = node => !(node.matches && node.matches('.profile, svg'));
  const cell = node => [...node.childNodes].filter(shown).map(text).filter(Boolean).join(' | ');
  return {
    title: document.title,
    heading: text(document.querySelector('h1')),
    city: text(document.getElementById('city-value')),
    base: document.getElementById('base-line').hidden ? null : text(document.getElementById('base-line')),
    notices: text(document.getElementById('notices')),
    caption: text(document.querySelector('table.areas caption')),
    head: all('table.areas thead th').map(text),
    rows: all('table.areas tbody tr').map(row => [...row.cells].map(cell)),
    judged: all('table.areas .judgement').map(node => node.className),
    named: all('table.areas .name').map(node => node.lang),
    note: text(document.getElementById('table-note')),
    legend: text(document.querySelector('.legend')),
    swatches: all('.legend .swatch rect, .legend .key rect').map(node => node.getAttribute('fill')),
    bars: all('table.areas .bar-length').map(node => [Number(node.getAttribute('width')), node.getAttribute('fill')]),
    years: all('#choice-year input').map(node => [node.value, node.checked]),
    groups: all('#choice-group option').map(node => [node.value, node.selected]),
    bases: all('#choice-base option').map(node => [node.value, node.selected]),
    method: document.getElementById('method').value,
    classes: document.getElementById('classes').value,
    limits: document.getElementById('breaks').value,
    indicator: document.getElementById('indicator').value,
    level: document.querySelector('input[name=level]:checked').value,
    trend: text(document.getElementById('trend')),
    about: text(document.getElementById('about')),
    languages: all('.languages a').map(node => node.getAttribute('href').replace(/^https?:..[^/]*/, '')),
  };
}"""


def settled(page: Page) -> None:
    """Wait until the answer and the explanations of the last change have come."""
    page.locator("[aria-busy]").first.wait_for(state="detached")


def seen(page: Page) -> dict[str, Any]:
    settled(page)
    found: dict[str, Any] = page.evaluate(SEEN)
    return found


@pytest.fixture
def fresh(browser: Browser, live_server: str) -> Iterator[Page]:
    """A page without JavaScript: what the server itself says of an address."""
    with Visit(browser, live_server + "/fi/map", java_script_enabled=False) as visit:
        yield visit.page


CHANGES = [
    ("indicator", "mean_age"),
    ("year", "2014"),
    ("level", "postinumeroalue"),
    ("indicator", "population"),
    ("method", "quantile"),
    ("classes", "7"),
    # 2014 is not among its years
    ("indicator", "one_person_households"),
    ("level", "kunta"),
    ("level", "suuralue"),
    # has no value at this level
    ("indicator", "median_income"),
    ("level", "postinumeroalue"),
    ("method", "base"),
    ("indicator", "unemployment_rate"),
    ("year", "2014"),
    ("method", "own"),
    # not fetched yet
    ("indicator", "daily_smokers"),
    ("indicator", "ndvi_summer"),
]


def change(page: Page, field: str, value: str) -> None:
    if field in ("level", "year"):
        page.locator(f'#choices input[name="{field}"][value="{value}"]').check(force=True)
    else:
        page.locator(f'#choices [name="{field}"]').select_option(value)


@pytest.mark.parametrize(
    "language", ["fi", pytest.param("sv", marks=pytest.mark.slow), pytest.param("en", marks=pytest.mark.slow)]
)
def test_a_repainted_page_is_the_page_itself(browser: Browser, live_server: str, fresh: Page, language: str) -> None:
    with Visit(browser, f"{live_server}/{language}/map") as visit:
        page = visit.page
        page.locator("#choices details summary").click()
        page.evaluate("window.same = true")
        for field, value in CHANGES:
            change(page, field, value)
            shown = seen(page)
            fresh.goto(page.url)
            expected = fresh.evaluate(SEEN)
            if field == "indicator" and value == "one_person_households":
                # the page said why another year is shown; its new address no longer asks for the old one
                assert "2014" in str(shown.pop("notices"))
                assert not expected.pop("notices")
            drawn, wanted = shown.pop("bars"), expected.pop("bars")
            assert [colour for _, colour in drawn] == [colour for _, colour in wanted]
            # lengths are worked out from values as written, and from exact ones
            assert [length for length, _ in drawn] == pytest.approx([length for length, _ in wanted], abs=1)
            assert shown == expected, (field, value)
        assert page.evaluate("window.same"), "the page was never loaded again"
        assert visit.complaints == []


def asked(visit: Visit) -> list[str]:
    """Addresses the page asked for, files apart."""
    paths = (urlsplit(url).path for url in visit.requests)
    return [path for path in paths if not path.startswith("/static/")]


def test_only_figures_are_fetched_when_the_year_changes(browser: Browser, live_server: str) -> None:
    with Visit(browser, live_server + POSTAL) as visit:
        settled(visit.page)
        visit.page.wait_for_load_state("networkidle")
        visit.requests.clear()
        change(visit.page, "year", "2014")
        visit.page.locator("h1", has_text="2014").wait_for()
        assert asked(visit) == ["/api/view"]
        settled(visit.page)
        # explanations follow when the year rests; polygons are never asked for again
        assert asked(visit) == ["/api/view", "/fi/map/parts"]
        change(visit.page, "level", "suuralue")
        settled(visit.page)
        assert asked(visit).count("/fi/map/areas/suuralue") == 1
        assert visit.page.locator("path.area").count() == 7
        assert visit.hosts() == {urlsplit(live_server).netloc}


def test_a_change_keeps_the_maps_place(browser: Browser, live_server: str) -> None:
    with Visit(browser, f"{live_server}/fi/map") as visit:
        page = visit.page
        for _ in range(3):
            page.locator(".leaflet-control-zoom-in").click()
        place = page.locator(f'path.area[data-code="{TAPIOLA}"]').bounding_box()
        change(page, "indicator", "mean_age")
        settled(page)
        assert page.locator(f'path.area[data-code="{TAPIOLA}"]').bounding_box() == place
        change(page, "level", "postinumeroalue")
        settled(page)
        change(page, "level", "suuralue")
        settled(page)
        assert page.locator(f'path.area[data-code="{TAPIOLA}"]').bounding_box() == place


def test_back_and_forward_go_through_what_was_looked_at(browser: Browser, live_server: str) -> None:
    with Visit(browser, f"{live_server}/fi/map") as visit:
        page = visit.page
        settled(page)
        change(page, "indicator", "mean_age")
        settled(page)
        change(page, "year", "2014")
        settled(page)
        visit.paths(TAPIOLA).click()
        settled(page)
        assert page.url.endswith("/fi/map?level=suuralue&indicator=mean_age&year=2014&areas=0492000000")
        headings = []
        for _ in range(3):
            page.go_back()
            settled(page)
            headings.append((page.locator("h1").inner_text(), page.locator("tr.chosen").count()))
        assert headings == [("Keski-ikä 2014", 0), ("Keski-ikä 2024", 0), ("Työttömyysaste 2024", 0)]
        assert page.locator("#indicator").input_value() == "unemployment_rate"
        for _ in range(3):
            page.go_forward()
            settled(page)
        assert page.locator("h1").inner_text() == "Keski-ikä 2014"
        assert page.locator("tr.chosen").get_attribute("data-code") == TAPIOLA
        # the address is a link: who opens it sees the same
        with Visit(browser, page.url) as other:
            assert seen(other.page) == seen(page)


def test_an_area_pointed_at_or_pinned_anywhere_is_marked_everywhere(browser: Browser, live_server: str) -> None:
    with Visit(browser, f"{live_server}/fi/map") as visit:
        page = visit.page
        row = page.locator(f'tr[data-code="{KAUKLAHTI}"]')
        data = page.evaluate("JSON.parse(document.getElementById('map-data').textContent)")
        in_class = next(area["class"] for area in data["view"]["areas"] if area["code"] == KAUKLAHTI)
        row.hover()
        assert page.locator("path.outline-hover").count() == 1
        assert page.locator(".classes li.pointed").count() == 1
        assert "pointed" in page.locator(".classes li").nth(in_class).get_attribute("class")
        visit.paths("0497000000").hover()
        assert "pointed" in page.locator('tr[data-code="0497000000"]').get_attribute("class")
        assert "pointed" not in row.get_attribute("class")
        row.locator("button").click()
        visit.paths(TAPIOLA).click()
        settled(page)
        assert {one.get_attribute("data-code") for one in page.locator("tr.chosen").all()} == {KAUKLAHTI, TAPIOLA}
        assert page.locator("path.outline-chosen").count() == 2
        assert "Suur-Kauklahti" in page.locator(".classes li").nth(in_class).inner_text().replace("-\n", "-")
        assert visit.paths(KAUKLAHTI).get_attribute("aria-pressed") == "true"
        drawn = page.locator("#trend svg").text_content()
        assert "Suur-Kauklahti" in drawn
        assert "Suur-Tapiola" in drawn
        row.locator("button").click()
        settled(page)
        assert page.locator("tr.chosen").get_attribute("data-code") == TAPIOLA
        assert page.locator("#map-told").inner_text() == "Suur-Kauklahti on vapautettu."
        # a fifth pin takes the place of the first
        for button in page.locator("table.areas tbody button.name").all():
            if button.get_attribute("aria-pressed") == "false":
                button.click()
        settled(page)
        assert page.locator("tr.chosen").count() == 4


def test_every_area_is_reached_and_pinned_by_keyboard_on_the_map(browser: Browser, live_server: str) -> None:
    with Visit(browser, f"{live_server}/fi/map") as visit:
        page = visit.page
        for _ in range(30):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.matches('path.area')"):
                break
        focused = "document.activeElement.dataset.code"
        reached = {page.evaluate(focused)}
        # from each area reached, each arrow: all areas hang together
        to_do = list(reached)
        while to_do:
            start = to_do.pop()
            for key in ("ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"):
                page.locator(f'path.area[data-code="{start}"]').focus()
                page.keyboard.press(key)
                code = page.evaluate(focused)
                if code not in reached:
                    reached.add(code)
                    to_do.append(code)
        assert len(reached) == 7
        page.keyboard.press("Home")
        name = page.evaluate("document.activeElement.getAttribute('aria-label')")
        first = page.locator("table.areas tbody tr").first
        assert name.startswith(first.locator(".name").inner_text())
        assert "sija 1. / 7" in name
        assert page.evaluate("document.activeElement.getAttribute('role')") == "button"
        outline = page.locator("path.outline-focus")
        assert outline.count() == 1
        assert css(outline, "stroke") != css(page.locator("path.outline-focus-casing"), "stroke")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.getAttribute('aria-pressed')") == "true"
        assert "chosen" in first.get_attribute("class")
        settled(page)
        # the focus outlives a repaint, and the map has one tab stop
        page.keyboard.press("Space")
        settled(page)
        assert page.evaluate("document.activeElement.matches('path.area')")
        assert page.locator('path.area[tabindex="0"]').count() == 1
        page.keyboard.press("Tab")
        assert not page.evaluate("document.activeElement.matches('path.area')")


def test_years_play_to_the_end_and_pause_where_they_are(browser: Browser, live_server: str) -> None:
    with Visit(browser, f"{live_server}/fi/map?year=2015") as visit:
        page = visit.page
        player = page.locator("#player")
        at = {
            one.get_attribute("data-year"): one.evaluate("n => parseFloat(n.style.left)")
            for one in player.locator(".tick").all()
        }
        # eight years without figures take eight twelfths of the line
        assert at["2024"] - at["2016"] == pytest.approx(8 / 12 * 100, abs=0.1)
        assert player.locator(".rail.gap").count() == 1
        player.get_by_role("button", name="Toista vuodet").click()
        page.locator(".year-now", has_text="2016").wait_for()
        player.get_by_role("button", name="Keskeytä").click()
        settled(page)
        assert page.locator("h1").inner_text() == "Työttömyysaste 2016"
        assert page.locator('#choice-year input[value="2016"]').is_checked()
        player.get_by_role("button", name="Seuraava").click()
        settled(page)
        assert page.locator("h1").inner_text() == "Työttömyysaste 2024"
        assert player.get_by_role("button", name="Seuraava").get_attribute("aria-disabled") == "true"
        player.locator('.tick[data-year="2012"]').click()
        settled(page)
        assert page.locator(".year-now").inner_text() == "2012"


def test_what_is_told_aloud_changes_with_the_view(browser: Browser, live_server: str) -> None:
    with Visit(browser, f"{live_server}/sv/map") as visit:
        told = visit.page.locator("#map-told")
        assert told.get_attribute("role") == "status"
        assert told.inner_text() == ""
        change(visit.page, "indicator", "mean_age")
        settled(visit.page)
        heading, city = visit.page.locator("h1").inner_text(), visit.page.locator("#city-value").inner_text()
        assert told.inner_text().startswith(f"{heading}. ")
        assert city in told.inner_text()


def test_own_limits_are_read_as_people_write_them_and_wrong_ones_told(browser: Browser, live_server: str) -> None:
    with Visit(browser, live_server + POSTAL) as visit:
        page = visit.page
        page.locator("#choices details summary").click()
        page.locator("#breaks").fill("10; 7,5")
        page.locator("#breaks").press("Enter")
        settled(page)
        assert "method=own&breaks=7.5,10" in page.url
        assert page.locator(".classes li").count() == 3
        assert page.locator("#method").input_value() == "own"
        page.locator("#breaks").fill("viisi")
        page.locator("#breaks").press("Tab")
        settled(page)
        assert page.locator("#breaks").evaluate("node => node.validationMessage").startswith("Kirjoita yhdestä kuuteen")
        assert page.locator(".classes li").count() == 3, "what was shown still is"


def test_when_figures_cannot_be_fetched_the_page_says_what_it_still_shows(browser: Browser, live_server: str) -> None:
    with Visit(browser, f"{live_server}/fi/map") as visit:
        page = visit.page
        visit.context.set_offline(True)
        change(page, "indicator", "mean_age")
        alert = page.get_by_role("alert")
        alert.wait_for()
        assert "Työttömyysaste 2024" in alert.inner_text()
        assert page.locator("h1").inner_text() == "Työttömyysaste 2024"
        assert page.locator("#indicator").input_value() == "unemployment_rate", "the form says what is shown"
        visit.context.set_offline(False)
        change(page, "indicator", "mean_age")
        settled(page)
        assert page.locator("h1").inner_text() == "Keski-ikä 2024"
        assert page.get_by_role("alert").count() == 0


def test_on_a_phone_a_choice_in_the_sheet_repaints_under_it(browser: Browser, live_server: str) -> None:
    with Visit(browser, f"{live_server}/fi/map", viewport=NARROW, is_mobile=True, has_touch=True) as visit:
        page = visit.page
        page.get_by_role("link", name="Vaihda").click()
        change(page, "indicator", "mean_age")
        settled(page)
        assert parse_qs(urlsplit(page.url).query)["indicator"] == ["mean_age"]
        page.keyboard.press("Escape")
        assert not page.locator("#choices").is_visible()
        assert page.evaluate("document.activeElement.closest('.open-choices') !== null"), "the focus comes back"
        assert page.locator("h1").inner_text() == "Keski-ikä 2024"
        visit.fits()


class Sent:
    """Bytes of a visit as Chromium counts them on the wire, headers included."""

    def __init__(self, page: Page) -> None:
        self.total = 0
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.loadingFinished", self._come)

    def _come(self, event: dict[str, Any]) -> None:
        self.total += event["encodedDataLength"]


#: kB a first view may send in all
FIRST_VIEW = 120


def first_view(browser: Browser, address: str) -> float:
    """Kilobytes a first view of `address` sends in all."""
    context = browser.new_context()
    try:
        page = context.new_page()
        sent = Sent(page)
        page.goto(address, wait_until="networkidle")
        return sent.total / 1000
    finally:
        context.close()


@pytest.mark.parametrize("level", ["suuralue", "postinumeroalue", "kunta"])
def test_a_first_view_is_light(browser: Browser, live_server: str, level: str) -> None:
    sent = first_view(browser, f"{live_server}/fi/map?level={level}")
    assert 60 < sent <= FIRST_VIEW
