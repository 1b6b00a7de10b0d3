"""The work folder: the last good copy of everything fetched, each replaced whole or not at all.

    work/levels/<level>.json            where a level came from; names its polygons' file (the GeoPackage beside it)
    work/levels/<level>-<hash>.gpkg     polygons in the publisher's CRS
    work/tables/<table>-<part>.json     where a part of a table came from (a year, a series); names its rows' file
    work/tables/<table>-<part>-<hash>.csv

How they are replaced stands in copies.py. Only the folder's owner reads it (mode 0700), as it may hold what is not
published.
"""

from __future__ import annotations

import contextlib
import csv
import hashlib
import json
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pyogrio
import shapely

from hytemap.definitions import Table
from hytemap.errors import GeometryError, TableError
from hytemap.model import GeometryExtent, Status
from hytemap.settings import Settings
from hytemap.sources.copies import read_copy, replace_copy, why_not_written, work_folder
from hytemap.sources.levels import StoredLevel
from hytemap.sources.tables import TableRows, table_rows

LAYER = "areas"
_COLUMNS = ("area", "year", "variable", "value", "status", "group")


def save_level(settings: Settings, level: StoredLevel) -> Path:
    """Keep `level` as the last good copy; returns the GeoPackage written."""
    folder = work_folder(settings, "levels")
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
        # told the time of writing, GDAL makes the same bytes of the same polygons
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": "2000-01-01T00:00:00.000Z"})
        try:
            frame.to_file(path, driver="GPKG", layer=LAYER, engine="pyogrio", geometry_type="MultiPolygon", index=False)
        except (pyogrio.errors.DataSourceError, pyogrio.errors.FeatureError, RuntimeError) as error:
            raise OSError(f"the polygons cannot be written into {folder}: {why_not_written(error)}") from error
        finally:
            pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
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
    return replace_copy(folder, level.level, ".gpkg", content, origin)


def load_level(settings: Settings, level_id: str) -> StoredLevel | None:
    """The last good copy of a level, None when it was never fetched; raises GeometryError when it is damaged."""
    found = read_copy(settings.work / "levels", level_id, GeometryError, f"hytemap fetch {level_id}")
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
    folder = work_folder(settings, "tables")
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
    return replace_copy(folder, f"{table.id}-{part}", ".csv", content, origin)


def load_table_rows(settings: Settings, table: Table) -> list[tuple[str, TableRows, dict[str, Any]]]:
    """Every fetched part of a table: (part, rows, where they came from), single years before series.

    Raises TableError when a copy is damaged.
    """
    folder = settings.work / "tables"
    found: list[tuple[str, TableRows, dict[str, Any]]] = []
    for path in sorted(folder.glob(f"{table.id}-*.json"), key=lambda path: (not path.stem[-4:].isdigit(), path.name)):
        stored = read_copy(folder, path.stem, TableError, f"hytemap fetch {table.id}")
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


def copies_of(settings: Settings, name: str) -> dict[str, dict[str, Any]]:
    """What the copies of a level, raster or table say of themselves, by the JSON's name; damaged ones are left out."""
    found: dict[str, dict[str, Any]] = {}
    single = [settings.work / folder / f"{name}.json" for folder in ("levels", "rasters")]
    years = (settings.work / "rasters").glob(f"{name}.[0-9]*.json")
    for path in [*single, *years, *(settings.work / "tables").glob(f"{name}-*.json")]:
        with contextlib.suppress(OSError, ValueError):
            origin = json.loads(path.read_bytes())
            if not isinstance(origin, dict) or name not in (origin.get(key) for key in ("level", "raster", "table")):
                continue
            content = (path.parent / str(origin.get("file"))).read_bytes()
            if hashlib.sha256(content).hexdigest() == origin.get("sha256"):
                found[path.name] = origin
    return found


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
