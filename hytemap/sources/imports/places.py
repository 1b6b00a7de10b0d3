"""Where in a file the columns of a mapping stand."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hytemap.definitions.imported_variables import YEAR, ImportedVariable
from hytemap.definitions.imports import ImportMapping, plain
from hytemap.errors import TableError
from hytemap.sources.imports.grid import Grid
from hytemap.sources.imports.header import Columns


@dataclass(frozen=True)
class FigureColumn:
    """A column of figures: its place, that of the people behind them, and the variable and year where it has one.

    `limits` are the places of the low and the high end of its interval, where it has one.
    """

    value: int
    count: int | None = None
    variable: str | None = None
    year: int | None = None
    limits: tuple[int, int] | None = None

    @property
    def places(self) -> list[int]:
        """All places it takes up."""
        return [self.value, *([] if self.count is None else [self.count]), *(self.limits or ())]


@dataclass(frozen=True)
class Places:
    """Places (from 0) of the mapping's columns; None for those it does not have."""

    area: int
    year: int | None
    group: int | None
    variable: int | None
    figures: list[FigureColumn]

    @property
    def keys(self) -> set[int]:
        """Columns that say what a row is about."""
        return {place for place in (self.area, self.year, self.group, self.variable) if place is not None}

    @property
    def used(self) -> set[int]:
        """All columns that are read."""
        return self.keys | {place for column in self.figures for place in column.places}


def find_places(grid: Grid, columns: Columns, mapping: ImportMapping) -> Places:
    """The places of all columns the mapping names; raises TableError naming every one that is not there."""
    faults: list[str] = []

    def place(key: str, name: str | None) -> int | None:
        if name is None:
            return None
        try:
            return columns.find(name)
        except ValueError as error:
            faults.append(f"{key}: {error}")
            return None

    area = place("area.column", mapping.area.column)
    year = place("year.column", mapping.year.column)
    group = place("group.column", mapping.group.column if mapping.group else None)
    variable = place("variable_column", mapping.variable_column)
    figures: list[FigureColumn] = []
    if mapping.layout == "long":
        value = place("value_column", mapping.value_column)
        count = place("respondents_column", mapping.respondents_column)
        limits = _both(place("low_column", mapping.low_column), place("high_column", mapping.high_column))
        figures = [] if value is None else [FigureColumn(value, count, limits=limits)]
    else:
        for name, said in mapping.variables.items():
            key = f"variables.{name}"
            if mapping.year.in_columns:
                figures += _by_year(columns, name, said, key, faults)
                continue
            value = place(f"{key}.column", said.column)
            count = place(f"{key}.respondents", said.respondents)
            limits = _both(place(f"{key}.low", said.low), place(f"{key}.high", said.high))
            if value is not None:
                figures.append(FigureColumn(value, count, name, limits=limits))
    if faults or area is None:
        raise TableError("\n".join(f"line {columns.line}: {fault}" for fault in faults))
    return Places(area, year, group, variable, figures)


def _both(low: int | None, high: int | None) -> tuple[int, int] | None:
    return None if low is None or high is None else (low, high)


def _by_year(
    columns: Columns, variable: str, said: ImportedVariable, key: str, faults: list[str]
) -> list[FigureColumn]:
    """One column a year, of those whose names are the variable's with a year in it."""
    pattern = said.column or ""

    def place(of: str, name: str | None, year: str) -> int | None:
        if name is None:
            return None
        try:
            return columns.find(name.replace(YEAR, year))
        except ValueError as error:
            faults.append(f"{key}.{of}: {error}")
            return None

    form = re.compile(re.escape(plain(pattern)).replace(re.escape(YEAR), r"((?:19|20)\d\d)"))
    found: list[FigureColumn] = []
    for i, name in enumerate(columns.names):
        match = form.fullmatch(plain(name))
        if match is None:
            continue
        year = match[1]
        count = place("respondents", said.respondents, year)
        limits = _both(place("low", said.low, year), place("high", said.high, year))
        found.append(FigureColumn(i, count, variable, int(year), limits))
    years = [column.year for column in found]
    if not found:
        faults.append(f"{key}.column: no column is called ‘{pattern}’ with a year in the place of {YEAR}")
    elif len(set(years)) < len(years):
        faults.append(f"{key}.column: two columns of one year are called ‘{pattern}’")
    return found
