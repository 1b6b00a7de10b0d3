"""What an indicator's facts are called: place in the impact chain, which way is better, freshness, formula."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from babel.dates import format_date

from hytemap.atlas import Freshness
from hytemap.maps.wording import N_, Wording
from hytemap.model import ChainStage, Direction, LocalText

CHAIN_WORDS = {
    ChainStage.INPUT: N_("Input"),
    ChainStage.OUTPUT: N_("Output"),
    ChainStage.OUTCOME: N_("Outcome"),
    ChainStage.IMPACT: N_("Impact"),
}
BETTER_WORDS = {
    Direction.LOWER: N_("Lower is better"),
    Direction.HIGHER: N_("Higher is better"),
    Direction.NEUTRAL: N_("Neither end is better"),
}
FRESHNESS_WORDS = {
    Freshness.FRESH: N_("Up to date"),
    Freshness.DUE: N_("Newer figures may be out"),
    Freshness.UNSCHEDULED: N_("No regular updates"),
    Freshness.NOT_FETCHED: N_("Figures not fetched yet"),
}
KIND_WORDS = {
    "ratio": N_("Numerator and denominator are first summed over the area, then divided."),
    "mean": N_("A mean weighted by the number it is a mean over."),
    "count": N_("A sum of counts."),
    "published": N_("As the publisher gives it; it cannot be summed over areas."),
}
#: variables of the areas themselves
AREA_LABELS = {"land_area_km2": N_("Land area, km²"), "land_cells": N_("Land cells of the grid")}
#: what stands around a label: Finnish and Swedish have the same mark on both sides
_QUOTED = {"fi": "”{}”", "sv": "”{}”", "en": "“{}”"}
# a formula's signs as they are printed
_SIGNS = str.maketrans({"*": "×", "-": "−"})
_NAME = re.compile(r"[a-z][a-z0-9_]*")


def kind_in_words(wording: Wording, kind: str, times: int) -> str:
    """How figures are put together over areas, in a sentence or two."""
    told = wording.gettext(KIND_WORDS[kind])
    if kind == "ratio" and times != 1:
        multiplied = wording.gettext("The quotient is multiplied by %(times)s.") % {"times": wording.number(times, 0)}
        told += f" {multiplied}"
    return told


def formula_in_symbols(kind: str, formula: Mapping[str, str], times: int) -> str:
    """The formula over the publisher's variables: `pt_tyott / (pt_tyoll + pt_tyott) × 100`."""
    parts = {key: part if part.isidentifier() else f"({part})" for key, part in formula.items()}
    if kind == "ratio":
        quotient = f"{parts['ratio.numerator']} / {parts['ratio.denominator']}"
        return quotient if times == 1 else f"{quotient} × {times}"
    if kind == "mean":
        value, weight = parts["mean.value"], parts["mean.weight"]
        return f"Σ ({value} × {weight}) / Σ {weight}"
    return next(iter(formula.values()), "")


def formula_in_labels(symbols: str, labels: Mapping[str, LocalText], wording: Wording) -> str:
    """The same with the publisher's own labels in place of names; empty where one has none."""
    known = {name: wording.gettext(label) for name, label in AREA_LABELS.items()}
    known |= {name: label[wording.language] for name, label in labels.items()}
    if not symbols or any(name not in known for name in _NAME.findall(symbols)):
        return ""
    quoted = _QUOTED[wording.language]
    return _NAME.sub(lambda found: quoted.format(known[found[0]]), symbols.translate(_SIGNS))


def day(wording: Wording, when: date) -> str:
    """A day: `24.11.2026`, in English `24 Nov 2026`."""
    return str(format_date(when, "d MMM yyyy" if wording.language == "en" else "d.M.yyyy", locale=wording.language))


def month(wording: Wording, when: date) -> str:
    """A month: `tammikuu 2027`."""
    return str(format_date(when, "LLLL yyyy", locale=wording.language))


def year_ranges(years: list[int]) -> str:
    """Years in short: `2012–2014, 2016`; empty for none."""
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
