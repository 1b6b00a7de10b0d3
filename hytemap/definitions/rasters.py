"""`layers/rasters/*.yaml`: small rasters used as weights, and the grid that says which area a cell lies in."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from hytemap.definitions.common import Identifier, NonEmpty, Strict, Text
from hytemap.definitions.levels import Crs


class AreaBand(Strict):
    """A band whose cells hold an area's number; `code` is a Python format that makes the area's code of it."""

    level: Identifier
    band: int = Field(ge=1)
    code: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z]*\{:0?\d*d\}[0-9A-Za-z]*$")]


class Raster(Strict):
    """A raster: `kind` `weights` (an amount a cell) or `areas` (which area a cell's centre lies in)."""

    id: Identifier
    title: Text
    kind: Literal["weights", "areas"]
    file: NonEmpty
    crs: Crs
    cell_size_m: float = Field(gt=0)
    year: int
    unit: Text
    areas: list[AreaBand] = Field(default_factory=list)
    publisher: Text
    licence: NonEmpty
    attribution: Text

    @model_validator(mode="after")
    def _areas_where_needed(self) -> Raster:
        if (self.kind == "areas") != bool(self.areas):
            raise ValueError("a raster of kind `areas` lists them under `areas`, one of kind `weights` does not")
        return self
