"""`hytemap build`: make the snapshot."""

from __future__ import annotations

import click

from hytemap.settings import Settings


@click.command()
def build() -> None:
    """Build the snapshot from definitions, shipped files and what was fetched, and make it current."""
    from hytemap.build import build as make

    settings = Settings()
    report = make(settings)
    areas = ", ".join(f"{level} {count}" for level, count in report.levels.items())
    click.echo(
        f"snapshot {report.current.hash}: {report.indicators} indicators, {report.observations} observations; "
        f"areas: {areas}; {report.seconds:.1f} s"
    )
    for notice in report.notices:
        click.echo(f"  {notice}")
    click.echo(str(settings.snapshots / report.current.file))
