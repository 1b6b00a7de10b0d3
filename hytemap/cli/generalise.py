"""`hytemap generalise`: make the shipped default borders anew from the shipped area grid."""

from __future__ import annotations

from pathlib import Path

import click

from hytemap.settings import Settings


@click.command()
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    help="folder to write into; the `boundaries` folder in use, if not given",
)
def generalise(into: Path | None) -> None:
    """Write suuralue.geojson, postinumeroalue.geojson and kunta.geojson, generalised from the 125 m grid."""
    from hytemap.build.default_geometry import write_default_geometry
    from hytemap.definitions import load

    definitions = load(Settings())
    for path, areas in write_default_geometry(definitions, into or definitions.boundaries):
        click.echo(f"{path}: {areas} areas")
