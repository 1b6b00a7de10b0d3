"""`f=topojson`: polygons whose shared borders are written once, as Power BI's shape map takes them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from hytemap.atlas import AtlasLevel
from hytemap.model import AddressForm
from hytemap.web.api import words
from hytemap.web.api.crs import CRS84
from hytemap.web.api.feature_set import FeatureSet
from hytemap.web.api.operation import Question, Written
from hytemap.web.exports.table import table_of

if TYPE_CHECKING:
    from topojson._types import Transform

#: degrees between points of the grid that corners lie on: a tenth of a metre. A power of two is exact in binary, so
#: that three corners on one line stay on it when a client works out their degrees, and rings that touch do not cross
GRID = 2.0**-20


@dataclass(frozen=True)
class Topology:
    """The borders of a level: `arcs` as JSON, each once; `shapes` the arcs of each area, None without a polygon."""

    transform: dict[str, Any]
    arcs: list[bytes]
    shapes: list[list[list[list[int]]] | None]


def topology_of(level: AtlasLevel) -> Topology:
    """The level's topology, made when first asked for."""
    return level.kept("topology", lambda: _topology(level))


def topojson_written(question: Question, features: FeatureSet, prefix: str = "") -> Written:
    """The features as TopoJSON: one object named as the layer, an area a geometry of it.

    An area without a polygon is a geometry of type null, as topojson-server writes it. Raises RequestFault for a CRS
    other than CRS84: nothing in TopoJSON tells which CRS it is in.
    """
    if features.crs.word != CRS84.word:
        raise words.CRS.fault("TopoJSON is in longitude and latitude only", [CRS84.word])
    table = table_of(question, features, prefix)
    return Written(topojson_bytes(features), AddressForm.TOPOJSON.value, f"{table.stem}.topojson")


def topojson_bytes(features: FeatureSet) -> bytes:
    """TopoJSON (specification 1.0.0) of the features, with the arcs they need and no others."""
    known = topology_of(features.level)
    columns = [(one.name, one.values) for one in features.columns()]
    places: dict[int, int] = {}
    geometries = []
    for i, (identifier, area) in enumerate(zip(features.ids, features.areas.tolist(), strict=True)):
        shape = known.shapes[area] if features.geometry else None
        geometry: dict[str, Any] = {"type": None} if shape is None else {"type": "MultiPolygon"}
        geometry |= {"id": identifier, "properties": {name: values[i] for name, values in columns}}
        if shape is not None:
            geometry["arcs"] = [[[_renumbered(arc, places) for arc in ring] for ring in one] for one in shape]
        geometries.append(geometry)
    objects = {features.name: {"type": "GeometryCollection", "geometries": geometries}}
    head = {"type": "Topology", "transform": known.transform, "objects": objects}
    return orjson.dumps(head)[:-1] + b',"arcs":[' + b",".join(known.arcs[arc] for arc in places) + b"]}"


def _renumbered(arc: int, places: dict[int, int]) -> int:
    """The arc's number among those used; ~ of it where it is followed backwards."""
    backwards = arc < 0
    number = places.setdefault(~arc if backwards else arc, len(places))
    return ~number if backwards else number


def _topology(level: AtlasLevel) -> Topology:
    # only this form needs it
    import topojson

    there = [i for i, geometry in enumerate(level.geometry) if geometry is not None]
    shapes: list[list[list[list[int]]] | None] = [None] * len(level.areas)
    if not there:
        return Topology({"scale": [1, 1], "translate": [0, 0]}, [], shapes)
    drawn = [
        {"type": "Feature", "properties": {}, "geometry": orjson.loads(level.geometry[i] or b"null")} for i in there
    ]
    made = topojson.Topology(
        {"type": "FeatureCollection", "features": drawn}, prequantize=_grid(level), object_name="areas"
    )
    written = made.to_dict()
    for i, geometry in zip(there, written["objects"]["areas"]["geometries"], strict=True):
        arcs = geometry["arcs"]
        shapes[i] = arcs if geometry["type"] == "MultiPolygon" else [arcs]
    return Topology(written["transform"], [orjson.dumps(arc) for arc in written["arcs"]], shapes)


def _grid(level: AtlasLevel) -> Transform:
    """The grid's step and its corner south-west of the level, in degrees."""
    west, south, *_ = level.bbox or (0.0, 0.0)
    corner = [math.floor(west / GRID) * GRID, math.floor(south / GRID) * GRID]
    return {"scale": [GRID, GRID], "translate": corner}
