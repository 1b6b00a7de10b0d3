"""The first page of an atlas: what it is about, its areas on a map, and what stands on which page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from hytemap.atlas import Atlas, AtlasLevel
from hytemap.maps.svg.map_look import MapLook
from hytemap.maps.svg.named_map import named_map
from hytemap.maps.wording import lower_first
from hytemap.paper.blocks import Block, borders
from hytemap.paper.face import NAME_SIZES, PAPER_FONT, POINT, PRINTED
from hytemap.paper.frame import Frame
from hytemap.paper.measure import facts_height, head_height
from hytemap.paper.names import ROOM

#: points: a line of the contents, least and most; between columns, and the widest column
LEAST_LINE, MOST_LINE, GAP, WIDEST = 9.8, 15.0, 22.0, 350.0
#: type of a line of the contents, points for its dots and page, and for a line below the map
TYPE, DOTS, NOTE = 8.5, 42.0, 14.0
#: what a group's heading takes, in lines
GROUP = 1.7
#: the contents' share of the width beside the map, and the least the map may be, in points
SHARE, LEAST_MAP = 0.44, 180.0
#: a map of Espoo needs no more height than this share of its width
TALLEST = 1.5
#: points of the line below the title, and of the heading of the contents
SUBTITLE, HEADING = 28.0, 20.0
#: square points an area needs for a number of a page; with less, no place is looked for
NUMBER_ROOM = 1500.0


@dataclass(frozen=True)
class Entry:
    """A line of the contents: its words (the page's title, without what holds for all), and the group it begins.

    Of an area also its code, and the page it is on.
    """

    title: str
    group: str = ""
    lang: str | None = None
    code: str = ""
    page: int = 0


def cover(atlas: Atlas, level: AtlasLevel, entries: Sequence[Entry], told: str, frame: Frame) -> Block:
    """The page; `told` says how many of what the atlas holds."""
    wording, paper = frame.wording, frame.paper
    language = wording.language
    title = wording.gettext("Wellbeing atlas of Espoo: %(level)s") % {"level": lower_first(level.title[language])}
    facts = [{"name": wording.gettext("Borders"), "text": borders(level, wording)}]
    room = paper.inner_height - head_height(title, [], paper) - SUBTITLE - HEADING - facts_height(facts, frame)
    lines = sum(1 + (GROUP if one.group else 0) for one in entries)
    column = max(PAPER_FONT.width(one.title, TYPE) for one in entries) + DOTS
    columns, width, size = _places(lines, column, paper.inner_width, room)
    drawn = None if size is None else _map(atlas, level, entries, frame, *size)
    if drawn is None:
        columns, width, size = _columns(lines, column, paper.inner_width, room), paper.inner_width, None
    beside = size is not None and width < paper.inner_width
    left = room if beside or size is None else room - size[1] - NOTE - GAP
    step = max(LEAST_LINE, min(MOST_LINE, left / ceil(lines / columns + 1)))
    return {
        "kind": "cover",
        "title": title,
        "subtitle": wording.gettext("The wellbeing of Espoo's residents by district"),
        "told": told,
        "map": drawn,
        "entries": [{"title": one.title, "group": one.group, "lang": one.lang} for one in entries],
        "facts": facts,
        "live": frame.live(),
        "layout": {
            "columns": columns,
            "width": width,
            "gap": GAP,
            "beside": beside,
            "step": step,
            "height": min(left, (ceil(lines / columns) + 1) * step),
        },
    }


def _map(
    atlas: Atlas, level: AtlasLevel, entries: Sequence[Entry], frame: Frame, width: float, height: float
) -> Block | None:
    """The areas with their names; where these do not fit, with the pages that the contents have."""
    wording = frame.wording
    pages = {one.code: str(one.page) for one in entries if one.code}
    look = MapLook(width / POINT, height / POINT, "cover", PRINTED, titles=False)
    each = width * height / max(1, len(level.areas))
    numbers = [pages.get(area.code, "") for area in level.areas] if each >= NUMBER_ROOM else []
    drawn = named_map(atlas, level, wording, look, NAME_SIZES if each >= ROOM else (), numbers)
    if drawn is None:
        return None
    title = level.title[wording.language]
    alt = wording.gettext("Map: %(level)s") % {"level": title}
    if drawn.named:
        alt = wording.gettext("Map: %(level)s with their names") % {"level": title}
    note = wording.gettext("The numbers are pages of this atlas.") if drawn.numbered else ""
    return {"svg": str(drawn.svg), "alt": f"{alt}. {note}".rstrip(". ") + ".", "note": note}


def _places(lines: float, column: float, width: float, room: float) -> tuple[int, float, tuple[float, float] | None]:
    """Columns and width of the contents, and the map's size: beside them, else above, else none."""
    columns = _columns(lines, column, width, room)
    contents = max(SHARE * width, column) if columns == 1 else columns * column + (columns - 1) * GAP
    contents = min(contents, max(column, WIDEST)) if columns == 1 else contents
    beside = width - contents - GAP
    if beside >= LEAST_MAP:
        return columns, contents, (beside, min(room - NOTE, TALLEST * beside))
    columns = _most(column, width)
    above = room - (ceil(lines / columns) + 1) * LEAST_LINE - GAP
    return (columns, width, (width, above - NOTE)) if above >= LEAST_MAP else (columns, width, None)


def _columns(lines: float, column: float, width: float, room: float) -> int:
    """The fewest columns in which so many lines stand one below another."""
    most = _most(column, width)
    return next((count for count in range(1, most) if (ceil(lines / count) + 1) * LEAST_LINE <= room), most)


def _most(column: float, width: float) -> int:
    return max(1, int((width + GAP) // (column + GAP)))
