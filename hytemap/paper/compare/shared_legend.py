"""Legends of a comparison: what each map says of itself, and what holds for all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hytemap.maps.sentence import grouped
from hytemap.maps.side_by_side import SideBySide
from hytemap.maps.view import MapView
from hytemap.maps.wording import Wording
from hytemap.paper.blocks import Block, legend_block
from hytemap.paper.compare.furniture import FURNITURE, HEIGHT
from hytemap.paper.compare.layout import DESCENT, STRIP_CLASS, STRIP_SWATCH, strip_height, strip_lines
from hytemap.paper.measure import CLASS, SMALL, SWATCH, TEXT, legend_height, lines, set_height

#: points of a legend beside the maps, and between the parts of one below them
SIDE, GAP = 150.0, 16.0
#: what is said of all maps has at least this width, and its title this height
LEAST_WORDS, TITLE = 60.0, 14.0
#: between statuses
ROW_GAP = 4.0
#: points a class may be wide in a legend across
CLASS_WIDTHS = (STRIP_CLASS, 52.0, 45.0, 38.0, 32.0, 28.0, 24.0)


@dataclass(frozen=True)
class Band:
    """A legend below the maps: classes across in `strip` points (0: none), then words, then scale and arrow."""

    strip: float
    height: float

    def told(self) -> Block:
        """As the templates take it."""
        return {"strip": self.strip, "gap": GAP, "furniture": FURNITURE, "height": self.height}


def band(shared: Block, width: float) -> Band:
    """How the legend that holds for all maps lies in `width` points, so that it takes least height."""
    labels = [one["label"] for one in shared["classes"]]
    if not labels:
        return Band(0.0, max(_words_height(shared, width - FURNITURE - GAP), HEIGHT))
    further = len(shared["classes"][0]["further"]) * (STRIP_SWATCH + 2)
    found: list[tuple[int, Band]] = []
    for each in CLASS_WIDTHS:
        strip, rows = each * len(labels), strip_lines(labels, each * len(labels))
        words = width - FURNITURE - strip - 2 * GAP
        # limits too long for every width are set in as many lines as they take
        if words >= LEAST_WORDS and (rows or (not found and each == CLASS_WIDTHS[-1])):
            classes = TITLE + further + strip_height(rows or 3, False)
            found.append((rows, Band(strip, max(classes, _words_height(shared, words), HEIGHT))))
    # limits on one line are read before those on two
    return min(found, key=lambda one: (one[0], one[1].height))[1]


def _words_height(shared: Block, width: float) -> float:
    said = [f"{one['label']}: {one['reason']}" for one in shared["statuses"]]
    statuses = sum(max(CLASS, set_height(lines(one, TEXT, width - SWATCH), TEXT) + ROW_GAP) for one in said)
    meaning = set_height(lines(f"{shared['colours']} {shared['method']}", SMALL, width), SMALL)
    return statuses + (ROW_GAP if said else 0.0) + meaning + DESCENT


def side_height(shared: Block) -> float:
    """Points of the same in a column beside the maps."""
    return legend_height(shared, SIDE) + GAP + HEIGHT


def own_legend(view: MapView, wording: Wording, prefix: str) -> Block:
    """Classes of one map with bare counts of areas; what they mean stands once for all maps."""
    made = legend_block(view, wording, prefix)
    counts = [wording.number(one.count, 0) for one in reversed(view.classes)]
    classes = [one | {"count": count, "further": []} for one, count in zip(made["classes"], counts, strict=True)]
    return made | {"title": "", "classes": classes, "statuses": []}


def shared_legend(together: SideBySide, wording: Wording, prefix: str) -> Block:
    """What holds for all maps: statuses present in any, what colours mean, and on one scale the classes.

    How many areas a class has would differ from map to map: a shared legend leaves it out. Maps of one scale may have
    colours of their own, as more is better in one and worse in the other: a class then has a `further` swatch for each.
    """
    views = together.views
    all_made = [legend_block(view, wording, f"{prefix}-all-{i}") for i, view in enumerate(views)]
    statuses = {one["label"]: one | {"count": ""} for made in all_made for one in made["statuses"]}
    found: Block = {"title": "", "classes": [], "statuses": list(statuses.values())}
    # bases differ from map to map, what is below and above one hardly does: each is said once
    colours = [
        wording.sides(view) if view.around else made["colours"] for view, made in zip(views, all_made, strict=True)
    ]
    bases = [wording.centre(view) if view.around else "" for view in views]
    found["colours"] = " ".join([*_by_map(views, wording, bases), *_by_map(views, wording, colours)])
    found["method"] = " ".join(_by_map(views, wording, [made["method"] for made in all_made]))
    if not together.one_scale:
        if any(made["classes"] for made in all_made):
            found["method"] += " " + wording.gettext("Figures in grey tell how many areas a class has.")
        return found
    coloured = {
        tuple(view.colours): made["classes"] for view, made in zip(views, all_made, strict=True) if made["classes"]
    }
    unit = wording.unit(views[0].indicator.unit)
    several = len({view.indicator.id for view in views}) > 1
    whole = wording.gettext("All maps, %(unit)s") % {"unit": unit} if unit else wording.gettext("All maps")
    found["title"] = whole if several else all_made[0]["title"]
    if coloured:
        first, *others = coloured.values()
        found["classes"] = [
            one | {"count": "", "further": [classes[i]["swatch"] for classes in others]} for i, one in enumerate(first)
        ]
    return found


def _by_map(views: Sequence[MapView], wording: Wording, said: Sequence[str]) -> Iterator[str]:
    """Each text once; where they differ, of which indicators."""
    whose: dict[str, dict[str, None]] = {}
    for view, text in zip(views, said, strict=True):
        if text:
            whose.setdefault(text, {})[grouped(view, wording.language)] = None
    for text, names in whose.items():
        yield text if len(whose) == 1 else f"{wording.listed(list(names))} – {text}"
