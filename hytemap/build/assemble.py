"""The build: read everything, form every indicator, write one snapshot."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import shapely

from hytemap.build.accuracy import accuracies
from hytemap.build.crosswalks import Crosswalks
from hytemap.build.divisions import Division, division_of
from hytemap.build.freshness import inputs_digest, keep_digest_secret
from hytemap.build.inputs import LevelInput, TableFigures, read_figures, read_levels, read_rasters
from hytemap.build.joins import join_areas, join_notice
from hytemap.build.observations import Observer, Way
from hytemap.build.protection import protect_tables
from hytemap.build.published import indicator_facts, level_facts
from hytemap.build.raster_figures import RasterFigures, surface_files
from hytemap.build.source_dates import source_dates
from hytemap.definitions import Definitions, Raster, load
from hytemap.definitions.load import with_raster_tables
from hytemap.errors import BuildError, DefinitionError, Fault
from hytemap.geometry.display import display_geometry
from hytemap.geometry.rfc7946 import WGS84, reproject
from hytemap.model import BoundaryQuality, GeometryExtent
from hytemap.settings import Settings
from hytemap.snapshot.contents import CrosswalkShares, LevelContents, SnapshotContents
from hytemap.snapshot.store import Current
from hytemap.snapshot.write import write, writing
from hytemap.sources.kept_weights import KeptWeights
from hytemap.sources.rasters import RasterData, read_raster
from hytemap.sources.work_rasters import StoredRaster, load_surfaces
from hytemap.statistics import crosswalk as cw

#: the level whose polygons end at the coastline: what others are cut to for display
LAND_LEVEL = "postinumeroalue"


@dataclass(frozen=True)
class BuildReport:
    """What a build made: the snapshot, how many observations, levels and indicators, and the seconds it took.

    `notices` tell which areas and figures could not be joined.
    """

    current: Current
    observations: int
    levels: dict[str, int]
    indicators: int
    seconds: float
    notices: tuple[str, ...] = ()


def build(settings: Settings) -> BuildReport:
    """Build the snapshot and make it current.

    Raises DefinitionError with every fault, TableError, BuildError; what was current before then serves on.
    """
    started = time.perf_counter()
    with writing(settings.snapshots):
        definitions = load(settings)
        _refuse_what_is_not_public(definitions)
        if any(table.disclosure and table.imported is None for table in definitions.tables.values()):
            # figures to hide are among the files that a build reads
            keep_digest_secret(settings)
        inputs = inputs_digest(settings)
        contents = assemble(definitions, settings)
        current = write(contents, settings.snapshots, inputs)
    return BuildReport(
        current,
        sum(map(len, contents.observations)),
        {level.id: len(level.areas) for level in contents.levels},
        len(contents.indicators),
        time.perf_counter() - started,
        tuple(join_notice(origin) for origin in contents.origins if origin["kind"] == "join"),
    )


def _refuse_what_is_not_public(definitions: Definitions) -> None:
    faults = [
        Fault(
            f"layers/indicators/{indicator.id}.yaml",
            "access",
            f"is {indicator.access!r}, but hytemap has no sign-in yet, so everything in a snapshot is public",
            "`public`, or leave the indicator out",
        )
        for indicator in definitions.indicators.values()
        if indicator.access != "public"
    ]
    if faults:
        raise DefinitionError(faults)


def assemble(definitions: Definitions, settings: Settings) -> SnapshotContents:
    """Everything a snapshot publishes, in memory."""
    definitions, figures, table_origins = read_figures(definitions, settings)
    definitions, rasters, raster_origins = read_rasters(definitions, settings)
    files = surface_files(definitions, load_surfaces(settings, definitions.surfaces))
    definitions = with_raster_tables(definitions, files)
    levels = read_levels(definitions, settings)
    if not levels:
        raise BuildError("no level has areas: give `expected_areas` in boundaries/*.yaml, or run `hytemap fetch`")
    data = {raster.id: _read(definitions, raster, rasters) for raster in definitions.rasters.values()}
    kept = KeptWeights(settings)
    crosswalks = Crosswalks(definitions, levels, data, kept)
    for level_id in list(levels):
        levels[level_id] = _with_land_area(definitions, levels, level_id, crosswalks)
    of_rasters = RasterFigures(definitions, levels, data, files, kept)
    for table in definitions.tables.values():
        if table.raster:
            figures.setdefault(table.id, TableFigures()).add(of_rasters.rows(table.id))
    left_over = join_areas(definitions, levels, figures, table_origins)
    protect_tables(definitions, levels, figures, settings)
    observer = Observer(definitions, levels, figures, crosswalks)
    accuracy = accuracies(definitions, levels, figures, observer)
    origins = [{"id": level_id, **given.origin} for level_id, given in levels.items()]
    return SnapshotContents(
        levels=_level_contents(definitions, levels),
        indicators=[
            indicator_facts(indicator, definitions, table_origins, accuracy)
            for indicator in definitions.indicators.values()
        ],
        observations=[some for indicator in definitions.indicators.values() for some in observer.observe(indicator)],
        crosswalks=_shares(list(observer.ways), levels),
        origins=origins + table_origins + raster_origins + left_over + source_dates(definitions, settings),
    )


def _read(definitions: Definitions, raster: Raster, fetched: Mapping[str, StoredRaster]) -> RasterData:
    """The raster's data: of the fetched copy, where there is one, else of the shipped file."""
    stored = fetched.get(raster.id)
    return read_raster(raster, stored.path if stored else definitions.layers / "rasters" / raster.file)


def _with_land_area(
    definitions: Definitions, levels: dict[str, LevelInput], level_id: str, crosswalks: Crosswalks
) -> LevelInput:
    """The level with land areas shared out from another level's, where its definition says so."""
    level, given = definitions.levels[level_id], levels[level_id]
    other = level.land_area_from
    if other is None or other.level not in levels:
        return given
    source = levels[other.level]
    division: Division = division_of(other.level, source.codes, "current", [])
    members = np.array([area.member for area in source.areas])
    walk = cw.of_members(crosswalks.by_raster(division, level_id, other.weights), members)
    land = np.array([np.nan if area.land_area_m2 is None else area.land_area_m2 for area in source.areas])
    shared = cw.apportion(land, walk)
    areas = [
        area if area.land_area_m2 is not None or np.isnan(m2) else replace(area, land_area_m2=round(float(m2)))
        for area, m2 in zip(given.areas, shared, strict=True)
    ]
    return replace(given, areas=areas)


def _level_contents(definitions: Definitions, levels: dict[str, LevelInput]) -> list[LevelContents]:
    land = levels.get(LAND_LEVEL)
    found = []
    for level_id, given in levels.items():
        level = definitions.levels[level_id]
        with_sea = any(area.geometry_extent == GeometryExtent.WITH_SEA for area in given.areas)
        coast = _land(land, definitions.levels[LAND_LEVEL].crs, level.crs) if land and with_sea else None
        official = any(
            area.boundary_quality == BoundaryQuality.OFFICIAL and shape is not None
            for area, shape in zip(given.areas, given.geometry, strict=True)
        )
        display = display_geometry(given.geometry, coast, simplify=official)
        found.append(
            LevelContents(
                id=level_id,
                crs=level.crs,
                facts=level_facts(level, given),
                areas=given.areas,
                geometry=given.geometry,
                display=reproject(display, level.crs, WGS84),
            )
        )
    return found


def _land(level: LevelInput, source: str, target: str) -> shapely.Geometry:
    shapes = np.array([shape for shape in level.geometry if shape is not None], dtype=object)
    return shapely.union_all(reproject(shapes, source, target))


def _shares(used: list[tuple[Division, Way]], levels: dict[str, LevelInput]) -> CrosswalkShares:
    """The crosswalks that were used, pair by pair, so that a reader can follow an estimate back; each once."""
    shares = CrosswalkShares()
    seen: set[tuple[str, str, str, str]] = set()
    for division, way in used:
        key = (division.level, division.vintage, way.level, way.weights)
        if key in seen or (way.level == division.level and division.is_current):
            continue
        seen.add(key)
        targets = [*levels[way.level].codes, "outside"]
        for row, column in np.argwhere(way.people.shares > 0):
            shares.source_level.append(division.level)
            shares.vintage.append(division.vintage)
            shares.target_level.append(way.level)
            shares.weights.append(way.weights)
            shares.source.append(division.codes[row])
            shares.target.append(targets[column])
            shares.share.append(float(way.people.shares[row, column]))
    return shares
