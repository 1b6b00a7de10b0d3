"""What a definition names, found in a PxWeb table's metadata: by code or text, never by position."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fnmatch import fnmatchcase

from hytemap.definitions.pxweb import Choice, PxwebSource
from hytemap.errors import SourceAnswerInvalid
from hytemap.sources.names import normalised
from hytemap.sources.pxweb_service import PxwebVariable

#: names told in one message; the rest are counted
MOST_NAMED = 15
#: the eldest that an age group without an upper end reaches
_END = 1000
_AGE_RANGE = re.compile(r"^(\d{1,3})\s*[-–]\s*(\d{1,3})(?!\d)")
_AGE_OPEN = re.compile(r"^(\d{1,3})\s*(?:[-–]\s*$|\+|vuotta täyttäneet|vuotta ja yli|tai enemmän)")
_AGE_OVER = re.compile(r"^yli (\d{1,3})\b")
_AGE_UNDER = re.compile(r"^alle (\d{1,3})\b")
_AGE_ONE = re.compile(r"^(\d{1,3})(?:\s*(?:v|vuotta|vuotiaat|-vuotiaat|-v)?\.?)$")


class NothingChosen(SourceAnswerInvalid):
    """A choice that the dimension, as it is now, does not offer."""


def find_dimension(names: Sequence[str], variables: Sequence[PxwebVariable], where: str) -> PxwebVariable:
    """The dimension called one of `names`, by code or text; `*` at a name's end stands for the rest of a code.

    Raises SourceAnswerInvalid naming the dimensions there are.
    """
    for name in names:
        wanted = normalised(name)
        for variable in variables:
            if wanted in (normalised(variable.code), normalised(variable.text)) or (
                name.endswith("*") and fnmatchcase(variable.code.casefold(), name.casefold())
            ):
                return variable
    there = ", ".join(_called(variable.code, variable.text) for variable in variables)
    raise SourceAnswerInvalid(f"{where} has no dimension {' or '.join(map(repr, names))}; there are {there}")


def find_dimensions(
    source: PxwebSource, variables: Sequence[PxwebVariable], where: str
) -> tuple[PxwebVariable, PxwebVariable, dict[str, PxwebVariable]]:
    """The dimensions of areas, of years, and the others by our word for them.

    Raises SourceAnswerInvalid when one is not there, when one answers to two names, and when the table has one that the
    definition does not name: left out of a query, it would collapse to its total.
    """
    area = find_dimension(source.area.dimension, variables, where)
    year = find_dimension(source.year.dimension, variables, where)
    others = {name: find_dimension(called, variables, where) for name, called in source.dimensions.items()}
    found = [area, year, *others.values()]
    twice = next((one.code for one in found if found.count(one) > 1), None)
    if twice is not None:
        raise SourceAnswerInvalid(f"{where}: the definition names the dimension {twice} twice")
    unnamed = [_called(one.code, one.text) for one in variables if one not in found]
    if unnamed:
        raise SourceAnswerInvalid(
            f"{where} has a dimension that the definition does not name: {', '.join(unnamed)}. Left out, it would "
            "silently give its total: say under `dimensions` and `values` what is taken of it"
        )
    return area, year, others


def find_value(name: str, dimension: PxwebVariable) -> str | None:
    """The code of the value called `name`: by code, by code in another case, or by text; None when there is none."""
    if name in dimension.values:
        return name
    for called in (dimension.values, dimension.texts):
        matching = [i for i, one in enumerate(called) if normalised(one) == normalised(name)]
        if len(matching) == 1:
            return dimension.values[matching[0]]
    return None


def choose(choice: Choice, dimension: PxwebVariable) -> list[str]:
    """The codes a choice takes of a dimension, to be summed where there are several.

    Raises NothingChosen naming what there is.
    """
    if choice.from_age is not None:
        return _ages(choice.from_age, choice.to_age, dimension)
    if choice.first_of:
        found = [code for name in choice.first_of if (code := find_value(name, dimension)) is not None]
        if found:
            return found[:1]
        raise NothingChosen(_no_value(" or ".join(map(repr, choice.first_of)), dimension))
    codes: list[str] = []
    for name in choice.values:
        code = find_value(name, dimension)
        if code is None:
            raise NothingChosen(_no_value(repr(name), dimension))
        if code in codes:
            raise NothingChosen(f"{name!r} is {code} of {dimension.code}, which is taken already: it would count twice")
        codes.append(code)
    return codes


def _ages(first: int, last: int | None, dimension: PxwebVariable) -> list[str]:
    """The fewest age groups that cover the ages from `first` to `last` (None: no end) once each."""
    end = _END if last is None else last + 1
    groups: dict[int, list[tuple[int, str]]] = {}
    # a code can be a running number: it is read as an age only where no text is one
    called = dimension.texts if any(map(age_group, dimension.texts)) else dimension.values
    for code, text in zip(dimension.values, called, strict=True):
        ages = age_group(text)
        if ages is not None and ages[0] >= first and ages[1] <= end:
            groups.setdefault(ages[0], []).append((ages[1], code))
    # the shortest way from `first` to `end`, where each group leads from its youngest age to the one after its eldest
    ways: dict[int, list[str]] = {first: []}
    for age in range(first, end):
        for after, code in groups.get(age, ()) if age in ways else ():
            if after not in ways or len(ways[age]) + 1 < len(ways[after]):
                ways[after] = [*ways[age], code]
    if end not in ways:
        wanted = f"{first} or over" if last is None else f"{first}–{last}"
        raise NothingChosen(f"the ages {wanted} cannot be put together of {dimension.code}: {_listed(dimension)}")
    return ways[end]


def age_group(text: str) -> tuple[int, int] | None:
    """The youngest age of a group and the age after its eldest, from its text or code; None for what is no age group.

    "0-6", "7–15-vuotiaat", "18", "85-", "85 vuotta täyttäneet", "yli 84", "alle 7".
    """
    said = " ".join(text.casefold().split())
    if found := _AGE_RANGE.match(said):
        return int(found[1]), int(found[2]) + 1
    if found := _AGE_ONE.match(said):
        return int(found[1]), int(found[1]) + 1
    if found := _AGE_OPEN.match(said):
        return int(found[1]), _END
    if found := _AGE_OVER.match(said):
        return int(found[1]) + 1, _END
    if found := _AGE_UNDER.match(said):
        return 0, int(found[1])
    return None


def _no_value(wanted: str, dimension: PxwebVariable) -> str:
    return f"{dimension.code} has no value {wanted}; there are {_listed(dimension)}"


def _listed(dimension: PxwebVariable) -> str:
    called = [_called(code, text) for code, text in zip(dimension.values, dimension.texts, strict=True)]
    more = len(called) - MOST_NAMED
    return ", ".join(called[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _called(code: str, text: str) -> str:
    return code if normalised(code) == normalised(text) else f"{code} ({text.strip()})"
