"""Development of areas and city up to the year shown, and of the differences between areas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hytemap.atlas import Slice
from hytemap.atlas.atlas import CITY_BASE
from hytemap.maps.judged import intervals_of
from hytemap.maps.view import MapView
from hytemap.model import Basis, IntervalKind, LocalText, Values
from hytemap.statistics.inequality import GapMovement, Inequality, gap_moved, inequality
from hytemap.statistics.trend import Trends, TrendTest, comparable_years, trends

#: the count whose people weigh areas where a figure has no denominator
POPULATION = "population"

_TESTS = {IntervalKind.WILSON: TrendTest.PROPORTION, IntervalKind.BYAR: TrendTest.RATE}


@dataclass(frozen=True)
class Development:
    """How areas (the level's, in its order) and the city have developed up to the view's year.

    `city` has one element; None where the city has no value that year. `breaks` tells which of the view's years another
    definition begins before or in, and what changed: no development is told across one.
    """

    areas: Trends
    city: Trends | None
    breaks: tuple[tuple[int, LocalText], ...]


@dataclass(frozen=True)
class YearlyInequality:
    """The differences between the city's areas in one year; `weighted_by` is `denominator`, `population` or empty."""

    year: int
    found: Inequality
    weighted_by: str


@dataclass(frozen=True)
class Gap:
    """Differences between areas, year by year, and how the range moved since `since`, the first comparable year.

    That is the first year in which every area compares with the last. `movement` is None where it cannot be told;
    `left_out` areas have no value in one of the two years and do not count in how they compare.
    """

    years: tuple[YearlyInequality, ...]
    since: int | None
    movement: GapMovement | None
    left_out: int


def development(view: MapView) -> Development | None:
    """The development of a view; None where none may be told (`indicator.no_trend` says why) or nothing is shown.

    A register describes mostly the same people year after year: `Trends.consecutive_dependent` says so.
    """
    years = _years(view)
    if not years or view.indicator.no_trend is not None:
        return None
    areas = [view.atlas.slice(view.indicator.id, view.level.id, year, view.group) for year in years]
    begun = tuple((year, said) for year, said in sorted(view.indicator.breaks.items()) if years[0] < year <= years[-1])
    return Development(_trends(view, years, areas), _city(view), begun)


def change_between(view: MapView, first: int, last: int) -> Development | None:
    """The change of areas and city from one year to another; None where the indicator may not be told over time.

    An area has none where either year lacks its figure, or where definition, table or borders are others. `breaks` are
    those between the two years.
    """
    if view.indicator.no_trend is not None:
        return None
    years = [first, last]
    slices = [view.atlas.slice(view.indicator.id, view.level.id, year, view.group) for year in years]
    level, position = view.atlas.bases.get(CITY_BASE, (None, 0))
    city = None
    if level is not None:
        of_city = [view.atlas.slice(view.indicator.id, level.id, year, view.group) for year in years]
        city = _trends(view, years, of_city, [position], borders=False)
    begun = tuple((year, said) for year, said in sorted(view.indicator.breaks.items()) if first < year <= last)
    return Development(_trends(view, years, slices), city, begun)


def _years(view: MapView) -> list[int]:
    """Years with values up to the one shown; none where that one has no value itself."""
    years = [year for year in view.years if view.year is not None and year <= view.year]
    return years if years and years[-1] == view.year else []


def _city(view: MapView) -> Trends | None:
    level, position = view.atlas.bases.get(CITY_BASE, (None, 0))
    if level is None or view.year is None or not view.city.status.has_value:
        return None
    years = [year for year in view.atlas.years(view.indicator.id, level.id, view.group) if year <= view.year]
    slices = [view.atlas.slice(view.indicator.id, level.id, year, view.group) for year in years]
    # a sum over the whole city: no border within it matters
    return _trends(view, years, slices, [position], borders=False)


def _trends(
    view: MapView,
    years: Sequence[int],
    slices: Sequence[Slice],
    positions: list[int] | None = None,
    borders: bool = True,
) -> Trends:
    def stacked(name: str) -> Values:
        rows = np.array([getattr(some, name) for some in slices])
        found: Values = rows if positions is None else rows[:, positions]
        return found

    changed = stacked("changed").astype(bool) if borders else np.zeros(stacked("value").shape, dtype=bool)
    source = view.indicator.sources.get(slices[-1].source, view.indicator.source)
    denominator = stacked("denominator")
    if source.interval is IntervalKind.BYAR and np.isnan(denominator).all():
        denominator = np.ones_like(denominator)
    return trends(
        years,
        stacked("value"),
        stacked("numerator"),
        denominator,
        _comparable(view, years, slices, changed),
        _TESTS.get(source.interval, TrendTest.NONE),
        view.indicator.direction,
        consecutive_dependent=source.basis is Basis.REGISTER,
    )


def _comparable(
    view: MapView, years: Sequence[int], slices: Sequence[Slice], changed: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Which years compare with the last (years, areas); `changed` has that shape."""
    vintages = []
    for year, some in zip(years, slices, strict=True):
        moment = view.indicator.sources.get(some.source, view.indicator.source).moments.get(year)
        vintages.append(moment.vintage if moment else "")
    return comparable_years(years, [some.source for some in slices], vintages, changed, list(view.indicator.breaks))


def gap(view: MapView) -> Gap:
    """The differences between the city's areas in each year up to the one shown, and whether they grew."""
    years = _years(view)
    slices = [view.atlas.slice(view.indicator.id, view.level.id, year, view.group) for year in years]
    told = tuple(_inequality(view, year, some, view.level.member) for year, some in zip(years, slices, strict=True))
    if len(years) < 2 or view.indicator.no_trend is not None:
        return Gap(told, None, None, 0)
    changed = np.array([some.changed for some in slices])[:, view.level.member]
    comparable = _comparable(view, years, slices, changed).all(axis=1)
    first, last = int(comparable.argmax()), len(years) - 1
    if first == last:
        return Gap(told, None, None, 0)
    before, after = slices[first], slices[last]
    counted = view.level.member & np.isfinite(before.value) & np.isfinite(after.value)
    ends = [_inequality(view, years[i], slices[i], counted).found for i in (first, last)]
    left_out = int((view.level.member & ~counted).sum())
    return Gap(told, years[first], gap_moved(*ends) if counted.sum() > 1 else None, left_out)


def _inequality(view: MapView, year: int, some: Slice, counted: NDArray[np.bool_]) -> YearlyInequality:
    source = view.indicator.sources.get(some.source, view.indicator.source)
    weight, weighted_by = some.denominator, "denominator"
    used = counted & np.isfinite(some.value)
    # a survey's respondents are no measure of how many people live there
    if source.basis is Basis.SURVEY or not np.isfinite(weight[used]).all():
        weight, weighted_by = view.atlas.slice(POPULATION, view.level.id, year).value, POPULATION
    # a count is no rate that people could share more or less evenly
    if source.kind == "count" or not np.isfinite(weight[used]).all():
        weight, weighted_by = np.full_like(some.value, np.nan), ""
    return YearlyInequality(
        year, inequality(some.value, weight, counted, intervals_of(view.indicator, some)), weighted_by
    )
