"""Write a snapshot whole: a temporary file, fsync, rename, then `CURRENT` the same way."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio

from hytemap.errors import BuildError
from hytemap.snapshot.contents import FORMAT, NUMBERS, LevelContents, ObservedSlice, SnapshotContents, packed
from hytemap.snapshot.store import CURRENT, Current
from hytemap.sources.copies import why_not_written
from hytemap.whole_files import write_whole

#: columns that say what a slice is about; `group` and `table` are words of SQL
_KEYS = ("indicator", "level", "year", "grp", "source")
#: snapshots kept beside the current one, for going back by hand
KEPT = 2


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Only one process writes into `folder` at a time; raises BuildError when another is at it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BuildError(f"another build is writing into {folder}; wait for it to end") from error
        yield


def write(contents: SnapshotContents, folder: Path, inputs: str) -> Current:
    """Write `contents` into `folder` and make it current; what was current serves on until the last rename.

    `inputs` is the digest of what it was built from. The caller holds `writing(folder)`. Raises BuildError when the
    disk is full.
    """
    content_hash = contents.content_hash()
    final = folder / f"snapshot-{content_hash}.gpkg"
    for left_over in folder.glob(".snapshot-*.gpkg*"):
        left_over.unlink(missing_ok=True)  # of a build that was killed; nobody else writes, we hold the lock
    descriptor, name = tempfile.mkstemp(prefix=".snapshot-", suffix=".gpkg", dir=folder)
    os.close(descriptor)
    temporary = Path(name)
    temporary.unlink()
    try:
        _write_layers(contents, temporary, content_hash, inputs)
        _write_observations(contents.observations, temporary)
        with temporary.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        temporary.rename(final)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.FeatureError, sqlite3.Error) as error:
        raise BuildError(
            f"the snapshot cannot be written into {folder} ({why_not_written(error)}): see that it can be written to, "
            "and has room"
        ) from error
    finally:
        temporary.unlink(missing_ok=True)
    current = Current(final.name, sha256, content_hash, FORMAT, inputs)
    make_current(folder, current)
    _forget_old(folder, final)
    return current


def make_current(folder: Path, current: Current) -> None:
    """Let `CURRENT` name the snapshot; everybody may read it, as whoever serves need not be who builds."""
    write_whole(folder / CURRENT, current.write_text().encode(), mode=0o644)


def _forget_old(folder: Path, current: Path) -> None:
    older = sorted(
        (path for path in folder.glob("snapshot-*.gpkg") if path != current), key=lambda path: path.stat().st_mtime
    )
    for path in older[: max(0, len(older) - KEPT)]:
        path.unlink(missing_ok=True)


def _write_layers(contents: SnapshotContents, path: Path, content_hash: str, inputs: str) -> None:
    # GDAL writes the time of writing into the file unless it is told one
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": "2000-01-01T00:00:00.000Z"})
    try:
        for level in contents.levels:
            _write_level(level, path)
        _write_table(pd.DataFrame(asdict(contents.crosswalks)), path, "crosswalks")
        _write_table(_facts([(level.id, level.facts) for level in contents.levels]), path, "levels")
        _write_table(_facts([(str(i["id"]), i) for i in contents.indicators]), path, "indicators")
        _write_table(_facts([(str(o["id"]), o) for o in contents.origins]), path, "origins")
        about = {"hash": content_hash, "format": str(FORMAT), "inputs": inputs}
        _write_table(pd.DataFrame({"key": list(about), "value": list(about.values())}), path, "snapshot")
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def _write_level(level: LevelContents, path: Path) -> None:
    frame = pd.DataFrame(
        {
            "position": np.arange(len(level.areas)),
            "code": [area.code for area in level.areas],
            "name_fi": [area.name_fi for area in level.areas],
            "name_sv": [area.name_sv for area in level.areas],
            "member": [area.member for area in level.areas],
            "code_series": pd.array([area.code_series for area in level.areas], dtype="string"),
            "boundary_year": pd.array([area.boundary_year for area in level.areas], dtype="Int32"),
            "boundary_quality": [area.boundary_quality.value for area in level.areas],
            "geometry_extent": [area.geometry_extent.value for area in level.areas],
            "land_area_m2": pd.array([area.land_area_m2 for area in level.areas], dtype="Float64"),
        }
    )
    for name, geometry, crs in (
        (level.id, level.geometry, level.crs),
        (f"{level.id}_display", level.display, "EPSG:4326"),
    ):
        columns = frame if name == level.id else frame[["code", "name_fi", "name_sv"]]
        gpd.GeoDataFrame(columns, geometry=list(geometry), crs=crs).to_file(
            path,
            layer=name,
            driver="GPKG",
            engine="pyogrio",
            mode="a" if path.exists() else "w",
            geometry_type="MultiPolygon",
            promote_to_multi=True,
        )


def _write_table(frame: pd.DataFrame, path: Path, name: str) -> None:
    pyogrio.write_dataframe(frame, path, layer=name, driver="GPKG", append=path.exists())


def _write_observations(observations: list[ObservedSlice], path: Path) -> None:
    """A row a slice, its numbers as packed arrays in the order of the level's areas.

    A national set would have three million rows of single observations, too many to read when a server starts.
    """
    columns = [*_KEYS, "status", "changed", *NUMBERS]
    types = ["TEXT", "TEXT", "INTEGER", "TEXT", "TEXT", *["BLOB"] * (2 + len(NUMBERS))]
    declared = ", ".join(f"{name} {kind}" for name, kind in zip(columns, types, strict=True))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"CREATE TABLE observations (fid INTEGER PRIMARY KEY, {declared})")
        connection.execute(
            # attributes without geometry, GeoPackage 1.3, 2.4
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, last_change) "
            "VALUES ('observations', 'attributes', 'observations', '2000-01-01T00:00:00.000Z')"
        )
        marks = ", ".join("?" * len(columns))
        connection.executemany(
            f"INSERT INTO observations ({', '.join(columns)}) VALUES ({marks})",  # noqa: S608 - names are ours
            (
                (
                    *some.key,
                    some.table,
                    some.status.astype(np.uint8).tobytes(),
                    some.changed.astype(np.uint8).tobytes() if some.changed.any() else None,
                    *(packed(getattr(some, name)) for name in NUMBERS),
                )
                for some in observations
            ),
        )


def _facts(rows: list[tuple[str, dict[str, Any]]]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "id": [name for name, _ in rows],
            "facts": [json.dumps(facts, ensure_ascii=False, sort_keys=True) for _, facts in rows],
        }
    )
