"""Several indicators of one level together: areas like one, and a composite index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from hytemap.atlas import Atlas, AtlasIndicator, AtlasLevel
from hytemap.atlas.atlas import TOTAL
from hytemap.errors import RequestFault
from hytemap.model import Direction, Values
from hytemap.statistics.composite import Composite, Normalisation, composite
from hytemap.statistics.similar_areas import Likeness, likeness


@dataclass(frozen=True)
class Together:
    """Indicators over the areas of a level: `values` (indicators, areas), each of the year in `years` (None: none)."""

    level: AtlasLevel
    indicators: tuple[AtlasIndicator, ...]
    years: tuple[int | None, ...]
    values: Values


@dataclass(frozen=True)
class SimilarAreas:
    """Areas like the one at `position`, with the indicators compared; `found.used` tells which each rests on."""

    together: Together
    position: int
    found: Likeness


@dataclass(frozen=True)
class CompositeIndex:
    """An index and the indicators it is made of; `found.parts` are in their order."""

    together: Together
    found: Composite


def together(
    atlas: Atlas, level: str, indicators: Sequence[str], year: int | None = None, group: str = TOTAL
) -> Together:
    """Values of the indicators at the level, in `year` or each in its newest with values there.

    Raises NotFound for an unknown level or indicator.
    """
    at_level, shown = atlas.level(level), tuple(atlas.indicator(name) for name in indicators)
    years: list[int | None] = []
    values = np.full((len(shown), len(at_level.areas)), np.nan)
    for i, one in enumerate(shown):
        known = atlas.years(one.id, level, group)
        at = known[-1] if year is None and known else year if year in known else None
        years.append(at)
        if at is not None:
            values[i] = atlas.slice(one.id, level, at, group).value
    return Together(at_level, shown, tuple(years), values)


def similar_areas(
    atlas: Atlas, level: str, code: str, indicators: Sequence[str], year: int | None = None, group: str = TOTAL
) -> SimilarAreas:
    """Areas of the level like `code` in the indicators; raises NotFound for an unknown level, area or indicator."""
    found = together(atlas, level, indicators, year, group)
    found.level.area(code)
    position = found.level.position[code]
    return SimilarAreas(found, position, likeness(found.values, found.level.member, position))


def composite_index(
    atlas: Atlas,
    level: str,
    weights: Mapping[str, float],
    normalisation: Normalisation = Normalisation.Z_SCORE,
    share: float = 0.25,
    year: int | None = None,
    group: str = TOTAL,
) -> CompositeIndex:
    """The index of the indicators in `weights` at the level.

    Raises NotFound as `together`; RequestFault naming what cannot be added: a neutral indicator, one without figures or
    differences at the level, fewer than two, a weight that is no positive number.
    """
    found = together(atlas, level, list(weights), year, group)
    for one, at in zip(found.indicators, found.years, strict=True):
        if one.direction is Direction.NEUTRAL or at is None:
            why = "has no better end" if one.direction is Direction.NEUTRAL else f"has no figures at the level {level}"
            allowed = [
                other.id
                for other in atlas.indicators.values()
                if other.direction is not Direction.NEUTRAL and atlas.years(other.id, level, group)
            ]
            raise RequestFault(f"{one.id} {why}, so it cannot be part of an index", "indicators", allowed)
    try:
        made = composite(
            found.values,
            [one.direction for one in found.indicators],
            found.level.member,
            list(weights.values()),
            normalisation,
            share,
        )
    except ValueError as error:
        raise RequestFault(f"no index can be made: {error}", "indicators", ["two indicators or more"]) from error
    return CompositeIndex(found, made)
