"""Numbers, units and words of a picture in Finnish, Swedish and English; works without Flask (paper, command line).

The catalogue is the pages' own (`hytemap/translations`), so that a map and the page around it cannot disagree.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from babel import Locale
from babel.lists import format_list
from babel.support import NullTranslations, Translations

from hytemap.atlas import AtlasIndicator
from hytemap.atlas.atlas import CITY_BASE
from hytemap.maps.view import TARGET, MapClass, MapView
from hytemap.model import Direction, Status, Theme, Unit
from hytemap.statistics.class_breaks import Fewer

TRANSLATIONS = Path(__file__).resolve().parent.parent / "translations"

#: stands between a number and its unit, so that a line never breaks there
NO_BREAK = "\u00a0"
ABOUT = "≈"
#: shown in a table cell where there is nothing to show and nothing to explain
NOTHING = "–"


def N_(text: str) -> str:  # noqa: N802 - the name message extraction looks for
    """Mark `text` for translation where it is said, later."""
    return text


STATUS_WORDS = {
    Status.ESTIMATED: N_("estimated"),
    Status.SUPPRESSED: N_("suppressed"),
    Status.MISSING: N_("missing"),
    Status.NOT_APPLICABLE: N_("not applicable"),
}
STATUS_REASONS = {
    Status.ESTIMATED: N_("carried over from another division into areas"),
    Status.SUPPRESSED: N_("hidden because too few people are behind the figure"),
    Status.MISSING: N_("the publisher gives no figure"),
    Status.NOT_APPLICABLE: N_("the figure cannot be formed for this area"),
}
UNIT_WORDS = {
    Unit.PERCENT: N_("%"),
    Unit.PERSONS: N_("inhabitants"),
    Unit.PERSONS_PER_KM2: N_("inhabitants/km²"),
    Unit.PERSONS_PER_HOUSEHOLD: N_("persons/household"),
    Unit.EUROS_PER_YEAR: N_("€/year"),
    Unit.YEARS: N_("years"),
    Unit.SQUARE_METRES: N_("m²"),
    Unit.SQUARE_METRES_PER_PERSON: N_("m²/person"),
    Unit.WORKPLACES: N_("jobs"),
    Unit.INDEX: "",
    Unit.PER_1000: N_("per 1,000 people"),
    Unit.PER_10000: N_("per 10,000 people"),
    Unit.PER_100000: N_("per 100,000 people"),
}
THEME_WORDS = {
    Theme.HYVINVOINTI: N_("Wellbeing"),
    Theme.TERVEYS: N_("Health"),
    Theme.OSALLISUUS: N_("Inclusion"),
    Theme.TURVALLISUUS: N_("Safety"),
    Theme.ELINOLOT: N_("Population and living conditions"),
}
#: what is compared with, where it is no area of a level
BASE_WORDS = {
    CITY_BASE: N_("Espoo"),
    "luvn": N_("Western Uusimaa wellbeing services county"),
    "finland": N_("Finland"),
    TARGET: N_("target"),
}
METHOD_WORDS = {
    "natural": N_("natural breaks"),
    "quantile": N_("quantiles"),
    "equal": N_("equal intervals"),
    "stddev": N_("standard deviations"),
    "base": N_("around the base"),
    "own": N_("own limits"),
}
FEWER_WORDS = {
    Fewer.FEW_VALUES: N_("Fewer classes than asked for: there are few different values."),
    Fewer.TIES: N_("Fewer classes than asked for: equal values stay in one class."),
    Fewer.ONE_SIDED: N_("Classes on one side only: no area lies on the other side of the base."),
    Fewer.NO_BASE: N_("Natural breaks instead of classes around the base: the base has no value."),
}
DIRECTION_WORDS = {
    Direction.LOWER: N_("Lower is better: the darker, the more need."),
    Direction.HIGHER: N_("Higher is better: the darker, the better."),
    Direction.NEUTRAL: N_("Neither end is better: the darker, the higher."),
}
#: around a base the hue says which side is better, and darkness how far away it is
AROUND_WORDS = {
    Direction.LOWER: N_(
        "Blue-green is below the base and better, warm is above it and worse; the darker, the farther."
    ),
    Direction.HIGHER: N_(
        "Warm is below the base and worse, blue-green is above it and better; the darker, the farther."
    ),
    Direction.NEUTRAL: N_("Green is below the base, violet above it; neither is better; the darker, the farther."),
}


@cache
def catalogue(language: str) -> NullTranslations:
    """The compiled messages of `language`; English words as they are where there are none."""
    return Translations.load(TRANSLATIONS, [language])


@cache
def _signs(language: str) -> dict[int, str]:
    """What stands for comma, point and hyphen of a number as Python writes it.

    Babel's `format_decimal` knows them too, but reads its pattern anew each time: it took most of an answer's time.
    """
    symbols = Locale.parse(language).number_symbols["latn"]
    return {ord(","): symbols["group"], ord("."): symbols["decimal"], ord("-"): "−"}


@dataclass(frozen=True)
class Wording:
    """How one language says numbers, units and standings."""

    language: str

    @cached_property
    def _messages(self) -> NullTranslations:
        return catalogue(self.language)

    def gettext(self, text: str) -> str:
        """`text` in the language."""
        return self._messages.gettext(text) if text else ""

    def ngettext(self, one: str, more: str, count: int) -> str:
        """`one` or `more` of a text in the language, with `%(num)s` as the count."""
        return self._messages.ngettext(one, more, count) % {"num": self.number(count, 0)}

    def number(self, value: float, decimals: int) -> str:
        """A number in the language's form (`10,4`, `12 345`, `−0,3`); a dash for NaN."""
        if math.isnan(value):
            return NOTHING
        rounded = round(value, decimals) + 0.0  # never "−0,0"
        return f"{rounded:,.{decimals}f}".translate(_signs(self.language))

    def signed(self, value: float, decimals: int) -> str:
        """A difference, with its sign (`+1,2`, `−0,3`, `0,0`); a dash for NaN."""
        text = self.number(value, decimals)
        return f"+{text}" if not math.isnan(value) and round(value, decimals) > 0 else text

    def unit(self, unit: Unit) -> str:
        """The unit's short form; empty for an index."""
        return self.gettext(UNIT_WORDS[unit])

    def difference_unit(self, unit: Unit) -> str:
        """The unit of a difference: percentage points for percent, else the unit itself."""
        return self.gettext(N_("pp")) if unit is Unit.PERCENT else self.unit(unit)

    def with_unit(self, number: str, unit: Unit) -> str:
        """A number and its unit, kept on one line (`10,4 %`; English `10.4%`)."""
        word = self.unit(unit)
        if not word:
            return number
        return f"{number}{word}" if unit is Unit.PERCENT and self.language == "en" else f"{number}{NO_BREAK}{word}"

    def value(self, value: float, status: Status, indicator: AtlasIndicator, unit: bool = True) -> str:
        """A value as shown anywhere: `≈ 10,4 %` when estimated, the status's word where there is no value."""
        if not status.has_value:
            return self.status(status)
        text = self.number(value, indicator.decimals)
        if unit:
            text = self.with_unit(text, indicator.unit)
        return f"{ABOUT}{NO_BREAK}{text}" if status is Status.ESTIMATED else text

    def status(self, status: Status) -> str:
        """The status's word from the glossary; empty for ok."""
        return self.gettext(STATUS_WORDS.get(status, ""))

    def status_reason(self, status: Status) -> str:
        """Half a sentence that says why."""
        return self.gettext(STATUS_REASONS.get(status, ""))

    def theme(self, theme: Theme) -> str:
        return self.gettext(THEME_WORDS[theme])

    def base(self, view: MapView) -> str:
        """What the areas are compared with, by name."""
        return self.base_named(view.base) or view.base_name(self.language) or view.base

    def base_named(self, base: str) -> str:
        """The name of a base that is no area of a level; empty for others."""
        return self.gettext(BASE_WORDS.get(base, ""))

    def method(self, method: str) -> str:
        return self.gettext(METHOD_WORDS[method])

    def direction(self, direction: Direction) -> str:
        return self.gettext(DIRECTION_WORDS[direction])

    def colours(self, view: MapView) -> str:
        """What the colours of the map mean."""
        return self.direction(view.indicator.direction) if view.around is None else self.around(view)

    def around(self, view: MapView) -> str:
        """What the colours around a base mean, and which value the base is."""
        return f"{self.centre(view)} {self.sides(view)}".strip()

    def sides(self, view: MapView) -> str:
        """What the colours below and above a base mean."""
        return self.gettext(AROUND_WORDS[view.indicator.direction])

    def centre(self, view: MapView) -> str:
        """Which value the classes stand around; empty without one."""
        if view.centre is None:
            return ""
        named = self.base(view) if view.centre.year is None else f"{self.base(view)} {view.centre.year}"
        value = self.value(view.centre.value, Status.OK, view.indicator)
        return self.gettext("Base: %(base)s, %(value)s.") % {"base": named, "value": value}

    def fewer(self, fewer: Fewer | None) -> str:
        """Why there are fewer classes than asked for; empty where there are not."""
        return "" if fewer is None else self.gettext(FEWER_WORDS[fewer])

    def percent(self, share: float) -> str:
        """A share (0-1) in percent with one decimal."""
        return self.with_unit(self.number(100 * share, 1), Unit.PERCENT)

    def ordinal(self, rank: int) -> str:
        """A place in a ranking: `3.` in Finnish and Swedish tables, `3` in English ones; a dash for none."""
        if rank < 1:
            return NOTHING
        return str(rank) if self.language == "en" else f"{rank}."

    def listed(self, items: list[str]) -> str:
        """`a, b and c`."""
        return format_list(items, locale=self.language) if items else ""

    def class_labels(self, view: MapView) -> list[str]:
        """A label for each class of the legend, with limits exact enough to place a value."""
        classes = view.classes
        decimals = limit_decimals(view.breaks, view.indicator.decimals)
        last = len(classes) - 1
        return [self._class_label(one, i == 0, i == last, decimals) for i, one in enumerate(classes)]

    def _class_label(self, one: MapClass, first: bool, last: bool, decimals: int) -> str:
        low, high = self.number(one.low, decimals), self.number(one.high, decimals)
        if low == high:
            return low
        if one.low < one.high:
            return f"{low}–{high}"
        # the asker's own limits may lie outside the values there are
        return f"≤{NO_BREAK}{high}" if first and not last else f">{NO_BREAK}{low}"


def upper_first(text: str) -> str:
    """The first letter in upper case, the rest as it is (`str.capitalize` would make "Pohjois-espoo")."""
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """The first letter in lower case, the rest as it is."""
    return text[:1].lower() + text[1:]


def limit_decimals(breaks: tuple[float, ...], decimals: int) -> int:
    """Decimals that write every break exactly: at least the indicator's, at most two more."""
    for more in range(3):
        if all(math.isclose(round(limit, decimals + more), limit, abs_tol=1e-9) for limit in breaks):
            return decimals + more
    return decimals + 1
