"""The sheet of a table: areas by indicators or years, with standings and units, over as many pages as it takes."""

from __future__ import annotations

from collections.abc import Sequence

from hytemap.maps.compare_wording import sheet_title
from hytemap.maps.view import MapView
from hytemap.paper.blocks import Block
from hytemap.paper.compare_sheet import common_facts
from hytemap.paper.frame import Frame
from hytemap.paper.typesetting import Sheet
from hytemap.paper.value_table import value_table, width_of

#: columns of values beyond this do not fit on A4 as it stands
MOST = 8


def table_sheet(views: Sequence[MapView], frame: Frame, by_years: bool = False, ranks: bool = False) -> Sheet:
    """All figures of 1–8 views of one level; `ranks` sets each area's rank before its value.

    Raises ValueError for no views, or too many.
    """
    page = table_page(views, frame, by_years, ranks)
    return frame.told(page["title"]) | {"sheets": [page]}


def table_page(views: Sequence[MapView], frame: Frame, by_years: bool = False, ranks: bool = False) -> Block:
    """The parts of the sheet."""
    if not 1 <= len(views) <= MOST:
        raise ValueError(f"a table sheet has 1 to {MOST} columns, not {len(views)}")
    wording = frame.wording
    table = value_table(views, wording, by_years, ranks)
    return {
        "kind": "table",
        "title": sheet_title(views, by_years, frame.wording),
        "sentences": _statuses(views, frame),
        "table": table,
        "facts": common_facts(views, wording),
        "layout": {"width": width_of(table, frame.paper.inner_width)},
    }


def _statuses(views: Sequence[MapView], frame: Frame) -> list[str]:
    """What words and ≈ in cells mean, of those that stand in the table."""
    wording = frame.wording
    found = sorted({status for view in views for status in view.status_counts if status.value})
    told = []
    for status in found:
        sign = "≈" if status.has_value else wording.status(status)
        told.append(f"{sign}: {wording.status_reason(status)}.")
    return told
