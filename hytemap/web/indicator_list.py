"""What the list of indicators is asked for, and which of them it shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from hytemap.atlas import Atlas, AtlasIndicator, Freshness
from hytemap.maps.indicator_wording import BETTER_WORDS, CHAIN_WORDS, FRESHNESS_WORDS, year_ranges
from hytemap.maps.letters import collation_key, folded
from hytemap.maps.wording import Wording, lower_first
from hytemap.model import ChainStage, Theme

#: characters of a search that are read
LONGEST = 200
#: query words that filter, in the order of the form
FILTERS = ("theme", "chain", "level", "freshness")


@dataclass(frozen=True)
class IndicatorRow:
    """One indicator in the list: what is read of it, and by what it is found.

    `facts` are names and texts in two groups: where it stands and how fresh, and what its figures mean. `terms` are the
    values the filters know, by query word; `words` the folded text that a search looks through.
    """

    id: str
    title: str
    definition: str
    facts: list[list[tuple[str, str]]]
    freshness: Freshness
    terms: dict[str, tuple[str, ...]]
    words: str
    shown: bool


@dataclass(frozen=True)
class IndicatorList:
    """The list in one language, on one day, as it is asked for; what a filter does not know filters nothing."""

    atlas: Atlas
    wording: Wording
    today: date
    asked: MultiDict[str, str]

    @property
    def language(self) -> str:
        return self.wording.language

    @cached_property
    def search(self) -> str:
        """What is searched for."""
        return " ".join(self.asked.get("q", "")[:LONGEST].split())

    @cached_property
    def chosen(self) -> dict[str, str]:
        """The filters that are set, by query word."""
        known = {word: {value for value, _ in options} for word, _, options in self.filters}
        return {word: self.asked[word] for word in FILTERS if self.asked.get(word) in known[word]}

    @cached_property
    def filters(self) -> list[tuple[str, str, list[tuple[str, str]]]]:
        """Query word, name, and the choices of each filter as value and text."""
        gettext = self.wording.gettext
        levels = [level for level in self.atlas.levels.values() if level.areas]
        return [
            ("theme", gettext("Theme"), [(theme.value, self.wording.theme(theme)) for theme in Theme]),
            ("chain", gettext("Place in the impact chain"), [(s.value, gettext(CHAIN_WORDS[s])) for s in ChainStage]),
            ("level", gettext("Areas"), [(level.id, level.title[self.language]) for level in levels]),
            ("freshness", gettext("Freshness"), [(one.value, gettext(FRESHNESS_WORDS[one])) for one in Freshness]),
        ]

    @cached_property
    def themes(self) -> list[tuple[str, str, list[IndicatorRow]]]:
        """Every indicator by theme, those not asked for too: id and name of the theme, and its rows by title."""
        found: dict[Theme, list[IndicatorRow]] = {theme: [] for theme in Theme}
        for indicator in self.atlas.indicators.values():
            found[indicator.theme].append(self._row(indicator))
        return [
            (
                theme.value,
                self.wording.theme(theme),
                sorted(rows, key=lambda row: collation_key(row.title, self.language)),
            )
            for theme, rows in found.items()
            if rows
        ]

    @cached_property
    def all(self) -> int:
        """How many indicators there are."""
        return len(self.atlas.indicators)

    @cached_property
    def shown(self) -> int:
        """How many of them are shown."""
        return sum(row.shown for _, _, rows in self.themes for row in rows)

    @property
    def address(self) -> str:
        """The list's address behind the language, as it is shown."""
        asked = ({"q": self.search} if self.search else {}) | self.chosen
        return "/indicators" + (f"?{urlencode(asked)}" if asked else "")

    def _row(self, indicator: AtlasIndicator) -> IndicatorRow:
        atlas, language, gettext = self.atlas, self.language, self.wording.gettext
        levels = atlas.levels_with(indicator.id)
        fresh = atlas.freshness(indicator.id, self.today)
        years = sorted({year for level in levels for year in atlas.years(indicator.id, level)})
        standing = [
            (gettext("Years"), year_ranges(years)),
            (gettext("Areas"), ", ".join(lower_first(atlas.levels[level].title[language]) for level in levels)),
            (gettext("Freshness"), gettext(FRESHNESS_WORDS[fresh])),
        ]
        meaning = [
            (gettext("Unit"), self.wording.unit(indicator.unit)),
            (gettext("Direction"), gettext(BETTER_WORDS[indicator.direction])),
            (gettext("Place in the impact chain"), gettext(CHAIN_WORDS[indicator.chain])),
        ]
        terms = {
            "theme": (indicator.theme.value,),
            "chain": (indicator.chain.value,),
            "level": tuple(levels),
            "freshness": (fresh.value,),
        }
        told = [
            indicator.id,
            indicator.title[language],
            indicator.definition[language],
            self.wording.theme(indicator.theme),
            *(text for one in indicator.sources.values() for text in (one.title[language], one.publisher[language])),
        ]
        words = folded(" ".join(told))
        shown = all(value in terms[word] for word, value in self.chosen.items()) and all(
            word in words for word in folded(self.search).split()
        )
        facts = [[fact for fact in some if fact[1]] for some in (standing, meaning)]
        title, definition = indicator.title[language], indicator.definition[language]
        return IndicatorRow(indicator.id, title, definition, facts, fresh, terms, words, shown)
