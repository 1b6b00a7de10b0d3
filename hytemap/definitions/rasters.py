"""`layers/rasters/*.yaml`: small rasters used as weights, and the grid that says which area a cell lies in."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from hytemap.definitions.common import Identifier, NonEmpty, Strict, Text, Updates
from hytemap.definitions.levels import Crs


class AreaBand(Strict):
    """A band whose cells hold an area's number; `code` is a Python format that makes the area's code of it."""

    level: Identifier
    band: int = Field(ge=1)
    code: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z]*\{:0?\d*d\}[0-9A-Za-z]*$")]


class SuppressedBand(Strict):
    """The number that stands for a hidden one in bands, in cells whose own value is `below` a limit."""

    mark: NonEmpty
    below: float = Field(gt=0)


class RasterWfs(Strict):
    """A WFS layer of square cells that a raster is made of; `{year}` in `layer` stands for the newest there is.

    `value`: fields that may hold the amount, tried in order. `no_data`: texts that stand for no amount. `bands`:
    further amounts by a name of ours, and the field of each. `grid`: the raster whose origin and extent it takes.
    """

    service: NonEmpty
    layer: NonEmpty
    version: Literal["1.0.0", "1.1.0", "2.0.0"]
    grid: Identifier
    value: list[NonEmpty] = Field(min_length=1)
    no_data: list[NonEmpty] = Field(default_factory=list)
    bands: dict[Identifier, NonEmpty] = Field(default_factory=dict)
    suppressed: SuppressedBand | None = None


class Raster(Strict):
    """A raster: `kind` `weights` (an amount a cell) or `areas` (which area a cell's centre lies in).

    `year` is that of the shipped file; a fetched one brings its own. `{year}` in `title` stands for that of the one in
    use.
    """

    id: Identifier
    title: Text
    kind: Literal["weights", "areas"]
    file: NonEmpty
    crs: Crs
    cell_size_m: float = Field(gt=0)
    year: int
    unit: Text
    areas: list[AreaBand] = Field(default_factory=list)
    wfs: RasterWfs | None = None
    updates: Updates | None = None
    publisher: Text
    licence: NonEmpty
    attribution: Text

    @model_validator(mode="after")
    def _areas_where_needed(self) -> Raster:
        if (self.kind == "areas") != bool(self.areas):
            raise ValueError("a raster of kind `areas` lists them under `areas`, one of kind `weights` does not")
        if self.wfs and self.kind != "weights":
            raise ValueError("only a raster of kind `weights` can be fetched → leave `wfs` out")
        return self
