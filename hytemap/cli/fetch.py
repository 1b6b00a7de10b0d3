"""`hytemap fetch`: borders and figures from the publishers, then a build."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from hytemap.settings import Settings

if TYPE_CHECKING:
    from hytemap.sources.fetch import Outcome


@click.command()
@click.argument("names", nargs=-1, metavar="[LEVEL|TABLE]...")
@click.option("--no-build", is_flag=True, help="Only fetch; `hytemap build` takes it into use later.")
def fetch(names: tuple[str, ...], no_build: bool) -> None:
    """Fetch official borders and newest figures, then build the snapshot.

    Without names: every level, and every table with a live source. A source that fails keeps its last good copy. The
    exit status is 1 when something asked for got no fresh data.
    """
    # The geometry stack is heavy, and other commands (serve) live in this group too.
    from hytemap.definitions import load
    from hytemap.sources.fetch import UnknownName, fetchable
    from hytemap.sources.fetch import fetch as ask

    settings = Settings()
    definitions = load(settings)
    wanted = len(dict.fromkeys(names)) or len(fetchable(definitions))
    bars = _bars(wanted)
    try:
        outcomes = ask(definitions, settings, names, bars)
    except UnknownName as error:
        raise click.UsageError(str(error)) from error
    finally:
        bars.close()
    for outcome in outcomes:
        _tell(outcome)
    if not no_build:
        from hytemap.build import build

        report = build(settings)
        click.echo(f"snapshot {report.current.hash}")
    if not all(outcome.ok for outcome in outcomes):
        sys.exit(1)


def _tell(outcome: Outcome) -> None:
    """One line a source, on stdout also when it failed; notices below it."""
    click.echo(str(outcome))
    for notice in outcome.notices:
        click.echo(f"  note: {notice}")


def _bars(wanted: int) -> Any:
    """Two progress bars on stderr, none when it is no terminal: sources done, and bytes of the present one."""
    from tqdm import tqdm

    from hytemap.sources.fetch import Report

    class Bars(Report):
        def __init__(self) -> None:
            # `disable=None`: tqdm looks itself whether stderr is a terminal
            self._sources = tqdm(total=wanted, unit="source", disable=None, file=sys.stderr, leave=False)
            self._bytes = tqdm(
                unit="B", unit_scale=True, disable=None, file=sys.stderr, leave=False, position=1, desc="received"
            )

        def began(self, name: str) -> None:
            self._sources.set_description(name)
            self._bytes.reset()

        def bytes_came(self, count: int) -> None:
            self._bytes.update(count)

        def ended(self, outcome: Outcome) -> None:
            self._sources.update(1)

        def close(self) -> None:
            self._bytes.close()
            self._sources.close()

    return Bars()
