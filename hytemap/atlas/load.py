"""Read a snapshot into an atlas."""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import shapely

from hytemap.atlas.atlas import Atlas, Slice
from hytemap.atlas.freshness import SourceDates
from hytemap.atlas.indicator import AtlasIndicator, text
from hytemap.atlas.level import WGS84_DECIMALS, AtlasLevel
from hytemap.errors import SnapshotError
from hytemap.geometry.arrays import geometry_array
from hytemap.geometry.rfc7946 import WGS84, reproject, to_geojson
from hytemap.model import BoundaryQuality, GeometryExtent
from hytemap.snapshot.contents import NUMBERS
from hytemap.snapshot.store import checked_path, open_snapshot, read_areas, read_slices


def load_atlas(folder: Path) -> Atlas:
    """The atlas of the current snapshot in `folder`; raises SnapshotError when there is none that is whole."""
    current, path = checked_path(folder)
    with open_snapshot(path) as connection:
        try:
            facts = [json.loads(row["facts"]) for row in connection.execute("SELECT facts FROM levels")]
            indicators = [json.loads(row["facts"]) for row in connection.execute("SELECT facts FROM indicators")]
            told = [json.loads(row["facts"]) for row in connection.execute("SELECT facts FROM origins")]
            origins = {said["id"]: said["origin"] for said in told if said["kind"] == "level"}
            dates = {said["id"]: SourceDates.from_facts(said) for said in told if said["kind"] == "dates"}
            levels = {
                said["id"]: _level(said, *read_areas(connection, said["id"]), origins.get(said["id"], "default"))
                for said in sorted(facts, key=lambda said: int(said["order"]))
            }
            slices = _slices(connection, levels)
        except (KeyError, ValueError, TypeError) as error:
            raise SnapshotError(f"the snapshot {path} has not the expected content: {error!r}") from error
    reference = {said["id"] for said in facts if said["reference"]}
    return Atlas(
        hash=current.hash,
        levels={name: level for name, level in levels.items() if name not in reference},
        reference=next((levels[name] for name in levels if name in reference), None),
        indicators={said["id"]: AtlasIndicator.from_facts(said) for said in indicators},
        slices=slices,
        dates=dates,
        day=datetime.fromtimestamp(path.stat().st_mtime, UTC).date(),
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
        native=tuple(shapely.to_wkb(geometry_array(geometry))),
        geometry=tuple(to_geojson(lonlat, WGS84_DECIMALS)),
        # ten metres: a fifth of a pixel when the whole of Espoo fills the map
        display=tuple(to_geojson(geometry_array(display), decimals=4)),
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


def _slices(connection: sqlite3.Connection, levels: dict[str, AtlasLevel]) -> dict[tuple[str, str, int, str], Slice]:
    """Every slice by (indicator, level, year, group)."""
    found = read_slices(connection, {name: len(level.areas) for name, level in levels.items()})
    return {
        some.key: Slice(
            status=some.status,
            changed=some.changed,
            source=some.table,
            **{name: getattr(some, name) for name in NUMBERS},
        )
        for some in found
    }
