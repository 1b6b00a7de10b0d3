"""Figures of few people are hidden before anything else of hytemap reads them.

This is the primary rule alone, at import: thresholds and dominance, each cell for itself. What could be worked out from
sums and other groups is hidden when a snapshot is built (`hytemap.build.protection`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from hytemap.definitions import Table
from hytemap.definitions.disclosure import Disclosure
from hytemap.model import Status
from hytemap.sources.tables import TableRows
from hytemap.statistics.protection import primary

#: area, year, group, variable
Key = tuple[str, int, str, str]


def hide_small(table: Table, rows: TableRows) -> tuple[TableRows, dict[Key, float]]:
    """The rows with figures of too few people `suppressed`, and the values so hidden, which only the work folder keeps.

    A percentage and the number of people it is of are hidden together. Figures that have no such number in the
    definition stay.
    """
    rule = table.disclosure
    if rule is None:
        return rows, {}
    keys = keys_of(rows)
    shown = {key: float(rows.value[i]) for i, key in enumerate(keys) if Status(rows.status[i]).has_value}
    hidden = set(_too_small(rule, shown))
    places = [i for i, key in enumerate(keys) if key in hidden and key in shown]
    values, statuses = rows.value.copy(), rows.status.copy()
    values[places], statuses[places] = np.nan, int(Status.SUPPRESSED)
    return replace(rows, value=values, status=statuses), {keys[i]: shown[keys[i]] for i in places}


def _too_small(rule: Disclosure, shown: dict[Key, float]) -> Iterator[Key]:
    """The cells that the rule hides for what they are themselves, with those that are hidden along."""
    behind: dict[str, list[str]] = {}
    for variable, counted_by in rule.respondents.items():
        behind.setdefault(counted_by, []).append(variable)
    for (area, year, group, variable), value in shown.items():
        cell = (area, year, group)
        together = [(*cell, name) for name in {variable, *behind.get(variable, ())}]
        if variable in behind and _small_number(rule, value):
            yield from together
        if variable in rule.respondents:
            counted_by = rule.respondents[variable]
            people = shown.get((*cell, counted_by), np.nan)
            if rule.min_denominator is not None and not people >= rule.min_denominator:
                yield (*cell, variable)
            if variable in rule.shares and rule.min_count is not None and _share_tells(rule, value, people):
                yield from ((*cell, name) for name in {counted_by, *behind[counted_by]})
        for one in rule.dominance:
            if one.variable == variable:
                largest = shown.get((*cell, one.largest or ""), np.nan)
                units = shown.get((*cell, one.units or ""), np.nan)
                if _one_units(value, largest, units, one.more_than, one.min_units, one.largest is not None):
                    yield (*cell, variable)
        if variable in rule.never_shown:
            yield (*cell, variable)


def _small_number(rule: Disclosure, people: float) -> bool:
    """Whether a number of people behind figures is below the rule; nobody at all is too few to stand behind one."""
    if rule.min_denominator is not None and people < rule.min_denominator:
        return True
    few = rule.min_count is not None and primary.too_few(np.array([people]), rule.min_count, rule.hide_zero)[0]
    return bool(few)


def _share_tells(rule: Disclosure, percent: float, people: float) -> bool:
    meant, left = primary.share_tells(np.array([percent]), np.array([people]), rule.min_count or 0, rule.hide_zero)
    return bool(meant[0] or left[0])


def _one_units(total: float, largest: float, units: float, more_than: float, min_units: int, by_largest: bool) -> bool:
    if by_largest:
        return bool(primary.dominated(np.array([total]), np.array([largest]), more_than)[0])
    return bool(primary.few_units(np.array([total]), np.array([units]), min_units)[0])


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
