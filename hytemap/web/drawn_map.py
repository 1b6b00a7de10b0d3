"""The map of a page or an embedded one: folium's container, its data, the scripts that draw and repaint it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import current_app
from flask_babel import gettext

from hytemap.atlas import Atlas
from hytemap.maps.level_data import level_data
from hytemap.settings import Settings, content_folder
from hytemap.web.api.view import view_answer
from hytemap.web.assets import asset, leaflet
from hytemap.web.map_page import MapPage
from hytemap.web.map_question import MOST_PINNED
from hytemap.web.map_words import map_words

if TYPE_CHECKING:
    from hytemap.maps.choropleth import MapParts

ENTRY = "js/map_page.js"
PARTS = "js/map"


def drawn_map(page: MapPage) -> MapParts:
    """The map of `page`: links for the head, and the map itself."""
    # folium comes with pandas: a server that only answers the API never loads them
    from hytemap.maps.choropleth import Script, draw_map

    # what a module imports is asked for with it, not after it has been read
    parts = sorted(path.name for path in (content_folder("static") / PARTS).glob("*.js"))
    scripts = [
        Script(leaflet("leaflet.js")),
        *(Script(asset(f"{PARTS}/{name}"), "part") for name in parts),
        Script(asset(ENTRY), "module"),
    ]
    label = gettext("Map: %(title)s, %(level)s", title=page.title, level=page.level.title[page.language])
    return draw_map(map_data(page), label, [leaflet("leaflet.css"), asset("css/map.css")], scripts)


def map_data(page: MapPage) -> dict[str, Any]:
    """What the script starts from: the level's polygons, the answer of /api/view, words, addresses."""
    settings: Settings = current_app.config["SETTINGS"]
    language = page.language
    return {
        "level": level_data(page.level, page.wording),
        "view": view_answer(page.view, language),
        "words": map_words(page.atlas, page.wording),
        "language": language,
        "pinned": page.pinned,
        "mostPinned": MOST_PINNED,
        "question": page.question,
        # what a map asks for when an address says nothing
        "defaults": {"level": settings.default_level, "indicator": settings.default_indicator},
        "known": _known(page.atlas),
        "snapshot": page.atlas.hash,
        "background": settings.background_map,
    }


def _known(atlas: Atlas) -> dict[str, Any]:
    """What fits each indicator: years it is published of, groups with values by level, whether it has a target.

    A script then never asks for what cannot be answered.
    """
    return {
        one.id: {
            "years": sorted(set(one.known_years).union(*(atlas.years(one.id, level) for level in atlas.levels))),
            "groups": atlas.groups_by_level[one.id],
            "target": one.target is not None,
        }
        for one in atlas.indicators.values()
    }
