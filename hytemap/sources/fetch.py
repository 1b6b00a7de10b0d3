"""`hytemap fetch`: ask the publishers for levels and tables, check them, and keep what is good."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from hytemap.definitions import Definitions
from hytemap.errors import GeometryError, HytemapError, SourceError, TableError
from hytemap.settings import Settings
from hytemap.sources.http import Limits
from hytemap.sources.levels import fetch_level
from hytemap.sources.live import FetchedPart, live_readers
from hytemap.sources.publishers import Publishers
from hytemap.sources.work import kept_origins, load_level, load_table_rows, save_level, save_table_rows


class UnknownName(HytemapError):
    """A name given to fetch that is no level, and no table with a live source."""


@dataclass(frozen=True)
class Outcome:
    """What came of one level or table.

    When `ok`: `service` and `layer` it came from, how many `areas`, the `year` of the borders or of the figures,
    the `crs` of the borders (None for figures). Else `error` says why, and `kept` when the copy that stays was
    fetched (None: there is none, the shipped one stays). `seconds` it took; `notices` in both cases.
    """

    name: str
    ok: bool
    seconds: float
    service: str = ""
    layer: str = ""
    areas: int = 0
    year: int | None = None
    crs: str | None = None
    notices: tuple[str, ...] = ()
    error: str = ""
    kept: str | None = None

    def __str__(self) -> str:
        """One line for the person who asked."""
        if self.ok:
            crs = f", {self.crs}" if self.crs else ""
            return (
                f"{self.name}: {self.areas} areas, {self.year}{crs}, {self.seconds:.1f} s, "
                f"from {self.service} ({self.layer})"
            )
        stays = f"the copy fetched {self.kept} stays" if self.kept else "nothing fetched before; what is shipped stays"
        return f"{self.name}: failed after {self.seconds:.1f} s: {self.error} ({stays})"


class Report:
    """Hears how a run goes; this one says nothing. `bytes_came` may be called often."""

    def began(self, name: str) -> None:
        """`name` is asked for now."""

    def bytes_came(self, count: int) -> None:
        """`count` more bytes have come."""

    def ended(self, outcome: Outcome) -> None:
        """One level or table is done, well or not."""


def fetchable(definitions: Definitions) -> list[str]:
    """Names of all levels, and of all tables with a live source."""
    levels = [level.id for level in definitions.levels.values() if level.sources]
    return [*levels, *(table.id for table in definitions.tables.values() if table.is_live)]


def fetch(
    definitions: Definitions,
    settings: Settings,
    names: Sequence[str] = (),
    report: Report | None = None,
    limits: Limits | None = None,
) -> list[Outcome]:
    """Fetch the levels and tables `names` (none: all that can be); one outcome each, in the order asked.

    What is good replaces the last good copy in the work folder; what fails leaves it as it is. Raises UnknownName
    before anything is asked for. A table that comes in the attributes of a level's layer shares the level's request.
    """
    report = report or Report()
    allowed = fetchable(definitions)
    unknown = [name for name in names if name not in allowed]
    if unknown:
        raise UnknownName(_explain_unknown(definitions, unknown, allowed))
    outcomes: list[Outcome] = []
    contact = settings.contact or settings.public_url or ""
    with Publishers(definitions.services, limits, contact, report.bytes_came) as publishers:
        for name in dict.fromkeys(names or allowed):
            report.began(name)
            one = _level if name in definitions.levels else _table
            started = time.monotonic()
            try:
                outcome = one(definitions, settings, name, publishers)
            except (SourceError, GeometryError, TableError, OSError) as error:
                seconds = time.monotonic() - started
                outcome = Outcome(name, False, seconds, error=str(error), kept=_kept(definitions, settings, name))
            report.ended(outcome)
            outcomes.append(outcome)
    return outcomes


def _explain_unknown(definitions: Definitions, unknown: list[str], allowed: list[str]) -> str:
    faults: list[str] = []
    for name in unknown:
        if name in definitions.tables:
            faults.append(f"{name} has no live source: its figures stand in layers/tables/")
        else:
            faults.append(f"{name!r} is no level or table")
    return f"{'; '.join(faults)}; one of {', '.join(allowed)}"


def _level(definitions: Definitions, settings: Settings, name: str, publishers: Publishers) -> Outcome:
    started = time.monotonic()
    level = fetch_level(definitions, name, publishers)
    save_level(settings, level)
    return Outcome(
        name=name,
        ok=True,
        seconds=time.monotonic() - started,
        service=level.service,
        layer=level.layer,
        areas=len(level),
        year=level.boundary_year,
        crs=level.crs,
        notices=level.notices,
    )


def _table(definitions: Definitions, settings: Settings, name: str, publishers: Publishers) -> Outcome:
    """Every live source of the table is asked; one that fails is a notice as long as another brought something."""
    started = time.monotonic()
    table = definitions.tables[name]
    parts: list[FetchedPart] = []
    failures: list[str] = []
    for reader in live_readers(table, kept_origins(settings, name)):
        try:
            parts += reader(definitions, table, publishers)
        except (SourceError, TableError) as error:
            failures.append(str(error))
    if not parts:
        raise SourceError("; ".join(failures))
    fetched_at = datetime.now(UTC).isoformat(timespec="seconds")
    for part in parts:
        meta = {"service": part.service, "layer": part.layer, "fetched_at": fetched_at, **part.meta}
        save_table_rows(settings, table, part.name, part.rows, meta)
    return Outcome(
        name=name,
        ok=True,
        seconds=time.monotonic() - started,
        service=", ".join(dict.fromkeys(part.service for part in parts)),
        layer=", ".join(dict.fromkeys(part.layer for part in parts)),
        areas=len({area for part in parts for area in part.rows.area}),
        year=max(int(part.rows.year.max()) for part in parts),
        notices=(*failures, *(notice for part in parts for notice in (*part.told, *part.rows.notices))),
    )


def _kept(definitions: Definitions, settings: Settings, name: str) -> str | None:
    """When the copy that stays was fetched; None when there is none, or none that can be used."""
    try:
        if name in definitions.levels:
            stored = load_level(settings, name)
            return stored.fetched_at if stored else None
        parts = load_table_rows(settings, definitions.tables[name])
        return max((str(origin.get("fetched_at")) for _, _, origin in parts), default=None)
    except (GeometryError, TableError):
        return None
