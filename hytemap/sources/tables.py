"""A table's figures as rows, and what makes them of a level's WFS layer; those of its CSV are made in table_csv.py."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hytemap.definitions import Table
from hytemap.errors import SourceAnswerInvalid
from hytemap.model import Status, Statuses, Values
from hytemap.sources.layers import SourceLayer

#: the population group of everybody
TOTAL = "total"

#: area, year, variable, value, status, population group
Row = tuple[str, int, str, float, int, str]
#: how many bad rows one message names
MOST_FAULTS = 40
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")


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
