"""Snapshot → what faces read, ready in memory: names, value arrays, geometry bytes."""

from hytemap.atlas.atlas import Atlas, Observation, Slice
from hytemap.atlas.freshness import Freshness, SourceDates
from hytemap.atlas.holder import AtlasHolder
from hytemap.atlas.indicator import AtlasIndicator, AtlasSource, Moment
from hytemap.atlas.level import AtlasLevel
from hytemap.atlas.load import load_atlas

__all__ = [
    "Atlas",
    "AtlasHolder",
    "AtlasIndicator",
    "AtlasLevel",
    "AtlasSource",
    "Freshness",
    "Moment",
    "Observation",
    "Slice",
    "SourceDates",
    "load_atlas",
]
