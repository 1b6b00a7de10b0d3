"""The default borders, generalised by us from the area grid: what `boundaries/*.geojson` holds until a fetch."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import shapely

from hytemap.definitions import Definitions, Raster
from hytemap.errors import BuildError
from hytemap.geometry.arrays import geometry_array
from hytemap.geometry.generalise import generalise, to_multipolygons
from hytemap.geometry.rfc7946 import WGS84, reproject, to_geojson
from hytemap.sources.rasters import read_raster

#: the outline of the city is the union of this level's areas
OUTLINE_OF, OUTLINE_LEVEL, OUTLINE_CODE = "suuralue", "kunta", "049"
#: about a centimetre: borders shared in metres stay shared in degrees
DECIMALS = 7


def write_default_geometry(definitions: Definitions, folder: Path) -> Iterator[tuple[Path, int]]:
    """Write one GeoJSON a level into `folder`; yields each path with its number of areas."""
    grids = [raster for raster in definitions.rasters.values() if raster.kind == "areas"]
    if not grids:
        raise BuildError("there is no raster of kind `areas` under layers/rasters to generalise")
    for raster in grids:
        for level, polygons in level_polygons(raster, definitions.layers / "rasters" / raster.file).items():
            yield _write(definitions, level, polygons, raster.crs, folder), len(polygons)
            if level == OUTLINE_OF:
                outline = to_multipolygons(
                    geometry_array([shapely.coverage_union_all(geometry_array(list(polygons.values())))])
                )
                yield _write(definitions, OUTLINE_LEVEL, {OUTLINE_CODE: outline[0]}, raster.crs, folder), 1


def level_polygons(raster: Raster, path: Path) -> dict[str, dict[str, shapely.Geometry]]:
    """Generalised polygons by level and area code, in the raster's CRS."""
    data = read_raster(raster, path)
    return {
        band.level: {
            band.code.format(number): polygon
            for number, polygon in generalise(data.bands[band.band - 1].astype(np.int64), data.transform).items()
        }
        for band in raster.areas
    }


def _write(definitions: Definitions, level: str, polygons: dict[str, shapely.Geometry], crs: str, folder: Path) -> Path:
    names = {area.code: area for area in definitions.levels[level].expected_areas}
    texts = to_geojson(reproject(geometry_array(list(polygons.values())), crs, WGS84), DECIMALS)
    lines = []
    for code, text in zip(polygons, texts, strict=True):
        properties = {"code": code, "name_fi": names[code].name_fi, "name_sv": names[code].name_sv}
        head = json.dumps({"type": "Feature", "properties": properties}, ensure_ascii=False)
        lines.append(f'{head[:-1]}, "geometry": {(text or b"null").decode()}}}')
    path = folder / f"{level}.geojson"
    # a feature a line, so that a change of one area shows as one line
    path.write_text('{"type": "FeatureCollection", "features": [\n' + ",\n".join(lines) + "\n]}\n", encoding="utf-8")
    return path
