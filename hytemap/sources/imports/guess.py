"""What the columns of a file seem to be, when no mapping says: a guess that is shown and completed, never loaded."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from hytemap.definitions.imported_variables import YEAR
from hytemap.errors import TableError
from hytemap.sources.imports.areas import Areas, KnownArea
from hytemap.sources.imports.grid import Cell, Grid, Line, shown
from hytemap.sources.imports.header import Columns
from hytemap.sources.imports.numbers import DECIMALS, is_number
from hytemap.sources.imports.person import refuse_single_answers
from hytemap.sources.imports.years import year_of, years_in
from hytemap.sources.names import normalised

#: the level that holds the city as a whole
CITY_LEVEL = "kunta"
_TOTALS = {
    normalised(word)
    for word in ("Yhteensä", "Koko Espoo", "Espoo yhteensä", "Hela Esbo", "Totalt", "Samtliga", "Kaikki", "Alla")
}
_YEAR = re.compile(r"vuosi|\bår\b|\byear\b|ajankohta|päivä|pvm|datum|\bdate\b", re.IGNORECASE)
_GROUP = re.compile(r"sukupuoli|kön|gender|\bsex\b|ryhmä|grupp|\bgroup|luokka-?aste|kouluaste|årskurs", re.IGNORECASE)
_COUNT = re.compile(
    r"\bn\b|vastaajia|vastaajien|vastanneita|vastanneiden|svarande|respondent|\bantal svar", re.IGNORECASE
)
_SHARE = re.compile(r"%|osuus|osuudet|andel|share|prosent|procent|per ?cent", re.IGNORECASE)
#: what publishers commonly write where there is no figure; a word on each stands in the proposal
_MARKS = {"..": "suppressed", "...": "suppressed", "*": "suppressed", "x": "suppressed", ".": "not_applicable"}
_MISSING = {"", "-", "–", "n/a", "NA"}


@dataclass
class Guess:
    """The places of columns by what they seem to be; `told` explains each in a line."""

    area: int
    levels: list[str]
    total_words: list[str]
    notes: list[str] = field(default_factory=list)
    year: int | None = None
    fixed_year: int | None = None
    years_in_columns: bool = False
    group: int | None = None
    group_words: list[str] = field(default_factory=list)
    variable: int | None = None
    labels: list[str] = field(default_factory=list)
    value: int | None = None
    count: int | None = None
    counts: dict[int, int] = field(default_factory=dict)
    figures: list[int] = field(default_factory=list)
    marks: dict[str, str] = field(default_factory=dict)
    percent: set[int] = field(default_factory=set)
    told: list[str] = field(default_factory=list)

    @property
    def keys(self) -> set[int]:
        """Columns that say what a row is about."""
        return {place for place in (self.area, self.year, self.group, self.variable) if place is not None}


def refuse_answers(columns: Columns, found: Guess) -> None:
    """Refuse a file of many rows for one area and no number of respondents: it seems to have one for each of them."""
    if found.count is None:
        keys = [tuple(line.cells[i].text for i in sorted(found.keys)) for line in columns.data]
        refuse_single_answers(keys, "area, year, group and question")


def guess(grid: Grid, columns: Columns, known: Sequence[KnownArea], file_name: str) -> Guess:
    """What the columns seem to be; raises TableError when no column holds areas or none holds figures."""
    found, columns = _areas(grid, columns, known)
    texts = _texts_and_figures(columns, found)
    found.year = next((i for i in texts + found.figures if _is_year(grid, columns, i)), None)
    found.figures = [i for i in found.figures if i != found.year]
    texts = [i for i in texts if i != found.year]
    found.group = next((i for i in texts if _GROUP.search(columns.names[i])), None)
    texts = [i for i in texts if i != found.group]
    counts = [i for i in found.figures if is_count(columns.names[i])]
    figures = [i for i in found.figures if i not in counts]
    found.count = counts[0] if counts else None
    # the one to the right of a figure, where each has its own
    found.counts = {i: min(counts, key=lambda n: (n < i, abs(n - i))) for i in figures} if counts else {}
    if not figures:
        raise TableError("no column seems to hold figures: name them in a mapping (docs/import.md)")
    if texts and len(figures) == 1:
        found.variable, found.value = texts[0], figures[0]
        found.labels = _words(columns, texts[0])
    if found.year is None:
        _year_elsewhere(grid, columns, found, figures, file_name)
    if found.group is not None:
        found.group_words = _words(columns, found.group)
    found.percent = {i for i in figures if _is_share(columns, i)}
    found.marks = _marks(columns, found.figures)
    found.told += _told(grid, columns, found)
    return found


def _areas(grid: Grid, columns: Columns, known: Sequence[KnownArea]) -> tuple[Guess, Columns]:
    """The column of areas, and the columns without rows that are notes below the table."""
    best: tuple[int, int, str] | None = None
    for candidate in dict.fromkeys(area.level for area in known):
        areas = Areas([area for area in known if area.level == candidate])
        for i, name in enumerate(columns.names):
            hits = sum(areas.knows(line.cells[i]) for line in columns.data) if name else 0
            if hits and (best is None or hits > best[0]):
                best = hits, i, candidate
    if best is None:
        all_levels = ", ".join(dict.fromkeys(area.level for area in known))
        raise TableError(f"no column holds codes or names of areas ({all_levels}): name the column in a mapping")
    _, place, level = best
    levels = [level]
    areas = Areas([area for area in known if area.level == level])
    rest = [line.cells[place] for line in columns.data if not areas.knows(line.cells[place])]
    for other in dict.fromkeys(area.level for area in known if area.level != level):
        others = Areas([area for area in known if area.level == other])
        if any(others.knows(cell) for cell in rest):
            levels.append(other)
            rest = [cell for cell in rest if not others.knows(cell)]
    totals = list(dict.fromkeys(cell.text for cell in rest if is_total(cell.text)))
    if totals and CITY_LEVEL not in levels and any(area.level == CITY_LEVEL for area in known):
        levels.append(CITY_LEVEL)
    every = Areas([area for area in known if area.level in levels])
    held = sum(every.knows(line.cells[place]) for line in columns.data)
    told = f"column {grid.column(place)} {shown(columns.names[place])}: areas of {', '.join(levels)} ({held} of "
    notes = [line for line in columns.data if _is_note(every, line, place)]
    found = Guess(place, levels, totals, told=[f"{told}{len(columns.data)} rows are known)"])
    found.notes = list(dict.fromkeys(line.cells[place].text for line in notes))
    return found, replace(columns, data=[line for line in columns.data if line not in notes])


def _is_note(areas: Areas, line: Line, place: int) -> bool:
    """Whether a row holds nothing but words in the column of areas."""
    alone = all(cell.is_empty or i == place or cell.merged for i, cell in enumerate(line.cells))
    return alone and bool(line.cells[place].text) and not areas.knows(line.cells[place])


def _texts_and_figures(columns: Columns, found: Guess) -> list[int]:
    """Columns of words; those of figures go into `found`."""
    texts = []
    for i, name in enumerate(columns.names):
        cells = [line.cells[i] for line in columns.data if not line.cells[i].is_empty]
        if i == found.area or not name or not cells:
            continue
        numbers = sum(_is_number(cell) for cell in cells)
        if numbers * 2 >= len(cells):
            found.figures.append(i)
        else:
            texts.append(i)
    return texts


def _is_number(cell: Cell) -> bool:
    if isinstance(cell.value, float) or cell.trouble:
        return True
    return any(is_number(cell.text, decimal) for decimal in DECIMALS)


def _is_year(grid: Grid, columns: Columns, place: int) -> bool:
    try:
        years = [year_of(line.cells[place], grid)[0] for line in columns.data]
    except ValueError:
        return False
    return bool(years) and (bool(_YEAR.search(columns.names[place])) or all(1990 <= year <= 2050 for year in years))


def _year_elsewhere(grid: Grid, columns: Columns, found: Guess, figures: list[int], file_name: str) -> None:
    if all(len(years_in(columns.names[i])) == 1 for i in figures):
        found.years_in_columns = True
        return
    for text in (file_name, grid.sheet, columns.above):
        years = years_in(text)
        if len(years) == 1:
            found.fixed_year = years[0]
            return


def _is_share(columns: Columns, place: int) -> bool:
    cells = [line.cells[place] for line in columns.data]
    return bool(_SHARE.search(columns.names[place])) or any(c.percent or c.text.endswith("%") for c in cells)


def _words(columns: Columns, place: int) -> list[str]:
    return list(dict.fromkeys(line.cells[place].text for line in columns.data if line.cells[place].text))


def _marks(columns: Columns, figures: list[int]) -> dict[str, str]:
    words: Counter[str] = Counter()
    for i in figures:
        words.update(line.cells[i].text for line in columns.data if not _is_number(line.cells[i]))
    marks = {}
    for word in words:
        if word in _MISSING:
            marks[word] = "missing"
        elif word in _MARKS:
            marks[word] = _MARKS[word]
        elif re.fullmatch(r"(<|alle|under)\s*\d+", word, re.IGNORECASE):
            marks[word] = "suppressed"
    return marks


def _told(grid: Grid, columns: Columns, found: Guess) -> list[str]:
    def named(place: int) -> str:
        return f"column {grid.column(place)} {shown(columns.names[place])}"

    told = []
    if found.year is not None:
        told.append(f"{named(found.year)}: years")
    elif found.years_in_columns:
        told.append("years stand in the names of the columns")
    else:
        told.append(f"the year is not in the table{f'; taken to be {found.fixed_year}' if found.fixed_year else ''}")
    if found.group is not None:
        told.append(f"{named(found.group)}: population groups")
    if found.variable is not None and found.value is not None:
        told.append(f"{named(found.variable)}: variables ({len(found.labels)}), their figures in {named(found.value)}")
    else:
        told += [f"{named(i)}: figures" for i in found.figures if i != found.count]
    if found.count is not None:
        told.append(f"{named(found.count)}: number of respondents")
    return told


def is_total(word: str) -> bool:
    """Whether a word means everybody, or the whole city."""
    return normalised(word) in _TOTALS


def is_count(name: str) -> bool:
    """Whether a column's name says that it counts respondents."""
    return bool(_COUNT.search(name))


def year_pattern(name: str) -> str:
    """A column's name with its year as a placeholder."""
    return re.sub(r"(?<!\d)(?:19|20)\d\d(?!\d)", YEAR, name)
