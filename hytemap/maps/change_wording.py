"""A map of change in words: where it was greatest, how the city moved, and what is more than chance."""

from __future__ import annotations

import numpy as np

from hytemap.maps.side_by_side import ChangeView
from hytemap.maps.view import MapClass, MapView
from hytemap.maps.wording import ABOUT, N_, NO_BREAK, Wording, limit_decimals
from hytemap.model import Direction, Status
from hytemap.statistics.trend import Movement

#: areas named in a sentence; more are counted
MOST_NAMED = 3
#: hue says whether a change is for the better, darkness how great it is
_COLOURS = {
    Direction.LOWER: N_(
        "Blue-green has fallen, which is better; warm has risen, which is worse; the darker, the more."
    ),
    Direction.HIGHER: N_(
        "Blue-green has risen, which is better; warm has fallen, which is worse; the darker, the more."
    ),
    Direction.NEUTRAL: N_("Green has fallen, violet has risen; neither is better; the darker, the more."),
}


def change_text(view: ChangeView, wording: Wording, i: int) -> str:
    """The change of area `i` with its unit (`≈ +1,2 %-yks.`), or why there is none."""
    return changed(view, wording, float(view.slice.value[i]), Status(int(view.slice.status[i])))


def changed(view: MapView, wording: Wording, amount: float, status: Status) -> str:
    """A change with its unit; the status's word where it has none, `not comparable` where years do not compare."""
    if not status.has_value:
        return wording.gettext("not comparable") if status is Status.NOT_APPLICABLE else wording.status(status)
    text = wording.signed(amount, view.indicator.decimals)
    unit = wording.difference_unit(view.indicator.unit)
    text = f"{text}{NO_BREAK}{unit}" if unit else text
    return f"{ABOUT}{NO_BREAK}{text}" if status is Status.ESTIMATED else text


def change_labels(view: ChangeView, wording: Wording) -> list[str]:
    """A label for each class of change, with signs."""
    decimals = limit_decimals(view.breaks, view.indicator.decimals)
    last = len(view.classes) - 1
    return [_label(one, i == 0, i == last, decimals, wording) for i, one in enumerate(view.classes)]


def _label(one: MapClass, first: bool, last: bool, decimals: int, wording: Wording) -> str:
    low, high = wording.signed(one.low, decimals), wording.signed(one.high, decimals)
    if low == high:
        return low
    if one.low < one.high:
        return wording.gettext("%(low)s to %(high)s") % {"low": low, "high": high}
    return f"≤{NO_BREAK}{high}" if first and not last else f">{NO_BREAK}{low}"


def change_colours(view: ChangeView, wording: Wording) -> str:
    """What the colours of the map of change mean."""
    return wording.gettext(_COLOURS[view.indicator.direction])


def change_sentences(view: ChangeView, wording: Wording) -> list[str]:
    """Greatest and smallest change, the city's own, what is more than chance, and what cannot be compared."""
    members = np.nonzero(view.level.member & np.isfinite(view.slice.value))[0].tolist()
    told = []
    if members:
        told += [*_extremes(view, wording, members), *_city(view, wording), *_tested(view, wording, members)]
    if view.not_compared:
        told.append(
            wording.ngettext(
                "%(num)s area cannot be compared: definition, source or borders changed between the years.",
                "%(num)s areas cannot be compared: definition, source or borders changed between the years.",
                view.not_compared,
            )
        )
    told += [f"{year}: {said[wording.language]}" for year, said in view.told.breaks]
    # a unit may end in a full stop of its own (%-yks.)
    return [said.replace("..", ".") for said in told]


def _extremes(view: ChangeView, wording: Wording, members: list[int]) -> list[str]:
    ordered = sorted(members, key=lambda i: float(view.slice.value[i]))
    low, high = ordered[0], ordered[-1]
    years = {"first": view.first, "last": view.year}
    if len(ordered) == 1:
        one = wording.gettext("From %(first)s to %(last)s: %(area)s %(change)s.")
        return [one % (years | {"area": _name(view, wording, low), "change": change_text(view, wording, low)})]
    moved = {
        "high": _name(view, wording, high),
        "high_change": change_text(view, wording, high),
        "low": _name(view, wording, low),
        "low_change": change_text(view, wording, low),
    }
    return [wording.gettext(_ways(view, low, high)) % (years | moved)]


def _ways(view: ChangeView, low: int, high: int) -> str:
    """The sentence for areas that all rose, all fell, or went both ways."""
    if view.slice.value[low] > 0:
        return N_(
            "From %(first)s to %(last)s: rose in every area, most in %(high)s (%(high_change)s), least in %(low)s "
            "(%(low_change)s)."
        )
    if view.slice.value[high] < 0:
        return N_(
            "From %(first)s to %(last)s: fell in every area, most in %(low)s (%(low_change)s), least in %(high)s "
            "(%(high_change)s)."
        )
    return N_(
        "From %(first)s to %(last)s: rose most in %(high)s (%(high_change)s), fell most in %(low)s (%(low_change)s)."
    )


def _city(view: ChangeView, wording: Wording) -> list[str]:
    amount, status = view.city_change
    if not status.has_value:
        return []
    said = wording.gettext("Espoo as a whole: %(value)s.")
    return [said % {"value": changed(view, wording, amount, status)}]


def _tested(view: ChangeView, wording: Wording, members: list[int]) -> list[str]:
    movement = view.told.areas.movement
    tested = [i for i in members if movement[i] is not Movement.UNTESTED]
    if not tested:
        return [wording.gettext("Whether a change is more than chance cannot be tested.")]
    kinds = (
        (Movement.RISING, N_("risen: %(areas)s")),
        (Movement.FALLING, N_("fallen: %(areas)s")),
        (Movement.NO_CLEAR_CHANGE, N_("no clear change: %(areas)s")),
    )
    parts = []
    for kind, said in kinds:
        found = [i for i in tested if movement[i] is kind]
        if found:
            parts.append(wording.gettext(said) % {"areas": _listed(view, wording, found)})
    told = [wording.gettext("Tested against chance – %(parts)s.") % {"parts": "; ".join(parts)}]
    if any(view.slice.status[i] == Status.ESTIMATED for i in tested):
        told.append(
            wording.gettext("For estimates (≈) the test does not count what dividing source areas adds to chance.")
        )
    return told


def _listed(view: ChangeView, wording: Wording, found: list[int]) -> str:
    if len(found) <= MOST_NAMED:
        return wording.listed([_name(view, wording, i) for i in found])
    return wording.ngettext("%(num)s area", "%(num)s areas", len(found))


def _name(view: ChangeView, wording: Wording, i: int) -> str:
    return view.level.areas[i].name(wording.language)
