"""Which features of a layer an answer shows, in which order, with which properties, in which CRS."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from hytemap.maps.letters import collation_key
from hytemap.model import AddressForm
from hytemap.web.api import words
from hytemap.web.api.crs import CRS84, OutputCrs
from hytemap.web.api.feature_set import FeatureSet
from hytemap.web.api.fields import Field, Kind, Rows
from hytemap.web.api.filters import Filter, in_filter_crs, read_filter
from hytemap.web.api.layers import Layer
from hytemap.web.api.links import Link, paging
from hytemap.web.api.operation import Question

#: words that choose and lay out features, wherever features are given
CHOOSING = (
    words.BBOX,
    words.BBOX_CRS,
    words.FILTER,
    words.FILTER_LANG,
    words.FILTER_CRS,
    words.SORTBY,
    words.LIMIT,
    words.OFFSET,
)
LAYING_OUT = (words.PROPERTIES, words.SKIP_GEOMETRY, words.CRS)


def selected(question: Question, layer: Layer, nothing: bool, links: Sequence[Link]) -> FeatureSet:
    """A page of the layer's features; `links` follow those of the page."""
    rows = _chosen(question, layer, nothing)
    rows = _sorted(question, layer, rows)
    matched = len(rows)
    offset, limit = question.get(words.OFFSET, 0), question.get(words.LIMIT, words.LIMIT_DEFAULT)
    rows = rows[offset : offset + limit]
    members: dict[str, Any] = {"numberMatched": matched, "numberReturned": len(rows)}
    found = laid_out(question, layer, rows, members)
    bbox = layer.level.bbox
    if bbox is not None and len(rows) == len(layer.areas) and found.crs is CRS84 and found.geometry:
        members["bbox"] = bbox
    members["links"] = [*paging(question, AddressForm.GEOJSON, offset, limit, matched), *links]
    return found


def laid_out(question: Question, layer: Layer, rows: Rows, members: dict[str, Any], alone: bool = False) -> FeatureSet:
    """The rows as features, with the properties and in the CRS asked for; `alone`: the one feature by itself."""
    return FeatureSet(
        name=layer.name,
        title=layer.title[question.language],
        language=question.language,
        level=layer.level,
        fields=_fields(question, layer),
        rows=rows,
        areas=layer.areas[rows],
        ids=layer.ids(rows),
        members=members,
        indicators=layer.indicators,
        years=layer.years,
        crs=question.get(words.CRS, CRS84),
        geometry=not question.get(words.SKIP_GEOMETRY, False),
        alone=alone,
    )


def _chosen(question: Question, layer: Layer, nothing: bool) -> Rows:
    """Rows that answer the question, rising."""
    box, box_crs = question.get(words.BBOX), question.get(words.BBOX_CRS)
    if box_crs is not None and box is None:
        raise words.BBOX_CRS.fault("bbox-crs goes with bbox", [words.BBOX.name])
    wanted = _filter(question)
    rows: Rows = np.arange(0 if nothing else len(layer.areas))
    if box is not None:
        crs = box_crs or CRS84
        touched = np.zeros(len(layer.level.areas), dtype=bool)
        for part in words.BBOX.parts(box, crs):
            touched[layer.level.touching(*part, crs.epsg)] = True
        rows = rows[touched[layer.areas[rows]]]
    if wanted is not None:
        rows = rows[_held(wanted, question.get(words.FILTER_CRS, CRS84), layer, rows)]
    return rows


def _filter(question: Question) -> Filter | None:
    text = question.get(words.FILTER)
    if text is None:
        for word in (words.FILTER_LANG, words.FILTER_CRS):
            if word.name in question.asked:
                raise word.fault(f"{word.name} goes with filter", [words.FILTER.name])
        return None
    return read_filter(text)


def _held(wanted: Filter, crs: OutputCrs, layer: Layer, rows: Rows) -> Any:
    def shapes() -> Any:
        return in_filter_crs(layer.level.shapes(crs.epsg), crs)[layer.areas[rows]]

    # a figure may be asked for that the answer does not show: `/queryables` lists those of every indicator
    fields = layer.fields if wanted.names <= layer.fields.keys() else {**layer.fields, **layer.others()}
    return wanted.rows(fields, shapes, rows)


def _sorted(question: Question, layer: Layer, rows: Rows) -> Rows:
    """The rows as `sortby` orders them; what is equal stays as it was, null comes last."""
    # the last key first: each sort keeps the order of the one before where it finds no difference
    asked: list[str] = question.get(words.SORTBY) or []
    for name in reversed(asked):
        field = _known(layer, name.lstrip("+-"), words.SORTBY)
        values = field.read(rows)
        there = [i for i, value in enumerate(values) if value is not None]
        if field.kind is Kind.TEXT:
            keys: list[Any] = [None if value is None else collation_key(value, question.language) for value in values]
        else:
            keys = values
        there.sort(key=keys.__getitem__, reverse=name.startswith("-"))
        rest = [i for i, value in enumerate(values) if value is None]
        rows = rows[np.array([*there, *rest], dtype=np.intp)]
    return rows


def _fields(question: Question, layer: Layer) -> list[Field]:
    names = question.get(words.PROPERTIES)
    if names is None:
        return list(layer.fields.values())
    return [_known(layer, name, words.PROPERTIES) for name in names]


def _known(layer: Layer, name: str, word: words.Names) -> Field:
    if name not in layer.fields:
        raise word.fault(f"{word.name} names {name[:80]!r}, which is no property here", list(layer.fields))
    return layer.fields[name]
