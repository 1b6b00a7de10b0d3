"""`layers/rasters/*.yaml` of kind `surface`: rasters whose cells hold a value, and the indicators formed of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field, model_validator

from hytemap.definitions.common import Identifier, NonEmpty, Strict, Text, Updates
from hytemap.definitions.levels import Crs

Statistic = Literal["mean", "sum", "share", "population_mean"]
#: endings of the variables an indicator's figures of a raster are kept in
TOP, BASE = "top", "base"


class SurfaceDownload(Strict):
    """GeoTIFFs that a service gives: year → path under the service's address."""

    service: NonEmpty
    paths: dict[int, NonEmpty] = Field(min_length=1)


class Surface(Strict):
    """A raster whose cells hold a value (an index, a class, an amount), a GeoTIFF a year, in any CRS."""

    id: Identifier
    title: Text
    kind: Literal["surface"]
    files: dict[int, NonEmpty] = Field(default_factory=dict)
    download: SurfaceDownload | None = None
    crs: Crs
    band: int = Field(default=1, ge=1)
    updates: Updates | None = None
    publisher: Text
    licence: NonEmpty
    attribution: Text

    @model_validator(mode="after")
    def _somewhere(self) -> Surface:
        if not self.files and self.download is None:
            raise ValueError("has no cells → give `files` (year → GeoTIFF) or `download`")
        return self


class RasterUse(Strict):
    """How an indicator is formed of a raster; `reference` says what moment its cells describe."""

    id: Identifier
    statistic: Statistic
    classes: list[float] = Field(default_factory=list)
    weights: Identifier | None = None
    per_km2: bool = False
    least_coverage: float = Field(default=0.9, gt=0, le=1)
    reference: Text

    @model_validator(mode="after")
    def _fits(self) -> RasterUse:
        if (self.statistic == "share") != bool(self.classes):
            raise ValueError("`classes` belong to `statistic: share` → give both or neither")
        if (self.statistic == "population_mean") != (self.weights is not None):
            raise ValueError("`weights` belong to `statistic: population_mean` → give both or neither")
        if self.per_km2 and self.statistic not in ("mean", "population_mean"):
            raise ValueError("only a mean can be told `per_km2` → leave it out")
        return self


def with_formula(said: Mapping[str, Any]) -> dict[str, Any]:
    """An indicator's keys with the table and the formula that its `raster` stands for.

    The figures of a raster are a table of their own, by the raster's id. Raises ValueError for an indicator that says
    both, or neither.
    """
    keys, raster = dict(said), said.get("raster")
    given = [key for key in ("table", "formula") if key in keys]
    if raster is None:
        return keys
    if given:
        raise ValueError(f"has both `raster` and {' and '.join(f'`{key}`' for key in given)} → give one")
    if isinstance(raster, Mapping):
        top, base = (f"{keys.get('id')}_{ending}" for ending in (TOP, BASE))
        formulas: dict[object, dict[str, Any]] = {
            "sum": {"count": top},
            "share": {"ratio": {"numerator": top, "denominator": base, "times": 100}},
        }
        keys["table"] = raster.get("id")
        # cells are no people asked or counted: no interval is formed of their number
        keys.setdefault("interval", "none")
        keys["formula"] = formulas.get(raster.get("statistic"), {"mean": {"value": top, "weight": base}})
    return keys
