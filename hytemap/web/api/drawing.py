"""How a map is drawn, as JSON: classes, colours, base value, source. `/api/view` and `/api/compare` share it."""

from __future__ import annotations

from functools import partial
from typing import Any

from hytemap.errors import RequestFault
from hytemap.maps.view import DEFAULT_CLASSES, DEFAULT_METHOD, MapView, make_view
from hytemap.maps.wording import Wording
from hytemap.web.api import words
from hytemap.web.api.fields import number
from hytemap.web.api.groups import base_of, group_of
from hytemap.web.api.indicators import moment_of, source
from hytemap.web.api.operation import Question


def view_of(question: Question, level: str, indicator: str, year: int | None) -> MapView:
    """The map of the indicator, with the classes asked; `level`, `indicator` and `year` are known to exist."""
    method, breaks = question.get(words.METHOD, DEFAULT_METHOD), question.get(words.BREAKS)
    if (method == "own") != (breaks is not None):
        raise RequestFault(
            "breaks and method=own go together", words.BREAKS.name, ["method=own&breaks=5,10,15", "neither"]
        )
    classes = question.get(words.CLASSES, DEFAULT_CLASSES)
    shown = question.atlas.indicators[indicator]
    base, group = base_of(question, [shown]), group_of(question, [indicator])
    # that the year is known of one of the indicators asked was seen to before
    return make_view(question.atlas, level, indicator, year, method, classes, breaks, base, group, beside_others=True)


def painting(view: MapView, language: str) -> dict[str, Any]:
    """What a client needs to draw the same map as ours; a value on a break belongs to the class below it."""
    return shown(view, language) | classed(view, language)


def sourced(view: MapView, language: str) -> dict[str, Any]:
    """Where the figures of a map come from."""
    return {
        "moment": moment_of(view.moment, language),
        "source": source(view.source, language),
        "interval": view.source.interval.value,
        "basis": view.source.basis.value,
    }


def shown(view: MapView, language: str) -> dict[str, Any]:
    """What a map shows, and beside which base: everything but its classes."""
    indicator, wording = view.indicator, Wording(language)
    return {
        "title": indicator.title[language],
        "unit": indicator.unit.value,
        "unit_text": wording.unit(indicator.unit),
        "decimals": indicator.decimals,
        "direction": indicator.direction.value,
        "group": view.group,
        "group_text": view.group_title(language),
        "year": view.year,
        "years": list(view.years),
        "statuses": [
            {"status": status.word, "label": wording.status(status), "count": count}
            for status, count in view.status_counts.items()
        ],
        "ranked": view.ranked,
        "base": base(view, language),
        "licence": view.source.licence,
        "attribution": view.source.attribution[language],
    }


def classed(view: MapView, language: str) -> dict[str, Any]:
    """The classes of a map: how they were found, their limits and colours."""
    indicator, wording = view.indicator, Wording(language)
    return {
        "method": view.method,
        "centre": None
        if view.centre is None
        else {"value": number(view.centre.value, indicator.decimals), "year": view.centre.year},
        "fewer": view.fewer,
        "fewer_text": wording.fewer(view.fewer) or None,
        "breaks": list(view.breaks),
        "classes": [
            limits | {"colour": one.colour, "count": one.count}
            for one, limits in zip(view.classes, _limits(view, wording), strict=True)
        ],
    }


def _limits(view: MapView, wording: Wording) -> list[dict[str, Any]]:
    """Limits of the classes in numbers and words; for all years of a map they are the same, and kept."""
    # limits of one's own, and those of what happens to stand side by side, are seldom asked again
    if type(view) is not MapView or view.method == "own" or not view.slice.has_values:
        return _written_limits(view, wording)
    key = ("limits in words", view.indicator.id, view.level.id, view.group, view.limits, view.breaks, wording.language)
    return view.atlas.derived.get(key, partial(_written_limits, view, wording))


def _written_limits(view: MapView, wording: Wording) -> list[dict[str, Any]]:
    decimals = view.indicator.decimals
    return [
        {"low": number(one.low, decimals), "high": number(one.high, decimals), "label": label}
        for one, label in zip(view.classes, wording.class_labels(view), strict=True)
    ]


def base(view: MapView, language: str) -> dict[str, Any]:
    """What areas are compared with: the city's own value unless another base was asked for; a target is no area."""
    value, indicator = view.base_value, view.indicator
    level, position = view.atlas.bases.get(view.base, (None, 0))
    return {
        "base": view.base,
        "level": None if level is None else level.id,
        "code": None if level is None else level.areas[position].code,
        "name": Wording(language).base(view),
        "value": number(value.value, indicator.decimals),
        "status": value.status.word,
        "text": Wording(language).value(value.value, value.status, indicator),
    }
