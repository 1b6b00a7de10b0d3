"""`hytemap sources`: every source, how fresh it is, and when something new is expected."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import click

from hytemap.settings import Settings

if TYPE_CHECKING:
    from hytemap.sources.listing import SourceState

_GAP = "  "


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Write a JSON list in place of the table.")
def sources(as_json: bool) -> None:
    """List every source: service, state, last success and its age, next expected update, licence, last failure."""
    from hytemap.definitions import load
    from hytemap.sources.listing import list_sources

    settings = Settings()
    found = list_sources(load(settings), settings)
    if as_json:
        import orjson

        facts = [one.facts() for one in found]
        click.echo(orjson.dumps(facts, option=orjson.OPT_INDENT_2).decode())
        return
    rows = [_row(one) for one in found]
    for line in _set(["source", "kind", "from", "state", "last success", "age", "next expected", "licence"], rows):
        click.echo(line)
    for one in found:
        if one.failing:
            told = f"{one.name}: failed {_day(one.last_failure)}: {one.error}" + (
                f" → {one.remedy}" if one.remedy else ""
            )
            click.echo()
            click.echo("\n".join(textwrap.wrap(told, 100, subsequent_indent="  ", break_on_hyphens=False)))


def _row(one: SourceState) -> list[str]:
    age = "–" if one.age_days is None else "today" if one.age_days == 0 else f"{one.age_days} d"
    expected = "–" if one.next_expected is None else one.next_expected[:7] + (" (due)" if one.overdue else "")
    state = f"{one.state}, failing" if one.failing else one.state
    return [
        one.name,
        one.kind,
        ", ".join(one.services) or "–",
        state,
        _day(one.last_success),
        age,
        expected,
        one.licence,
    ]


def _day(when: str | None) -> str:
    return (when or "–")[:16].replace("T", " ")


def _set(head: list[str], rows: list[list[str]]) -> list[str]:
    """The rows as lines of equal columns under their heads and a rule."""
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]
    lines = [_GAP.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in [head, *rows]]
    return [lines[0].rstrip(), _GAP.join("─" * width for width in widths), *(line.rstrip() for line in lines[1:])]
