"""How the city and the differences between areas have developed, as JSON: the same as the page says in words."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from hytemap.maps.development import development, gap
from hytemap.maps.judgement_wording import city_sentence, gap_sentence
from hytemap.maps.view import MapView
from hytemap.maps.wording import Wording
from hytemap.web.api.fields import number, numbers

#: digits of ratio, coefficient of variation and Gini coefficient
MEASURE_DECIMALS = 1


def city(view: MapView, language: str) -> dict[str, Any]:
    """The city's own value with its interval (95 %), and its change up to the year shown."""
    low, high, _, _ = view.city_interval
    decimals = view.indicator.decimals
    return {
        "value": number(view.city.value, decimals),
        "status": view.city.status.word,
        "low": number(low, decimals),
        "high": number(high, decimals),
        "trend": _trend(view, language),
    }


def _trend(view: MapView, language: str) -> dict[str, Any] | None:
    found = development(view)
    if found is None or found.city is None or not math.isfinite(found.city.since_first[0]):
        return None
    trends, decimals = found.city, view.indicator.decimals
    [since_first], [since_previous] = numbers(trends.since_first, decimals), numbers(trends.since_previous, decimals)
    meaning = trends.meaning[0]
    return {
        "first_year": int(trends.first_year[0]),
        "since_first": since_first,
        "previous_year": int(trends.previous_year[0]),
        "since_previous": since_previous,
        "movement": trends.movement[0].value,
        "meaning": None if meaning is None else meaning.value,
        "p": None if math.isnan(trends.p[0]) else float(np.round(trends.p[0], 4)),
        "text": city_sentence(view, found, Wording(language)),
    }


def gap_of(view: MapView, language: str) -> dict[str, Any]:
    """Differences between the city's areas by year, and whether they have grown since a year that compares."""
    found = gap(view)
    decimals = view.indicator.decimals
    return {
        "since": found.since,
        "movement": None if found.movement is None else found.movement.value,
        "left_out": found.left_out,
        "text": gap_sentence(found, Wording(language)),
        "years": [
            {
                "year": one.year,
                "areas": one.found.areas,
                "range": number(one.found.range, decimals),
                "ratio": number(one.found.ratio, MEASURE_DECIMALS),
                "variation": number(one.found.variation, MEASURE_DECIMALS),
                "gini": number(one.found.gini, MEASURE_DECIMALS),
                "weighted_by": one.weighted_by or None,
            }
            for one in found.years
        ],
    }
