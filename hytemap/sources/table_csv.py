"""A table's figures out of its long CSV, read a block of lines at a time, as a national one has millions."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import TextIO

import numpy as np
from numpy.typing import NDArray

from hytemap.definitions import Table
from hytemap.errors import TableError
from hytemap.model import Status, Statuses, Values
from hytemap.sources.tables import MOST_FAULTS, TOTAL, TableRows, read_value

COLUMNS = ("area", "year", "variable", "value")
#: the population group of a row; a table without the column is about everybody
GROUP = "group"
#: lines read at a time
BLOCK = 50_000
_CODE = re.compile(r"[0-9A-Za-z_.-]{1,20}")
_CODE_RULE = "letters, digits, - _ . only, at most 20"
_YEAR = re.compile(r"\d{4}")


def read_table_csv(table: Table, path: Path) -> TableRows:
    """The rows of the CSV (UTF-8; columns area, year, variable, value, and group where there are several) in `path`.

    Rows of variables that the table does not define are left out and told. Raises TableError naming line, column and
    reason of every bad row, and duplicates.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return _read(table, file, path.name)
    except UnicodeDecodeError:
        # a stream counts bytes from the start of its block
        at = _first_bad_byte(path)
        raise TableError(f"{path.name} is not UTF-8 (byte {at}): save it as UTF-8") from None
    except OSError as error:
        raise TableError(f"{path} cannot be read: {error.strerror}") from error


def parse_table_csv(table: Table, text: str, shown: str) -> TableRows:
    """As `read_table_csv`, from the CSV's text; `shown` is how the file is called in messages."""
    return _read(table, io.StringIO(text, newline=""), shown)


def _first_bad_byte(path: Path) -> int:
    try:
        path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return 0


def _read(table: Table, file: TextIO, shown: str) -> TableRows:
    reader = csv.reader(file, strict=True)
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
        for lines, block in _blocks(reader, len(header), rows):
            columns = list(zip(*block, strict=True))
            groups = (TOTAL,) * len(block) if group is None else columns[group]
            area, year, variable, value = (columns[i] for i in place)
            rows.add(lines, (area, year, variable, groups, value))
    except csv.Error as error:
        raise TableError(f"{shown}, line {reader.line_num}: {error}") from error
    return rows.done()


def _blocks(reader: Iterator[list[str]], width: int, rows: _Rows) -> Iterator[tuple[list[int], list[list[str]]]]:
    """Blocks of whole rows with the number of the line each ends on; others are noted as faults, blank ones passed."""
    while True:
        lines: list[int] = []
        block: list[list[str]] = []
        some = 0
        for cells in islice(reader, BLOCK):
            some += 1
            if len(cells) == width:
                lines.append(reader.line_num)  # type: ignore[attr-defined]
                block.append(cells)
            elif cells:
                rows.fault(reader.line_num, "", f"{len(cells)} cells instead of {width}")  # type: ignore[attr-defined]
        if block:
            yield lines, block
        if not some:
            return


class _Words:
    """The different texts of a column, each checked once and given a number; `wrong` says why one cannot stand."""

    def __init__(self, column: str, check: Callable[[str], str]) -> None:
        self.column = column
        self.texts: list[str] = []
        self.wrong: dict[int, str] = {}
        self._check = check
        self._number: dict[str, int] = {}

    def numbered(self, texts: tuple[str, ...]) -> NDArray[np.int64]:
        """The number of each text; spaces around it do not count."""
        for text in sorted(set(texts) - self._number.keys()):
            bare = text.strip()
            if bare not in self._number:
                self._number[bare] = len(self.texts)
                wrong = self._check(bare)
                if wrong:
                    self.wrong[len(self.texts)] = wrong
                self.texts.append(bare)
            self._number[text] = self._number[bare]
        return np.fromiter(map(self._number.__getitem__, texts), dtype=np.int64, count=len(texts))


class _Rows:
    """Collects blocks of rows as numbers, and what is wrong with them."""

    def __init__(self, table: Table, shown: str) -> None:
        self._table, self._shown = table, shown
        self._faults: list[tuple[int, str]] = []
        groups = {TOTAL, *table.population_groups}
        none = f"is none of the table's groups: {', '.join(sorted(groups))}"
        self._area = _Words("area", lambda t: "" if _CODE.fullmatch(t) else f"{t!r} is no code ({_CODE_RULE})")
        self._year = _Words("year", lambda t: "" if _YEAR.fullmatch(t) else f"{t!r} is no year of four digits")
        self._variable = _Words("variable", lambda t: "" if t else "is empty")
        self._group = _Words(GROUP, lambda t: "" if t in groups else f"{t!r} {none}")
        # area, year, variable, group and line of every good row, a block an array
        self._keys: list[NDArray[np.int64]] = [np.zeros((0, 5), dtype=np.int64)]
        self._values: list[Values] = [np.zeros(0)]
        self._statuses: list[Statuses] = [np.zeros(0, dtype=np.uint8)]

    @property
    def _words(self) -> tuple[_Words, ...]:
        return self._area, self._year, self._variable, self._group

    def fault(self, line: int, column: str, reason: str) -> None:
        where = f"line {line}" + (f", column {column}" if column else "")
        self._faults.append((line, f"{self._shown}, {where}: {reason}"))

    def add(self, lines: list[int], columns: tuple[tuple[str, ...], ...]) -> None:
        """Take over a block of rows: texts of area, year, variable, group and value, (rows,) each."""
        *keys, value = columns
        read: list[tuple[float, Status]] = []

        def check(text: str) -> str:
            try:
                read.append(read_value(text, self._table))
            except ValueError as error:
                read.append((float("nan"), Status.MISSING))
                return str(error)
            return ""

        # figures are as many as rows, so their texts are not kept from block to block
        figures = _Words("value", check)
        words = (*self._words, figures)
        numbered = [some.numbered(texts) for some, texts in zip(words, (*keys, value), strict=True)]
        good = np.ones(len(lines), dtype=bool)
        for some, numbers in zip(words, numbered, strict=True):
            for i in np.nonzero(np.isin(numbers, list(some.wrong)))[0].tolist() if some.wrong else ():
                good[i] = False
                self.fault(lines[i], some.column, some.wrong[int(numbers[i])])
        self._keys.append(np.column_stack([*numbered[:-1], np.array(lines)])[good])
        self._values.append(np.array([number for number, _ in read])[numbered[-1]][good])
        self._statuses.append(np.array([status for _, status in read], dtype=np.uint8)[numbered[-1]][good])

    def done(self) -> TableRows:
        """The rows; raises TableError naming every bad one."""
        keys = np.concatenate(self._keys)
        values, statuses = np.concatenate(self._values), np.concatenate(self._statuses)
        known = np.isin(keys[:, 2], [i for i, name in enumerate(self._variable.texts) if name in self._table.variables])
        unknown = Counter(self._variable.texts[i] for i in keys[~known, 2].tolist())
        keys, values, statuses = keys[known], values[known], statuses[known]
        self._refuse_duplicates(keys)
        if self._faults:
            told = [fault for _, fault in sorted(self._faults, key=lambda fault: fault[0])]
            more = len(told) - MOST_FAULTS
            raise TableError("\n".join(told[:MOST_FAULTS]) + (f"\n… and {more} more" if more > 0 else ""))
        years = np.array([int(text) for text in self._year.texts], dtype=np.int64)
        return TableRows(
            [self._area.texts[i] for i in keys[:, 0].tolist()],
            years[keys[:, 1]],
            [self._variable.texts[i] for i in keys[:, 2].tolist()],
            values,
            statuses,
            [self._group.texts[i] for i in keys[:, 3].tolist()],
            self._notices(unknown, keys[:, 1], keys[:, 2]),
        )

    def _refuse_duplicates(self, keys: NDArray[np.int64]) -> None:
        """Note a fault for each row whose area, year, variable and group stand on an earlier line."""
        if not len(keys):
            return
        sizes = tuple(len(words.texts) for words in self._words)
        whole = np.ravel_multi_index(tuple(keys[:, :4].T), sizes)
        _, first, which = np.unique(whole, return_index=True, return_inverse=True)
        for i in np.nonzero(first[which] != np.arange(len(keys)))[0].tolist():
            area, year, variable, group, line = keys[i].tolist()
            told = f"{self._area.texts[area]}, {self._year.texts[year]}, {self._variable.texts[variable]}"
            told += f", {self._group.texts[group]}" if self._group.texts[group] != TOTAL else ""
            at = int(keys[first[which[i]], 4])
            self.fault(line, "", f"{told} stands already on line {at}: keep one")

    def _notices(self, unknown: Counter[str], year: NDArray[np.int64], variable: NDArray[np.int64]) -> tuple[str, ...]:
        """What was left out, and years that the definition does not list; two arrays of numbers of words."""
        where = f"layers/tables/{self._table.id}.yaml"
        notices: list[str] = []
        if unknown:
            named = ", ".join(f"{name} ({count})" for name, count in sorted(unknown.items()))
            notices.append(f"{self._shown}: rows of variables not in {where} are left out: {named}")
        listed = {name: group.years_of(name) for group in self._table.groups.values() for name in group.variables}
        strange: Counter[str] = Counter()
        for i, text in enumerate(self._year.texts):
            in_year = np.bincount(variable[year == i], minlength=len(self._variable.texts))
            for name in np.nonzero(in_year)[0].tolist():
                if int(text) not in listed[self._variable.texts[name]]:
                    strange[text] += int(in_year[name])
        if strange:
            named = ", ".join(f"{year} ({count} rows)" for year, count in sorted(strange.items()))
            notices.append(f"{self._shown}: rows of years that their group in {where} does not list: {named}")
        return tuple(notices)
