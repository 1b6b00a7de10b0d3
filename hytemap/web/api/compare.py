"""`/api/compare`: several indicators, or years of one, side by side, and how each area stands to the city."""

from __future__ import annotations

from functools import partial

import numpy as np
import orjson
from flask import current_app

from hytemap.maps.side_by_side import side_by_side
from hytemap.maps.view import MapView
from hytemap.model import AddressForm
from hytemap.web.api import words
from hytemap.web.api.developments import city, gap_of
from hytemap.web.api.drawing import classed, shown, sourced, view_of
from hytemap.web.api.feature_page import feature_facts
from hytemap.web.api.feature_set import FeatureSet
from hytemap.web.api.fields import EXTRA_DECIMALS, Field, Kind, constant, kept_json, listed, measured
from hytemap.web.api.html_form import page
from hytemap.web.api.layers import area_layer, figures, figures_of, identity, remembered
from hytemap.web.api.links import alternates, link_to_collection, self_link, style_links
from hytemap.web.api.operation import Question, operation
from hytemap.web.api.selection import LAYING_OUT, laid_out
from hytemap.web.api.years import refuse_together, year_of, years_of
from hytemap.web.exports.offered import OF_FEATURES, features_written
from hytemap.web.responses import DENSE, OPTIONS

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
        *LAYING_OUT,
        *words.OF_CSV,
        words.LANG,
    ),
    needed=(words.INDICATORS,),
    forms=OF_FEATURES,
    written=features_written("compare"),
    page=page("features.html", feature_facts),
    effort=DENSE,
)
def compare(question: Question) -> FeatureSet:
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
    fields = [*identity(level, question.language), constant("year", Kind.WHOLE, year)]
    for name, view in views.items():
        fields += _fields(name, view)
    comparison = {
        "level": level.id,
        "level_title": level.title[question.language],
        "year": year,
        "boundary_year": level.boundary_year,
        "boundary_quality": level.boundary_quality.value,
        "boundary_licence": level.licence,
        "boundary_attribution": level.attribution[question.language],
        "one_scale": together.one_scale,
        "columns": [_column(name, view, question.language) for name, view in views.items()],
    }
    links = [
        self_link(question, AddressForm.GEOJSON),
        *alternates(question, OF_FEATURES),
        link_to_collection(level.id),
    ]
    layer = area_layer(level, fields, indicators, year, years or ())
    found = laid_out(question, layer, layer.areas, {"comparison": comparison, "links": links})
    links += style_links(question, found)
    return found


def _column(name: str, view: MapView, language: str) -> orjson.Fragment:
    """What one column is and how its map is drawn: what does not depend on classes is written once, and joined."""
    key = ("column", name, view.indicator.id, view.level.id, view.year, view.group, view.base, language)
    told = view.atlas.derived.get(key, partial(_told, name, view, language))
    classes = orjson.dumps(classed(view, language), option=OPTIONS)
    return orjson.Fragment(told[:-1] + b"," + classes[1:])


def _told(name: str, view: MapView, language: str) -> bytes:
    told = (
        {"column": name, "indicator": view.indicator.id}
        | shown(view, language)
        | sourced(view, language)
        | {"city": city(view, language), "gap": gap_of(view, language)}
    )
    return kept_json(told)


def _fields(name: str, view: MapView) -> list[Field]:
    # years side by side have the year in their names: the fields are others
    key = (name, view.indicator.id, view.level.id, view.year, view.group)
    size = len(view.level.areas)
    plain = figures(view.atlas, name, view.level, view.indicator, view.year, view.group)
    if _on_a_break(view):
        plain = figures_of(name, view.slice, view.indicator, view.breaks)
    return plain + remembered(view.atlas, ("compared", *key, view.base), size, lambda: _compared(name, view))


def _on_a_break(view: MapView) -> bool:
    """Whether the short form of any value is a class limit, so that it might lie in another class than its value."""
    short = np.round(view.slice.value, view.indicator.decimals + EXTRA_DECIMALS)
    return bool((short[:, None] == np.array(view.breaks)).any())


def _compared(name: str, view: MapView) -> list[Field]:
    decimals = view.indicator.decimals
    ranks = [rank or None for rank in view.rank.tolist()]
    judged = [None if one is None else one.value for one in view.judgement]
    return [
        listed(f"{name}_rank", Kind.WHOLE, ranks),
        measured(f"{name}_diff", lambda rows: view.difference[rows], decimals),
        measured(f"{name}_ratio", lambda rows: view.ratio[rows], RATIO_DECIMALS),
        measured(f"{name}_low", lambda rows: view.intervals.low[rows], decimals),
        measured(f"{name}_high", lambda rows: view.intervals.high[rows], decimals),
        listed(f"{name}_judgement", Kind.TEXT, judged),
    ]
