"""One state, many views: what is chosen anywhere shows everywhere, and a repainted page is the page itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.visit import Visit, needs_chromium

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
