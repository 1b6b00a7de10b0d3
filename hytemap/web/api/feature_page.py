"""Features as a page: a table of their properties, numbers as programs get them, statuses in words beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

import orjson
from flask_babel import gettext, ngettext

from hytemap.maps.labels import name_language
from hytemap.maps.svg.element import Svg
from hytemap.maps.svg.locator import locator
from hytemap.maps.svg.theme import PAGE
from hytemap.maps.wording import NOTHING, Wording
from hytemap.model import Status
from hytemap.web.api import words
from hytemap.web.api.feature_set import Column, FeatureSet
from hytemap.web.api.fields import Kind
from hytemap.web.api.links import address
from hytemap.web.api.operation import Question

STATUS = "_status"
#: properties that lead a row, as the name of its header or beside it: never told once for all
LEADING = ("code", "name", "year")
#: words that the comparison page understands as `/api/compare` does
OF_COMPARISON = ("level", "indicators", "year", "years", "group", "base", "method", "classes")


@dataclass(frozen=True)
class Cell:
    """What stands in one cell: the value as JSON has it, its status in words, the language of a name."""

    text: str
    said: str = ""
    lang: str | None = None


@dataclass(frozen=True)
class Property:
    """One property of all features shown; `status` names the property whose words stand beside it."""

    name: str
    title: str | None
    is_number: bool
    status: str | None
    cells: list[Cell]


@dataclass(frozen=True)
class Row:
    """One feature: its id, its own address, its cells in the order of the properties."""

    id: str
    address: str
    cells: list[Cell]


def feature_facts(question: Question, features: FeatureSet) -> dict[str, Any]:
    """What the template of features knows: properties, rows, what is the same of all, and where they lie."""
    properties = _properties(features)
    same = [one for one in properties if _is_same(one, features)]
    ids = list(features.ids)
    id_is_code = any(one.name == "code" and [cell.text for cell in one.cells] == ids for one in properties)
    told = same if features.alone or not id_is_code else [*same, *(one for one in properties if one.name == "code")]
    listed = [one for one in properties if one not in told]
    rows = [
        Row(one, address("collections", features.name, "items", one), [column.cells[i] for column in listed])
        for i, one in enumerate(features.ids)
    ]
    return {
        "features": features,
        "properties": listed,
        "same": same,
        "id_is_code": id_is_code,
        "rows": rows,
        "paging": _paging(question, features),
        "name": _name(features),
        **_page_for_people(question, features),
        "map": _map(question, features),
    }


def _properties(features: FeatureSet) -> list[Property]:
    columns = {one.name: one for one in features.columns()}
    told = {f"{name}{STATUS}" for name in columns if f"{name}{STATUS}" in columns}
    return [_property(one, columns, features) for one in columns.values() if one.name not in told]


def _property(column: Column, columns: dict[str, Column], features: FeatureSet) -> Property:
    wording = Wording(features.language)
    status = columns.get(f"{column.name}{STATUS}")
    if status is not None:
        said = [wording.status(Status.from_word(word)) for word in status.values]
    else:
        said = [""] * len(column.values)
    langs = (
        [name_language(features.level, area, wording) for area in features.areas.tolist()]
        if column.name == "name"
        else [_language_of(column.name, features.language)] * len(column.values)
    )
    cells = [Cell(_written(value), word, lang) for value, word, lang in zip(column.values, said, langs, strict=True)]
    is_number = column.kind in (Kind.NUMBER, Kind.WHOLE) and column.name != "year"
    return Property(column.name, column.title, is_number, None if status is None else status.name, cells)


def _language_of(name: str, language: str) -> str | None:
    """The language of names that are always in the same one."""
    one = {"name_fi": "fi", "name_sv": "sv"}.get(name)
    return one if one != language else None


def _written(value: Any) -> str:
    if value is None:
        return NOTHING
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def _is_same(one: Property, features: FeatureSet) -> bool:
    """Whether a property says the same of all the features and is better told once."""
    if len(features) < 2 or one.name in LEADING or one.status is not None:
        return False
    return len({cell.text for cell in one.cells}) == 1


def _paging(question: Question, features: FeatureSet) -> str:
    """Which of the features found are shown, in words; empty where nothing was searched for."""
    matched = features.members.get("numberMatched")
    if matched is None or features.alone:
        return ""
    first = question.get(words.OFFSET, 0) + 1
    last = first + len(features) - 1
    if not matched:
        said = gettext("No feature answers what was asked.")
    elif not len(features):
        said = gettext("No features are left here.")
    elif len(features) == matched:
        said = ngettext("%(num)s feature", "%(num)s features", matched)
    else:
        said = gettext("Features %(first)s–%(last)s of %(all)s", first=first, last=last, all=matched)
    return str(said)


def _name(features: FeatureSet) -> str:
    """The name of the one area there is, for a feature that stands alone."""
    return features.level.areas[int(features.areas[0])].name(features.language) if features.alone else ""


def _page_for_people(question: Question, features: FeatureSet) -> dict[str, Any]:
    """The page that shows the same to people who read no tables of properties."""
    language, level = features.language, features.level
    if features.alone:
        area = level.areas[int(features.areas[0])]
        return {
            "page_address": f"/{language}/areas/{level.id}/{quote(area.code)}",
            "page_words": gettext("The profile of the area"),
        }
    if "comparison" in features.members:
        asked = {word: said for word, said in question.asked.items() if word in OF_COMPARISON}
        return {
            "page_address": f"/{language}/compare?{urlencode(asked, safe=',')}",
            "page_words": gettext("The comparison page"),
        }
    return {}


def _map(question: Question, features: FeatureSet) -> Svg | None:
    """Where the areas shown lie; None where none has a polygon."""
    areas = dict.fromkeys(features.areas.tolist())
    codes = [features.level.areas[area].code for area in areas]
    title = gettext("The areas shown, on a map") if len(codes) != 1 else gettext("The area on a map")
    return locator(question.atlas, features.level, codes, title, theme=PAGE)
