"""What an order asks for, read as the pages read it. Without Typst: who serves says at once what cannot be printed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hytemap.atlas import Atlas
from hytemap.errors import RequestFault
from hytemap.maps.profile import Profile
from hytemap.paper.size import FEWEST_MAPS, MOST_COLUMNS, MOST_MAPS
from hytemap.settings import Settings
from hytemap.web.compare_page import ComparePage
from hytemap.web.compare_question import read_compare_page
from hytemap.web.map_page import MapPage
from hytemap.web.map_question import read_map_page
from hytemap.web.printing.book import asked_profile, check_book
from hytemap.web.printing.order import MOST_AREAS, Order


@dataclass(frozen=True)
class Question:
    """An order and what it is answered from."""

    atlas: Atlas
    settings: Settings
    order: Order

    def map_page(self) -> MapPage:
        """Raises NotFound and RequestFault."""
        page = read_map_page(self.atlas, self.settings, self.order.language, self.order.question)
        check_areas(len(page.level.areas))
        return page

    def compare_page(self) -> ComparePage:
        """Raises NotFound and RequestFault, also for less than two maps."""
        page = self.table_page(MOST_MAPS)
        if len(page.together.views) < FEWEST_MAPS:
            word = "years" if page.by_years else "indicators"
            allowed = [f"{FEWEST_MAPS} to {MOST_MAPS}, parted by commas"]
            raise RequestFault("a comparison has at least two maps", word, allowed)
        return page

    def table_page(self, most: int = MOST_COLUMNS) -> ComparePage:
        """Raises NotFound and RequestFault, also for more than `most` columns."""
        page = read_compare_page(self.atlas, self.settings, self.order.language, self.order.question, most)
        check_areas(len(page.level.areas))
        return page

    def profile(self) -> Profile:
        """Raises NotFound and RequestFault."""
        return asked_profile(self.atlas, self.settings, self.order.language, self.order.question)

    def check(self) -> None:
        """Raises NotFound and RequestFault for what cannot be made, as far as that is known before it is drawn."""
        _CHECKS[self.order.kind](self)


def check_areas(count: int) -> None:
    """Raises RequestFault for a level with more areas than a sheet can have."""
    if count > MOST_AREAS:
        raise RequestFault(f"a sheet shows at most {MOST_AREAS} areas, this level has {count}", "level")


def _check_atlas(asked: Question) -> None:
    check_areas(check_book(asked.atlas, asked.settings, asked.order.question))


_CHECKS: dict[str, Callable[[Question], object]] = {
    "map": Question.map_page,
    "compare": Question.compare_page,
    "table": Question.table_page,
    "area": Question.profile,
    "atlas": _check_atlas,
}
