"""Query words of the API: each knows how it is read, what it allows, and how OpenAPI describes it.

One definition serves both the check of a request and `/api/openapi.json`, so the two cannot disagree. Everything
raised here is a RequestFault that names the word and the allowed values.
"""

from __future__ import annotations

import math
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from hytemap.atlas import Atlas
from hytemap.errors import RequestFault

T = TypeVar("T")

NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
DIGITS = re.compile(r"[0-9]+")
YEAR = re.compile(r"[0-9]{4}")
NAME = re.compile(r"[+-]?[A-Za-z0-9_]{1,80}")
INSTANT = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d))?", re.ASCII)

#: what was asked is repeated in a fault no longer than this
ECHOED = 80


def quoted(text: str) -> str:
    """What was asked, as a fault repeats it: quoted, and cut when long."""
    return repr(text if len(text) <= ECHOED else text[:ECHOED] + "…")


@dataclass(frozen=True)
class Word(ABC, Generic[T]):
    """One query word: its name and what it means, for people who read the OpenAPI document."""

    name: str
    description: str

    @abstractmethod
    def read(self, text: str, atlas: Atlas) -> T:
        """The value in `text`; raises RequestFault naming the word and the allowed values."""

    @abstractmethod
    def schema(self, atlas: Atlas) -> dict[str, Any]:
        """The word's JSON Schema, in OpenAPI 3.0's dialect."""

    def examples(self, atlas: Atlas) -> list[str]:
        """What may be said, for a fault that tells the word is missing."""
        schema = self.schema(atlas)
        return list(schema.get("items", schema).get("enum", []))

    def fault(self, detail: str, allowed: Sequence[str]) -> RequestFault:
        """A fault of this word."""
        return RequestFault(detail, self.name, list(allowed))


@dataclass(frozen=True)
class Choice(Word[str]):
    """One of a few words."""

    choices: Callable[[Atlas], Sequence[str]]

    def read(self, text: str, atlas: Atlas) -> str:
        allowed = self.choices(atlas)
        if text not in allowed:
            raise self.fault(f"{self.name} cannot be {quoted(text)}", allowed)
        return text

    def schema(self, atlas: Atlas) -> dict[str, Any]:
        return {"type": "string", "enum": list(self.choices(atlas))}


@dataclass(frozen=True)
class NamedOrArea(Word[str]):
    """One of a few words, or the code of any area."""

    named: Callable[[Atlas], Sequence[str]]
    codes: Callable[[Atlas], Container[str]]

    def read(self, text: str, atlas: Atlas) -> str:
        named = self.named(atlas)
        if text not in named and text not in self.codes(atlas):
            raise self.fault(f"{self.name} cannot be {quoted(text)}", [*named, "the code of an area"])
        return text

    def schema(self, atlas: Atlas) -> dict[str, Any]:
        return {"type": "string", "default": self.named(atlas)[0]}


@dataclass(frozen=True)
class Choices(Word[list[str]]):
    """Several of a few words, parted by commas, each once."""

    choices: Callable[[Atlas], Sequence[str]]
    most: int

    def read(self, text: str, atlas: Atlas) -> list[str]:
        asked, allowed = text.split(","), self.choices(atlas)
        if len(asked) > self.most:
            raise self.fault(f"{self.name} can name {self.most} at most, not {len(asked)}", allowed)
        for one in asked:
            if one not in allowed:
                raise self.fault(f"{self.name} cannot hold {quoted(one)}", allowed)
        if len(set(asked)) < len(asked):
            raise self.fault(f"{self.name} names the same twice: {quoted(text)}", allowed)
        return asked

    def schema(self, atlas: Atlas) -> dict[str, Any]:
        items = {"type": "string", "enum": list(self.choices(atlas))}
        return {"type": "array", "items": items, "minItems": 1, "maxItems": self.most, "uniqueItems": True}


@dataclass(frozen=True)
class WholeNumber(Word[int]):
    """A whole number from `least`; a larger one than `most` is refused, or means `most` where `capped`."""

    least: int
    most: int
    default: int | None = None
    capped: bool = False

    def read(self, text: str, atlas: Atlas) -> int:
        allowed = [f"a whole number from {self.least}" + ("" if self.capped else f" to {self.most}")]
        if not DIGITS.fullmatch(text):
            raise self.fault(f"{self.name} must be {allowed[0]}, not {quoted(text)}", allowed)
        # Python refuses to read a number of thousands of digits: longer ones are "large", whatever they are
        digits = text.lstrip("0") or "0"
        number = int(digits) if len(digits) <= len(str(self.most)) else self.most + 1
        if number < self.least or (number > self.most and not self.capped):
            raise self.fault(f"{self.name} must be {allowed[0]}, not {quoted(text)}", allowed)
        return min(number, self.most)

    def schema(self, atlas: Atlas) -> dict[str, Any]:
        # said even where more is taken to mean it: GDAL reads its page size from here
        schema: dict[str, Any] = {"type": "integer", "minimum": self.least, "maximum": self.most}
        if self.default is not None:
            schema["default"] = self.default
        return schema


@dataclass(frozen=True)
class Year(Word[int]):
    """A year; whether it exists is for the indicator and the level to say."""

    def read(self, text: str, atlas: Atlas) -> int:
        if not YEAR.fullmatch(text):
            raise self.fault(f"{self.name} must be a year, not {quoted(text)}", ["a year of four digits"])
        return int(text)

    def schema(self, atlas: Atlas) -> dict[str, Any]:
        return {"type": "integer", "minimum": 0, "maximum": 9999}


@dataclass(frozen=True)
class Years(Word[list[int]]):
    """Several years, parted by commas, each once."""

    most: int

    def read(self, text: str, atlas: Atlas) -> list[int]:
        allowed = [f"1 to {self.most} years of four digits, parted by commas"]
        asked = text.split(",")
        if len(asked) > self.most or not all(YEAR.fullmatch(one) for one in asked):
            raise self.fault(f"{self.name} must be {allowed[0]}, not {quoted(text)}", allowed)
        if len(set(asked)) < len(asked):
            raise self.fault(f"{self.name} names the same year twice: {quoted(text)}", allowed)
        return [int(one) for one in asked]

    def schema(self, atlas: Atlas) -> dict[str, Any]:
        items = {"type": "integer", "minimum": 0, "maximum": 9999}
        return {"type": "array", "items": items, "minItems": 1, "maxItems": self.most, "uniqueItems": True}


@dataclass(frozen=True)
class Numbers(Word[list[float]]):
    """Numbers parted by commas, rising."""

    most: int

    def read(self, text: str, atlas: Atlas) -> list[float]:
        allowed = [f"1 to {self.most} rising numbers, parted by commas"]
        numbers = numbers_in(text)
        if numbers is None or len(numbers) > self.most or numbers != sorted(set(numbers)):
            raise self.fault(f"{self.name} must be {allowed[0]}, not {quoted(text)}", allowed)
        return numbers

    def schema(self, atlas: Atlas) -> dict[str, Any]:
        return {"type": "array", "items": {"type": "number"}, "minItems": 1, "maxItems": self.most}


@dataclass(frozen=True)
class Text(Word[str]):
    """Any text up to `most` characters; whoever takes it reads it further."""

    most: int

    def read(self, text: str, atlas: Atlas) -> str:
        if not text.strip() or len(text) > self.most:
            raise self.fault(f"{self.name} must have 1 to {self.most} characters", [f"1 to {self.most} characters"])
        return text

    def schema(self, atlas: Atlas) -> dict[str, Any]:
        return {"type": "string", "minLength": 1, "maxLength": self.most}


@dataclass(frozen=True)
class Truth(Word[bool]):
    """Yes or no."""

    def read(self, text: str, atlas: Atlas) -> bool:
        if text not in ("true", "false"):
            raise self.fault(f"{self.name} must be true or false, not {quoted(text)}", ["true", "false"])
        return text == "true"

    def schema(self, atlas: Atlas) -> dict[str, Any]:
        return {"type": "boolean", "default": False}


@dataclass(frozen=True)
class Names(Word[list[str]]):
    """Names parted by commas, each once; which there are depends on what is asked for. `sign` allows + and - before."""

    most: int
    sign: bool = False

    def read(self, text: str, atlas: Atlas) -> list[str]:
        asked = text.split(",")
        if self.sign:
            # a plus that nobody has escaped arrives as a space
            asked = [f"+{one[1:]}" if one.startswith(" ") else one for one in asked]
        bare = [one.lstrip("+-") if self.sign else one for one in asked]
        allowed = [f"1 to {self.most} names of properties, parted by commas"]
        if len(asked) > self.most or not all(NAME.fullmatch(one) for one in asked if one.lstrip("+-")) or "" in bare:
            raise self.fault(f"{self.name} must be {allowed[0]}, not {quoted(text)}", allowed)
        if len(set(bare)) < len(bare):
            raise self.fault(f"{self.name} names the same twice: {quoted(text)}", allowed)
        return asked

    def schema(self, atlas: Atlas) -> dict[str, Any]:
        pattern = "[+-]?[A-Za-z0-9_]+" if self.sign else "[A-Za-z0-9_]+"
        items = {"type": "string", "pattern": f"^{pattern}$"}
        return {"type": "array", "items": items, "minItems": 1, "maxItems": self.most, "uniqueItems": True}


@dataclass(frozen=True)
class Span:
    """Whole years from `first` to `last`, both included; None is open."""

    first: int | None
    last: int | None

    def __contains__(self, year: int) -> bool:
        return (self.first is None or self.first <= year) and (self.last is None or year <= self.last)


@dataclass(frozen=True)
class Datetime(Word[Span]):
    """OGC's datetime: an instant or an interval, taken as the years it touches. A year alone does as well."""

    def read(self, text: str, atlas: Atlas) -> Span:
        allowed = ["2024", "2024-12-31", "2024-12-31T00:00:00Z", "2015/2024", "../2016", "2016/.."]
        ends = text.split("/")
        try:
            if len(ends) > 2:
                raise ValueError(text)
            moments = [None if len(ends) == 2 and end in ("", "..") else _moment(end) for end in ends]
        except (ValueError, OverflowError):
            raise self.fault(f"{self.name} is no date, time or interval: {quoted(text)}", allowed) from None
        first, last = moments[0], moments[-1]
        if first is not None and last is not None and first[0] > last[1]:
            raise self.fault(f"{self.name} ends before it begins: {quoted(text)}", allowed)
        return Span(first[0].year if first else None, last[1].year if last else None)

    def schema(self, atlas: Atlas) -> dict[str, Any]:
        return {"type": "string"}


def _moment(text: str) -> tuple[datetime, datetime]:
    """Begin and end of what `text` names: a year, a day, or an instant (RFC 3339)."""
    if YEAR.fullmatch(text):
        return datetime(int(text), 1, 1, tzinfo=UTC), datetime(int(text), 12, 31, 23, 59, 59, tzinfo=UTC)
    if not INSTANT.fullmatch(text):
        raise ValueError(text)
    instant = datetime.fromisoformat(text)
    instant = instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)
    return instant, instant.replace(hour=23, minute=59, second=59) if len(text) == 10 else instant


def numbers_in(text: str) -> list[float] | None:
    """Finite numbers parted by commas; None for anything else."""
    parts = text.split(",")
    if len(parts) > 20 or not all(NUMBER.fullmatch(part) for part in parts):
        return None
    numbers = [float(part) for part in parts]
    return numbers if all(math.isfinite(number) for number in numbers) else None
