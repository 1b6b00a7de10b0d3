"""Years as files hold them: four digits, a date, or the number Excel counts days by."""

from __future__ import annotations

import re
from datetime import date, timedelta

from hytemap.sources.imports.grid import Cell, Grid, shown

FIRST, LAST = 1900, 2100
#: Excel's numbers of the first day of 1990 and of 2100, in the system that counts from 1900
_DAYS = range(32_874, 73_051)
_EPOCHS = {False: date(1899, 12, 30), True: date(1904, 1, 1)}
_DATES = (
    re.compile(r"(?P<day>\d{1,2})[./](?P<month>\d{1,2})[./](?P<year>\d{4})(?:[ T].*)?"),
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?:[ T].*)?"),
)


def year_of(cell: Cell, grid: Grid) -> tuple[int, bool]:
    """The year a cell tells, and whether it was a date; raises ValueError for anything else."""
    value = cell.value
    if cell.trouble:
        raise ValueError(cell.trouble)
    if isinstance(value, date):
        return _within(value.year, cell), True
    text = re.sub(r"\.0+$", "", cell.text)
    if re.fullmatch(r"\d{4}", text):
        return _within(int(text), cell), False
    if isinstance(value, float) and value.is_integer() and int(value) in _DAYS:
        return (_EPOCHS[grid.epoch_1904] + timedelta(days=int(value))).year, True
    for pattern in _DATES:
        found = pattern.fullmatch(text)
        if found:
            try:
                return _within(date(int(found["year"]), int(found["month"]), int(found["day"])).year, cell), True
            except ValueError:
                break
    if re.fullmatch(r"\d{4}\s*[-–/]\s*\d{2,4}", text):
        raise ValueError(f"{shown(text)} is two years: write the one whose figure it is")
    if text.isdigit() and int(text) in _DAYS:
        raise ValueError(
            f"{shown(text)} is how Excel counts days: format the column as dates or years and save it anew"
        )
    raise ValueError(f"{shown(text)} is no year" if text else "is empty: the year is missing")


def _within(year: int, cell: Cell) -> int:
    if not FIRST <= year <= LAST:
        raise ValueError(f"{shown(cell.text)} is no year between {FIRST} and {LAST}")
    return year


def years_in(text: str) -> list[int]:
    """The years of four digits that stand in a text, each once, rising."""
    return sorted({int(found) for found in re.findall(r"(?<!\d)((?:19|20)\d\d)(?!\d)", text)})
