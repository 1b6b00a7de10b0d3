"""`hytemap import`: the figures of a survey, or of any table, out of a CSV or XLSX."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hytemap.errors import DefinitionError, Fault, TableError
from hytemap.settings import Settings

if TYPE_CHECKING:
    from hytemap.definitions import Definitions
    from hytemap.sources.imports.choose import Chosen
    from hytemap.sources.imports.kept import Kept
    from hytemap.sources.imports.rows import Bad, Understood

#: lines of bad cells that are printed; as many as a person mends in one go
MOST_BAD = 500


@click.command(name="import")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--mapping", type=click.Path(path_type=Path), help="YAML that says what the columns mean.")
@click.option("--table", help="Use the mapping kept of this table, whatever the columns are.")
@click.option("--year", type=click.IntRange(1900, 2100), help="Year of the whole file, where it has none itself.")
@click.option("--sheet", help="Sheet of the workbook; else the only one with anything in it.")
@click.option("--dry-run", is_flag=True, help="Only show what would be loaded.")
@click.option("--skip-bad", is_flag=True, help="Load what is good, and say what was left out.")
@click.option("--write-mapping", type=click.Path(path_type=Path), help="Write the proposed mapping here.")
@click.option("--no-build", is_flag=True, help="Only load; `hytemap build` takes it into use later.")
@click.option("--remove", metavar="TABLE", help="Take an imported table away, with all that was kept of it.")
def import_(
    file: Path | None,
    mapping: Path | None,
    table: str | None,
    year: int | None,
    sheet: str | None,
    dry_run: bool,
    skip_bad: bool,
    write_mapping: Path | None,
    no_build: bool,
    remove: str | None,
) -> None:
    """Load the figures of FILE (CSV or XLSX) and build the snapshot.

    The first time, a mapping says what the columns mean: without one, a proposal to complete is written beside FILE,
    and nothing is loaded. It is kept, so next year's file of the same columns needs none. What would be loaded is
    always shown; when any cell is bad nothing is loaded, and every one is named. Files about single people are refused.
    """
    settings = Settings()
    if remove is not None:
        if file is not None:
            raise click.UsageError("--remove takes no FILE")
        _remove(settings, remove, no_build)
        return
    if file is None:
        raise click.UsageError("Missing argument 'FILE'.")
    if mapping is not None and table is not None:
        raise click.UsageError("give --mapping or --table, not both")
    _Import(settings, file, year, sheet).run(mapping, table, write_mapping, dry_run, skip_bad, no_build)


@dataclass
class _Import:
    """One run over one file."""

    settings: Settings
    file: Path
    year: int | None
    sheet: str | None

    def run(
        self,
        mapping: Path | None,
        table: str | None,
        write_mapping: Path | None,
        dry_run: bool,
        skip_bad: bool,
        no_build: bool,
    ) -> None:
        from hytemap.definitions import load
        from hytemap.sources.imports.person import points_to_a_person
        from hytemap.sources.imports.reading import read_bytes

        # a name that points to a person is not repeated either
        self.shown = "the file" if points_to_a_person(self.file.name) else self.file.name
        definitions = load(self.settings)
        kept = _kept(self.settings)
        try:
            content = read_bytes(self.file)
            chosen = None if write_mapping else self._chosen(content, mapping, table, kept)
            if chosen is None:
                self._propose(definitions, content, write_mapping, dry_run)
                return
            faults = _faults(definitions, chosen, kept)
            if faults:
                raise DefinitionError(faults)
            columns, understood = self._understand(definitions, content, chosen)
        except TableError as error:
            raise type(error)(f"{self.shown}: {error}") from error
        self._load(definitions, chosen, kept, columns, understood, dry_run, skip_bad, no_build)

    def _chosen(self, content: bytes, mapping: Path | None, table: str | None, kept: dict[str, Kept]) -> Chosen | None:
        from hytemap.sources.imports.choose import Chosen, read_mapping, recognised

        if mapping is not None:
            return read_mapping(mapping)
        if table is not None:
            if table not in kept:
                there = f"one of {', '.join(kept)}" if kept else "there is none yet"
                raise click.UsageError(f"no mapping is kept of a table {table!r}: {there}")
            return Chosen(kept[table].mapping, kept[table].text, kept=True)
        found = recognised(content, self.file.suffix, self.sheet, kept)
        if len(found) > 1:
            raise click.UsageError(
                f"the columns are those of {', '.join(one.mapping.id for one in found)}: say which with --table"
            )
        if not found:
            return None
        click.echo(f"{self.shown} has the columns of {found[0].mapping.id}: read as it was before")
        return Chosen(found[0].mapping, found[0].text, kept=True)

    def _propose(self, definitions: Definitions, content: bytes, into: Path | None, dry_run: bool) -> None:
        """Write a mapping to complete; nothing is loaded, so the exit status is 1 unless just that was asked for."""
        from hytemap.definitions.imports import FileReading
        from hytemap.sources.imports.areas import known_areas
        from hytemap.sources.imports.guess import guess, refuse_answers
        from hytemap.sources.imports.header import find_columns
        from hytemap.sources.imports.person import refuse_columns, refuse_identifiers
        from hytemap.sources.imports.preview import first_lines
        from hytemap.sources.imports.proposal import proposal
        from hytemap.sources.imports.reading import read_grid

        grid = read_grid(content, self.file.suffix, FileReading(), self.sheet)
        refuse_identifiers(grid, self.file.name)
        columns = find_columns(grid, FileReading())
        levels = [level.id for level in definitions.levels.values() if level.expected_areas]
        found = guess(grid, columns, known_areas(definitions, self.settings, levels), self.file.name)
        refuse_columns(grid, columns, found.keys)
        refuse_answers(columns, found)
        click.echo(f"{self.shown}: {len(columns.data)} rows below line {columns.line}")
        for line in [*grid.told, *found.told]:
            click.echo(f"  {line}")
        for line in first_lines(columns, found.count):
            click.echo(line)
        path = into or self.file.with_name(f"{self.file.stem}.mapping.yaml")
        if dry_run:
            click.echo("nothing was loaded, and no mapping written (--dry-run)")
            return
        if path.exists():
            raise TableError(f"no mapping was given, and {path} is there already: complete it and say --mapping {path}")
        path.write_text(proposal(columns, found, self.file.name, path.name, self.sheet), encoding="utf-8")
        told = f"a mapping to complete is in {path}; nothing was loaded yet"
        if into is None:
            raise TableError(f"no mapping was given: {told}")
        click.echo(told)

    def _understand(self, definitions: Definitions, content: bytes, chosen: Chosen) -> tuple[list[str], Understood]:
        from hytemap.sources.imports.areas import AreaReader, Areas, known_areas
        from hytemap.sources.imports.choose import year_for
        from hytemap.sources.imports.header import find_columns
        from hytemap.sources.imports.person import refuse_identifiers
        from hytemap.sources.imports.reading import read_grid
        from hytemap.sources.imports.rows import understand

        mapping = chosen.mapping
        grid = read_grid(content, self.file.suffix, mapping.file, self.sheet)
        refuse_identifiers(grid, self.file.name)
        columns = find_columns(grid, mapping.file)
        year, told = year_for(chosen, self.year, self.file.name, grid, columns)
        areas = Areas(known_areas(definitions, self.settings, mapping.area.levels))
        understood = understand(grid, columns, mapping, AreaReader(areas, mapping.area), year)
        understood.told[:0] = [*grid.told, *told]
        return columns.names, understood

    def _load(
        self,
        definitions: Definitions,
        chosen: Chosen,
        kept: dict[str, Kept],
        columns: Sequence[str],
        understood: Understood,
        dry_run: bool,
        skip_bad: bool,
        no_build: bool,
    ) -> None:
        from hytemap.sources.imports.areas import known_areas
        from hytemap.sources.imports.kept import keep
        from hytemap.sources.imports.preview import preview
        from hytemap.sources.imports.protection import hide_small
        from hytemap.sources.tables import table_rows

        mapping = chosen.mapping
        before = kept[mapping.id].years if mapping.id in kept else ()
        shown, _ = hide_small(mapping.table(), table_rows(understood.rows))
        known = known_areas(definitions, self.settings, mapping.area.levels)
        replaced = [year for year in before if year in understood.years]
        if understood.rows:
            for line in preview(mapping, shown, known, understood.told, replaced):
                click.echo(line)
        if understood.bad and not skip_bad:
            raise TableError(
                f"{self.shown}: {_bad(understood.bad, 'nothing was loaded; mend them, or say --skip-bad')}"
            )
        if not understood.rows:
            raise TableError(f"{self.shown}: no row of figures is left to load")
        if understood.bad:
            click.echo(f"left out: {_bad(understood.bad, 'all else is good')}")
        if dry_run:
            click.echo("nothing was loaded (--dry-run)")
            return
        years = {year: table_rows([row for row in understood.rows if row[1] == year]) for year in understood.years}
        keep(self.settings, mapping, chosen.text, years, columns)
        told = ", ".join(map(str, years))
        stays = [str(year) for year in before if year not in years]
        click.echo(f"loaded {mapping.id} {told}" + (f"; {', '.join(stays)} stay as they were" if stays else ""))
        if not no_build:
            _build(self.settings)


def _bad(bad: Sequence[Bad], ending: str) -> str:
    more = f"\n  … and {len(bad) - MOST_BAD} more" if len(bad) > MOST_BAD else ""
    lines = "\n".join(f"  {one}" for one in sorted(bad, key=lambda one: one.line)[:MOST_BAD])
    return f"{len(bad)} {'cell' if len(bad) == 1 else 'cells'} cannot be loaded; {ending}\n{lines}{more}"


def _kept(settings: Settings) -> dict[str, Kept]:
    from hytemap.definitions.load import read_imports
    from hytemap.sources.imports.kept import kept_imports

    return kept_imports(settings, [mapping for _, mapping in read_imports(settings.imports, [])])


def _faults(definitions: Definitions, chosen: Chosen, kept: dict[str, Kept]) -> list[Fault]:
    """What keeps the mapping from being loaded, beside what stands in it alone."""
    from hytemap.definitions.imports import clashes

    mapping = chosen.mapping
    own = {indicator.id for indicator in kept[mapping.id].mapping.indicators()} if mapping.id in kept else set()
    others = replace(
        definitions,
        tables={name: table for name, table in definitions.tables.items() if name != mapping.id or name not in kept},
        indicators={name: one for name, one in definitions.indicators.items() if name not in own},
    )
    faults = clashes(mapping, f"mapping of {mapping.id}", others.levels, others.tables, others.indicators)
    if mapping.access != "public":
        wrong = f"is {mapping.access!r}, but hytemap has no sign-in yet, so everything it shows is public"
        right = "`public` if everybody may see the figures; else do not import them"
        faults.append(Fault(f"mapping of {mapping.id}", "access", wrong, right))
    return faults


def _remove(settings: Settings, table: str, no_build: bool) -> None:
    from hytemap.sources.imports.kept import forget

    if not (settings.imports / f"{table}.yaml").is_file():
        there = ", ".join(sorted(path.stem for path in settings.imports.glob("*.yaml"))) or "none"
        raise click.UsageError(f"no table {table!r} was imported; there is {there}")
    gone = forget(settings, table)
    click.echo(f"removed {table}: its mapping and {len(gone) - 1} files; older snapshots still show it until they go")
    if not no_build:
        _build(settings)


def _build(settings: Settings) -> None:
    from hytemap.build import build

    report = build(settings)
    click.echo(f"snapshot {report.current.hash}")
