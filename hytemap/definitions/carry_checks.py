"""Faults in how a table's figures are to be carried to other levels."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hytemap.definitions.key_tables import key_faults
from hytemap.definitions.known import known_or_broken, one_of
from hytemap.errors import Fault

if TYPE_CHECKING:
    from hytemap.definitions.load import Definitions
    from hytemap.definitions.tables import Carry, Table


def carry_faults(definitions: Definitions, table: Table, shown: str, broken: set[str]) -> Iterator[Fault]:
    """Rasters, keys, areas and checks under `carry` that are not there, or do not fit."""
    for i, carry in enumerate(table.carry):
        where = f"carry.{i}"
        if carry.weights and not known_or_broken(carry.weights, definitions.rasters, "layers/rasters", broken):
            known = one_of(definitions.rasters)
            yield Fault(shown, f"{where}.weights", f"unknown raster {carry.weights!r}", known)
        elif not carry.weights and "{year}" in f"{carry.note}":
            right = "only a note on `weights` has the year of a raster: leave {year} out"
            yield Fault(shown, f"{where}.note", "{year} stands for nothing here", right)
        codes = _codes(definitions, [carry.to])
        if carry.area and codes and carry.area not in codes:
            right = f"one of {', '.join(codes)}"
            yield Fault(shown, f"{where}.area", f"the level {carry.to} has no area {carry.area!r}", right)
        if carry.key and carry.key in definitions.keys:
            sources = _codes(definitions, table.levels)
            yield from key_faults(definitions.keys[carry.key], sources, codes, f"layers/tables/{carry.key}")
        if carry.check:
            yield from _check_faults(definitions, table, carry, f"{where}.check", shown, broken)


def _codes(definitions: Definitions, levels: list[str]) -> list[str]:
    """Codes of the areas of `levels`; none where some of them are only known once fetched."""
    found = [definitions.levels[name].expected_areas for name in levels if name in definitions.levels]
    return [area.code for areas in found for area in areas] if len(found) == len(levels) and all(found) else []


def _check_faults(
    definitions: Definitions, table: Table, carry: Carry, where: str, shown: str, broken: set[str]
) -> Iterator[Fault]:
    check = carry.check
    assert check is not None  # noqa: S101 - the caller looked
    if check.variable not in table.variables:
        yield Fault(shown, f"{where}.variable", f"unknown variable {check.variable!r}", f"a variable of {table.id}")
    other = definitions.tables.get(check.table)
    if other is None:
        if not known_or_broken(check.table, definitions.tables, "layers/tables", broken):
            known = one_of(definitions.tables)
            yield Fault(shown, f"{where}.table", f"unknown table {check.table!r}", known)
        return
    if check.against not in other.variables:
        right = f"one of {', '.join(other.variables)}"
        yield Fault(shown, f"{where}.against", f"unknown variable {check.against!r}", right)
    if carry.to not in other.levels:
        right = f"a table with figures of {carry.to}"
        yield Fault(shown, f"{where}.table", f"{other.id} has no figures of {carry.to}", right)
