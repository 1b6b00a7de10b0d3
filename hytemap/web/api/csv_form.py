"""`f=csv`: rows for programs, as RFC 4180 has them. People get theirs from the pages, with decimal commas."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Table:
    """Names of the columns, and rows of as many cells."""

    names: Sequence[str]
    rows: Iterable[Sequence[Any]]


#: how a JSON body is laid out as rows
Tabular = Callable[[dict[str, Any]], Table]


def csv_bytes(table: Table) -> bytes:
    """The table in UTF-8: comma, decimal point, CRLF; codes as they are, truth as in JSON, nothing for null."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(table.names)
    writer.writerows([_cell(cell) for cell in row] for row in table.rows)
    return written.getvalue().encode()


def rows_of(names: Sequence[str], objects: Iterable[dict[str, Any]]) -> Table:
    """Objects with the members `names` as a table."""
    return Table(names, ([one[name] for name in names] for one in objects))


def properties(body: dict[str, Any]) -> Table:
    """The properties of a feature collection's features: one row an area."""
    found = [feature["properties"] for feature in body["features"]]
    return rows_of(list(found[0]) if found else [], found)


def _cell(cell: Any) -> Any:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return cell
