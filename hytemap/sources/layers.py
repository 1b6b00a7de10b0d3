"""One layer as a publisher gave it, and how its coordinates are understood."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from hytemap.errors import SourceAnswerInvalid

#: west, south, east, north of Finland with its sea, WGS 84 degrees
FINLAND = (19.0, 59.3, 31.7, 70.2)
WGS84 = "EPSG:4326"

Geometries = NDArray[np.object_]


@dataclass(frozen=True)
class LayerRequest:
    """Which layer is wanted of a service; `{year}` in `layer` stands for the newest year of a layer family.

    `crs` ("EPSG:3879") is asked for, and the answer is brought to it. `filter`: field → the values to keep.
    """

    service: str
    layer: str
    version: str
    crs: str
    filter: dict[str, list[str]] = field(default_factory=dict)

    @property
    def key(self) -> tuple[object, ...]:
        """The same for two requests that one answer serves."""
        chosen = tuple(sorted((name, tuple(values)) for name, values in self.filter.items()))
        return (self.service, self.layer, self.version, self.crs, chosen)


@dataclass(frozen=True)
class SourceLayer:
    """Features of one layer.

    `name` is the layer's real name and `year` that of its family, or None. `geometry`: (n,) MultiPolygons in `crs`,
    2D, x = east, y = north; None where the publisher has none. `fields`: name → n texts exactly as the publisher
    wrote them (numbers in their shortest form, "123", "1.5"), None for null. `notices` tell what was put right.
    """

    service: str
    name: str
    year: int | None
    crs: str
    geometry: Geometries
    fields: dict[str, list[str | None]]
    size: int
    seconds: float
    notices: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.geometry)

    def column(self, names: Sequence[str]) -> list[str | None]:
        """The first of the fields `names` that the layer has; raises SourceAnswerInvalid when it has none."""
        for name in names:
            if name in self.fields:
                return self.fields[name]
        wanted = " or ".join(names)
        raise SourceAnswerInvalid(
            f"{self.service}: {self.name} has no field {wanted}; it has {', '.join(list(self.fields)[:30]) or 'none'}"
        )


def keep(layer: SourceLayer, chosen: dict[str, list[str]]) -> SourceLayer:
    """The features whose fields have the `chosen` values; raises SourceAnswerInvalid when a field is missing."""
    mask = np.ones(len(layer), dtype=bool)
    for name, values in chosen.items():
        found = layer.column([name])
        now = np.array([value is not None and value.strip() in values for value in found], dtype=bool)
        if len(layer) and not now.any():
            seen = sorted({str(value) for value in found})[:12]
            raise SourceAnswerInvalid(
                f"{layer.service}: no feature of {layer.name} has {name} = {' or '.join(values)}; "
                f"found: {', '.join(seen)}"
            )
        mask &= now
    if mask.all():
        return layer
    rows = np.flatnonzero(mask)
    return SourceLayer(
        layer.service,
        layer.name,
        layer.year,
        layer.crs,
        layer.geometry[rows],
        {name: [values[row] for row in rows] for name, values in layer.fields.items()},
        layer.size,
        layer.seconds,
        layer.notices,
    )


def text_of(value: Any) -> str | None:
    """A value out of JSON as the publisher wrote it: 123 → "123", 1.5 → "1.5", null → None."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    return str(value)


def epsg_of(name: str | None) -> str | None:
    """ "EPSG:3879" out of any way a service may write it (URN, URL, legacy `epsg.xml#3879`), None when it is none."""
    if not name:
        return None
    if "CRS84" in name.upper():
        return WGS84
    found = re.search(r"(?:EPSG|epsg)\D.*?(\d{4,5})$", name.strip())
    return f"EPSG:{found.group(1)}" if found else None


def settle(
    geometry: Geometries, wanted: str, said: Sequence[str | None], service: str
) -> tuple[Geometries, tuple[str, ...]]:
    """`geometry` brought to the CRS `wanted`, x east and y north, with notices of what was put right.

    `said` lists the CRS that the answer and the capabilities name, in order of trust. What decides is where the
    coordinates fall: publishers swap axes with URN names, leave the `crs` member out of GeoJSON in metres, or ignore
    srsName; Finland's coordinates tell these apart. Raises SourceAnswerInvalid when they lie in Finland by no reading.
    """
    geometry = multipolygons(geometry, service)
    bounds = shapely.total_bounds(geometry)
    if not len(geometry) or np.isnan(bounds).any():
        return geometry, ()
    candidates = list(dict.fromkeys([name for name in [*said, wanted, WGS84] if name]))
    for crs in candidates:
        for swapped in (False, True):
            box = bounds[[1, 0, 3, 2]] if swapped else bounds
            if not _in_finland(tuple(float(value) for value in box), crs):
                continue
            notices: list[str] = []
            if swapped:
                geometry = shapely.transform(geometry, lambda points: points[:, ::-1])
                notices.append(f"the axes came swapped (north, east) in {crs}: put right")
            if crs != wanted:
                geometry = _transformed(geometry, crs, wanted)
                notices.append(f"the coordinates came in {crs} though {wanted} was asked for: transformed")
            return geometry, tuple(notices)
    corner = ", ".join(f"{value:.6g}" for value in bounds)
    raise SourceAnswerInvalid(
        f"{service}: the coordinates ({corner}) do not lie in Finland "
        f"by {' or '.join(candidates)}, in either axis order"
    )


def multipolygons(geometry: Geometries, service: str) -> Geometries:
    """Every polygon as a MultiPolygon without heights; raises SourceAnswerInvalid for lines, points and mixtures."""
    geometry = shapely.force_2d(np.asarray(geometry, dtype=object))
    kinds = shapely.get_type_id(geometry)
    wrong = sorted({geometry[i].geom_type for i in np.flatnonzero(~np.isin(kinds, (-1, 3, 6)))})
    if wrong:
        raise SourceAnswerInvalid(f"{service}: areas must be polygons; {', '.join(wrong)} came")
    result = geometry.copy()
    for i in np.flatnonzero(kinds == 3):
        result[i] = shapely.MultiPolygon([geometry[i]])
    return result


@cache
def _finland_in(crs: str) -> tuple[float, float, float, float] | None:
    try:
        transformer = pyproj.Transformer.from_crs(WGS84, crs, always_xy=True)
    except pyproj.exceptions.CRSError:
        return None
    west, south, east, north = transformer.transform_bounds(*FINLAND, densify_pts=21)
    return (west, south, east, north)


def _in_finland(box: tuple[float, ...], crs: str) -> bool:
    finland = _finland_in(crs)
    if finland is None:
        return False
    inside = finland[0] <= box[0] <= box[2] <= finland[2] and finland[1] <= box[1] <= box[3] <= finland[3]
    return bool(inside)


def _transformed(geometry: Geometries, crs: str, wanted: str) -> Geometries:
    transformer = pyproj.Transformer.from_crs(crs, wanted, always_xy=True)

    def move(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(transformer.transform(points[:, 0], points[:, 1]))

    result: Geometries = shapely.transform(geometry, move)
    return result
