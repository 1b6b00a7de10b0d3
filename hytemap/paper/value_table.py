"""A table of areas with a column for each of several views: what comparison and table sheets have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hytemap.atlas.atlas import CITY_BASE
from hytemap.maps.labels import name_language
from hytemap.maps.sentence import heading
from hytemap.maps.table import AreaTable
from hytemap.maps.view import MapView
from hytemap.maps.wording import NOTHING, Wording, upper_first
from hytemap.paper.blocks import Block
from hytemap.paper.face import PAPER_FONT
from hytemap.paper.measure import CELL, INSET, ROW, SMALL, lines

#: type of cells where the usual one would need another page
TIGHT = 7.2
#: and how much lower its rows are
TIGHT_ROW = 0.94
#: lines of a header are this high
HEADER_LINE = 9.0
#: a column of values needs no more width than this
MOST = 150.0


@dataclass(frozen=True)
class Column:
    """A further column of texts by area code; `city` is what the city's row says, `empty` a text that is no value."""

    title: str
    texts: dict[str, str]
    city: str


def value_table(
    views: Sequence[MapView], wording: Wording, by_years: bool, ranks: bool = False, further: Sequence[Column] = ()
) -> Block:
    """Areas in the order of the first view's values, the city below them, then areas that are not of the city.

    `city` is None where the city is one of the areas.

    A cell has `text`, and `empty` where the text says why there is no value. `by_years` heads columns with years alone.
    """
    tables = [AreaTable(view, wording) for view in views]
    by_code = [{row.area.code: row for row in (*table.members, *table.others)} for table in tables]
    level = views[0].level
    # the only area with a figure is neither first nor last
    several = [view.ranked > 1 for view in views]

    def row(code: str) -> Block:
        at = level.position[code]
        cells: list[Block] = []
        for rows in by_code:
            one = rows[code]
            cells.append({"text": one.text, "empty": not one.status.has_value})
            if ranks:
                cells.append({"text": one.rank if several[len(cells) // 2] else NOTHING, "empty": False})
        cells += [{"text": column.texts[code], "empty": False} for column in further]
        return {
            "name": level.areas[at].name(wording.language),
            "lang": name_language(level, at, wording),
            "cells": cells,
        }

    columns: list[Block] = []
    for view in views:
        columns.append({"title": _title(view, wording, by_years), "unit": wording.unit(view.indicator.unit)})
        if ranks:
            columns.append({"title": wording.gettext("Rank"), "unit": "", "rank": True})
    columns += [{"title": one.title, "unit": ""} for one in further]
    city: list[Block] = []
    for view in views:
        seen = view.city
        text = wording.value(seen.value, seen.status, view.indicator, unit=False)
        city.append({"text": text, "empty": not seen.status.has_value})
        if ranks:
            city.append({"text": "", "empty": False})
    city += [{"text": one.city, "empty": False} for one in further]
    others = [one.area.code for one in tables[0].others]
    return {
        "name": upper_first(level.area_title[wording.language]),
        "columns": [{"rank": False} | one for one in columns],
        "rows": [row(one.area.code) for one in tables[0].members],
        # among municipalities the city has a row already
        "city": None
        if views[0].atlas.bases[CITY_BASE][0] is level
        else {"name": wording.base_named("espoo"), "lang": None, "cells": city},
        "others_title": wording.gettext("Not part of Espoo") if others else "",
        "others": [row(code) for code in others],
    }


def _title(view: MapView, wording: Wording, by_years: bool) -> str:
    if by_years and view.year is not None:
        return str(view.year)
    return heading(view, wording.language)


def rows_of(table: Block) -> int:
    """Rows below the header, the city's and that over the others counted."""
    return len(table["rows"]) + len(tail_of(table)) + (1 if table["others"] else 0)


def tail_of(table: Block) -> list[Block]:
    """The rows that stand below the areas of the city: its own, and those of areas not of the city."""
    return [*([table["city"]] if table["city"] else []), *table["others"]]


def name_width(table: Block) -> float:
    """Points the widest name takes, with the cell's inset."""
    names = [one["name"] for one in (*table["rows"], *tail_of(table))]
    return max(PAPER_FONT.width(name, CELL, bold=True) for name in names) + INSET


def head_of(table: Block, width: float) -> float:
    """Points the header takes in a table `width` points wide."""
    values = [one for one in table["columns"] if not one["rank"]]
    ranks = len(table["columns"]) - len(values)
    each = min(MOST, (width - name_width(table) - ranks * 30) / len(values)) - INSET
    most = max(lines(f"{one['title']}, {one['unit']}", SMALL, max(each, 20), bold=True) for one in values)
    # a long word parted at a syllable may take one line more
    return (most + (1 if most > 1 else 0)) * HEADER_LINE + 4


def width_of(table: Block, room: float) -> float:
    """Points the table shall be wide: all of `room`, or less where columns would stand far apart."""
    values = sum(not one["rank"] for one in table["columns"])
    ranks = len(table["columns"]) - values
    return min(room, name_width(table) + ranks * 30 + values * MOST)


def height_of(table: Block, width: float) -> float:
    """Points of the whole table in `width` points; a little high rather than low."""
    return head_of(table, width) + rows_of(table) * ROW
