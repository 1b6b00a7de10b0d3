"""`hytemap snapshots`: list what is kept, or go back."""

from __future__ import annotations

import click

from hytemap.settings import Settings


@click.command()
@click.argument("hash", required=False)
def snapshots(hash: str | None) -> None:
    """List the snapshots kept, newest first; with HASH (or its beginning), make that one current.

    Running servers show it within two seconds. It stays current until the next build: a fetch, a change of definitions
    or of inputs.
    """
    from hytemap.build.freshness import inputs_digest
    from hytemap.snapshot.kept import go_back, kept_snapshots

    settings = Settings()
    if hash:
        current = go_back(settings.snapshots, hash, inputs_digest(settings))
        click.echo(f"snapshot {current.hash} is current")
        return
    for kept in kept_snapshots(settings.snapshots):
        mark = "*" if kept.current else " "
        click.echo(f"{mark} {kept.hash}  {kept.written:%Y-%m-%d %H:%M} UTC  {kept.size / 1e6:.1f} MB")
