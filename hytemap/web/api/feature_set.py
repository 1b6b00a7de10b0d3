"""The features of one answer: chosen rows of a layer, in an order, as every form writes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from hytemap.atlas import AtlasLevel
from hytemap.web.api.crs import CRS84, OutputCrs
from hytemap.web.api.fields import Block, Field, Kind, Rows, layout_of, pieces
from hytemap.web.responses import OPTIONS


@dataclass(frozen=True)
class Column:
    """One property of the chosen features as values, None where there is none; `decimals` are shown to people."""

    name: str
    kind: Kind
    values: list[Any]
    decimals: int | None
    title: str | None


@dataclass(frozen=True)
class FeatureSet:
    """Features: `rows` of a layer in the order they are given, with `fields` as their properties.

    `areas` is the position in `level` of each row's area (several rows may share one), `ids` the features' ids.
    `members` are what the collection says besides its features, `links` among them; `geometry` is False where the
    client wants none. `alone`: it is one feature and no collection. `indicators` are those whose figures stand in the
    fields, `years` the years of those. `name` serves for layers and files.
    """

    name: str
    title: str
    language: str
    level: AtlasLevel
    fields: Sequence[Field]
    rows: Rows
    areas: Rows
    ids: Sequence[str]
    members: dict[str, Any]
    indicators: Sequence[str] = ()
    years: Sequence[int] = ()
    crs: OutputCrs = CRS84
    geometry: bool = True
    alone: bool = False

    def __len__(self) -> int:
        return len(self.rows)

    def columns(self) -> list[Column]:
        """The properties as columns of values."""
        return [
            Column(
                one.name,
                one.kind,
                one.read(self.rows),
                one.decimals,
                None if one.title is None else one.title[self.language],
            )
            for one in self.fields
        ]

    def geojson(self) -> bytes:
        """GeoJSON (RFC 7946 unless another CRS was asked for): a feature collection, or the one feature alone."""
        features = self.features()
        if self.alone:
            tail = orjson.dumps({**self.crs.member, **self.members}, option=OPTIONS)
            return features[0][:-1] + b"," + tail[1:]
        head = orjson.dumps({"type": "FeatureCollection", **self.crs.member, **self.members}, option=OPTIONS)
        return b'%b,"features":[%b]}' % (head[:-1], b",".join(features))

    def features(self) -> list[bytes]:
        """Each feature as GeoJSON: the layout is made once, the rows only fill it in."""
        parts = pieces(self.fields)
        properties = b",".join(b"%b" if isinstance(one, Block) else layout_of([one]) for one in parts)
        layout = b'{"type":"Feature","id":%%b,"properties":{%b},"geometry":%%b}' % properties
        ids = map(orjson.dumps, self.ids)
        columns = [one.encode(self.rows) for one in parts]
        return [layout % row for row in zip(ids, *columns, self.geometries(), strict=True)]

    def geometries(self) -> list[bytes]:
        """The geometry of each feature as GeoJSON; `null` where there is none, or none is wanted."""
        if not self.geometry:
            return [b"null"] * len(self.rows)
        known = self.level.geometry_in(self.crs.epsg, self.crs.northing_first)
        return [known[area] or b"null" for area in self.areas.tolist()]
