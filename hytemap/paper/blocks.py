"""What sheets are made of: a map, its legend, its table, and who says so – as plain values for the templates."""

from __future__ import annotations

import math
from typing import Any

from hytemap.atlas import AtlasLevel, AtlasSource
from hytemap.maps.judgement_wording import uncertainty
from hytemap.maps.sentence import first_sentence, heading
from hytemap.maps.svg.area_map import map_layers, map_plan
from hytemap.maps.svg.legend import class_swatch, status_swatch
from hytemap.maps.svg.lettering import key_texts
from hytemap.maps.svg.map_look import MapLook
from hytemap.maps.table import AreaRow, AreaTable
from hytemap.maps.view import MapView
from hytemap.maps.wording import NOTHING, Wording, upper_first
from hytemap.model import BoundaryQuality, Status
from hytemap.paper.face import NAME_SIZES, POINT, PRINTED

Block = dict[str, Any]

#: up to so many areas names on a map by itself have the first of the sizes, the second, the last
UP_TO = (20, 60, math.inf)
#: how often the room for a map above its key of numbers is sought
TRIES = 4


def map_block(
    view: MapView,
    wording: Wording,
    width: float,
    height: float,
    marked: tuple[str, ...] = (),
    prefix: str = "map",
    names: float | None = None,
    scale: bool = True,
    key: bool = True,
    only_inside: bool = False,
) -> Block:
    """The map of `view`, drawn for a place of `width` × `height` points, with a text for whoever cannot see it.

    `names` is the size of the areas' names in units, 0 for none; by itself it goes by how many areas there are.
    Without `scale` there is neither bar nor arrow; without `key` what numbers stand for is told elsewhere (`key_of`);
    `only_inside` leaves out names that do not lie in their area.
    """
    size = own_size(view) if names is None else names
    sides = view.around is not None

    def look(room: float) -> MapLook:
        return MapLook(
            width / POINT,
            room / POINT,
            prefix,
            PRINTED,
            size,
            marked,
            scale,
            sides=sides,
            titles=False,
            key=key,
            only_inside=only_inside,
        )

    room = height
    for _ in range(TRIES if key else 0):
        below = map_plan(view.level, wording, look(room)).height * POINT - room
        if room + below <= height + 0.5:
            break
        # names that found no room stand as numbers with a key below the map: both have to fit
        room = height - below
    made = map_layers(view, wording, look(room))
    return {
        "svg": str(made.ground),
        "over": str(made.over),
        "alt": alternative(view, wording),
        "height": made.height * POINT,
    }


def key_of(view: MapView, wording: Wording, width: float, height: float, names: float | None = None) -> list[str]:
    """What numbers on a map of `width` × `height` points stand for, whose key is told elsewhere."""
    size = own_size(view) if names is None else names
    look = MapLook(width / POINT, height / POINT, theme=PRINTED, name_size=size, key=False)
    return key_texts(map_plan(view.level, wording, look).names)


def own_size(view: MapView) -> float:
    """Size of names in units, smaller where there are many areas."""
    count = len(view.level.areas)
    return next(size for most, size in zip(UP_TO, NAME_SIZES, strict=True) if count <= most)


def alternative(view: MapView, wording: Wording) -> str:
    """What the map shows, in place of it: its title, its extremes, and that the table has every figure."""
    title = wording.gettext("Map: %(title)s, %(level)s") % {
        "title": heading(view, wording.language),
        "level": view.level.title[wording.language],
    }
    return f"{title}. {first_sentence(view, wording)} {wording.gettext('The table has all its figures.')}"


def legend_block(view: MapView, wording: Wording, prefix: str = "legend") -> Block:
    """The legend: highest class on top with how many areas it has, then what hatchings and dashes mean."""
    sides = view.around is not None
    labels = wording.class_labels(view)
    return {
        "title": with_unit(view, wording),
        "classes": [
            {
                "swatch": str(class_swatch(view, i, sides, PRINTED, f"{prefix}-{i}")),
                "label": label,
                "count": areas(one.count, wording),
            }
            for i, (one, label) in reversed(list(enumerate(zip(view.classes, labels, strict=True))))
        ],
        "statuses": [
            {
                "swatch": str(status_swatch(view, status, PRINTED, f"{prefix}-{status.word}")),
                "label": f"{'≈ ' if status.has_value else ''}{wording.status(status)}",
                "reason": wording.status_reason(status),
                "count": areas(count, wording),
            }
            for status, count in view.status_counts.items()
            if status is not Status.OK
        ],
        "colours": wording.colours(view) if view.classes else "",
        "method": method(view, wording),
    }


def areas(count: int, wording: Wording) -> str:
    """`7 areas`."""
    return wording.ngettext("%(num)s area", "%(num)s areas", count)


def with_unit(view: MapView, wording: Wording) -> str:
    """`Työttömyysaste, %`."""
    unit = wording.unit(view.indicator.unit)
    title = view.indicator.title[wording.language]
    return f"{title}, {unit}" if unit else title


def method(view: MapView, wording: Wording) -> str:
    """How classes were found, how many there are, and where a value on a limit belongs; empty without classes."""
    if not view.classes:
        return ""
    count = len(view.classes)
    parts = [
        f"{upper_first(wording.method(view.method))}, {wording.ngettext('%(num)s class', '%(num)s classes', count)}.",
        wording.gettext("The same limits hold for all years.") if len(view.years) > 1 else "",
        wording.fewer(view.fewer),
        wording.gettext("A value on a limit belongs to the lower class."),
    ]
    return " ".join(part for part in parts if part)


def city_block(view: MapView, wording: Wording) -> Block:
    """The city's own value, and that of another base where one was asked for; `empty` says why there is none."""
    told = [(wording.base_named("espoo"), view.city)]
    if view.base != "espoo":
        told.append((upper_first(wording.base(view)), view.base_value))
    return {
        "values": [
            {
                "name": name,
                "value": wording.value(seen.value, seen.status, view.indicator),
                "empty": not seen.status.has_value,
            }
            for name, seen in told
        ]
    }


def table_block(view: MapView, wording: Wording) -> Block:
    """Every area with its value or why there is none, the highest first; areas not of the city at the end.

    Columns are rank, area, value and, where there is something to hold it against, the difference to the base or the
    share of the city's; then the interval, where there is one.
    """
    table = AreaTable(view, wording)
    unit = wording.unit(view.indicator.unit)
    value = wording.gettext("Value")
    # a city without a value of its own, as a median is, has nothing that areas could be held against
    compares = any(row.compared != NOTHING for row in table.members if row.status.has_value)
    return {
        "columns": [
            {"title": wording.gettext("Rank"), "number": True},
            {"title": upper_first(view.level.area_title[wording.language]), "number": False},
            {"title": f"{value}, {unit}" if unit else value, "number": True},
            *([{"title": _compared(table), "number": True}] if compares else []),
            *([{"title": wording.gettext("interval, 95%"), "number": True}] if table.any_interval else []),
        ],
        "rows": [_row(row, compares, table.any_interval) for row in table.members],
        "others_title": wording.gettext("Not part of Espoo") if table.others else "",
        "others": [_row(row, compares, table.any_interval) for row in table.others],
    }


def shortened(table: Block, left_out: int) -> Block:
    """The table without as many of its last columns; without its interval first, and never without values."""
    full = len(table["columns"])
    # a table without intervals has one column less to leave out
    kept = min(full, max(3, 5 - left_out))

    def rows(key: str) -> list[Block]:
        return [one | {"cells": one["cells"][:kept]} for one in table[key]]

    return table | {"columns": table["columns"][:kept], "rows": rows("rows"), "others": rows("others")}


def _compared(table: AreaTable) -> str:
    view, wording = table.view, table.wording
    if table.is_count:
        return f"{wording.gettext('of Espoo')}, %"
    if view.base == "espoo":
        title = wording.gettext("vs Espoo")
    else:
        title = wording.gettext("difference: %(base)s") % {"base": wording.base(view)}
    unit = wording.difference_unit(view.indicator.unit)
    return f"{title}, {unit}" if unit else title


def _row(row: AreaRow, compares: bool, interval: bool) -> Block:
    """The row's cells, its status, and the language of its name where that is another than the sheet's."""
    told = [row.rank, row.name, row.text]
    if compares:
        told.append(row.compared if row.status.has_value else "")
    if interval:
        told.append(row.interval or NOTHING if row.status.has_value else "")
    return {"cells": told, "status": row.status.word, "lang": row.lang}


def facts(view: MapView, wording: Wording) -> list[Block]:
    """Whose figures and borders they are, from when, how sure and how protected: each a name and a text.

    The first has no name: publishers begin what is to be said of them with "Source:" themselves. A `credit` says whose
    something is, and stays with the map wherever it goes.
    """
    source = view.source
    told = [
        ("", source_line(source, wording)),
        (wording.gettext("Date of the figures"), _moment(view, wording)),
        (wording.gettext("Borders"), borders(view.level, wording)),
        (wording.gettext("How the estimate is made"), _carried(view, wording)),
        (wording.gettext("How sure it is"), uncertainty(view, wording) if view.slice.has_values else ""),
        (wording.gettext("Protection"), source.protection[wording.language]),
    ]
    credits = (told[0][0], told[2][0])
    return [{"name": name, "text": text, "credit": name in credits} for name, text in told if text]


def source_line(source: AtlasSource, wording: Wording) -> str:
    """Whose figures, of which table, under which licence."""
    language = wording.language
    return f"{source.attribution[language]}. {source.title[language]}. {licence(source.licence, wording)}"


def licence(name: str, wording: Wording) -> str:
    """`Licence: CC BY 4.0.`"""
    return f"{wording.gettext('Licence')}: {name}."


def _moment(view: MapView, wording: Wording) -> str:
    moment = view.moment
    if moment is None or moment.reference is None:
        return ""
    verified = "" if moment.verified else f" ({wording.gettext('not verified with the publisher')})"
    return f"{view.year}: {moment.reference[wording.language]}{verified}."


def borders(level: AtlasLevel, wording: Wording) -> str:
    """Of which year borders are, how exact, and whose."""
    language = wording.language
    year = level.boundary_year
    parts = [
        wording.gettext("Division of %(year)s.") % {"year": year} if year else "",
        wording.gettext("The borders are generalised from a grid of 125 metres and are not exact.")
        if level.boundary_quality is BoundaryQuality.GENERALISED
        else wording.gettext("The publisher's official borders, simplified for print."),
        f"{level.attribution[language]}. {licence(level.licence, wording)}",
    ]
    return " ".join(part for part in parts if part)


def _carried(view: MapView, wording: Wording) -> str:
    note = view.source.carried.get(view.level.id)
    return note[wording.language] if note is not None and view.slice.has_values else ""
