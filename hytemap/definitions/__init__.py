"""YAML → model: what GIS staff write under `boundaries/` and `layers/`, read with every fault named."""

from hytemap.definitions.common import Service, Text
from hytemap.definitions.indicators import Formula, Indicator
from hytemap.definitions.levels import Level, LevelSource
from hytemap.definitions.load import Definitions, load
from hytemap.definitions.rasters import Raster
from hytemap.definitions.tables import Carry, Edition, Table, VariableGroup

__all__ = [
    "Carry",
    "Definitions",
    "Edition",
    "Formula",
    "Indicator",
    "Level",
    "LevelSource",
    "Raster",
    "Service",
    "Table",
    "Text",
    "VariableGroup",
    "load",
]
