"""The areas of a PxWeb table: which codes are asked for, and which of them make each of our areas."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hytemap.definitions import Definitions, Table
from hytemap.definitions.pxweb import PxwebArea
from hytemap.errors import SourceAnswerInvalid
from hytemap.sources.pxweb_service import PxwebVariable

MOST_NAMED = 12


@dataclass(frozen=True)
class PxwebAreas:
    """`asked`: the publisher's codes to ask for. `parts`: our code → those of `asked` whose figures make it, summed.

    `names`: level → our code → name, for levels whose areas may have to be joined by name. `whole`, where the publisher
    gives it, is the code that all small areas (`smallest`) should add up to.
    """

    asked: list[str]
    parts: dict[str, list[str]]
    names: dict[str, dict[str, str]]
    notices: list[str]
    whole: str | None = None
    smallest: tuple[str, ...] = ()


def find_areas(
    definitions: Definitions, table: Table, area: PxwebArea, dimension: PxwebVariable, where: str
) -> PxwebAreas:
    """The areas that the dimension has now; raises SourceAnswerInvalid when expected ones are missing or none fits."""
    pattern = re.compile(area.codes)
    matching = {code: match for code in dimension.values if (match := pattern.fullmatch(code))}
    if not matching:
        raise SourceAnswerInvalid(
            f"{where}: no value of {dimension.code} is of the form {area.codes}; there are "
            f"{_named([f'{c} ({t.strip()})' for c, t in zip(dimension.values, dimension.texts, strict=True)])}"
        )
    if area.level is not None:
        return _as_they_stand(definitions, area.level, matching, where)
    texts = dict(zip(dimension.values, dimension.texts, strict=True))
    return _summed(definitions, table, area, {code: texts[code] for code in matching}, where)


def _as_they_stand(
    definitions: Definitions, level_id: str, matching: Mapping[str, re.Match[str]], where: str
) -> PxwebAreas:
    ours: dict[str, list[str]] = {}
    for code, match in matching.items():
        ours.setdefault(match["code"] if "code" in match.re.groupindex else code, []).append(code)
    twice = [code for code, theirs in ours.items() if len(theirs) > 1]
    if twice:
        raise SourceAnswerInvalid(f"{where} has several codes for {_named(twice)}")
    expected = definitions.levels[level_id].expected_areas
    missing = [f"{one.code} {one.name_fi}" for one in expected if one.code not in ours]
    if missing:
        raise SourceAnswerInvalid(f"{where}: the areas are not those of {level_id}; missing: {_named(missing)}")
    if expected:
        # the publisher has the whole country
        ours = {one.code: ours[one.code] for one in expected}
    return PxwebAreas([theirs[0] for theirs in ours.values()], ours, {}, [])


def _summed(
    definitions: Definitions, table: Table, area: PxwebArea, texts: Mapping[str, str], where: str
) -> PxwebAreas:
    """An area's own row where the publisher gives one, else the smallest areas whose codes begin like it."""
    digits = sorted({one.digits for one in area.sums.values()})
    smallest = _smallest(list(texts), digits)
    parts: dict[str, list[str]] = {}
    names: dict[str, dict[str, str]] = {}
    notices: list[str] = []
    for level_id, how in area.sums.items():
        level = definitions.levels[level_id]
        under: dict[str, list[str]] = {}
        for code in smallest:
            if _significant(code, digits) >= how.digits:
                under.setdefault(_padded(code[: how.digits], len(code)), []).append(code)
        found: dict[str, list[str]] = {}
        for full, codes in under.items():
            if not all(code in table.codes_without_area for code in codes):
                ours = full if how.padded else full[: how.digits]
                found[ours] = [full] if full in texts else codes
                names.setdefault(level_id, {})[ours] = _name(area, texts.get(full, ""))
        known = {one.code: one.name_fi for one in level.expected_areas}
        if known:
            length = len(next(iter(texts)))
            missing = [
                f"{code} {name}"
                for code, name in known.items()
                if code not in found and re.fullmatch(area.codes, _padded(code, length))
            ]
            if missing:
                raise SourceAnswerInvalid(f"{where}: the areas are not those of {level_id}; missing: {_named(missing)}")
            extra = [code for code in found if code not in known]
            if extra:
                notices.append(f"figures of areas that {level_id} does not have: {_named(extra)}")
                found = {code: theirs for code, theirs in found.items() if code in known}
        parts |= found
    begin = smallest[0][: digits[0]]
    whole = _padded(begin, len(smallest[0]))
    one_whole = whole in texts and len(smallest) > 1 and all(code.startswith(begin) for code in smallest)
    asked = sorted({code for theirs in parts.values() for code in theirs} | set(smallest))
    return PxwebAreas(asked, parts, names, notices, whole if one_whole else None, tuple(smallest))


def _smallest(codes: Sequence[str], digits: Sequence[int]) -> list[str]:
    """The codes that no other code stands below: what a sum may take without counting anybody twice."""
    begins = {code: code[: _significant(code, digits)] for code in codes}
    above = {begin[:n] for begin in begins.values() for n in digits if n < len(begin)}
    return [code for code in codes if begins[code] not in above]


def _significant(code: str, digits: Sequence[int]) -> int:
    """How many of the code's digits say something: the rest are the zeros of a larger area's code."""
    return next((n for n in digits if not code[n:].strip("0")), len(code))


def _padded(begin: str, length: int) -> str:
    return begin.ljust(length, "0")


def _name(area: PxwebArea, text: str) -> str:
    match = re.fullmatch(area.name, text.strip()) if area.name else None
    return match["name"] if match and "name" in match.re.groupindex else text.strip()


def _named(items: Sequence[str]) -> str:
    more = len(items) - MOST_NAMED
    return ", ".join(items[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
