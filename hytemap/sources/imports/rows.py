"""A file's cells and its mapping → rows of area, year, variable, value; every cell that does not fit is named."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TypeVar

from hytemap.definitions.imports import COUNT_SUFFIX, HIGH_SUFFIX, LOW_SUFFIX, ImportMapping, plain
from hytemap.model import Status
from hytemap.sources.imports.areas import AreaReader
from hytemap.sources.imports.figures import FigureReader
from hytemap.sources.imports.grid import Grid, Line, shown
from hytemap.sources.imports.header import Columns
from hytemap.sources.imports.person import refuse_columns, refuse_single_answers, refuse_single_respondents
from hytemap.sources.imports.places import FigureColumn, Places, find_places
from hytemap.sources.imports.years import year_of
from hytemap.sources.tables import TOTAL, Row

_Read = TypeVar("_Read")


@dataclass(frozen=True)
class Bad:
    """One thing that cannot be loaded: where it stands, and why."""

    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        where = f"line {self.line}" + (f", column {self.column}" if self.column else "")
        return f"{where}: {self.reason}"


@dataclass
class Understood:
    """What a file says: `rows` that can be loaded, what is `bad`, and what was `told` while reading."""

    rows: list[Row] = field(default_factory=list)
    bad: list[Bad] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    @property
    def years(self) -> list[int]:
        return sorted({row[1] for row in self.rows})


class _Unfit(Exception):
    """A key cell of a row that cannot be read: its place and the reason."""

    def __init__(self, place: int, reason: str) -> None:
        self.place, self.reason = place, reason


def understand(grid: Grid, columns: Columns, mapping: ImportMapping, areas: AreaReader, year: int | None) -> Understood:
    """All rows of the file as the mapping reads them; `year` is that of the whole file where it has no column.

    Raises TableError for what concerns whole columns, PersonalData for a file about single people.
    """
    places = find_places(grid, columns, mapping)
    refuse_columns(grid, columns, places.keys)
    return _Reader(grid, columns, mapping, areas, places, year).read()


class _Reader:
    def __init__(
        self,
        grid: Grid,
        columns: Columns,
        mapping: ImportMapping,
        areas: AreaReader,
        places: Places,
        year: int | None,
    ) -> None:
        self._grid, self._columns, self._mapping, self._areas, self._places = grid, columns, mapping, areas, places
        self._year = year
        self._lines = [line for line in columns.data if not areas.is_ignored(line.cells[places.area])]
        self._figures = FigureReader(grid, columns, mapping, places, self._lines)
        self._labels = {plain(v.label): name for name, v in mapping.variables.items() if v.label}
        self._groups = {plain(word): group for word, group in mapping.group.values.items()} if mapping.group else {}
        self._out = Understood()
        self._tally: Counter[str] = Counter()
        self._example: dict[str, str] = {}
        self._unlisted: Counter[str] = Counter()

    def read(self) -> Understood:
        self._refuse_answers()
        first: dict[tuple[str, int, str, str], int] = {}
        twice: set[tuple[str, int, str, str]] = set()
        for line in self._lines:
            for key, column in self._keys(line):
                if key in first:
                    twice.add(key)
                    told = ", ".join([key[0], str(key[1]), key[2], *([key[3]] if key[3] != TOTAL else [])])
                    self._out.bad.append(Bad(line.number, "", f"{told} stands on line {first[key]} too: keep one"))
                    continue
                first[key] = line.number
                self._out.rows += self._rows_of(line, key, column)
        self._figures.refuse_mixed_percent()
        hidden = {
            (area, year, name + suffix, group)
            for area, year, name, group in twice
            for suffix in ("", COUNT_SUFFIX, LOW_SUFFIX, HIGH_SUFFIX)
        }
        # which of the two is right nobody knows here, so neither is taken
        self._out.rows = [row for row in self._out.rows if (row[0], row[1], row[2], row[5]) not in hidden]
        self._out.told += self._notes()
        return self._out

    def _refuse_answers(self) -> None:
        place = self._places
        counts = [n for column in place.figures for n in self._figures.counts(column)]
        refuse_single_respondents(counts)
        if not any(count > 1 for count in counts):
            named = [place.area, *(p for p in (place.year, place.group, place.variable) if p is not None)]
            keys = [tuple(plain(line.cells[p].text) for p in named) for line in self._lines]
            refuse_single_answers(
                keys, "area, year, group and variable" if place.variable is not None else "area and year"
            )

    def _keys(self, line: Line) -> Iterator[tuple[tuple[str, int, str, str], FigureColumn]]:
        """What each figure of a line is about: area, year, variable, group; and the column it stands in."""
        unfit: list[_Unfit] = []
        area = self._tried(self._area, line, unfit)
        year = self._tried(self._year_of, line, unfit)
        group = self._tried(self._group, line, unfit)
        variable = self._tried(self._variable, line, unfit)
        self._out.bad += [Bad(line.number, self._named(one.place), one.reason) for one in unfit]
        if unfit or variable == "":
            return
        for column in self._places.figures:
            name, at = column.variable or variable, column.year or year
            if area is not None and name is not None and at is not None and group is not None:
                yield (area, at, name, group), column

    def _tried(self, read: Callable[[Line], _Read], line: Line, unfit: list[_Unfit]) -> _Read | None:
        try:
            return read(line)
        except _Unfit as error:
            unfit.append(error)
            return None

    def _area(self, line: Line) -> str:
        cell = line.cells[self._places.area]
        try:
            found = self._areas.find(cell)
        except ValueError as error:
            raise _Unfit(self._places.area, str(error)) from error
        if found.zeros:
            self._count("leading zeros put back", f"{cell.text} → {found.code}")
        return found.code

    def _year_of(self, line: Line) -> int | None:
        if self._places.year is None:
            return self._year
        cell = line.cells[self._places.year]
        try:
            year, was_date = year_of(cell, self._grid)
        except ValueError as error:
            raise _Unfit(self._places.year, str(error)) from error
        if was_date:
            self._count("dates taken as years", f"{cell.text} → {year}")
        return year

    def _group(self, line: Line) -> str:
        if self._places.group is None or self._mapping.group is None:
            return TOTAL
        text = line.cells[self._places.group].text
        group = self._groups.get(plain(text))
        if group is None:
            known = ", ".join(shown(word) for word in self._mapping.group.values)
            raise _Unfit(self._places.group, f"{shown(text)} is no population group of the mapping: {known}")
        return group

    def _variable(self, line: Line) -> str | None:
        """The variable of a line in the layout long; "" for one that is not wanted; None in the layout wide."""
        if self._places.variable is None:
            return None
        text = line.cells[self._places.variable].text
        name = self._labels.get(plain(text))
        if name is None and self._mapping.only_listed and text:
            self._unlisted[text] += 1
            return ""
        if name is None:
            near = get_close_matches(plain(text), self._labels, n=3, cutoff=0.5)
            words = [
                v.label or "" for v in self._mapping.variables.values() if not near or plain(v.label or "") in near
            ]
            known = ", ".join(shown(word) for word in words[:6])
            right = "add it, or say `only_listed: true`"
            raise _Unfit(self._places.variable, f"{shown(text)} is no variable of the mapping ({known}): {right}")
        return name

    def _rows_of(self, line: Line, key: tuple[str, int, str, str], column: FigureColumn) -> list[Row]:
        area, year, name, group = key
        variable = self._mapping.variables[name]
        rows: list[Row] = []
        bad: list[Bad] = []
        low, high = column.limits or (None, None)
        read: dict[str, tuple[float, Status]] = {}
        for place, row_name, what in (
            (column.value, name, variable),
            (column.count, name + COUNT_SUFFIX, None),
            (low, name + LOW_SUFFIX, variable),
            (high, name + HIGH_SUFFIX, variable),
        ):
            if place is None:
                continue
            try:
                value, status = self._figures.read(line, place, name, what)
            except ValueError as error:
                bad.append(Bad(line.number, self._named(place), str(error)))
                continue
            if place in (low, high):
                # limits never tell what their figure does not
                status = max(status, read.get(name, (math.nan, Status.OK))[1])
            read[row_name] = value, status
            rows.append((area, year, row_name, value if status == Status.OK else math.nan, int(status), group))
        if low is not None and not _holds(read, name):
            bad.append(Bad(line.number, self._named(low), f"the limits of {name} do not hold its figure"))
        self._out.bad += bad
        return [] if bad else rows

    def _named(self, place: int) -> str:
        name = self._columns.names[place]
        return self._grid.column(place) + (f" {shown(name)}" if name else "")

    def _count(self, what: str, example: str) -> None:
        self._tally[what] += 1
        self._example.setdefault(what, example)

    def _notes(self) -> list[str]:
        told = [
            f"{what} in {count} {'cell' if count == 1 else 'cells'} ({self._example[what]})"
            for what, count in self._tally.items()
        ]
        told += self._figures.notes()
        ignored = len(self._columns.data) - len(self._lines)
        if ignored:
            told.append(f"{ignored} {'row' if ignored == 1 else 'rows'} left out as `area.ignore` says")
        if self._unlisted:
            named = ", ".join(f"{shown(text)} ({count})" for text, count in sorted(self._unlisted.items())[:12])
            told.append(f"rows of variables that the mapping does not list are left out: {named}")
        unused = [shown(name) for i, name in enumerate(self._columns.names) if name and i not in self._places.used]
        if unused:
            told.append(f"columns not used: {', '.join(unused[:12])}" + (" …" if len(unused) > 12 else ""))
        return told


def _holds(read: dict[str, tuple[float, Status]], name: str) -> bool:
    """Whether the figure lies between its limits, of those that were read and are numbers."""
    nothing = (math.nan, Status.MISSING)
    value, low, high = (read.get(key, nothing) for key in (name, name + LOW_SUFFIX, name + HIGH_SUFFIX))
    shown = [number for number, status in (low, value, high) if status == Status.OK]
    return shown == sorted(shown)
