"""The City of Espoo's nested GML: several `Sijainti` a feature, holes, `Polygon` and `PolyhedralSurface`.

GDAL keeps only the last geometry of such a feature, so it is read here.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from hytemap.errors import SourceAnswerInvalid
from hytemap.sources.answers import local_name, parse_xml
from hytemap.sources.layers import Geometries, epsg_of

_MEMBERS = ("featureMember", "featureMembers", "member")
_SURFACES = ("Polygon", "PolyhedralSurface", "Surface", "PolygonPatch")
_CORNERS = {"pos", "posList", "coordinates"}
_STRAIGHT = {"LinearRing", "Ring", "curveMember", "Curve", "segments", "LineStringSegment", "LineString"}


def read_espoo_gml(
    content: bytes, layer: str, service: str
) -> tuple[Geometries, dict[str, list[str | None]], str | None]:
    """Geometry, fields and CRS ("EPSG:3879") of the features of `layer` in an answer of Espoo's service.

    Geometry is one Polygon or MultiPolygon a feature, coordinates as written (east, north), None where a feature has
    none. Fields are the feature's own simple elements, as text. Raises SourceAnswerInvalid for forms not known,
    and as `parse_xml` does.
    """
    root = parse_xml(content, service)
    if local_name(root) != "FeatureCollection":
        raise SourceAnswerInvalid(f"{service}: a FeatureCollection was asked for, {local_name(root)} came")
    wanted = layer.rpartition(":")[2]
    features = [feature for feature in root.iter("{*}" + wanted) if local_name(feature.getparent()) in _MEMBERS]
    geometry = np.empty(len(features), dtype=object)
    names: dict[str, None] = {}
    records: list[dict[str, str | None]] = []
    systems: set[str] = set()
    for i, feature in enumerate(features):
        record: dict[str, str | None] = {}
        for child in feature:
            if len(child) == 0 and local_name(child):
                record[local_name(child)] = child.text.strip() if child.text and child.text.strip() else None
        records.append(record)
        names.update(dict.fromkeys(record))
        where = f"{service}: {wanted} {i + 1} ({', '.join(str(value) for value in list(record.values())[:2])})"
        geometry[i] = _geometry(feature, where)
        systems.update(name for element in feature.iter() if (name := epsg_of(element.get("srsName"))))
    if len(systems) > 1:
        raise SourceAnswerInvalid(f"{service}: the answer mixes coordinate systems: {', '.join(sorted(systems))}")
    fields = {name: [record.get(name) for record in records] for name in names}
    return geometry, fields, next(iter(systems), None)


def _geometry(feature: Any, where: str) -> Any:
    """All the feature's surfaces together.

    Parts that only touch are one, as the city cuts its larger areas in pieces; parts that overlap stay apart, for the
    checks to tell.
    """
    polygons: list[Any] = []
    for surface in _outermost_surfaces(feature):
        if local_name(surface) == "Polygon":
            polygons.append(_polygon(surface, where))
            continue
        patches = [_polygon(patch, where) for patch in surface.iter("{*}PolygonPatch")]
        if not patches:
            raise SourceAnswerInvalid(f"{where}: a {local_name(surface)} without a PolygonPatch")
        # patches of one surface share edges by definition, which a MultiPolygon must not
        polygons.extend(shapely.get_parts(shapely.union_all(patches)) if len(patches) > 1 else patches)
    if not polygons:
        return None
    if len(polygons) == 1:
        return polygons[0]
    together = shapely.MultiPolygon(polygons)
    if not together.is_valid and all(polygon.is_valid for polygon in polygons):
        union = shapely.union_all(polygons)
        if abs(union.area - together.area) < 0.01:
            return union
    return together


def _outermost_surfaces(element: Any) -> list[Any]:
    found: list[Any] = []
    for child in element:
        if local_name(child) in _SURFACES:
            found.append(child)
        else:
            found.extend(_outermost_surfaces(child))
    return found


def _polygon(surface: Any, where: str) -> Any:
    shell: Any = None
    holes: list[Any] = []
    for side in surface:
        kind = local_name(side)
        if kind in ("exterior", "outerBoundaryIs"):
            shell = _ring(side, where)
        elif kind in ("interior", "innerBoundaryIs"):
            holes.append(_ring(side, where))
    if shell is None:
        raise SourceAnswerInvalid(f"{where}: a {local_name(surface)} without an exterior")
    return shapely.Polygon(shell, holes)


def _ring(side: Any, where: str) -> list[tuple[float, float]]:
    """The corners of a ring, of however many segments; joints of segments are not doubled."""
    points: list[tuple[float, float]] = []
    for element in side.iterdescendants():
        kind = local_name(element)
        if kind in _CORNERS:
            for point in _points(element, where):
                if not points or points[-1] != point:
                    points.append(point)
        elif kind and kind not in _STRAIGHT:
            raise SourceAnswerInvalid(f"{where}: a border of {kind} is not read; straight segments are")
    if len(set(points)) < 3:
        raise SourceAnswerInvalid(f"{where}: a border of fewer than three corners")
    return points


def _points(element: Any, where: str) -> list[tuple[float, float]]:
    text = element.text or ""
    if local_name(element) == "coordinates":
        text = text.replace(",", " ")
    try:
        numbers = [float(number) for number in text.split()]
    except ValueError as error:
        raise SourceAnswerInvalid(f"{where}: {text.strip()[:60]!r} are no coordinates") from error
    size = int(element.get("srsDimension") or 2)
    if local_name(element) == "pos" and len(numbers) == 3:
        size = 3
    if size not in (2, 3) or not numbers or len(numbers) % size or not np.isfinite(numbers).all():
        raise SourceAnswerInvalid(f"{where}: {text.strip()[:60]!r} are no coordinate pairs")
    return list(zip(numbers[::size], numbers[1::size], strict=True))
