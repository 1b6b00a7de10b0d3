"""Areas whose own codes a table does not write: joined by the code of the area series, else by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from hytemap.build.inputs import LevelInput, TableFigures
from hytemap.definitions import Definitions, Table
from hytemap.sources.names import normalised


def join_areas(
    definitions: Definitions,
    levels: Mapping[str, LevelInput],
    figures: Mapping[str, TableFigures],
    origins: Sequence[Mapping[str, Any]],
) -> list[dict[str, Any]]:
    """Tell each table's figures which codes of its publisher stand for which areas; the joins that left some over.

    `origins` of fetched tables may hold `names`: level → code → name, as the publisher writes them. One entry comes
    back for each table and level that does not match in full: areas without a code, and codes without an area.
    """
    left_over: list[dict[str, Any]] = []
    for table in definitions.tables.values():
        names = _names(table, origins)
        for level_id in table.levels:
            # where the definition lists the areas, it lists the codes that tables write
            listed = definitions.levels[level_id].expected_areas
            if level_id in levels and not listed and (names.get(level_id) or _has_series(levels[level_id])):
                left_over += _join(table, level_id, levels[level_id], figures[table.id], names.get(level_id, {}))
    return left_over


def _names(table: Table, origins: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    """Level → code → name, out of all that was fetched for the table."""
    found: dict[str, dict[str, str]] = {}
    for origin in origins:
        if origin.get("id") == table.id:
            for level_id, names in (origin.get("names") or {}).items():
                found.setdefault(level_id, {}).update(names)
    return found


def _has_series(level: LevelInput) -> bool:
    return any(area.code_series for area in level.areas)


def _join(
    table: Table, level_id: str, level: LevelInput, figures: TableFigures, names: Mapping[str, str]
) -> list[dict[str, Any]]:
    codes = figures.codes
    own = Counter(normalised(area.name_fi) for area in level.areas)
    theirs = Counter(normalised(name) for name in names.values())
    by_name = {normalised(name): code for code, name in names.items() if theirs[normalised(name)] == 1}
    taken: set[str] = set()
    without = []
    for area in level.areas:
        name = normalised(area.name_fi)
        series = by_name.get(name) if own[name] == 1 else None
        if area.code in codes:
            taken.add(area.code)
        elif area.code_series in codes and area.code_series is not None:
            figures.join(area.code, area.code_series)
            taken.add(area.code_series)
        elif series is not None and series in codes and series not in taken:
            figures.join(area.code, series)
            taken.add(series)
        else:
            without.append(area)
    over = sorted(code for code in names if code in codes and code not in taken)
    if not taken or not (without or over):
        # a table that has nothing at the level yet is no fault of the join
        return []
    return [
        {
            "id": table.id,
            "kind": "join",
            "level": level_id,
            "areas": [f"{area.code} {area.name_fi}" for area in without],
            "codes": [f"{code} {names[code]}".strip() for code in over],
        }
    ]


def join_notice(left_over: Mapping[str, Any]) -> str:
    """One entry of `join_areas` in a sentence."""
    parts = [
        f"{what}: {', '.join(left_over[key])}"
        for key, what in (("areas", "areas without figures"), ("codes", "figures without an area"))
        if left_over[key]
    ]
    return f"{left_over['id']} and {left_over['level']} do not match in full; " + "; ".join(parts)
