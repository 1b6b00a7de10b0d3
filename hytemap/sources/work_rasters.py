"""Fetched rasters in the work folder: `work/rasters/<raster>.json` names `<raster>-<hash>.tif` beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hytemap.errors import TableError
from hytemap.settings import Settings
from hytemap.sources.copies import read_copy, replace_copy, work_folder
from hytemap.sources.grid_cells import FetchedRaster


@dataclass(frozen=True)
class StoredRaster:
    """A fetched raster: the GeoTIFF, the year it describes, and where it came from."""

    path: Path
    year: int
    origin: dict[str, Any]


def save_raster(settings: Settings, raster: FetchedRaster, fetched_at: str) -> Path:
    """Keep `raster` as the last good copy; returns the GeoTIFF written."""
    origin = {
        "raster": raster.raster,
        "service": raster.service,
        "layer": raster.layer,
        "year": raster.year,
        "crs": raster.crs,
        "cells": raster.cells,
        "bands": raster.bands,
        "fetched_at": fetched_at,
        "notices": list(raster.notices),
    }
    return replace_copy(work_folder(settings, "rasters"), raster.raster, ".tif", raster.content, origin)


def save_surface(settings: Settings, surface: str, year: int, content: bytes, origin: Mapping[str, Any]) -> Path:
    """Keep a fetched GeoTIFF of a surface's `year` as the last good copy; returns the file written."""
    told = {**origin, "raster": surface, "year": year}
    return replace_copy(work_folder(settings, "rasters"), f"{surface}.{year}", ".tif", content, told)


def load_surfaces(settings: Settings, surfaces: Iterable[str]) -> dict[str, dict[int, Path]]:
    """Surface → year → the GeoTIFF fetched last; raises TableError when a copy is damaged."""
    folder = settings.work / "rasters"
    found: dict[str, dict[int, Path]] = {}
    for surface in surfaces:
        for path in sorted(folder.glob(f"{surface}.[0-9]*.json")):
            copy = read_copy(folder, path.stem, TableError, f"hytemap fetch {surface}")
            if copy is not None:
                found.setdefault(surface, {})[int(copy[0]["year"])] = folder / str(copy[0]["file"])
    return found


def load_raster(settings: Settings, raster_id: str) -> StoredRaster | None:
    """The last good copy of a raster, None when it was never fetched; raises TableError when it is damaged."""
    folder = settings.work / "rasters"
    found = read_copy(folder, raster_id, TableError, f"hytemap fetch {raster_id}")
    if found is None:
        return None
    origin, _ = found
    try:
        return StoredRaster(folder / str(origin["file"]), int(origin["year"]), origin)
    except (KeyError, TypeError, ValueError) as error:
        raise TableError(
            f"the fetched copy of {raster_id} cannot be used ({error}): run hytemap fetch {raster_id}"
        ) from error
