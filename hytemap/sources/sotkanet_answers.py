"""Sotkanet's answers, checked: regions, the list of indicators, one indicator's description, its figures.

The form is that of https://sotkanet.fi/rest/1.1/: texts are objects of languages, figures rows of
{"indicator", "region", "year", "gender", "value"}. Everything here raises SourceAnswerInvalid naming what is wrong.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from hytemap.errors import SourceAnswerInvalid

LANGUAGES = ("fi", "sv", "en")
GENDERS = ("total", "female", "male")
ROW_FIELDS = ("indicator", "region", "year", "gender", "value")
YEARS = (1900, 2100)
#: descriptions longer than this are cut: they are told on a page, not archived
LONGEST_TEXT = 6_000
_BLOCK = re.compile(r"<\s*(?:br|/p|/li|/div)[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")

Translated = dict[str, str | None]


@dataclass(frozen=True)
class Region:
    """One region of Sotkanet: its own `id`, and what it is known by."""

    id: int
    category: str
    code: str
    title_fi: str


@dataclass(frozen=True)
class ListedIndicator:
    """One indicator as the list of all of them gives it."""

    id: int
    title_fi: str
    organization_fi: str


@dataclass(frozen=True)
class Described:
    """What Sotkanet says of an indicator: years it has, genders it is given for, and texts in three languages.

    `updated` is the day its figures changed last, as Sotkanet writes it; None when it does not say.
    """

    id: int
    years: range
    genders: tuple[str, ...]
    title: Translated
    description: Translated | None
    limits: Translated | None
    organization: Translated
    updated: str | None

    @property
    def metadata(self) -> dict[str, Any]:
        """What is kept with the indicator's figures and published with them."""
        return {
            "title": self.title,
            "description": self.description,
            "limits": self.limits,
            "organization": self.organization,
        }


def read_regions(answer: Any, service: str) -> list[Region]:
    """Every region in the answer of `regions`."""
    found = []
    for item in _list(answer, f"{service}: regions"):
        where = f"{service}: regions"
        ident = _whole(item, "id", where)
        at = f"{where}: {ident}"
        code = _member(item, "code", at)
        if code is not None and not isinstance(code, str):
            raise SourceAnswerInvalid(f"{at}: code is {_shown(code)}, not text")
        found.append(Region(ident, _text(item, "category", at), code or "", _texts(item, "title", at)["fi"] or ""))
    return found


def read_list(answer: Any, service: str) -> list[ListedIndicator]:
    """Every indicator in the answer of `indicators`."""
    found = []
    for item in _list(answer, f"{service}: indicators"):
        ident = _whole(item, "id", f"{service}: indicators")
        where = f"{service}: indicators: {ident}"
        organization = _texts(_object(item, "organization", where), "title", f"{where}: organization")
        found.append(ListedIndicator(ident, _texts(item, "title", where)["fi"] or "", organization["fi"] or ""))
    return found


def read_description(answer: Any, service: str, indicator: int) -> Described:
    """The answer of `indicators/<id>`; `limits` joins what Sotkanet calls interpretation and limits."""
    where = f"{service}: indicators/{indicator}"
    if not isinstance(answer, dict):
        raise SourceAnswerInvalid(f"{where}: a JSON {type(answer).__name__} came, not an object")
    if _whole(answer, "id", where) != indicator:
        raise SourceAnswerInvalid(f"{where}: the answer is about indicator {answer['id']}")
    organization = _texts(_object(answer, "organization", where), "title", f"{where}: organization")
    span = _object(answer, "range", where)
    first, last = _whole(span, "start", f"{where}: range"), _whole(span, "end", f"{where}: range")
    if not YEARS[0] <= first <= last <= YEARS[1]:
        raise SourceAnswerInvalid(f"{where}: its range of years, {first} to {last}, cannot be right")
    updated = answer.get("data-updated")
    return Described(
        indicator,
        range(first, last + 1),
        _genders(answer, where),
        _texts(answer, "title", where),
        _maybe_texts(answer, "description", where),
        _joined(_maybe_texts(answer, "interpretation", where), _maybe_texts(answer, "limits", where)),
        organization,
        updated if isinstance(updated, str) else None,
    )


def _genders(answer: dict[str, Any], where: str) -> tuple[str, ...]:
    """Genders the indicator is given for; all of them when its classifications do not tell."""
    classes = answer.get("classifications")
    sex = classes.get("sex") if isinstance(classes, dict) else None
    values = sex.get("values") if isinstance(sex, dict) else None
    if values is None:
        return GENDERS
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise SourceAnswerInvalid(f"{where}: classifications.sex.values is {_shown(values)}, not a list of words")
    # without a word for it an indicator is about everybody
    return tuple(gender for gender in GENDERS if gender in values or gender == "total")


@dataclass(frozen=True)
class Figure:
    """One row of figures; `value` is None where Sotkanet has none."""

    region: int
    year: int
    value: float | None


def read_figures(
    answer: Any, service: str, indicator: int, gender: str, years: Collection[int], regions: Collection[int]
) -> tuple[list[Figure], int]:
    """Rows of the answer of `json` for `regions`, each region and year once; and how many rows nobody asked for.

    Rows of other regions are left out without a word, as Sotkanet always gives the whole country. A renamed field, a
    value that is text, a gender or an indicator that was not asked are faults.
    """
    where = f"{service}: json, indicator {indicator}, {gender}"
    rows = _list(answer, where)
    _refuse_renamed(rows, where)
    found: dict[tuple[int, int], Figure] = {}
    strange = 0
    for row in rows:
        region, year = _whole(row, "region", where), _whole(row, "year", where)
        at = f"{where}: region {region}, {year}"
        if _whole(row, "indicator", at) != indicator or _text(row, "gender", at) != gender:
            raise SourceAnswerInvalid(f"{at}: the row is of indicator {row['indicator']}, {row['gender']}")
        value = _number(row.get("value"), at)
        if region not in regions:
            continue
        if year not in years:
            strange += 1
            continue
        figure = Figure(region, year, value)
        if found.setdefault((region, year), figure) != figure:
            raise SourceAnswerInvalid(f"{at}: two different values came")
    return list(found.values()), strange


def _refuse_renamed(rows: list[dict[str, Any]], where: str) -> None:
    """Raise when a field stands in no row at all: without its value a single row is only missing."""
    if rows:
        fields = {name for row in rows for name in row}
        absent = [name for name in ROW_FIELDS if name not in fields]
        if absent:
            known = ", ".join(sorted(fields)[:12])
            raise SourceAnswerInvalid(f"{where}: the rows have no field {', '.join(absent)} (there are: {known})")


def _number(value: Any, where: str) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise SourceAnswerInvalid(f"{where}: the value {_shown(value)} is no number")
    # orjson has refused NaN and numbers too large for a float
    return float(value)


def _list(answer: Any, where: str) -> list[dict[str, Any]]:
    if not isinstance(answer, list) or not all(isinstance(item, dict) for item in answer):
        raise SourceAnswerInvalid(f"{where}: a list of objects was expected, {_shown(answer)} came")
    return answer


def _member(item: dict[str, Any], name: str, where: str) -> Any:
    if name not in item:
        raise SourceAnswerInvalid(f"{where}: there is no field {name!r} (there are: {', '.join(sorted(item)[:12])})")
    return item[name]


def _object(item: dict[str, Any], name: str, where: str) -> dict[str, Any]:
    value = _member(item, name, where)
    if not isinstance(value, dict):
        raise SourceAnswerInvalid(f"{where}: {name} is {_shown(value)}, not an object")
    return value


def _whole(item: dict[str, Any], name: str, where: str) -> int:
    value = _member(item, name, where)
    if isinstance(value, bool) or not isinstance(value, int):
        raise SourceAnswerInvalid(f"{where}: {name} is {_shown(value)}, not a whole number")
    return value


def _text(item: dict[str, Any], name: str, where: str) -> str:
    value = _member(item, name, where)
    if not isinstance(value, str):
        raise SourceAnswerInvalid(f"{where}: {name} is {_shown(value)}, not text")
    return value


def _texts(item: dict[str, Any], name: str, where: str) -> Translated:
    """A text by language, without markup; raises when it is not there in Finnish."""
    found = _translated(_object(item, name, where), f"{where}: {name}")
    if not found["fi"]:
        raise SourceAnswerInvalid(f"{where}: {name} is not there in Finnish")
    return found


def _maybe_texts(item: dict[str, Any], name: str, where: str) -> Translated | None:
    """As `_texts`, but None where there is no text at all."""
    if item.get(name) is None:
        return None
    found = _translated(_object(item, name, where), f"{where}: {name}")
    return found if any(found.values()) else None


def _translated(said: dict[str, Any], where: str) -> Translated:
    found: Translated = {}
    for language in LANGUAGES:
        text = said.get(language)
        if text is not None and not isinstance(text, str):
            raise SourceAnswerInvalid(f"{where}: {language} is {_shown(text)}, not text")
        found[language] = plain_text(text or "") or None
    return found


def _joined(first: Translated | None, second: Translated | None) -> Translated | None:
    if first is None or second is None:
        return first or second
    return {language: " ".join(filter(None, (first[language], second[language]))) or None for language in LANGUAGES}


def plain_text(text: str) -> str:
    """`text` without HTML: Sotkanet's descriptions hold some, and pages show it as text, never as markup."""
    plain = html.unescape(_TAG.sub(" ", _BLOCK.sub(" ", text)))
    plain = " ".join(plain.split())
    return plain if len(plain) <= LONGEST_TEXT else plain[: LONGEST_TEXT - 1] + "…"


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:60]}…"
