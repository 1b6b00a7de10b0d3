"""`/api/compare`: several indicators, or years of one, side by side, and how each area stands to the city."""

from __future__ import annotations

from typing import Any

from flask import current_app

from hytemap.maps.side_by_side import side_by_side
from hytemap.maps.view import MapView
from hytemap.model import AddressForm
from hytemap.web.api import words
from hytemap.web.api.csv_form import properties
from hytemap.web.api.developments import city, gap_of
from hytemap.web.api.drawing import drawing, view_of
from hytemap.web.api.features import Column, features, identity_columns, numbers, value_columns
from hytemap.web.api.forms import GEOJSON_OR_CSV
from hytemap.web.api.links import link_to_csv, link_to_level, self_link
from hytemap.web.api.operation import Question, operation
from hytemap.web.api.years import refuse_together, year_of, years_of

#: a ratio is shown with two decimals
RATIO_DECIMALS = 2


@operation(
    "/compare",
    summary="Areas compared with the city or another base: status, rank, difference, interval and judgement of each",
    answer="Comparison",
    words=(
        words.LEVEL,
        words.INDICATORS,
        words.YEAR,
        words.YEARS,
        words.GROUP,
        words.BASE,
        words.METHOD,
        words.CLASSES,
        words.LANG,
    ),
    needed=(words.INDICATORS,),
    forms=GEOJSON_OR_CSV,
    tabular=properties,
)
def compare(question: Question) -> dict[str, Any]:
    """Every area of the level, with the comparison told apart, so that a client can draw the same maps."""
    refuse_together(question, words.YEAR, words.YEARS)
    level_id = question.get(words.LEVEL, current_app.config["SETTINGS"].default_level)
    level = question.atlas.level(level_id)
    indicators = question.get(words.INDICATORS, [])
    years = years_of(question, level.id, indicators)
    if years:
        views = {f"{indicators[0]}_{year}": view_of(question, level.id, indicators[0], year) for year in years}
        year = None
    else:
        year = year_of(question, level.id, indicators)
        views = {indicator: view_of(question, level.id, indicator, year) for indicator in indicators}
    together = side_by_side(list(views.values()))
    views = dict(zip(views, together.views, strict=True))
    columns = identity_columns(level, question.language, year)
    for name, view in views.items():
        columns += _columns(name, view)
    return {
        "type": "FeatureCollection",
        "comparison": {
            "level": level.id,
            "level_title": level.title[question.language],
            "year": year,
            "boundary_year": level.boundary_year,
            "boundary_quality": level.boundary_quality.value,
            "boundary_licence": level.licence,
            "boundary_attribution": level.attribution[question.language],
            "one_scale": together.one_scale,
            "columns": [
                {"column": name, "indicator": view.indicator.id}
                | drawing(view, question.language)
                | {"city": city(view, question.language), "gap": gap_of(view, question.language)}
                for name, view in views.items()
            ],
        },
        "links": [self_link(question, AddressForm.GEOJSON), link_to_csv(question), link_to_level(level.id)],
        "features": features(level, columns, range(len(level.areas))),
    }


def _columns(name: str, view: MapView) -> list[Column]:
    decimals = view.indicator.decimals
    return [
        *value_columns(name, view.slice, decimals, view.breaks),
        Column(f"{name}_rank", [rank or None for rank in view.rank.tolist()]),
        Column(f"{name}_diff", numbers(view.difference, decimals)),
        Column(f"{name}_ratio", numbers(view.ratio, RATIO_DECIMALS)),
        Column(f"{name}_low", numbers(view.intervals.low, decimals)),
        Column(f"{name}_high", numbers(view.intervals.high, decimals)),
        Column(f"{name}_judgement", [None if one is None else one.value for one in view.judgement]),
    ]
