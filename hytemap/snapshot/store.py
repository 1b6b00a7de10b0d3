"""Find the current snapshot, see that it is whole, and read it with nothing but SQLite."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from hytemap.errors import SnapshotError
from hytemap.model import Area, BoundaryQuality, GeometryExtent, Values
from hytemap.snapshot.contents import FORMAT, NUMBERS, ObservedSlice, unpacked

CURRENT = "CURRENT"


@dataclass(frozen=True)
class Current:
    """What `CURRENT` says: the file, its SHA-256, its content hash, its format and the digest of its inputs."""

    file: str
    sha256: str
    hash: str
    format: int
    inputs: str

    def write_text(self) -> str:
        """The text of `CURRENT`."""
        return json.dumps(asdict(self), indent=1) + "\n"


def read_current(folder: Path) -> Current | None:
    """What `CURRENT` in `folder` says, or None when there is none; raises SnapshotError when it is unreadable."""
    path = folder / CURRENT
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        return Current(**said)
    except FileNotFoundError:
        return None
    except (ValueError, TypeError) as error:
        raise SnapshotError(
            f"{path} does not say which snapshot is current ({error}); run `hytemap build` to write it anew"
        ) from error


def checked_path(folder: Path) -> tuple[Current, Path]:
    """The current snapshot's path after its bytes were held against `CURRENT`.

    Raises SnapshotError when there is none, it has another format, or its bytes are not those that were written.
    """
    current = read_current(folder)
    if current is None:
        raise SnapshotError(f"there is no snapshot in {folder}; run `hytemap build`")
    if current.format != FORMAT:
        raise SnapshotError(
            f"the snapshot {current.file} has format {current.format}, this program reads {FORMAT}; run `hytemap build`"
        )
    path = folder / current.file
    if not path.is_file():
        raise SnapshotError(f"the snapshot {path} named by {CURRENT} is missing; run `hytemap build`")
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != current.sha256:
        raise SnapshotError(
            f"the snapshot {path} is damaged: its SHA-256 is {found[:12]}…, written was {current.sha256[:12]}…; "
            "run `hytemap build`"
        )
    return current, path


@contextmanager
def open_snapshot(path: Path) -> Iterator[sqlite3.Connection]:
    """A read-only connection that never touches the file (no journal, no lock)."""
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    connection.row_factory = sqlite3.Row
    try:
        yield connection
    except sqlite3.DatabaseError as error:
        raise SnapshotError(f"the snapshot {path} cannot be read: {error}; run `hytemap build`") from error
    finally:
        connection.close()


def read_areas(connection: sqlite3.Connection, level: str) -> tuple[list[Area], list[Any], list[Any]]:
    """The areas of `level` in their order, their geometry (level's CRS) and their display geometry (WGS 84)."""
    areas, geometry = [], []
    for row in connection.execute(f'SELECT * FROM "{level}" ORDER BY position'):  # noqa: S608 - level from the levels table
        areas.append(_area(row))
        geometry.append(from_gpkg(row["geom"]))
    display = {
        row["code"]: from_gpkg(row["geom"])
        for row in connection.execute(f'SELECT code, geom FROM "{level}_display"')  # noqa: S608
    }
    return areas, geometry, [display.get(area.code) for area in areas]


def read_area_rows(connection: sqlite3.Connection, level: str) -> list[Area]:
    """The areas of `level` in their order, without their polygons."""
    rows = connection.execute(f'SELECT * FROM "{level}" ORDER BY position')  # noqa: S608 - level from the levels table
    return [_area(row) for row in rows]


def _area(row: sqlite3.Row) -> Area:
    return Area(
        code=row["code"],
        name_fi=row["name_fi"],
        name_sv=row["name_sv"],
        member=bool(row["member"]),
        code_series=row["code_series"],
        boundary_year=row["boundary_year"],
        boundary_quality=BoundaryQuality(row["boundary_quality"]),
        geometry_extent=GeometryExtent(row["geometry_extent"]),
        land_area_m2=row["land_area_m2"],
    )


def read_slices(connection: sqlite3.Connection, areas: Mapping[str, int]) -> Iterator[ObservedSlice]:
    """Every slice of the snapshot; `areas` is how many areas each level has.

    Arrays of the same content are one array, which nobody can write into: a hundred shares of the same people have the
    people once. Raises ValueError for arrays of another length, KeyError for a level that is not there.
    """
    known: dict[tuple[bytes | None, int], Values] = {}

    def shared(content: bytes | None, size: int) -> Values:
        if (content, size) not in known:
            known[content, size] = unpacked(content, size)
            known[content, size].flags.writeable = False
        return known[content, size]

    unchanged = {size: np.zeros(size, dtype=np.bool_) for size in set(areas.values())}
    for row in connection.execute("SELECT * FROM observations"):
        size = areas[row["level"]]
        status = np.frombuffer(row["status"], dtype=np.uint8)
        changed = np.frombuffer(row["changed"], dtype=np.bool_) if row["changed"] else unchanged[size]
        numbers = {name: shared(row[name], size) for name in NUMBERS}
        if {len(status), len(changed), *map(len, numbers.values())} != {size}:
            raise ValueError(f"observations of {row['level']} do not have {size} areas")
        yield ObservedSlice(
            indicator=row["indicator"],
            level=row["level"],
            year=row["year"],
            group=row["grp"],
            table=row["source"],
            status=status,
            changed=changed,
            **numbers,
        )


def from_gpkg(blob: bytes | None) -> shapely.Geometry | None:
    """The geometry in a GeoPackage blob: a header of 8 bytes and an envelope, then WKB (GeoPackage 1.3, 2.1.3)."""
    if blob is None:
        return None
    envelope = (0, 32, 48, 48, 64)[(blob[3] >> 1) & 0b111]
    geometry: shapely.Geometry = shapely.from_wkb(blob[8 + envelope :])
    return None if geometry.is_empty else geometry


def read_columns(connection: sqlite3.Connection, table: str, columns: list[str]) -> dict[str, list[Any]]:
    """The named columns of a table as lists, in the order of the rows."""
    names = ", ".join(f'"{column}"' for column in columns)
    rows = connection.execute(f'SELECT {names} FROM "{table}"').fetchall()  # noqa: S608 - names are ours
    return {column: [row[i] for row in rows] for i, column in enumerate(columns)}
