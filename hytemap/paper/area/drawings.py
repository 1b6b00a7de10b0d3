"""What the sheet of an area draws: where it lies, how it stands against the city, how old people are, its years."""

from __future__ import annotations

import math
import re

from hytemap.maps.judgement_wording import judgement
from hytemap.maps.profile import Profile, ProfileRow
from hytemap.maps.svg.ages import ages
from hytemap.maps.svg.locator import locator
from hytemap.maps.svg.sparkline import sparkline
from hytemap.maps.svg.spine import spine
from hytemap.model import Direction, Status
from hytemap.paper.blocks import Block
from hytemap.paper.face import POINT, PRINTED

_VIEW = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')


def name_of(profile: Profile) -> str:
    """`Suur-Leppävaara`."""
    return profile.area.name(profile.wording.language)


def locator_block(profile: Profile, width: float, height: float, prefix: str) -> Block | None:
    """The area on a map of its level, in `width` × `height` points; None where it has no polygon."""
    title = profile.wording.gettext("Where %(area)s lies") % {"area": name_of(profile)}
    size = (width / POINT, height / POINT)
    drawn = locator(profile.atlas, profile.level, [profile.code], "", size, PRINTED, prefix=f"{prefix}-locator")
    return None if drawn is None else {"svg": str(drawn), "alt": title, "width": width, "height": height}


def _telling(row: ProfileRow) -> tuple[bool, bool, float]:
    """What can be judged first, of that what has a better end, of that what is farthest from the city."""
    return row.judged is None, row.indicator.direction is Direction.NEUTRAL, -abs(row.away)


def can_stand(profile: Profile) -> list[ProfileRow]:
    """Rows that can be set against the city, in the order of the table."""
    return [row for row in profile.rows if row.spine is not None and not math.isnan(row.away)]


def spine_block(profile: Profile, most: int, width: float, prefix: str) -> Block | None:
    """Spines of the `most` most telling indicators, in the order of the table; None where there are none."""
    wording, can = profile.wording, can_stand(profile)
    chosen = {id(row) for row in sorted(can, key=_telling)[:most]}
    shown = [row for row in can if id(row) in chosen]
    if not shown:
        return None
    spines = [row.spine for row in shown if row.spine is not None]
    drawn = spine(spines, wording, "", "", width / POINT, PRINTED, f"{prefix}-spine")
    told = "; ".join(
        f"{row.title} {row.text}, {wording.gettext('Espoo')} {row.city}"
        + (f", {judgement(wording, row.judged)}" if row.judged is not None else "")
        for row in shown
    )
    title = wording.gettext("Chart: %(area)s against Espoo") % {"area": name_of(profile)}
    return {"svg": str(drawn), "alt": f"{title}. {told}."} | _sized(str(drawn), width)


def ages_block(profile: Profile, width: float, prefix: str) -> Block | None:
    """Bars of age bands; None where they cannot be formed, or none of them is known."""
    found, wording = profile.ages, profile.wording
    if found is None or not any(band.statuses[0].has_value for band in found.bands):
        return None
    compared = any(band.reference is not None for band in found.bands)
    drawn = ages(
        list(found.bands),
        wording,
        "",
        "",
        unit=wording.gettext("share of the population, %"),
        reference=wording.gettext("Espoo") if compared else "",
        width=width / POINT,
        theme=PRINTED,
        prefix=f"{prefix}-ages",
    )
    title = wording.gettext("Age structure of %(area)s %(year)s") % {"area": name_of(profile), "year": found.year}
    told = (f"{band.name} {_share(profile, band.values[0], band.statuses[0])}" for band in found.bands)
    alt = f"{title}. {'; '.join(told)}."
    return {"svg": str(drawn), "alt": alt, "year": str(found.year)} | _sized(str(drawn), width)


def _share(profile: Profile, value: float, status: Status) -> str:
    return profile.wording.percent(value / 100) if status.has_value else profile.wording.status(status)


def years_drawing(row: ProfileRow) -> str:
    """The area's years with the city's behind them; empty where the area has fewer than two."""
    drawn = sparkline(*row.lines, PRINTED, row.view.year)
    # a picture on paper stands by itself, where the page's stands in HTML
    return "" if drawn is None else drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)


def _sized(svg: str, width: float) -> Block:
    """How large a drawing is that is set `width` points wide."""
    found = _VIEW.search(svg)
    if found is None:
        raise ValueError("a drawing without a viewBox")
    across, down = float(found[1]), float(found[2])
    return {"width": width, "height": width * down / across}
