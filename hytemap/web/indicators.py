"""`/fi/indicators`: the list of what is measured, and a page on each of them."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, g, request

from hytemap.maps.wording import Wording
from hytemap.settings import Settings
from hytemap.web.day import today
from hytemap.web.indicator_list import IndicatorList
from hytemap.web.indicator_page import IndicatorPage
from hytemap.web.languages import LANGUAGES
from hytemap.web.rendering import render_page

blueprint = Blueprint("indicators", __name__)
LANGUAGE = f"<any({', '.join(LANGUAGES)}):language>"


@blueprint.get(f"/{LANGUAGE}/indicators")
def show_indicators(language: str) -> Response:
    """Every indicator, searched and filtered."""
    page = IndicatorList(g.atlas, Wording(language), today(), request.args)
    return render_page("pages/indicators.html", page.address, page=page, w=page.wording)


@blueprint.get(f"/{LANGUAGE}/indicators/<indicator>")
def show_indicator(language: str, indicator: str) -> Response:
    """All that is known of one indicator."""
    settings: Settings = current_app.config["SETTINGS"]
    page = IndicatorPage(g.atlas, g.atlas.indicator(indicator), Wording(language), today(), settings.default_level)
    return render_page("pages/indicator.html", f"/indicators/{page.indicator.id}", page=page, w=page.wording)
