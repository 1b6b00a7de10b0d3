"""Which population group an answer is about, and what its figures are compared with."""

from __future__ import annotations

from collections.abc import Sequence

from hytemap.atlas import AtlasIndicator
from hytemap.atlas.atlas import CITY_BASE, TOTAL
from hytemap.maps.view import TARGET
from hytemap.web.api import words
from hytemap.web.api.operation import Question


def group_of(question: Question, indicators: Sequence[str]) -> str:
    """The population group asked, else everybody; raises RequestFault when one of the indicators has no such group."""
    group = question.get(words.GROUP, TOTAL)
    for name in indicators:
        known = [TOTAL, *question.atlas.indicators[name].groups]
        if group not in known:
            raise words.GROUP.fault(f"{name} has no group {group}", known)
    return group


def base_of(question: Question, indicators: Sequence[AtlasIndicator]) -> str:
    """The base asked, else the city; raises RequestFault for the target of an indicator that has none."""
    base = question.get(words.BASE, CITY_BASE)
    without = [indicator.id for indicator in indicators if base == TARGET and indicator.target is None]
    if without:
        raise words.BASE.fault(f"{without[0]} has no target to compare with", question.atlas.named_bases)
    return base
