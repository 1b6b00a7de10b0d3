"""Which mapping and which year a file is read with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hytemap.definitions.imports import ImportMapping
from hytemap.definitions.yaml_files import parse, read_yaml
from hytemap.errors import TableError
from hytemap.sources.imports.grid import Grid
from hytemap.sources.imports.header import Columns, find_columns
from hytemap.sources.imports.kept import Kept, columns_mark
from hytemap.sources.imports.reading import read_grid
from hytemap.sources.imports.years import years_in


@dataclass(frozen=True)
class Chosen:
    """A mapping, its text, and whether it is the one an earlier import kept."""

    mapping: ImportMapping
    text: str
    kept: bool


def read_mapping(path: Path) -> Chosen:
    """The mapping in a file; raises DefinitionError with every fault."""
    mapping = parse(ImportMapping, read_yaml(path, path.name), path.name)
    return Chosen(mapping, path.read_text(encoding="utf-8"), kept=False)


def recognised(content: bytes, suffix: str, sheet: str | None, kept: Mapping[str, Kept]) -> list[Kept]:
    """The kept mappings whose last file had the same columns as this one, years in their names apart."""
    found = []
    for one in kept.values():
        try:
            grid = read_grid(content, suffix, one.mapping.file, sheet)
            columns = find_columns(grid, one.mapping.file)
        except TableError:
            continue
        if columns_mark(columns.names) in one.columns:
            found.append(one)
    return found


def year_for(
    chosen: Chosen, given: int | None, file_name: str, grid: Grid, columns: Columns
) -> tuple[int | None, list[str]]:
    """The year of the whole file, None where the file says it row by row, and a word on where it was found.

    A kept mapping's own fixed year is last year's: the name of the file or sheet, or what stands above the table, must
    tell a single other one, or `given` does. Raises TableError when none does.
    """
    fixed = chosen.mapping.year.fixed
    if fixed is None:
        if given is not None:
            raise TableError("says the year itself: leave --year out")
        return None, []
    if given is not None:
        return given, [f"year {given}, as --year says"]
    told = _told_years([("the file's name", file_name), ("the sheet's name", grid.sheet), ("above", columns.above)])
    if not chosen.kept:
        other = [f"{where} says {year}" for where, year in told if year != fixed]
        return fixed, [f"year {fixed}, as the mapping says" + (f", but {other[0]}" if other else "")]
    if not told:
        raise TableError(f"does not say its year, and {fixed} was that of the mapping's own file: say it with --year")
    where, year = told[0]
    return year, [f"year {year}, from {where}"]


def _told_years(texts: Sequence[tuple[str, str]]) -> list[tuple[str, int]]:
    return [(where, years_in(text)[0]) for where, text in texts if len(years_in(text)) == 1]
