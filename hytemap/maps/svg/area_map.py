"""A choropleth as SVG: sea, neighbours, areas in the colours of their classes, hatchings, borders, names, scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely

from hytemap.atlas import Atlas, AtlasLevel
from hytemap.maps.beside import FAR, MARGIN, land_beside, sea_beside
from hytemap.maps.labels import name_language
from hytemap.maps.svg.element import Attribute, Svg, drawing, element
from hytemap.maps.svg.lettering import key_height, lettering
from hytemap.maps.svg.map_look import MapLook
from hytemap.maps.svg.names import PlacedName, names_inside, placed_names
from hytemap.maps.svg.patterns import hatch, patterns, side
from hytemap.maps.svg.projection import Box, Fit, fit, path, plane
from hytemap.maps.svg.theme import Theme
from hytemap.maps.view import MapView
from hytemap.maps.wording import Wording
from hytemap.model import Status

#: parts of an estimated area smaller than this share of its largest carry no dashes
LEAST_DASHED = 1 / 40
#: lines of shared shapes stay as wide as they are when a map is enlarged
FIXED = "non-scaling-stroke"


@dataclass(frozen=True)
class AreaMap:
    """A drawn map: its text, how it lies on the ground, its names, and its whole height with the key."""

    svg: Svg
    fit: Fit
    names: tuple[PlacedName, ...]
    height: float


@dataclass(frozen=True)
class MapLayers:
    """A map as two drawings of one size, the second to be laid over the first: it is the same for every indicator."""

    ground: Svg
    over: Svg
    height: float


# equal only to itself: it is remembered, and its many shapes are long to compare
@dataclass(frozen=True, eq=False)
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


@dataclass(frozen=True)
class MapPlan:
    """Where all of a map goes before anything is drawn; `height` is its own with the key."""

    placed: Placed
    names: tuple[PlacedName, ...]
    height: float


def map_plan(level: AtlasLevel, wording: Wording, look: MapLook) -> MapPlan:
    """How a map of `level` would be laid out."""
    placed = placed_level(level.display, look.box)
    names = _names(level, placed, look, wording)
    return MapPlan(placed, names, look.height + key_height(names, look))


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
    plan = map_plan(view.level, wording, look)
    parts = [*_ground(view, wording, plan, look, told), _over(view.level, wording, plan, look)]
    svg = drawing(look.width, plan.height, title, desc, look.prefix, look.theme.font.family, *parts)
    return AreaMap(svg, plan.placed.fit, plan.names, plan.height)


def map_layers(view: MapView, wording: Wording, look: MapLook) -> MapLayers:
    """The map of `view` in two layers, without title: for whoever sets many maps of one level."""
    plan = map_plan(view.level, wording, look)

    def drawn(prefix: str, *parts: str) -> Svg:
        return drawing(look.width, plan.height, "", "", prefix, look.theme.font.family, *parts)

    # nothing of the upper layer tells which map it lies on, so that it is the same text for all
    over = drawn("over", _over(view.level, wording, plan, look))
    return MapLayers(drawn(look.prefix, *_ground(view, wording, plan, look, None)), over, plan.height)


def _ground(view: MapView, wording: Wording, plan: MapPlan, look: MapLook, told: Sequence[str] | None) -> list[Svg]:
    level, theme, placed = view.level, look.theme, plan.placed
    return [
        patterns(look.prefix, theme, look.sides),
        element("rect", width=look.width, height=plan.height, fill=theme.ground)
        if plan.height > look.height
        else Svg(),
        _clip(look, Box(0, 0, look.width, look.height)),
        element(
            "g",
            element("rect", width=look.width, height=look.height, fill=theme.unknown),
            *beside(view.atlas, level, placed.fit, theme, _reach(placed, look)),
            _areas(view, wording, placed, look, told),
            _borders(view, placed, look),
            _marked(view, placed, look),
            clip_path=f"url(#{look.prefix}-frame)",
        ),
    ]


def _over(level: AtlasLevel, wording: Wording, plan: MapPlan, look: MapLook) -> Svg:
    languages = tuple(name_language(level, one.index, wording) for one in plan.names)
    return lettering(plan.names, languages, plan.placed.fit.metres_per_unit, look, wording)


def _clip(look: MapLook, frame: Box) -> Svg:
    rect = element("rect", width=frame.width, height=frame.height)
    return element("clipPath", rect, id=f"{look.prefix}-frame")


def _names(level: AtlasLevel, placed: Placed, look: MapLook, wording: Wording) -> tuple[PlacedName, ...]:
    if not look.name_size:
        return ()
    called = tuple(area.name(wording.language) for area in level.areas)
    find = names_inside if look.only_inside else placed_names
    return find(called, placed.areas, look.names_box, look.name_size, look.theme.font)


def largest_names(
    level: AtlasLevel, look: MapLook, sizes: Sequence[float], called: tuple[str, ...]
) -> tuple[float, tuple[PlacedName, ...]]:
    """The largest of `sizes` at which all that areas are `called` stands on the map itself; 0 and nothing for none."""
    shapes = placed_level(level.display, look.box).areas
    wanted = sum(shape is not None and bool(one) for shape, one in zip(shapes, called, strict=True))
    for size in sizes:
        placed = placed_names(called, shapes, look.names_box, size, look.theme.font)
        if len(placed) == wanted and all(one.number is None for one in placed):
            return size, placed
    return 0.0, ()


def beside(atlas: Atlas, level: AtlasLevel, fitted: Fit, theme: Theme, margin: float = MARGIN) -> list[Svg]:
    """The city's sea and the land beside the level's own, as far as they are known."""
    return [
        *_filled(sea_beside(atlas, level, margin), fitted, theme.sea),
        *_filled(land_beside(atlas, level, margin), fitted, theme.neighbour),
    ]


def _reach(placed: Placed, look: MapLook) -> float:
    """How far around the level the drawing shows land, in sides of its box."""
    left, top = placed.fit.left, placed.fit.top
    across, down = look.width - 2 * left, look.height - 2 * top
    return MARGIN if max(left / max(across, 1), top / max(down, 1)) <= MARGIN else FAR


@lru_cache(maxsize=64)
def _filled(shapes: tuple[bytes, ...], fitted: Fit, fill: str) -> tuple[Svg, ...]:
    return tuple(
        element("path", d=path(fitted.place(ground)), fill=fill, fill_rule="evenodd")
        for ground in plane(shapes)
        if ground is not None
    )


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
    dashed = _dashed(placed, tuple(np.flatnonzero(view.slice.status == Status.ESTIMATED).tolist()))
    theme = look.theme
    common = {"fill": "none", "stroke_linejoin": "round"}
    name = "use" if look.shapes else "path"
    drawn = {"href": f"#{look.shapes}-borders"} if look.shapes else {"d": placed.borders}
    parts = [
        element(name, **drawn, stroke=theme.casing, stroke_width=2.2, **common),
        element(name, **drawn, stroke=theme.border, stroke_width=0.8, **common),
    ]
    if dashed:
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


@lru_cache(maxsize=64)
def _dashed(placed: Placed, estimated: tuple[int, ...]) -> str:
    """The borders of estimated areas; the same ones for many indicators."""
    drawn = (placed.areas[i] for i in estimated)
    return path(borders([_without_islets(area) for area in drawn if area is not None]))


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
