"""Fields: the properties of features, read only for the rows an answer shows."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from enum import Enum
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from hytemap.model import LocalText, Status, Statuses, Values
from hytemap.web.responses import OPTIONS

#: digits given beyond those an indicator is shown with
EXTRA_DECIMALS = 3

#: numbers of rows (rows,)
Rows = NDArray[np.intp]

STATUS_WORDS = np.array([status.word for status in Status], dtype=object)
STATUS_BYTES = np.array([orjson.dumps(status.word) for status in Status], dtype=object)


class Kind(Enum):
    """What a property holds, as OpenAPI's and JSON Schema's `type`."""

    TEXT = "string"
    WHOLE = "integer"
    NUMBER = "number"
    TRUTH = "boolean"


@dataclass(frozen=True)
class Field:
    """One property of every feature.

    `read` gives its values at some rows, None where there is none; `encode` the same as JSON. `decimals` is how many a
    number is shown with to people; `title` what it is, in words. `block` is the block the field stands in, if any.
    """

    name: str
    kind: Kind
    read: Callable[[Rows], list[Any]]
    encode: Callable[[Rows], list[bytes]]
    decimals: int | None = None
    title: LocalText | None = None
    block: Block | None = dataclass_field(default=None, repr=False, compare=False)


class Block:
    """Fields that stand side by side in many answers, written as one piece of JSON for each row, once.

    `rows` is how many rows there are. Most answers ask for the same blocks in ever new combinations: they then only
    join what is there.
    """

    def __init__(self, fields: Sequence[Field], rows: int) -> None:
        self.fields = [replace(one, block=self) for one in fields]
        self._rows = rows
        self._pieces: list[bytes] = []

    def encode(self, rows: Rows) -> list[bytes]:
        """`"a":1,"b":2` of each row."""
        if not self._pieces:
            every = np.arange(self._rows)
            columns = [one.encode(every) for one in self.fields]
            self._pieces = [layout_of(self.fields) % row for row in zip(*columns, strict=True)]
        return list(map(self._pieces.__getitem__, rows.tolist()))


def layout_of(fields: Iterable[Field]) -> bytes:
    """Fields as JSON, with a place for each value."""
    return b",".join(b'"%b":%%b' % one.name.encode() for one in fields)


def pieces(fields: Sequence[Field]) -> list[Field | Block]:
    """The fields, those that are a whole block taken together."""
    found: list[Field | Block] = []
    at = 0
    while at < len(fields):
        block = fields[at].block
        if block is not None and list(map(id, fields[at : at + len(block.fields)])) == list(map(id, block.fields)):
            found.append(block)
            at += len(block.fields)
        else:
            found.append(fields[at])
            at += 1
    return found


def numbers(values: Values, decimals: int, breaks: Sequence[float] = ()) -> list[float | None]:
    """Values for a machine: `decimals` + 3 digits, None for NaN.

    The short form must still round to what a page shows, and lie in the same class. Rounding twice can go wrong only
    when the first rounding ends on a half (10.44996 → 10.45 → 10.5), and a class changes only when it ends on a break
    (5.20004 → 5.2); such a value is given whole.
    """
    with np.errstate(invalid="ignore"):
        short = np.round(values, decimals + EXTRA_DECIMALS)
        scaled = np.abs(short) * 10.0**decimals
        whole = np.abs(scaled - np.floor(scaled) - 0.5) < 1e-6
        if len(breaks):
            whole |= np.isin(short, np.asarray(breaks, dtype=np.float64))
        given = np.where(whole, values, short)
    return [None if value != value else value for value in given.tolist()]


def number(value: float, decimals: int) -> float | None:
    """One value, as `numbers` gives it; by itself it needs no array, which would take ten times as long."""
    if value != value:
        return None
    if math.isinf(value):
        return value
    scale = 10.0 ** (decimals + EXTRA_DECIMALS)
    short = round(value * scale) / scale
    scaled = abs(short) * 10.0**decimals
    return float(value) if abs(scaled - math.floor(scaled) - 0.5) < 1e-6 else short


def words_of(status: Statuses) -> list[str]:
    """The word of each status."""
    found: list[str] = STATUS_WORDS[status].tolist()
    return found


def encoded(values: list[Any]) -> list[bytes]:
    """Numbers, truths and nulls as JSON, each by itself: nothing in them holds a comma."""
    return orjson.dumps(values)[1:-1].split(b",") if values else []


def kept_json(value: Any) -> bytes:
    """A value as JSON, to be kept: orjson's own bytes hold on to the kilobytes they were written in."""
    return bytes(memoryview(orjson.dumps(value, option=OPTIONS)))


def listed(name: str, kind: Kind, values: Sequence[Any], title: LocalText | None = None) -> Field:
    """A field whose values (all rows) are there already."""
    made: list[bytes] = []

    def encode(rows: Rows) -> list[bytes]:
        # once for all rows: such fields are kept with what they belong to
        if not made:
            made.extend(map(kept_json, values) if kind is Kind.TEXT else encoded(list(values)))
        return [made[row] for row in rows.tolist()]

    return Field(name, kind, lambda rows: [values[row] for row in rows.tolist()], encode, title=title)


def constant(name: str, kind: Kind, value: Any, title: LocalText | None = None) -> Field:
    """A field that is the same at every row."""
    written = orjson.dumps(value)
    return Field(name, kind, lambda rows: [value] * len(rows), lambda rows: [written] * len(rows), title=title)


def computed(name: str, kind: Kind, read: Callable[[Rows], list[Any]], title: LocalText | None = None) -> Field:
    """A field of anything: each value is written by itself."""
    return Field(name, kind, read, lambda rows: [orjson.dumps(value) for value in read(rows)], title=title)


def measured(
    name: str,
    values: Callable[[Rows], Values],
    decimals: int,
    breaks: Sequence[float] = (),
    title: LocalText | None = None,
    shown_with: int | None = None,
) -> Field:
    """A field of numbers, NaN being null; `decimals` + 3 digits are given, `shown_with` (else `decimals`) shown."""

    def read(rows: Rows) -> list[Any]:
        return numbers(values(rows), decimals, breaks)

    return Field(
        name,
        Kind.NUMBER,
        read,
        lambda rows: encoded(read(rows)),
        decimals if shown_with is None else shown_with,
        title,
    )


def standing(name: str, statuses: Callable[[Rows], Statuses], title: LocalText | None = None) -> Field:
    """A field of statuses, as words."""

    def encode(rows: Rows) -> list[bytes]:
        found: list[bytes] = STATUS_BYTES[statuses(rows)].tolist()
        return found

    return Field(name, Kind.TEXT, lambda rows: words_of(statuses(rows)), encode, title=title)
