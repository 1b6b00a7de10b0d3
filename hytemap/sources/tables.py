"""A table's figures as rows: out of its long CSV, and out of the attributes of a level's own WFS layer."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hytemap.definitions import Table
from hytemap.errors import SourceAnswerInvalid, TableError
from hytemap.model import Status, Statuses, Values
from hytemap.sources.layers import SourceLayer

COLUMNS = ("area", "year", "variable", "value")
#: the population group of a row; a table without the column is about everybody
GROUP, TOTAL = "group", "total"

#: area, year, variable, value, status, population group
Row = tuple[str, int, str, float, int, str]
#: how many bad rows one message names
MOST_FAULTS = 40
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_CODE = re.compile(r"[0-9A-Za-z_.-]{1,20}")


@dataclass(frozen=True)
class TableRows:
    """Figures of one table, one entry a row in every list and array.

    `area`: codes as text; `year`: (n,) int64; `variable`: names; `value`: (n,) float64 in the publisher's unit, NaN
    where there is none; `status`: (n,) uint8 of `Status`; `group`: population groups, `total` for everybody.
    `notices` tell what was left out.
    """

    area: list[str]
    year: NDArray[np.int64]
    variable: list[str]
    value: Values
    status: Statuses
    group: list[str]
    notices: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.area)


def read_table_csv(table: Table, path: Path) -> TableRows:
    """The rows of the CSV (UTF-8; columns area, year, variable, value, and group where there are several) in `path`.

    Rows of variables that the table does not define are left out and told. Raises TableError naming line, column and
    reason of every bad row, and duplicates.
    """
    shown = path.name
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise TableError(f"{shown} is not UTF-8 (byte {error.start}): save it as UTF-8") from error
    except OSError as error:
        raise TableError(f"{path} cannot be read: {error.strerror}") from error
    return parse_table_csv(table, text, shown)


def parse_table_csv(table: Table, text: str, shown: str) -> TableRows:
    """As `read_table_csv`, from the CSV's text; `shown` is how the file is called in messages."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, [])
        missing = [name for name in COLUMNS if header.count(name) != 1]
        if missing:
            raise TableError(
                f"{shown}, line 1: each of the columns {', '.join(COLUMNS)} must stand once, separated by commas; "
                f"{', '.join(missing)} does not (found: {', '.join(header) or 'nothing'})"
            )
        place = [header.index(name) for name in COLUMNS]
        group = header.index(GROUP) if header.count(GROUP) == 1 else None
        rows = _Rows(table, shown)
        for cells in reader:
            if not cells:
                continue
            if len(cells) != len(header):
                rows.fault(reader.line_num, "", f"{len(cells)} cells instead of {len(header)}")
                continue
            area, year, variable, value = (cells[i].strip() for i in place)
            rows.add(reader.line_num, area, year, variable, value, TOTAL if group is None else cells[group].strip())
    except csv.Error as error:
        raise TableError(f"{shown}, line {reader.line_num}: {error}") from error
    return rows.done()


class _Rows:
    """Collects rows and what is wrong with them."""

    def __init__(self, table: Table, shown: str) -> None:
        self._table, self._shown = table, shown
        self._variables = set(table.variables)
        self._faults: list[str] = []
        self._first: dict[tuple[str, int, str, str], int] = {}
        self._unknown: Counter[str] = Counter()
        self._strange_years: Counter[int] = Counter()
        self._years = {name: set(group.years_of(name)) for group in table.groups.values() for name in group.variables}
        self._groups = {TOTAL, *table.population_groups}
        self._rows: list[Row] = []

    def fault(self, line: int, column: str, reason: str) -> None:
        where = f"line {line}" + (f", column {column}" if column else "")
        self._faults.append(f"{self._shown}, {where}: {reason}")

    def add(self, line: int, area: str, year: str, variable: str, value: str, group: str) -> None:
        good = True
        if not _CODE.fullmatch(area):
            self.fault(line, "area", f"{area!r} is no code (letters, digits, - _ . only, at most 20)")
            good = False
        if not re.fullmatch(r"\d{4}", year):
            self.fault(line, "year", f"{year!r} is no year of four digits")
            good = False
        if not variable:
            self.fault(line, "variable", "is empty")
            good = False
        if group not in self._groups:
            self.fault(line, GROUP, f"{group!r} is none of the table's groups: {', '.join(sorted(self._groups))}")
            good = False
        try:
            number, status = read_value(value, self._table)
        except ValueError as error:
            self.fault(line, "value", str(error))
            good = False
        if not good:
            return
        if variable not in self._variables:
            self._unknown[variable] += 1
            return
        key = (area, int(year), variable, group)
        if key in self._first:
            told = f"{area}, {year}, {variable}" + (f", {group}" if group != TOTAL else "")
            self.fault(line, "", f"{told} stands already on line {self._first[key]}: keep one")
            return
        self._first[key] = line
        if int(year) not in self._years[variable]:
            self._strange_years[int(year)] += 1
        self._rows.append((area, int(year), variable, number, int(status), group))

    def done(self) -> TableRows:
        if self._faults:
            more = len(self._faults) - MOST_FAULTS
            raise TableError("\n".join(self._faults[:MOST_FAULTS]) + (f"\n… and {more} more" if more > 0 else ""))
        notices: list[str] = []
        where = f"layers/tables/{self._table.id}.yaml"
        if self._unknown:
            named = ", ".join(f"{name} ({count})" for name, count in sorted(self._unknown.items()))
            notices.append(f"{self._shown}: rows of variables not in {where} are left out: {named}")
        if self._strange_years:
            named = ", ".join(f"{year} ({count} rows)" for year, count in sorted(self._strange_years.items()))
            notices.append(f"{self._shown}: rows of years that their group in {where} does not list: {named}")
        return table_rows(self._rows, tuple(notices))


def read_value(text: str, table: Table) -> tuple[float, Status]:
    """A figure and its status from the publisher's text; NaN with the status its mark has in the definition.

    A mark that is a number ("-1") is known however the number is written ("-1.0"). Raises ValueError saying why the
    text is neither a number nor a mark.
    """
    if text in table.marks:
        return float("nan"), table.marks[text]
    if not _NUMBER.fullmatch(text):
        marks = ", ".join(repr(mark) for mark in table.marks) or "none"
        right = "write a decimal point" if re.fullmatch(r"[+-]?\d+,\d+", text) else f"marks of this table: {marks}"
        raise ValueError(f"{text!r} is neither a number nor a mark ({right})" if text else f"is empty ({right})")
    number = float(text)
    if not np.isfinite(number):
        raise ValueError(f"{text!r} is too large for a number")
    if number.is_integer() and abs(number) < 1e15 and str(int(number)) in table.marks:
        return float("nan"), table.marks[str(int(number))]
    return number, Status.OK


def rows_of_layer(table: Table, layer: SourceLayer, expected: list[str]) -> TableRows:
    """The table's variables out of the attributes of a level's layer (`wfs` of the definition).

    The year is the layer's own less `statistics_lag`; a null is `missing`. `expected`: codes that must be there.
    Variables the layer does not have are told. Raises SourceAnswerInvalid when the layer has no year, none of the
    variables, a value that cannot be read, or the wrong areas.
    """
    if table.wfs is None:
        raise SourceAnswerInvalid(f"{table.id} has no live source")
    if layer.year is None:
        raise SourceAnswerInvalid(f"{layer.service}: {layer.name} has no year in its name, so its figures have none")
    year = layer.year - table.wfs.statistics_lag
    codes = [(code or "").strip() for code in layer.column(table.wfs.key)]
    twice = sorted(code for code, count in Counter(codes).items() if count > 1)
    missing = [code for code in expected if code not in codes]
    if twice or missing:
        wrong = (("more than once", twice), ("missing", missing))
        told = "; ".join(f"{what}: {', '.join(code or '(blank)' for code in some)}" for what, some in wrong if some)
        raise SourceAnswerInvalid(f"{layer.service}: the areas of {layer.name} are not right; {told}")
    there = [name for name in table.variables if name in layer.fields]
    absent = [name for name in table.variables if name not in layer.fields and not _known_absent(table, name, year)]
    if not there:
        raise SourceAnswerInvalid(f"{layer.service}: {layer.name} has none of the variables of {table.id}")
    rows: list[Row] = []
    faults: list[str] = []
    for name in there:
        for code, text in zip(codes, layer.fields[name], strict=True):
            if text is None or not text.strip():
                rows.append((code, year, name, float("nan"), int(Status.MISSING), TOTAL))
                continue
            try:
                number, status = read_value(text.strip(), table)
            except ValueError as error:
                faults.append(f"{code} {name}: {error}")
                continue
            rows.append((code, year, name, number, int(status), TOTAL))
    if faults:
        more = f" and {len(faults) - MOST_FAULTS} more" if len(faults) > MOST_FAULTS else ""
        raise SourceAnswerInvalid(f"{layer.service}: {layer.name}: " + "; ".join(faults[:MOST_FAULTS]) + more)
    notices = [f"{layer.name} has no {', '.join(absent)}"] if absent else []
    return table_rows(rows, tuple(notices))


def _known_absent(table: Table, variable: str, year: int) -> bool:
    """Whether the definition says that the variable is not published in `year`."""
    group = table.group_of(variable)
    return group is not None and group.edition(year) is not None and year not in group.years_of(variable)


def table_rows(rows: list[Row], notices: tuple[str, ...] = ()) -> TableRows:
    """Rows of (area, year, variable, value, status, group) as arrays."""
    return TableRows(
        [row[0] for row in rows],
        np.array([row[1] for row in rows], dtype=np.int64),
        [row[2] for row in rows],
        np.array([row[3] for row in rows], dtype=np.float64),
        np.array([row[4] for row in rows], dtype=np.uint8),
        [row[5] for row in rows],
        notices,
    )
