"""`hytemap check`: read all definitions and figures, and name every fault."""

from __future__ import annotations

import json
from pathlib import Path

import click

from hytemap.cli.check_protection import check_protection
from hytemap.cli.check_work import crs_faults, work_findings
from hytemap.definitions import Definitions, Level
from hytemap.definitions.figures import Findings, compare_figures
from hytemap.definitions.load import read_definitions
from hytemap.errors import Fault, TableError
from hytemap.settings import Settings
from hytemap.sources.table_csv import read_table_csv


@click.command(name="check")
@click.option(
    "--content",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder holding boundaries/ and layers/ to check in place of the ones in use.",
)
@click.option(
    "--protection",
    is_flag=True,
    help="Also attack the current snapshot: can anything hidden be worked out from what it publishes?",
)
@click.pass_context
def check(context: click.Context, content: Path | None, protection: bool) -> None:
    """Read all definitions and figures, and name every fault: file, key, what is wrong → what would be right.

    Exit status is 1 when there is a fault. Warnings do not stop anything: they tell of codes without an area (also in
    what was fetched or imported), areas without figures, and variables that a definition promises and figures lack.

    With --protection the snapshot that is served is attacked as an outsider could, by linear programming. What is
    hidden is not read and never printed; exit status is 1 when a hidden figure can be narrowed below its table's rule.
    """
    if protection and content is not None:
        raise click.UsageError(
            "--protection attacks the snapshot in use, which was not built from --content: build from that folder "
            "(HYTEMAP_CONTENT, with a HYTEMAP_DATA of its own), then say --protection"
        )
    settings = Settings() if content is None else Settings(content=content)
    definitions, faults = read_definitions(settings)
    found = Findings(faults=faults)
    broken = {fault.file for fault in faults}
    found.faults += crs_faults(definitions)
    figures = 0
    for level in definitions.levels.values():
        found.add(_borders(definitions, level, broken))
    for table in definitions.tables.values():
        if table.default is None or f"layers/tables/{table.id}.yaml" in broken:
            continue
        shown = f"layers/tables/{table.default.file}"
        try:
            rows = read_table_csv(table, definitions.layers / "tables" / table.default.file)
        except TableError as error:
            found.faults += [Fault(shown, "", line) for line in _without_name(str(error), table.default.file)]
            continue
        # rows that the definition knows nothing of: left out while building, a fault where content is checked
        found.faults += [
            Fault(shown, "", line, "define them, or remove the rows")
            for notice in rows.notices
            for line in _without_name(notice, table.default.file)
        ]
        found.add(compare_figures(definitions, table, rows.area, rows.year.tolist(), rows.variable))
        figures += len(rows)
    found.add(work_findings(definitions, settings, broken))
    _tell(settings, definitions, found, figures)
    good = not found.faults
    if protection and good:
        good = check_protection(definitions, settings)
    context.exit(0 if good else 1)


def _borders(definitions: Definitions, level: Level, broken: set[str]) -> Findings:
    """The codes of a level's default GeoJSON held against its expected areas."""
    found = Findings()
    if level.default_geometry is None or f"boundaries/{level.id}.yaml" in broken:
        return found
    shown = f"boundaries/{level.default_geometry.file}"
    try:
        text = (definitions.boundaries / level.default_geometry.file).read_text(encoding="utf-8")
        codes = [feature["properties"]["code"] for feature in json.loads(text)["features"]]
    except (OSError, ValueError, KeyError, TypeError):
        right = "a FeatureCollection in which every feature has the property `code`"
        found.faults.append(Fault(shown, "", "cannot be read as GeoJSON with codes", right))
        return found
    expected = [area.code for area in level.expected_areas]
    strange = sorted({str(code) for code in codes if code not in expected}) if expected else []
    twice = sorted({str(code) for code in codes if codes.count(code) > 1})
    without = [code for code in expected if code not in codes]
    if strange:
        right = f"use codes of expected_areas in boundaries/{level.id}.yaml"
        found.faults.append(Fault(shown, "code", f"unknown codes {', '.join(strange)}", right))
    if twice:
        found.faults.append(Fault(shown, "code", f"{', '.join(twice)} more than once", "keep one feature of each"))
    if without:
        right = f"`hytemap fetch {level.id}` brings the official borders"
        found.warnings.append(Fault(shown, "", f"has no polygon of {', '.join(without)}", right))
    return found


def _without_name(text: str, file: str) -> list[str]:
    """Lines of a reader's message, without the file's name that the fault gives already."""
    return [line.removeprefix(file).lstrip(",: ") for line in text.splitlines()]


def _tell(settings: Settings, definitions: Definitions, found: Findings, figures: int) -> None:
    click.echo(f"Checked {settings.boundaries} and {settings.layers}.")
    for title, some in (
        ("Faults", found.faults),
        ("Warnings", found.warnings),
        ("Warnings the definitions explain", found.explained),
    ):
        if some:
            click.echo(f"\n{title} ({len(some)}):")
            for fault in some:
                click.echo(f"  {fault}")
    counts = {
        "level": len(definitions.levels),
        "table": len(definitions.tables),
        "indicator": len(definitions.indicators),
        "raster": len(definitions.rasters),
        "service": len(definitions.services),
        "figure": figures,
    }
    read = ", ".join(f"{count:,} {what}{'' if count == 1 else 's'}" for what, count in counts.items())
    click.echo(f"\nRead: {read}.")
    if found.faults:
        click.echo(f"{len(found.faults)} to mend. Figures were only held against definitions without a fault.")
    else:
        click.echo("No faults.")
