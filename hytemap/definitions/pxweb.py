"""The `pxweb` part of a table: which PxWeb table its figures come from, and how its dimensions are read."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints, field_validator, model_validator

from hytemap.definitions.common import Identifier, NonEmpty, Strict


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


#: what a dimension or value may be called, by code or by text; tried in order, as publishers rename
Names = Annotated[list[NonEmpty], BeforeValidator(_listed), Field(min_length=1)]


def _pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"{value!r} is no regular expression ({error}) → correct it") from error
    return value


class PrefixSum(Strict):
    """How small areas are summed to a level: by the first `digits` of their code.

    The level's code is those digits, filled with zeros to the length of the publisher's codes unless `padded` is false.
    """

    digits: int = Field(gt=0)
    padded: bool = True


class PxwebArea(Strict):
    """The dimension of areas: codes as they stand for one `level`, or counts summed to several levels by `sums`.

    `codes` is a regular expression that the publisher's whole code must match to be taken; its group `code`, where it
    has one, is the part that is ours. `name` does the same for texts, with the group `name`.
    """

    dimension: Names
    codes: NonEmpty = ".+"
    name: NonEmpty | None = None
    level: Identifier | None = None
    sums: dict[Identifier, PrefixSum] = Field(default_factory=dict)

    @field_validator("codes", "name")
    @classmethod
    def _regular(cls, value: str | None) -> str | None:
        return None if value is None else _pattern(value)

    @model_validator(mode="after")
    def _one_way(self) -> PxwebArea:
        if (self.level is None) == (not self.sums):
            raise ValueError("give either `level` (codes as they stand) or `sums` (counts summed by code prefix)")
        return self

    @property
    def levels(self) -> list[str]:
        """The levels whose figures come of it."""
        return [self.level] if self.level else list(self.sums)


class PxwebYear(Strict):
    """The dimension of years; those before `since` are not asked for."""

    dimension: Names
    since: int = 0


class Choice(Strict):
    """Values of a dimension, by code or by text: one, several that are summed, or ages.

    Written as a text, a list of texts that are summed, `first_of` (names of one value, of which the first known is
    taken), or `from_age` and `to_age` (None: no upper end), which are put together of the age groups there are.
    """

    values: list[NonEmpty] = Field(default_factory=list)
    first_of: list[NonEmpty] = Field(default_factory=list)
    from_age: int | None = Field(default=None, ge=0)
    to_age: int | None = Field(default=None, ge=0)

    @model_validator(mode="before")
    @classmethod
    def _short_forms(cls, value: Any) -> Any:
        return value if isinstance(value, dict) else {"values": _listed(value)}

    @model_validator(mode="after")
    def _one_way(self) -> Choice:
        ways = [bool(self.values), bool(self.first_of), self.from_age is not None]
        if sum(ways) != 1 or (self.to_age is not None and self.from_age is None):
            raise ValueError(
                "chooses nothing, or in two ways → give values, or `first_of`, or `from_age` with `to_age`"
            )
        if self.from_age is not None and self.to_age is not None and self.to_age < self.from_age:
            raise ValueError(f"to_age {self.to_age} is below from_age {self.from_age} → swap them")
        return self

    @property
    def may_sum(self) -> bool:
        """Whether several values may be summed for it."""
        return len(self.values) > 1 or self.from_age is not None


class PxwebGroups(Strict):
    """The dimension of population groups: the value of everybody, and the value of each group of the table."""

    dimension: Identifier
    total: NonEmpty
    values: dict[Identifier, NonEmpty] = Field(min_length=1)


class PxwebSource(Strict):
    """One PxWeb table: every dimension is named, and every variable of ours says what it takes of each.

    `path` leads to the table under the service's address. `part` names what is kept of it, so that several sources of
    one table can stand side by side. `dimensions` are all but area and year: our word → what the publisher calls it.
    What is taken of them stands in `values` (for every variable alike), in `variables` (variable → dimension → choice)
    or in `groups`; `variables_of` says that the table's variables are the values of that dimension, by their own names.
    `additive` says that all variables are counts, where no indicator's formula shows it. `zero` is the mark that stands
    for an exact zero.
    """

    service: NonEmpty
    path: Annotated[str, StringConstraints(pattern=r"^[^/?#:.][^?#:]*\.px$")]
    part: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*$")] = "series"
    area: PxwebArea
    year: PxwebYear
    dimensions: dict[Identifier, Names]
    values: dict[Identifier, Choice] = Field(default_factory=dict)
    variables: dict[Identifier, dict[Identifier, Choice]] = Field(default_factory=dict)
    variables_of: Identifier | None = None
    groups: PxwebGroups | None = None
    additive: bool = False
    zero: NonEmpty | None = None

    @model_validator(mode="after")
    def _every_dimension_is_chosen(self) -> PxwebSource:
        if bool(self.variables) == bool(self.variables_of):
            raise ValueError("give either `variables` or `variables_of` → say where the table's variables come from")
        common = [*self.values, *([self.groups.dimension] if self.groups else [])]
        common += [self.variables_of] if self.variables_of else []
        for variable, own in (self.variables or {"variables_of": {}}).items():
            chosen = [*common, *own]
            strange = sorted(set(chosen) - set(self.dimensions))
            if strange:
                raise ValueError(f"{variable} chooses of {', '.join(strange)} → name it under `dimensions`")
            twice = sorted({name for name in chosen if chosen.count(name) > 1})
            if twice:
                raise ValueError(f"{variable} chooses of {', '.join(twice)} twice → keep one")
            missing = [name for name in self.dimensions if name not in chosen]
            if missing:
                # the publisher would silently give the total
                raise ValueError(f"{variable} chooses nothing of {', '.join(missing)} → say which value it takes")
        return self

    def choices(self, variable: str) -> dict[str, Choice]:
        """What the variable takes of each dimension but the groups' one."""
        own = {self.variables_of: Choice(values=[variable])} if self.variables_of else self.variables[variable]
        return {**self.values, **own}

    def sums(self, variable: str) -> bool:
        """Whether the variable's figures are sums, over areas or over values."""
        return bool(self.area.sums) or any(choice.may_sum for choice in self.choices(variable).values())

    def variables_in(self, variables: list[str]) -> list[str]:
        """Which of the table's `variables` come of this source."""
        return list(variables) if self.variables_of else [name for name in variables if name in self.variables]
