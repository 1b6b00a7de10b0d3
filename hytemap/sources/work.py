"""The work folder: the last good copy of everything fetched, each replaced whole or not at all.

    work/levels/<level>.json            where a level came from; names its polygons' file (the GeoPackage beside it)
    work/levels/<level>-<hash>.gpkg     polygons in the publisher's CRS
    work/tables/<table>-<part>.json     where a part of a table came from (a year, a series); names its rows' file
    work/tables/<table>-<part>-<hash>.csv

The JSON is written last and by renaming: until then the old copy stands, whenever the process is killed. Only the
folder's owner reads it (mode 0700), as it may hold what is not published.
"""

from __future__ import annotations

import contextlib
import csv
import fcntl
import hashlib
import json
import os
import shutil
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pyogrio
import shapely

from hytemap.definitions import Table
from hytemap.errors import GeometryError, HytemapError, TableError
from hytemap.model import GeometryExtent, Status
from hytemap.settings import Settings
from hytemap.sources.levels import StoredLevel
from hytemap.sources.tables import TableRows, table_rows

LAYER = "areas"
_STALE_S = 3600
_COLUMNS = ("area", "year", "variable", "value", "status", "group")


def save_level(settings: Settings, level: StoredLevel) -> Path:
    """Keep `level` as the last good copy; returns the GeoPackage written."""
    folder = _folder(settings, "levels")
    frame = geopandas.GeoDataFrame(
        {
            "code": level.codes,
            "name_fi": level.names_fi,
            "name_sv": level.names_sv,
            "code_series": np.array(level.code_series, dtype=object),
            "land_area_m2": np.array([np.nan if a is None else a for a in level.land_area_m2], dtype=np.float64),
        },
        geometry=level.geometry,
        crs=level.crs,
    )
    with tempfile.TemporaryDirectory(prefix=".writing-", dir=folder) as scratch:
        path = Path(scratch) / "areas.gpkg"
        frame.to_file(path, driver="GPKG", layer=LAYER, engine="pyogrio", geometry_type="MultiPolygon", index=False)
        content = path.read_bytes()
    origin = {
        "level": level.level,
        "service": level.service,
        "layer": level.layer,
        "boundary_year": level.boundary_year,
        "crs": level.crs,
        "extent": level.extent.value,
        "fetched_at": level.fetched_at,
        "areas": len(level),
        "notices": list(level.notices),
    }
    return _replace(folder, level.level, ".gpkg", content, origin)


def load_level(settings: Settings, level_id: str) -> StoredLevel | None:
    """The last good copy of a level, None when it was never fetched; raises GeometryError when it is damaged."""
    found = _read(settings.work / "levels", level_id, GeometryError, f"hytemap fetch {level_id}")
    if found is None:
        return None
    origin, _ = found
    try:
        # by its name, as GDAL warns of a GeoPackage that has none
        frame = pyogrio.read_dataframe(settings.work / "levels" / origin["file"], layer=LAYER)
        return StoredLevel(
            level=level_id,
            codes=[str(code) for code in frame["code"]],
            names_fi=[str(name) for name in frame["name_fi"]],
            names_sv=[str(name) for name in frame["name_sv"]],
            code_series=[code if isinstance(code, str) else None for code in frame["code_series"]],
            land_area_m2=[None if np.isnan(area) else float(area) for area in frame["land_area_m2"]],
            geometry=np.asarray(frame.geometry.values, dtype=object),
            crs=origin["crs"],
            boundary_year=origin["boundary_year"],
            extent=GeometryExtent(origin["extent"]),
            service=origin["service"],
            layer=origin["layer"],
            fetched_at=origin["fetched_at"],
            notices=tuple(origin["notices"]),
        )
    except (KeyError, ValueError, pyogrio.errors.DataSourceError, shapely.errors.ShapelyError) as error:
        raise GeometryError(
            f"the fetched copy of {level_id} cannot be used ({error}): run hytemap fetch {level_id}"
        ) from error


def save_table_rows(settings: Settings, table: Table, part: str, rows: TableRows, meta: dict[str, Any]) -> Path:
    """Keep the rows of one `part` (a year, or a series of years) as the last good copy; returns the CSV written.

    `meta` says where they came from; `service` and `fetched_at` at least. `part` has letters and digits only.
    """
    folder = _folder(settings, "tables")
    lines = [",".join(_COLUMNS)]
    for area, year, variable, value, status, group in zip(
        rows.area,
        rows.year.tolist(),
        rows.variable,
        rows.value.tolist(),
        rows.status.tolist(),
        rows.group,
        strict=True,
    ):
        text = repr(value) if Status(status).has_value else ""
        lines.append(f"{area},{year},{variable},{text},{Status(status).word},{group}")
    content = ("\n".join(lines) + "\n").encode()
    years = sorted(set(rows.year.tolist()))
    origin = {
        **meta,
        "table": table.id,
        "part": part,
        "years": years,
        "rows": len(rows),
        "notices": list(rows.notices),
    }
    return _replace(folder, f"{table.id}-{part}", ".csv", content, origin)


def load_table_rows(settings: Settings, table: Table) -> list[tuple[str, TableRows, dict[str, Any]]]:
    """Every fetched part of a table: (part, rows, where they came from), single years before series.

    Raises TableError when a copy is damaged.
    """
    folder = settings.work / "tables"
    found: list[tuple[str, TableRows, dict[str, Any]]] = []
    for path in sorted(folder.glob(f"{table.id}-*.json"), key=lambda path: (not path.stem[-4:].isdigit(), path.name)):
        stored = _read(folder, path.stem, TableError, f"hytemap fetch {table.id}")
        if stored is None:
            continue
        origin, content = stored
        try:
            cells = list(csv.reader(content.decode().splitlines()))
            rows = table_rows(
                [
                    (area, int(year), variable, float(value or "nan"), int(Status.from_word(word)), group)
                    for area, year, variable, value, word, group in cells[1:]
                ],
                tuple(origin["notices"]),
            )
            found.append((str(origin["part"]), rows, origin))
        except (ValueError, KeyError) as error:
            raise TableError(
                f"the fetched copy {path.name} cannot be used ({error}): run hytemap fetch {table.id}"
            ) from error
    # what the definition no longer has is not for the build
    known = set(table.variables)
    return [(part, _only(rows, known), origin) for part, rows, origin in found]


def kept_origins(settings: Settings, table_id: str) -> dict[str, dict[str, Any]]:
    """Where each fetched part of a table came from, by the part's name; a copy that cannot be read counts as none."""
    found: dict[str, dict[str, Any]] = {}
    for path in (settings.work / "tables").glob(f"{table_id}-*.json"):
        with contextlib.suppress(OSError, ValueError):
            origin = json.loads(path.read_bytes())
            if isinstance(origin, dict) and origin.get("table") == table_id:
                found[str(origin.get("part"))] = origin
    return found


def _only(rows: TableRows, known: set[str]) -> TableRows:
    if set(rows.variable) <= known:
        return rows
    keep = [i for i, name in enumerate(rows.variable) if name in known]
    return replace(
        rows,
        area=[rows.area[i] for i in keep],
        year=rows.year[keep],
        variable=[rows.variable[i] for i in keep],
        value=rows.value[keep],
        status=rows.status[keep],
        group=[rows.group[i] for i in keep],
    )


def _folder(settings: Settings, name: str) -> Path:
    """A folder of the work folder, which only its owner may read even where it stood open before."""
    work = settings.work
    work.mkdir(mode=0o700, parents=True, exist_ok=True)
    if work.stat().st_mode & 0o077:
        work.chmod(0o700)
    folder = work / name
    folder.mkdir(mode=0o700, exist_ok=True)
    for left in folder.glob(".writing-*"):
        # of a process that was killed; a younger one may be at work
        if time.time() - left.stat().st_mtime > _STALE_S:
            shutil.rmtree(left) if left.is_dir() else left.unlink(missing_ok=True)
    return folder


def _replace(folder: Path, name: str, suffix: str, content: bytes, origin: dict[str, Any]) -> Path:
    """Write the data, then the JSON that names it; only then drop the copy before."""
    digest = hashlib.sha256(content).hexdigest()
    data = folder / f"{name}-{digest[:12]}{suffix}"
    text = json.dumps({**origin, "file": data.name, "sha256": digest}, ensure_ascii=False, indent=1)
    with (folder / ".lock").open("wb") as lock:
        # or another fetch could drop this one's data before its JSON is written; the lock falls with the process
        fcntl.flock(lock, fcntl.LOCK_EX)
        _write(data, content)
        _write(folder / f"{name}.json", text.encode() + b"\n")
        for old in folder.glob(f"{name}-{'[0-9a-f]' * 12}{suffix}"):
            if old != data:
                old.unlink(missing_ok=True)
    return data


def _write(path: Path, content: bytes) -> None:
    """Write whole or not at all: temporary file, fsync, rename, fsync of the folder."""
    handle, temporary = tempfile.mkstemp(prefix=".writing-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def _read(folder: Path, name: str, fault: type[HytemapError], remedy: str) -> tuple[dict[str, Any], bytes] | None:
    """The JSON of a copy and the bytes of its data file, None when there is no copy; raises `fault` when damaged."""
    for last_try in (False, True):
        try:
            origin = json.loads((folder / f"{name}.json").read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise fault(f"{folder / f'{name}.json'} cannot be read ({error}): run {remedy}") from error
        try:
            content = (folder / origin["file"]).read_bytes()
        except (OSError, KeyError, TypeError) as error:
            # a fetch may have replaced the copy between the two readings
            if last_try:
                raise fault(f"the data of {folder / f'{name}.json'} cannot be read: run {remedy}") from error
            continue
        if hashlib.sha256(content).hexdigest() != origin.get("sha256"):
            raise fault(f"{folder / origin['file']} is not what was fetched: run {remedy}")
        return origin, content
    return None
