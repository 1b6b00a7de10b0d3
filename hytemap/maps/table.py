"""The table beside a map: every area with value, standing, rank and difference, the highest first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from hytemap.maps.judgement_wording import interval, judgement
from hytemap.maps.labels import name_language
from hytemap.maps.letters import collation_key
from hytemap.maps.svg.element import Svg
from hytemap.maps.svg.row_bar import row_bar
from hytemap.maps.view import MapView
from hytemap.maps.wording import NOTHING, Wording
from hytemap.model import Area, Status, Values

#: decimals of a share of the city's count, in per cent
SHARE_DECIMALS = 1


@dataclass(frozen=True)
class AreaRow:
    """One area as told in words. `bar` is 0-100 of the table's longest; `colour` None where there is no value."""

    area: Area
    name: str
    #: the language the name is in where it is not the page's
    lang: str | None
    status: Status
    text: str
    text_with_unit: str
    rank: str
    #: against the city: the difference, or the share of the city's count
    compared: str
    #: how it stands to the base, in words, and the word for machines; empty where it cannot be judged
    judgement: str
    judgement_word: str
    #: the 95 % interval as text, and its ends along the bar (0-100); empty and None where there is none
    interval: str
    whisker: tuple[float, float] | None
    colour: str | None
    bar: float | None
    #: shares (0-1) of what the value rests on that were divided: taken in, and given away; None where nothing was
    assigned: tuple[float, float] | None


@dataclass(frozen=True)
class AreaTable:
    """Rows of one view in one language: members by value, then those without one, and areas not of the city apart."""

    view: MapView
    wording: Wording

    @property
    def is_count(self) -> bool:
        """Whether values are counts, of which the city's own is the sum: a share then says more than a difference."""
        return self.view.indicator.kind == "count"

    @cached_property
    def _longest(self) -> float:
        """What a full bar stands for: the greatest value of an area, or of the city where it is on the same scale."""
        # intervals are drawn too, so that none ends outside
        ends = [*self.view.slice.value, *self.view.intervals.high]
        sizes = np.abs([*ends, np.nan if self.is_count else self.view.city.value])
        return float(np.nanmax(sizes)) if not np.isnan(sizes).all() else 0.0

    def bar(self, value: float) -> float | None:
        """Length of a bar, 0-100; bars start from zero, so that lengths compare as values do. None for NaN."""
        if np.isnan(value) or self._longest == 0:
            return None
        return round(100 * abs(value) / self._longest, 2)

    def _whisker(self, low: float, high: float) -> tuple[float, float] | None:
        """Both ends of an interval along the bars; None for none, and where the axis does not start from zero."""
        ends = self.bar(low), self.bar(high)
        return None if ends[0] is None or ends[1] is None or low < 0 else (min(ends[0], 100), min(ends[1], 100))

    @cached_property
    def any_interval(self) -> bool:
        """Whether any row has an interval."""
        return any(row.interval for row in (*self.members, *self.others))

    @cached_property
    def city_bar(self) -> float | None:
        """Where the city's value stands along the bars; None for counts, where it would dwarf every area."""
        return None if self.is_count else self.bar(self.view.city.value)

    @cached_property
    def city(self) -> str:
        """The city's value with its unit, or why there is none."""
        return self.wording.value(self.view.city.value, self.view.city.status, self.view.indicator)

    @cached_property
    def members(self) -> list[AreaRow]:
        """Rows of the city's areas, the highest value first; equal ones and those without a value by name."""
        members = np.nonzero(self.view.level.member)[0].tolist()
        return [self._row(i) for i in sorted(members, key=self._place)]

    @cached_property
    def others(self) -> list[AreaRow]:
        """Rows of areas that are drawn but are not of the city."""
        return [self._row(i) for i in np.nonzero(~self.view.level.member)[0].tolist()]

    @property
    def ranked(self) -> bool:
        """Whether the rows stand in an order of values."""
        return self.view.ranked > 1

    @cached_property
    def any_assigned(self) -> bool:
        """Whether any row rests on divided figures."""
        return any(row.assigned for row in (*self.members, *self.others))

    @property
    def picture(self) -> Callable[[AreaRow], Svg]:
        """The bar of a row, drawn."""
        return lambda row: row_bar(row.bar, row.colour, row.whisker, self.city_bar)

    def _place(self, i: int) -> tuple[int, int, object]:
        status = int(self.view.slice.status[i])
        language = self.wording.language
        name = collation_key(self.view.level.areas[i].name(language), language)
        rank = int(self.view.rank[i])
        return (0, rank, name) if rank else (1, status, name)

    @cached_property
    def compared(self) -> Values:
        """What the table says beside each value, (areas,): the difference to the base, or the per cent of the city's.

        A share of another base than the city would not be one.
        """
        if not self.is_count:
            return self.view.difference
        whole = self.view.city.value if self.view.city.value > 0 else np.nan
        return np.asarray(100 * self.view.slice.value / whole)

    def _compared(self, i: int) -> str:
        value = float(self.compared[i])
        if self.is_count:
            return self.wording.number(value, SHARE_DECIMALS)
        return self.wording.signed(value, self.view.indicator.decimals)

    def _row(self, i: int) -> AreaRow:
        view, wording = self.view, self.wording
        seen = view.slice[i]
        class_of = int(view.class_of[i])
        area = view.level.areas[i]
        assigned = None
        if seen.status is Status.ESTIMATED and not np.isnan(seen.assigned_in):
            assigned = (seen.assigned_in, seen.assigned_out)
        judged = view.judgement[i] if area.member else None
        low, high = float(view.intervals.low[i]), float(view.intervals.high[i])
        return AreaRow(
            area=area,
            name=area.name(wording.language),
            lang=name_language(view.level, i, wording),
            status=seen.status,
            text=wording.value(seen.value, seen.status, view.indicator, unit=False),
            text_with_unit=wording.value(seen.value, seen.status, view.indicator),
            rank=wording.ordinal(int(view.rank[i])),
            compared=self._compared(i) if area.member else NOTHING,
            judgement="" if judged is None else judgement(wording, judged),
            judgement_word="" if judged is None else judged.value,
            interval=interval(wording, view, low, high),
            whisker=self._whisker(low, high),
            colour=view.colours[class_of] if class_of >= 0 else None,
            bar=self.bar(seen.value),
            assigned=assigned,
        )
