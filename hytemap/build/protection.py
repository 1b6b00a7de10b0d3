"""Small groups of tables with a rule of their own are hidden before any indicator is formed of them.

First what the rule hides for what it is itself; then further cells, until nothing hidden can be worked out from what
stays shown (`hytemap.statistics.protection.suppression`). A hidden cell is `suppressed` from here on, and as the worst
status of a formula's parts decides, so is every ratio, sum, city total and apportioned value that would rest on it:
whatever is published is a function of shown cells alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hytemap.build.divisions import division_of
from hytemap.build.inputs import LevelInput, TableFigures
from hytemap.build.protected_cells import (
    CellGrid,
    Place,
    area_sums,
    counted,
    decimals_of,
    fewest_of,
    linear_parts,
    relations_of,
)
from hytemap.definitions import Definitions, Table
from hytemap.definitions.disclosure import Disclosure
from hytemap.model import Status, Values
from hytemap.settings import Settings
from hytemap.sources.imports.kept import hidden_values
from hytemap.sources.imports.protection import Key
from hytemap.statistics.protection import primary
from hytemap.statistics.protection.ranges import Published, nearest
from hytemap.statistics.protection.relations import Relations, combination, joined
from hytemap.statistics.protection.secure import Figures, secure


def protect_tables(
    definitions: Definitions,
    levels: Mapping[str, LevelInput],
    figures: Mapping[str, TableFigures],
    settings: Settings,
) -> None:
    """Hide, in the `figures` of every table that has a rule, what must not be shown; open tables stay as they came."""
    for table in definitions.tables.values():
        if table.disclosure is not None:
            hidden: dict[Key, float] = {}
            if table.imported is not None:
                for year in _years(table):
                    hidden |= hidden_values(settings, table, year)
            _TableProtection(definitions, table, table.disclosure, levels, figures[table.id], hidden).run()


def _years(table: Table) -> list[int]:
    return sorted({year for group in table.groups.values() for edition in group.editions for year in edition.years})


@dataclass
class _Derived:
    """Cells that are never shown themselves but follow from shown ones: parts of formulas, and what shares leave over.

    `cell` and `of` hold a cell's number and the numbers of the cells it follows from, row by row.
    """

    relations: list[Relations]
    value: list[float]
    fewest: list[float]


class _TableProtection:
    """The protection of one table."""

    def __init__(
        self,
        definitions: Definitions,
        table: Table,
        rule: Disclosure,
        levels: Mapping[str, LevelInput],
        figures: TableFigures,
        hidden: Mapping[Key, float],
    ) -> None:
        self._definitions, self._table, self._rule, self._figures = definitions, table, rule, figures
        self._levels = {level: levels[level] for level in table.levels if level in levels}
        self._behind: dict[str, list[str]] = {}
        for variable, counted_by in rule.respondents.items():
            self._behind.setdefault(counted_by, []).append(variable)
        self._read(hidden)

    # --- what there is

    def _read(self, hidden: Mapping[Key, float]) -> None:
        """All figures of the variables the rule speaks of, with those put back that were hidden at import."""
        variables = dict.fromkeys([*counted(self._definitions, self._table, self._rule), *self._rule.variables])
        self._raw: dict[tuple[str, int, str, Place], float] = {}
        self._unknown: set[tuple[str, int, str, Place]] = set()
        self._hidden_before: set[tuple[str, int, str, Place]] = set()
        codes: dict[str, dict[str, None]] = {level: {} for level in self._levels}
        for variable in variables:
            group = self._table.group_of(variable)
            for year in group.years_of(variable) if group else ():
                edition = group.edition(year) if group else None
                for level, given in self._levels.items():
                    vintage = edition.vintage if edition else "current"
                    changes = self._definitions.changes_of(level, vintage)
                    division = division_of(level, given.codes, vintage, changes)
                    codes[level] |= dict.fromkeys(division.codes)
                    for name in self._figures.groups([variable], year):
                        values, statuses = self._figures.of(variable, year, name, division.codes)
                        for code, value, status in zip(division.codes, values, statuses, strict=True):
                            key = (variable, year, name, (level, code))
                            before = hidden.get((code, year, name, variable))
                            if status <= Status.ESTIMATED:
                                self._raw[key] = float(value)
                            elif status == Status.SUPPRESSED and before is not None:
                                self._raw[key] = before
                                self._hidden_before.add(key)
                            elif status == Status.SUPPRESSED:
                                self._unknown.add(key)
        self._codes = {level: list(some) for level, some in codes.items()}
        there = {*self._raw, *self._unknown}
        self._grid = CellGrid(
            counted(self._definitions, self._table, self._rule),
            sorted({year for _, year, _, _ in there}),
            sorted({group for _, _, group, _ in there}),
            [(level, code) for level, some in self._codes.items() for code in some],
        )

    def _cells(self, name: str) -> Values:
        """The raw figures of a variable, (years, groups, places); NaN where there is none or nobody knows it."""
        grid = self._grid
        found = [
            self._raw.get((name, year, group, place), np.nan)
            for year in grid.years
            for group in grid.groups
            for place in grid.places
        ]
        return np.array(found, dtype=np.float64).reshape(grid.shape[1:])

    # --- protect

    def run(self) -> None:
        """Hide what must not be shown."""
        grid, rule = self._grid, self._rule
        if not grid.size:
            return
        value, there, fewest, small, unit = self._base()
        extra = self._derived(value, there)
        more = len(extra.value)
        cells = grid.size + more
        areas = area_sums(rule, {level: given.areas for level, given in self._levels.items()}, self._codes)
        sums = relations_of(grid, there, rule, areas)
        relations = joined([sums.over(cells), *(one.over(cells) for one in extra.relations)], cells)
        value = np.concatenate([value, extra.value])
        fewest = np.concatenate([fewest, extra.fewest])
        derived = np.arange(cells) >= grid.size
        there = np.concatenate([there, np.ones(more, dtype=np.bool_)])
        value = self._filled(relations, value, there & np.isnan(value), derived)
        with np.errstate(invalid="ignore"):
            few = derived & primary.too_few(value, np.inf, rule.hide_zero) & (np.round(value) < fewest)
        required = np.where(few, fewest, np.concatenate([small, np.zeros(more)]))
        behind = [name in self._behind for name in grid.variables]
        zero_tells = np.broadcast_to(np.array(behind)[:, None, None, None] | rule.hide_zero, grid.shape).ravel()
        figures = Figures(
            relations,
            value,
            there,
            np.concatenate([unit, np.full(more, -1, np.int64)]),
            fewest,
            np.concatenate([zero_tells, np.full(more, rule.hide_zero)]),
            np.concatenate([self._rounded(), np.zeros(more)]),
        )
        hidden = np.zeros(cells, dtype=np.bool_)
        for variable, year, group, place in self._hidden_before:
            cell = grid.cell(rule.respondents.get(variable, variable), year, group, place)
            if cell >= 0:
                hidden[unit[cell]] = True
        self._hide(secure(figures, hidden, required))

    def _rounded(self) -> Values:
        """How far each count that a percentage means may be off, as the percentage was rounded: (cells,)."""
        found = np.zeros(self._grid.shape)
        for v, name in enumerate(self._grid.variables):
            if name in self._rule.shares:
                half = 0.5 * 10.0 ** -decimals_of(self._cells(name).ravel())
                found[v] = np.nan_to_num(half * self._cells(self._rule.respondents[name]) / 100)
        return found.ravel()

    def _base(self) -> tuple[Values, NDArray[np.bool_], Values, Values, NDArray[np.int64]]:
        """Of each cell of the grid: value, whether it is there, its threshold, the width its own smallness asks for (0
        where it is not small), and the cell it is hidden together with.
        """
        grid, rule = self._grid, self._rule
        value = np.full(grid.shape, np.nan)
        fewest, small = np.full(grid.shape, np.nan), np.zeros(grid.shape)
        unit = grid.number.copy()
        known_to_none = np.zeros(grid.shape, dtype=np.bool_)
        sums_of_units = {one.variable: one for one in rule.dominance}
        thresholds = fewest_of(self._definitions, self._table, rule, grid.variables)
        for variable, year, group, place in self._unknown:
            cell = grid.cell(rule.respondents.get(variable, variable), year, group, place)
            if cell >= 0:
                known_to_none.ravel()[cell] = True
            cell = grid.cell(variable, year, group, place)
            if cell >= 0:
                known_to_none.ravel()[cell] = True
        for v, name in enumerate(grid.variables):
            raw = self._cells(name)
            if name in rule.shares:
                n = grid.variables.index(rule.respondents[name])
                unit[v] = grid.number[n]
                value[v] = raw * self._cells(rule.respondents[name]) / 100
                few = primary.too_few(value[v], rule.min_count or 0, rule.hide_zero)
            else:
                value[v] = raw
                few = primary.too_few(raw, thresholds[v], rule.hide_zero or name in self._behind) | known_to_none[v]
            if name in sums_of_units:
                small[v] = self._dominated(name, raw)
            elif not np.isnan(thresholds[v]):
                fewest[v] = thresholds[v]
                small[v] = np.where(few, thresholds[v], 0)
        there = ~np.isnan(value) | known_to_none
        return (
            value.ravel(),
            there.ravel(),
            fewest.ravel(),
            np.where(there, small, 0.0).ravel(),
            unit.ravel(),
        )

    def _dominated(self, name: str, total: Values) -> Values:
        """The width that each sum which may be one unit's asks for; 0 for the others.

        The (1, k) rule's upper protection level is 100/k · largest − sum (Hundepool et al. 2012, table 4.2). The
        largest can be no more than the sum itself, which gives (100/k − 1) · sum without telling of the largest.
        """
        width = np.zeros(total.shape)
        for one in self._rule.dominance:
            if one.variable == name:
                hit = (
                    primary.dominated(total, self._cells(one.largest), one.more_than)
                    if one.largest
                    else primary.few_units(total, self._cells(one.units or ""), one.min_units)
                )
                width = np.maximum(width, np.where(hit, (100 / one.more_than - 1) * np.abs(total), 0))
        return width

    def _derived(self, value: Values, there: NDArray[np.bool_]) -> _Derived:
        """Parts of formulas that are no single variable, and what numerators and shares leave over of their whole."""
        grid = self._grid
        at = {name: i for i, name in enumerate(grid.variables)}
        found = _Derived([], [], [])
        for linear, fewest in linear_parts(self._definitions, self._table, self._rule).items():
            parts_of = np.stack([grid.number[at[name]].ravel() for name, _ in linear], axis=1)
            whole_there = there[parts_of].all(axis=1)
            parts_of = parts_of[whole_there]
            weight = np.array([weight for _, weight in linear])
            values = value[parts_of] @ weight
            # a numerator above its denominator shows that the one is no part of the other
            sane = np.isnan(values) | (values >= -0.5)
            parts_of, values = parts_of[sane], values[sane]
            first = grid.size + len(found.value)
            numbers = np.arange(first, first + len(values), dtype=np.int64)
            found.relations.append(
                combination(numbers, parts_of, weight, first + len(values), kind=10_000 + len(found.relations))
            )
            found.value += values.tolist()
            found.fewest += [fewest] * len(values)
        return found

    def _filled(
        self, relations: Relations, value: Values, unknown: NDArray[np.bool_], derived: NDArray[np.bool_]
    ) -> Values:
        """The values with those that nobody here knows replaced by ones that agree with the rest.

        Which of all that agree does not matter: the ranges an attacker finds are the same.
        """
        if not unknown.any():
            return value
        known = ~unknown & ~derived & ~np.isnan(value)
        published = Published(
            relations,
            np.nan_to_num(value),
            known,
            np.zeros(len(value)),
            np.full(len(value), np.inf),
            np.zeros(len(relations)),
        )
        filled, _ = nearest(published)
        return np.where(known, value, filled)

    # --- hide

    def _hide(self, hidden: NDArray[np.bool_]) -> None:
        rule = self._rule
        for unit in np.flatnonzero(hidden).tolist():
            variable, year, group, (_, code) = self._grid.about(unit)
            for name in {variable, *self._behind.get(variable, ())}:
                self._figures.hide(name, year, group, [code])
        # figures nobody knows the people of, and what tells of single units
        for variable, year, group, place in self._raw:
            counted_by = rule.respondents.get(variable)
            unknown = counted_by is not None and (counted_by, year, group, place) not in self._raw
            if variable in rule.never_shown or (unknown and rule.min_denominator is not None):
                self._figures.hide(variable, year, group, [place[1]])
