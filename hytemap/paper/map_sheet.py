"""The sheet of one map: title, sentence, map, legend, the city's value, every figure, and who says so."""

from __future__ import annotations

from math import ceil

from hytemap.maps.sentence import heading, map_sentences
from hytemap.maps.view import MapView
from hytemap.maps.wording import lower_first
from hytemap.paper.blocks import Block, city_block, facts, legend_block, map_block, shortened, table_block
from hytemap.paper.frame import Frame
from hytemap.paper.measure import (
    HEADING,
    ROW,
    TABLE_HEAD,
    facts_height,
    first_widths,
    head_height,
    legend_height,
    row_count,
    table_head,
    table_width,
)
from hytemap.paper.size import Paper
from hytemap.paper.typesetting import Sheet

#: points: the legend's column beside a map, and between columns
SIDE, GAP = 150.0, 12.0
#: what a table beside a map may have more than it needs, for a heading on one line
SPARE = 12.0
#: a map that leaves room for its table shall keep this share of the page's height in portrait
GOOD_SHARE = 0.5
#: a map of Espoo needs no more height than this share of its width, and with names beside it this width of its height
TALLEST, LEAST_WIDTH = 1.25, 0.85
#: rows a column of the table has at least, and columns beside a map in landscape
FEWEST_ROWS, MOST_COLUMNS = 8, 3
#: points by which a map by itself is stepped: sheets whose text differs by a line share the places of names
STEP = 12.0
#: columns of a table that may stay out where room is short: the interval, then the difference
LEFT_OUT = (0, 1, 2)
#: a legend this wide sets classes and statuses beside each other; below the city's value it begins after so much
WIDE_LEGEND, CITY = 300.0, 22.0


def map_sheet(view: MapView, frame: Frame, marked: tuple[str, ...] = ()) -> Sheet:
    """One map on one page, with its table on a second one where both do not fit."""
    title = title_of(view, frame)
    return frame.told(title) | {"sheets": [map_page(view, frame, marked, step=STEP)]}


def title_of(view: MapView, frame: Frame) -> str:
    """`Työttömyysaste 2024, suuralueet`."""
    language = frame.wording.language
    return f"{heading(view, language)}, {lower_first(view.level.title[language])}"


def map_page(
    view: MapView, frame: Frame, marked: tuple[str, ...] = (), prefix: str = "map", step: float = 0.0
) -> Block:
    """The parts of the sheet, and how they are laid out on the paper.

    With a `step` in points maps are as large as whole steps allow: those of one size have their names placed once.
    """
    wording, paper = frame.wording, frame.paper
    table, legend = table_block(view, wording), legend_block(view, wording, f"{prefix}-legend")
    title, sentences, told = title_of(view, frame), map_sentences(view, wording), facts(view, wording)
    room = paper.inner_height - head_height(title, sentences, paper) - facts_height(told, frame)
    layout = _landscape(paper, room, table, legend) if paper.landscape else _portrait(paper, room, table, legend)
    if step:
        # upright, the width goes by the paper alone
        stepped = ("width", "height") if paper.landscape else ("height",)
        layout |= {side: layout[side] - layout[side] % step for side in stepped}
    return {
        "kind": "map",
        "title": title,
        "sentences": sentences,
        "map": map_block(view, wording, layout["width"], layout["height"], marked, prefix),
        "legend": legend,
        "city": city_block(view, wording),
        "table": shortened(table, layout["left_out"]),
        "facts": told,
        "layout": layout,
    }


def _portrait(paper: Paper, room: float, table: Block, legend: Block) -> Block:
    """Map with the legend beside it, the table under both; a map by itself takes all the width, its legend below."""
    rows, width = row_count(table), paper.inner_width - SIDE - GAP
    for left_out in LEFT_OUT:
        columns = max(1, min(_columns(table, left_out, paper), ceil(rows / FEWEST_ROWS)))
        each = (paper.inner_width + GAP) / columns - GAP
        height = room - HEADING - table_head(shortened(table, left_out), each) - ceil(rows / columns) * ROW
        if height >= GOOD_SHARE * paper.inner_height:
            return _layout(table, width, min(height, TALLEST * width), columns, left_out)
    width = paper.inner_width
    height = room - legend_height(legend, width, wide=True) - GAP
    return _apart(table, paper, width, min(height, TALLEST * width)) | {"wide_legend": True}


def _landscape(paper: Paper, room: float, table: Block, legend: Block) -> Block:
    """Map on the left; legend and table on the right."""
    rows = row_count(table)
    for left_out in LEFT_OUT:
        wide = max(SIDE, table_width(shortened(table, left_out)) + SPARE)
        for columns in range(1, MOST_COLUMNS + 1):
            side = columns * wide + (columns - 1) * GAP
            width = paper.inner_width - side - GAP
            beside = side >= WIDE_LEGEND
            # beside a wide legend's heading stands the city's value
            above = (0.0 if beside else CITY) + legend_height(legend, side, wide=beside) + HEADING
            high = above + table_head(shortened(table, left_out), wide) + ceil(rows / columns) * ROW
            if width >= LEAST_WIDTH * room and high <= room:
                return _layout(table, width, room, columns, left_out, wide_legend=beside)
    return _apart(table, paper, paper.inner_width - SIDE - 30 - GAP, room)


def _apart(table: Block, paper: Paper, width: float, height: float) -> Block:
    """The table on a page of its own, as full as one page can hold it."""
    rows = row_count(table)
    for left_out in LEFT_OUT:
        columns = _columns(table, left_out, paper)
        flows = HEADING + TABLE_HEAD + ceil(rows / columns) * ROW > paper.inner_height
        if not flows:
            break
    return _layout(table, width, height, columns, left_out, apart=True, flows=flows)


def _columns(table: Block, left_out: int, paper: Paper) -> int:
    """How many columns of the table stand side by side on the paper."""
    return max(1, int((paper.inner_width + GAP) // (table_width(shortened(table, left_out)) + GAP)))


def _layout(
    table: Block,
    width: float,
    height: float,
    columns: int,
    left_out: int = 0,
    apart: bool = False,
    wide_legend: bool = False,
    flows: bool = False,
) -> Block:
    """As the template takes it: the map's room, and the table in `columns`; `flows` where it needs several pages."""
    return {
        "width": width,
        "height": height,
        "columns": columns,
        "left_out": left_out,
        "apart": apart,
        "wide_legend": wide_legend,
        "flows": flows,
        "widths": first_widths(table),
        "row": ROW,
    }
