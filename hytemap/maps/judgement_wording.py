"""Judgements, developments and gaps in words: what a number means beside the city, and where it is going."""

from __future__ import annotations

import math

import numpy as np

from hytemap.maps.development import Development, Gap
from hytemap.maps.view import MapView
from hytemap.maps.wording import N_, NO_BREAK, NOTHING, Wording
from hytemap.model import Basis, Direction, IntervalKind
from hytemap.statistics.inequality import GapMovement
from hytemap.statistics.judgement import Judgement
from hytemap.statistics.trend import Meaning, Movement, Trends

#: areas named in a sentence; more are counted
MOST_NAMED = 3

JUDGEMENT_WORDS = {
    Judgement.MUCH_BETTER: N_("clearly better"),
    Judgement.BETTER: N_("better"),
    Judgement.SIMILAR: N_("no clear difference"),
    Judgement.WORSE: N_("worse"),
    Judgement.MUCH_WORSE: N_("clearly worse"),
    Judgement.MUCH_HIGHER: N_("clearly higher"),
    Judgement.HIGHER: N_("higher"),
    Judgement.LOWER: N_("lower"),
    Judgement.MUCH_LOWER: N_("clearly lower"),
}
_SIDES = {
    "above": (Judgement.MUCH_BETTER, Judgement.BETTER, Judgement.MUCH_HIGHER, Judgement.HIGHER),
    "below": (Judgement.MUCH_WORSE, Judgement.WORSE, Judgement.MUCH_LOWER, Judgement.LOWER),
    "similar": (Judgement.SIMILAR,),
}
_MOVEMENT_WORDS = {
    (Movement.RISING, Meaning.BETTER): N_("rising and getting better"),
    (Movement.RISING, Meaning.WORSE): N_("rising and getting worse"),
    (Movement.RISING, Meaning.NEUTRAL): N_("rising"),
    (Movement.FALLING, Meaning.BETTER): N_("falling and getting better"),
    (Movement.FALLING, Meaning.WORSE): N_("falling and getting worse"),
    (Movement.FALLING, Meaning.NEUTRAL): N_("falling"),
    (Movement.NO_CLEAR_CHANGE, None): N_("no clear change"),
    (Movement.UNTESTED, None): N_("not tested"),
}
_CITY_SENTENCES = {
    (Movement.RISING, Meaning.BETTER): N_("In all of Espoo it has risen and got better since %(year)s (%(by)s)."),
    (Movement.RISING, Meaning.WORSE): N_("In all of Espoo it has risen and got worse since %(year)s (%(by)s)."),
    (Movement.RISING, Meaning.NEUTRAL): N_("In all of Espoo it has risen since %(year)s (%(by)s)."),
    (Movement.FALLING, Meaning.BETTER): N_("In all of Espoo it has fallen and got better since %(year)s (%(by)s)."),
    (Movement.FALLING, Meaning.WORSE): N_("In all of Espoo it has fallen and got worse since %(year)s (%(by)s)."),
    (Movement.FALLING, Meaning.NEUTRAL): N_("In all of Espoo it has fallen since %(year)s (%(by)s)."),
    (Movement.NO_CLEAR_CHANGE, None): N_("In all of Espoo there is no clear change since %(year)s (%(by)s)."),
    (Movement.UNTESTED, None): N_("In all of Espoo the change since %(year)s is %(by)s."),
}
_GAP_SENTENCES = {
    GapMovement.GROWN: N_("The gap between areas has grown since %(year)s."),
    GapMovement.NARROWED: N_("The gap between areas has narrowed since %(year)s."),
    GapMovement.NO_CLEAR_CHANGE: N_("The gap between areas has not clearly changed since %(year)s."),
}


def judgement(wording: Wording, found: Judgement | None) -> str:
    """The judgement's words; a dash where there is none."""
    return NOTHING if found is None else wording.gettext(JUDGEMENT_WORDS[found])


def interval(wording: Wording, view: MapView, low: float, high: float) -> str:
    """`9,5–11,2`; empty where there is none."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return ""
    decimals = view.indicator.decimals
    return f"{wording.number(low, decimals)}–{wording.number(high, decimals)}"


def judgement_sentence(view: MapView, wording: Wording) -> str | None:
    """Which of the city's areas differ clearly from the base, by name where they are few; None where none is judged."""
    judged = [(i, one) for i, one in enumerate(view.judgement) if one is not None and view.level.member[i]]
    if not judged:
        return None
    neutral = view.indicator.direction is Direction.NEUTRAL
    labels = {
        "above": N_("higher: %(areas)s") if neutral else N_("better: %(areas)s"),
        "below": N_("lower: %(areas)s") if neutral else N_("worse: %(areas)s"),
        "similar": N_("no clear difference: %(areas)s"),
    }
    parts = []
    for side, words in _SIDES.items():
        found = [i for i, one in judged if one in words]
        if found:
            parts.append(wording.gettext(labels[side]) % {"areas": _areas(view, wording, found)})
    value = wording.value(view.base_value.value, view.base_value.status, view.indicator)
    against = wording.gettext("Against %(base)s (%(value)s) – %(parts)s.")
    return against % {"base": wording.base(view), "value": value, "parts": "; ".join(parts)}


def _areas(view: MapView, wording: Wording, found: list[int]) -> str:
    if len(found) <= MOST_NAMED:
        return wording.listed([view.level.areas[i].name(wording.language) for i in found])
    return wording.ngettext("%(num)s area", "%(num)s areas", len(found))


def movement(wording: Wording, trends: Trends, i: int) -> str:
    """Where area `i` has gone, in words; a dash where no year compares with the one shown."""
    if not math.isfinite(trends.since_first[i]):
        return NOTHING
    return wording.gettext(_MOVEMENT_WORDS[trends.movement[i], trends.meaning[i]])


def change(wording: Wording, view: MapView, amount: float, year: int) -> str:
    """`+3,8 (2012)`, in the unit of differences; a dash where there is no year to compare with."""
    if not math.isfinite(amount):
        return NOTHING
    return f"{wording.signed(amount, view.indicator.decimals)} ({year})"


def city_sentence(view: MapView, found: Development | None, wording: Wording) -> str | None:
    """How the city's own value has moved since the first comparable year; None where nothing may be told."""
    if found is None or found.city is None or not math.isfinite(found.city.since_first[0]):
        return None
    city = found.city
    said = _CITY_SENTENCES[city.movement[0], city.meaning[0]]
    unit = wording.difference_unit(view.indicator.unit)
    amount = wording.signed(float(city.since_first[0]), view.indicator.decimals)
    by = f"{amount}{NO_BREAK}{unit}" if unit else amount
    return wording.gettext(said) % {"year": int(city.first_year[0]), "by": by}


def gap_sentence(found: Gap, wording: Wording) -> str | None:
    """Whether the gap between areas has moved; None where it cannot be told."""
    if found.movement is None or found.since is None:
        return None
    return wording.gettext(_GAP_SENTENCES[found.movement]) % {"year": found.since}


def uncertainty(view: MapView, wording: Wording) -> str:
    """How sure the figures are, and what the interval beside each of them tells of."""
    source = view.source
    if source.interval is IntervalKind.NONE:
        told = wording.gettext(
            "No interval can be given, as it is not known how much single values vary. Areas are therefore not judged."
        )
    elif source.basis is Basis.SURVEY:
        told = wording.gettext(
            "The figure is from a survey. In 95 surveys of 100 the interval beside it would hold the true value."
        )
    else:
        told = wording.gettext(
            "The figure covers everybody and is no sample. The interval beside it (95 %) tells how far chance alone "
            "moves such small numbers from year to year."
        )
    if np.isfinite(view.slice.range_low).any():
        told += " " + wording.gettext("For estimates it also holds what dividing source areas leaves open.")
    return told
