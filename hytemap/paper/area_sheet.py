"""The sheet of one area: where it lies, how it stands against the city, and on the next page all its figures."""

from __future__ import annotations

import math
from collections.abc import Sequence

from hytemap.atlas import AtlasIndicator
from hytemap.maps.judgement_wording import judgement
from hytemap.maps.labels import name_language
from hytemap.maps.profile import Profile, ProfileRow
from hytemap.maps.profile_sentences import profile_sentences
from hytemap.maps.svg.ages import ages
from hytemap.maps.svg.locator import locator
from hytemap.maps.svg.spine import spine
from hytemap.maps.wording import NOTHING, lower_first, upper_first
from hytemap.model import Direction, Status
from hytemap.paper.blocks import Block, borders, source_line
from hytemap.paper.face import POINT, PRINTED
from hytemap.paper.frame import Frame
from hytemap.paper.measure import PITCH, TEXT, head_height, lines
from hytemap.paper.typesetting import Sheet

#: spines on the first page: at most, at least, points of one, and of what stands above and below them
MOST_SPINES, LEAST_SPINES, SPINE_ROW, SPINE_REST = 12, 3, 25.5, 75.0
#: the locator, and the bars of ages, in points
LOCATOR = (140.0, 150.0)
AGES = 330.0
#: points that ages take with their heading, key figures with their gaps, and the gap beside the locator
AGES_HEIGHT, KEY_FIGURES, GAP = 205.0, 60.0, 14.0
#: titles listed for one reason; more are counted
MOST_TITLES = 14


def area_sheet(profile: Profile, frame: Frame) -> Sheet:
    """Two pages about one area. Raises NotFound for a code that the level does not have."""
    return frame.told(title_of(profile)) | {"sheets": [area_page(profile, frame)]}


def title_of(profile: Profile) -> str:
    """`Suur-Leppävaara`."""
    return profile.area.name(profile.wording.language)


def area_page(profile: Profile, frame: Frame, prefix: str = "area") -> Block:
    """The parts of both pages; `prefix` begins the ids of the drawings. Raises NotFound."""
    wording = profile.wording
    level, language = profile.level, wording.language
    known = any(row.status.has_value for row in profile.rows)
    kind = f"{upper_first(level.area_title[language])} {profile.code}"
    outside = "" if profile.area.member else f" · {wording.gettext('not part of Espoo')}"
    none = wording.gettext("There are no figures of this area yet.")
    sentences = profile_sentences(profile) if known else [none]
    return {
        "kind": "area",
        "title": title_of(profile),
        "lang": name_language(level, profile.position, wording),
        "subtitle": f"{kind}{outside}",
        "sentences": sentences,
        "key_figures": [
            {"name": f"{row.title} {row.view.year}", "value": row.number, "unit": row.unit, "beside": _beside(row)}
            for row in profile.key_figures
            if known
        ],
        "locator": _locator(profile, prefix),
        "spine": _spine(profile, frame, sentences, prefix),
        "ages": _ages(profile, prefix),
        "table": table(profile),
        "absent": absent(profile),
        "like": like(profile),
        "facts": facts(profile),
        "words": {
            "standing": upper_first(wording.gettext("against Espoo")),
            "ages": wording.gettext("Age structure"),
            "table": wording.gettext("All figures"),
            "absent": wording.gettext("What is not known of this area"),
            "like": wording.gettext("Areas like this one"),
        },
    }


def _beside(row: ProfileRow) -> str:
    return row.compared if row.is_count else ""


def _locator(profile: Profile, prefix: str) -> Block | None:
    title = profile.wording.gettext("Where %(area)s lies") % {"area": title_of(profile)}
    width, height = (side / POINT for side in LOCATOR)
    drawn = locator(
        profile.atlas, profile.level, [profile.code], "", (width, height), PRINTED, prefix=f"{prefix}-locator"
    )
    return None if drawn is None else {"svg": str(drawn), "alt": title, "width": LOCATOR[0]}


def _spines(profile: Profile, frame: Frame, sentences: Sequence[str]) -> int:
    """How many spines fit on the first page below the sentences and above the ages."""
    paper = frame.paper
    width = paper.inner_width - LOCATOR[0] - GAP
    said = sum(lines(one, TEXT, width) * TEXT * PITCH + 5 for one in sentences)
    taken = head_height(title_of(profile), [], paper) + max(said + 16, LOCATOR[1]) + KEY_FIGURES
    ages_height = AGES_HEIGHT if profile.ages is not None else 0.0
    room = paper.inner_height - taken - ages_height - SPINE_REST
    return max(LEAST_SPINES, min(MOST_SPINES, int(room // SPINE_ROW)))


def _telling(row: ProfileRow) -> tuple[bool, bool, float]:
    """What can be judged first, of that what has a better end, of that what is farthest from the city."""
    return row.judged is None, row.indicator.direction is Direction.NEUTRAL, -abs(row.away)


def _spine(profile: Profile, frame: Frame, sentences: Sequence[str], prefix: str) -> Block | None:
    """Spines of the most telling indicators, in the order of the table."""
    wording = profile.wording
    can = [row for row in profile.rows if row.spine is not None and not math.isnan(row.away)]
    chosen = {id(row) for row in sorted(can, key=_telling)[: _spines(profile, frame, sentences)]}
    shown = [row for row in can if id(row) in chosen]
    if not shown:
        return None
    spines = [row.spine for row in shown if row.spine is not None]
    drawn = spine(spines, wording, "", "", frame.paper.inner_width / POINT, PRINTED, f"{prefix}-spine")
    told = "; ".join(
        f"{row.title} {row.text}, {wording.gettext('Espoo')} {row.city}"
        + (f", {judgement(wording, row.judged)}" if row.judged is not None else "")
        for row in shown
    )
    title = wording.gettext("Chart: %(area)s against Espoo") % {"area": title_of(profile)}
    return {"svg": str(drawn), "alt": f"{title}. {told}."}


def _ages(profile: Profile, prefix: str) -> Block | None:
    found, wording = profile.ages, profile.wording
    if found is None:
        return None
    compared = any(band.reference is not None for band in found.bands)
    drawn = ages(
        list(found.bands),
        wording,
        "",
        "",
        unit=wording.gettext("share of the population, %"),
        reference=wording.gettext("Espoo") if compared else "",
        width=AGES / POINT,
        theme=PRINTED,
        prefix=f"{prefix}-ages",
    )
    title = wording.gettext("Age structure of %(area)s %(year)s") % {"area": title_of(profile), "year": found.year}
    told = (f"{band.name} {_share(profile, band.values[0], band.statuses[0])}" for band in found.bands)
    return {"svg": str(drawn), "alt": f"{title}. {'; '.join(told)}.", "year": str(found.year), "width": AGES}


def _share(profile: Profile, value: float, status: Status) -> str:
    return profile.wording.percent(value / 100) if status.has_value else profile.wording.status(status)


def table(profile: Profile) -> Block:
    """All indicators by theme: title and year, value or why there is none, city, difference, judgement, rank, movement.

    The city itself is not compared with itself: its table has the value and the development alone.
    """
    wording, alone = profile.wording, profile.is_city
    columns = [
        {"title": wording.gettext("Indicator"), "number": False},
        {"title": wording.gettext("This area"), "number": True},
    ]
    if not alone:
        columns += [
            {"title": wording.gettext("Espoo"), "number": True},
            {"title": upper_first(wording.gettext("against Espoo")), "number": True},
            {"title": wording.gettext("Judgement"), "number": False},
            {"title": wording.gettext("Rank"), "number": True},
        ]
    columns.append({"title": wording.gettext("Development"), "number": False})
    return {
        "columns": columns,
        "themes": [
            {"title": wording.theme(theme), "rows": [_row(row, alone) for row in rows]}
            for theme, rows in profile.themes
        ],
    }


def _row(row: ProfileRow, alone: bool) -> Block:
    unit = f", {row.unit}" if row.unit else ""
    cells = [f"{row.title} {row.view.year}{unit}", row.number]
    if not alone:
        cells += [row.city, row.compared or NOTHING, row.judgement or NOTHING, row.rank or NOTHING]
    moved = row.movement if row.movement else NOTHING
    return {"cells": [*cells, moved], "known": row.status.has_value}


def absent(profile: Profile) -> list[Block]:
    """What has no figure here, by reason: each a reason and the indicators."""
    wording = profile.wording
    told = [
        (upper_first(one.reason), [_dated(profile, indicator, year) for indicator, year in one.indicators])
        for one in profile.absent
    ]
    if profile.other_years:
        name = wording.gettext("No figures of %(year)s") % {"year": profile.year}
        told.append((name, _titles(profile, profile.other_years)))
    for levels, indicators in profile.elsewhere:
        named = [lower_first(profile.atlas.levels[one].title[wording.language]) for one in levels]
        name = wording.gettext("Only at another level: %(levels)s") % {"levels": wording.listed(named)}
        told.append((name, _titles(profile, indicators)))
    unfetched = [one for _, indicators in profile.unfetched for one in indicators]
    if unfetched:
        told.append((wording.gettext("Not fetched yet"), _titles(profile, unfetched)))
    if not told:
        said = wording.gettext("Nothing that the level has figures of is hidden or missing here.")
        return [{"name": "", "text": said}]
    return [{"name": name, "text": f"{_counted(profile, titles)}."} for name, titles in told]


def _dated(profile: Profile, indicator: AtlasIndicator, year: int | None) -> str:
    title = indicator.title[profile.wording.language]
    return title if year is None else f"{title} {year}"


def _titles(profile: Profile, indicators: Sequence[AtlasIndicator]) -> list[str]:
    return [_dated(profile, one, None) for one in indicators]


def _counted(profile: Profile, titles: list[str]) -> str:
    """Titles one after another; where they are many, the first ones and how many there are more."""
    if len(titles) <= MOST_TITLES:
        return ", ".join(titles)
    more = len(titles) - MOST_TITLES
    rest = profile.wording.ngettext("and %(num)s more indicator", "and %(num)s more indicators", more)
    return f"{', '.join(titles[:MOST_TITLES])} {rest}"


def like(profile: Profile) -> list[Block]:
    """Areas alike in structure, the most alike first, each with how alike it is in words."""
    wording = profile.wording
    return [
        {
            "name": one.area.name(wording.language),
            "lang": name_language(profile.level, one.position, wording),
            "text": f"{one.words} ({wording.number(one.distance, 2)})",
        }
        for one in profile.like
    ]


def facts(profile: Profile) -> list[Block]:
    """Sources of what is shown, each once, the borders, and how figures are protected."""
    wording = profile.wording
    sources = {row.view.source.id: row.view.source for row in profile.rows if row.status.has_value}
    told = [("", source_line(one, wording)) for one in sources.values()]
    told.append((wording.gettext("Borders"), borders(profile.level, wording)))
    protections = dict.fromkeys(one.protection[wording.language] for one in sources.values())
    told.append((wording.gettext("Protection"), " ".join(text for text in protections if text)))
    return [{"name": name, "text": text} for name, text in told if text]
