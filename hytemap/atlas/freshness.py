"""How fresh figures are: when they came, and whether the publisher should have newer ones by now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any


class Freshness(StrEnum):
    """`unscheduled`: no rhythm of updates is known. `due`: by its rhythm the publisher should have newer figures."""

    FRESH = "fresh"
    DUE = "due"
    UNSCHEDULED = "unscheduled"
    NOT_FETCHED = "not_fetched"


@dataclass(frozen=True)
class SourceDates:
    """When a table's figures were fetched (None: they came with the project), and when newer ones are expected."""

    came: date | None = None
    next_expected: date | None = None

    @classmethod
    def from_facts(cls, facts: dict[str, Any]) -> SourceDates:
        """The dates from the JSON facts in a snapshot."""
        came, expected = facts["came"], facts["next_expected"]
        return cls(
            None if came is None else datetime.fromisoformat(came).date(),
            None if expected is None else date.fromisoformat(expected),
        )

    def freshness(self, today: date) -> Freshness:
        """How fresh the table is on the day `today`."""
        if self.next_expected is None:
            return Freshness.UNSCHEDULED
        return Freshness.DUE if self.next_expected <= today else Freshness.FRESH


def stalest(found: list[Freshness]) -> Freshness:
    """How fresh figures of several tables are: one late table leaves a gap. Of none: not fetched."""
    order = (Freshness.DUE, Freshness.FRESH, Freshness.UNSCHEDULED)
    return next((one for one in order if one in found), Freshness.NOT_FETCHED)
