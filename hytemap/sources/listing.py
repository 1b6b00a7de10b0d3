"""What is known of every source: where it comes from, how fresh it is, and when something new is expected."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any

from hytemap.definitions import Definitions, Level, Raster, Table
from hytemap.definitions.common import Updates
from hytemap.definitions.surfaces import Surface
from hytemap.settings import Settings
from hytemap.sources.attempts import Attempts, read_attempts
from hytemap.sources.work import copies_of


@dataclass(frozen=True)
class SourceState:
    """One level, raster or table.

    `state`: `fetched`, `imported` (by `hytemap import`), `shipped` (figures or borders come with the project),
    `not fetched` (there is nothing yet).
    `services` it can be fetched from, in the order they are asked; none for what only stands in the project.
    `age_days` since `last_success`; `next_expected` is the first day of the month in which the publisher should have
    something newer than what is at hand, `overdue` whether it is past. `failing`: the newest attempt failed.
    """

    name: str
    kind: str
    title: str
    state: str
    services: list[str]
    licence: str
    last_success: str | None
    last_change: str | None
    age_days: int | None
    next_expected: str | None
    overdue: bool
    failing: bool
    last_failure: str | None
    error: str | None
    remedy: str | None

    def facts(self) -> dict[str, Any]:
        """The same for a machine (tests/contract/sources.json)."""
        return asdict(self)


def list_sources(definitions: Definitions, settings: Settings, now: datetime | None = None) -> list[SourceState]:
    """Every level with borders of its own, every raster, every table, in the order they are fetched."""
    now = now or datetime.now(UTC)
    attempts = read_attempts(settings)
    return [
        _state(one, kind, services, settings, attempts.get(one.id, Attempts()), now)
        for one, kind, services in _sources(definitions)
    ]


def _sources(definitions: Definitions) -> Iterator[tuple[Level | Raster | Surface | Table, str, list[str]]]:
    for level in definitions.levels.values():
        if not level.reference:
            yield level, "level", [source.service for source in level.sources]
    for raster in definitions.rasters.values():
        yield raster, "raster", [raster.wfs.service] if raster.wfs else []
    for surface in definitions.surfaces.values():
        yield surface, "raster", [surface.download.service] if surface.download else []
    for table in definitions.tables.values():
        if table.raster:
            continue  # the raster itself is the source
        services = [table.wfs.service] if table.wfs else []
        services += [table.sotkanet.service] if table.sotkanet else []
        services += [source.service for source in table.pxweb or []]
        yield table, "table", services


def _state(
    one: Level | Raster | Surface | Table,
    kind: str,
    services: list[str],
    settings: Settings,
    attempts: Attempts,
    now: datetime,
) -> SourceState:
    copies = copies_of(settings, one.id)
    came = max((str(said.get("fetched_at")) for said in copies.values()), default=None)
    shipped = _is_shipped(one)
    succeeded = attempts.succeeded or came
    expected = (_expected(one.updates, came) or _after_shipped(one, came)) if services else _by_hand(one)
    return SourceState(
        name=one.id,
        kind=kind,
        title=one.title.en.replace("{year}", str(getattr(one, "year", ""))),
        state=_standing(one, bool(copies), shipped),
        services=list(dict.fromkeys(services)),
        licence=one.licence,
        last_success=succeeded,
        last_change=came,
        age_days=_days_since(succeeded, now),
        next_expected=expected.isoformat() if expected else None,
        overdue=expected is not None and expected <= now.date(),
        failing=attempts.is_failing,
        last_failure=attempts.failed,
        error=attempts.error if attempts.is_failing else None,
        remedy=attempts.remedy if attempts.is_failing else None,
    )


def _is_shipped(one: Level | Raster | Surface | Table) -> bool:
    if isinstance(one, Level):
        return one.default_geometry is not None
    if isinstance(one, Surface):
        return bool(one.files)
    return isinstance(one, Raster) or one.default is not None


def _standing(one: Level | Raster | Surface | Table, kept: bool, shipped: bool) -> str:
    if kept:
        return "imported" if isinstance(one, Table) and one.imported else "fetched"
    return "shipped" if shipped else "not fetched"


def _expected(updates: Updates | None, came: str | None) -> date | None:
    """When something newer than what came then is expected; None where nothing came, or no rhythm is known."""
    if updates is None or came is None:
        return None
    try:
        return updates.next_after(datetime.fromisoformat(came).date())
    except ValueError:
        return None


def _after_shipped(one: Level | Raster | Surface | Table, came: str | None) -> date | None:
    """When something newer than the shipped figures is expected; None where it is not known when these came out."""
    if came is not None or not isinstance(one, Table) or one.default is None or one.wfs is None or one.updates is None:
        return None
    newest = max((y for group in one.groups.values() for e in group.editions for y in e.years), default=None)
    if newest is None or one.updates.month is None:
        return None
    return one.updates.next_after(date(newest + one.wfs.statistics_lag, one.updates.month, 1))


def _by_hand(one: Level | Raster | Surface | Table) -> date | None:
    """When something newer is expected of what only stands in the project: a table's year after its newest."""
    years = (
        [y for group in one.groups.values() for e in group.editions for y in e.years] if isinstance(one, Table) else []
    )
    if one.updates is None or not years:
        return None
    return one.updates.next_after(date(max(years), one.updates.month or 12, 1))


def _days_since(when: str | None, now: datetime) -> int | None:
    try:
        then = datetime.fromisoformat(when or "")
    except ValueError:
        return None
    return max(0, (now - (then if then.tzinfo else then.replace(tzinfo=UTC))).days)
