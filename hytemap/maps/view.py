"""What one map shows: level, indicator, year, class breaks, the class of each area, ranks, the base value.

Every face (page, `/api/view`, `/api/compare`, paper) draws from the same `MapView`, so that they cannot disagree.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from hytemap.atlas import Atlas, AtlasIndicator, AtlasLevel, AtlasSource, Moment, Observation, Slice
from hytemap.atlas.atlas import CITY, CITY_BASE, TOTAL
from hytemap.errors import NotFound, RequestFault
from hytemap.maps.judged import intervals_of, limits_at
from hytemap.maps.palette import diverging, palette
from hytemap.model import Status, Values
from hytemap.statistics import comparison
from hytemap.statistics import judgement as judging
from hytemap.statistics.class_breaks import (
    FEWEST,
    METHODS,
    MOST,
    AroundBase,
    Fewer,
    around_base,
    class_breaks,
    classify,
)
from hytemap.statistics.intervals import Intervals
from hytemap.statistics.judgement import Judgement

DEFAULT_CLASSES = 5
DEFAULT_METHOD = "natural"
#: the base that is an indicator's own target
TARGET = "target"
#: classes around the base's value
BASE_METHOD = "base"
#: methods a view can be asked for: computed ones, around the base, and the asker's own breaks
VIEW_METHODS = (*METHODS, BASE_METHOD, "own")


@dataclass(frozen=True)
class MapClass:
    """One class of the legend: limits (low excluded but in the lowest class, high included), colour, members in it."""

    low: float
    high: float
    colour: str
    count: int


@dataclass(frozen=True)
class Centre:
    """The value classes stand around, and its year (None for a target): one for all years of a view."""

    value: float
    year: int | None


@dataclass(frozen=True)
class MapView:
    """One indicator over one level in one year, classed over all the years the level has.

    `years` are those with values at this level; `year` is None only when the indicator has none at all. `base` is what
    differences and ratios are told against, `group` the population group. `around` are the classes around the base's
    value `centre`, None for other methods. `method` is the one drawn by; `method_asked` may be `base` where the base
    has no value to class around. Arrays are (areas,).
    """

    atlas: Atlas
    level: AtlasLevel
    indicator: AtlasIndicator
    year: int | None
    years: tuple[int, ...]
    method: str
    classes_asked: int
    breaks: tuple[float, ...]
    slice: Slice
    base: str = CITY_BASE
    group: str = TOTAL
    around: AroundBase | None = None
    centre: Centre | None = None
    method_asked: str = ""

    @property
    def source(self) -> AtlasSource:
        """The table the shown figures were formed from."""
        return self.indicator.sources.get(self.slice.source, self.indicator.source)

    @property
    def moment(self) -> Moment | None:
        """What the year describes: reference date and boundary vintage."""
        return None if self.year is None else self.source.moments.get(self.year)

    @cached_property
    def class_of(self) -> NDArray[np.int64]:
        """Class of each area, 0 the lowest; -1 where there is no value."""
        return classify(self.slice.value, list(self.breaks))

    @cached_property
    def colours(self) -> list[str]:
        """A colour a class, as `#rrggbb`, lowest class first."""
        if not self.slice.has_values:
            return []
        if self.around is not None:
            return diverging(self.indicator.direction, self.around.below, self.around.middle, self.around.above)
        return palette(self.indicator.direction, len(self.breaks) + 1)

    @cached_property
    def fewer(self) -> Fewer | None:
        """Why there are fewer classes than asked for, or classes of another method; None where there are not."""
        if not self.slice.has_values or self.method == "own":
            return None
        if self.method_asked == BASE_METHOD and self.around is None:
            return Fewer.NO_BASE
        if self.around is not None and self.around.one_sided:
            return Fewer.ONE_SIDED
        if len(self.breaks) + 1 >= self.classes_asked:
            return None
        pooled = _pooled(self.atlas, self.indicator.id, self.level, self.years, self.group)
        different = len(np.unique(pooled[~np.isnan(pooled)]))
        return Fewer.FEW_VALUES if different < self.classes_asked else Fewer.TIES

    @cached_property
    def classes(self) -> list[MapClass]:
        """The legend's classes, lowest first; counts are of member areas in this year."""
        if not self.slice.has_values:
            return []
        low, high = self.limits
        edges = [low, *self.breaks, high]
        counts = np.bincount(self.class_of[self.level.member & (self.class_of >= 0)], minlength=len(self.colours))
        return [MapClass(edges[i], edges[i + 1], colour, int(counts[i])) for i, colour in enumerate(self.colours)]

    @cached_property
    def limits(self) -> tuple[float, float]:
        """Lowest and highest member value over all years of the view."""
        key = ("limits", self.indicator.id, self.level.id, self.group)
        found = self.atlas.derived.get(key, self._pooled_limits)
        return found or (float(np.nanmin(self.slice.value)), float(np.nanmax(self.slice.value)))

    def _pooled_limits(self) -> tuple[float, float] | None:
        pooled = _pooled(self.atlas, self.indicator.id, self.level, self.years, self.group)
        return None if np.isnan(pooled).all() else (float(np.nanmin(pooled)), float(np.nanmax(pooled)))

    @cached_property
    def status_counts(self) -> dict[Status, int]:
        """How many areas (members and others) stand at each status present, mildest first."""
        counts = np.bincount(self.slice.status, minlength=len(Status))
        return {status: int(counts[status]) for status in Status if counts[status]}

    @cached_property
    def rank(self) -> NDArray[np.int64]:
        """Rank among members, 1 for the highest value; 0 where there is none."""
        return comparison.ranks(self.slice.value, self.level.member)

    @property
    def ranked(self) -> int:
        """How many areas are ranked."""
        return int((self.rank > 0).sum())

    @cached_property
    def city(self) -> Observation:
        """The city's own value in the year."""
        return self._of(CITY_BASE)

    @cached_property
    def base_value(self) -> Observation:
        """The value differences and ratios are told against: the city's own unless another base was asked for."""
        if self.base == TARGET and self.indicator.target is not None:
            return Observation(float(self.indicator.target["value"]), math.nan, math.nan, Status.OK, math.nan, math.nan)
        return self._of(self.base)

    def base_name(self, language: str) -> str | None:
        """The base area's name; None when there is no such area."""
        level, position = self.atlas.bases.get(self.base, (None, 0))
        return None if level is None else level.areas[position].name(language)

    def group_title(self, language: str) -> str | None:
        """What the population group is called; None for everybody."""
        title = self.indicator.groups.get(self.group)
        return None if title is None else title[language]

    def _of(self, base: str) -> Observation:
        return self.atlas.base(self.indicator.id, self.year if self.year is not None else -1, base, self.group)

    @cached_property
    def intervals(self) -> Intervals:
        """Intervals of 95 % and 99.8 % of each area's value, the apportioning range of estimates added."""
        return intervals_of(self.indicator, self.slice)

    @cached_property
    def city_interval(self) -> tuple[float, float, float, float]:
        """Limits of the city's own value: low, high, low and high at 99.8 %; NaN where there are none."""
        return self._limits_of(CITY_BASE)

    @cached_property
    def judgement(self) -> list[Judgement | None]:
        """How each area stands to the base; None where it cannot be judged.

        The city, the county, the country and a target are taken as they are. Any other area is uncertain itself, so it
        is the difference that must be clear; the base area is not judged against itself.
        """
        base, limits = self.base_value, None
        level, position = self.atlas.bases.get(self.base, (None, 0))
        if self.base not in (CITY, *self.atlas.named_bases, TARGET):
            limits = self._limits_of(self.base)
        found = judging.judged(self.slice.value, self.intervals, base.value, self.indicator.direction, limits)
        if level is self.level:
            found[position] = None
        return found

    @cached_property
    def quintile(self) -> NDArray[np.int64]:
        """Fifth of each member area by rank, 1 for the highest values; 0 for none, and for all of fewer than five."""
        return judging.quintiles(self.slice.value, self.level.member)

    def _limits_of(self, base: str) -> tuple[float, float, float, float]:
        level, position = self.atlas.bases.get(base, (None, 0))
        found = None if level is None or self.year is None else self._slice_at(level.id)
        if found is None:
            return math.nan, math.nan, math.nan, math.nan
        return limits_at(intervals_of(self.indicator, found), position)

    def _slice_at(self, level: str) -> Slice | None:
        return self.atlas.slices.get((self.indicator.id, level, self.year or -1, self.group))

    @cached_property
    def difference(self) -> Values:
        """Value minus the base's."""
        return comparison.difference(self.slice.value, self.base_value.value)

    @cached_property
    def ratio(self) -> Values:
        """Value over the base's."""
        return comparison.ratio_to(self.slice.value, self.base_value.value)


def _centre(atlas: Atlas, shown: AtlasIndicator, years: tuple[int, ...], base: str, group: str) -> Centre | None:
    """The base's value in the newest of the view's years it has one in; None where it has none."""
    if base == TARGET:
        return None if shown.target is None else Centre(float(shown.target["value"]), None)
    for year in reversed(years):
        seen = atlas.base(shown.id, year, base, group)
        if seen.status.has_value:
            return Centre(seen.value, year)
    return None


def _pooled(
    atlas: Atlas,
    indicator: str,
    level: AtlasLevel,
    years: tuple[int, ...],
    group: str = TOTAL,
    members: bool = True,
) -> Values:
    """Values of all years, of members or of the others; the same breaks then hold for every year of a view."""
    wanted = level.member if members else ~level.member
    slices = [atlas.slice(indicator, level.id, year, group).value[wanted] for year in years]
    return np.concatenate(slices) if slices else np.array([np.nan])


def _breaks(
    atlas: Atlas, indicator: str, level: AtlasLevel, years: tuple[int, ...], group: str, method: str, classes: int
) -> list[float]:
    return class_breaks(_pooled(atlas, indicator, level, years, group), method, classes)


def make_view(
    atlas: Atlas,
    level: str,
    indicator: str,
    year: int | None = None,
    method: str = DEFAULT_METHOD,
    classes: int = DEFAULT_CLASSES,
    breaks: list[float] | None = None,
    base: str = CITY_BASE,
    group: str = TOTAL,
    beside_others: bool = False,
) -> MapView:
    """The view of `indicator` at `level`, in `year` or the newest year with values.

    Raises NotFound for an unknown level, indicator, year, base or group (the target of an indicator without one, too),
    RequestFault for a method or number of classes that is not offered. A view `beside_others` of the same year may have
    nothing of that year: all its areas are then missing. An indicator without values at the level gives a view that has
    none, not an error.
    """
    at_level, shown = atlas.level(level), atlas.indicator(indicator)
    if group != TOTAL and group not in shown.groups:
        raise NotFound(f"{indicator} has no group {group!r}", "group", [TOTAL, *shown.groups])
    if base == TARGET and shown.target is None:
        raise NotFound(f"{indicator} has no target to compare with", "base", [CITY_BASE])
    if base not in atlas.bases and base not in (CITY_BASE, TARGET):
        atlas.base(indicator, -1, base)  # raises, naming the bases there are
    years = tuple(atlas.years(indicator, level, group))
    known = sorted(set(years) | set(shown.known_years))
    if year is not None and year not in known and not beside_others:
        raise NotFound(f"{indicator} has no year {year}", "year", [str(y) for y in years or known])
    if method not in VIEW_METHODS:
        raise RequestFault(f"there is no method {method!r}", "method", list(VIEW_METHODS))
    if not FEWEST <= classes <= MOST:
        allowed = [str(n) for n in range(FEWEST, MOST + 1)]
        raise RequestFault(f"{classes} classes are not offered", "classes", allowed)
    if method == "own" and not breaks:
        raise RequestFault("method=own needs `breaks`, the inner class limits", "breaks", ["numbers, rising"])
    if year is None and known:
        # without a value at this level the newest year still tells why: not applicable is not missing
        year = (years or known)[-1]
    around = centre = None
    drawn_by = method
    if method == "own" and breaks:
        limits = sorted(set(breaks))
        if len(limits) + 1 > MOST or limits != list(breaks):
            raise RequestFault(f"breaks must be 1 to {MOST - 1} rising numbers", "breaks", ["numbers, rising"])
    else:
        centre = _centre(atlas, shown, years, base, group) if method == BASE_METHOD else None
        if centre is not None:
            pooled = _pooled(atlas, indicator, at_level, years, group)
            others = _pooled(atlas, indicator, at_level, years, group, members=False)
            around = around_base(pooled, classes, centre.value, others)
            limits = around.breaks
        else:
            drawn_by = DEFAULT_METHOD if method == BASE_METHOD else method
            limits = atlas.derived.get(
                ("breaks", indicator, level, group, drawn_by, classes),
                partial(_breaks, atlas, indicator, at_level, years, group, drawn_by, classes),
            )
    found = atlas.slice(indicator, level, year if year is not None else -1, group)
    return MapView(
        atlas,
        at_level,
        shown,
        year,
        years,
        drawn_by,
        classes,
        tuple(limits),
        found,
        base,
        group,
        around,
        centre,
        method,
    )


def against(view: MapView, base: str) -> MapView:
    """The same view told against another base; classed around that one where it is classed around one."""
    if view.method_asked != BASE_METHOD:
        return replace(view, base=base)
    return make_view(
        view.atlas,
        view.level.id,
        view.indicator.id,
        view.year,
        BASE_METHOD,
        view.classes_asked,
        base=base,
        group=view.group,
        beside_others=True,
    )
