"""The sheet of a comparison: two to six maps of one level at one scale, their legends, and a table of all figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt

from hytemap.maps.change_wording import change_sentences, change_text, changed
from hytemap.maps.compare_wording import sheet_title
from hytemap.maps.correlation_wording import correlation_of, correlation_sentences
from hytemap.maps.sentence import extremes, grouped, heading
from hytemap.maps.side_by_side import ChangeView, SideBySide, change_view
from hytemap.maps.view import MapView
from hytemap.maps.wording import NO_BREAK, Wording
from hytemap.paper.blocks import Block, city_block, facts, map_block
from hytemap.paper.compare.furniture import furniture
from hytemap.paper.compare.layout import GAP, Cell, Grid, best_grid
from hytemap.paper.compare.shared_legend import SIDE, band, own_legend, shared_legend, side_height
from hytemap.paper.compare.table import ABOVE, TableSetting, lowest, set_table
from hytemap.paper.frame import Frame
from hytemap.paper.ground import tallness
from hytemap.paper.measure import PARAGRAPH, SMALL, facts_height, header_height, lines, set_height
from hytemap.paper.names import names_for
from hytemap.paper.size import FEWEST_MAPS, MOST_MAPS
from hytemap.paper.typesetting import Sheet
from hytemap.paper.value_table import Column, value_table

#: maps drawn smaller than this share of the paper say little: the table then gives way to a page of its own
LEAST_MAP = 0.2
#: and so do maps that would come out this much larger without it
LEAST_SHARE = 0.6
#: points around whose figures they are, where that stands by itself at the foot of the first page
CREDITS = 12.0


@dataclass(frozen=True)
class Plan:
    """The grid of the maps, and whether what holds for all of them stands `beside` it, or else below."""

    grid: Grid
    beside: bool


def compare_sheet(together: SideBySide, frame: Frame, by_years: bool, marked: tuple[str, ...] = ()) -> Sheet:
    """A comparison of 2–6 views; `by_years` where they are years of one indicator. Raises ValueError for other counts.

    The table stands under the maps where that leaves them large enough, else on a page of its own.
    """
    views = together.views
    if not FEWEST_MAPS <= len(views) <= MOST_MAPS:
        raise ValueError(f"a sheet compares {FEWEST_MAPS} to {MOST_MAPS} maps, not {len(views)}")
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
    shared = shared_legend(together, wording, f"{prefix}-legend")
    cells = [
        Cell(
            map_title(view, wording, by_years),
            city_block(view, wording),
            None if together.one_scale else own_legend(view, wording, f"{prefix}-legend-{i}"),
        )
        for i, view in enumerate(views)
    ]
    tall, across = tallness(views[0].level), band(shared, paper.inner_width)

    def planned(room: float) -> Plan | None:
        """How the maps and their legends come out largest in `room` points of height."""
        below = best_grid(cells, tall, paper.inner_width, room - across.height - GAP)
        plans = [Plan(below, False)] if below else []
        if together.one_scale and paper.landscape and side_height(shared) <= room:
            beside = best_grid(cells, tall, paper.inner_width - SIDE - GAP, room)
            plans += [Plan(beside, True)] if beside else []
        return max(plans, key=lambda plan: plan.grid.drawn, default=None)

    room = paper.inner_height - header_height(title, sentences, frame)
    setting, later = lowest(table, paper.inner_width), []
    facts_high = facts_height(told, frame)
    plan = planned(room - facts_high - setting.height - ABOVE)
    setting_apart, later_apart = _table_page(table, told, frame)
    by_itself = planned(room - (credits_height(told, later_apart, frame) if later_apart else facts_high))
    least = LEAST_MAP * sqrt(paper.inner_width * paper.inner_height)
    if by_itself is not None:
        least = max(least, LEAST_SHARE * by_itself.grid.drawn)
    apart = plan is None or plan.grid.drawn < least
    if apart:
        plan, setting, later = by_itself, setting_apart, later_apart
    if plan is None:
        raise ValueError("the paper is too small for this comparison")
    grid = plan.grid.stepped()
    names = names_for(views[0], wording, grid.width, grid.height)

    def drawn(view: MapView, i: int) -> Block:
        return map_block(
            view,
            wording,
            grid.width,
            grid.height,
            marked,
            f"{prefix}-{i}",
            names.size,
            scale=False,
            only_inside=names.only_inside,
        )

    maps = [
        {
            "title": cell.title,
            "map": drawn(view, i),
            "city": cell.city,
            "legend": cell.legend,
        }
        for i, (view, cell) in enumerate(zip(views, cells, strict=True))
    ]
    return {
        "kind": "compare",
        "title": title,
        "sentences": sentences,
        "maps": maps,
        "legend": shared,
        "furniture": furniture(views[0].level, wording, grid.width, grid.height, f"{prefix}-scale"),
        "table": table,
        "facts": [one for one in told if one not in later],
        "later": later,
        "live": frame.live(),
        "layout": grid.told()
        | {
            "gap": GAP,
            "beside": plan.beside,
            "one_scale": together.one_scale,
            "band": across.told(),
            "apart": apart,
            "table": setting.told(),
        },
    }


def _table_page(table: Block, told: Sequence[Block], frame: Frame) -> tuple[TableSetting, list[Block]]:
    """The table on a page of its own, and which facts stand below it: all but whose figures and borders they are.

    Whoever takes the first page alone shall know those. A page for the facts alone would be worse than smaller maps,
    so that they stay on the first page where the table fills its own; where it takes several, there is room.
    """
    width, height = frame.paper.inner_width, frame.paper.inner_height
    later = [one for one in told if not one["credit"]]
    below = facts_height(later, frame)
    for facts_below in (below, 0.0):
        setting = set_table(table, width, height - facts_below)
        if setting.height + facts_below <= height:
            return setting, later if facts_below else []
    return set_table(table, width, height), later


def credits_height(told: Sequence[Block], later: Sequence[Block], frame: Frame) -> float:
    """Points of the facts that stand on the first page by themselves, with the address where there is one."""
    width = frame.paper.inner_width
    said = [" ".join(f"{one['name']}: {one['text']}" for one in told if one not in later)]
    if frame.address:
        said.append(f"{frame.address} {'x' * 20}")
    return sum(set_height(lines(one, SMALL, width), SMALL) for one in said) + (len(said) - 1) * PARAGRAPH + CREDITS


def compare_sentences(together: SideBySide, wording: Wording, by_years: bool, change: ChangeView | None) -> list[str]:
    """Extremes of each map, its level left out; then the change between first and last year, or how two go together."""
    views = together.views
    told = [
        extremes(view, wording, subject)
        for view, subject in zip(views, subjects(views, wording, by_years), strict=True)
    ]
    if by_years:
        why = views[0].indicator.no_trend
        if change is not None:
            told += change_sentences(change, wording)
        elif why is not None:
            told.append(why[wording.language])
    elif len(views) == 2:
        told += correlation_sentences(views[0], views[1], correlation_of(views[0], views[1]), wording)
    return told


def subjects(views: Sequence[MapView], wording: Wording, by_years: bool) -> list[str]:
    """What each sentence is about, no longer than tells the maps apart: the sheet's title says the rest."""
    if by_years:
        return [str(view.year) for view in views]
    same_year = len({view.year for view in views}) == 1
    return [(grouped if same_year else heading)(view, wording.language) for view in views]


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
    return f"{title},{NO_BREAK}{unit}" if unit else title


def common_facts(views: Sequence[MapView], wording: Wording) -> list[Block]:
    """Facts of all views, each text once; where views differ, whose it is."""
    said: dict[tuple[str, bool], dict[str, list[str]]] = {}
    for view in views:
        name_of = grouped(view, wording.language)
        for one in facts(view, wording):
            whose = said.setdefault((one["name"], one["credit"]), {}).setdefault(one["text"], [])
            if name_of not in whose:
                whose.append(name_of)
    return [
        {"name": name, "text": " ".join(_whose(name, texts, wording)), "credit": credit}
        for (name, credit), texts in said.items()
    ]


def _whose(name: str, texts: dict[str, list[str]], wording: Wording) -> Iterator[str]:
    several = len({tuple(names) for names in texts.values()}) > 1
    for text, names in texts.items():
        # publishers begin what is said of them with "Source:" themselves, and name their own table
        yield f"{wording.listed(names)} – {text}" if name and several else text
