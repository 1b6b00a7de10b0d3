"""`work/imports/*.yaml`: how a file of the city's own survey is read, and what it says. Kept by `hytemap import`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, field_validator, model_validator

from hytemap.definitions.common import Code, Identifier, NonEmpty, Strict, Text
from hytemap.definitions.disclosure import Disclosure, Rule, Sum, in_words
from hytemap.definitions.imported_variables import YEAR, ImportedVariable
from hytemap.definitions.indicators import Formula, Indicator, Steward
from hytemap.definitions.levels import Level
from hytemap.definitions.tables import (
    FetchedEdition,
    Imported,
    PublishedInterval,
    Table,
    VariableGroup,
    status_words,
)
from hytemap.errors import Fault
from hytemap.model import Status, Unit

#: what is added to a variable's name for the number of people behind it
COUNT_SUFFIX = "_n"
#: what is added to it for the limits of its interval
LOW_SUFFIX, HIGH_SUFFIX = "_low", "_high"
#: fewest people a figure may stand on, where a mapping says nothing else
MIN_RESPONDENTS = 5
#: the division imported figures stand on
VINTAGE = "current"
# what a variable that comes with another is called, after the other's title
_PEOPLE = Text(fi="luvun taustalla olevat ihmiset", sv="personer bakom siffran", en="people behind the figure")
_LOWER = Text(fi="alaraja, 95 %", sv="nedre gräns, 95 %", en="lower limit, 95 %")
_UPPER = Text(fi="yläraja, 95 %", sv="övre gräns, 95 %", en="upper limit, 95 %")


class FileReading(Strict):
    """How the file is read, where it cannot be left to find out by itself."""

    sheet: NonEmpty | None = None
    encoding: Literal["utf-8", "utf-16", "latin-1", "windows-1252"] | None = None
    delimiter: Literal[";", ",", "|", "tab"] | None = None
    decimal: Literal["comma", "point"] | None = None
    header_line: int | None = Field(default=None, ge=1)
    header_rows: int | None = Field(default=None, ge=1, le=5)


class TotalRow(Strict):
    """Words in the area column that mean a whole (`Espoo`, `Yhteensä`, `Hela Esbo`), and the area that is."""

    words: list[NonEmpty] = Field(min_length=1)
    area: Code


class AreaColumn(Strict):
    """The column that says which area a row is about, by code or by Finnish or Swedish name."""

    column: NonEmpty
    levels: list[Identifier] = Field(min_length=1)
    total: TotalRow | None = None
    # names only this file uses → code
    names: dict[NonEmpty, Code] = Field(default_factory=dict)
    # rows that are no figures: a footnote, a sum nobody wants; * at the end stands for the rest
    ignore: list[NonEmpty] = Field(default_factory=list)


class YearColumn(Strict):
    """Where the year stands: in a column, in the names of columns (`{year}`), or it is the same for the whole file."""

    column: NonEmpty | None = None
    fixed: Annotated[int, Field(ge=1900, le=2100)] | None = None
    in_columns: bool = False

    @model_validator(mode="after")
    def _one(self) -> YearColumn:
        if (self.column is not None) + (self.fixed is not None) + self.in_columns != 1:
            raise ValueError("says not where the year is → give one of `column`, `fixed` and `in_columns: true`")
        return self


class GroupColumn(Strict):
    """The column that says which population group a row is about."""

    column: NonEmpty
    # the file's word → `total` or an id of `titles`
    values: dict[NonEmpty, Identifier] = Field(min_length=1)
    titles: dict[Identifier, Text] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _titled(self) -> GroupColumn:
        without = sorted(set(self.values.values()) - {"total", *self.titles})
        if without:
            raise ValueError(f"titles lacks {', '.join(without)} → name each group in three languages")
        if "total" in self.titles:
            raise ValueError("titles names `total` → leave it out, it is always there")
        return self


class Protection(Rule):
    """Figures of fewer people than `min_respondents` are hidden; `text` says what else was done before."""

    min_respondents: int = Field(default=MIN_RESPONDENTS, ge=0)
    text: Text | None = None


class ImportMapping(Strict):
    """What the columns of a file mean, and all that is told of its figures."""

    id: Identifier
    title: Text
    publisher: Text
    licence: NonEmpty
    attribution: Text | None = None
    access: Literal["public", "partners", "internal"]
    address: NonEmpty | None = None
    steward: Steward
    update: Text
    reference: Text
    file: FileReading = FileReading()
    layout: Literal["wide", "long"]
    area: AreaColumn
    year: YearColumn
    group: GroupColumn | None = None
    variable_column: NonEmpty | None = None
    value_column: NonEmpty | None = None
    respondents_column: NonEmpty | None = None
    low_column: NonEmpty | None = None
    high_column: NonEmpty | None = None
    # rows of variables that are not listed: a fault, unless this says that only the listed ones are wanted
    only_listed: bool = False
    marks: dict[str, Status] = Field(default_factory=dict)
    protection: Protection = Protection()
    variables: dict[Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")], ImportedVariable] = Field(
        min_length=1
    )

    @field_validator("marks", mode="before")
    @classmethod
    def _status_words(cls, value: object) -> object:
        return status_words(value)

    @model_validator(mode="after")
    def _layout_is_told(self) -> ImportMapping:
        columns = {"variable_column": self.variable_column, "value_column": self.value_column}
        if self.layout == "long":
            absent = [key for key, column in columns.items() if column is None]
            if absent:
                raise ValueError(f"the layout is long but {' and '.join(absent)} is not given → name the column")
            if self.year.in_columns:
                raise ValueError("year.in_columns is for the layout wide → give year.column or year.fixed")
        else:
            of_long = ("variable_column", "value_column", "respondents_column", "low_column", "high_column")
            said = [key for key in of_long if getattr(self, key)]
            if said or self.only_listed:
                raise ValueError(f"{(said or ['only_listed'])[0]} is for the layout long → leave it out")
        for name, variable in self.variables.items():
            needed, other = ("column", "label") if self.layout == "wide" else ("label", "column")
            if getattr(variable, needed) is None or getattr(variable, other) is not None:
                raise ValueError(f"variables.{name}: in the layout {self.layout} it has `{needed}`, and no `{other}`")
            for key in ("respondents", "low", "high"):
                if self.layout == "long" and getattr(variable, key) is not None:
                    raise ValueError(f"variables.{name}.{key} is for the layout wide → use `{key}_column`")
            if self.year.in_columns and YEAR not in (variable.column or ""):
                raise ValueError(f"variables.{name}.column has no {YEAR} → write it where the year stands in the name")
            named = [variable.column, variable.respondents, variable.low, variable.high]
            if not self.year.in_columns and any(YEAR in column for column in named if column):
                raise ValueError(f"variables.{name} names {YEAR} → say `year: {{in_columns: true}}`")
        return self

    @model_validator(mode="after")
    def _names_are_free(self) -> ImportMapping:
        for suffix, what in ((COUNT_SUFFIX, "respondents"), (LOW_SUFFIX, "interval"), (HIGH_SUFFIX, "interval")):
            twice = sorted(name for name in self.variables if f"{name}{suffix}" in self.variables)
            if twice:
                taken = f"{twice[0]}{suffix}"
                raise ValueError(f"variables has {taken}, the name of {twice[0]}'s {what} → call it another")
        return self

    @model_validator(mode="after")
    def _two_limits(self) -> ImportMapping:
        if (self.low_column is None) != (self.high_column is None):
            raise ValueError("gives one limit of an interval → give both, `low_column` and `high_column`")
        return self

    @model_validator(mode="after")
    def _small_numbers_are_seen_to(self) -> ImportMapping:
        if self.protection.text is None:
            counted = self.counts
            open_ones = [name for name in self.variables if name not in counted]
            if open_ones:
                raise ValueError(
                    f"nobody can tell how few people {', '.join(open_ones)} stand on → name the column of respondents, "
                    "or say in `protection.text` how small numbers were hidden before"
                )
            if self.protection.min_respondents < 1:
                raise ValueError("protection.min_respondents is 0 and protection.text is not given → say why")
        return self

    @model_validator(mode="after")
    def _protection_fits(self) -> ImportMapping:
        rule, names = self.protection, set(self.variables) | set(self.counts.values())
        named = {name for some in rule.sums for name in (some.total, *some.parts)}
        named |= {name for one in rule.dominance for name in (one.variable, one.largest, one.units) if name}
        strange = sorted(named - names)
        if strange:
            raise ValueError(f"protection names {', '.join(strange)} → use names of `variables`, or those with _n")
        shown = sorted(name for name in rule.never_shown if (one := self.variables.get(name)) and one.indicator)
        if shown:
            raise ValueError(f"variables.{shown[0]} is for the rule of dominance only → say `indicator: false`")
        return self

    @property
    def counts(self) -> dict[str, str]:
        """Variable → the variable that counts the people behind it; a count of people stands for itself."""
        found = {}
        for name, variable in self.variables.items():
            if variable.respondents or self.respondents_column:
                found[name] = f"{name}{COUNT_SUFFIX}"
            elif variable.unit == Unit.PERSONS:
                found[name] = name
        return found

    @property
    def intervals(self) -> dict[str, PublishedInterval]:
        """Variable → the variables of the interval given with it."""
        return {
            name: PublishedInterval(low=f"{name}{LOW_SUFFIX}", high=f"{name}{HIGH_SUFFIX}")
            for name, variable in self.variables.items()
            if variable.low or self.low_column
        }

    def _counted_by(self) -> dict[str, str]:
        """`counts`, and for the limits of an interval the same as for its figure: the three are hidden together."""
        counts = self.counts
        found = dict(counts)
        for name, limits in self.intervals.items():
            if name in counts:
                found |= {limits.low: counts[name], limits.high: counts[name]}
        return found

    def table(self) -> Table:
        """The table that the file's figures form."""
        variables = {name: variable.title for name, variable in self.variables.items()}
        for name, count in self.counts.items():
            variables.setdefault(count, self.variables[name].title.followed_by(_PEOPLE))
        for name, limits in self.intervals.items():
            variables[limits.low] = self.variables[name].title.followed_by(_LOWER)
            variables[limits.high] = self.variables[name].title.followed_by(_UPPER)
        return Table(
            id=self.id,
            title=self.title,
            publisher=self.publisher,
            levels=self.area.levels,
            imported=Imported(respondents=self._counted_by()),
            disclosure=self._disclosure(),
            intervals=self.intervals,
            groups={
                "figures": VariableGroup(
                    title=self.title,
                    variables=variables,
                    fetched=FetchedEdition(vintage=VINTAGE, reference=self.reference),
                )
            },
            population_groups=self.group.titles if self.group else {},
            protection=self._protection_text(),
            licence=self.licence,
            attribution=self.attribution or self.publisher,
            address=self.address,
        )

    def _disclosure(self) -> Disclosure | None:
        """The rule of the table; None where nobody counts people and `protection.text` says what was done before."""
        rule, counts = self.protection, self.counts
        fewest = rule.min_respondents if counts and rule.min_respondents > 0 else None
        if fewest is None and rule.min_count is None and not rule.dominance:
            return None
        given = rule.model_dump(exclude={"min_respondents", "text", "sums", "dominance"})
        return Disclosure(
            **given,
            dominance=rule.dominance,
            sums=[*rule.sums, *self._same_people()],
            min_denominator=fewest,
            respondents=self._counted_by(),
            shares=[name for name in counts if self.variables[name].unit == Unit.PERCENT],
        )

    def _same_people(self) -> list[Sum]:
        """Numbers of respondents that come from one column, and so are the same number."""
        columns: dict[str, str] = {}
        found = []
        for name, variable in self.variables.items():
            if variable.respondents:
                first = columns.setdefault(plain(variable.respondents), name)
                if first != name:
                    found.append(Sum(total=self.counts[first], parts=[self.counts[name]]))
        return found

    def _protection_text(self) -> Text:
        rule, text = self._disclosure(), self.protection.text
        if rule is None:
            # _small_numbers_are_seen_to() saw to it that there is one
            return text or self.title
        said = [*in_words(rule), *([text] if text else [])]
        return Text(**{lang: " ".join(some[lang] for some in said) for lang in ("fi", "sv", "en")})

    def indicators(self) -> list[Indicator]:
        """One indicator for each variable that is to have one; its id is the table's and the variable's."""
        found = []
        for name, variable in self.variables.items():
            if not variable.indicator or variable.theme is None or variable.direction is None:
                continue
            found.append(
                Indicator(
                    id=variable.id or f"{self.id}_{name}",
                    order=variable.order,
                    title=variable.title,
                    definition=variable.definition or variable.title,
                    note=variable.note,
                    theme=variable.theme,
                    chain=variable.chain,
                    direction=variable.direction,
                    unit=variable.unit,
                    decimals=variable.decimals,
                    table=self.id,
                    formula=Formula.model_validate({"published": name}),
                    steward=self.steward,
                    access=self.access,
                    update=self.update,
                )
            )
        return found


def masked(name: str) -> str:
    """A column's name for comparing: spaces and case alike, each year of four digits as `{year}`."""
    return re.sub(r"(?<!\d)(19|20)\d\d(?!\d)", YEAR, plain(name))


def plain(name: str) -> str:
    """A column's name for comparing: spaces and case are alike."""
    return " ".join(name.split()).casefold()


def clashes(
    mapping: ImportMapping,
    shown: str,
    levels: Mapping[str, Level],
    tables: Mapping[str, Table],
    indicators: Mapping[str, Indicator],
) -> list[Fault]:
    """What of a mapping does not fit the other definitions (each by id): ids that are taken, unknown levels."""
    faults = []
    if mapping.id in tables:
        faults.append(Fault(shown, "id", f"there is a table {mapping.id!r} already", "call this one another"))
    for i, level in enumerate(mapping.area.levels):
        if level not in levels:
            right = f"one of {', '.join(levels)}"
            faults.append(Fault(shown, f"area.levels.{i}", f"unknown level {level!r}", right))
        elif VINTAGE not in levels[level].vintages:
            wrong = f"{level} has no boundary vintage {VINTAGE!r}, on which imported figures stand"
            faults.append(Fault(shown, f"area.levels.{i}", wrong, "define it, or use another level"))
    for indicator in mapping.indicators():
        if indicator.id in indicators:
            wrong = f"there is an indicator {indicator.id!r} already"
            faults.append(Fault(shown, f"variables.{indicator.formula.names[0]}", wrong, "give it another `id`"))
    return faults
