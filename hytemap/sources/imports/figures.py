"""The figures of a file: cells → numbers with a status, by the marks, the unit and the decimal mark of their column."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

from hytemap.definitions.imported_variables import ImportedVariable
from hytemap.definitions.imports import ImportMapping
from hytemap.errors import TableError
from hytemap.model import Status, Unit
from hytemap.sources.imports.grid import Cell, Grid, Line, shown
from hytemap.sources.imports.header import Columns
from hytemap.sources.imports.numbers import Decimal, Undecided, decided, parse_number
from hytemap.sources.imports.places import FigureColumn, Places

#: units that cannot be below zero
_NOT_BELOW_ZERO = {unit for unit in Unit if unit != Unit.INDEX}


class FigureReader:
    """Reads cells of the columns of figures; what concerns a whole column is found out first."""

    def __init__(
        self, grid: Grid, columns: Columns, mapping: ImportMapping, places: Places, lines: Sequence[Line]
    ) -> None:
        self._grid, self._columns, self._mapping, self._lines = grid, columns, mapping, lines
        self._decimal = self._decided(sorted({place for column in places.figures for place in column.places}))
        # (column, variable) → first line shown as per cent, first line that is not
        self._percent: dict[tuple[int, str], int] = {}
        self._plain: dict[tuple[int, str], int] = {}
        self._as_text = 0

    def _decided(self, places: Sequence[int]) -> dict[int, Decimal]:
        found: dict[int, Decimal] = {}
        faults: list[str] = []
        for place in places:
            if self._mapping.file.decimal:
                found[place] = self._mapping.file.decimal
                continue
            cells = [(line.number, line.cells[place]) for line in self._lines]
            texts = [(n, c.text) for n, c in cells if isinstance(c.value, str) and c.text not in self._mapping.marks]
            try:
                found[place] = decided(texts)
            except Undecided as error:
                faults.append(f"column {self._grid.column(place)} {shown(self._columns.names[place])}: {error}")
        if faults:
            raise TableError("\n".join(faults))
        return found

    def counts(self, column: FigureColumn) -> list[float]:
        """The numbers of people behind the figures of a column, of cells that hold one."""
        found: list[float] = []
        for line in self._lines if column.count is not None else ():
            try:
                number, _ = self._number(line.cells[column.count or 0], column.count or 0)
            except ValueError:
                continue
            found.append(number)
        return found

    def read(self, line: Line, place: int, name: str, variable: ImportedVariable | None) -> tuple[float, Status]:
        """The figure in a cell and its status; `variable` is None for a number of people behind one.

        Raises ValueError saying why the cell holds no such figure.
        """
        cell = line.cells[place]
        marks = self._mapping.marks
        if not cell.trouble and cell.text in marks:
            return math.nan, marks[cell.text]
        number, percent = self._number(cell, place)
        if number.is_integer() and str(int(number)) in marks:
            return math.nan, marks[str(int(number))]
        if isinstance(cell.value, str) and self._grid.form == "xlsx":
            self._as_text += 1
        if variable is None:
            if percent or not number.is_integer() or number < 0:
                raise ValueError(f"{shown(cell.text)} is no number of people")
            return number, Status.OK
        if number:
            (self._percent if cell.percent else self._plain).setdefault((place, name), line.number)
        if percent and variable.unit != Unit.PERCENT:
            raise ValueError(
                f"{shown(cell.text)} is given in per cent, but the unit of {name} is {variable.unit.value}"
            )
        if percent and variable.multiply != 1:
            raise ValueError(f"{shown(cell.text)} is given in per cent already: take `multiply` from {name}")
        # 0.123 × 100 is 12.3, not 12.299999999999999
        number = round(number * (100 if cell.percent else variable.multiply), 10)
        return _of_unit(number, cell, name, variable.unit), Status.OK

    def _number(self, cell: Cell, place: int) -> tuple[float, bool]:
        """The number a cell holds as it stands, and whether it is said to be per cent."""
        if cell.trouble:
            raise ValueError(cell.trouble)
        if cell.value is None:
            marks = ", ".join(repr(mark) for mark in self._mapping.marks)
            said = f"the mapping's marks are {marks}" if marks else "the mapping has no marks"
            raise ValueError(f'is empty ({said}): write what it means, or say `"": missing` under `marks`')
        if cell.merged:
            raise ValueError("is part of a merged cell: write the figure into each cell it is meant for")
        if isinstance(cell.value, float):
            return cell.value, cell.percent
        if isinstance(cell.value, date):
            meant = f"{cell.value.day}.{cell.value.month}"
            raise ValueError(
                f"{shown(cell.text)} is a date, which Excel makes of {meant}: format the cells as numbers and write it"
            )
        return parse_number(cell.value, self._decimal[place])

    def refuse_mixed_percent(self) -> None:
        """Raise TableError for a variable of which some cells are shown as per cent and others not."""
        faults = [
            f"column {self._grid.column(place)} {shown(self._columns.names[place])}: line {self._percent[place, name]} "
            f"is formatted as per cent and line {self._plain[place, name]} is not: format all cells of {name} alike"
            for place, name in sorted(set(self._percent) & set(self._plain))
        ]
        if faults:
            raise TableError("\n".join(faults))

    def notes(self) -> list[str]:
        """What was found out about whole columns."""
        told = []
        commas = [shown(self._columns.names[place]) for place, mark in self._decimal.items() if mark == "comma"]
        if commas and self._grid.form == "csv":
            told.append(f"decimal commas in {', '.join(commas[:6])}" + (" …" if len(commas) > 6 else ""))
        if self._as_text:
            told.append(f"numbers stored as text in {self._as_text} cells")
        if self._percent:
            names = ", ".join(dict.fromkeys(name for _, name in self._percent))
            told.append(f"cells formatted as per cent: their numbers are multiplied by 100 ({names})")
        return told


def _of_unit(number: float, cell: Cell, name: str, unit: Unit) -> float:
    if unit in _NOT_BELOW_ZERO and number < 0:
        raise ValueError(f"{shown(cell.text)} is below zero, which {name} ({unit.value}) cannot be")
    if unit == Unit.PERCENT and number > 100:
        raise ValueError(f"{shown(cell.text)} is above 100 per cent ({name})")
    if unit == Unit.PERSONS and not number.is_integer():
        raise ValueError(f"{shown(cell.text)} is no whole number of people ({name})")
    return number
