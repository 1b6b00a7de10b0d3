"""Numbers as people write them: decimal comma or point, spaces and other signs between thousands, percent signs.

`1,234` is 1.234 where a comma is the decimal mark and 1234 where it parts thousands. Nothing is guessed cell by cell:
the mapping says which, or all cells of the column together show it, or it is a fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from hytemap.sources.imports.grid import shown

Decimal = Literal["comma", "point"]

#: a space, no-break, narrow no-break, thin and figure space
_SPACES = " \u00a0\u202f\u2009\u2007"
_APOSTROPHES = "'’"


def _pattern(decimal: str, other: str) -> re.Pattern[str]:
    part = f"[{_SPACES}{_APOSTROPHES}{re.escape(other)}]"
    whole = rf"[1-9]\d{{0,2}}(?P<part>{part})\d{{3}}(?:(?P=part)\d{{3}})*|\d+"
    fraction = rf"{re.escape(decimal)}\d+"
    return re.compile(
        rf"(?P<sign>[+\-−–]?)(?P<number>(?:{whole})(?:{fraction})?|{fraction})[{_SPACES}]*(?P<percent>%?)"
    )


_PATTERNS: dict[Decimal, re.Pattern[str]] = {"comma": _pattern(",", "."), "point": _pattern(".", ",")}
DECIMALS: tuple[Decimal, ...] = tuple(_PATTERNS)
_MARK: dict[Decimal, str] = {"comma": ",", "point": "."}


class Undecided(ValueError):
    """The cells of a column do not show which decimal mark they are written with."""


def parse_number(text: str, decimal: Decimal) -> tuple[float, bool]:
    """The number that `text` writes, and whether a percent sign follows it; raises ValueError for anything else."""
    found = _PATTERNS[decimal].fullmatch(text.strip())
    if found is None:
        raise ValueError(_why_not(text, decimal))
    mark = _MARK[decimal]
    digits = "".join(sign for sign in found["number"] if sign.isascii() and (sign.isdigit() or sign == mark))
    number = float(digits.replace(mark, "."))
    if number > 1e15:
        raise ValueError(f"{shown(text)} is too large for a figure")
    return (-number if found["sign"] in ("-", "−", "–") and found["sign"] else number), bool(found["percent"])


def is_number(text: str, decimal: Decimal) -> bool:
    """Whether `text` writes a number with this decimal mark."""
    return _PATTERNS[decimal].fullmatch(text.strip()) is not None


def _why_not(text: str, decimal: Decimal) -> str:
    other: Decimal = "point" if decimal == "comma" else "comma"
    if _PATTERNS[other].fullmatch(text.strip()):
        return f"{shown(text)} is written with a decimal {other}, where the column has a decimal {decimal}"
    if re.fullmatch(r"[+-]?\d+([.,]\d+)?[eE][+-]?\d+", text.strip()):
        return f"{shown(text)} was shortened by the program that wrote it: format the cells as numbers there"
    return f"{shown(text)} is no number"


def decided(texts: Iterable[tuple[int, str]]) -> Decimal:
    """The decimal mark of a column, from (line, text) of all its cells; those that are no numbers do not count.

    Raises Undecided when cells contradict each other, or when every cell with a comma or point could be either.
    """
    proof: dict[Decimal, tuple[int, str]] = {}
    open_one: tuple[int, str] | None = None
    for line, text in texts:
        readings: dict[Decimal, float] = {}
        for decimal in _PATTERNS:
            try:
                readings[decimal] = parse_number(text, decimal)[0]
            except ValueError:
                continue
        if len(readings) == 1:
            proof.setdefault(next(iter(readings)), (line, text))
        elif len(set(readings.values())) == 2:
            open_one = open_one or (line, text)
    if len(proof) == 2:
        told = "; ".join(f"line {line} has {shown(text)}" for line, text in proof.values())
        raise Undecided(f"is written with decimal commas and decimal points: {told}: write all of them alike")
    if proof:
        return next(iter(proof))
    if open_one is not None:
        line, text = open_one
        raise Undecided(
            f"line {line} has {shown(text)}, which may be a decimal or a thousand, and no other cell of the column "
            "shows which: say `decimal: comma` or `decimal: point` under `file`"
        )
    return "point"
