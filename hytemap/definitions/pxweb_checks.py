"""Faults of a table's `pxweb` that only show beside levels, services and indicators."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hytemap.errors import Fault

if TYPE_CHECKING:
    from hytemap.definitions.load import Definitions
    from hytemap.definitions.pxweb import PxwebSource
    from hytemap.definitions.tables import Table

#: parts of formulas that hold counts, which may be summed; means and published figures never may
COUNTS = ("count", "ratio.numerator", "ratio.denominator")


def pxweb_faults(definitions: Definitions, table: Table, shown: str) -> Iterator[Fault]:
    """Sources of another protocol, levels the table has not, and sums of what is no count."""
    parts_of = _parts_of(definitions, table)
    for i, source in enumerate(table.pxweb or []):
        key = f"pxweb.{i}"
        service = definitions.services.get(source.service)
        if service is not None and service.protocol != "pxweb":
            wrong = f"{source.service} speaks {service.protocol}, not pxweb"
            yield Fault(shown, f"{key}.service", wrong, "name a service of the protocol pxweb")
        for level in source.area.levels:
            if level not in table.levels:
                right = f"one of {', '.join(table.levels)}"
                yield Fault(shown, f"{key}.area", f"the table {table.id} has no level {level!r}", right)
        for variable in source.variables_in(table.variables):
            yield from _summed(source, variable, parts_of.get(variable, set()), shown, key)


def _summed(source: PxwebSource, variable: str, parts: set[str], shown: str, key: str) -> Iterator[Fault]:
    if not source.sums(variable):
        return
    others = sorted(parts - set(COUNTS))
    if others:
        wrong = f"{variable} would be summed, but a formula uses it as {', '.join(others)}"
        yield Fault(shown, key, wrong, "never sum a mean or a median: take it as it stands")
    elif not parts and not source.additive:
        wrong = f"{variable} would be summed, but no formula shows that it is a count"
        yield Fault(shown, key, wrong, "say `additive: true` if it is one, or leave it out")


def _parts_of(definitions: Definitions, table: Table) -> dict[str, set[str]]:
    """The parts of formulas each variable of the table stands in."""
    found: dict[str, set[str]] = {}
    for indicator in definitions.indicators.values():
        formulas = [preferred.formula for preferred in indicator.preferred if preferred.table == table.id]
        if indicator.table == table.id:
            formulas += [indicator.formula, *indicator.formula_in_year.values()]
        for formula in formulas:
            for part, expression in formula.expressions.items():
                for name in expression.names:
                    found.setdefault(name, set()).add(part)
    return found
