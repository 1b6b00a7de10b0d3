"""The sheet of a comparison: two to six maps of one level at one scale, their legends, and a table of all figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from hytemap.maps.change_wording import change_sentences, change_text, changed
from hytemap.maps.compare_wording import sheet_title
from hytemap.maps.correlation_wording import correlation_of, correlation_sentences
from hytemap.maps.sentence import grouped, heading, map_sentences
from hytemap.maps.side_by_side import ChangeView, SideBySide, change_view
from hytemap.maps.view import MapView
from hytemap.maps.wording import Wording
from hytemap.paper.blocks import Block, city_block, facts, legend_block, map_block
from hytemap.paper.frame import Frame
from hytemap.paper.measure import CELL, CLASS, HEADING, PITCH, TEXT, facts_height, head_height, legend_height, lines
from hytemap.paper.names import name_size
from hytemap.paper.typesetting import Sheet
from hytemap.paper.value_table import TIGHT, TIGHT_ROW, Column, height_of, value_table, width_of

#: how many maps a sheet may have
FEWEST, MOST = 2, 6
#: points: between maps, the legend's column in landscape, and of a city's value under its map
GAP, SIDE, CITY = 12.0, 150.0, 20.0
#: a legend beside its own map
OWN_LEGEND = 108.0
#: a map of Espoo is about this much higher than wide
TALL = 1.25
#: a map narrower than this, in points, says little: the table then gives way to a page of its own
LEAST_MAP = 140.0
#: facts stand behind a table that has its own page, where maps become that much larger by it
WORTH_MOVING = 1.15


@dataclass(frozen=True)
class Grid:
    """Maps in `columns`, each with its heading (`title` points) in a place `each` points wide.

    The map takes `width` × `height` points; what belongs to it stands `beside` it, or else below. `drawn` is how wide
    a map of Espoo comes out.
    """

    columns: int
    each: float
    width: float
    height: float
    title: float
    beside: bool
    drawn: float


def compare_sheet(together: SideBySide, frame: Frame, by_years: bool, marked: tuple[str, ...] = ()) -> Sheet:
    """A comparison of 2–6 views; `by_years` where they are years of one indicator. Raises ValueError for other counts.

    The table stands under the maps where that leaves them large enough, else on a page of its own.
    """
    views = together.views
    if not FEWEST <= len(views) <= MOST:
        raise ValueError(f"a sheet compares {FEWEST} to {MOST} maps, not {len(views)}")
    title = compare_title(together, frame, by_years)
    return frame.told(title) | {"sheets": [compare_page(together, frame, by_years, marked)]}


def compare_title(together: SideBySide, frame: Frame, by_years: bool) -> str:
    """`Työttömyysaste 2015 ja 2024, suuralueet`; of many indicators `Suuralueet, 6 indikaattoria, 2024`."""
    return sheet_title(together.views, by_years, frame.wording)


def compare_page(
    together: SideBySide, frame: Frame, by_years: bool, marked: tuple[str, ...] = (), prefix: str = "compare"
) -> Block:
    """The parts of the sheet, and how they are laid out on the paper."""
    views, wording, paper = together.views, frame.wording, frame.paper
    title, change = compare_title(together, frame, by_years), _change(views, by_years)
    sentences = compare_sentences(together, wording, by_years, change)
    told = common_facts(views, wording)
    table = value_table(views, wording, by_years, further=_change_column(change, wording))
    legends = [own_legend(view, wording, f"{prefix}-legend-{i}") for i, view in enumerate(views)]
    shared = shared_legend(together, wording, f"{prefix}-legend")
    names = [map_title(view, wording, by_years) for view in views]

    facts_high = facts_height(told, frame)
    beside = together.one_scale and paper.landscape
    wide = paper.inner_width - (SIDE + GAP if beside else 0.0)
    room = paper.inner_height - head_height(title, sentences, paper) - GAP
    if not beside:
        room -= legend_height(shared, wide, titled=together.one_scale, wide=together.one_scale) + 8
    table_wide = width_of(table, paper.inner_width)
    table_high = height_of(table, table_wide) + HEADING + 8
    own = None if together.one_scale else legends
    grid = best_grid(names, own, wide, room - facts_high - table_high)
    apart = grid is None or grid.drawn < LEAST_MAP
    facts_last = False
    if apart:
        grid, larger = (best_grid(names, own, wide, left) for left in (room - facts_high, room))
        tight = table_high * TIGHT_ROW
        # a page for the facts alone would be worse than smaller maps; where a table takes several, there is room
        fits = tight + facts_high <= paper.inner_height or tight > paper.inner_height
        better = larger is not None and grid is not None and larger.drawn > WORTH_MOVING * grid.drawn
        facts_last = grid is None or (fits and better)
        grid = larger if facts_last else grid
        table_high += facts_high if facts_last else 0.0
    if grid is None:
        raise ValueError("the paper is too small for this comparison")
    size = name_size(views[0], wording, grid.width, grid.height)
    return {
        "kind": "compare",
        "title": title,
        "sentences": sentences,
        "maps": [
            {
                "title": name,
                "map": map_block(view, wording, grid.width, grid.height, marked, f"{prefix}-{i}", size),
                "city": city_block(view, wording),
                "legend": None if together.one_scale else legends[i],
            }
            for i, (view, name) in enumerate(zip(views, names, strict=True))
        ],
        "legend": shared,
        "table": table,
        "facts": told,
        "layout": {
            "columns": grid.columns,
            "each": grid.each,
            "width": grid.width,
            "legend_beside": grid.beside,
            "one_scale": together.one_scale,
            "height": grid.height,
            "title": grid.title,
            "gap": GAP,
            "beside": beside,
            "apart": apart,
            "facts_last": facts_last,
            "table": table_wide,
            "text": TIGHT if apart and table_high > paper.inner_height else CELL,
        },
    }


def best_grid(names: Sequence[str], legends: Sequence[Block] | None, width: float, height: float) -> Grid | None:
    """The grid whose maps come out largest in `width` × `height` points; None where none has room.

    `legends` are those of each map by itself, set beside the maps or below, whichever leaves larger maps.
    """
    found: Grid | None = None
    for columns in range(1, len(names) + 1):
        each = (width - (columns - 1) * GAP) / columns
        rows = ceil(len(names) / columns)
        title = max(lines(name, TEXT + 1, each - 4, bold=True) for name in names) * (TEXT + 1) * PITCH + 2
        high = (height - (rows - 1) * GAP) / rows - title - 6
        choices = [(each, high - CITY, False)]
        if legends:
            longest = max(len(one["classes"]) for one in legends)
            choices = [(each, high - CITY - longest * CLASS - 4, False), (each - OWN_LEGEND - 8, high, True)]
        for wide, left, beside in choices:
            drawn = min(wide, left / TALL)
            if drawn > 0 and (found is None or drawn > found.drawn + 1):
                found = Grid(columns, each, wide, min(left, wide * TALL), title, beside, drawn)
    return found


def compare_sentences(together: SideBySide, wording: Wording, by_years: bool, change: ChangeView | None) -> list[str]:
    """Extremes of each map; then the change between the first and the last year, or how two indicators go together."""
    views = together.views
    told = [map_sentences(view, wording)[0] for view in views]
    if by_years:
        why = views[0].indicator.no_trend
        if change is not None:
            told += change_sentences(change, wording)
        elif why is not None:
            told.append(why[wording.language])
    elif len(views) == 2:
        told += correlation_sentences(views[0], views[1], correlation_of(views[0], views[1]), wording)
    return told


def _change(views: Sequence[MapView], by_years: bool) -> ChangeView | None:
    if not by_years:
        return None
    ordered = sorted(views, key=lambda view: view.year or 0)
    return change_view(ordered[0], ordered[-1])


def _change_column(change: ChangeView | None, wording: Wording) -> list[Column]:
    if change is None:
        return []
    texts = {area.code: change_text(change, wording, i) for i, area in enumerate(change.level.areas)}
    title = f"{wording.gettext('Change')} {change.first}–{change.year}"
    return [Column(title, texts, changed(change, wording, *change.city_change))]


def map_title(view: MapView, wording: Wording, by_years: bool) -> str:
    """What tells a map from those beside it: the year, or the indicator with year and unit."""
    if by_years and view.year is not None:
        return str(view.year)
    unit = wording.unit(view.indicator.unit)
    title = heading(view, wording.language)
    return f"{title}, {unit}" if unit else title


def own_legend(view: MapView, wording: Wording, prefix: str) -> Block:
    """Classes of one map with bare counts of areas; what they mean stands once for all maps."""
    made = legend_block(view, wording, prefix)
    counts = [wording.number(one.count, 0) for one in reversed(view.classes)]
    classes = [one | {"count": count} for one, count in zip(made["classes"], counts, strict=True)]
    return made | {"title": "", "classes": classes, "statuses": []}


def shared_legend(together: SideBySide, wording: Wording, prefix: str) -> Block:
    """What holds for all maps: statuses present in any, what colours mean, and on one scale the classes.

    How many areas a class has would differ from map to map: a shared legend leaves it out.
    """
    views = together.views
    all_made = [legend_block(view, wording, f"{prefix}-all-{i}") for i, view in enumerate(views)]
    statuses = {one["label"]: one | {"count": ""} for made in all_made for one in made["statuses"]}
    found: Block = {"title": "", "classes": [], "statuses": list(statuses.values())}
    found |= {key: " ".join(_by_map(views, wording, [made[key] for made in all_made])) for key in ("colours", "method")}
    if together.one_scale:
        fullest = next((made for made in all_made if made["classes"]), all_made[0])
        unit = wording.unit(views[0].indicator.unit)
        several = len({view.indicator.id for view in views}) > 1
        found["title"] = unit if several and unit else fullest["title"]
        found["classes"] = [one | {"count": ""} for one in fullest["classes"]]
    return found


def _by_map(views: Sequence[MapView], wording: Wording, said: Sequence[str]) -> Iterator[str]:
    """Each text once; where they differ, of which indicators."""
    whose: dict[str, dict[str, None]] = {}
    for view, text in zip(views, said, strict=True):
        if text:
            whose.setdefault(text, {})[grouped(view, wording.language)] = None
    for text, names in whose.items():
        yield text if len(whose) == 1 else f"{wording.listed(list(names))} – {text}"


def common_facts(views: Sequence[MapView], wording: Wording) -> list[Block]:
    """Facts of all views, each text once; where views differ, whose it is."""
    said: dict[str, dict[str, list[str]]] = {}
    for view in views:
        name_of = grouped(view, wording.language)
        for one in facts(view, wording):
            whose = said.setdefault(one["name"], {}).setdefault(one["text"], [])
            if name_of not in whose:
                whose.append(name_of)
    return [{"name": name, "text": " ".join(_whose(name, texts, wording))} for name, texts in said.items()]


def _whose(name: str, texts: dict[str, list[str]], wording: Wording) -> Iterator[str]:
    several = len({tuple(names) for names in texts.values()}) > 1
    for text, names in texts.items():
        # publishers begin what is said of them with "Source:" themselves, and name their own table
        yield f"{wording.listed(names)} – {text}" if name and several else text
