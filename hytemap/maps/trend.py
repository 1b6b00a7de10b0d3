"""The city's development as a line: years to scale in time, and no line across years without a figure."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from hytemap.maps.view import MapView
from hytemap.model import Status

#: the drawing's size and margins, in its own units
WIDTH, HEIGHT = 320.0, 112.0
LEFT, RIGHT, TOP, BOTTOM = 26.0, 26.0, 22.0, 44.0


@dataclass(frozen=True)
class TrendPoint:
    """One year's value of the city, and where it stands in the drawing."""

    year: int
    value: float
    status: Status
    x: float
    y: float


@dataclass(frozen=True)
class Trend:
    """The city's points, by year."""

    points: list[TrendPoint]

    @property
    def runs(self) -> list[list[TrendPoint]]:
        """Runs of consecutive years; a year alone is a run of one."""
        runs: list[list[TrendPoint]] = []
        for point in self.points:
            if runs and point.year == runs[-1][-1].year + 1:
                runs[-1].append(point)
            else:
                runs.append([point])
        return runs

    @property
    def gaps(self) -> list[tuple[TrendPoint, TrendPoint]]:
        """Neighbours with at least one year without a figure between them."""
        return [(before, after) for before, after in pairwise(self.points) if after.year > before.year + 1]

    #: where the first value begins and the last one ends: long numbers need the whole margin
    left, right = 2.0, WIDTH - 2.0

    @property
    def values_labelled(self) -> list[tuple[TrendPoint, float]]:
        """The first and the last point, and where their values are written: above, or below where the line goes up."""
        first, second, last = self.points[0], self.points[1], self.points[-1]
        return [(first, first.y + 17 if second.y < first.y else first.y - 10), (last, last.y - 10)]

    @property
    def years_labelled(self) -> list[TrendPoint]:
        """Points whose year is written under the axis: both ends of each run, where there is room."""
        ends = [point for run in self.runs for point in dict.fromkeys((run[0], run[-1]))]
        kept: list[TrendPoint] = []
        for point in [ends[0], *reversed(ends[1:])]:
            if all(abs(point.x - other.x) >= 34 for other in kept):
                kept.append(point)
        return sorted(kept, key=lambda point: point.year)


def city_trend(view: MapView) -> Trend | None:
    """The city's values over the years of the view; None when it has fewer than two."""
    years = [year for year in view.years if view.atlas.city(view.indicator.id, year, view.group).status.has_value]
    if len(years) < 2:
        return None
    seen = [view.atlas.city(view.indicator.id, year, view.group) for year in years]
    values = [one.value for one in seen]
    low, high = min(values), max(values)
    span, time = high - low, years[-1] - years[0]
    return Trend(
        [
            TrendPoint(
                year,
                one.value,
                one.status,
                round(LEFT + (WIDTH - LEFT - RIGHT) * (year - years[0]) / time, 1),
                round(TOP + (HEIGHT - TOP - BOTTOM) * (0.5 if span == 0 else (high - one.value) / span), 1),
            )
            for year, one in zip(years, seen, strict=True)
        ]
    )
