"""Which interval an indicator has over a table: as its definition says, else derived from formula, unit and table."""

from __future__ import annotations

from hytemap.definitions.indicators import Formula, Indicator
from hytemap.definitions.tables import PublishedInterval, Table
from hytemap.model import Basis, IntervalKind, Unit

#: units of rates: events among so many people, of which one person may have several
RATES = {Unit.PER_1000: 1_000, Unit.PER_10000: 10_000, Unit.PER_100000: 100_000}


def interval_of(indicator: Indicator, table: Table, formula: Formula) -> IntervalKind:
    """How the interval of the indicator by `formula` over `table` is formed.

    Not said by the definition: a published interval where there is one; Wilson's for a ratio in per cent and for the
    share of a survey that tells its respondents; Byar's for a ratio per 1,000 or more; else none.
    """
    if indicator.interval is not None:
        return indicator.interval
    if limits_of(table, formula) is not None:
        return IntervalKind.PUBLISHED
    counted = formula.ratio is not None or respondents_of(table, formula) is not None
    if counted and indicator.unit is Unit.PERCENT:
        return IntervalKind.WILSON
    if formula.ratio is not None and indicator.unit in RATES:
        return IntervalKind.BYAR
    return IntervalKind.NONE


def limits_of(table: Table, formula: Formula) -> PublishedInterval | None:
    """The variables of the interval published with a formula's figure; None where it is no single published one."""
    name = _published(formula)
    return table.intervals.get(name) if name else None


def respondents_of(table: Table, formula: Formula) -> str | None:
    """The variable that counts the people behind a published figure; None where nobody counts them."""
    name = _published(formula)
    found = table.imported.respondents.get(name) if name and table.imported else None
    return found if found != name else None


def basis_of(table: Table, formula: Formula) -> Basis:
    """Whether figures are of a survey's respondents or of everybody in a register."""
    asked = respondents_of(table, formula) or limits_of(table, formula)
    return Basis.SURVEY if asked else Basis.REGISTER


def times_of(indicator: Indicator, formula: Formula) -> int:
    """What numerator over denominator is multiplied by to give the value."""
    if formula.ratio is not None:
        return formula.ratio.times
    return 100 if indicator.unit is Unit.PERCENT else 1


def _published(formula: Formula) -> str | None:
    return formula.published.text.strip() if formula.published and len(formula.published.names) == 1 else None
