"""What a build stands on: the shipped copies, and over them what was fetched."""

from __future__ import annotations

import json
from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from hytemap.definitions import Definitions, Edition, Level, Raster, Table
from hytemap.definitions.levels import DefaultGeometry
from hytemap.definitions.tables import FetchedEdition, VariableGroup
from hytemap.errors import DefinitionError, Fault
from hytemap.geometry.generalise import to_multipolygons
from hytemap.geometry.rfc7946 import WGS84, reproject
from hytemap.model import Area, BoundaryQuality, Status, Statuses, Values
from hytemap.settings import Settings
from hytemap.sources.table_csv import read_table_csv
from hytemap.sources.tables import TOTAL, TableRows
from hytemap.sources.work import StoredLevel, load_level, load_table_rows
from hytemap.sources.work_rasters import StoredRaster, load_raster


@dataclass(frozen=True)
class LevelInput:
    """A level's areas and polygons in the level's CRS, (areas,), None where there is none; and where they came from."""

    areas: list[Area]
    geometry: NDArray[np.object_]
    origin: dict[str, Any]

    @property
    def codes(self) -> list[str]:
        return [area.code for area in self.areas]


@dataclass(frozen=True)
class _Cells:
    """Figures of one variable, year and group: numbers of area codes, values and statuses, all (figures,)."""

    area: NDArray[np.int64]
    value: Values
    status: Statuses


class TableFigures:
    """A table's figures, looked up by variable, year, population group and area."""

    def __init__(self) -> None:
        self._number: dict[str, int] = {}
        self._cells: dict[tuple[str, int, str], _Cells] = {}
        self._joined: dict[str, str] = {}
        self._places: dict[tuple[str, ...], NDArray[np.int64]] = {}

    @property
    def codes(self) -> set[str]:
        """Every code that has a figure."""
        there = {number for cells in self._cells.values() for number in np.unique(cells.area).tolist()}
        return {code for code, number in self._number.items() if number in there}

    def join(self, area: str, code: str) -> None:
        """From now on the figures of the publisher's `code` are those of our area `area`."""
        self._joined[area] = code
        self._places.clear()

    def add(self, rows: TableRows, left_out: Container[tuple[str, int]] = ()) -> None:
        """Take `rows` over; what they have of a variable in a year replaces all there was of it.

        (variable, year) pairs in `left_out` stay as they are.
        """
        self._places.clear()
        numbers = self._number
        area = np.array([numbers.setdefault(code, len(numbers)) for code in rows.area], dtype=np.int64)
        keys = list(zip(rows.variable, rows.year.tolist(), rows.group, strict=True))
        found: dict[tuple[str, int, str], int] = {}
        which = np.array([found.setdefault(key, len(found)) for key in keys], dtype=np.int64)
        order = np.argsort(which, kind="stable")
        parts = np.split(order, np.cumsum(np.bincount(which, minlength=len(found)))[:-1]) if found else []
        for key, part in zip(found, parts, strict=True):
            if key[:2] not in left_out:
                self._cells[key] = _Cells(area[part], rows.value[part], rows.status[part])

    def of(self, variable: str, year: int, group: str, codes: tuple[str, ...]) -> tuple[Values, Statuses]:
        """Values and statuses of `codes`, both (codes,); an area without a row is `missing`."""
        # one place more than there are codes: that of a code without any figure
        values = np.full(len(self._number) + 1, np.nan)
        statuses = np.full(len(self._number) + 1, Status.MISSING, dtype=np.uint8)
        cells = self._cells.get((variable, year, group))
        if cells is not None:
            values[cells.area], statuses[cells.area] = cells.value, cells.status
        places = self._places_of(codes)
        return values[places], statuses[places]

    def _places_of(self, codes: tuple[str, ...]) -> NDArray[np.int64]:
        if codes not in self._places:
            nowhere = len(self._number)
            found = [self._number.get(self._joined.get(code, code), nowhere) for code in codes]
            self._places[codes] = np.array(found, dtype=np.int64)
        return self._places[codes]

    def hide(self, variable: str, year: int, group: str, codes: Iterable[str]) -> None:
        """From now on the figures of `codes` are `suppressed`, where there are any."""
        cells = self._cells.get((variable, year, group))
        if cells is not None:
            numbers = [self._number.get(self._joined.get(code, code), -1) for code in codes]
            hidden = np.isin(cells.area, numbers)
            self._cells[variable, year, group] = _Cells(
                cells.area,
                np.where(hidden, np.nan, cells.value),
                np.where(hidden, int(Status.SUPPRESSED), cells.status).astype(np.uint8),
            )

    def groups(self, variables: list[str], year: int) -> list[str]:
        """Population groups that have all of `variables` in `year`; `total` first, and always."""
        groups = [
            {group for name, in_year, group in self._cells if (name, in_year) == (variable, year)}
            for variable in variables
        ]
        common = set.intersection(*groups) if groups else set()
        return [TOTAL, *sorted(common - {TOTAL})]


def read_levels(definitions: Definitions, settings: Settings) -> dict[str, LevelInput]:
    """Every level that has areas: as fetched, else as shipped, else as expected rows without polygons."""
    found: dict[str, LevelInput] = {}
    for level in definitions.levels.values():
        stored = load_level(settings, level.id)
        if stored is not None:
            found[level.id] = _fetched(level, stored)
        elif level.expected_areas:
            found[level.id] = _shipped(level, definitions.boundaries)
    return found


def _fetched(level: Level, stored: StoredLevel) -> LevelInput:
    expected = {area.code: area for area in level.expected_areas}
    areas = []
    for i, code in enumerate(stored.codes):
        known = expected.get(code)
        given = stored.land_area_m2[i]
        areas.append(
            Area(
                code=code,
                name_fi=stored.names_fi[i],
                name_sv=stored.names_sv[i],
                member=known.member if known else True,
                code_series=stored.code_series[i],
                boundary_year=stored.boundary_year,
                boundary_quality=BoundaryQuality.OFFICIAL,
                geometry_extent=stored.extent,
                land_area_m2=known.land_area_m2 if given is None and known else given,
            )
        )
    order = _order(areas, list(expected))
    return LevelInput(
        [areas[i] for i in order],
        to_multipolygons(reproject(stored.geometry, stored.crs, level.crs))[order],
        {
            "kind": "level",
            "origin": "fetched",
            "service": stored.service,
            "layer": stored.layer,
            "fetched_at": stored.fetched_at,
            "boundary_year": stored.boundary_year,
        },
    )


def _order(areas: list[Area], expected: list[str]) -> list[int]:
    """Expected areas in their own order, others after them by code."""
    rank = {code: i for i, code in enumerate(expected)}
    return sorted(range(len(areas)), key=lambda i: (rank.get(areas[i].code, len(rank)), areas[i].code))


def _shipped(level: Level, folder: Path) -> LevelInput:
    default = level.default_geometry
    polygons = _read_default_geometry(level, default, folder / default.file) if default else {}
    areas = []
    geometry = np.empty(len(level.expected_areas), dtype=object)
    for i, area in enumerate(level.expected_areas):
        drawn = default if area.code in polygons else None
        areas.append(
            Area(
                code=area.code,
                name_fi=area.name_fi,
                name_sv=area.name_sv,
                member=area.member,
                boundary_year=drawn.boundary_year if drawn else None,
                boundary_quality=drawn.quality if drawn else BoundaryQuality.OFFICIAL,
                **({"geometry_extent": drawn.extent} if drawn else {}),
                land_area_m2=area.land_area_m2,
            )
        )
        geometry[i] = polygons.get(area.code)
    origin = {
        "kind": "level",
        "origin": "default",
        "boundary_year": default.boundary_year if default else None,
        "file": default.file if default else None,
    }
    return LevelInput(areas, to_multipolygons(reproject(geometry, WGS84, level.crs)), origin)


def _read_default_geometry(level: Level, default: DefaultGeometry, path: Path) -> dict[str, shapely.Geometry]:
    """Polygons by code from a shipped RFC 7946 file (WGS 84); raises DefinitionError naming what does not fit."""
    shown = f"boundaries/{default.file}"
    try:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        polygons = {f["properties"]["code"]: shapely.from_geojson(json.dumps(f["geometry"])) for f in features}
    except (ValueError, KeyError, TypeError, shapely.errors.GEOSException) as error:
        raise DefinitionError([Fault(shown, "", f"is no GeoJSON with a `code` in each feature ({error})")]) from error
    known = {area.code for area in level.expected_areas}
    strange = sorted(set(polygons) - known)
    if strange:
        raise DefinitionError(
            [Fault(shown, "code", f"has {', '.join(strange)}", f"codes of {level.id}'s expected_areas")]
        )
    return polygons


def read_rasters(
    definitions: Definitions, settings: Settings
) -> tuple[Definitions, dict[str, StoredRaster], list[dict[str, Any]]]:
    """Fetched rasters by id, the definitions with the years of the rasters in use, and where each came from."""
    rasters: dict[str, Raster] = {}
    fetched: dict[str, StoredRaster] = {}
    origins: list[dict[str, Any]] = []
    for raster in definitions.rasters.values():
        stored = load_raster(settings, raster.id) if raster.wfs else None
        said: dict[str, Any] = {"origin": "default", "file": raster.file, "year": raster.year}
        if stored is not None:
            fetched[raster.id] = stored
            said = {**stored.origin, "origin": "fetched"}
        origins.append({**said, "id": raster.id, "kind": "raster"})
        rasters[raster.id] = raster.model_copy(update={"year": stored.year}) if stored else raster
    return replace(definitions, rasters=rasters), fetched, origins


def read_figures(
    definitions: Definitions, settings: Settings
) -> tuple[Definitions, dict[str, TableFigures], list[dict[str, Any]]]:
    """Figures of every table, and the definitions with the years that fetching has added.

    A fetched year replaces the shipped one whole. Years that no edition lists yet get an edition of their own, with
    the vintage and reference that the definition gives fetched figures.
    """
    tables: dict[str, Table] = {}
    figures: dict[str, TableFigures] = {}
    origins: list[dict[str, Any]] = []
    for table in definitions.tables.values():
        figures[table.id] = TableFigures()
        if table.default:
            figures[table.id].add(read_table_csv(table, definitions.layers / "tables" / table.default.file))
            origins.append({"id": table.id, "kind": "table", "origin": "default", "file": table.default.file})
        for part, fetched, meta in load_table_rows(settings, table):
            table, clashing = with_fetched_years(table, fetched)
            figures[table.id].add(fetched, left_out=clashing)
            origins.append({**meta, "id": table.id, "kind": "table", "origin": "fetched", "part": part})
        tables[table.id] = table
    return replace(definitions, tables=tables), figures, origins


def with_fetched_years(table: Table, rows: TableRows) -> tuple[Table, set[tuple[str, int]]]:
    """The table with the years of fetched `rows` in its editions, and the (variable, year) pairs not to be used.

    A year that stands on another vintage moves to the fetched one when all of its group's variables were fetched for
    it; else the fetched ones are not used, as one group's year must have one vintage.
    """
    fetched: dict[int, set[str]] = {}
    for variable, year in zip(rows.variable, rows.year.tolist(), strict=True):
        fetched.setdefault(year, set()).add(variable)
    groups: dict[str, VariableGroup] = {}
    clashing: set[tuple[str, int]] = set()
    for name, group in table.groups.items():
        for year, variables in sorted(fetched.items()):
            there = variables & set(group.variables)
            if not there or group.fetched is None:
                continue
            with_year = _with_year(group, group.fetched, year, there)
            if with_year is None:
                clashing |= {(variable, year) for variable in there}
            else:
                group = with_year
        groups[name] = group
    return table.model_copy(update={"groups": groups}), clashing


def _with_year(group: VariableGroup, fetched: FetchedEdition, year: int, there: set[str]) -> VariableGroup | None:
    """The group with `year` as fetched, when the variables `there` came; None when they are not to be used."""
    listed = group.edition(year)
    absent = set(group.variables) - there
    if listed is None:
        return _with_edition(group, year, fetched, absent, fetched.verified)
    if listed.vintage == fetched.vintage:
        not_in = {v: [y for y in years if y != year or v not in there] for v, years in group.not_in.items()}
        return group.model_copy(update={"not_in": not_in})
    published = {variable for variable in group.variables if year in group.years_of(variable)}
    return _with_edition(group, year, fetched, absent, listed.verified) if published <= there else None


def _with_edition(
    group: VariableGroup, year: int, fetched: FetchedEdition, absent: set[str], verified: bool
) -> VariableGroup:
    """The group with `year` in an edition of its own, and `absent` variables not in it."""
    kept = [edition.model_copy(update={"years": [y for y in edition.years if y != year]}) for edition in group.editions]
    added = Edition(years=[year], vintage=fetched.vintage, reference=fetched.reference, verified=verified)
    not_in = {variable: [y for y in years if y != year] for variable, years in group.not_in.items()}
    for variable in absent:
        not_in[variable] = [*not_in.get(variable, []), year]
    return group.model_copy(
        update={"editions": [*(edition for edition in kept if edition.years), added], "not_in": not_in}
    )
