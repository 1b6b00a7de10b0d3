"""The table of an area's sheet: all its figures by theme, and how each developed; and how wide its columns are."""

from __future__ import annotations

from dataclasses import dataclass

from hytemap.maps.profile import Profile, ProfileRow
from hytemap.maps.wording import NO_BREAK, NOTHING, lower_first, upper_first
from hytemap.paper.area.drawings import years_drawing
from hytemap.paper.blocks import Block
from hytemap.paper.face import PAPER_FONT
from hytemap.paper.measure import PITCH, SMALL, lines, parted

#: sizes of its type, the largest first; the width of a line of years, and a cell's inset on both sides
SIZES, LINE, INSET = (8.5, 8.0, 7.5), 33.3, 5.0
#: the header's height with one line, and the points beyond which a heading takes two
HEAD, LONG_HEADING = 14.0, 42.0
#: the column of the difference; a count has its share of the city's there, which runs on below the judgement
COMPARED = 3
#: the columns of values: the area's, and the city's
VALUES = (1, 2)
#: where fewer than this share of the figures are known, those alone stand in the table
FEW = 1 / 3
#: a sign of per cent, below which no digit stands, in sizes
PERCENT = 0.85


@dataclass(frozen=True)
class Measured:
    """The table's type, how many lines beyond one its names take, and how many its header has."""

    size: float
    further: int
    header: int

    @property
    def height(self) -> float:
        """Points of the header, and of all further lines."""
        return HEAD + (self.header - 1 + self.further) * self.size * PITCH


def area_table(profile: Profile) -> Block | None:
    """All indicators by theme: title and year, value or why there is none, city, difference, judgement, rank, years.

    The city itself is not compared with itself: its table has the value and the development alone. What has no value
    stays out where that is most, and there is no table where no figure is known: it is told in words.
    """
    if not any(row.status.has_value for row in profile.rows):
        return None
    few = few_known(profile)
    wording, alone = profile.wording, profile.is_city
    columns = [(wording.gettext("Indicator"), False), (wording.gettext("This area"), True)]
    if not alone:
        columns += [
            (wording.gettext("Espoo"), True),
            (upper_first(wording.gettext("against Espoo")), True),
            (wording.gettext("Judgement"), False),
            (wording.gettext("Rank"), True),
        ]
    themes: list[Block] = [
        {"title": wording.theme(theme), "rows": shown}
        for theme, rows in profile.themes
        if (shown := [_row(profile, row) for row in rows if row.status.has_value or not few])
    ]
    drawn = any(row["line"] for theme in themes for row in theme["rows"])
    return {
        "columns": [{"title": on_two_lines(title), "number": number} for title, number in columns],
        "development": wording.gettext("Development"),
        "lines": drawn,
        "key": _key(profile) if drawn else "",
        "themes": themes,
    }


def few_known(profile: Profile) -> bool:
    """Whether most figures that the level has are not known of this area."""
    return sum(row.status.has_value for row in profile.rows) < FEW * len(profile.rows)


def on_two_lines(title: str) -> list[str]:
    """A heading's line, or the two that part it best where it is long."""
    if PAPER_FONT.width(title, SMALL, bold=True) <= LONG_HEADING:
        return [title]
    return [part for part in parted(title, SMALL) if part]


def measured(table: Block, width: float) -> Measured:
    """The largest type in which no name takes a second line in `width` points, or the smallest."""
    names = [row["cells"][0] for theme in table["themes"] for row in theme["rows"]]
    for size in SIZES:
        left = width - _beside_names(table, size) - INSET
        further = sum(lines(name, size, left) - 1 for name in names)
        if not further:
            break
    return Measured(size, further, max(len(one["title"]) for one in table["columns"]))


def _beside_names(table: Block, size: float) -> float:
    """Points that all columns but the names' take: each is as wide as what stands in it."""
    rows = [row for theme in table["themes"] for row in theme["rows"]]
    columns = table["columns"]
    each = []
    for i, column in list(enumerate(columns))[1:]:
        cells = [(row["cells"][i], i in row["hung"]) for row in rows if not (i == COMPARED and row["is_count"])]
        wide = max((_wide(cell, size, strong=i == 1, hung=hung) for cell, hung in cells), default=0.0)
        each.append(max(wide, *(PAPER_FONT.width(line, size, bold=True) for line in column["title"])))
    years = max((PAPER_FONT.width(row["years"], size) for row in rows), default=0.0)
    moved = max((PAPER_FONT.width(row["moved"], size) for row in rows), default=0.0)
    heading = PAPER_FONT.width(table["development"], size, bold=True)
    each += [LINE if table["lines"] else 0.0, years, max(moved, heading if not table["lines"] else 0.0)]
    return sum(each) + INSET * len(each)


def _wide(cell: str, size: float, strong: bool, hung: bool) -> float:
    return PAPER_FONT.width(cell, size, bold=strong) + (PERCENT * size if hung else 0.0)


def _row(profile: Profile, row: ProfileRow) -> Block:
    unit = f", {row.unit}" if row.unit else ""
    # the year stands by no line of its own
    cells = [f"{row.title}{NO_BREAK}{row.view.year}{unit}", row.number]
    if not profile.is_city:
        cells += [row.city, row.compared or NOTHING, row.judgement or NOTHING, row.rank or NOTHING]
    known = {1: row.status.has_value, 2: row.view.city.status.has_value}
    drawn = years_drawing(row)
    # a break in the series: the line is shown, but nothing is said of where it goes, as of a figure that is hidden
    broken = profile.wording.gettext("not comparable") if drawn and row.status.has_value else NOTHING
    return {
        "cells": cells,
        "known": row.status.has_value,
        # words in place of values
        "words": [i for i in VALUES if i < len(cells) and not known[i]],
        # numbers stand below each other, the sign of per cent beside them; those of counts are too long for that
        "hung": [i for i in VALUES if i < len(cells) and known[i] and not row.is_count and not cells[i].endswith("%")],
        "is_count": bool(row.is_count and row.compared),
        "line": drawn,
        "years": row.years if drawn else "",
        "moved": row.movement or broken,
    }


def _key(profile: Profile) -> str:
    """How the small lines are read."""
    wording = profile.wording
    if profile.is_city:
        said = wording.gettext(
            "Each line has its own scale. Dotted: years without a figure. An open point: an estimate."
        )
    else:
        said = wording.gettext(
            "Solid line: this area, dashed: Espoo; each row has its own scale. Dotted: years without a figure. "
            "An open point: an estimate."
        )
    return f"{wording.gettext('Development')}: {lower_first(said)}"
