"""All definitions of a content folder, read and held against each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from hytemap.definitions.boundary_changes import BoundaryChange, read_changes
from hytemap.definitions.checks import cross_check
from hytemap.definitions.common import Service, Services
from hytemap.definitions.imports import ImportMapping, clashes
from hytemap.definitions.indicators import Formula, Indicator
from hytemap.definitions.key_tables import KeyRow, read_key
from hytemap.definitions.levels import Level
from hytemap.definitions.raster_tables import raster_tables
from hytemap.definitions.rasters import Raster
from hytemap.definitions.surfaces import Surface
from hytemap.definitions.tables import Table
from hytemap.definitions.yaml_files import Definition, parse, read_yaml
from hytemap.errors import DefinitionError, Fault
from hytemap.settings import Settings

SERVICES_FILE = "layers/services.yaml"
#: how the folder of kept mappings is called in faults
IMPORTS = "work/imports"


@dataclass(frozen=True)
class Definitions:
    """Everything the content folders define; mappings are by id, in the order shown to people."""

    boundaries: Path
    layers: Path
    services: dict[str, Service]
    levels: dict[str, Level]
    tables: dict[str, Table]
    indicators: dict[str, Indicator]
    rasters: dict[str, Raster]
    #: level → how areas of its older divisions became those of today
    changes: dict[str, list[BoundaryChange]] = field(default_factory=dict)

    #: file of a key → its rows
    keys: dict[str, list[KeyRow]] = field(default_factory=dict)

    surfaces: dict[str, Surface] = field(default_factory=dict)

    def changes_of(self, level: str, vintage: str) -> list[BoundaryChange]:
        """What was different in the division `vintage` of `level`."""
        return [change for change in self.changes.get(level, []) if change.vintage == vintage]

    def years_of(self, indicator: Indicator) -> list[int]:
        """Years in which every part of the indicator's formula is published, rising."""
        years = published_years(self.tables[indicator.table], indicator.formula_of)
        return [year for year in years if year not in indicator.not_in_years]


def published_years(table: Table, formula_of: Callable[[int], Formula]) -> list[int]:
    """Years, rising, in which `table` publishes every variable of the formula that holds for the year."""
    years: list[int] = []
    for year in sorted({year for group in table.groups.values() for e in group.editions for year in e.years}):
        groups = [(name, table.group_of(name)) for name in formula_of(year).names if name in table.variables]
        if all(group is not None and year in group.years_of(name) for name, group in groups):
            years.append(year)
    return years


def load(settings: Settings) -> Definitions:
    """Read and check every definition; raises DefinitionError with all faults of all files at once."""
    definitions, faults = read_definitions(settings)
    if faults:
        raise DefinitionError(faults)
    return definitions


def read_definitions(settings: Settings) -> tuple[Definitions, list[Fault]]:
    """The definitions that could be read, and every fault; `load` is for whoever wants to use them."""
    boundaries, layers = settings.boundaries, settings.layers
    faults: list[Fault] = []
    services: dict[str, Service] = {}
    try:
        services = _read_file(Services, layers / "services.yaml", SERVICES_FILE).services
    except DefinitionError as error:
        faults += error.faults
    levels = _read_folder(Level, boundaries, "boundaries", faults, sort_key="order")
    tables = _read_folder(Table, layers / "tables", "layers/tables", faults)
    indicators = _read_folder(Indicator, layers / "indicators", "layers/indicators", faults, sort_key="order")
    found = _read_folder(_raster_or_surface, layers / "rasters", "layers/rasters", faults)
    rasters = {name: one for name, one in found.items() if isinstance(one, Raster)}
    surfaces = {name: one for name, one in found.items() if isinstance(one, Surface)}
    _add_imports(settings.imports, levels, tables, indicators, faults)
    indicators = dict(sorted(indicators.items(), key=lambda item: item[1].order))
    changes = _read_changes(boundaries, levels, faults)
    keys = _read_keys(layers, tables, faults)
    definitions = with_raster_tables(
        Definitions(boundaries, layers, services, levels, tables, indicators, rasters, changes, keys, surfaces)
    )
    faults += cross_check(definitions, broken={_yaml_name(fault.file) for fault in faults})
    return definitions, faults


def _add_imports(
    folder: Path,
    levels: dict[str, Level],
    tables: dict[str, Table],
    indicators: dict[str, Indicator],
    faults: list[Fault],
) -> None:
    """Tables and indicators of what `hytemap import` has brought."""
    for shown, mapping in read_imports(folder, faults):
        clashing = clashes(mapping, shown, levels, tables, indicators)
        faults += clashing
        if not clashing:
            tables[mapping.id] = mapping.table()
            indicators |= {indicator.id: indicator for indicator in mapping.indicators()}


def read_imports(folder: Path, faults: list[Fault]) -> list[tuple[str, ImportMapping]]:
    """The kept mappings of `folder` and how each is called in faults; what cannot be read is added to `faults`."""
    if not folder.is_dir():
        return []
    found: dict[str, Any] = _read_folder(ImportMapping, folder, IMPORTS, faults)
    return [(f"{IMPORTS}/{name}.yaml", mapping) for name, mapping in found.items()]


def with_raster_tables(definitions: Definitions, years: Mapping[str, Iterable[int]] | None = None) -> Definitions:
    """The definitions with the tables of rasters made anew, as when fetching brought other years.

    `years` are those at hand of each surface; those shipped, if not given.
    """
    rasters: dict[str, Raster | Surface] = {**definitions.rasters, **definitions.surfaces}
    at_hand = {raster.id: [raster.year] for raster in definitions.rasters.values()}
    at_hand |= {surface.id: sorted(surface.files) for surface in definitions.surfaces.values()}
    at_hand |= {name: sorted(some) for name, some in (years or {}).items()}
    made = raster_tables(rasters, at_hand, definitions.indicators.values(), definitions.levels)
    there = definitions.tables
    return replace(
        definitions, tables={**there, **{k: one for k, one in made.items() if k not in there or there[k].raster}}
    )


def _raster_or_surface(content: dict[str, Any]) -> type[Raster | Surface]:
    return Surface if content.get("kind") == "surface" else Raster


def _read_changes(boundaries: Path, levels: dict[str, Level], faults: list[Fault]) -> dict[str, list[BoundaryChange]]:
    """The changes of each level that has some; what cannot be read is added to `faults`."""
    found: dict[str, list[BoundaryChange]] = {}
    for level in levels.values():
        if level.changes:
            try:
                found[level.id] = read_changes(boundaries / level.changes, f"boundaries/{level.changes}")
            except DefinitionError as error:
                faults += error.faults
    return found


def _read_keys(layers: Path, tables: dict[str, Table], faults: list[Fault]) -> dict[str, list[KeyRow]]:
    """The keys that tables are carried by; what cannot be read is added to `faults`."""
    found: dict[str, list[KeyRow]] = {}
    for key in dict.fromkeys(carry.key for table in tables.values() for carry in table.carry if carry.key):
        try:
            found[key] = read_key(layers / "tables" / key, f"layers/tables/{key}")
        except DefinitionError as error:
            faults += error.faults
    return found


def _yaml_name(shown: str) -> str:
    """The name under which others refer to the file: `paavo.yml` is meant to be the table `paavo`."""
    stem, dot, suffix = shown.rpartition(".")
    return f"{stem}.yaml" if dot and suffix.lower() in ("yml", "yaml") else shown


def _read_file(model: type[Definition], path: Path, shown: str) -> Definition:
    if not path.is_file():
        raise DefinitionError([Fault(shown, "", "is missing", "restore it from the project")])
    return parse(model, read_yaml(path, shown), shown)


def _read_folder(
    model: type[BaseModel] | Callable[[dict[str, Any]], type[BaseModel]],
    folder: Path,
    shown: str,
    faults: list[Fault],
    sort_key: str | None = None,
) -> dict[str, Any]:
    """Definitions of `folder` by id; faults are added to the list, so that one bad file does not hide another."""
    found: list[BaseModel] = []
    if not folder.is_dir():
        faults.append(Fault(shown, "", "the folder is missing", "restore it from the project"))
        return {}
    for path in sorted(folder.iterdir()):
        name = f"{shown}/{path.name}"
        if path.suffix != ".yaml":
            if path.suffix.lower() in (".yml", ".yaml"):
                faults.append(Fault(name, "", "is not read", f"rename it to {path.stem}.yaml"))
            continue
        try:
            content = read_yaml(path, name)
            chosen: type[BaseModel] = model if isinstance(model, type) else model(content)
            definition = parse(chosen, content, name)
        except DefinitionError as error:
            faults += error.faults
            continue
        if getattr(definition, "id") != path.stem:  # noqa: B009 - every model of these folders has an id
            faults.append(Fault(name, "id", f"{getattr(definition, 'id')!r} is not the file's name", path.stem))  # noqa: B009
        found.append(definition)
    if sort_key:
        found.sort(key=lambda definition: getattr(definition, sort_key))
    return {getattr(definition, "id"): definition for definition in found}  # noqa: B009
