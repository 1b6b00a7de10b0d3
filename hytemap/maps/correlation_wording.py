"""How two figures go together, in words: the correlation, how sure it is, and what it does not tell."""

from __future__ import annotations

import numpy as np

from hytemap.maps.view import MapView
from hytemap.maps.wording import Wording
from hytemap.model import Status, Values
from hytemap.statistics.correlation import FEWEST_PAIRS, Correlation, correlation

#: as many areas or fewer tell little
FEW_AREAS = 20
DECIMALS = 2


def correlation_of(x: MapView, y: MapView) -> Correlation:
    """The correlation of two views over the city's own areas that have both values."""
    return correlation(_members(x), _members(y))


def _members(view: MapView) -> Values:
    return np.where(view.level.member, view.slice.value, np.nan)


def correlation_sentences(x: MapView, y: MapView, found: Correlation, wording: Wording) -> list[str]:
    """The correlation with its interval, and whether it is clear; or why none is told."""
    n = wording.number(found.n, 0)
    if found.n < FEWEST_PAIRS:
        told = wording.ngettext(
            "Only %(num)s area has both figures: a correlation would tell nothing.",
            "Only %(num)s areas have both figures: a correlation would tell nothing.",
            found.n,
        )
        return [told if found.n else wording.gettext("No area has both figures.")]
    if not found.is_told:
        return [wording.gettext("One of the figures is the same in every area: there is no correlation to tell.")]
    values = wording.gettext(
        "Pearson's correlation is %(r)s (95 %% interval from %(low)s to %(high)s), Spearman's rank correlation "
        "%(rho)s. Areas with both figures: %(n)s."
    ) % {
        "r": wording.number(found.pearson, DECIMALS),
        "low": wording.number(found.low, DECIMALS),
        "high": wording.number(found.high, DECIMALS),
        "rho": wording.number(found.spearman, DECIMALS),
        "n": n,
    }
    return [values, _clear(x, y, found, wording)]


def _clear(x: MapView, y: MapView, found: Correlation, wording: Wording) -> str:
    if not found.is_clear:
        return wording.gettext(
            "The interval reaches to both sides of zero: these areas do not show whether the figures go together."
        )
    if found.pearson > 0:
        return wording.gettext("Where the one is higher, the other tends to be higher too.")
    return wording.gettext("Where the one is higher, the other tends to be lower.")


def correlation_warnings(x: MapView, y: MapView, found: Correlation, wording: Wording) -> list[str]:
    """What the correlation does not tell, from the figures at hand."""
    told = []
    if found.is_told and found.n <= FEW_AREAS:
        few = wording.ngettext(
            "%(num)s area tells little: the interval is wide, and a single area can turn the result.",
            "%(num)s areas tell little: the interval is wide, and a single area can turn the result.",
            found.n,
        )
        told.append(few)
    told.append(
        wording.gettext(
            "What goes together need not be cause and effect: a third thing may be behind both. Areas are not people: "
            "what holds between areas need not hold between those who live in them."
        )
    )
    if x.indicator.id == y.indicator.id:
        told.append(
            wording.gettext(
                "These are the same areas in two years: that high ones stay high is to be expected, and tells nothing "
                "of the change."
            )
        )
    elif _same_people(x, y):
        told.append(
            wording.gettext("Both are shares of the same people or dwellings: that alone ties them to each other.")
        )
    estimated = (x.slice.status == Status.ESTIMATED) | (y.slice.status == Status.ESTIMATED)
    if (estimated & x.level.member).any():
        told.append(
            wording.gettext(
                "Estimates (≈) are divided from other areas in the same way, which can make the correlation look "
                "stronger than it is."
            )
        )
    return told


def _same_people(x: MapView, y: MapView) -> bool:
    """Whether both are shares of one and the same count."""
    denominators = [view.source.formula.get("ratio.denominator") for view in (x, y)]
    return x.source.id == y.source.id and denominators[0] is not None and denominators[0] == denominators[1]
