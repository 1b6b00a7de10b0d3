"""Every indicator over every level it can be formed for, year by year."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from hytemap.build.crosswalks import AREA, Crosswalks
from hytemap.build.divisions import Division, division_of
from hytemap.build.inputs import LevelInput, TableFigures
from hytemap.definitions import Carry, Definitions, Formula, Indicator, Table
from hytemap.definitions.intervals import interval_of, limits_of, respondents_of, times_of
from hytemap.definitions.load import published_years
from hytemap.formula import AREA_VARIABLES, Expression
from hytemap.model import IntervalKind, Status, Statuses, Values
from hytemap.snapshot.contents import ObservedSlice
from hytemap.statistics import apportioning, formulas
from hytemap.statistics import crosswalk as cw
from hytemap.statistics.crosswalk import Crosswalk
from hytemap.statistics.formulas import Figures


@dataclass(frozen=True)
class Way:
    """A way figures of a division reach a level: one crosswalk for people and what is counted of them, one for land.

    `changed` (areas of the level,) says where figures stand on older borders that cut through the area of today.
    """

    level: str
    people: Crosswalk
    land: Crosswalk
    weights: str
    changed: NDArray[np.bool_]


@dataclass(frozen=True)
class Asked:
    """What a survey tells besides a figure, over a division's areas; None where it tells nothing.

    `low` and `high` are the published 95 % limits, `respondents` how many were asked; `times` is what a share of one is
    multiplied by to give the value.
    """

    low: Values | None
    high: Values | None
    respondents: Values | None
    times: int


@dataclass(frozen=True)
class Formed:
    """Figures over a level and what is known of their uncertainty; all arrays (areas,), named as in ObservedSlice."""

    figures: Figures
    assigned_in: Values
    assigned_out: Values
    range_low: Values
    range_high: Values
    low: Values
    high: Values


class Observer:
    """Forms indicators; crosswalks are made once a division and level, and kept for the snapshot."""

    def __init__(
        self,
        definitions: Definitions,
        levels: dict[str, LevelInput],
        figures: dict[str, TableFigures],
        crosswalks: Crosswalks,
    ) -> None:
        self._definitions = definitions
        self._levels = levels
        self._figures = figures
        self._crosswalks = crosswalks
        self._divisions: dict[tuple[str, str], Division] = {}
        self._ways: dict[tuple[str, str, str], list[Way]] = {}

    @property
    def ways(self) -> Iterator[tuple[Division, Way]]:
        """The crosswalks used so far, by division and way."""
        for (_, level, vintage), ways in self._ways.items():
            for way in ways:
                yield self._divisions[level, vintage], way

    def observe(self, indicator: Indicator) -> list[ObservedSlice]:
        """The indicator over each level it reaches, in each of its years and population groups.

        A preferred table's figures stand in place of those of the indicator's own where no area would lose its figure.
        """
        table = self._definitions.tables[indicator.table]
        years = self._definitions.years_of(indicator)
        found = {
            (some.level, some.year, some.group): some
            for some in self._over(indicator, table, years, indicator.formula_of, table.levels, carried=True)
        }
        for preferred in indicator.preferred:
            better = self._definitions.tables[preferred.table]

            def formula_of(year: int, formula: Formula = preferred.formula) -> Formula:
                return formula

            years = published_years(better, formula_of)
            levels = [level for level in preferred.levels if level in self._levels]
            for some in self._over(indicator, better, years, formula_of, levels, carried=False):
                key = some.level, some.year, some.group
                if not _loses(found.get(key), some):
                    found[key] = some
        return list(found.values())

    def _over(
        self,
        indicator: Indicator,
        table: Table,
        years: list[int],
        formula_of: Callable[[int], Formula],
        levels: list[str],
        carried: bool,
    ) -> Iterator[ObservedSlice]:
        for year in years:
            formula = formula_of(year)
            vintage = self._vintage(table, formula, year)
            names = [name for name in formula.names if name not in AREA_VARIABLES]
            for level in levels:
                if level not in self._levels:
                    continue
                division = self.division(level, vintage)
                ways = self.ways_of(table, division)
                for group in self._figures[table.id].groups(names, year):
                    parts = self._parts(table, formula, year, group, division)
                    asked = self._asked(indicator, table, formula, year, group, division)
                    for way in ways if carried else ways[:1]:
                        formed = self._form(formula, parts, way)
                        yield _slice(indicator.id, table.id, way, year, group, _as_surveyed(formed, asked, way))

    def _vintage(self, table: Table, formula: Formula, year: int) -> str:
        for name in formula.names:
            group = table.group_of(name)
            edition = group.edition(year) if group else None
            if edition:
                return edition.vintage
        return "current"

    def division(self, level: str, vintage: str) -> Division:
        """The areas figures of `vintage` were published for."""
        key = level, vintage
        if key not in self._divisions:
            changes = self._definitions.changes_of(level, vintage)
            self._divisions[key] = division_of(level, self._levels[level].codes, vintage, changes)
        return self._divisions[key]

    def ways_of(self, table: Table, division: Division) -> list[Way]:
        """The ways the table's figures of a division take: to the level of today first, then to each it carries to."""
        key = table.id, division.level, division.vintage
        if key not in self._ways:
            weights = next((c.weights for c in table.carry if c.weights), AREA)
            own = self._crosswalks.by_raster(division, division.level, weights)
            own_land = self._crosswalks.by_area(division, division.level)
            self._ways[key] = [Way(division.level, own, own_land, "", _changed(division, own))]
            for carry in table.carry:
                if carry.to in self._levels and carry.to != division.level:
                    people, land, called = self._carried(carry, division)
                    self._ways[key].append(Way(carry.to, people, land, called, _changed(division, people)))
        return self._ways[key]

    def _carried(self, carry: Carry, division: Division) -> tuple[Crosswalk, Crosswalk, str]:
        """The crosswalks of people and of land to another level, and how their weights are called."""
        if carry.sum_of_members:
            summed = self._sum_into(division, carry.to, carry.area or "")
            return summed, summed, "members"
        if carry.key:
            rows = self._definitions.keys[carry.key]
            given = self._crosswalks.by_key(division, carry.to, rows, f"layers/tables/{carry.key}")
            return given, given, carry.key
        # Kauniainen's people stay outside, also where a cell on the border says otherwise
        members = self._members(division)
        land = cw.of_members(self._crosswalks.by_area(division, carry.to), members)
        if carry.weights is None:
            people = cw.of_members(self._crosswalks.by_raster(division, carry.to, AREA), members)
            return people, land, AREA
        people = cw.of_members(self._crosswalks.by_raster(division, carry.to, carry.weights), members)
        return people, land, carry.weights

    def _sum_into(self, division: Division, level: str, area: str) -> Crosswalk:
        """The division's member areas summed into one `area` of `level`; nothing reaches the other areas."""
        one = cw.sum_of(self._members(division)).shares
        codes = self._levels[level].codes
        shares = np.zeros((len(division.codes), len(codes) + 1))
        shares[:, codes.index(area)] = one[:, 0]
        shares[:, -1] = one[:, 1]
        return Crosswalk(shares)

    def _members(self, division: Division) -> NDArray[np.bool_]:
        """Which of the division's areas are wholly of the city (division's areas,)."""
        areas = self._levels[division.level].areas
        return np.array(
            [all(areas[i].member for block, _ in blocks for i in division.blocks[block]) for blocks in division.shares]
        )

    def _parts(
        self, table: Table, formula: Formula, year: int, group: str, division: Division
    ) -> dict[str, tuple[Values, Statuses, bool]]:
        """The formula's parts over the division's areas: values, statuses, and whether the part is land alone."""
        variables = {
            name: self._land(name, division)
            if name in AREA_VARIABLES
            else self._figures[table.id].of(name, year, group, division.codes)
            for name in formula.names
        }

        def evaluated(expression: Expression) -> tuple[Values, Statuses, bool]:
            values, statuses = expression.evaluate(variables)
            return values, statuses, all(name in AREA_VARIABLES for name in expression.names)

        return {key: evaluated(expression) for key, expression in formula.expressions.items()}

    def _land(self, name: str, division: Division) -> tuple[Values, Statuses]:
        """Land area or number of land cells of the division's areas; `missing` where nobody gives one."""
        level = self._levels[division.level]
        if name == "land_cells":
            today = self._crosswalks.cells(division.level, len(level.codes))
        else:
            today = np.array([np.nan if a.land_area_m2 is None else a.land_area_m2 / 1e6 for a in level.areas])
        values = division.summed(today)
        return values, np.where(np.isnan(values), int(Status.MISSING), int(Status.OK)).astype(np.uint8)

    def _asked(
        self, indicator: Indicator, table: Table, formula: Formula, year: int, group: str, division: Division
    ) -> Asked:
        """What a survey tells besides the figure, over the division's areas: its interval, and how many were asked."""

        def figures(variable: str | None) -> Values | None:
            if variable is None:
                return None
            values, statuses = self._figures[table.id].of(variable, year, group, division.codes)
            return np.where(statuses <= Status.ESTIMATED, values, np.nan)

        limits = limits_of(table, formula)
        wilson = interval_of(indicator, table, formula) is IntervalKind.WILSON
        return Asked(
            figures(limits.low if limits else None),
            figures(limits.high if limits else None),
            figures(respondents_of(table, formula) if wilson else None),
            times_of(indicator, formula),
        )

    def _form(self, formula: Formula, parts: dict[str, tuple[Values, Statuses, bool]], way: Way) -> Formed:
        """The figures that reach the way's level, the shares of their base assigned in and out, and their range."""

        def carried(values: Values, statuses: Statuses, land: bool) -> tuple[Values, Statuses]:
            walk = way.land if land else way.people
            return cw.apportion(values, walk), cw.apportioned_status(statuses, walk)

        if formula.kind == "published":
            values, statuses, land = parts["published"]
            value, status = carried(values, statuses, land)
            figures = formulas.published(value, status, _is_carried(way.people))
            nothing = np.full(len(value), np.nan)
            return Formed(figures, nothing, nothing, nothing, nothing, nothing, nothing)
        quotient: tuple[Values, float] | None = None
        if formula.kind == "count":
            base, base_status, base_land = parts["count"]
            figures = formulas.count(*carried(base, base_status, base_land))
        elif formula.kind == "ratio":
            top, top_status = carried(*parts["ratio.numerator"])
            base, base_status, base_land = parts["ratio.denominator"]
            bottom, bottom_status = carried(base, base_status, base_land)
            assert formula.ratio is not None  # noqa: S101 - kind says so
            figures = formulas.ratio(top, bottom, formula.ratio.times, np.maximum(top_status, bottom_status))
            quotient = parts["ratio.numerator"][0], formula.ratio.times
        else:
            means, mean_status, _ = parts["mean.value"]
            base, base_status, base_land = parts["mean.weight"]
            total, total_status = carried(means * base, np.maximum(mean_status, base_status), base_land)
            bottom, bottom_status = carried(base, base_status, base_land)
            figures = formulas.mean(total, bottom, np.maximum(total_status, bottom_status))
            quotient = means * base, 1.0
        walk = way.land if base_land else way.people
        came_in, went_out = cw.assigned(base, walk)
        if quotient is None:
            low, high = apportioning.range_of_count(figures.value, came_in, went_out)
        elif formula.kind == "ratio" and parts["ratio.numerator"][2] != base_land:
            # people over land: the two are carried by different shares, so parts have no rates to bound
            low = high = np.full(len(came_in), np.nan)
        else:
            low, high = apportioning.range_of_quotient(quotient[0], base, walk, quotient[1])
        estimated = figures.status == Status.ESTIMATED
        shown = figures.status <= Status.ESTIMATED
        nothing = np.full(len(came_in), np.nan)
        return Formed(
            figures,
            np.where(shown, came_in, np.nan),
            np.where(shown, went_out, np.nan),
            np.where(estimated, low, np.nan),
            np.where(estimated, high, np.nan),
            nothing,
            nothing,
        )


def _as_surveyed(formed: Formed, asked: Asked, way: Way) -> Formed:
    """The figures with what a survey tells besides them, where they are shown."""
    shown = formed.figures.status <= Status.ESTIMATED

    def reached(values: Values | None) -> Values:
        found = np.full(len(shown), np.nan) if values is None else cw.apportion(values, way.people)
        return np.where(shown, found, np.nan)

    figures = formed.figures
    if asked.respondents is not None:
        people = reached(asked.respondents)
        figures = replace(figures, numerator=figures.value * people / asked.times, denominator=people)
    return replace(formed, figures=figures, low=reached(asked.low), high=reached(asked.high))


def _slice(indicator: str, table: str, way: Way, year: int, group: str, formed: Formed) -> ObservedSlice:
    return ObservedSlice(
        indicator=indicator,
        level=way.level,
        year=year,
        group=group,
        table=table,
        status=formed.figures.status,
        value=formed.figures.value,
        numerator=formed.figures.numerator,
        denominator=formed.figures.denominator,
        assigned_in=formed.assigned_in,
        assigned_out=formed.assigned_out,
        range_low=formed.range_low,
        range_high=formed.range_high,
        low=formed.low,
        high=formed.high,
        changed=way.changed & (formed.figures.status <= Status.ESTIMATED),
    )


def _loses(own: ObservedSlice | None, preferred: ObservedSlice) -> bool:
    """Whether taking `preferred` would leave an area without a figure that it has now, or bring none at all."""
    missing = preferred.status == Status.MISSING
    if own is None:
        return bool(missing.all())
    return bool((missing & (own.status <= Status.ESTIMATED)).any() or missing.all())


def _changed(division: Division, walk: Crosswalk) -> NDArray[np.bool_]:
    """Which targets have a part, but not the whole, of an area that was redrawn since: (targets,)."""
    redrawn = np.array(division.redrawn)
    part = (walk.inside > 0) & (walk.inside < 1.0)
    changed: NDArray[np.bool_] = part[redrawn].any(axis=0)
    return changed


def _is_carried(walk: Crosswalk) -> NDArray[np.bool_]:
    """Which targets are anything but one whole source of the same level: there a median cannot be formed."""
    one_whole = (walk.parts == 1) & walk.whole
    return ~one_whole if walk.same_level else np.ones(walk.targets, dtype=bool)
