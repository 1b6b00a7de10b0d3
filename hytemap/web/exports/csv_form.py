"""`f=csv`: rows for programs, as RFC 4180 has them unless asked otherwise."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Any

from hytemap.errors import RequestFault
from hytemap.model import AddressForm
from hytemap.web.api import words
from hytemap.web.api.fields import Kind
from hytemap.web.api.operation import Question, Written
from hytemap.web.exports.table import Table

#: without it Excel takes UTF-8 for the machine's own old character set
BYTE_ORDER_MARK = "\ufeff"
#: a text that begins so may be run as a formula when a spreadsheet opens the file: OWASP, CSV Injection
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t"}


@dataclass(frozen=True)
class CsvStyle:
    """How the rows are written: delimiter, decimal sign, and whether a mark of byte order goes first."""

    delimiter: str = ","
    comma: bool = False
    mark: bool = False

    @classmethod
    def asked(cls, question: Question) -> CsvStyle:
        """The style a request asks for; raises RequestFault where decimals and cells would have the same sign."""
        delimiter, decimal = question.get(words.DELIMITER, "comma"), question.get(words.DECIMAL, "point")
        if decimal == delimiter == "comma":
            raise RequestFault(
                "decimal=comma and delimiter=comma cannot be told apart",
                words.DELIMITER.name,
                ["semicolon", "tab", "decimal=point"],
            )
        return cls(DELIMITERS[delimiter], decimal == "comma", question.get(words.BOM, False))


def csv_written(question: Question, table: Table) -> Written:
    """The table as a file to save."""
    content = csv_bytes(table, CsvStyle.asked(question))
    return Written(content, f"{AddressForm.CSV.value}; charset=utf-8", f"{table.stem}.csv")


def csv_bytes(table: Table, style: CsvStyle = CsvStyle()) -> bytes:
    """The table in UTF-8 with CRLF: codes as they are, truth as in JSON, nothing for null.

    A text that a spreadsheet might take for a formula gets an apostrophe before it; numbers stay numbers.
    """
    written = io.StringIO()
    writer = csv.writer(written, delimiter=style.delimiter)
    writer.writerow(one.name for one in table.columns)
    cells = [[_cell(value, one.kind, style) for value in one.values] for one in table.columns]
    writer.writerows(zip(*cells, strict=True))
    return ((BYTE_ORDER_MARK if style.mark else "") + written.getvalue()).encode()


def _cell(value: Any, kind: Kind, style: CsvStyle) -> Any:
    if value is None:
        return ""
    if kind is Kind.TEXT:
        return f"'{value}" if value.startswith(FORMULA_STARTS) else value
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).replace(".", ",") if style.comma else value
