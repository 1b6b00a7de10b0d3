"""Order → bytes. Loads Typst: never imported where pages are served."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from hytemap.atlas import Atlas
from hytemap.errors import RequestFault
from hytemap.maps.profile import Profile
from hytemap.maps.view import MapView
from hytemap.maps.wording import Wording
from hytemap.paper import typesetting
from hytemap.paper.area.sheet import area_sheet
from hytemap.paper.atlas.sheet import Progress, TooManyPages, area_atlas, indicator_atlas
from hytemap.paper.compare.sheet import compare_sheet
from hytemap.paper.frame import Brand, Frame
from hytemap.paper.map.sheet import map_sheet
from hytemap.paper.table.sheet import table_sheet
from hytemap.paper.typesetting import Sheet
from hytemap.settings import Settings
from hytemap.web.compare_page import ComparePage
from hytemap.web.map_page import MapPage, map_address
from hytemap.web.printing.book import asked_level, asked_profiles, asked_views, is_by_area
from hytemap.web.printing.order import BY_AREA, Order
from hytemap.web.printing.question import Question, check_areas

#: the word that sets ranks beside the values of a table
RANKS = "ranks"


@dataclass(frozen=True)
class Asked(Question):
    """The same, with who is told how far it is, and what stands around its sheets."""

    progress: Progress | None = None

    def live(self, page: str) -> str:
        """Where `page` (its address with its query, without the host) is live; empty where nobody said."""
        return f"{self.order.address}{page}" if self.order.address else ""

    def frame(self, page: str) -> Frame:
        """What stands around the sheet of `page`."""
        order = self.order
        return Frame(Wording(order.language), order.made, self.live(page), order.sheet, brand(self.settings))


@dataclass(frozen=True)
class Printed:
    """The bytes of what was made, and what the file is called without its ending."""

    content: bytes
    name: str


def brand(settings: Settings) -> Brand:
    """Whose sheets they are, as the settings say."""
    return Brand(
        settings.print_colour,
        settings.print_organisation,
        settings.print_footer,
        settings.print_logo,
    )


def make(atlas: Atlas, settings: Settings, order: Order, progress: Progress | None = None) -> Printed:
    """What the order asks for; raises NotFound and RequestFault as the page itself would, CannotPrint.

    `progress` is told how many of how many parts of an atlas are drawn.
    """
    asked = Asked(atlas, settings, order, progress)
    if order.form == "pptx":
        return _slides(asked)
    sheet, name = SHEETS[order.kind](asked)
    return Printed(_set(sheet, order), name)


def _set(sheet: Sheet, order: Order) -> bytes:
    if order.form == "pdf":
        return typesetting.pdf(sheet, order.made)
    pages = typesetting.pictures(sheet, order.dpi if order.form == "png" else None)
    # a picture is one: the map, its legend and who says so stand on the first page
    return pages[0]


def _map(asked: Asked) -> tuple[Sheet, str]:
    page = asked.map_page()
    return map_sheet(page.view, asked.frame(page.address()), page.pinned), _map_name(page)


def _map_name(page: MapPage) -> str:
    year = "" if page.view.year is None else f"-{page.view.year}"
    return f"{page.indicator.id}-{page.level.id}{year}"


def _compare(asked: Asked) -> tuple[Sheet, str]:
    page = asked.compare_page()
    return compare_sheet(page.together, asked.frame(page.address()), page.by_years, page.marked), _compare_name(page)


def _table(asked: Asked) -> tuple[Sheet, str]:
    page = asked.table_page()
    frame, ranks = asked.frame(page.address()), bool(asked.order.question.get(RANKS))
    sheet = table_sheet(page.together.views, frame, page.by_years, ranks)
    return sheet, f"table-{_compare_name(page)}"


def _compare_name(page: ComparePage) -> str:
    names = "-".join(view.indicator.id for view in page.together.views[:2])
    return f"{names if not page.by_years else page.first.indicator.id}-{page.level.id}"


def _area(asked: Asked) -> tuple[Sheet, str]:
    profile = asked.profile()
    frame = asked.frame(_area_address(profile))
    return area_sheet(profile, frame), f"{profile.level.id}-{profile.code}"


def _area_address(profile: Profile) -> str:
    year = "" if profile.year is None else f"?year={profile.year}"
    return f"/{profile.wording.language}/areas/{profile.level.id}/{profile.code}{year}"


def _atlas(asked: Asked) -> tuple[Sheet, str]:
    atlas, settings, language, question = asked.atlas, asked.settings, asked.order.language, asked.order.question
    level = asked_level(atlas, settings, question)
    check_areas(len(level.areas))
    most = settings.print_pages
    try:
        if is_by_area(question):
            profiles = asked_profiles(atlas, settings, language, question)
            frame = asked.frame(f"/{language}/areas")
            own = partial(_live_area, asked)
            return area_atlas(profiles, frame, asked.progress, most, own), f"atlas-{level.id}-{BY_AREA}"
        views = asked_views(atlas, settings, question)
        frame = asked.frame(f"/{language}/map?level={level.id}")
        return indicator_atlas(views, frame, asked.progress, most, partial(_live_view, asked)), f"atlas-{level.id}"
    except TooManyPages as many:
        raise RequestFault(str(many), "level", [f"up to {most} pages"]) from many


def _live_area(asked: Asked, profile: Profile) -> str:
    return asked.live(_area_address(profile))


def _live_view(asked: Asked, view: MapView) -> str:
    return asked.live(map_address(asked.order.language, view.level.id, view.indicator.id, view.year))


def _slides(asked: Asked) -> Printed:
    # python-pptx is loaded by who makes slides alone
    from hytemap.paper.slides import slides

    if asked.order.kind == "map":
        page = asked.map_page()
        return Printed(slides([page.view], asked.frame(page.address()), page.pinned), _map_name(page))
    together = asked.compare_page()
    frame = asked.frame(together.address())
    return Printed(slides(together.together.views, frame, together.marked), _compare_name(together))


#: how each kind is made
SHEETS: dict[str, Callable[[Asked], tuple[Sheet, str]]] = {
    "map": _map,
    "compare": _compare,
    "table": _table,
    "area": _area,
    "atlas": _atlas,
}
