"""The comparison page: indicators, or years of one, side by side."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, g, request
from flask_babel import gettext

from hytemap.errors import RequestFault
from hytemap.settings import Settings
from hytemap.web.compare_file import compare_file
from hytemap.web.compare_page import ComparePage
from hytemap.web.compare_question import read_compare_page
from hytemap.web.languages import LANGUAGES, current_language
from hytemap.web.rendering import render_page
from hytemap.web.responses import finish
from hytemap.web.security import base_url

blueprint = Blueprint("compare_pages", __name__)
#: what the file is called when it is saved; letters every system can write
FILE_NAMES = {"fi": "vertailu", "sv": "jamforelse", "en": "comparison"}
LANGUAGE = f"<any({', '.join(LANGUAGES)}):language>"


@blueprint.get(f"/{LANGUAGE}/compare")
def show_comparison(language: str) -> Response:
    """The comparison as a page, or as a file for spreadsheets (`f=csv`)."""
    settings: Settings = current_app.config["SETTINGS"]
    page = read_compare_page(g.atlas, settings, current_language(), request.args)
    form = request.args.get("f") or "html"
    if form == "csv":
        return _file(page)
    if form != "html":
        raise RequestFault(f"f cannot be {form[:40]!r} here", "f", ["html", "csv"])
    address = page.address().removeprefix(f"/{language}")
    return render_page("pages/compare.html", address, page=page, w=page.wording, words=_words())


def _file(page: ComparePage) -> Response:
    response = Response(compare_file(page, base_url() + page.address()), content_type="text/csv; charset=utf-8")
    name = f"{FILE_NAMES[page.language]}-{page.level.id}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Language"] = page.language
    return finish(response)


def _words() -> dict[str, str]:
    """What the script says."""
    return {
        "marked": gettext("%(area)s is marked.", area="{area}"),
        "unmarked": gettext("%(area)s is no longer marked.", area="{area}"),
        "zoom": gettext("The maps are enlarged %(times)s times.", times="{times}"),
    }
