"""What a map shows, said in words: the same sentence on the page and on paper."""

from __future__ import annotations

import numpy as np

from hytemap.maps.development_table import DevelopmentTable
from hytemap.maps.judgement_wording import judgement_sentence
from hytemap.maps.view import MapView
from hytemap.maps.wording import Wording, lower_first
from hytemap.model import Status

#: areas named when several share the highest or lowest value
MOST_NAMED = 3


def grouped(view: MapView, language: str) -> str:
    """The indicator's title, with the population group where it is not everybody: `Päivittäin tupakoivat, naiset`."""
    title, group = view.indicator.title[language], view.group_title(language)
    return title if group is None else f"{title}, {lower_first(group)}"


def heading(view: MapView, language: str) -> str:
    """What a view is of, with its year: `Työttömyysaste 2024`, `Päivittäin tupakoivat, naiset 2024`."""
    title = grouped(view, language)
    return title if view.year is None else f"{title} {view.year}"


def map_sentences(view: MapView, wording: Wording, told: DevelopmentTable | None = None) -> list[str]:
    """Sentences that say what the map shows: extremes among the city's areas, the city, and how sure it is.

    `told` is the view's development in the same language, where somebody has it already.
    """
    if view.year is None or not view.slice.has_values:
        return [first_sentence(view, wording)]
    return [
        first_sentence(view, wording),
        wording.gettext("Espoo as a whole: %(value)s.")
        % {"value": wording.value(view.city.value, view.city.status, view.indicator)},
        *_judged(view, wording, told or DevelopmentTable(view, wording)),
        *_caveats(view, wording),
    ]


def first_sentence(view: MapView, wording: Wording) -> str:
    """The first of them: the extremes, or that there are no figures."""
    title = heading(view, wording.language) if view.slice.has_values else grouped(view, wording.language)
    return extremes(view, wording, f"{title}, {lower_first(view.level.title[wording.language])}")


def _judged(view: MapView, wording: Wording, told: DevelopmentTable) -> list[str]:
    """Which areas differ clearly, how the city has moved, and whether areas have drawn apart."""
    found = (judgement_sentence(view, wording), told.city, told.gap_sentence)
    return [said for said in found if said is not None]


def extremes(view: MapView, wording: Wording, subject: str) -> str:
    """Where the highest and the lowest value are among the city's areas; `subject` begins the sentence."""
    if view.year is None or not view.slice.has_values:
        return wording.gettext("%(subject)s: no figures at this level.") % {"subject": subject}
    ranked = np.nonzero(view.rank > 0)[0]
    if len(ranked) == 0:
        return f"{subject}."
    # names and values as shown: areas whose values look the same on the page share a place in the sentence
    shown = {int(i): round(float(view.slice.value[i]), view.indicator.decimals) for i in ranked}
    high, low = (_named(view, wording, [i for i in shown if shown[i] == end]) for end in _ends(shown))
    if high[1] == low[1]:
        if len(shown) == 1:
            return f"{subject}: {high[0]} {high[1]}."
        return wording.gettext("%(subject)s: %(value)s in every area.") % {"subject": subject, "value": high[1]}
    both = wording.gettext("%(subject)s: highest in %(high)s (%(high_value)s), lowest in %(low)s (%(low_value)s).")
    told = {"subject": subject, "high": high[0], "high_value": high[1], "low": low[0], "low_value": low[1]}
    return both % told


def _ends(shown: dict[int, float]) -> tuple[float, float]:
    return max(shown.values()), min(shown.values())


def _named(view: MapView, wording: Wording, found: list[int]) -> tuple[str, str]:
    """Names of the areas `found`, and their common value; the least sure of them decides how it is marked."""
    status = Status(max(int(view.slice.status[i]) for i in found))
    names = [view.level.areas[i].name(wording.language) for i in found[:MOST_NAMED]]
    if len(found) > MOST_NAMED:
        more = wording.gettext("%(count)s others")
        names.append(more % {"count": len(found) - MOST_NAMED})
    return wording.listed(names), wording.value(float(view.slice.value[found[0]]), status, view.indicator)


def _caveats(view: MapView, wording: Wording) -> list[str]:
    counts = view.status_counts
    with_value = sum(count for status, count in counts.items() if status.has_value)
    told = []
    estimated = counts.get(Status.ESTIMATED, 0)
    if estimated and estimated == with_value:
        told.append(wording.gettext("All figures are estimates (≈)."))
    elif estimated:
        told.append(wording.gettext("≈ marks an estimate."))
    without = [(status, count) for status, count in counts.items() if not status.has_value]
    if without:
        words = [f"{wording.status(status)} {count}" for status, count in without]
        told.append(wording.gettext("Areas without a figure: %(counts)s.") % {"counts": ", ".join(words)})
    return told
