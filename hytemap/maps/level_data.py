"""What a script needs of a level to draw it: names, polygons for the screen, where names stand. No figures."""

from __future__ import annotations

from typing import Any

import orjson

from hytemap.atlas import Atlas, AtlasLevel
from hytemap.maps.beside import land_beside, sea_beside
from hytemap.maps.labels import label_points, name_language
from hytemap.maps.letters import collation_key
from hytemap.maps.wording import Wording

#: with more areas than this, a name is written only where it fits inside its area
FEW_AREAS = 12


def level_data(level: AtlasLevel, wording: Wording) -> dict[str, Any]:
    """The level as JSON-ready data in degrees (WGS 84); `geometry` is null for areas that only the table has.

    `lang` is the language a name is in where it is not the page's, `order` its place in the language's alphabet.
    """
    order = {code: place for place, code in enumerate(_alphabetical(level, wording.language))}
    points = label_points(level.display)
    areas = [
        {
            "code": area.code,
            "name": area.name(wording.language),
            "lang": name_language(level, i, wording),
            "order": order[area.code],
            "member": area.member,
            "point": points[i],
            "geometry": None if geometry is None else orjson.Fragment(geometry),
        }
        for i, (area, geometry) in enumerate(zip(level.areas, level.display, strict=True))
    ]
    drawn = sum(geometry is not None for geometry in level.display)
    return {
        "id": level.id,
        "title": level.title[wording.language],
        "areaTitle": level.area_title[wording.language],
        "areas": areas,
        "bounds": level.display_bbox,
        "fewAreas": drawn <= FEW_AREAS,
    }


def _alphabetical(level: AtlasLevel, language: str) -> list[str]:
    areas = sorted(level.areas, key=lambda area: collation_key(area.name(language), language))
    return [area.code for area in areas]


def surroundings(atlas: Atlas, level: AtlasLevel) -> dict[str, Any]:
    """`land` beside the level's own and the city's `sea`, as polygons, as far as they are known."""
    parts = {"land": land_beside(atlas, level), "sea": sea_beside(atlas, level)}
    return {name: [orjson.Fragment(geometry) for geometry in found] for name, found in parts.items()}
