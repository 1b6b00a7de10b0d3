"""Faults that only show when definitions are held against each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from hytemap.definitions.boundary_changes import change_faults
from hytemap.definitions.carry_checks import carry_faults
from hytemap.definitions.intervals import interval_of, limits_of, respondents_of, times_of
from hytemap.definitions.known import known_or_broken, one_of
from hytemap.definitions.pxweb_checks import pxweb_faults
from hytemap.definitions.raster_tables import raster_use_faults
from hytemap.errors import Fault
from hytemap.formula import AREA_VARIABLES
from hytemap.model import IntervalKind

if TYPE_CHECKING:
    from hytemap.definitions.indicators import Formula, Indicator
    from hytemap.definitions.load import Definitions
    from hytemap.definitions.tables import Table


def cross_check(definitions: Definitions, broken: set[str]) -> list[Fault]:
    """Faults between files; what refers to a file in `broken` is not reported a second time."""
    faults: list[Fault] = []
    faults += _levels(definitions, broken)
    faults += _rasters(definitions, broken)
    faults += _surfaces(definitions, broken)
    faults += _tables(definitions, broken)
    faults += _indicators(definitions, broken)
    return faults


def _file_fault(path: Path, shown: str, key: str) -> Iterator[Fault]:
    if not path.is_file():
        yield Fault(shown, key, f"the file {path.name} is missing", f"put it beside {shown}")


def _unknown_service(definitions: Definitions, broken: set[str], shown: str, key: str, service: str) -> Iterator[Fault]:
    if service not in definitions.services and "layers/services.yaml" not in broken:
        yield Fault(shown, key, f"unknown service {service!r}", one_of(definitions.services))


def _levels(definitions: Definitions, broken: set[str]) -> Iterator[Fault]:
    for level in definitions.levels.values():
        shown = f"boundaries/{level.id}.yaml"
        services = [(f"sources.{i}.service", source.service) for i, source in enumerate(level.sources)]
        if level.code_series:
            services.append(("code_series.service", level.code_series.service))
        for key, service in services:
            yield from _unknown_service(definitions, broken, shown, key, service)
        if level.land_area_from:
            source = level.land_area_from
            if not known_or_broken(source.level, definitions.levels, "boundaries", broken):
                known = one_of(definitions.levels)
                yield Fault(shown, "land_area_from.level", f"unknown level {source.level!r}", known)
            if not known_or_broken(source.weights, definitions.rasters, "layers/rasters", broken):
                known = one_of(definitions.rasters)
                yield Fault(shown, "land_area_from.weights", f"unknown raster {source.weights!r}", known)
        if level.changes and f"boundaries/{level.changes}" not in broken:
            changes = definitions.changes.get(level.id, [])
            yield from change_faults(level, changes, f"boundaries/{level.changes}")
        if level.default_geometry:
            yield from _file_fault(definitions.boundaries / level.default_geometry.file, shown, "default_geometry.file")


def _rasters(definitions: Definitions, broken: set[str]) -> Iterator[Fault]:
    for raster in definitions.rasters.values():
        shown = f"layers/rasters/{raster.id}.yaml"
        yield from _file_fault(definitions.layers / "rasters" / raster.file, shown, "file")
        if raster.wfs:
            yield from _unknown_service(definitions, broken, shown, "wfs.service", raster.wfs.service)
            grid = definitions.rasters.get(raster.wfs.grid)
            if not known_or_broken(raster.wfs.grid, definitions.rasters, "layers/rasters", broken):
                known = one_of(definitions.rasters)
                yield Fault(shown, "wfs.grid", f"unknown raster {raster.wfs.grid!r}", known)
            elif grid and grid.crs != raster.crs:
                yield Fault(shown, "wfs.grid", f"{grid.id} is in {grid.crs}, the raster in {raster.crs}", "use one CRS")
        for i, band in enumerate(raster.areas):
            if not known_or_broken(band.level, definitions.levels, "boundaries", broken):
                yield Fault(shown, f"areas.{i}.level", f"unknown level {band.level!r}", one_of(definitions.levels))


def _surfaces(definitions: Definitions, broken: set[str]) -> Iterator[Fault]:
    for surface in definitions.surfaces.values():
        shown = f"layers/rasters/{surface.id}.yaml"
        for year, file in surface.files.items():
            yield from _file_fault(definitions.layers / "rasters" / file, shown, f"files.{year}")
        if surface.download:
            yield from _unknown_service(definitions, broken, shown, "download.service", surface.download.service)


def _tables(definitions: Definitions, broken: set[str]) -> Iterator[Fault]:
    levels = definitions.levels
    for table in definitions.tables.values():
        shown = f"layers/tables/{table.id}.yaml"
        if table.default:
            yield from _file_fault(definitions.layers / "tables" / table.default.file, shown, "default.file")
        named = [(f"levels.{i}", level) for i, level in enumerate(table.levels)]
        named += [(f"carry.{i}.to", carry.to) for i, carry in enumerate(table.carry)]
        if table.wfs:
            named.append(("wfs.level", table.wfs.level))
            yield from _unknown_service(definitions, broken, shown, "wfs.service", table.wfs.service)
        if table.sotkanet:
            service = table.sotkanet.service
            yield from _unknown_service(definitions, broken, shown, "sotkanet.service", service)
            yield from _regions(definitions, table, shown)
        for i, source in enumerate(table.pxweb or []):
            yield from _unknown_service(definitions, broken, shown, f"pxweb.{i}.service", source.service)
            named += [(f"pxweb.{i}.area", level) for level in source.area.levels]
        yield from pxweb_faults(definitions, table, shown)
        for key, level in named:
            if not known_or_broken(level, levels, "boundaries", broken):
                yield Fault(shown, key, f"unknown level {level!r}", one_of(levels))
        yield from carry_faults(definitions, table, shown, broken)
        yield from _vintages(definitions, table, shown)


def _regions(definitions: Definitions, table: Table, shown: str) -> Iterator[Fault]:
    """Regions of Sotkanet that are given to a code no level of the table has."""
    if table.sotkanet is None or not all(name in definitions.levels for name in table.levels):
        return
    codes = [area.code for name in table.levels for area in definitions.levels[name].expected_areas]
    for code in table.sotkanet.regions:
        if code not in codes:
            wrong = f"no area of {' or '.join(table.levels)} has the code {code!r}"
            yield Fault(shown, f"sotkanet.regions.{code}", wrong, f"one of {', '.join(codes)}")


def _vintages(definitions: Definitions, table: Table, shown: str) -> Iterator[Fault]:
    if not all(name in definitions.levels for name in table.levels):
        return  # the level that is missing or broken may be the one that defines the vintage
    known = {vintage for name in table.levels for vintage in definitions.levels[name].vintages}
    named = [
        (f"groups.{group_id}.editions.{i}.vintage", edition.vintage)
        for group_id, group in table.groups.items()
        for i, edition in enumerate(group.editions)
    ]
    named += [
        (f"groups.{group_id}.fetched.vintage", group.fetched.vintage)
        for group_id, group in table.groups.items()
        if group.fetched
    ]
    for key, vintage in named:
        if vintage not in known:
            right = f"one of {', '.join(sorted(known))}" if known else "define it under `vintages` of the level"
            yield Fault(shown, key, f"unknown boundary vintage {vintage!r}", right)


def _indicators(definitions: Definitions, broken: set[str]) -> Iterator[Fault]:
    for indicator in definitions.indicators.values():
        shown = f"layers/indicators/{indicator.id}.yaml"
        table = definitions.tables.get(indicator.table)
        yield from raster_use_faults(definitions, indicator, shown, broken)
        if table is None:
            if indicator.raster is None and not known_or_broken(
                indicator.table, definitions.tables, "layers/tables", broken
            ):
                known = one_of(definitions.tables)
                yield Fault(shown, "table", f"unknown table {indicator.table!r}", known)
            continue
        formulas = {"formula": indicator.formula} | {
            f"formula_in_year.{year}": formula for year, formula in indicator.formula_in_year.items()
        }
        unknown = False
        for key, formula in formulas.items():
            for fault in _unknown_variables(table, formula, shown, key):
                unknown = True
                yield fault
        yield from _never_shown(table, formulas, shown)
        if not unknown:
            yield from _years_and_vintages(definitions, indicator, table, shown)
        yield from _preferred(definitions, indicator, shown, broken)
        if not unknown:
            yield from _interval(indicator, table, shown)


def _interval(indicator: Indicator, table: Table, shown: str) -> Iterator[Fault]:
    """An interval that cannot be formed of what there is, or not in every year."""
    formula, kind = indicator.formula, interval_of(indicator, table, indicator.formula)
    wrong = {
        IntervalKind.WILSON: formula.ratio is None
        and respondents_of(table, formula) is None
        and "takes a ratio, or the share of a survey whose respondents are counted",
        IntervalKind.BYAR: formula.ratio is None and formula.count is None and "takes a ratio or a count",
        IntervalKind.PUBLISHED: limits_of(table, formula) is None
        and f"takes `intervals` of layers/tables/{table.id}.yaml for the variable",
    }.get(kind)
    if wrong:
        yield Fault(shown, "interval", f"{kind.value} {wrong}", "another kind, or `none`")
    for year, other in indicator.formula_in_year.items():
        same = (other.kind, times_of(indicator, other)) == (formula.kind, times_of(indicator, formula))
        if kind is not IntervalKind.NONE and not same:
            told = f"is of another kind or multiplied by another number, so it has not the interval {kind.value}"
            yield Fault(shown, f"formula_in_year.{year}", told, "one like `formula`, or say `interval: none`")


def _preferred(definitions: Definitions, indicator: Indicator, shown: str, broken: set[str]) -> Iterator[Fault]:
    for i, preferred in enumerate(indicator.preferred):
        table = definitions.tables.get(preferred.table)
        if table is None:
            if not known_or_broken(preferred.table, definitions.tables, "layers/tables", broken):
                known = one_of(definitions.tables)
                yield Fault(shown, f"preferred.{i}.table", f"unknown table {preferred.table!r}", known)
            continue
        yield from _unknown_variables(table, preferred.formula, shown, f"preferred.{i}.formula")
        yield from _never_shown(table, {f"preferred.{i}.formula": preferred.formula}, shown)
        for n, level in enumerate(preferred.levels):
            if level not in table.levels:
                right = f"one of {', '.join(table.levels)}"
                wrong = f"the table {table.id} has no level {level!r}"
                yield Fault(shown, f"preferred.{i}.levels.{n}", wrong, right)


def _never_shown(table: Table, formulas: Mapping[str, Formula], shown: str) -> Iterator[Fault]:
    """Variables that only the rule of dominance may read."""
    secret = table.disclosure.never_shown if table.disclosure else set()
    for key, formula in formulas.items():
        for name in sorted(secret & set(formula.names)):
            wrong = f"{name} tells of single units, and the table {table.id} has it for its rule of dominance only"
            yield Fault(shown, key, wrong, "form the indicator of other variables")


def _unknown_variables(table: Table, formula: Formula, shown: str, key: str) -> Iterator[Fault]:
    for part, expression in formula.expressions.items():
        for name in expression.names:
            if name not in table.variables and name not in AREA_VARIABLES:
                near = get_close_matches(name, table.variables, n=5) or [
                    known for known in table.variables if known.split("_")[0] == name.split("_")[0]
                ]
                right = f"a variable of the table {table.id}" + (f", such as {', '.join(near[:8])}" if near else "")
                yield Fault(shown, f"{key}.{part}", f"unknown variable {name!r}", right)


def _years_and_vintages(definitions: Definitions, indicator: Indicator, table: Table, shown: str) -> Iterator[Fault]:
    years = definitions.years_of(indicator)
    held = {year for group in table.groups.values() for edition in group.editions for year in edition.years}
    named = [(f"formula_in_year.{year}", year) for year in indicator.formula_in_year]
    named += [(f"not_in_years.{i}", year) for i, year in enumerate(indicator.not_in_years)]
    for key, year in named:
        if year not in held:
            right = f"one of {', '.join(str(known) for known in sorted(held))}"
            yield Fault(shown, key, f"the table {table.id} has nothing in {year}", right)
    # the years of a table that only fetching fills are not known here
    if not years and held:
        yield Fault(
            shown, "formula", "its variables share no year", "take the parts of one ratio from groups of the same year"
        )
    # the same clash in several years is one thing to mend
    clashes: dict[tuple[str, str], list[int]] = {}
    for year in years:
        names = [name for name in indicator.formula_of(year).names if name in table.variables]
        for attribute, what in (("vintage", "boundary vintages"), ("reference", "reference dates")):
            found: dict[str, str] = {}
            for name in names:
                group = table.group_of(name)
                edition = group.edition(year) if group else None
                if edition:
                    said = getattr(edition, attribute)
                    found.setdefault(said if isinstance(said, str) else said.en, name)
            if len(found) > 1:
                parts = ", ".join(f"{name}: {said}" for said, name in found.items())
                clashes.setdefault((what, parts), []).append(year)
    for (what, parts), clashing in clashes.items():
        told = ", ".join(str(year) for year in clashing)
        yield Fault(
            shown,
            "formula",
            f"in {told} the parts stand on different {what} ({parts})",
            "take parts of one group, give `formula_in_year` with parts that match, or list the year in `not_in_years`",
        )
