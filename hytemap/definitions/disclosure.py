"""`disclosure` of a table: the rule its small groups are protected by, and what an attacker could reckon with."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from hytemap.definitions.common import Code, Identifier, Strict, Text

Variable = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]


class Sum(Strict):
    """A variable that is the sum of others; for a percentage, the number of people it means counts."""

    total: Variable
    parts: list[Variable] = Field(min_length=1)

    @model_validator(mode="after")
    def _of_others(self) -> Sum:
        if self.total in self.parts or len(set(self.parts)) < len(self.parts):
            raise ValueError("a sum is of other variables, each once → take the total out of `parts`")
        return self


class Dominance(Strict):
    """A sum that may be one unit's (a firm's, a foundation's), and by what that is known.

    `largest` is the variable with the largest unit's amount, which is never shown itself; `units` that with the number
    of units.
    """

    variable: Variable
    largest: Variable | None = None
    units: Variable | None = None
    more_than: float = Field(default=75, gt=0, lt=100)
    min_units: int = Field(default=3, ge=2)

    @model_validator(mode="after")
    def _one_way(self) -> Dominance:
        if (self.largest is None) == (self.units is None):
            raise ValueError("give either `largest` (the largest unit's amount) or `units` (how many there are)")
        return self


class Rule(Strict):
    """What is hidden besides figures of few people, and what is known to add up; shared by tables and mappings."""

    min_count: int | None = Field(default=None, ge=2)
    hide_zero: bool = False
    dominance: list[Dominance] = Field(default_factory=list)
    sums: list[Sum] = Field(default_factory=list)
    # population groups that together are everybody, in one or several ways; not given: all of them together
    groups: list[list[Identifier]] | None = None
    # code → the codes it is the sum of, beyond what codes and levels say themselves
    areas: dict[Code, list[Code]] = Field(default_factory=dict)
    fixed_stock: bool = False

    @property
    def never_shown(self) -> set[str]:
        """Variables that only the rule of dominance reads: what one unit has."""
        return {one.largest for one in self.dominance if one.largest}


class Disclosure(Rule):
    """The rule of a table: counts and denominators below which it hides, dominance, and what adds up to what.

    `respondents` tells which variable counts the people behind another one; `shares` which of those are percentages of
    them.
    """

    min_denominator: int | None = Field(default=None, ge=1)
    respondents: dict[Variable, Variable] = Field(default_factory=dict)
    shares: list[Variable] = Field(default_factory=list)

    @model_validator(mode="after")
    def _hides_something(self) -> Disclosure:
        if self.min_count is None and self.min_denominator is None and not self.dominance:
            raise ValueError("hides nothing → give `min_count`, `min_denominator` or `dominance`")
        without = sorted(set(self.shares) - set(self.respondents))
        if without:
            raise ValueError(f"shares names {', '.join(without)} → say under `respondents` whose shares they are")
        return self

    @property
    def variables(self) -> set[str]:
        """Every variable the rule names."""
        named = {*self.respondents, *self.respondents.values(), *self.shares}
        for one in self.dominance:
            named |= {name for name in (one.variable, one.largest, one.units) if name}
        for some in self.sums:
            named |= {some.total, *some.parts}
        return named

    def fewest(self, denominator: bool) -> int | None:
        """The threshold of a count, or of a denominator, which is a count too; None where there is none."""
        given = [n for n in (self.min_count, self.min_denominator if denominator else None) if n is not None]
        return max(given, default=None)


def in_words(rule: Disclosure) -> list[Text]:
    """The rule in sentences for whoever looks at the figures."""
    said = []
    if rule.min_denominator is not None:
        fewest = rule.min_denominator
        said.append(
            Text(
                fi=f"Luku on suojattu, jos sen takana on alle {fewest} ihmistä tai jos ihmisten määrää ei tunneta.",
                sv=f"Siffran är skyddad om färre än {fewest} personer står bakom den, eller ett okänt antal.",
                en=f"A figure is protected where fewer than {fewest} people stand behind it, or an unknown number.",
            )
        )
    if rule.min_count is not None:
        fewest = rule.min_count
        said.append(
            Text(
                fi=f"Myös luku, joka kertoo alle {fewest} ihmisestä, on suojattu.",
                sv=f"Också en siffra som gäller färre än {fewest} personer är skyddad.",
                en=f"A figure that tells of fewer than {fewest} people is protected too.",
            )
        )
    if rule.dominance:
        said.append(
            Text(
                fi="Summa, joka voi olla pääosin yhden toimijan, on suojattu.",
                sv="En summa som till största delen kan vara en enda aktörs är skyddad.",
                en="A sum that may be mostly one unit's is protected.",
            )
        )
    said.append(
        Text(
            fi="Lisäksi on suojattu lukuja, joista suojatun voisi laskea.",
            sv="Därtill är siffror skyddade av vilka en skyddad kunde räknas ut.",
            en="Further figures are protected from which a protected one could be worked out.",
        )
    )
    return said
