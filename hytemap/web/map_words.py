"""What the scripts of a map say: every word they need, in the page's language, with gaps in braces."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext

from hytemap.atlas import Atlas
from hytemap.maps.judgement_wording import JUDGEMENT_WORDS
from hytemap.maps.view import VIEW_METHODS
from hytemap.maps.wording import ABOUT, NOTHING, STATUS_REASONS, Wording, upper_first


def map_words(atlas: Atlas, wording: Wording) -> dict[str, Any]:
    """Words by name; forms of a count as `one` and `other`, `#` being the number."""
    said = wording.gettext
    return {
        "zoomIn": gettext("Zoom in"),
        "zoomOut": gettext("Zoom out"),
        "areas": _counted(wording, "%(num)s area", "%(num)s areas"),
        "classes": _counted(wording, "%(num)s class", "%(num)s classes"),
        "onMap": gettext("Areas on the map; arrow keys go from one to the next, Enter pins"),
        "place": gettext("place %(rank)s of %(ranked)s", rank="{rank}", ranked="{ranked}"),
        "notMember": gettext("not part of Espoo"),
        "choose": gettext("Pin or release %(area)s", area="{area}"),
        "pinned": gettext("%(area)s is pinned.", area="{area}"),
        "released": gettext("%(area)s is released.", area="{area}"),
        "profile": gettext("Profile"),
        "profileOf": gettext("Profile of %(area)s", area="{area}"),
        "statusReasons": {status.word: said(reason) for status, reason in STATUS_REASONS.items()},
        "judgements": {judgement.value: said(text) for judgement, text in JUDGEMENT_WORDS.items()},
        "methods": {method: upper_first(wording.method(method)) for method in VIEW_METHODS},
        "sameLimits": gettext("The same limits hold for all years."),
        "onLimit": gettext("A value on a limit belongs to the lower class."),
        "city": gettext("Espoo as a whole: %(value)s.", value="{value}"),
        "ranked": gettext("%(level)s, highest value first", level="{level}"),
        "value": gettext("Value"),
        "ofCity": gettext("of Espoo"),
        "againstCity": gettext("vs Espoo"),
        "against": gettext("difference: %(base)s", base="{base}"),
        "percentPoints": said("pp"),
        "notOfCity": gettext("Not part of Espoo"),
        "barsAndCity": gettext("Bars start from zero; the line across them is Espoo as a whole."),
        "bars": gettext("Bars start from zero."),
        "interval": gettext("Under each value stands its interval, 95 %%.") % (),
        "play": gettext("Play the years"),
        "pause": gettext("Pause"),
        "before": gettext("Previous"),
        "after": gettext("Next"),
        "player": gettext("Years"),
        "failed": gettext("The figures could not be fetched; the page still shows: %(heading)s.", heading="{heading}"),
        "wrongLimits": gettext("Write one to six different numbers, parted by semicolons."),
        "background": gettext("Background map"),
        "ordinal": wording.ordinal(1).replace("1", "#"),
        "about": ABOUT,
        "nothing": NOTHING,
        "levels": {
            level.id: {"title": level.title[wording.language], "area": upper_first(level.area_title[wording.language])}
            for level in atlas.levels.values()
        },
    }


def _counted(wording: Wording, one: str, other: str) -> dict[str, str]:
    return {
        "one": wording.ngettext(one, other, 1).replace("1", "#"),
        "other": wording.ngettext(one, other, 2).replace("2", "#"),
    }
