"""The cells of a table that has a rule of its own, and what adds up: the same for who protects and who attacks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from hytemap.build.default_geometry import OUTLINE_CODE
from hytemap.definitions import Definitions, Formula, Table
from hytemap.definitions.disclosure import Disclosure
from hytemap.formula import AREA_VARIABLES, Expression
from hytemap.model import Area, Values
from hytemap.sources.tables import TOTAL
from hytemap.statistics.protection.relations import Relations, combination, joined, sums

#: parts of formulas that others are a share or a mean of
DENOMINATORS = ("ratio.denominator", "mean.weight")
#: level and code
Place = tuple[str, str]
#: how many digits of a ten-digit code of the area series say which area it is: municipality, district, … small area
SERIES = (3, 4, 7, 10)


@dataclass(frozen=True)
class CellGrid:
    """Cells of a table: `variables` × `years` × `groups` × `places`, numbered through."""

    variables: list[str]
    years: list[int]
    groups: list[str]
    places: list[Place]

    @property
    def shape(self) -> tuple[int, int, int, int]:
        return len(self.variables), len(self.years), len(self.groups), len(self.places)

    @property
    def size(self) -> int:
        return int(np.prod(self.shape))

    @property
    def number(self) -> NDArray[np.int64]:
        """The number of each cell, (variables, years, groups, places)."""
        return np.arange(self.size, dtype=np.int64).reshape(self.shape)

    @cached_property
    def _at(self) -> tuple[dict[str, int], dict[int, int], dict[str, int], dict[Place, int]]:
        return (
            {name: i for i, name in enumerate(self.variables)},
            {year: i for i, year in enumerate(self.years)},
            {group: i for i, group in enumerate(self.groups)},
            {place: i for i, place in enumerate(self.places)},
        )

    def cell(self, variable: str, year: int, group: str, place: Place) -> int:
        """The number of a cell, -1 when there is none."""
        v, y, g, p = (
            where.get(word, -1)  # type: ignore[attr-defined]
            for where, word in zip(self._at, (variable, year, group, place), strict=True)
        )
        return -1 if min(v, y, g, p) < 0 else int(np.ravel_multi_index((v, y, g, p), self.shape))

    def about(self, cell: int) -> tuple[str, int, str, Place]:
        """Variable, year, group and place of a cell."""
        v, y, g, p = (int(i) for i in np.unravel_index(cell, self.shape))
        return self.variables[v], self.years[y], self.groups[g], self.places[p]


def formulas_over(definitions: Definitions, table: Table) -> Iterator[Formula]:
    """Every formula of an indicator over the table's variables."""
    for indicator in definitions.indicators.values():
        if indicator.table == table.id:
            yield indicator.formula
            yield from indicator.formula_in_year.values()
        yield from (preferred.formula for preferred in indicator.preferred if preferred.table == table.id)


def counts_in(formula: Formula) -> dict[str, Expression]:
    """The parts of a formula that are counts, by key: what is counted, numerator, denominator, weight."""
    return {
        key: expression
        for key, expression in formula.expressions.items()
        if key in ("count", "ratio.numerator", "ratio.denominator", "mean.weight")
        and expression.is_linear
        and not set(expression.names) & set(AREA_VARIABLES)
    }


def counted(definitions: Definitions, table: Table, rule: Disclosure) -> list[str]:
    """Variables whose cells add up: counts, and for a percentage the number of people it means."""
    found = [*rule.respondents.values(), *rule.shares]
    for some in rule.sums:
        found += [some.total, *some.parts]
    found += [one.variable for one in rule.dominance]
    for formula in formulas_over(definitions, table):
        for expression in counts_in(formula).values():
            found += expression.names
    means = set(rule.respondents) - set(rule.shares) - set(rule.respondents.values())
    return [name for name in dict.fromkeys(found) if name not in means | rule.never_shown]


def coefficients(expression: Expression) -> dict[str, float]:
    """What each variable of a linear expression is multiplied by."""
    names = expression.names
    found = {}
    for name in names:
        ones = {other: (np.array([float(other == name)]), np.zeros(1, dtype=np.uint8)) for other in names}
        found[name] = float(expression.evaluate(ones)[0][0])
    return found


#: variable and coefficient of each term
Linear = tuple[tuple[str, float], ...]


def linear_parts(definitions: Definitions, table: Table, rule: Disclosure) -> dict[Linear, float]:
    """Counts that follow from cells and are never shown as cells: their threshold by their terms, NaN for none.

    They are parts of formulas that are no single variable, and what numerators and shares leave over of their whole.
    """
    at = set(counted(definitions, table, rule))
    found: dict[Linear, float] = {}

    def want(weights: Mapping[str, float], fewest: int | None) -> None:
        linear = tuple(sorted((name, weight) for name, weight in weights.items() if weight))
        if linear and {name for name, _ in linear} <= at:
            found[linear] = float(np.fmax(found.get(linear, np.nan), np.nan if fewest is None else fewest))

    for formula in formulas_over(definitions, table):
        parts = {key: coefficients(expression) for key, expression in counts_in(formula).items()}
        for key, weights in parts.items():
            if len(weights) > 1:
                want(weights, rule.fewest(denominator=key in DENOMINATORS))
        if formula.ratio is not None and formula.ratio.times == 100 and len(parts) == 2:
            whole, some = parts["ratio.denominator"], parts["ratio.numerator"]
            names = dict.fromkeys([*whole, *some])
            want({name: whole.get(name, 0.0) - some.get(name, 0.0) for name in names}, rule.min_count)
    for name in rule.shares:
        want({rule.respondents[name]: 1.0, name: -1.0}, rule.min_count)
    return found


def fewest_of(definitions: Definitions, table: Table, rule: Disclosure, variables: Sequence[str]) -> list[float]:
    """The threshold of each variable's cells; NaN where none is set, as for sums that dominance is about."""
    denominators = set(rule.respondents.values())
    for formula in formulas_over(definitions, table):
        for key, expression in counts_in(formula).items():
            if key in DENOMINATORS and len(expression.names) == 1:
                denominators |= set(expression.names)
    amounts = {one.variable for one in rule.dominance}
    given = [None if name in amounts else rule.fewest(denominator=name in denominators) for name in variables]
    return [np.nan if fewest is None else fewest for fewest in given]


def relations_of(grid: CellGrid, there: NDArray[np.bool_], rule: Disclosure, areas: Iterable[AreaSum]) -> Relations:
    """What the cells add up to: groups to everybody, areas to larger ones, `sums`, and years of a fixed stock.

    `there` (cells,) says which cells there are. Relations of one kind say the same of other cells.
    """
    number = np.where(there.reshape(grid.shape), grid.number, -1)
    found: list[Relations] = []

    def add(total: NDArray[np.int64], parts: NDArray[np.int64]) -> None:
        found.append(sums(total.ravel(), parts.reshape(total.size, -1), grid.size, kind=len(found)))

    at = {group: i for i, group in enumerate(grid.groups)}
    everybody = rule.groups if rule.groups is not None else [[group for group in grid.groups if group != TOTAL]]
    for variable in range(len(grid.variables)):
        for together in everybody:
            some = [at[group] for group in together if group in at]
            if some and TOTAL in at:
                add(number[variable, :, at[TOTAL], :], np.moveaxis(number[variable, :, some, :], 0, -1))
    place_of = {place: i for i, place in enumerate(grid.places)}
    for one in areas:
        parts = [place_of[part] for part in one.parts if part in place_of]
        if one.total in place_of and parts:
            for variable in range(len(grid.variables)):
                add(number[variable, :, :, place_of[one.total]], number[variable][:, :, parts])
    named = {name: i for i, name in enumerate(grid.variables)}
    for some_of in rule.sums:
        if some_of.total in named:
            parts = [named[name] for name in some_of.parts if name in named]
            add(number[named[some_of.total]], np.moveaxis(number[parts], 0, -1))
    if rule.fixed_stock:
        for year in range(1, len(grid.years)):
            for variable in range(len(grid.variables)):
                add(number[variable, year], number[variable, year - 1][..., None])
    return joined(found, grid.size)


def expression_relation(
    grid: CellGrid, expression: Mapping[str, float], year: int, group: str, place: Place, result: int, cells: int
) -> Relations:
    """The cell `result` is the linear `expression` (variable → coefficient) over cells of the grid."""
    parts = np.array([[grid.cell(name, year, group, place) for name in expression]], dtype=np.int64)
    return combination(np.array([result]), parts, np.array(list(expression.values())), cells)


@dataclass(frozen=True)
class AreaSum:
    """A place that is the sum of others."""

    total: Place
    parts: list[Place]


def area_sums(
    rule: Disclosure, levels: Mapping[str, Sequence[Area]], codes: Mapping[str, Sequence[str]]
) -> list[AreaSum]:
    """Areas that others add up to: the city, larger ones by the ten digits of the area series, and the rule's `areas`.

    `levels` are the table's; `codes` those that stand in its figures, which in an older division are not today's.
    Levels that do not nest (postal areas in districts) add up only where the rule says so.
    """
    found: list[AreaSum] = []
    outside = {(level, area.code) for level, areas in levels.items() for area in areas if not area.member}
    city = next(((level, OUTLINE_CODE) for level in levels if OUTLINE_CODE in codes[level]), None)
    for level in levels:
        if city is not None and level != city[0]:
            found.append(AreaSum(city, [(level, code) for code in codes[level] if (level, code) not in outside]))
    digits = {(level, area.code): _digits(area) for level, areas in levels.items() for area in areas if _digits(area)}
    for place, first in digits.items():
        for level in levels:
            parts = [
                part
                for part, more in digits.items()
                if part[0] == level and level != place[0] and len(more) > len(first) and more.startswith(first)
            ]
            if parts:
                found.append(AreaSum(place, parts))
    where = {code: (level, code) for level in levels for code in codes[level]}
    for total, some in rule.areas.items():
        if total in where:
            found.append(AreaSum(where[total], [where[code] for code in some if code in where]))
    return found


def _digits(area: Area) -> str:
    """The digits of an area's ten-digit code that say which area it is; empty when it has none."""
    code = next((c for c in (area.code, area.code_series or "") if len(c) == 10 and c.isdigit()), "")
    return next((code[:length] for length in SERIES if code and not code[length:].strip("0")), "")


def decimals_of(values: Sequence[float] | Values, most: int = 6) -> int:
    """With how many decimals numbers are written, at most `most`."""
    given = np.asarray(values, dtype=np.float64)
    given = given[~np.isnan(given)]
    return next((n for n in range(most) if np.allclose(given, np.round(given, n), rtol=0, atol=1e-9)), most)
