"""The map: its page, and what the page's script asks for besides /api/view."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, g, render_template, request

from hytemap.maps.level_data import level_data, surroundings
from hytemap.maps.svg.sheet import map_sheet
from hytemap.maps.wording import Wording
from hytemap.settings import Settings
from hytemap.web.assets import FOREVER
from hytemap.web.drawn_map import drawn_map
from hytemap.web.languages import LANGUAGE, current_language
from hytemap.web.map_page import MapPage
from hytemap.web.map_question import read_map_page
from hytemap.web.rendering import render_page
from hytemap.web.responses import finish, json_answer
from hytemap.web.security import base_url, content_policy

blueprint = Blueprint("maps", __name__)


def asked_page() -> MapPage:
    """The map page this request asks for; raises NotFound and RequestFault."""
    return read_map_page(g.atlas, current_app.config["SETTINGS"], current_language(), request.args)


@blueprint.get(f"/{LANGUAGE}/map")
def show_map(language: str) -> Response:
    """One indicator over one level in one year."""
    page = asked_page()
    address = page.address().removeprefix(f"/{language}")
    return may_show_background(render_page("pages/map.html", address, page=page, map=drawn_map(page), w=page.wording))


def may_show_background(response: Response) -> Response:
    """Let the page show pictures of the background map's host, where one is set; no other page may."""
    settings: Settings = current_app.config["SETTINGS"]
    if settings.background_map is not None:
        host = urlsplit(settings.background_map["address"])
        policy = content_policy(img_src=f"{host.scheme}://{host.netloc}")
        response.headers["Content-Security-Policy"] = policy
    return response


@blueprint.get(f"/{LANGUAGE}/map/parts")
def show_parts(language: str) -> Response:
    """What a repainted page shows besides the map and its figures: choices there are, trend, explanations."""
    page = asked_page()
    html = render_template("pages/map_parts.html", page=page, w=page.wording, language=language, base=base_url())
    return finish(Response(html, content_type="text/html; charset=utf-8"))


@blueprint.get(f"/{LANGUAGE}/map/areas/<level>")
def show_areas(language: str, level: str) -> Response:
    """Polygons and names of a level: a page that changes to it asks once. Raises NotFound for an unknown level."""
    return _kept(level_data(g.atlas.level(level), Wording(language)))


@blueprint.get(f"/{LANGUAGE}/map/surroundings/<level>")
def show_surroundings(language: str, level: str) -> Response:
    """Land around the level that is not the level's."""
    return _kept(surroundings(g.atlas, g.atlas.level(level)))


@blueprint.get(f"/{LANGUAGE}/map/picture.svg")
def show_picture(language: str) -> Response:
    """The map as a picture with title, legend and sources: to keep, and for browsers without JavaScript."""
    page = asked_page()
    drawn = map_sheet(page.view, page.wording, " ".join(page.sentences), page.pinned)
    return finish(Response(drawn, content_type="image/svg+xml; charset=utf-8"))


def _kept(body: object) -> Response:
    """An answer a browser may keep for good when its address names this snapshot."""
    response = json_answer(body)
    if request.args.get("v") == g.atlas.hash:
        response.headers["Cache-Control"] = FOREVER
    return response
