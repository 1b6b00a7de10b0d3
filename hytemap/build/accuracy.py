"""How far estimates are off where the figure is known at the target level too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from hytemap.build.inputs import LevelInput, TableFigures
from hytemap.build.observations import Observer
from hytemap.definitions import Carry, Definitions, Table
from hytemap.sources.tables import TOTAL
from hytemap.statistics import crosswalk as cw
from hytemap.statistics.comparison import percent_errors

#: table → level it is carried to → what is known of the accuracy
Accuracies = dict[str, dict[str, dict[str, Any]]]


def accuracies(
    definitions: Definitions, levels: Mapping[str, LevelInput], figures: Mapping[str, TableFigures], observer: Observer
) -> Accuracies:
    """Plain facts on every `check` of a table's `carry`: each area's error in per cent, year by year.

    A year counts that both tables have. An area's error is null where either has no figure; `mean_error` and
    `largest_error` are of absolute errors.
    """
    found: Accuracies = {}
    for table in definitions.tables.values():
        for carry in table.carry:
            if carry.check and carry.to in levels:
                years = _years(definitions, levels, figures, observer, table, carry)
                if years:
                    found.setdefault(table.id, {})[carry.to] = {**carry.check.model_dump(), "years": years}
    return found


def _years(
    definitions: Definitions,
    levels: Mapping[str, LevelInput],
    figures: Mapping[str, TableFigures],
    observer: Observer,
    table: Table,
    carry: Carry,
) -> dict[str, Any]:
    check = carry.check
    assert check is not None  # noqa: S101 - the caller looked
    group = table.group_of(check.variable)
    other = definitions.tables[check.table].group_of(check.against)
    source = next((level for level in table.levels if level in levels), None)
    if group is None or other is None or source is None:
        return {}
    codes = tuple(levels[carry.to].codes)
    found: dict[str, Any] = {}
    for year in sorted(set(group.years_of(check.variable)) & set(other.years_of(check.against))):
        edition = group.edition(year)
        division = observer.division(source, edition.vintage if edition else "current")
        way = next(way for way in observer.ways_of(table, division) if way.level == carry.to)
        published, _ = figures[table.id].of(check.variable, year, TOTAL, division.codes)
        known, _ = figures[check.table].of(check.against, year, TOTAL, codes)
        errors = percent_errors(cw.apportion(published, way.people), known)
        if np.isnan(errors).all():
            continue
        found[str(year)] = {
            "errors": {
                code: None if np.isnan(error) else round(float(error), 2)
                for code, error in zip(codes, errors, strict=True)
            },
            "mean_error": round(float(np.nanmean(np.abs(errors))), 2),
            "largest_error": round(float(np.nanmax(np.abs(errors))), 2),
        }
    return found
