"""Figures of few people are hidden before anything else of hytemap reads them.

This is the primary rule alone: a figure is hidden where fewer than the table's `min_respondents` stand behind it, and
where nobody knows how many. What could be worked out from sums and other groups is for `hytemap.statistics`.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from hytemap.definitions import Table
from hytemap.model import Status
from hytemap.sources.tables import TableRows

#: area, year, group, variable
Key = tuple[str, int, str, str]


def hide_small(table: Table, rows: TableRows) -> tuple[TableRows, dict[Key, float]]:
    """The rows with figures of too few people `suppressed`, and the values so hidden, which only the work folder keeps.

    A number of people below the rule is hidden itself. Figures that have no such number in the definition stay.
    """
    rule = table.imported
    if rule is None or rule.min_respondents < 1:
        return rows, {}
    keys = keys_of(rows)
    place = {key: i for i, key in enumerate(keys)}
    hidden: list[int] = []
    for i, (area, year, group, variable) in enumerate(keys):
        counted_by = rule.respondents.get(variable)
        if variable in rule.respondents.values():
            counted_by = variable
        if counted_by is None or not Status(rows.status[i]).has_value:
            continue
        at = place.get((area, year, group, counted_by))
        enough = at is not None and Status(rows.status[at]).has_value and rows.value[at] >= rule.min_respondents
        if not enough:
            hidden.append(i)
    values, statuses = rows.value.copy(), rows.status.copy()
    values[hidden], statuses[hidden] = np.nan, int(Status.SUPPRESSED)
    return replace(rows, value=values, status=statuses), {keys[i]: float(rows.value[i]) for i in hidden}


def with_hidden(rows: TableRows, hidden: dict[Key, float]) -> TableRows:
    """The rows as they were before `hide_small` hid the values in `hidden`."""
    values, statuses = rows.value.copy(), rows.status.copy()
    for i, key in enumerate(keys_of(rows)):
        if key in hidden:
            values[i], statuses[i] = hidden[key], int(Status.OK)
    return replace(rows, value=values, status=statuses)


def keys_of(rows: TableRows) -> list[Key]:
    """What each row is about."""
    return list(zip(rows.area, rows.year.tolist(), rows.group, rows.variable, strict=True))
