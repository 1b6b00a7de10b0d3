"""`boundaries/*.yaml`: a level, the sources of its polygons, and the areas it should have."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from hytemap.definitions.common import Code, Identifier, NonEmpty, Strict, Text, Updates
from hytemap.model import BoundaryQuality, GeometryExtent

Crs = Annotated[str, StringConstraints(pattern=r"^EPSG:\d{4,5}$")]


class LevelFields(Strict):
    """Which of the source's fields says what; a list is tried in order (publishers rename keys between years)."""

    code: list[NonEmpty] | None = None
    name_fi: list[NonEmpty]
    name_sv: list[NonEmpty] | None = None
    land_area_m2: list[NonEmpty] | None = None


class LevelSource(Strict):
    """One layer that gives a level's polygons; `{year}` in `layer` stands for a layer family's newest year."""

    service: NonEmpty
    layer: NonEmpty
    version: Literal["1.0.0", "1.1.0", "2.0.0"]
    crs: Crs
    filter: dict[str, list[Code]] = Field(default_factory=dict)
    fields: LevelFields
    join: Literal["code", "name"] = "code"
    extent: GeometryExtent
    boundary_year: int | None = None

    @model_validator(mode="after")
    def _has_what_the_join_needs(self) -> LevelSource:
        if self.join == "code" and not self.fields.code:
            raise ValueError("areas are joined by code but fields.code is not given → name it, or say `join: name`")
        return self


class CodeSeries(Strict):
    """A layer that gives the ten-digit code of areas which the level's own source knows only by name."""

    service: NonEmpty
    layer: NonEmpty
    version: Literal["1.0.0", "1.1.0", "2.0.0"]
    filter: dict[str, list[Code]] = Field(default_factory=dict)
    code: list[NonEmpty]
    name_fi: list[NonEmpty]


class DefaultGeometry(Strict):
    """The polygons shipped with the project, shown until `hytemap fetch` replaces them."""

    file: NonEmpty
    boundary_year: int
    quality: BoundaryQuality
    extent: GeometryExtent
    licence: NonEmpty
    attribution: Text


class ExpectedArea(Strict):
    code: Code
    name_fi: NonEmpty
    name_sv: NonEmpty
    member: bool = True
    land_area_m2: float | None = Field(default=None, gt=0)


class Vintage(Strict):
    """A division that figures stand on; what was different in an older one stands in the level's `changes`."""

    title: Text


class LandAreaFrom(Strict):
    """Another level whose land areas are shared out by the cells of a raster, where the publisher gives none."""

    level: Identifier
    weights: Identifier


class Level(Strict):
    """A division of the city into areas."""

    id: Identifier
    order: int
    title: Text
    area_title: Text
    note: Text | None = None
    crs: Crs
    # areas to compare with (the wellbeing services county, the country): never drawn, never offered as a level
    reference: bool = False
    sources: list[LevelSource] = Field(default_factory=list)
    code_series: CodeSeries | None = None
    default_geometry: DefaultGeometry | None = None
    expected_areas: list[ExpectedArea] = Field(default_factory=list)
    expected_count: int | None = Field(default=None, gt=0)
    vintages: dict[Identifier, Vintage] = Field(default_factory=dict)
    # the CSV beside the YAML that links codes of older divisions with those of today
    changes: NonEmpty | None = None
    land_area_from: LandAreaFrom | None = None
    updates: Updates | None = None
    licence: NonEmpty
    attribution: Text

    @model_validator(mode="after")
    def _consistent(self) -> Level:
        if not self.sources and not self.reference:
            raise ValueError("has no sources → give at least one, or say `reference: true`")
        if not self.expected_areas and self.expected_count is None:
            raise ValueError("neither expected_areas nor expected_count is given → give one")
        codes = [area.code for area in self.expected_areas]
        twice = sorted({code for code in codes if codes.count(code) > 1})
        if twice:
            raise ValueError(f"expected_areas has {', '.join(twice)} more than once → keep one of each")
        if set(self.vintages) - {"current"} and not self.changes:
            raise ValueError("has older vintages but no `changes` → name the CSV that says what was different")
        return self

    @property
    def member_codes(self) -> list[str]:
        """Codes of the areas that belong to the city."""
        return [area.code for area in self.expected_areas if area.member]
