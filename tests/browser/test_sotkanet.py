"""Population group and base in a real browser: readable at any width, operable without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from hytemap.web.app import create_app
from tests.browser.visit import NARROW, WIDE, Visit, needs_chromium
from tests.faces import threaded
from tests.sotkanet import fetched

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = needs_chromium()

VIEW = "/fi/map?level=kunta&indicator=daily_smokers&group=female&base=luvn"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that has Sotkanet's figures."""
    with threaded(create_app(fetched(tmp_path_factory.mktemp("sotkanet")), watch=False)) as address:
        yield address


@pytest.mark.parametrize("viewport", [WIDE, NARROW])
def test_a_base_with_a_long_name_widens_nothing(browser: Browser, server: str, viewport: dict[str, int]) -> None:
    with Visit(browser, server + VIEW, viewport=viewport) as visit:
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
        assert visit.page.locator(".areas thead th.against").is_visible()


@pytest.mark.slow
@pytest.mark.parametrize(("language", "scheme"), [("fi", "light"), ("sv", "dark")])
def test_axe_finds_nothing_on_a_page_with_group_and_base(
    browser: Browser, server: str, language: str, scheme: str
) -> None:
    with Visit(browser, server + VIEW.replace("/fi/", f"/{language}/"), color_scheme=scheme) as visit:
        visit.accessible()


def test_group_and_base_are_chosen_without_javascript(browser: Browser, server: str) -> None:
    with Visit(browser, f"{server}/fi/map?level=kunta&indicator=daily_smokers", java_script_enabled=False) as visit:
        visit.page.get_by_label("Väestöryhmä").select_option(label="Miehet")
        visit.page.get_by_label("Vertailukohta").select_option(label="Suomi")
        visit.page.get_by_role("button", name="Näytä").click()
        assert "group=male" in visit.page.url
        assert "base=finland" in visit.page.url
        assert visit.page.get_by_role("heading", level=1).inner_text() == "Päivittäin tupakoivat, miehet 2023"
        assert "Suomi" in visit.page.locator(".city.base").inner_text()
