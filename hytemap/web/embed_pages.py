"""The embedded map, the one page that others may frame, and the page on which its code is put together."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, g, render_template, request

from hytemap.errors import RequestFault
from hytemap.settings import Settings
from hytemap.web.drawn_map import drawn_map
from hytemap.web.embed_code import read_embed
from hytemap.web.languages import LANGUAGE
from hytemap.web.map_pages import asked_page, may_show_background
from hytemap.web.rendering import render_page
from hytemap.web.security import base_url, let_frame

blueprint = Blueprint("embed", __name__)


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


@blueprint.get(f"/{LANGUAGE}/embed/map")
def show_embedded(language: str) -> Response:
    """The map without what stands around it; words of the address are those of the map page."""
    try:
        page = asked_page()
    except RequestFault as fault:
        # a page that may not be framed would leave the host's readers before an empty frame
        html = render_template("pages/embed_fault.html", language=language, base=base_url())
        response = Response(html, status=fault.status, content_type="text/html; charset=utf-8")
        response.headers["Cache-Control"] = "no-store"
    else:
        address = page.address().removeprefix(f"/{language}")
        response = may_show_background(
            render_page("pages/embed_map.html", address, page=page, map=drawn_map(page), w=page.wording)
        )
    return let_frame(response, _settings().embed_hosts)


@blueprint.get(f"/{LANGUAGE}/embed")
def show_builder(language: str) -> Response:
    """Choices, the code they make, and how it looks."""
    settings = _settings()
    embed = read_embed(g.atlas, settings, language, request.args, base_url())
    return render_page(
        "pages/embed.html",
        f"/embed?{embed.query}",
        embed=embed,
        page=embed.page,
        w=embed.page.wording,
        hosts=settings.embed_hosts,
    )
