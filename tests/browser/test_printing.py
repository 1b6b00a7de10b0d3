"""From the map to paper in a browser: the sheet shows what the page shows, also after the script repainted it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.visit import Visit, needs_chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Response

pytestmark = needs_chromium()
#: generous: other work may share the machine
PATIENCE_MS = 60_000


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


def is_sheet(response: Response) -> bool:
    return response.status == 200 and response.headers.get("content-type") == "application/pdf"


def test_the_link_under_the_map_opens_the_sheet_of_what_is_shown(map_page: Page, tmp_path: Path) -> None:
    choose_2014(map_page)
    link = map_page.locator('#about a[href*="/print/map.pdf"]').first
    # a browser without a viewer of its own saves the sheet: what counts is that it came
    with map_page.expect_event("response", is_sheet, timeout=PATIENCE_MS) as came:
        link.click(no_wait_after=True)
    found = map_page.request.get(came.value.url)
    assert "2014" in text_of(found.body(), tmp_path).split("\n")[0]
    assert found.body().startswith(b"%PDF-")
