"""What a comparison is called: its title, and the name of each view in it."""

from __future__ import annotations

from collections.abc import Sequence

from hytemap.maps.sentence import grouped
from hytemap.maps.view import MapView
from hytemap.maps.wording import Wording, lower_first

#: indicators a sheet's title names; more are counted
MOST_NAMED = 3


def within(title: str) -> str:
    """A title inside a sentence: its first letter in lower case, unless it begins with an abbreviation."""
    return title if title[1:2].isupper() else lower_first(title)


def comparison_title(views: Sequence[MapView], by_years: bool, wording: Wording) -> str:
    """`Työttömyysaste 2015 ja 2024` by years, else `Työttömyysaste ja korkeakoulututkinto 2024`."""
    language, first = wording.language, views[0]
    if by_years:
        years = [str(view.year) for view in views if view.year is not None]
        return f"{grouped(first, language)} {wording.listed(years)}".strip()
    one, *others = [grouped(view, language) for view in views]
    names = wording.listed([one, *map(within, others)])
    same = len({view.year for view in views}) == 1 and first.year is not None
    return f"{names} {first.year}" if same else names


def sheet_title(views: Sequence[MapView], by_years: bool, wording: Wording) -> str:
    """The same with the level; of many indicators how many: `Suuralueet, 6 indikaattoria, 2024`."""
    level = views[0].level.title[wording.language]
    if by_years or len(views) <= MOST_NAMED:
        return f"{comparison_title(views, by_years, wording)}, {lower_first(level)}"
    count = wording.ngettext("%(num)s indicator", "%(num)s indicators", len(views))
    title = f"{level}, {count}"
    same = len({view.year for view in views}) == 1 and views[0].year is not None
    return f"{title}, {views[0].year}" if same else title
