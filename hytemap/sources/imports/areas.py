"""Areas as files name them: by code, also one that lost its zeros in Excel, or by Finnish or Swedish name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from hytemap.definitions import Definitions
from hytemap.definitions.imports import AreaColumn
from hytemap.errors import TableError
from hytemap.settings import Settings
from hytemap.sources.imports.grid import Cell, shown
from hytemap.sources.names import normalised
from hytemap.sources.work import load_level

#: names proposed for one that is not known
MOST_PROPOSED = 4


@dataclass(frozen=True)
class KnownArea:
    """One area that a row may be about; `code` is our own."""

    level: str
    code: str
    names: tuple[str, ...]
    series: str | None = None

    def __str__(self) -> str:
        return f"{self.names[0]} ({self.level} {self.code})"


@dataclass(frozen=True)
class Found:
    """The area of a cell: its code, and whether zeros were put back that the file had lost."""

    code: str
    zeros: bool = False


class Areas:
    """Looks areas up, among those of some levels."""

    def __init__(self, known: Sequence[KnownArea]) -> None:
        self.known = list(known)
        self._codes: dict[str, list[KnownArea]] = {}
        self._numbers: dict[int, list[KnownArea]] = {}
        self._names: dict[str, list[KnownArea]] = {}
        self._nearest: dict[str, str] = {}
        for area in known:
            for code in dict.fromkeys(code for code in (area.code, area.series) if code):
                self._codes.setdefault(code, []).append(area)
                if code.isdigit():
                    self._numbers.setdefault(int(code), []).append(area)
            for name in dict.fromkeys(normalised(name) for name in area.names):
                self._names.setdefault(name, []).append(area)

    @property
    def codes(self) -> set[str]:
        """Our own codes of the areas."""
        return {area.code for area in self.known}

    def find(self, cell: Cell) -> Found:
        """The area a cell names; raises ValueError with the candidates, or with the nearest names."""
        if cell.trouble:
            raise ValueError(cell.trouble)
        if not cell.text:
            raise ValueError("is empty: the area is missing")
        found = self._known(cell)
        if found is None:
            raise ValueError(f"{shown(cell.text)} is no area{self._near(cell.text)}")
        return found

    def knows(self, cell: Cell) -> bool:
        """Whether a cell names just one area; much quicker to ask than `find`, where most cells name none."""
        try:
            return not cell.is_empty and self._known(cell) is not None
        except ValueError:
            return False

    def _known(self, cell: Cell) -> Found | None:
        """The area a cell names, None for none; raises ValueError for one that may be several."""
        text = cell.text
        by_code = self._codes.get(text) if isinstance(cell.value, str) else None
        if by_code:
            return Found(_only(by_code, text))
        number = re.sub(r"\.0+$", "", text)
        if number.isascii() and number.isdigit() and len(number) <= 20:
            alike = self._numbers.get(int(number))
            if alike:
                code = _only(alike, text)
                return Found(code, zeros=number not in self._codes)
        by_name = self._names.get(normalised(text))
        if by_name:
            return Found(_only(by_name, text))
        # "02100 Tapiola" and "02100  Tapiola (Espoo)", as Statistics Finland writes them
        first, _, rest = text.partition(" ")
        if rest and first in self._codes and any(char.isdigit() for char in first):
            return Found(_only(self._codes[first], text))
        return None

    def _near(self, text: str) -> str:
        if text not in self._nearest:
            self._nearest[text] = self._near_by_letters(text[:60])
        return self._nearest[text]

    def _near_by_letters(self, text: str) -> str:
        names = {normalised(name): name for area in self.known for name in area.names}
        # "Leppävaara" is far from "Suur-Leppävaara" by letters, but stands within it
        within = [name for plain, name in names.items() if len(text) > 2 and normalised(text) in plain]
        alike = [names[plain] for plain in get_close_matches(normalised(text), names, n=MOST_PROPOSED, cutoff=0.75)]
        near = list(dict.fromkeys([*within, *alike]))[:MOST_PROPOSED]
        return f"; nearest: {', '.join(near)}" if near else f" of {', '.join(sorted({a.level for a in self.known}))}"


def _only(candidates: list[KnownArea], text: str) -> str:
    if len({area.code for area in candidates}) > 1 or len({area.level for area in candidates}) > 1:
        told = ", ".join(str(area) for area in candidates)
        raise ValueError(f"{shown(text)} may be any of {told}: write the code, or say which under `area.names`")
    return candidates[0].code


def known_areas(definitions: Definitions, settings: Settings, level_ids: Sequence[str]) -> list[KnownArea]:
    """The areas of the levels, as fetched or else as defined; raises TableError when a level has none yet."""
    found: list[KnownArea] = []
    for level_id in level_ids:
        level = definitions.levels[level_id]
        names: dict[str, tuple[str, ...]] = {a.code: (a.name_fi, a.name_sv) for a in level.expected_areas}
        series: Mapping[str, str | None] = {}
        stored = load_level(settings, level_id)
        if stored is not None:
            series = dict(zip(stored.codes, stored.code_series, strict=True))
            fetched = zip(stored.codes, stored.names_fi, stored.names_sv, strict=True)
            names |= {code: (fi, sv, *names.get(code, ())) for code, fi, sv in fetched}
        if not names:
            raise TableError(f"the level {level_id} has no areas yet: run `hytemap fetch {level_id}` first")
        found += [
            KnownArea(level_id, code, tuple(n for n in own if n), series.get(code)) for code, own in names.items()
        ]
    return found


class AreaReader:
    """Reads the area column as its mapping says: words of its own first, then codes and names."""

    def __init__(self, areas: Areas, column: AreaColumn) -> None:
        self.areas = areas
        self._own = {normalised(name): code for name, code in column.names.items()}
        if column.total:
            self._own |= {normalised(word): column.total.area for word in column.total.words}
        strange = sorted(set(self._own.values()) - areas.codes)
        if strange:
            raise TableError(f"area.names or area.total gives the codes {', '.join(strange)}, which no level of it has")
        self._ignored = [normalised(word) for word in column.ignore]

    def is_ignored(self, cell: Cell) -> bool:
        """Whether the mapping says that a row with this in its area column is no figure."""
        text = normalised(cell.text)
        return any(
            text.startswith(word.removesuffix("*").strip()) if word.endswith("*") else text == word
            for word in self._ignored
        )

    def find(self, cell: Cell) -> Found:
        """As `Areas.find`."""
        own = self._own.get(normalised(cell.text))
        return Found(own) if own else self.areas.find(cell)
