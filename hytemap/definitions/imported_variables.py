"""One variable of an imported file: where it stands in it, and what its indicator says."""

from __future__ import annotations

from pydantic import Field, model_validator

from hytemap.definitions.common import Identifier, NonEmpty, Strict, Text
from hytemap.model import ChainStage, Direction, Theme, Unit

#: stands for the year in a column's name
YEAR = "{year}"


class ImportedVariable(Strict):
    """One variable: its column (layout wide) or its word in the column of variables (long), and its indicator."""

    column: NonEmpty | None = None
    label: NonEmpty | None = None
    respondents: NonEmpty | None = None
    # columns of the 95 % interval given with the figure
    low: NonEmpty | None = None
    high: NonEmpty | None = None
    # shares of one → per cent
    multiply: float = Field(default=1, gt=0)
    unit: Unit
    title: Text
    # false: figures for an indicator of your own under layers/indicators
    indicator: bool = True
    id: Identifier | None = None
    order: int = 1000
    definition: Text | None = None
    note: Text | None = None
    theme: Theme | None = None
    chain: ChainStage = ChainStage.OUTCOME
    direction: Direction | None = None
    decimals: int = Field(default=1, ge=0, le=4)

    @model_validator(mode="after")
    def _two_limits(self) -> ImportedVariable:
        if (self.low is None) != (self.high is None):
            raise ValueError("gives one limit of an interval → give the columns of both, `low` and `high`")
        return self

    @model_validator(mode="after")
    def _indicator_is_told(self) -> ImportedVariable:
        absent = [key for key in ("theme", "direction") if getattr(self, key) is None]
        if self.indicator and absent:
            raise ValueError(f"{' and '.join(absent)} is missing → give it, or say `indicator: false`")
        return self
