"""`/api/collections/{collection}/items`: areas, or areas and years, as GeoJSON features."""

from __future__ import annotations

import numpy as np

from hytemap.atlas import AtlasIndicator, AtlasLevel
from hytemap.atlas.atlas import TOTAL
from hytemap.errors import NotFound
from hytemap.model import AddressForm
from hytemap.web.api import words
from hytemap.web.api.feature_page import feature_facts
from hytemap.web.api.feature_set import FeatureSet
from hytemap.web.api.groups import group_of
from hytemap.web.api.html_form import page
from hytemap.web.api.layers import JOINT, Layer, collection_of, level_layer, long_layer, years_layer
from hytemap.web.api.links import alternates, licence_link, link_to_collection, self_link, style_links
from hytemap.web.api.operation import Question, operation
from hytemap.web.api.selection import CHOOSING, LAYING_OUT, laid_out, selected
from hytemap.web.api.years import check_year, known_years, newest_year, refuse_together, year_of, years_of
from hytemap.web.exports.offered import OF_FEATURES, features_written


@operation(
    "/collections/<collection>/items",
    summary="The features of a collection: areas with the figures asked, or areas by year",
    answer="Features",
    words=(
        words.INDICATORS,
        words.YEAR,
        words.YEARS,
        words.DATETIME,
        words.GROUP,
        *CHOOSING,
        *LAYING_OUT,
        *words.OF_CSV,
        words.LANG,
    ),
    forms=OF_FEATURES,
    written=features_written(),
    page=page("features.html", feature_facts),
)
def items(question: Question, collection: str) -> FeatureSet:
    """A page of the collection's features."""
    level, indicator = collection_of(question.atlas, collection)
    refuse_together(question, words.YEAR, words.YEARS, words.DATETIME)
    layer = _areas(question, level) if indicator is None else _long(question, level, indicator)
    # a datetime that touches no year with figures finds nothing
    nothing = indicator is None and words.DATETIME.name in question.asked and layer.year is None
    licence = level.licence if indicator is None else indicator.source.licence
    links = [
        *alternates(question, OF_FEATURES),
        link_to_collection(collection),
        *licence_link(licence, question.language),
    ]
    found = selected(question, layer, nothing, links)
    if indicator is not None or words.INDICATORS.name in question.asked:
        # not of every indicator there is, when none was named
        found.members["links"] += style_links(question, found)
    return found


@operation(
    "/collections/<collection>/items/<feature>",
    summary="One feature: an area with the figures asked, or an area in one year",
    answer="Feature",
    words=(words.INDICATORS, words.YEAR, words.YEARS, words.GROUP, *LAYING_OUT, *words.OF_CSV, words.LANG),
    forms=OF_FEATURES,
    written=features_written(),
    page=page("features.html", feature_facts),
)
def item(question: Question, collection: str, feature: str) -> FeatureSet:
    """One feature."""
    level, indicator = collection_of(question.atlas, collection)
    if indicator is None:
        level.area(feature)
        layer, row = _areas(question, level), level.position[feature]
    else:
        layer, row = _one_of_long(question, level, indicator, feature)
    links = [
        self_link(question, AddressForm.GEOJSON),
        *alternates(question, OF_FEATURES),
        link_to_collection(collection),
        *licence_link(level.licence if indicator is None else indicator.source.licence, question.language),
    ]
    return laid_out(question, layer, np.array([row]), {"links": links}, alone=True)


def _one_of_long(question: Question, level: AtlasLevel, indicator: AtlasIndicator, feature: str) -> tuple[Layer, int]:
    """The layer in long form and the row of `feature`, whose id says which year is meant."""
    for word in (words.INDICATORS, words.YEAR, words.YEARS):
        if word.name in question.asked:
            raise word.fault(f"{word.name} is already said by the address of this feature", ["nothing"])
    group = group_of(question, [indicator.id])
    years = question.atlas.years(indicator.id, level.id, group)
    code, _, year = feature.rpartition(JOINT)
    if code not in level.position or year not in map(str, years):
        there = [f"{area.code}{JOINT}{one}" for one in years[-1:] for area in level.areas]
        raise NotFound(f"there is no feature {feature[:80]!r} in this collection", "feature", there)
    layer = long_layer(question.atlas, level, question.language, indicator, years, group)
    return layer, len(level.areas) * years.index(int(year)) + level.position[code]


def _areas(question: Question, level: AtlasLevel) -> Layer:
    """The level's areas with the figures asked for."""
    refuse_together(question, words.YEAR, words.YEARS)
    atlas, language = question.atlas, question.language
    indicators = _indicators(question, level)
    group = group_of(question, indicators)
    years = years_of(question, level.id, indicators)
    if years:
        return years_layer(atlas, level, language, indicators[0], years, group)
    return level_layer(atlas, level, language, indicators, _year(question, level, indicators, group), group)


def _year(question: Question, level: AtlasLevel, indicators: list[str], group: str) -> int | None:
    span = question.get(words.DATETIME)
    if span is None:
        return year_of(question, level.id, indicators)
    touched = [year for year in known_years(question.atlas, level.id, indicators, group) if year in span]
    return newest_year(question.atlas, level.id, indicators, touched, group)


def _long(question: Question, level: AtlasLevel, indicator: AtlasIndicator) -> Layer:
    """The collection in long form, of the years asked: all with values unless told."""
    if words.INDICATORS.name in question.asked:
        raise words.INDICATORS.fault(
            f"this collection is of {indicator.id} alone; others stand side by side at {level.id}", [level.id]
        )
    atlas, group = question.atlas, group_of(question, [indicator.id])
    years = atlas.years(indicator.id, level.id, group)
    year, several, span = question.get(words.YEAR), question.get(words.YEARS), question.get(words.DATETIME)
    for one in [year] if year is not None else several or []:
        check_year(atlas, level.id, [indicator.id], one, words.YEAR.name if several is None else words.YEARS.name)
    if year is not None:
        years = [year]
    elif several is not None:
        years = sorted(several)
    elif span is not None:
        years = [one for one in years if one in span]
    return long_layer(atlas, level, question.language, indicator, years, group)


def _indicators(question: Question, level: AtlasLevel) -> list[str]:
    """Those asked, else every one with values of the group at the level: who pastes the address cannot say which."""
    asked = question.get(words.INDICATORS)
    if asked is not None:
        return asked
    atlas, group = question.atlas, question.get(words.GROUP, TOTAL)
    return [one for one in atlas.indicators if atlas.years(one, level.id, group)][: words.MOST_COLUMNS]
