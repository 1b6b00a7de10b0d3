"""The sheet of a table: areas by indicators or years, with standings and units, over as many pages as it takes."""

from __future__ import annotations

from collections.abc import Sequence

from hytemap.maps.compare_wording import sheet_title
from hytemap.maps.view import MapView
from hytemap.model import Status
from hytemap.paper.blocks import Block
from hytemap.paper.compare.sheet import common_facts
from hytemap.paper.frame import Frame
from hytemap.paper.measure import facts_height, head_height
from hytemap.paper.size import MOST_COLUMNS, Format
from hytemap.paper.table.layout import Room, laid_out
from hytemap.paper.typesetting import Sheet
from hytemap.paper.value_table import value_table

#: the largest type: a larger sheet is read from farther away
LARGEST = {Format.A4: 10.0, Format.A3: 12.0}
#: points that estimates of heights may be wrong by
SPARE = 6.0


def table_sheet(views: Sequence[MapView], frame: Frame, by_years: bool = False, ranks: bool = False) -> Sheet:
    """All figures of 1–8 views of one level; `ranks` sets each area's rank beside its value.

    Raises ValueError for no views, or too many.
    """
    page = table_page(views, frame, by_years, ranks)
    return frame.told(page["title"]) | {"sheets": [page]}


def table_page(views: Sequence[MapView], frame: Frame, by_years: bool = False, ranks: bool = False) -> Block:
    """The parts of the sheet."""
    if not 1 <= len(views) <= MOST_COLUMNS:
        raise ValueError(f"a table sheet has 1 to {MOST_COLUMNS} columns, not {len(views)}")
    wording, paper = frame.wording, frame.paper
    table = value_table(views, wording, by_years, ranks)
    title, signs, facts = sheet_title(views, by_years, wording), _signs(views, frame), common_facts(views, wording)
    order = wording.gettext("Ordered by %(column)s, the highest first.") % {"column": table["columns"][0]["title"]}
    said = [order, *(f"{one['sign']}: {one['text']}" for one in signs)]
    above = head_height(title, said, paper)
    room = Room(paper.inner_width, paper.inner_height - SPARE, above, facts_height(facts, frame), LARGEST[paper.format])
    return {
        "kind": "table",
        "title": title,
        "order": order,
        "signs": signs,
        "table": table,
        "facts": facts,
        "live": frame.live(),
        "layout": laid_out(table, room),
    }


def _signs(views: Sequence[MapView], frame: Frame) -> list[Block]:
    """What words and ≈ in cells mean, of those that stand in the table."""
    wording = frame.wording
    shown = {status for view in views for status in (*view.status_counts, view.city.status)}
    found = sorted(status for status in shown if status is not Status.OK)
    return [
        {"sign": "≈" if status.has_value else wording.status(status), "text": wording.status_reason(status)}
        for status in found
    ]
