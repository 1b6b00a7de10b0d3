"""An area's profile summed up in sentences: where it is better or worse than the city, and how sure that is."""

from __future__ import annotations

from hytemap.maps.profile import Profile, ProfileRow, sides
from hytemap.maps.wording import N_, Wording, lower_first
from hytemap.model import Status
from hytemap.statistics.trend import Meaning

#: indicators named on a side; more are counted
MOST_NAMED = 3
#: parts of what another indicator tells: counted, but named only after others
_PARTS = ("share_75_plus", "share_85_plus", "households_with_preschool_children", "upper_degree")
_LABELS = {
    "better": N_("better: %(areas)s"),
    "worse": N_("worse: %(areas)s"),
    "higher": N_("higher: %(areas)s"),
    "lower": N_("lower: %(areas)s"),
}


_MOVED = {
    Meaning.BETTER: N_("getting better: %(areas)s"),
    Meaning.WORSE: N_("getting worse: %(areas)s"),
}


def profile_sentences(profile: Profile) -> list[str]:
    """A sentence a theme that can be judged, the indicators farthest from the city first, then development, estimates.

    Development is told of indicators that have a better end.
    """
    wording = profile.wording
    told = [said for theme, rows in profile.themes if (said := _theme(wording, wording.theme(theme), rows))]
    return [*told, *_unjudged(profile, bool(told)), *_developed(profile), *_caveats(profile)]


def _theme(wording: Wording, title: str, rows: list[ProfileRow]) -> str | None:
    found = sides(rows)
    parts = [
        wording.gettext(label) % {"areas": _named(wording, sorted(found[side], key=_telling))}
        for side, label in _LABELS.items()
        if found[side]
    ]
    if found["similar"]:
        count = wording.ngettext("%(num)s indicator", "%(num)s indicators", len(found["similar"]))
        parts.append(wording.gettext("no clear difference: %(areas)s") % {"areas": count})
    if not parts:
        return None
    return wording.gettext("%(theme)s, against all of Espoo – %(parts)s.") % {"theme": title, "parts": "; ".join(parts)}


def _telling(row: ProfileRow) -> tuple[bool, float]:
    """The farther from the city, the earlier."""
    return row.indicator.id in _PARTS, -abs(row.away)


def _developed(profile: Profile) -> list[str]:
    wording, parts = profile.wording, []
    for meaning, label in _MOVED.items():
        rows = [row for row in profile.rows if row.meaning is meaning]
        if rows:
            rows.sort(key=lambda row: row.indicator.id in _PARTS)
            parts.append(wording.gettext(label) % {"areas": _named(wording, rows, values=False)})
    return [wording.gettext("Development – %(parts)s.") % {"parts": "; ".join(parts)}] if parts else []


def _named(wording: Wording, rows: list[ProfileRow], values: bool = True) -> str:
    names = [f"{_within(row.title)} ({row.text})" if values else _within(row.title) for row in rows[:MOST_NAMED]]
    more = len(rows) - MOST_NAMED
    if more > 0:
        names.append(wording.ngettext("%(num)s other indicator", "%(num)s other indicators", more))
    return wording.listed(names)


def _within(title: str) -> str:
    """A title as it stands within a sentence; an abbreviation keeps its capitals."""
    return title if title[1:2].isupper() else lower_first(title)


def _unjudged(profile: Profile, any_judged: bool) -> list[str]:
    wording = profile.wording
    if profile.is_city or any_judged:
        return []
    if not profile.area.member:
        name = profile.area.name(wording.language)
        said = wording.gettext("%(area)s is not part of Espoo: its figures are shown, but not judged or ranked.")
        return [said % {"area": name}]
    return [wording.gettext("No indicator of this area can be judged against Espoo.")]


def _caveats(profile: Profile) -> list[str]:
    wording, valued = profile.wording, [row for row in profile.rows if row.status.has_value]
    estimated = sum(row.status is Status.ESTIMATED for row in valued)
    if not estimated:
        return []
    if estimated == len(valued):
        return [wording.gettext("All figures are estimates (≈): they are carried over from another division.")]
    said = wording.gettext(
        "%(count)s of %(all)s figures are estimates (≈): they are carried over from another division."
    )
    return [said % {"count": wording.number(estimated, 0), "all": wording.number(len(valued), 0)}]
