"""The areas of a level with their names, or numbers, and nothing else: what an atlas is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hytemap.atlas import Atlas, AtlasLevel
from hytemap.maps.labels import name_language
from hytemap.maps.svg.area_map import beside, largest_names, placed_level
from hytemap.maps.svg.element import Attribute, Svg, drawing, element
from hytemap.maps.svg.lettering import lettering
from hytemap.maps.svg.map_look import MapLook
from hytemap.maps.svg.names import PlacedName
from hytemap.maps.wording import Wording


@dataclass(frozen=True)
class NamedMap:
    """The drawing, and what stands on its areas: their names, the numbers asked for, or nothing."""

    svg: Svg
    named: bool = False
    numbered: bool = False


def named_map(
    atlas: Atlas,
    level: AtlasLevel,
    wording: Wording,
    look: MapLook,
    sizes: Sequence[float],
    numbers: Sequence[str] = (),
    number_size: float = 10.0,
) -> NamedMap | None:
    """The map in the largest of `sizes` at which every name stands on it, else with `numbers` (an area's, or empty).

    Areas that are not of the city are filled like neighbours. None where no area has a polygon.
    """
    if not any(one is not None for one in level.display):
        return None
    names = tuple(area.name(wording.language) for area in level.areas)
    size, placed = largest_names(level, look, sizes, names)
    named = bool(placed)
    if not named and any(numbers):
        size, placed = largest_names(level, look, [number_size], tuple(numbers))
    drawn = _drawn(atlas, level, wording, replace(look, name_size=size), placed)
    return NamedMap(drawn, named, bool(placed) and not named)


def _drawn(atlas: Atlas, level: AtlasLevel, wording: Wording, look: MapLook, placed: tuple[PlacedName, ...]) -> Svg:
    theme, ground = look.theme, placed_level(level.display, look.box)

    def areas(member: bool) -> str:
        return "".join(path for path, area in zip(ground.paths, level.areas, strict=True) if area.member is member)

    languages = tuple(name_language(level, one.index, wording) for one in placed)
    common: dict[str, Attribute] = {
        "stroke": theme.quiet,
        "stroke_width": 0.6,
        "fill_rule": "evenodd",
        "stroke_linejoin": "round",
    }
    return drawing(
        look.width,
        look.height,
        "",
        "",
        look.prefix,
        theme.font.family,
        element("rect", width=look.width, height=look.height, fill=theme.unknown),
        *beside(atlas, level, ground.fit, theme),
        element("path", d=areas(False), fill=theme.neighbour, **common),
        element("path", d=areas(True), fill=theme.ground, **common),
        lettering(placed, languages, ground.fit.metres_per_unit, look, wording),
    )
