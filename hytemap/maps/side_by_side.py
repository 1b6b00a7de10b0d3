"""Maps side by side: one scale where their units match, and the change from one year to another as a map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from hytemap.maps.development import Development, change_between
from hytemap.maps.view import MapView
from hytemap.model import Status, Values
from hytemap.statistics.class_breaks import METHODS, AroundBase, Fewer, around_base, class_breaks, classify


@dataclass(frozen=True, kw_only=True)
class SharedView(MapView):
    """A map classed over what all maps beside it show; `pool` are the values of members in all of them."""

    pool: Values

    @cached_property
    def limits(self) -> tuple[float, float]:
        """Lowest and highest member value of all the maps."""
        return float(np.nanmin(self.pool)), float(np.nanmax(self.pool))

    @cached_property
    def fewer(self) -> Fewer | None:
        """Why there are fewer classes than asked for, all maps taken together."""
        if not self.slice.has_values or len(self.breaks) + 1 >= self.classes_asked:
            return None
        different = len(np.unique(self.pool[~np.isnan(self.pool)]))
        return Fewer.FEW_VALUES if different < self.classes_asked else Fewer.TIES


@dataclass(frozen=True)
class SideBySide:
    """Maps of one level; `one_scale` where all have the same class limits.

    `far_apart` where their units match, but a common scale would part the maps and not the areas.
    """

    views: tuple[MapView, ...]
    one_scale: bool
    far_apart: bool = False


def side_by_side(views: Sequence[MapView]) -> SideBySide:
    """The maps, classed together where their units match: the same limits in all, found over their members' values.

    Years of one indicator have one scale as they are. Different units never share one, and neither do classes around
    a base, as each indicator has its own base value. Figures that lie so far apart that a common scale would only part
    the maps (no value of one among those of the others, or one map all of one colour) keep scales of their own.
    """
    shown = [view for view in views if view.slice.has_values]
    if len({(view.indicator.id, view.group) for view in views}) == 1:
        return SideBySide(tuple(views), one_scale=True)
    units = {view.indicator.unit for view in views}
    if len(units) > 1 or len(shown) < 2 or any(view.method_asked not in METHODS for view in views):
        return SideBySide(tuple(views), one_scale=False)
    pool = np.concatenate([view.slice.value[view.level.member] for view in shown])
    breaks = class_breaks(pool, shown[0].method_asked, shown[0].classes_asked)
    if _gap_between(shown) or any(_in_one_class(view, breaks) for view in shown):
        return SideBySide(tuple(views), one_scale=False, far_apart=True)
    return SideBySide(tuple(_shared(view, breaks, pool) for view in views), one_scale=True)


def _gap_between(views: Sequence[MapView]) -> bool:
    """Whether the values of some maps all lie above those of the others, with none in common."""
    known = [view.slice.value[view.level.member & np.isfinite(view.slice.value)] for view in views]
    ends = sorted((float(values.min()), float(values.max())) for values in known if len(values))
    reached = ends[0][1] if ends else 0.0
    for low, high in ends:
        if low > reached:
            return True
        reached = max(reached, high)
    return False


def _in_one_class(view: MapView, breaks: list[float]) -> bool:
    """Whether a map whose areas differ would have one class only."""
    values = view.slice.value[view.level.member & np.isfinite(view.slice.value)]
    return len(np.unique(values)) > 1 and len(np.unique(classify(values, breaks))) < 2


def _shared(view: MapView, breaks: list[float], pool: Values) -> SharedView:
    kept = {name: getattr(view, name) for name in MapView.__dataclass_fields__}
    return SharedView(**kept | {"breaks": tuple(breaks)}, pool=pool)


@dataclass(frozen=True, kw_only=True)
class ChangeView(MapView):
    """A map of change: its slice holds the change, in the unit of differences, and the worst status of both years.

    `first` is the year it is told from, `told` the development it is drawn from. An area with figures of both years
    that do not compare (other definition, table or borders) is `not_applicable`.
    """

    first: int
    told: Development

    @cached_property
    def limits(self) -> tuple[float, float]:
        """Lowest and highest change of a member."""
        members = self.slice.value[self.level.member]
        return float(np.nanmin(members)), float(np.nanmax(members))

    @cached_property
    def fewer(self) -> Fewer | None:
        """Whether all changes go one way."""
        return Fewer.ONE_SIDED if self.around is not None and self.around.one_sided else None

    @property
    def city_change(self) -> tuple[float, Status]:
        """The city's own change (NaN where none can be told) and the worse status of both years."""
        found = self.told.city
        statuses = [
            self.atlas.city(self.indicator.id, year, self.group).status for year in (self.first, self.year or 0)
        ]
        change = np.nan if found is None else float(found.since_first[0])
        worst = max(statuses)
        return change, Status.NOT_APPLICABLE if np.isnan(change) and worst.has_value else worst

    @property
    def not_compared(self) -> int:
        """How many member areas have figures of both years that do not compare."""
        return int(((self.slice.status == Status.NOT_APPLICABLE) & self.level.member).sum())


def change_view(before: MapView, after: MapView) -> ChangeView | None:
    """The change from `before` to `after`, two years of one indicator; None where it may not be told over time.

    Classes stand around zero: on the worse side warm, on the better one blue-green.
    """
    if before.year is None or after.year is None:
        return None
    told = change_between(after, before.year, after.year)
    if told is None:
        return None
    change = told.areas.since_first
    worst = np.maximum(before.slice.status, after.slice.status)
    status = np.where(np.isnan(change) & (worst <= Status.ESTIMATED), Status.NOT_APPLICABLE, worst).astype(np.uint8)
    nothing = np.full_like(change, np.nan)
    changed = replace(
        after.slice, value=change, status=status, numerator=nothing, denominator=nothing, low=nothing, high=nothing
    )
    members = change[after.level.member]
    around = None
    if np.isfinite(members).any():
        around = around_base(members, after.classes_asked, 0.0, change[~after.level.member])
    kept = {name: getattr(after, name) for name in MapView.__dataclass_fields__}
    kept |= {"slice": changed, "around": around or AroundBase([], 0, True, 0), "centre": None}
    kept |= {"breaks": tuple(around.breaks) if around else (), "method": "base", "method_asked": "base"}
    return ChangeView(**kept, first=before.year, told=told)
