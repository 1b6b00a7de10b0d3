"""`hytemap check --protection`: the current snapshot, attacked with all that it publishes.

Nothing but the snapshot and the definitions is read, as an attacker would; what is hidden is not needed. Every
published number (values, numerators, denominators, at every level, of every year, group and the city) becomes an
equation over the table's cells, and linear programs find between which values each hidden count must lie.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hytemap.build.protected_cells import (
    CellGrid,
    Linear,
    Place,
    area_sums,
    coefficients,
    counted,
    counts_in,
    decimals_of,
    fewest_of,
    linear_parts,
    relations_of,
)
from hytemap.build.published_cells import (
    PublishedSnapshot,
    formula_of,
    read_published,
    rests_on_hidden,
)
from hytemap.definitions import Definitions, Table
from hytemap.definitions.disclosure import Disclosure
from hytemap.model import Status, Values
from hytemap.snapshot.contents import ObservedSlice
from hytemap.snapshot.store import checked_path
from hytemap.statistics.protection import primary
from hytemap.statistics.protection.ranges import Published, narrowed, narrowest, ranges
from hytemap.statistics.protection.relations import Relations, believed, combination, joined


@dataclass
class TableAudit:
    """What an attack on one table came to; no value, and no end of a range, is in it.

    `hidden` is how many figures are hidden, of which `ranges` have a width that was worked out; `narrowest` the least
    of the widths of counts that may be small, `asked` what the rule asks of that one, `where` it is. `holes` say what
    can be worked out, and where.
    """

    table: str
    ruled: bool
    hidden: int
    narrowest: float = np.inf
    asked: float = np.nan
    where: str = ""
    holes: list[str] = field(default_factory=list)


def audit(definitions: Definitions, folder: Path) -> tuple[str, list[TableAudit]]:
    """The hash of the current snapshot in `folder`, and the attack on each table that has figures in it.

    Raises SnapshotError when there is no snapshot, or one of other definitions.
    """
    current, path = checked_path(folder)
    published = read_published(path)
    tables = dict.fromkeys(some.table for some in published.slices)
    found = []
    for table_id in sorted(tables):
        table = definitions.tables.get(table_id)
        slices = published.of(table_id)
        for some in slices:
            formula_of(definitions, some)
        assert table is not None  # noqa: S101 - formula_of() found an indicator of it
        hidden = sum(int((some.status == Status.SUPPRESSED).sum()) for some in slices if some.level in table.levels)
        result = TableAudit(table_id, table.disclosure is not None, hidden)
        result.holes = [
            f"{where} is shown though it rests on a hidden figure" for where in rests_on_hidden(published, table)
        ]
        if table.disclosure is not None:
            _Attack(definitions, table, table.disclosure, published, result).run()
        found.append(result)
    return current.hash, found


class _Equations:
    """Equations over cells of a grid: Σ coefficient · cell = right."""

    def __init__(self) -> None:
        self.terms: list[dict[int, float]] = []
        self.right: list[float] = []

    def add(self, terms: dict[int, float], right: float) -> None:
        if terms and not np.isnan(right):
            self.terms.append(terms)
            self.right.append(right)


class _Attack:
    """The attack on one table with a rule."""

    def __init__(
        self,
        definitions: Definitions,
        table: Table,
        rule: Disclosure,
        published: PublishedSnapshot,
        result: TableAudit,
    ) -> None:
        self._definitions, self._table, self._rule = definitions, table, rule
        self._published, self._result = published, result
        self._slices = published.of(table.id)
        self._levels = {level: published.areas[level] for level in table.levels if level in published.areas}
        codes = {level: published.codes(level) for level in self._levels}
        self._sums = area_sums(rule, self._levels, codes)
        self.grid = CellGrid(
            counted(definitions, table, rule),
            sorted({some.year for some in self._slices}),
            sorted({some.group for some in self._slices}),
            [(level, code) for level, some_codes in codes.items() for code in some_codes],
        )
        self._equations = _Equations()
        self._absent = np.zeros(self.grid.size, dtype=np.bool_)
        #: cells that a hidden figure was formed of
        self._marked = np.zeros(self.grid.size, dtype=np.bool_)
        #: percentages: cell of the count, cell of the people, share, and how far it may be rounded
        self._shares: list[tuple[int, int, float, float]] = []

    def run(self) -> None:
        """Note what is published, and find out what it tells of what is not."""
        grid, rule = self.grid, self._rule
        if not grid.size:
            return
        for some in self._slices:
            self._note(some)
        known, value = self._pinned()
        shares = len(self._shares)
        there = ~self._absent | known
        linear = linear_parts(self._definitions, self._table, rule)
        derived, extra_fewest, extra_parts = self._derived(linear, there, known, value)
        rounded = self._rounded(known, value, grid.size + len(extra_fewest))
        cells = grid.size + len(extra_fewest) + 2 * shares
        sums = relations_of(grid, there, rule, self._sums)
        sums = believed(sums, value, known, self._tolerance)
        equations = self._relations(cells)
        relations = joined(
            [sums.over(cells), *(one.over(cells) for one in derived), rounded.over(cells), equations], cells
        )
        remainder = np.concatenate([np.zeros(len(relations) - len(equations)), self._equations.right])
        more = cells - grid.size
        all_known = np.concatenate([known | ~there, np.zeros(more, dtype=np.bool_)])
        all_value = np.concatenate([np.where(known, value, 0.0), np.zeros(more)])
        fewest = np.concatenate(
            [
                np.tile(
                    np.array(fewest_of(self._definitions, self._table, rule, grid.variables))[:, None],
                    (1, grid.size // len(grid.variables)),
                ).ravel(),
                extra_fewest,
                np.full(2 * shares, np.nan),
            ]
        )
        marked = np.concatenate([self._marked & there, extra_parts, np.zeros(2 * shares, dtype=np.bool_)])
        stands_behind = np.zeros(cells, dtype=np.bool_)
        for name in set(rule.respondents.values()):
            stands_behind[grid.number[grid.variables.index(name)].ravel()] = True
        tolerance = np.concatenate([self._tolerance, np.zeros(more)])
        attacked = Published(
            relations, all_value, all_known, np.zeros(cells), np.full(cells, np.inf), remainder, tolerance
        )
        self._shown_below(known, value, fewest[: grid.size], stands_behind[: grid.size])
        amounts = self._amounts(cells)
        asked = marked & ~all_known & ~np.isnan(fewest)
        self._tell(
            attacked, asked, fewest, stands_behind | rule.hide_zero, marked & ~all_known & (amounts > 0), amounts
        )

    # --- what is published

    def _note(self, some: ObservedSlice) -> None:
        """The equations of one slice."""
        formula = formula_of(self._definitions, some)
        sources = self._published.sources(self._table, some)
        counts = {key: coefficients(expression) for key, expression in counts_in(formula).items()}
        given = {
            "count": some.value,
            "ratio.numerator": some.numerator,
            "ratio.denominator": some.denominator,
            "mean.weight": some.denominator,
        }
        for key, weights in counts.items():
            for i, parts in enumerate(sources):
                terms = self._terms(weights, some, parts)
                if some.shown[i]:
                    self._equations.add(terms, float(given[key][i]))
                elif len(parts) == 1:
                    self._mark(list(terms), int(some.status[i]))
        if formula.kind == "published" and len(formula.names) == 1:
            self._note_published(formula.names[0], some, sources)

    def _note_published(self, name: str, some: ObservedSlice, sources: list[dict[Place, float]]) -> None:
        counted_by = self._rule.respondents.get(name)
        half = 0.5 * 10.0 ** -decimals_of(some.value)
        for i, parts in enumerate(sources):
            if len(parts) != 1:
                continue
            (place,) = parts
            cell = self.grid.cell(name, some.year, some.group, place)
            people = self.grid.cell(counted_by or "", some.year, some.group, place)
            if not some.shown[i]:
                self._mark([c for c in (cell, people) if c >= 0], int(some.status[i]))
                continue
            if people >= 0:
                self._equations.add({people: 1.0}, float(some.denominator[i]))
            if name in self._rule.shares:
                self._equations.add({cell: 1.0}, float(some.numerator[i]))
                self._shares.append((cell, people, float(some.value[i]), half))
            elif cell >= 0:
                self._equations.add({cell: 1.0}, float(some.value[i]))

    def _terms(
        self, weights: Mapping[str, float], some: ObservedSlice, parts: Mapping[Place, float]
    ) -> dict[int, float]:
        found: dict[int, float] = {}
        for place, share in parts.items():
            for name, weight in weights.items():
                cell = self.grid.cell(name, some.year, some.group, place)
                if cell < 0:
                    return {}
                found[cell] = found.get(cell, 0.0) + weight * share
        return found

    def _mark(self, cells: list[int], status: int) -> None:
        if status == Status.SUPPRESSED:
            self._marked[cells] = True
        elif status == Status.MISSING:
            self._absent[cells] = True

    def _pinned(self) -> tuple[NDArray[np.bool_], Values]:
        """Cells that a single equation gives, and their values."""
        known, value = np.zeros(self.grid.size, dtype=np.bool_), np.zeros(self.grid.size)
        rest = _Equations()
        for terms, right in zip(self._equations.terms, self._equations.right, strict=True):
            if len(terms) == 1:
                ((cell, weight),) = terms.items()
                known[cell], value[cell] = True, right / weight
            else:
                rest.add(terms, right)
        self._equations = rest
        self._tolerance = np.zeros(self.grid.size)
        for count, people, percent, half in self._shares:
            if known[people]:
                self._tolerance[count] = half * value[people] / 100
                if not known[count]:
                    known[count], value[count] = True, percent * value[people] / 100
        self._shares = [one for one in self._shares if not known[one[0]]]
        self._absent &= ~self._marked
        return known, value

    def _relations(self, cells: int) -> Relations:
        """The equations of several cells."""
        found = [
            # Σ weight · cell = right: the first cell is what the others leave of it
            combination(
                np.array([first]),
                np.array([[cell for cell in terms if cell != first]]),
                np.array([-weight / terms[first] for cell, weight in terms.items() if cell != first]),
                cells,
            )
            for terms in self._equations.terms
            for first in [next(iter(terms))]
        ]
        self._equations.right = [
            right / next(iter(terms.values()))
            for terms, right in zip(self._equations.terms, self._equations.right, strict=True)
        ]
        return joined(found, cells)

    def _derived(
        self, linear: Mapping[Linear, float], there: NDArray[np.bool_], known: NDArray[np.bool_], value: Values
    ) -> tuple[list[Relations], Values, NDArray[np.bool_]]:
        """Counts that follow from cells: their relations, thresholds, and whether a hidden figure is part of them."""
        grid = self.grid
        at = {name: i for i, name in enumerate(grid.variables)}
        found: list[Relations] = []
        fewest: list[float] = []
        marked: list[bool] = []
        self._about: list[int] = []
        for terms, asked in linear.items():
            parts = np.stack([grid.number[at[name]].ravel() for name, _ in terms], axis=1)
            weight = np.array([weight for _, weight in terms])
            parts = parts[there[parts].all(axis=1)]
            whole = known[parts].all(axis=1)
            amount = value[parts] @ weight
            if whole.any():
                few = whole & primary.too_few(amount, np.nan_to_num(asked), self._rule.hide_zero)
                where = [self._place(int(cell)) for cell in parts[few, 0]]
                self._result.holes += [
                    f"{_terms_text(terms)}, {place} is shown though below the rule" for place in where
                ]
            parts = parts[~whole]
            numbers = np.arange(len(fewest), len(fewest) + len(parts), dtype=np.int64) + grid.size
            found.append(combination(numbers, parts, weight, grid.size + len(fewest) + len(parts)))
            fewest += [asked] * len(parts)
            marked += self._marked[parts].any(axis=1).tolist()
            self._about += parts[:, 0].tolist()
        self._terms_of = [terms for terms, one in zip(linear, found, strict=True) for _ in range(len(one))]
        return found, np.array(fewest), np.array(marked, dtype=np.bool_)

    def _rounded(self, known: NDArray[np.bool_], value: Values, first: int) -> Relations:
        """A percentage of an unknown number of people: the count lies between two multiples of that number."""
        found = []
        cells = first + 2 * len(self._shares)
        for i, (count, people, percent, half) in enumerate(self._shares):
            # two cells that cannot be negative: what the count is above the lower, and below the upper
            above, below = first + 2 * i, first + 2 * i + 1
            low, high = (percent - half) / 100, (percent + half) / 100
            found.append(combination(np.array([count]), np.array([[people, above]]), np.array([low, 1.0]), cells))
            found.append(combination(np.array([count]), np.array([[people, below]]), np.array([high, -1.0]), cells))
        return joined(found, cells)

    def _amounts(self, cells: int) -> Values:
        """Of sums that may be one unit's: the per cent of its highest that a range's lowest may not exceed; else 0."""
        found = np.zeros(cells)
        for one in self._rule.dominance:
            if one.variable in self.grid.variables:
                found[self.grid.number[self.grid.variables.index(one.variable)].ravel()] = one.more_than
        return found

    # --- what it tells

    def _shown_below(
        self, known: NDArray[np.bool_], value: Values, fewest: Values, stands_behind: NDArray[np.bool_]
    ) -> None:
        few = primary.too_few(value, np.inf, self._rule.hide_zero) | stands_behind
        with np.errstate(invalid="ignore"):
            below = known & few & (np.round(value) < fewest)
        self._result.holes += [
            f"{self._text(int(cell))} is shown though below the rule" for cell in np.flatnonzero(below)
        ]

    def _tell(
        self,
        attacked: Published,
        asked: NDArray[np.bool_],
        fewest: Values,
        zero_tells: NDArray[np.bool_],
        dominated: NDArray[np.bool_],
        most: Values,
    ) -> None:
        """Note the narrowest range of the `asked` counts, and every hole among these and the `dominated` sums.

        `most` is the per cent of a sum's highest that its lowest may not exceed.
        """
        result = self._result
        hole = narrowed(attacked, asked, fewest, zero_tells)
        low, high = ranges(attacked, hole | dominated)
        with np.errstate(invalid="ignore"):
            of_one = dominated & (low > most / 100 * high + 1e-6)
        for cell in np.flatnonzero(hole | of_one):
            width = f"{high[cell] - low[cell]:.3g}"
            rule = f"the rule asks {fewest[cell]:g}"
            if of_one[cell]:
                rule = f"the rule asks that its lowest is at most {most[cell]:g} % of its highest"
            result.holes.append(f"{self._text(int(cell))} can be narrowed to a range {width} wide; {rule}")
        least = narrowest(attacked, asked, fewest, zero_tells)
        if least is not None:
            at, lowest, highest = least
            result.narrowest = highest - lowest
            result.asked, result.where = float(fewest[at]), self._text(at)

    def _text(self, cell: int) -> str:
        if cell < self.grid.size:
            return f"{self.grid.about(cell)[0]}, {self._place(cell)}"
        return (
            f"{_terms_text(self._terms_of[cell - self.grid.size])}, {self._place(self._about[cell - self.grid.size])}"
        )

    def _place(self, cell: int) -> str:
        _, year, group, (level, code) = self.grid.about(cell)
        return f"{year}, {group}, {level} {code}"


def _terms_text(terms: Linear) -> str:
    """`a - b` of a linear combination."""
    text = " ".join(
        f"{'-' if weight < 0 else '+'} {'' if abs(weight) == 1 else f'{abs(weight):g} '}{name}"
        for name, weight in sorted(terms, key=lambda term: -term[1])
    )
    return text.removeprefix("+ ")
