"""`hytemap fetch`: ask the publishers for levels, rasters and tables, check them, and keep what is good."""

from __future__ import annotations

import errno
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from hytemap.definitions import Definitions
from hytemap.errors import GeometryError, HytemapError, SourceAnswerInvalid, SourceError, TableError
from hytemap.settings import Settings
from hytemap.sources.attempts import note_attempt
from hytemap.sources.copies import work_folder
from hytemap.sources.grid_cells import fetch_raster
from hytemap.sources.http import Limits
from hytemap.sources.http_cache import HttpCache
from hytemap.sources.levels import fetch_level
from hytemap.sources.limits import limits_within
from hytemap.sources.live import FetchedPart, live_readers
from hytemap.sources.outcomes import Outcome
from hytemap.sources.publishers import Publishers
from hytemap.sources.surfaces import check_surface_bytes
from hytemap.sources.work import copies_of, kept_origins, save_level, save_table_rows
from hytemap.sources.work_rasters import save_raster, save_surface

__all__ = ["Outcome", "Report", "UnknownName", "fetch", "fetchable"]


class UnknownName(HytemapError):
    """A name given to fetch that is no level, raster or table with a live source."""


class Report:
    """Hears how a run goes; this one says nothing. `bytes_came` may be called often."""

    def began(self, name: str) -> None:
        """`name` is asked for now."""

    def bytes_came(self, count: int) -> None:
        """`count` more bytes have come."""

    def ended(self, outcome: Outcome) -> None:
        """One level, raster or table is done, well or not."""


def fetchable(definitions: Definitions) -> list[str]:
    """Names of all levels, rasters and tables with a live source, in the order they are asked."""
    levels = [level.id for level in definitions.levels.values() if level.sources]
    rasters = [raster.id for raster in definitions.rasters.values() if raster.wfs]
    rasters += [surface.id for surface in definitions.surfaces.values() if surface.download]
    return [*levels, *rasters, *(table.id for table in definitions.tables.values() if table.is_live)]


def fetch(
    definitions: Definitions,
    settings: Settings,
    names: Sequence[str] = (),
    report: Report | None = None,
    limits: Limits | None = None,
) -> list[Outcome]:
    """Fetch `names` (all that can be fetched when empty) into the work folder; one outcome each, in that order.

    A copy is replaced only by one that passed every check, and only where it differs. Raises UnknownName, before
    anything is asked, for names that cannot be fetched.
    """
    report = report or Report()
    allowed = fetchable(definitions)
    unknown = [name for name in names if name not in allowed]
    if unknown:
        raise UnknownName(_explain_unknown(definitions, unknown, allowed))
    outcomes: list[Outcome] = []
    contact = settings.contact or settings.public_url or ""
    limits = limits or limits_within(settings.fetch_give_up_s, settings.fetch_max_mb)
    cache = HttpCache(work_folder(settings, "http"))
    with Publishers(definitions.services, limits, contact, report.bytes_came, cache) as publishers:
        for name in dict.fromkeys(names or allowed):
            report.began(name)
            outcome = _one(definitions, settings, name, publishers)
            report.ended(outcome)
            outcomes.append(outcome)
    return outcomes


def _one(definitions: Definitions, settings: Settings, name: str, publishers: Publishers) -> Outcome:
    """Fetch one level, raster or table, and note how it went."""
    started, began_at = time.monotonic(), datetime.now(UTC)
    traffic, copies = publishers.traffic, copies_of(settings, name)
    if name in definitions.levels:
        one = _level
    elif name in definitions.rasters:
        one = _raster
    elif name in definitions.surfaces:
        one = _surface
    else:
        one = _table
    try:
        outcome = one(definitions, settings, name, publishers)
    except (SourceError, GeometryError, TableError, OSError) as error:
        outcome = Outcome(name, False, error=_told(error), remedy=_remedy(error, settings))
    now = publishers.traffic
    after = copies_of(settings, name)
    kept = max((str(said.get("fetched_at")) for said in copies.values()), default=None)
    outcome = replace(
        outcome,
        at=began_at.isoformat(timespec="seconds"),
        seconds=time.monotonic() - started,
        requests=now.requests - traffic.requests,
        bytes=now.bytes - traffic.bytes,
        not_modified=now.not_modified - traffic.not_modified,
        changed=after != copies,
        kept=None if outcome.ok else kept,
    )
    try:
        note_attempt(settings, outcome)
    except OSError as error:
        # what was fetched stands; only the list of attempts lacks this one
        outcome = replace(outcome, notices=(*outcome.notices, f"the attempt could not be noted: {_told(error)}"))
    return outcome


def _told(error: Exception) -> str:
    """The error in one line."""
    if isinstance(error, OSError) and error.strerror:
        where = f"{error.filename}: " if error.filename else ""
        return f"cannot be kept: {where}{error.strerror}"
    return " ".join(str(error).split())


def _remedy(error: Exception, settings: Settings) -> str:
    """What can be done about an error."""
    if isinstance(error, SourceError):
        return error.remedy
    if isinstance(error, OSError):
        full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        return (
            f"make room under {settings.work}" if full else f"see that {settings.work} can be written to, and has room"
        )
    return SourceAnswerInvalid.remedy


def _explain_unknown(definitions: Definitions, unknown: list[str], allowed: list[str]) -> str:
    faults: list[str] = []
    for name in unknown:
        if name in definitions.tables:
            where = (
                "`hytemap import` brings them" if definitions.tables[name].imported else "they stand in layers/tables/"
            )
            faults.append(f"{name} has no live source for its figures: {where}")
        elif name in definitions.rasters or name in definitions.surfaces:
            faults.append(f"{name} has no live source: it stands in layers/rasters/")
        else:
            faults.append(f"{name!r} is no level or table")
    return f"{'; '.join(faults)}; one of {', '.join(allowed)}"


def _level(definitions: Definitions, settings: Settings, name: str, publishers: Publishers) -> Outcome:
    level = fetch_level(definitions, name, publishers)
    save_level(settings, level)
    return Outcome(
        name=name,
        ok=True,
        service=level.service,
        layer=level.layer,
        areas=len(level),
        years=(level.boundary_year,),
        crs=level.crs,
        notices=level.notices,
    )


def _raster(definitions: Definitions, settings: Settings, name: str, publishers: Publishers) -> Outcome:
    raster = fetch_raster(definitions, name, publishers)
    save_raster(settings, raster, datetime.now(UTC).isoformat(timespec="seconds"))
    return Outcome(
        name=name,
        ok=True,
        service=raster.service,
        layer=raster.layer,
        areas=raster.cells,
        counted="cells",
        years=(raster.year,),
        crs=raster.crs,
        notices=raster.notices,
    )


def _surface(definitions: Definitions, settings: Settings, name: str, publishers: Publishers) -> Outcome:
    """Every year of the surface is asked for before any copy is replaced."""
    surface = definitions.surfaces[name]
    source = surface.download
    if source is None:
        raise SourceAnswerInvalid(f"{name} has no live source")
    content: dict[int, bytes] = {}
    cells = 0
    for year, path in sorted(source.paths.items()):
        content[year] = publishers.document(source.service, path)
        try:
            cells += check_surface_bytes(surface, content[year], f"{source.service}: {path}")
        except TableError as error:
            publishers.distrust(source.service)
            raise SourceAnswerInvalid(str(error)) from error
    fetched_at = datetime.now(UTC).isoformat(timespec="seconds")
    for year, one in content.items():
        meta = {"service": source.service, "layer": source.paths[year], "crs": surface.crs, "fetched_at": fetched_at}
        save_surface(settings, name, year, one, meta)
    return Outcome(
        name=name,
        ok=True,
        service=source.service,
        layer=", ".join(path for _, path in sorted(source.paths.items())),
        areas=cells,
        counted="cells",
        years=tuple(sorted(content)),
        crs=surface.crs,
    )


def _table(definitions: Definitions, settings: Settings, name: str, publishers: Publishers) -> Outcome:
    """Every live source of the table is asked; one that fails is a notice as long as another brought something."""
    table = definitions.tables[name]
    parts: list[FetchedPart] = []
    failures: list[SourceError | TableError] = []
    for reader in live_readers(table, kept_origins(settings, name)):
        try:
            parts += reader(definitions, table, publishers)
        except (SourceError, TableError) as error:
            failures.append(error)
    if not parts:
        raise SourceError("; ".join(map(str, failures)), _remedy(failures[0], settings))
    fetched_at = datetime.now(UTC).isoformat(timespec="seconds")
    for part in parts:
        meta = {"service": part.service, "layer": part.layer, "fetched_at": fetched_at, **part.meta}
        save_table_rows(settings, table, part.name, part.rows, meta)
    told = tuple(_told(error) for error in failures)
    return Outcome(
        name=name,
        ok=True,
        service=", ".join(dict.fromkeys(part.service for part in parts)),
        layer=", ".join(dict.fromkeys(part.layer for part in parts)),
        areas=len({area for part in parts for area in part.rows.area}),
        years=tuple(sorted({year for part in parts for year in part.rows.year.tolist()})),
        notices=(*told, *(notice for part in parts for notice in (*part.told, *part.rows.notices))),
    )
