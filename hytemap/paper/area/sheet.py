"""The sheet of one area: where it lies, how it stands against the city, and all its figures."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from hytemap.atlas import AtlasIndicator
from hytemap.maps.labels import name_language
from hytemap.maps.profile import Profile, ProfileRow
from hytemap.maps.profile_sentences import profile_sentences
from hytemap.maps.wording import NO_BREAK, lower_first, upper_first
from hytemap.paper.area.drawings import ages_block, can_stand, locator_block, name_of, spine_block
from hytemap.paper.area.layout import Contents, arranged
from hytemap.paper.area.table import area_table, few_known
from hytemap.paper.blocks import Block, borders, source_line
from hytemap.paper.frame import Frame
from hytemap.paper.measure import facts_height, head_height
from hytemap.paper.typesetting import Sheet

#: titles listed for one reason; more are counted
MOST_TITLES = 14
#: points that a head without sentences keeps free below it, and that are none here
BELOW_HEAD = 14.0
#: key figures at most
MOST_KEYS = 4


def area_sheet(profile: Profile, frame: Frame) -> Sheet:
    """About one area: two pages of A4 or one of A3, one of either where all fits.

    Raises NotFound for a code that the level does not have.
    """
    return frame.told(name_of(profile)) | {"sheets": [area_page(profile, frame)]}


def area_page(profile: Profile, frame: Frame, prefix: str = "area") -> Block:
    """The parts of the sheet and their layout; `prefix` begins the ids of the drawings. Raises NotFound."""
    wording = profile.wording
    level, language = profile.level, wording.language
    table = area_table(profile)
    kind = f"{upper_first(level.area_title[language])} {profile.code}"
    outside = "" if profile.area.member else f" · {wording.gettext('not part of Espoo')}"
    none = wording.gettext("There are no figures of this area yet.")
    parts: Block = {
        "kind": "area",
        "title": name_of(profile),
        "lang": name_language(level, profile.position, wording),
        "subtitle": f"{kind}{outside}",
        "sentences": [*profile_sentences(profile), *_unknown(profile)] if table else [none],
        "key_figures": key_figures(profile) if table else [],
        "table": table,
        "absent": absent(profile),
        "like": like(profile),
        "facts": facts(profile),
        "live": frame.live(),
        "words": {
            "standing": upper_first(wording.gettext("against Espoo")),
            "ages": wording.gettext("Age structure"),
            "table": wording.gettext("All figures"),
            "absent": wording.gettext("What is not known of this area"),
            "like": wording.gettext("Areas like this one"),
            "alike": wording.gettext(
                "Alike in who lives there and how, not in how well they fare. The number is the average difference in "
                "standard deviations of Espoo's areas."
            ),
        },
    }
    return parts | arranged(_contents(profile, frame, parts, prefix), frame.paper)


def _contents(profile: Profile, frame: Frame, parts: Block, prefix: str) -> Contents:
    """What there is to be laid out, each drawing made once for each size that is asked for."""
    return Contents(
        head=head_height(parts["title"], [], frame.paper) - BELOW_HEAD,
        facts=facts_height(parts["facts"], frame),
        subtitle=parts["subtitle"],
        sentences=parts["sentences"],
        keys=len(parts["key_figures"]),
        like=[f"{one['name']} – {one['text']}" for one in parts["like"]],
        alike_note=parts["words"]["alike"],
        absent=[f"{one['name']}: {one['text']}" for one in parts["absent"]],
        figures=parts["table"],
        can=len(can_stand(profile)),
        placed=profile.level.display[profile.position] is not None,
        spine=lambda most, width: spine_block(profile, most, width, prefix),
        ages=cache(lambda width: ages_block(profile, width, prefix)),
        locator=lambda width, height: locator_block(profile, width, height, prefix),
    )


def _unknown(profile: Profile) -> list[str]:
    """That there is more than the first page tells."""
    wording, count = profile.wording, sum(not row.status.has_value for row in profile.rows)
    if not count:
        return []
    said = wording.gettext("%(count)s of %(all)s figures are not known of this area; why is told under “%(heading)s”.")
    told = {"count": wording.number(count, 0), "all": wording.number(len(profile.rows), 0)}
    return [said % (told | {"heading": wording.gettext("What is not known of this area")})]


def key_figures(profile: Profile) -> list[Block]:
    """What tells what kind of area it is; where no such figure is known, the first ones that are, with the city's."""
    rows = [row for row in profile.key_figures if row.status.has_value]
    first = [row for row in profile.rows if row.status.has_value][:MOST_KEYS]
    return [
        {
            "name": f"{row.title} {row.view.year}",
            "value": row.number,
            "unit": row.unit,
            "beside": (row.compared if row.is_count else "") if rows else _city(profile, row),
        }
        for row in rows or first
    ]


def _city(profile: Profile, row: ProfileRow) -> str:
    return f"{profile.wording.gettext('Espoo')} {row.city}" if row.city else ""


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
    """Titles one after another; where they are many beside a full table, the first ones and how many there are more."""
    if len(titles) <= MOST_TITLES or few_known(profile):
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
            "text": f"{one.words}{NO_BREAK}({wording.number(one.distance, 2)})",
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
