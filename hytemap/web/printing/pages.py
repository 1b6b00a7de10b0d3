"""The addresses of paper: `/{language}/print/map.pdf?…`, with the page's own query words."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Flask, Response, current_app, g, render_template, request
from flask_babel import gettext

from hytemap.atlas import Atlas
from hytemap.settings import Settings
from hytemap.web.languages import LANGUAGE, LANGUAGES, current_language
from hytemap.web.printing.desk import Busy, Desk, Making, Ready
from hytemap.web.printing.look import program
from hytemap.web.printing.order import CONTENT_TYPES, Order, read_order
from hytemap.web.responses import finish
from hytemap.web.security import base_url

blueprint = Blueprint("printing", __name__)


def init_app(app: Flask) -> None:
    """Register the addresses, and look what program this is while it still is the one that was started."""
    program()
    app.register_blueprint(blueprint)


def desk() -> Desk:
    """This process's desk."""
    app = current_app
    if "printing" not in app.extensions:
        settings: Settings = app.config["SETTINGS"]
        app.extensions["printing"] = Desk(settings)
    return cast(Desk, app.extensions["printing"])


@blueprint.get(f"/{LANGUAGE}/print/<kind>.<form>")
def show_print(language: str, kind: str, form: str) -> Response:
    """What the page of the same name shows, as a sheet of paper."""
    atlas: Atlas = g.atlas
    order = read_order(kind, form, language, request.args.items(multi=True), base_url(), atlas.day)
    found = desk().ask(atlas.hash, order)
    if isinstance(found, Making):
        told = gettext("Being printed"), gettext("The sheet opens here as soon as it is made.")
        return _come_again(*told, 202, found.seconds)
    if isinstance(found, Busy):
        told = gettext("Not printed yet"), gettext("Too much is being printed just now, or it took too long.")
        return _come_again(*told, 503, found.seconds)
    return _sheet(order, found)


def _sheet(order: Order, found: Ready) -> Response:
    response = Response(found.content, content_type=CONTENT_TYPES[order.form])
    response.headers["Content-Disposition"] = f'inline; filename="{found.name}.{order.form}"'
    response.headers["Content-Language"] = order.language
    return finish(response)


def _come_again(heading: str, text: str, status: int, seconds: int) -> Response:
    """A page that asks again by itself while the sheet is in the making; programs are told when to."""
    again = seconds if status == 202 else None
    language = current_language()
    html = render_template(
        "pages/printing.html",
        heading=heading,
        explanation=text,
        again=again,
        here=request.full_path,
        language=language,
        languages={code: f"/{code}/map" for code in LANGUAGES},
    )
    response = Response(html, status=status, content_type="text/html; charset=utf-8")
    response.headers["Retry-After"] = str(seconds)
    response.headers["Cache-Control"] = "no-store"
    return response
