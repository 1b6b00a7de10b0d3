"""Read a snapshot into an atlas."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from hytemap.atlas.atlas import Atlas, AtlasLevel, Slice
from hytemap.atlas.indicator import AtlasIndicator, text
from hytemap.errors import SnapshotError
from hytemap.geometry.arrays import geometry_array
from hytemap.geometry.rfc7946 import WGS84, reproject, to_geojson
from hytemap.model import BoundaryQuality, GeometryExtent, Status
from hytemap.snapshot.store import as_floats, checked_path, open_snapshot, read_areas, read_columns

NUMBERS = ("value", "numerator", "denominator", "assigned_in", "assigned_out")


def load_atlas(folder: Path) -> Atlas:
    """The atlas of the current snapshot in `folder`; raises SnapshotError when there is none that is whole."""
    current, path = checked_path(folder)
    with open_snapshot(path) as connection:
        try:
            facts = [json.loads(row["facts"]) for row in connection.execute("SELECT facts FROM levels")]
            indicators = [json.loads(row["facts"]) for row in connection.execute("SELECT facts FROM indicators")]
            origins = {
                said["id"]: said["origin"]
                for said in (json.loads(row["facts"]) for row in connection.execute("SELECT facts FROM origins"))
                if said["kind"] == "level"
            }
            levels = {
                said["id"]: _level(said, *read_areas(connection, said["id"]), origins.get(said["id"], "default"))
                for said in sorted(facts, key=lambda said: int(said["order"]))
            }
            columns = read_columns(
                connection, "observations", ["indicator", "level", "area", "year", "grp", "source", "status", *NUMBERS]
            )
        except (KeyError, ValueError, TypeError) as error:
            raise SnapshotError(f"the snapshot {path} has not the expected content: {error!r}") from error
    reference = {said["id"] for said in facts if said["reference"]}
    return Atlas(
        hash=current.hash,
        levels={name: level for name, level in levels.items() if name not in reference},
        reference=next((levels[name] for name in levels if name in reference), None),
        indicators={said["id"]: AtlasIndicator.from_facts(said) for said in indicators},
        slices=_slices(columns, levels),
    )


def _level(facts: dict[str, Any], areas: list[Any], geometry: list[Any], display: list[Any], origin: str) -> AtlasLevel:
    lonlat = reproject(geometry_array(geometry), facts["crs"], WGS84)
    return AtlasLevel(
        id=facts["id"],
        order=facts["order"],
        title=text(facts["title"]),
        area_title=text(facts["area_title"]),
        note=None if facts["note"] is None else text(facts["note"]),
        crs=facts["crs"],
        licence=facts["licence"],
        attribution=text(facts["attribution"]),
        boundary_year=facts["boundary_year"],
        boundary_quality=BoundaryQuality(facts["boundary_quality"]),
        geometry_extent=GeometryExtent(facts["geometry_extent"]),
        vintages={name: text(title) for name, title in facts["vintages"].items()},
        areas=tuple(areas),
        geometry=tuple(to_geojson(lonlat, decimals=6)),
        display=tuple(to_geojson(geometry_array(display), decimals=5)),
        bbox=_bbox(lonlat),
        display_bbox=_bbox(geometry_array(display)),
        origin=origin,
    )


def _bbox(geometry: Any) -> tuple[float, float, float, float] | None:
    present = [shape for shape in geometry if shape is not None]
    if not present:
        return None
    west, south, east, north = (round(float(limit), 6) for limit in shapely.total_bounds(geometry_array(present)))
    return west, south, east, north


def _slices(columns: dict[str, list[Any]], levels: dict[str, AtlasLevel]) -> dict[tuple[str, str, int, str], Slice]:
    """Rows regrouped into arrays over areas; an area a snapshot does not mention stays `missing`."""
    numbers = {name: as_floats(columns[name]) for name in NUMBERS}
    severity = {status.word: int(status) for status in Status}
    status = np.array([severity[word] for word in columns["status"]], dtype=np.uint8)
    rows: dict[tuple[str, str, int, str], tuple[list[int], list[int]]] = {}
    names = [columns[name] for name in ("indicator", "level", "area", "year", "grp")]
    for row, (indicator, level, area, year, group) in enumerate(zip(*names, strict=True)):
        taken, positions = rows.setdefault((indicator, level, int(year), group), ([], []))
        taken.append(row)
        positions.append(levels[level].position[area])
    slices = {}
    for key, (taken, positions) in rows.items():
        areas = len(levels[key[1]].areas)
        filled = {name: np.full(areas, np.nan) for name in NUMBERS}
        for name in NUMBERS:
            filled[name][positions] = numbers[name][taken]
        standing = np.full(areas, Status.MISSING, dtype=np.uint8)
        standing[positions] = status[taken]
        slices[key] = Slice(status=standing, source=columns["source"][taken[0]], **filled)
    return slices
