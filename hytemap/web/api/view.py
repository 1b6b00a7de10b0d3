"""`/api/view`: what one map needs to repaint. No geometry: the page that asks has it already."""

from __future__ import annotations

from typing import Any

from flask import current_app

from hytemap.maps.view import MapView
from hytemap.maps.wording import Wording
from hytemap.model import Status, Values
from hytemap.settings import Settings
from hytemap.web.api import words
from hytemap.web.api.drawing import drawing, view_of
from hytemap.web.api.features import numbers, words_of
from hytemap.web.api.operation import Question, operation
from hytemap.web.api.years import year_of


@operation(
    "/view",
    summary="What one map needs to repaint: values, classes, colours and labels",
    answer="View",
    words=(
        words.LEVEL,
        words.INDICATOR,
        words.YEAR,
        words.GROUP,
        words.BASE,
        words.METHOD,
        words.CLASSES,
        words.BREAKS,
        words.LANG,
    ),
)
def view(question: Question) -> dict[str, Any]:
    """One map; without words the default one."""
    settings: Settings = current_app.config["SETTINGS"]
    atlas, language = question.atlas, question.language
    level = atlas.level(question.get(words.LEVEL, settings.default_level))
    indicator = atlas.indicator(question.get(words.INDICATOR, settings.default_indicator))
    shown = view_of(question, level.id, indicator.id, year_of(question, level.id, [indicator.id]))
    return (
        {"level": level.id, "level_title": level.title[language], "indicator": indicator.id}
        | drawing(shown, language)
        | {"areas": _areas(shown, language)}
    )


def _areas(shown: MapView, language: str) -> list[dict[str, Any]]:
    """One object an area, in the level's order; `class` counts from 0, the lowest, and is null without a value."""
    wording, indicator, found = Wording(language), shown.indicator, shown.slice
    rows = zip(
        shown.level.areas,
        numbers(found.value, indicator.decimals, shown.breaks),
        found.value.tolist(),
        found.status.tolist(),
        words_of(found.status),
        shown.class_of.tolist(),
        shown.rank.tolist(),
        _shown(shown.intervals.low, indicator.decimals),
        _shown(shown.intervals.high, indicator.decimals),
        shown.judgement,
        strict=True,
    )
    return [
        {
            "code": area.code,
            "value": value,
            "text": wording.value(exact, Status(status), indicator),
            "status": word,
            "class": None if in_class < 0 else in_class,
            "rank": rank or None,
            "low": low,
            "high": high,
            "judgement": None if judged is None else judged.value,
        }
        for area, value, exact, status, word, in_class, rank, low, high, judged in rows
    ]


def _shown(limits: Values, decimals: int) -> list[float | None]:
    """Limits as they are written beside a value: repainting must stay small, and nothing is classed by them."""
    return [None if limit != limit else round(limit, decimals) for limit in limits.tolist()]
