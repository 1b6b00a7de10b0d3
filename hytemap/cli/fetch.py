"""`hytemap fetch`: borders and figures from the publishers, then a build where something changed."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hytemap.errors import HytemapError
from hytemap.settings import Settings

if TYPE_CHECKING:
    from hytemap.sources.fetch import Outcome


@click.command()
@click.argument("names", nargs=-1, metavar="[LEVEL|RASTER|TABLE]...")
@click.option("--no-build", is_flag=True, help="Only fetch; `hytemap build` takes it into use later.")
@click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write what came of each source into this JSON file, also when all failed.",
)
def fetch(names: tuple[str, ...], no_build: bool, report: Path | None) -> None:
    """Fetch official borders, the population grid and newest figures, then build the snapshot if anything changed.

    Without names: every level, and every raster and table with a live source. A source that fails keeps its last good
    copy. The exit status is 1 when something asked for got no fresh data.
    """
    run = _Run(report)
    try:
        _fetch(run, names, no_build)
    except (HytemapError, OSError) as error:
        # a definition or a build that fails: the report says so before the error does
        run.write(1, error=str(error))
        raise
    status = 0 if all(outcome.ok for outcome in run.outcomes) else 1
    run.write(status)
    sys.exit(status)


class _Run:
    """What is told of a run, to people as it goes and to a machine in the end."""

    def __init__(self, report: Path | None) -> None:
        self._report = report
        self._started, self._at = time.monotonic(), datetime.now(UTC)
        self.outcomes: list[Outcome] = []
        self.snapshot: str | None = None
        self.built = False

    def write(self, status: int, error: str | None = None) -> None:
        """Write the report, whole or not at all, if one was asked for."""
        if self._report is None:
            return
        import orjson

        import hytemap
        from hytemap.whole_files import write_whole

        facts = {
            "hytemap": hytemap.__version__,
            "at": self._at.isoformat(timespec="seconds"),
            "seconds": round(time.monotonic() - self._started, 3),
            "exit_status": status,
            "error": error,
            "snapshot": self.snapshot,
            "built": self.built,
            "sources": [outcome.facts() for outcome in self.outcomes],
        }
        try:
            write_whole(self._report, orjson.dumps(facts, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
        except OSError as failure:
            raise click.ClickException(f"the report {self._report} cannot be written: {failure.strerror}") from failure


def _fetch(run: _Run, names: tuple[str, ...], no_build: bool) -> None:
    # The geometry stack is heavy, and other commands (serve) live in this group too.
    from hytemap.definitions import load
    from hytemap.sources.fetch import UnknownName, fetchable
    from hytemap.sources.fetch import fetch as ask

    settings = Settings()
    definitions = load(settings)
    wanted = len(dict.fromkeys(names)) or len(fetchable(definitions))
    bars = _bars(wanted)
    try:
        run.outcomes = ask(definitions, settings, names, bars)
    except UnknownName as error:
        run.write(2, error=str(error))
        raise click.UsageError(str(error)) from error
    finally:
        bars.close()
    for outcome in run.outcomes:
        _tell(outcome)
    if not no_build:
        _build(run, settings)


def _build(run: _Run, settings: Settings) -> None:
    from hytemap.build import build
    from hytemap.build.freshness import why_build
    from hytemap.snapshot.store import checked_path

    if why_build(settings) is None:
        current, _ = checked_path(settings.snapshots)
        run.snapshot = current.hash
        click.echo(f"snapshot {current.hash}: nothing changed, not built again")
        return
    run.snapshot = build(settings).current.hash
    run.built = True
    click.echo(f"snapshot {run.snapshot}")


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
