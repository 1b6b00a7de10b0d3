"""The sheet of one map: title, sentence, map, legend, the city's value, every figure, and who says so."""

from __future__ import annotations

from dataclasses import replace

from hytemap.maps.sentence import heading, map_sentences
from hytemap.maps.view import MapView
from hytemap.maps.wording import Wording, lower_first
from hytemap.paper.blocks import (
    TRIES,
    Block,
    city_block,
    facts,
    key_of,
    legend_block,
    map_block,
    shortened,
    table_block,
)
from hytemap.paper.frame import Frame
from hytemap.paper.ground import tallness
from hytemap.paper.map.layout import FIRST, MapLayout, Parts, best_layout, key_height
from hytemap.paper.measure import facts_height, header_height, legend_height
from hytemap.paper.typesetting import Sheet

#: points by which a map by itself is stepped: sheets whose text differs by a line share the places of names
STEP = 12.0


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
    legend, city = legend_block(view, wording, f"{prefix}-legend"), city_block(view, wording)
    parts = Parts(table_block(view, wording), legend, len(city["values"]), tallness(view.level), len(view.level.areas))
    title, sentences, told = title_of(view, frame), map_sentences(view, wording), facts(view, wording)
    room = paper.inner_height - header_height(title, sentences, frame) - facts_height(told, frame)
    layout, key = _with_key(best_layout(parts, paper, room).stepped(step), view, wording, legend, step)
    table = shortened(parts.table, layout.left_out)
    return {
        "kind": "map",
        "title": title,
        "sentences": sentences,
        "map": map_block(view, wording, layout.width, layout.height, marked, prefix, key=not layout.key),
        "key": key if layout.key else [],
        "legend": legend,
        "city": city,
        "table": table,
        "facts": told,
        "live": frame.live(),
        "layout": layout.told(table),
    }


def _with_key(
    layout: MapLayout, view: MapView, wording: Wording, legend: Block, step: float
) -> tuple[MapLayout, list[str]]:
    """The layout with room for the key of names that stand as numbers, and that key.

    It stands where there is room beside the map or beside the legend's classes; else under the map.
    """
    key = key_of(view, wording, layout.width, layout.height)
    if not key:
        return layout, []

    def taken(width: float) -> tuple[int, float]:
        """Columns of the key with a legend `width` points wide, and by how much it makes the legend higher."""
        columns, high = key_height(key, width - FIRST if layout.wide else width)
        without = legend_height(legend, width, wide=layout.wide)
        return columns, legend_height(legend, width, wide=layout.wide, more=high) - without

    if layout.side:
        columns, more = taken(layout.side)
        return (replace(layout, key=columns) if more <= layout.free else layout), key
    bare = layout
    for _ in range(TRIES):
        columns, more = taken(bare.width)
        layout = replace(bare, height=bare.height - more, key=columns).stepped(step)
        again = key_of(view, wording, layout.width, layout.height)
        if len(again) <= len(key):
            return layout, again
        key = again
    return bare, key
