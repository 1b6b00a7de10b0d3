"""The guides' pictures, made by doing what the guides say in Chromium: `python -m tests.guide_pictures` renews them."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hytemap.settings import content_folder
from tests.browser.visit import ARGUMENTS, CHROMIUM, LANGUAGES
from tests.faces import serving
from tests.pictures import Pixels, read_png, write_png

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

#: just wide enough for choices, map and table beside one another
WINDOW = {"width": 1090, "height": 740}
#: pages of one column, and pages of which no more is shown: as wide as a picture
COLUMN = {"width": 720, "height": 740}
#: a picture is as wide as the steps leave room for, with the space around it
SPACE = 12
#: what the service is called in the pictures, and who may frame its map
SETTINGS = {"HYTEMAP_PUBLIC_URL": "https://hytemap.example.fi", "HYTEMAP_EMBED_HOSTS": "www.example.fi"}
TAPIOLA, LEPPAVAARA = "0492000000", "0491000000"
SEARCHED = {"fi": "tulot", "sv": "inkomst", "en": "income"}

#: draws a frame around an element, over the page, so that nothing moves
FRAME = """node => {
  const box = node.getBoundingClientRect(), frame = document.createElement("div");
  Object.assign(frame.style, {
    position: "absolute", left: `${box.left + scrollX - 6}px`, top: `${box.top + scrollY - 6}px`, zIndex: 3000,
    width: `${box.width + 12}px`, height: `${box.height + 12}px`, border: "3px solid #c2185b", borderRadius: "6px",
    boxSizing: "border-box", pointerEvents: "none",
  });
  document.body.append(frame);
}"""


def take(browser: Browser, server: str, language: str, guide: str, first: str = "") -> Pixels:
    """The picture of `guide` in `language`, of the pages at `server`; `first` is a script that every page begins with.

    Fails when the pages cannot do what the guide says.
    """
    context = browser.new_context(
        viewport=WINDOW,
        device_scale_factor=1,
        color_scheme="light",
        reduced_motion="reduce",
        locale="fi-FI",
        # a browser with a window lets a page write there when a button is pressed; the headless shell asks nobody
        permissions=["clipboard-write"],
    )
    try:
        if first:
            context.add_init_script(first)
        page = context.new_page()
        clip = PERFORMED[guide](page, f"{server}/{language}")
        # not a picture of the full page: for that the browser makes its window higher, and the map fits itself anew
        below = clip["y"] + clip["height"] - (page.viewport_size or WINDOW)["height"]
        page.evaluate("down => window.scrollTo(0, down)", max(0, below))
        clip["y"] -= page.evaluate("window.scrollY")
        return read_png(page.screenshot(clip=clip, animations="disabled"))
    finally:
        context.close()


def find(page: Page, start: str) -> dict[str, float]:
    page.set_viewport_size(COLUMN)
    page.goto(f"{start}/map")
    page.locator('.top a[href$="/indicators"]').click()
    before = page.locator("#told").inner_text()
    page.locator("#q").fill(SEARCHED[start.rsplit("/", 1)[1]])
    _until(page, lambda: page.locator("#told").inner_text() != before)
    _frame(page.locator("#q"))
    return _part(page, page.locator("main"), height=540, space=0)


def areas(page: Page, start: str) -> dict[str, float]:
    _map(page, f"{start}/map")
    page.locator('#choices input[value="postinumeroalue"]').check()
    _until(page, lambda: page.locator("path.area").count() > 40)
    _settled(page)
    _frame(page.locator("#choices fieldset").first)
    return _part(page, page.locator("#choices"), page.locator("#map"), height=420)


def city(page: Page, start: str) -> dict[str, float]:
    _map(page, f"{start}/map")
    page.locator("#choices details summary").click()
    page.locator("#method").select_option("base")
    _until(page, lambda: "method=base" in page.url)
    _settled(page)
    _frame(page.locator("table.areas thead th").last)
    return _part(page, page.locator(".headline"), page.locator("table.areas"), page.locator(".map-column"), height=600)


def years(page: Page, start: str) -> dict[str, float]:
    page.set_viewport_size({**WINDOW, "width": 1280})
    _map(page, f"{start}/map?level=postinumeroalue&indicator=unemployment_rate")
    while "2014" not in page.locator("#player .year-now").inner_text():
        address = page.url
        page.locator("#player .step").first.click()
        _until(page, lambda before=address: page.url != before)
        _settled(page)
    _frame(page.locator("#player"))
    return _part(page, page.locator("#map"), page.locator(".legend"), height=580)


def two(page: Page, start: str) -> dict[str, float]:
    page.set_viewport_size({**WINDOW, "width": 800})
    page.goto(f"{start}/map")
    page.locator('.top a[href$="/compare"]').click()
    page.locator(".change-choices > summary").click()
    form = page.locator(".change-choices form").first
    form.locator("select[name=indicators]").nth(0).select_option("unemployment_rate")
    form.locator("select[name=indicators]").nth(1).select_option("mean_age")
    form.locator("button[type=submit]").click()
    page.wait_for_url("**mean_age**")
    return _part(page, page.locator(".multiples"), height=620)


def profile(page: Page, start: str) -> dict[str, float]:
    _map(page, f"{start}/map")
    row = page.locator(f'table.areas tr[data-code="{TAPIOLA}"]')
    row.locator("button.name").click()
    row.locator("a.profile").click()
    page.wait_for_url(f"**/areas/suuralue/{TAPIOLA}")
    page.set_viewport_size(COLUMN)
    return _part(page, page.locator("main"), height=580, space=0)


def certainty(page: Page, start: str) -> dict[str, float]:
    page.set_viewport_size({**WINDOW, "width": 1280})
    _map(page, f"{start}/map?level=postinumeroalue&indicator=median_income&year=2012")
    _frame(page.locator(".legend .statuses li").last)
    return _part(page, page.locator("#map"), page.locator(".legend .statuses"), height=680)


def link(page: Page, start: str) -> dict[str, float]:
    _map(page, f"{start}/map")
    page.locator(f'table.areas tr[data-code="{LEPPAVAARA}"] button.name').click()
    _until(page, lambda: f"areas={LEPPAVAARA}" in page.url)
    _settled(page)
    return _part(page, page.locator(".map-column"), page.locator(".headline"), page.locator("table.areas"), height=600)


def embed(page: Page, start: str) -> dict[str, float]:
    page.set_viewport_size(COLUMN)
    page.goto(f"{start}/embed")
    page.locator("#copy").click()
    _until(page, lambda: page.locator("#copied").inner_text() != "")
    page.frame_locator("#preview").locator("#map[data-ready]").wait_for()
    _frame(page.locator("#copy"))
    return _part(page, page.locator("#builder-result"), height=600)


def qgis(page: Page, start: str) -> dict[str, float]:
    page.set_viewport_size(COLUMN)
    _map(page, f"{start}/map")
    offered = page.locator('.facts a[href*="/api/compare"]')
    _frame(offered.first)
    return _part(page, page.locator(".facts > div", has=page.locator("a[href*='/api/compare']")), height=300)


#: guide → what does it and says which part of the page is pictured
PERFORMED: dict[str, Callable[[Page, str], dict[str, float]]] = {
    "find": find,
    "areas": areas,
    "city": city,
    "years": years,
    "two": two,
    "profile": profile,
    "certainty": certainty,
    "link": link,
    "embed": embed,
    "qgis": qgis,
}


def _map(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector("#map[data-ready]")
    page.wait_for_load_state("networkidle")


def _settled(page: Page) -> None:
    page.locator("[aria-busy]").first.wait_for(state="detached")


def _until(page: Page, true: Callable[[], Any]) -> None:
    """Wait for what the page's policy keeps Playwright from waiting for by itself (it would evaluate a string)."""
    for _ in range(100):
        if true():
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{page.url} did not do what the guide says")


def _frame(node: Locator) -> None:
    node.scroll_into_view_if_needed()
    node.evaluate(FRAME)


def _part(page: Page, *nodes: Locator, height: float, space: float = SPACE) -> dict[str, float]:
    """The upper part of what `nodes` take together, with `space` around."""
    page.evaluate("window.scrollTo(0, 0)")
    boxes = [box for node in nodes if (box := node.first.bounding_box()) is not None]
    left, top = min(box["x"] for box in boxes), min(box["y"] for box in boxes)
    right, bottom = max(box["x"] + box["width"] for box in boxes), max(box["y"] + box["height"] for box in boxes)
    x, y = max(left - space, 0), max(top - space, 0)
    window = page.viewport_size or WINDOW
    return {"x": x, "y": y, "width": min(right + space, window["width"]) - x, "height": min(bottom + space - y, height)}


def main(chosen: list[str]) -> None:
    """Make the pictures of all guides, or of those named, in every language."""
    from playwright.sync_api import sync_playwright

    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder), **SETTINGS) as server,
        sync_playwright() as started,
    ):
        browser = started.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        for guide in chosen or PERFORMED:
            for language in LANGUAGES:
                path = content_folder("static") / "guide" / language / f"{guide}.png"
                write_png(take(browser, server, language, guide), path)
                print(f"{path.stat().st_size / 1000:5.1f} kB {language}/{guide}")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
