"""`hytemap check --protection`: what an attacker could tell of what is hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from hytemap.definitions import Definitions
from hytemap.settings import Settings

if TYPE_CHECKING:
    from hytemap.build.audit import TableAudit

#: holes named one by one; the rest are counted
MOST_HOLES = 40


def check_protection(definitions: Definitions, settings: Settings) -> bool:
    """Attack the current snapshot and say what came of it, never a value; whether it held.

    Raises SnapshotError when there is none, or when it was built from other definitions.
    """
    from hytemap.build.audit import audit
    from hytemap.build.freshness import why_build
    from hytemap.snapshot.store import read_current

    stale = why_build(settings)
    if stale is not None and read_current(settings.snapshots) is not None:
        click.echo(f"\nNote: {stale}; what is attacked is the snapshot as it was built.")
    found_hash, tables = audit(definitions, settings.snapshots)
    click.echo(f"\nProtection, attacked with all that snapshot {found_hash} publishes:")
    for table in tables:
        click.echo(f"  {table.table}: {_told(table)}")
    holes = [f"{table.table}: {hole}" for table in tables for hole in table.holes]
    if holes:
        click.echo(f"\nHoles ({len(holes)}):")
        for hole in holes[:MOST_HOLES]:
            click.echo(f"  {hole}")
        if len(holes) > MOST_HOLES:
            click.echo(f"  … and {len(holes) - MOST_HOLES} more")
        click.echo(
            "Do not publish this snapshot: `hytemap build` makes it anew, docs/protection.md tells what else helps."
        )
    else:
        click.echo("No hole.")
    return not holes


def _told(table: TableAudit) -> str:
    hidden = f"{table.hidden:,} {'figure' if table.hidden == 1 else 'figures'} hidden"
    if not table.ruled:
        if table.holes:
            return f"open, {hidden} by its publisher; shown figures rest on them"
        return f"open, {hidden} by its publisher; no shown figure rests on a hidden one, so none is narrowed further"
    if not table.where:
        return f"own rule, {hidden}; none of them may be below the rule"
    asked = "" if table.asked != table.asked else f", the rule asks {table.asked:g}"
    width = "without limit" if table.narrowest == float("inf") else f"{table.narrowest:.3g} wide"
    return f"own rule, {hidden}; the narrowest range is {width}{asked} ({table.where})"
