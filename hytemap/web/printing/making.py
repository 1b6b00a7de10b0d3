"""Order → bytes. Loads Typst: never imported where pages are served."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hytemap.atlas import Atlas
from hytemap.errors import RequestFault
from hytemap.maps.wording import Wording
from hytemap.paper import typesetting
from hytemap.paper.compare_sheet import FEWEST, MOST, compare_sheet
from hytemap.paper.frame import Brand, Frame
from hytemap.paper.map_sheet import map_sheet
from hytemap.paper.typesetting import Sheet
from hytemap.settings import Settings
from hytemap.web.compare_question import read_compare_page
from hytemap.web.map_question import read_map_page
from hytemap.web.printing.order import Order

#: areas a sheet can have: more names and rows than anybody reads
MOST_AREAS = 300


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


def make(atlas: Atlas, settings: Settings, order: Order) -> Printed:
    """What the order asks for; raises NotFound and RequestFault as the page itself would, CannotPrint."""
    sheet, name = SHEETS[order.kind](atlas, settings, order)
    return Printed(_set(sheet, order), name)


def _set(sheet: Sheet, order: Order) -> bytes:
    if order.form == "pdf":
        return typesetting.pdf(sheet, order.made)
    pages = typesetting.pictures(sheet, order.dpi if order.form == "png" else None)
    # a picture is one: the map, its legend and who says so stand on the first page
    return pages[0]


def _frame(settings: Settings, order: Order, page: str) -> Frame:
    """`page` is the address of the page with its query, without the host."""
    live = f"{order.address}{page}" if order.address else ""
    return Frame(Wording(order.language), order.made, live, order.sheet, brand(settings))


def _map(atlas: Atlas, settings: Settings, order: Order) -> tuple[Sheet, str]:
    page = read_map_page(atlas, settings, order.language, order.question)
    check_areas(len(page.level.areas))
    sheet = map_sheet(page.view, _frame(settings, order, page.address()), page.pinned)
    year = "" if page.view.year is None else f"-{page.view.year}"
    return sheet, f"{page.indicator.id}-{page.level.id}{year}"


def _compare(atlas: Atlas, settings: Settings, order: Order) -> tuple[Sheet, str]:
    page = read_compare_page(atlas, settings, order.language, order.question, MOST)
    check_areas(len(page.level.areas))
    count = len(page.together.views)
    if count < FEWEST:
        word = "years" if page.by_years else "indicators"
        raise RequestFault("a comparison has at least two maps", word, [f"{FEWEST} to {MOST}, parted by commas"])
    sheet = compare_sheet(page.together, _frame(settings, order, page.address()), page.by_years, page.marked)
    names = "-".join(view.indicator.id for view in page.together.views[:2])
    return sheet, f"{names if not page.by_years else page.first.indicator.id}-{page.level.id}"


def check_areas(count: int) -> None:
    """Raises RequestFault for a level with more areas than a sheet can have."""
    if count > MOST_AREAS:
        raise RequestFault(f"a sheet shows at most {MOST_AREAS} areas, this level has {count}", "level")


#: how each kind is made
SHEETS: dict[str, Callable[[Atlas, Settings, Order], tuple[Sheet, str]]] = {"map": _map, "compare": _compare}
