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
