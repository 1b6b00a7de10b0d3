"""`layers/indicators/*.yaml`: what people look at, and how it is formed from a table's variables."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field, model_validator

from hytemap.definitions.common import Identifier, Strict, Text
from hytemap.definitions.surfaces import RasterUse, with_formula
from hytemap.errors import FormulaError
from hytemap.formula import Expression
from hytemap.model import ChainStage, Direction, IntervalKind, Theme, Unit


def _expression(value: Any) -> Any:
    if isinstance(value, Expression):
        return value
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is no formula → write names of variables with + - * and brackets, as in `a + b`")
    try:
        return Expression.parse(value)
    except FormulaError as error:
        raise ValueError(str(error)) from error


Formula_ = Annotated[Expression, BeforeValidator(_expression)]


class _WithExpressions(Strict):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Ratio(_WithExpressions):
    """`times` × numerator / denominator; numerator and denominator are carried apart and divided afterwards."""

    numerator: Formula_
    denominator: Formula_
    times: int = 1


class Mean(_WithExpressions):
    """A published mean and the number it is a mean over: recombined as Σ mean × n / Σ n."""

    value: Formula_
    weight: Formula_


class Formula(_WithExpressions):
    """How an indicator is formed; just one of the four.

    `count` is a sum of counts; `ratio` and `mean` can be recombined over areas; `published` (a median, a class)
    stands only where its publisher gives it and is `not_applicable` elsewhere.
    """

    count: Formula_ | None = None
    ratio: Ratio | None = None
    mean: Mean | None = None
    published: Formula_ | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Formula:
        given = [name for name in ("count", "ratio", "mean", "published") if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(f"has {', '.join(given) or 'no kind'} → give just one of count, ratio, mean, published")
        sums = [self.count] if self.count else [self.ratio.numerator, self.ratio.denominator] if self.ratio else []
        for expression in sums:
            if not expression.is_linear:
                raise ValueError(
                    f"{expression.text!r} is no sum of variables, so it cannot be summed over areas "
                    "→ only add and subtract variables, and multiply them by whole numbers"
                )
        return self

    @property
    def kind(self) -> Literal["count", "ratio", "mean", "published"]:
        if self.count:
            return "count"
        if self.ratio:
            return "ratio"
        return "mean" if self.mean else "published"

    @property
    def expressions(self) -> dict[str, Expression]:
        """The parts by key, as they stand in the YAML."""
        if self.ratio:
            return {"ratio.numerator": self.ratio.numerator, "ratio.denominator": self.ratio.denominator}
        if self.mean:
            return {"mean.value": self.mean.value, "mean.weight": self.mean.weight}
        if self.count:
            return {"count": self.count}
        assert self.published is not None  # noqa: S101 - _exactly_one() saw to it
        return {"published": self.published}

    @property
    def names(self) -> list[str]:
        """All variables used, each once."""
        return list(dict.fromkeys(name for part in self.expressions.values() for name in part.names))


class Preferred(Strict):
    """Another table that gives the indicator better at some levels, used there when it has every area's figure."""

    table: Identifier
    levels: list[Identifier] = Field(min_length=1)
    formula: Formula
    note: Text


class Trend(Strict):
    """Whether a development may be told from one year to another; `why` says why not."""

    judged: bool = True
    why: Text | None = None

    @model_validator(mode="after")
    def _why_not(self) -> Trend:
        if self.judged == (self.why is not None):
            raise ValueError("says `judged: false` and `why` together, or neither → give both, or leave `trend` out")
        return self


class Steward(Strict):
    """Who answers for the figure: a role and a unit, never a person."""

    role: Text
    unit: Text


class Target(Strict):
    value: float
    year: int
    source: Text


class Indicator(Strict):
    """One indicator: what it says, how it is formed, who answers for it."""

    id: Identifier
    # place in lists; what says nothing comes last, by id
    order: int = 1000
    title: Text
    definition: Text
    note: Text | None = None
    theme: Theme
    chain: ChainStage
    direction: Direction
    unit: Unit
    decimals: int = Field(ge=0, le=4)
    table: Identifier
    formula: Formula
    # in place of table and formula, which then follow from it
    raster: RasterUse | None = None
    formula_in_year: dict[int, Formula] = Field(default_factory=dict)
    not_in_years: list[int] = Field(default_factory=list)
    preferred: list[Preferred] = Field(default_factory=list)
    # derived from formula, unit and table where not given: definitions/intervals.py
    interval: IntervalKind | None = None
    trend: Trend = Trend()
    # first year of another definition → what changed
    breaks: dict[int, Text] = Field(default_factory=dict)
    disclosure: Literal["publisher"] = "publisher"
    target: Target | None = None
    steward: Steward
    access: Literal["public", "partners", "internal"] = "public"
    update: Text
    licence: str | None = None
    attribution: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _formed_of_a_raster(cls, value: Any) -> Any:
        return with_formula(value) if isinstance(value, dict) else value

    def formula_of(self, year: int) -> Formula:
        """The formula that holds for `year`."""
        return self.formula_in_year.get(year, self.formula)
