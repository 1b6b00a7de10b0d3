"""What the pages of collections and indicators know besides the body they show."""

from __future__ import annotations

from typing import Any

import orjson
from flask_babel import gettext, ngettext

from hytemap.maps.indicator_wording import year_ranges
from hytemap.maps.labels import name_language
from hytemap.maps.wording import NOTHING, Wording
from hytemap.model import Status, Unit
from hytemap.web.api import words
from hytemap.web.api.feature_page import Cell
from hytemap.web.api.layers import JOINT
from hytemap.web.api.links import QUERYABLES, address
from hytemap.web.api.operation import Question

#: columns of observations that hold numbers, set to the right
NUMBERS = frozenset(
    ("value", "numerator", "denominator", "assigned_in", "assigned_out", "low", "high", "low_998", "high_998")
) | {"range_low", "range_high"}


def collections_facts(question: Question, body: dict[str, Any]) -> dict[str, Any]:
    """The levels, each with its collections in long form."""
    collections = [
        one | {"self": address("collections", one["id"]), "features": address("collections", one["id"], "items")}
        for one in body["collections"]
    ]
    return {
        "levels": [
            level | {"long": [one for one in collections if one["id"].startswith(level["id"] + JOINT)]}
            for level in collections
            if "indicator" not in level
        ]
    }


def collection_facts(question: Question, body: dict[str, Any]) -> dict[str, Any]:
    """The years with figures."""
    atlas = question.atlas
    level, _, indicator = body["id"].partition(JOINT)
    chosen = [indicator] if indicator else list(atlas.indicators)
    years = sorted({year for one in chosen for year in atlas.years(one, level)})
    return {"years": year_ranges(years), "queryables": QUERYABLES}


def queryables_facts(question: Question, body: dict[str, Any]) -> dict[str, Any]:
    """The collection's address, and a filter to show how one is written."""
    numeric = [name for name, one in body["properties"].items() if one.get("type") == "number"]
    return {
        "collection_address": body["$id"].partition("?")[0].removesuffix("/queryables"),
        "example": f"{numeric[0]} > 10" if numeric else "member = true",
    }


def indicators_facts(question: Question, body: dict[str, Any]) -> dict[str, Any]:
    """A row an indicator: what it is, its unit in words, its years at each level."""
    wording, levels = Wording(question.language), list(question.atlas.levels.values())
    return {
        "levels": levels,
        "rows": [
            (one, wording.unit(Unit(one["unit"])), [year_ranges(one["levels"].get(level.id, [])) for level in levels])
            for one in body["indicators"]
        ],
    }


def indicator_facts(question: Question, body: dict[str, Any]) -> dict[str, Any]:
    """The unit in words, and the levels with their years."""
    levels = question.atlas.levels
    return {
        "unit": Wording(question.language).unit(Unit(body["unit"])),
        "levels": [(levels[level], year_ranges(years)) for level, years in body["levels"].items()],
    }


def observations_facts(question: Question, body: dict[str, Any]) -> dict[str, Any]:
    """The rows, without the columns in which nothing stands; the other levels there are."""
    atlas, language = question.atlas, question.language
    level, shown = atlas.levels[body["level"]], body["observations"]
    names = [one for one in (shown[0] if shown else {}) if any(row[one] is not None for row in shown)]
    wording = Wording(language)

    def cell(row: dict[str, Any], name: str) -> Cell:
        value = row[name]
        text = NOTHING if value is None else value if isinstance(value, str) else orjson.dumps(value).decode()
        if name == "status":
            return Cell(text, wording.status(Status.from_word(value)))
        return Cell(text, "", name_language(level, level.position[row["code"]], wording) if name == "name" else None)

    first, matched = question.get(words.OFFSET, 0) + 1, body["numberMatched"]
    if not shown:
        paging = gettext("No observations are left here.") if matched else gettext("There are no observations.")
    elif len(shown) == matched:
        paging = ngettext("%(num)s observation", "%(num)s observations", matched)
    else:
        paging = gettext(
            "Observations %(first)s–%(last)s of %(all)s", first=first, last=first + len(shown) - 1, all=matched
        )
    return {
        "level": level,
        "others": [atlas.levels[one] for one in atlas.levels_with(body["indicator"]) if one != level.id],
        "names": names,
        "numbers": NUMBERS,
        "rows": [[cell(row, name) for name in names] for row in shown],
        "paging": paging,
    }
