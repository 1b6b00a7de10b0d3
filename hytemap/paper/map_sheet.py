"""The sheet of one map: title, sentence, map, legend, the city's value, every figure, and who says so."""

from __future__ import annotations

from math import ceil

from hytemap.maps.sentence import heading, map_sentences
from hytemap.maps.view import MapView
from hytemap.paper.blocks import Block, city_block, facts, legend_block, map_block, table_block
from hytemap.paper.frame import Frame
from hytemap.paper.measure import HEADING, ROW, TABLE_HEAD, facts_height, head_height
from hytemap.paper.size import Paper
from hytemap.paper.typesetting import Sheet

#: points: a column of tables with and without intervals, the legend's column beside a map
TABLE, TABLE_WITH_INTERVAL, SIDE = 165.0, 240.0, 150.0
#: the least height of a map, in points, and of one with many areas, whose names need room and a key of numbers below;
#: a table that leaves less goes on a page of its own
LEAST_MAP, LEAST_CROWDED, CROWDED = 250.0, 340.0, 20
#: a map of Espoo needs no more height than this share of its width
TALLEST = 1.25
GAP = 12.0
#: what the legend's column takes in landscape before a table can stand under it
LEGEND = 175.0


def map_sheet(view: MapView, frame: Frame, marked: tuple[str, ...] = ()) -> Sheet:
    """One map on one page, with its table on a second one where both do not fit."""
    title = title_of(view, frame)
    return frame.told(title) | {"sheets": [map_page(view, frame, marked)]}


def title_of(view: MapView, frame: Frame) -> str:
    """`Työttömyysaste 2024, suuralueet`."""
    language = frame.wording.language
    return f"{heading(view, language)}, {view.level.title[language].lower()}"


def map_page(
    view: MapView, frame: Frame, marked: tuple[str, ...] = (), prefix: str = "map", step: float = 0.0
) -> Block:
    """The parts of the sheet, and how they are laid out on the paper.

    With a `step` in points the room is taken in whole steps: maps of one size have their names placed once.
    """
    wording, paper = frame.wording, frame.paper
    table = table_block(view, wording)
    rows = len(table["rows"]) + len(table["others"]) + (1 if table["others"] else 0)
    wide = TABLE_WITH_INTERVAL if len(table["columns"]) > 4 else TABLE
    title, sentences, told = title_of(view, frame), map_sentences(view, wording), facts(view, wording)
    room = paper.inner_height - head_height(title, sentences, paper) - facts_height(told, frame)
    room -= room % step if step else 0.0
    layout = _landscape(paper, room, rows, wide) if paper.landscape else _portrait(paper, room, rows, wide)
    return {
        "kind": "map",
        "title": title,
        "sentences": sentences,
        "map": map_block(view, wording, layout["width"], layout["height"], marked, prefix),
        "legend": legend_block(view, wording, f"{prefix}-legend"),
        "city": city_block(view, wording),
        "table": table,
        "facts": told,
        "layout": layout,
    }


def _portrait(paper: Paper, room: float, rows: int, wide: float) -> Block:
    """Map with the legend beside it, the table under both in as many columns as the paper is wide for."""
    most = max(1, int((paper.inner_width + GAP) // (wide + GAP)))
    columns = max(1, min(most, ceil(rows / 8)))
    high = HEADING + TABLE_HEAD + ceil(rows / columns) * ROW
    apart = room - high < (LEAST_MAP if rows <= CROWDED else LEAST_CROWDED)
    width = paper.inner_width - SIDE - GAP
    height = min(room if apart else room - high, TALLEST * width)
    return {"width": width, "height": height, "columns": most if apart else columns, "apart": apart}


def _landscape(paper: Paper, room: float, rows: int, wide: float) -> Block:
    """Map on the left; legend and table on the right."""
    columns = 1 if TABLE_HEAD + rows * ROW <= room - LEGEND else 2
    side = columns * wide + (columns - 1) * GAP
    high = TABLE_HEAD + ceil(rows / columns) * ROW
    apart = high > room - LEGEND or paper.inner_width - side - GAP < LEAST_MAP
    if apart:
        columns = max(1, int((paper.inner_width + GAP) // (wide + GAP)))
        side = SIDE + 30
    return {"width": paper.inner_width - side - GAP, "height": room, "columns": columns, "apart": apart}
