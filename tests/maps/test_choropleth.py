"""What folium writes of a map: one block of data, our own files, nothing random, nothing inline."""

from __future__ import annotations

import json
import re

import pytest
import shapely
from flask import Flask

from hytemap.atlas import Atlas
from hytemap.maps.choropleth import MapParts, Script, draw_map
from hytemap.maps.labels import label_points
from hytemap.maps.level_data import level_data
from hytemap.maps.view import MapView, make_view
from hytemap.maps.wording import Wording


@pytest.fixture(scope="module")
def atlas(app: Flask) -> Atlas:
    return app.extensions["atlas"].current


def drawn(view: MapView, label: str = "Kartta") -> MapParts:
    data = {"level": level_data(view.level, Wording("fi")), "words": {"zoomIn": "</script><b>"}}
    return draw_map(data, label, ["/own.css"], [Script("/part.js", "part"), Script("/own.js", "module")])


def test_the_same_view_gives_the_same_text(atlas: Atlas) -> None:
    view = make_view(atlas, "suuralue", "unemployment_rate")
    assert drawn(view) == drawn(view)


def test_only_our_own_files_are_asked_for_and_nothing_is_inline(atlas: Atlas) -> None:
    parts = drawn(make_view(atlas, "suuralue", "unemployment_rate"))
    assert re.findall(r'(?:src|href)="([^"]*)"', parts.head) == ["/own.css", "/part.js", "/own.js"]
    assert "http" not in parts.head + parts.body
    assert "style=" not in parts.head + parts.body
    assert re.findall(r"<script[^>]*>", parts.body) == ['<script type="application/json" id="map-data">']


def test_neither_words_nor_the_label_can_end_their_element(atlas: Atlas) -> None:
    parts = drawn(make_view(atlas, "suuralue", "unemployment_rate"), label='"><script>alert(1)</script>')
    assert parts.body.count("</script>") == 1
    assert "<script>" not in parts.body
    block = re.search(r'id="map-data">(.*)</script>', parts.body, re.DOTALL)
    assert block
    assert json.loads(block[1])["words"]["zoomIn"] == "</script><b>"


def test_areas_without_a_polygon_are_told_as_such(atlas: Atlas) -> None:
    view = make_view(atlas, "kunta", "unemployment_rate")
    block = re.search(r'id="map-data">(.*)</script>', drawn(view).body, re.DOTALL)
    assert block
    told = [(area["code"], area["geometry"] is not None) for area in json.loads(block[1])["level"]["areas"]]
    shapes = zip(view.level.areas, view.level.display, strict=True)
    assert told == [(area.code, shape is not None) for area, shape in shapes]
    assert {has_polygon for _, has_polygon in told} == {True, False}


def test_a_name_stands_inside_its_area(atlas: Atlas) -> None:
    for level in atlas.levels.values():
        for geometry, point in zip(level.display, label_points(level.display), strict=True):
            assert (geometry is None) == (point is None)
            if geometry is not None:
                assert shapely.from_geojson(geometry).contains(shapely.Point(point))
