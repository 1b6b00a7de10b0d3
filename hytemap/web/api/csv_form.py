"""`f=csv`: rows for programs, as RFC 4180 has them. People get theirs from the pages, with decimal commas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from hytemap.model import AddressForm
from hytemap.web.api.feature_set import FeatureSet
from hytemap.web.api.operation import Written


@dataclass(frozen=True)
class Table:
    """Names of the columns, and rows of as many cells."""

    names: Sequence[str]
    rows: Iterable[Sequence[Any]]


def csv_bytes(table: Table) -> bytes:
    """The table in UTF-8: comma, decimal point, CRLF; codes as they are, truth as in JSON, nothing for null."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(table.names)
    writer.writerows([_cell(cell) for cell in row] for row in table.rows)
    return written.getvalue().encode()


def csv_written(table: Table, name: str) -> Written:
    """The table as a file to save."""
    return Written(csv_bytes(table), f"{AddressForm.CSV.value}; charset=utf-8", f"{name}.csv")


def rows_of(names: Sequence[str], objects: Iterable[dict[str, Any]]) -> Table:
    """Objects with the members `names` as a table."""
    return Table(names, ([one[name] for name in names] for one in objects))


def table_of(features: FeatureSet) -> Table:
    """The properties of features: one row each."""
    columns = features.columns()
    return Table([one.name for one in columns], zip(*(one.values for one in columns), strict=True))


def _cell(cell: Any) -> Any:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return cell
