"""Which year an answer shows, when one is asked, when a datetime is, and when none is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from hytemap.atlas import Atlas
from hytemap.atlas.atlas import TOTAL
from hytemap.errors import RequestFault
from hytemap.web.api import words
from hytemap.web.api.operation import Question


def newest_year(
    atlas: Atlas, level: str, indicators: Sequence[str], among: Sequence[int] | None = None, group: str = TOTAL
) -> int | None:
    """The newest year in which most of the indicators have values at the level; `among` narrows the choice.

    One answer shows one year, so that its areas and columns can be compared. Where no year has a value, the newest with
    figures at all: it still tells why, as not applicable is not missing. None when there is none.
    """
    counts = Counter(year for indicator in indicators for year in atlas.years(indicator, level, group))
    possible = known_years(atlas, level, indicators, group) if among is None else among
    return max(possible, key=lambda year: (counts[year], year), default=None)


def known_years(atlas: Atlas, level: str, indicators: Sequence[str], group: str = TOTAL) -> list[int]:
    """Years, rising, in which any of the indicators has values at the level or figures at all."""
    years = {year for indicator in indicators for year in atlas.years(indicator, level, group)}
    return sorted(years.union(*(atlas.indicators[indicator].known_years for indicator in indicators)))


def check_year(atlas: Atlas, level: str, indicators: Sequence[str], year: int, word: str) -> None:
    """Raise a RequestFault of `word` when none of the indicators has figures of `year`."""
    known = known_years(atlas, level, indicators)
    if year not in known:
        which = indicators[0] if len(indicators) == 1 else "none of the indicators"
        verb = "has no figures of" if len(indicators) == 1 else "has figures of"
        raise RequestFault(f"{which} {verb} {year}", word, [str(one) for one in known])


def year_of(question: Question, level: str, indicators: Sequence[str]) -> int | None:
    """The year asked, else the newest; raises RequestFault for a year none of the indicators has figures of."""
    year = question.get(words.YEAR)
    if year is None:
        return newest_year(question.atlas, level, indicators, group=question.get(words.GROUP, TOTAL))
    check_year(question.atlas, level, indicators, year, words.YEAR.name)
    return year


def years_of(question: Question, level: str, indicators: Sequence[str]) -> list[int]:
    """The years asked of one indicator; raises RequestFault when they do not go with the other words."""
    years = question.get(words.YEARS, [])
    if not years:
        return []
    if len(indicators) != 1 or question.get(words.INDICATORS) is None:
        raise RequestFault("years goes with exactly one indicator", words.INDICATORS.name, ["one indicator"])
    for year in years:
        check_year(question.atlas, level, indicators, year, words.YEARS.name)
    return years


def refuse_together(question: Question, *together: words.Year | words.Years | words.Datetime) -> None:
    """Raise a RequestFault when more than one of these words was asked: each says which year is meant."""
    asked = [word.name for word in together if word.name in question.asked]
    if len(asked) > 1:
        raise RequestFault(f"{' and '.join(asked)} each say which year; ask for one of them", asked[1], asked)
