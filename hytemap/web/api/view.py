"""`/api/view`: what one map needs to repaint. No geometry: the page that asks has it already."""

from __future__ import annotations

from typing import Any

import numpy as np
from flask import current_app

from hytemap.maps.sentence import heading
from hytemap.maps.table import SHARE_DECIMALS, AreaTable
from hytemap.maps.view import MapView
from hytemap.maps.wording import Wording
from hytemap.model import AddressForm, Status, Values
from hytemap.settings import Settings
from hytemap.web.api import words
from hytemap.web.api.drawing import painting, view_of
from hytemap.web.api.fields import number, numbers, words_of
from hytemap.web.api.operation import Question, operation
from hytemap.web.api.years import year_of
from hytemap.web.exports.offered import OF_VIEW
from hytemap.web.exports.qml_form import qml_written


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
    forms=OF_VIEW,
    written={AddressForm.QML: lambda question, body: qml_written(view_asked(question), question.language)},
)
def view(question: Question) -> dict[str, Any]:
    """One map; without words the default one."""
    return view_answer(view_asked(question), question.language)


def view_asked(question: Question) -> MapView:
    """The map a question is about."""
    settings: Settings = current_app.config["SETTINGS"]
    atlas = question.atlas
    level = atlas.level(question.get(words.LEVEL, settings.default_level))
    indicator = atlas.indicator(question.get(words.INDICATOR, settings.default_indicator))
    return view_of(question, level.id, indicator.id, year_of(question, level.id, [indicator.id]))


def view_answer(shown: MapView, language: str) -> dict[str, Any]:
    """The answer about one map: what a page that has the level's geometry paints it from.

    Where the figures come from stands in /api/compare and /api/indicators: a repaint has to stay small.
    """
    wording, table = Wording(language), AreaTable(shown, Wording(language))
    return (
        {"level": shown.level.id, "level_title": shown.level.title[language], "indicator": shown.indicator.id}
        | painting(shown, language)
        | {
            "heading": heading(shown, language),
            "colours_text": wording.colours(shown) if shown.classes else None,
            "city": {"value": number(shown.city.value, shown.indicator.decimals), "text": table.city},
            "compared_as": "share" if table.is_count else "difference",
            "areas": _areas(table, language),
        }
    )


def _areas(table: AreaTable, language: str) -> list[dict[str, Any]]:
    """One object an area, in the level's order; `class` counts from 0, the lowest, and is null without a value.

    `compared` is what the table beside the map says: the difference to the base, or the share of the city's count in
    per cent; null for areas not of the city.
    """
    shown, wording = table.view, table.wording
    indicator, found = shown.indicator, shown.slice
    decimals = SHARE_DECIMALS if table.is_count else indicator.decimals
    rows = zip(
        shown.level.areas,
        numbers(found.value, indicator.decimals, shown.breaks),
        found.value.tolist(),
        found.status.tolist(),
        words_of(found.status),
        shown.class_of.tolist(),
        shown.rank.tolist(),
        _shown(np.where(shown.level.member, table.compared, np.nan), decimals),
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
            "compared": compared,
            "low": low,
            "high": high,
            "judgement": None if judged is None else judged.value,
        }
        for area, value, exact, status, word, in_class, rank, compared, low, high, judged in rows
    ]


def _shown(limits: Values, decimals: int) -> list[float | None]:
    """Figures as they are written beside a value: repainting must stay small, and nothing is classed by them."""
    return [None if limit != limit else round(limit, decimals) + 0.0 for limit in limits.tolist()]
