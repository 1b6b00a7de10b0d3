"""`sotkanet` of a table: which of Sotkanet's indicators, regions and genders its figures are."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from hytemap.definitions.common import Code, Identifier, NonEmpty, Strict

Gender = Literal["total", "female", "male"]
VariableName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]


def _one_or_more(value: object) -> object:
    return [value] if isinstance(value, str) else value


#: one text, or several of which the first that is found counts (Sotkanet words its titles anew now and then)
Titles = Annotated[list[NonEmpty], BeforeValidator(_one_or_more), Field(min_length=1)]


class SotkanetRegion(Strict):
    """How a region is found in Sotkanet's list: its category and code, or its category and Finnish title.

    Sotkanet's own region ids are no municipality codes and change with its divisions: they never stand here.
    """

    category: NonEmpty
    code: Code | None = None
    title_fi: Titles | None = None

    @model_validator(mode="after")
    def _findable(self) -> SotkanetRegion:
        if (self.code is None) == (self.title_fi is None):
            raise ValueError("give either `code` or `title_fi` beside the category")
        return self


class Find(Strict):
    """An indicator known by its Finnish title; the id found is kept, so that it is looked for only once."""

    title_fi: Titles
    organization: Titles


class ThirdParty(Strict):
    """The publisher of an indicator that is not THL's own, and by which licence its figures may be used."""

    organization: NonEmpty
    licence: NonEmpty


class SotkanetIndicator(Strict):
    """One of Sotkanet's indicators: its `id`, or how it is found."""

    id: int | None = Field(default=None, gt=0)
    find: Find | None = None
    third_party: ThirdParty | None = None

    @model_validator(mode="after")
    def _known(self) -> SotkanetIndicator:
        if (self.id is None) == (self.find is None):
            raise ValueError("give either `id` or `find`")
        return self


class SotkanetSource(Strict):
    """Figures that come from Sotkanet: `regions` by our area codes, `genders` → population group, variables."""

    service: NonEmpty
    regions: dict[Code, SotkanetRegion] = Field(min_length=1)
    genders: dict[Gender, Identifier]
    indicators: dict[VariableName, SotkanetIndicator] = Field(min_length=1)

    @model_validator(mode="after")
    def _apart(self) -> SotkanetSource:
        if self.genders.get("total") != "total":
            raise ValueError("genders does not give everybody → write `total: total`")
        groups = list(self.genders.values())
        if len(set(groups)) < len(groups):
            raise ValueError("genders gives two of them one population group → give each its own")
        ids = [one.id for one in self.indicators.values() if one.id is not None]
        twice = sorted({one for one in ids if ids.count(one) > 1})
        if twice:
            raise ValueError(f"the id {twice[0]} stands in two indicators → keep one")
        files = [name.replace("_", "") for name in self.indicators]
        same = sorted({name for name in files if files.count(name) > 1})
        if same:
            raise ValueError(f"two indicators differ only by underscores ({same[0]}) → rename one")
        return self
