"""`layers/tables/*.yaml`: a publisher's table, its variables, marks, reference dates and boundary vintages."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints, field_validator, model_validator

from hytemap.definitions.common import Code, Identifier, NonEmpty, Strict, Text, Updates
from hytemap.definitions.disclosure import Disclosure
from hytemap.definitions.pxweb import PxwebSource
from hytemap.definitions.sotkanet import SotkanetSource
from hytemap.model import Status

VariableName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]


def in_every_language(value: object) -> object:
    """One string → the same text in every language; whatever else is left for `Text` to judge."""
    if not isinstance(value, str):
        return value
    if not value.strip():
        raise ValueError("is empty → give the publisher's own label, as {fi: …, sv: …, en: …}")
    return {"fi": value, "sv": value, "en": value}


#: a variable's label; one string is the same in every language
Label = Annotated[Text, BeforeValidator(in_every_language)]


class Edition(Strict):
    """The years of a variable group that share one boundary vintage; `reference` says what moment they describe."""

    years: list[int] = Field(min_length=1)
    vintage: Identifier
    reference: Text
    verified: bool = True


class FetchedEdition(Strict):
    """What the years that fetching brings describe: their boundary vintage and reference."""

    vintage: Identifier
    reference: Text
    verified: bool = True


class VariableGroup(Strict):
    """Variables published together, so that their figures describe the same people at the same time.

    `editions` lists the years of the shipped file; years that only fetching brings are described by `fetched`.
    """

    title: Text
    variables: dict[VariableName, Label] = Field(description="name → the publisher's own label")
    editions: list[Edition] = Field(default_factory=list)
    fetched: FetchedEdition | None = None
    # years of the whole group in which a variable was not published yet, or no longer
    not_in: dict[VariableName, list[int]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _consistent(self) -> VariableGroup:
        if not self.editions and self.fetched is None:
            raise ValueError("has no years → give `editions`, or `fetched` where only fetching brings figures")
        years = [year for edition in self.editions for year in edition.years]
        twice = sorted({year for year in years if years.count(year) > 1})
        if twice:
            raise ValueError(f"year {twice[0]} stands in two editions → keep one")
        unknown = sorted(set(self.not_in) - set(self.variables))
        if unknown:
            raise ValueError(f"not_in names {', '.join(unknown)} → use names of `variables`")
        return self

    def edition(self, year: int) -> Edition | None:
        """The edition that holds `year`, or None."""
        return next((edition for edition in self.editions if year in edition.years), None)

    def years_of(self, variable: str) -> list[int]:
        """Years in which `variable` is published, rising."""
        absent = set(self.not_in.get(variable, ()))
        return sorted(year for edition in self.editions for year in edition.years if year not in absent)


class AccuracyCheck(Strict):
    """A figure known at the target level too, to hold an estimate against.

    `variable` is a count of this table, carried; `against` the variable of another `table` that counts the same.
    """

    variable: VariableName
    table: Identifier
    against: VariableName


class Carry(Strict):
    """How figures of the table's areas are carried to another level.

    `weights` names a raster (apportioned by what of it lies in common pieces), `by: area` shares by land, `key` names a
    CSV of shares beside the table; all three make estimates. `sum_of_members` adds the areas that belong to the city
    into the one area `area`.
    """

    to: Identifier
    weights: Identifier | None = None
    by: Literal["area"] | None = None
    key: NonEmpty | None = None
    sum_of_members: bool = False
    area: Code | None = None
    check: AccuracyCheck | None = None
    note: Text

    @model_validator(mode="after")
    def _one_way(self) -> Carry:
        if sum((self.weights is not None, self.by is not None, self.key is not None, self.sum_of_members)) != 1:
            raise ValueError("give one of `weights` (a raster), `by: area`, `key` (a CSV) and `sum_of_members: true`")
        if self.sum_of_members and not self.area:
            raise ValueError("sum_of_members needs `area`, the code that receives the sum")
        return self


class DefaultFile(Strict):
    """The table's figures shipped with the project: CSV with the columns area, year, variable, value."""

    file: NonEmpty


class WfsVariables(Strict):
    """Figures that come in the attributes of a level's own WFS layer.

    `statistics_lag` is the number of years between a layer's year and the year its figures describe.
    """

    level: Identifier
    service: NonEmpty
    layer: NonEmpty
    version: Literal["1.0.0", "1.1.0", "2.0.0"]
    key: list[NonEmpty]
    statistics_lag: int = Field(ge=0)


class Imported(Strict):
    """Figures that `hytemap import` brings.

    `respondents` tells which variable counts the people behind another one; a count of people stands for itself.
    """

    respondents: dict[VariableName, VariableName] = Field(default_factory=dict)


class PublishedInterval(Strict):
    """The variables that hold the 95 % limits a publisher gives with another one."""

    low: VariableName
    high: VariableName


def status_words(value: object) -> object:
    """Marks with their statuses in words → with `Status`; raises ValueError naming the mark that cannot stand."""
    if not isinstance(value, dict):
        return value
    marks: dict[str, Status] = {}
    for mark, word in value.items():
        if not isinstance(mark, str):
            raise ValueError(f"the mark {mark!r} is not text → put it in quotes")
        status = next((status for status in Status if status.word == word), Status.OK)
        if status.has_value:
            allowed = ", ".join(status.word for status in Status if not status.has_value)
            raise ValueError(f"the mark {mark!r} cannot mean {word!r} → one of {allowed}")
        marks[mark] = status
    return marks


class Table(Strict):
    """Figures of one publisher as they came."""

    id: Identifier
    title: Text
    publisher: Text
    levels: list[Identifier] = Field(min_length=1)
    default: DefaultFile | None = None
    wfs: WfsVariables | None = None
    sotkanet: SotkanetSource | None = None
    pxweb: list[PxwebSource] | None = Field(default=None, min_length=1)
    imported: Imported | None = None
    # the raster its figures are formed from, at every level that is drawn
    raster: Identifier | None = None
    # the rule our own protection hides by; an open table has none, as its publisher has protected it
    disclosure: Disclosure | None = None
    marks: dict[str, Status] = Field(default_factory=dict)
    groups: dict[Identifier, VariableGroup] = Field(min_length=1)
    # variable → the variables of the 95 % interval published with it
    intervals: dict[VariableName, PublishedInterval] = Field(default_factory=dict)
    # population groups the figures are also given for, beside `total`: id → title
    population_groups: dict[Identifier, Text] = Field(default_factory=dict)
    carry: list[Carry] = Field(default_factory=list)
    # codes that stand in the figures but have no polygon, and why
    codes_without_area: dict[Code, Text] = Field(default_factory=dict)
    protection: Text
    updates: Updates | None = None
    licence: NonEmpty
    attribution: Text
    address: NonEmpty | None = None

    @field_validator("marks", mode="before")
    @classmethod
    def _status_words(cls, value: object) -> object:
        return status_words(value)

    @model_validator(mode="after")
    def _variables_once(self) -> Table:
        names = [name for group in self.groups.values() for name in group.variables]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"the variable {twice[0]} stands in two groups → keep one")
        if "total" in self.population_groups:
            raise ValueError("population_groups names `total` → leave it out, it is always there")
        if self.default is None and not self.is_live and self.imported is None and self.raster is None:
            raise ValueError("the table has no figures → give `default` (a CSV), `wfs`, `sotkanet` or `pxweb`")
        if self.is_live and any(group.fetched is None for group in self.groups.values()):
            raise ValueError("a table that can be fetched needs `fetched` in every group → say vintage and reference")
        return self

    @model_validator(mode="after")
    def _intervals_fit(self) -> Table:
        named = {name for key, limits in self.intervals.items() for name in (key, limits.low, limits.high)}
        strange = sorted(named - set(self.variables))
        if strange:
            raise ValueError(f"intervals names {', '.join(strange)} → use variables of `groups`")
        return self

    @model_validator(mode="after")
    def _sotkanet_fits(self) -> Table:
        if self.sotkanet is None:
            return self
        strange = sorted(set(self.sotkanet.indicators) - set(self.variables))
        if strange:
            raise ValueError(f"sotkanet.indicators names {', '.join(strange)} → use variables of `groups`")
        groups = sorted(set(self.sotkanet.genders.values()) - {"total", *self.population_groups})
        if groups:
            raise ValueError(f"sotkanet.genders names {', '.join(groups)} → use ids of `population_groups`")
        return self

    @model_validator(mode="after")
    def _pxweb_fits(self) -> Table:
        parts: list[str] = []
        for source in self.pxweb or []:
            strange = sorted(set(source.variables) - set(self.variables))
            if strange:
                raise ValueError(f"pxweb names the variables {', '.join(strange)} → use variables of `groups`")
            groups = sorted(set(source.groups.values if source.groups else ()) - set(self.population_groups))
            if groups:
                raise ValueError(f"pxweb names the groups {', '.join(groups)} → use ids of `population_groups`")
            if source.part in parts:
                raise ValueError(f"two sources of pxweb have the part {source.part!r} → give each its own `part`")
            parts.append(source.part)
        return self

    @model_validator(mode="after")
    def _disclosure_fits(self) -> Table:
        if self.disclosure is None:
            return self
        strange = sorted(self.disclosure.variables - set(self.variables))
        if strange:
            raise ValueError(f"disclosure names {', '.join(strange)} → use variables of `groups`")
        groups = sorted({g for some in self.disclosure.groups or () for g in some} - set(self.population_groups))
        if groups:
            raise ValueError(f"disclosure.groups names {', '.join(groups)} → use ids of `population_groups`")
        return self

    @property
    def is_live(self) -> bool:
        """Whether its figures can be fetched."""
        return self.wfs is not None or self.sotkanet is not None or self.pxweb is not None

    def group_of(self, variable: str) -> VariableGroup | None:
        """The group that holds `variable`, or None."""
        return next((group for group in self.groups.values() if variable in group.variables), None)

    @property
    def variables(self) -> list[str]:
        return [name for group in self.groups.values() for name in group.variables]
