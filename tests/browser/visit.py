"""Fixtures and parts of the browser tests (a pytest plugin): Debian's Chromium, a visit to a page, axe."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.memory import roomy_memory

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator

#: Debian's Chromium: as a shell without windows where that is installed, which opens a page for a fifth of the work
PROGRAMS = (Path("/usr/bin/chromium-headless-shell"), Path("/usr/bin/chromium"))
CHROMIUM = next((path for path in PROGRAMS if path.exists()), PROGRAMS[-1])
#: what Chromium is started with: it runs as root, often in a container with little memory to share, without a
#: graphics card
ARGUMENTS = ["--no-sandbox", "--disable-gpu", *(["--disable-dev-shm-usage"] if roomy_memory() is None else [])]
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 360, "height": 740}
LANGUAGES = ("fi", "sv", "en")

#: words of texts under `selector` that are broken over two lines
BROKEN_WORDS = """selector => {
  const broken = [];
  for (const part of document.querySelectorAll(selector)) {
    const texts = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      for (const word of texts.currentNode.data.matchAll(/[^\\s\\u00a0-]+/g)) {
        const range = document.createRange();
        range.setStart(texts.currentNode, word.index);
        range.setEnd(texts.currentNode, word.index + word[0].length);
        if (range.getClientRects().length > 1) broken.push(word[0]);
      }
    }
  }
  return broken;
}"""


def needs_chromium() -> list[pytest.MarkDecorator]:
    """Marks of a test module that drives the browser: `pytestmark = needs_chromium()`."""
    return [
        pytest.mark.browser,
        pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium at /usr/bin/chromium"),
    ]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, one for all tests of a process; every visit has a context of its own."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()


class Visit:
    """A page that was opened, with everything it asked for and complained about.

    `context` are options of Playwright's browser context (viewport, color_scheme, java_script_enabled …).
    """

    def __init__(self, browser: Browser, address: str, **context: object) -> None:
        self.context = browser.new_context(**{"viewport": WIDE, **context})
        self.page = self.context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(address)
        if context.get("java_script_enabled", True) and self.page.locator("#map").count():
            self.page.wait_for_selector("#map[data-ready]")

    def __enter__(self) -> Visit:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()

    def paths(self, code: str) -> Locator:
        """The polygon of an area, as drawn."""
        return self.page.locator(f'path.area[data-code="{code}"]')

    def hosts(self) -> set[str]:
        """Hosts the page asked anything of."""
        return {urlsplit(url).netloc for url in self.requests}

    def accessible(self) -> None:
        """Fail with axe's report unless it finds nothing."""
        axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
        found = axe.run(self.page)
        assert found.violations_count == 0, found.generate_report()

    def fits(self) -> None:
        """Fail unless the page has no sideways scroll."""
        width, window = self.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert width <= window, f"{width} px wide in a window of {window} px"


def css(locator: Locator, name: str) -> str:
    """A computed style of the first of `locator`."""
    return str(locator.first.evaluate("(node, name) => getComputedStyle(node)[name]", name))
