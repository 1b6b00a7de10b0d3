"""A table's figures held against its definition: codes, variables and years that one has and the other has not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from hytemap.definitions.levels import Level
from hytemap.definitions.load import Definitions
from hytemap.definitions.tables import Edition, Table, VariableGroup
from hytemap.errors import Fault

#: codes named in one sentence; the rest are counted
MOST_NAMED = 12


@dataclass
class Findings:
    """What was found: `faults` stop a build, `warnings` do not; `explained` are warnings a definition accounts for."""

    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    explained: list[Fault] = field(default_factory=list)

    def add(self, other: Findings) -> None:
        """Take over what `other` found."""
        self.faults += other.faults
        self.warnings += other.warnings
        self.explained += other.explained


def compare_figures(
    definitions: Definitions, table: Table, area: Sequence[str], year: Sequence[int], variable: Sequence[str]
) -> Findings:
    """Hold rows of the table's CSV (three sequences of one length) against its definition and its levels.

    A level without expected areas (they are not known before fetching) is not held against anything.
    """
    found = Findings()
    rows: dict[tuple[str, int], set[str]] = defaultdict(set)
    for code, in_year, name in zip(area, year, variable, strict=True):
        rows[name, int(in_year)].add(code)
    shown = f"layers/tables/{table.default.file}" if table.default else f"layers/tables/{table.id}.yaml"
    levels = [definitions.levels[name] for name in table.levels if name in definitions.levels]
    if len(levels) == len(table.levels) and all(level.expected_areas for level in levels):
        found.add(_codes(definitions, table, levels, rows, shown))
        found.add(_areas(definitions, table, levels, rows, shown))
    found.add(_variables(table, rows, shown))
    return found


def unmatched_codes(table: Table, known: Collection[str], rows: Iterable[tuple[str, int]], shown: str) -> Findings:
    """Codes of rows (code, year) that were fetched or imported and stand for no area of the table's levels.

    `known` are the codes of all areas there are, those of older divisions, and those of the area series.
    """
    found = Findings()
    years: dict[str, set[int]] = defaultdict(set)
    for code, year in rows:
        if code not in known:
            years[code].add(year)
    for code in sorted(set(years) & set(table.codes_without_area)):
        told = f"has figures ({spans(years[code])}) but no area: {table.codes_without_area[code].en}"
        found.explained.append(Fault(shown, code, told))
    strange = sorted(set(years) - set(table.codes_without_area))
    if strange:
        told = f"{_count(strange, 'code')} without an area in {' or '.join(table.levels)}: {_named(strange)}"
        right = f"explain them under codes_without_area of layers/tables/{table.id}.yaml, or correct the file"
        found.warnings.append(Fault(shown, "", told, right))
    return found


def _codes(
    definitions: Definitions, table: Table, levels: list[Level], rows: dict[tuple[str, int], set[str]], shown: str
) -> Findings:
    """Codes that no level of the table has, and explanations of codes that no figure has."""
    found = Findings()
    known = {area.code for level in levels for area in level.expected_areas}
    known |= {change.old for level in levels for change in definitions.changes.get(level.id, [])}
    years: dict[str, set[int]] = defaultdict(set)
    for (_, year), codes in rows.items():
        for code in codes:
            years[code].add(year)
    for code in sorted(set(years) - known):
        told = f"has figures ({spans(years[code])}) but no area in {' or '.join(level.id for level in levels)}"
        if code in table.codes_without_area:
            found.explained.append(Fault(shown, code, f"{told}: {table.codes_without_area[code].en}"))
        else:
            right = f"correct the code, or explain it under codes_without_area of layers/tables/{table.id}.yaml"
            found.warnings.append(Fault(shown, code, told, right))
    for code in sorted(set(table.codes_without_area) - set(years)):
        key = f"codes_without_area.{code}"
        found.warnings.append(Fault(f"layers/tables/{table.id}.yaml", key, "no figure has this code", "remove it"))
    for code in sorted(set(table.codes_without_area) & known):
        key = f"codes_without_area.{code}"
        right = "remove it here, or from the level's expected_areas"
        found.warnings.append(Fault(f"layers/tables/{table.id}.yaml", key, "the code has an area", right))
    return found


def _areas(
    definitions: Definitions, table: Table, levels: list[Level], rows: dict[tuple[str, int], set[str]], shown: str
) -> Findings:
    """Areas of a level that have no figures at all, or none in some group and year."""
    found = Findings()
    everywhere = {code for codes in rows.values() for code in codes}
    for level in levels:
        without = [area.code for area in level.expected_areas if area.code not in everywhere]
        if without:
            told = f"has no figures of {_count(without, 'area')} of {level.id}: {_named(without)}"
            found.warnings.append(Fault(shown, "", told))
        gaps: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for name, group, edition, year in _editions(table):
            there = {code for variable in group.variables for code in rows.get((variable, year), ())}
            for area in level.expected_areas:
                if there and area.code in everywhere - there - _joined(definitions, level, edition):
                    gaps[area.code][name].append(year)
        for code, groups in gaps.items():
            told = "; ".join(f"{name} {spans(years)}" for name, years in groups.items())
            found.warnings.append(Fault(shown, code, f"has no figures in some groups and years: {told}"))
    return found


def _variables(table: Table, rows: dict[tuple[str, int], set[str]], shown: str) -> Findings:
    """Variables that the definition promises for a year in which no figure of them is there."""
    found = Findings()
    for group in table.groups.values():
        for variable in group.variables:
            absent = [year for year in group.years_of(variable) if (variable, year) not in rows]
            if absent:
                told = f"has no figures in {spans(absent)}, which layers/tables/{table.id}.yaml promises"
                right = "add them, take the years out of the edition, or list them under `not_in`"
                found.warnings.append(Fault(shown, variable, told, right))
    return found


def _editions(table: Table) -> Iterable[tuple[str, VariableGroup, Edition, int]]:
    for name, group in table.groups.items():
        for edition in group.editions:
            for year in edition.years:
                yield name, group, edition, year


def _joined(definitions: Definitions, level: Level, edition: Edition) -> set[str]:
    """Areas that had no code of their own in the edition's division, as other codes covered them."""
    changes = [change for change in definitions.changes_of(level.id, edition.vintage) if change.kind != "moved"]
    return {change.new for change in changes} - {change.old for change in changes}


def _count(codes: list[str], what: str) -> str:
    return f"{len(codes)} {what}" + ("" if len(codes) == 1 else "s")


def _named(codes: list[str]) -> str:
    more = len(codes) - MOST_NAMED
    return ", ".join(codes[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def spans(years: Iterable[int]) -> str:
    """Years in few words: 2013–2017, 2024."""
    runs: list[list[int]] = []
    for year in sorted(set(years)):
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
