"""A choropleth as SVG: sea, neighbours, areas in the colours of their classes, hatchings, borders, names, scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import shapely

from hytemap.atlas import Atlas, AtlasLevel
from hytemap.maps.beside import land_beside, sea_beside
from hytemap.maps.labels import name_language
from hytemap.maps.svg.element import Attribute, Svg, drawing, element
from hytemap.maps.svg.names import PlacedName, placed_names
from hytemap.maps.svg.patterns import hatch, patterns, side
from hytemap.maps.svg.projection import Box, Fit, fit, path, plane
from hytemap.maps.svg.scale_bar import north_arrow, scale_bar
from hytemap.maps.svg.theme import PAPER, Theme
from hytemap.maps.svg.words import block, line
from hytemap.maps.view import MapView
from hytemap.maps.wording import Wording
from hytemap.model import Status

PAD = 10.0
#: room at the foot for the scale bar
FOOT = 26.0
#: parts of an estimated area smaller than this share of its largest carry no dashes
LEAST_DASHED = 1 / 40
#: lines of shared shapes stay as wide as they are when a map is enlarged
FIXED = "non-scaling-stroke"
KEY_SIZE, KEY_STEP = 11.0, 15.0


@dataclass(frozen=True)
class MapLook:
    """How a map is drawn: size in units (the key of numbered names adds to the height), and what is on it.

    `prefix` begins every id. `marked` are codes of areas with a strong outline. `name_size` 0 leaves names out. `sides`
    lays lines over the classes below the base, so that the sides differ without colour. `titles` names each area to
    whoever points at it. `shapes` begins the ids of shapes that stand once on the page (`shared_shapes`): several maps
    of one level then draw the same ones.
    """

    width: float = 640.0
    height: float = 720.0
    prefix: str = "map"
    theme: Theme = PAPER
    name_size: float = 12.0
    marked: tuple[str, ...] = ()
    scale: bool = True
    sides: bool = False
    titles: bool = True
    shapes: str = ""

    @property
    def box(self) -> Box:
        """Where the level is fitted into."""
        return Box(PAD, PAD, self.width - 2 * PAD, self.height - 2 * PAD - (FOOT if self.scale else 0.0))


@dataclass(frozen=True)
class AreaMap:
    """A drawn map: its text, how it lies on the ground, its names, and its whole height with the key."""

    svg: Svg
    fit: Fit
    names: tuple[PlacedName, ...]
    height: float


@dataclass(frozen=True)
class Placed:
    """A level's areas in a drawing: polygons, their paths, and every border once."""

    fit: Fit
    areas: tuple[shapely.Geometry | None, ...]
    paths: tuple[str, ...]
    borders: str


@lru_cache(maxsize=64)
def placed_level(display: tuple[bytes | None, ...], box: Box) -> Placed:
    """The display geometry of a level fitted into `box`; remembered, as every indicator of a level needs it."""
    ground = plane(display)
    fitted = fit([one for one in ground if one is not None], box)
    areas = tuple(None if one is None else fitted.place(one) for one in ground)
    paths = tuple("" if one is None else path(one) for one in areas)
    return Placed(fitted, areas, paths, path(borders([one for one in areas if one is not None])))


def borders(areas: list[shapely.Geometry]) -> shapely.Geometry:
    """Every border once: one drawn by both its areas would be twice as dark, and its dashes would fill each other."""
    return shapely.line_merge(shapely.union_all(shapely.boundary(areas))) if areas else shapely.MultiLineString([])


def shared_shapes(level: AtlasLevel, look: MapLook) -> Svg:
    """The shapes of a level's areas and its borders, shown nowhere: what maps with the same `shapes` refer to."""
    placed = placed_level(level.display, look.box)
    made = [
        element("path", d=path, fill_rule="evenodd", vector_effect=FIXED, id=f"{look.shapes}-{area.code}")
        for area, path in zip(level.areas, placed.paths, strict=True)
        if path
    ]
    made.append(element("path", d=placed.borders, vector_effect=FIXED, id=f"{look.shapes}-borders"))
    return element("svg", element("defs", *made), width=0, height=0, aria_hidden="true", class_="shapes")


def area_map(
    view: MapView,
    wording: Wording,
    title: str,
    desc: str,
    look: MapLook | None = None,
    told: Sequence[str] | None = None,
) -> AreaMap:
    """The map of `view`; `title` names it and `desc` says what it shows, to whoever cannot see it.

    `told` says each area's value to whoever points at it, where it is not the indicator's own.
    """
    look = look or MapLook()
    level, theme = view.level, look.theme
    placed = placed_level(level.display, look.box)
    names = _names(level, placed, look, wording)
    key = _key(names, look)
    height = look.height + (KEY_STEP * _rows(key, look) + PAD if key else 0.0)
    frame = Box(0, 0, look.width, look.height)
    parts = [
        patterns(look.prefix, theme, look.sides),
        element("rect", width=look.width, height=height, fill=theme.ground) if key else Svg(),
        _clip(look, frame),
        element(
            "g",
            element("rect", width=look.width, height=look.height, fill=theme.unknown),
            *beside(view.atlas, level, placed.fit, theme),
            _areas(view, wording, placed, look, told),
            _borders(view, placed, look),
            _marked(view, placed, look),
            clip_path=f"url(#{look.prefix}-frame)",
        ),
        _lettering(level, names, look, wording),
        *_scale(placed.fit, look, wording),
        _key_block(key, look),
    ]
    svg = drawing(look.width, height, title, desc, look.prefix, theme.font.family, *parts)
    return AreaMap(svg, placed.fit, names, height)


def _clip(look: MapLook, frame: Box) -> Svg:
    rect = element("rect", width=frame.width, height=frame.height)
    return element("clipPath", rect, id=f"{look.prefix}-frame")


def _names(level: AtlasLevel, placed: Placed, look: MapLook, wording: Wording) -> tuple[PlacedName, ...]:
    if not look.name_size:
        return ()
    frame = Box(0, 0, look.width, look.height - (FOOT if look.scale else 0.0)).shrunk(2)
    called = tuple(area.name(wording.language) for area in level.areas)
    return placed_names(called, placed.areas, frame, look.name_size, look.theme.font)


def beside(atlas: Atlas, level: AtlasLevel, fitted: Fit, theme: Theme) -> list[Svg]:
    """The city's sea and the land beside the level's own, as far as they are known."""
    return [
        element("path", d=path(fitted.place(ground)), fill=fill, fill_rule="evenodd")
        for shapes, fill in ((sea_beside(atlas, level), theme.sea), (land_beside(atlas, level), theme.neighbour))
        for ground in plane(shapes)
        if ground is not None
    ]


def _shape(view: MapView, placed: Placed, look: MapLook, i: int, *children: str, **attributes: Attribute) -> Svg:
    """The shape of area `i`, or a reference to it."""
    if look.shapes:
        return element("use", *children, href=f"#{look.shapes}-{view.level.areas[i].code}", **attributes)
    return element("path", *children, d=placed.paths[i], **attributes)


def _areas(view: MapView, wording: Wording, placed: Placed, look: MapLook, said: Sequence[str] | None) -> Svg:
    parts = []
    below = view.around.below if view.around is not None and look.sides else 0
    for i, area in enumerate(view.level.areas):
        if not placed.paths[i]:
            continue
        seen, in_class = view.slice[i], int(view.class_of[i])
        fill = view.colours[in_class] if in_class >= 0 else hatch(look.prefix, seen.status)
        value = said[i] if said is not None else wording.value(seen.value, seen.status, view.indicator)
        parts.append(
            _shape(
                view,
                placed,
                look,
                i,
                element("title", f"{area.name(wording.language)}: {value}") if look.titles else Svg(),
                fill=fill,
                fill_rule="evenodd",
                data_code=area.code,
                data_status=seen.status.word,
            )
        )
        if 0 <= in_class < below:
            parts.append(_shape(view, placed, look, i, fill=side(look.prefix, fill), fill_rule="evenodd"))
    return element("g", *parts, class_="areas")


def _borders(view: MapView, placed: Placed, look: MapLook) -> Svg:
    """A casing and a line on every border; dashes on a wide casing around estimated areas."""
    estimated = [
        _without_islets(area)
        for area, status in zip(placed.areas, view.slice.status, strict=True)
        if area is not None and status == Status.ESTIMATED
    ]
    theme = look.theme
    common = {"fill": "none", "stroke_linejoin": "round"}
    name = "use" if look.shapes else "path"
    drawn = {"href": f"#{look.shapes}-borders"} if look.shapes else {"d": placed.borders}
    parts = [
        element(name, **drawn, stroke=theme.casing, stroke_width=2.2, **common),
        element(name, **drawn, stroke=theme.border, stroke_width=0.8, **common),
    ]
    if estimated:
        dashed = path(borders(estimated))
        parts += [
            element("path", d=dashed, stroke=theme.casing, stroke_width=3.2, **common),
            element(
                "path",
                d=dashed,
                stroke=theme.border,
                stroke_width=1.3,
                stroke_dasharray="5 3",
                class_="estimated",
                **common,
            ),
        ]
    return element("g", *parts, class_="borders")


def _without_islets(area: shapely.Geometry) -> shapely.Geometry:
    """The parts of an area that have room for dashes: those not a fraction of its largest."""
    parts = shapely.get_parts(area)
    sizes = shapely.area(parts)
    return shapely.MultiPolygon(list(parts[sizes >= sizes.max() * LEAST_DASHED]))


def _marked(view: MapView, placed: Placed, look: MapLook) -> Svg:
    found = [view.level.position[code] for code in look.marked if code in view.level.position]
    common = {"fill": "none", "stroke_linejoin": "round"}
    parts = []
    for i in found:
        if placed.paths[i]:
            parts.append(_shape(view, placed, look, i, stroke=look.theme.halo, stroke_width=6, **common))
            parts.append(
                _shape(view, placed, look, i, stroke=look.theme.accent, stroke_width=3, class_="marked", **common)
            )
    return element("g", *parts, class_="marks") if parts else Svg()


def _lettering(level: AtlasLevel, names: tuple[PlacedName, ...], look: MapLook, wording: Wording) -> Svg:
    theme, lines, words = look.theme, [], []
    for one in names:
        place = one.place
        if place.leader is not None:
            x0, y0, x1, y1 = place.leader
            d = f"M{x0:.1f} {y0:.1f}L{x1:.1f} {y1:.1f}"
            lines.append(element("path", d=d, stroke=theme.halo, stroke_width=2.4))
            lines.append(element("path", d=d, stroke=theme.ink, stroke_width=0.8))
            lines.append(element("circle", cx=round(x0, 1), cy=round(y0, 1), r=1.6, fill=theme.ink))
        x, y = place.middle
        lang = None if one.number is not None else name_language(level, one.index, wording)
        words.append(block(place.lines, round(x, 1), round(y, 1), place.size, theme, halo=True, lang=lang))
    return element("g", *lines, *words, class_="names") if words else Svg()


def _scale(fitted: Fit, look: MapLook, wording: Wording) -> list[Svg]:
    if not look.scale:
        return []
    bar = scale_bar(PAD + 4, look.height - 10, look.width / 4, fitted.metres_per_unit, wording, look.theme)
    return [bar, north_arrow(look.width - PAD - 6, look.height - 8, look.theme)]


def _key(names: tuple[PlacedName, ...], look: MapLook) -> list[str]:
    numbered = sorted((one for one in names if one.number is not None), key=lambda one: one.number or 0)
    return [f"{one.number}\u00a0{one.name}" for one in numbered]


def _columns(key: list[str], look: MapLook) -> int:
    widest = max(look.theme.font.width(one, KEY_SIZE) for one in key) + 14
    return max(1, int((look.width - 2 * PAD) // widest))


def _rows(key: list[str], look: MapLook) -> int:
    return -(-len(key) // _columns(key, look))


def _key_block(key: list[str], look: MapLook) -> Svg:
    if not key:
        return Svg()
    rows, step = _rows(key, look), (look.width - 2 * PAD) / _columns(key, look)
    return element(
        "g",
        *(
            line(text, PAD + (i // rows) * step, look.height + PAD + KEY_STEP * (i % rows) + 6, KEY_SIZE, look.theme)
            for i, text in enumerate(key)
        ),
        class_="key",
    )
