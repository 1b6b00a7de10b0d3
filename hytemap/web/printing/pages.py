"""The addresses of paper: `/{language}/print/map.pdf?…`, with the page's own query words."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Flask, Response, current_app, g, render_template, request
from flask_babel import format_decimal, gettext

from hytemap.atlas import Atlas
from hytemap.errors import RequestFault
from hytemap.settings import Settings
from hytemap.web.languages import LANGUAGE, LANGUAGES, current_language
from hytemap.web.printing.desk import Desk
from hytemap.web.printing.look import program
from hytemap.web.printing.order import CONTENT_TYPES, Order, read_order
from hytemap.web.printing.question import Question
from hytemap.web.printing.refused import refused
from hytemap.web.printing.standing import Busy, Making, Ready, Why
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
    settings: Settings = current_app.config["SETTINGS"]
    found = desk().ask(atlas.hash, order, Question(atlas, settings, order).check)
    return _sheet(order, found) if isinstance(found, Ready) else _come_again(found)


@blueprint.errorhandler(RequestFault)
def _refused(fault: RequestFault) -> Response:
    return refused(fault)


def _sheet(order: Order, found: Ready) -> Response:
    response = Response(found.content, content_type=CONTENT_TYPES[order.form])
    response.headers["Content-Disposition"] = f'inline; filename="{found.name}.{order.form}"'
    response.headers["Content-Language"] = order.language
    return finish(response)


def _come_again(found: Making | Busy) -> Response:
    """A page that asks again by itself, while that is of use; programs are told when to."""
    language, seconds = current_language(), found.seconds
    if isinstance(found, Making):
        status, told = 202, (gettext("Being printed"), gettext("The sheet opens here as soon as it is made."))
    else:
        heading = gettext("Not printed yet") if found.why.passes else gettext("Not printed")
        status, told = 503, (heading, _said(found.why))
    html = render_template(
        "pages/printing.html",
        heading=told[0],
        explanation=told[1],
        again=seconds if isinstance(found, Making) or found.why.passes else None,
        making=found if isinstance(found, Making) else None,
        here=request.full_path,
        language=language,
        languages={code: f"/{code}/map" for code in LANGUAGES},
    )
    response = Response(html, status=status, content_type="text/html; charset=utf-8")
    response.headers["Retry-After"] = str(seconds)
    response.headers["Cache-Control"] = "no-store"
    return response


def _said(why: Why) -> str:
    settings: Settings = current_app.config["SETTINGS"]
    known = {
        Why.FULL: gettext("Too much is being printed just now. This page tries again by itself."),
        Why.NEW_FIGURES: gettext("New figures have just come in. The sheet is made of those."),
        Why.LATE: gettext(
            "It took longer than the %(seconds)s seconds there are for a sheet. Ask for less: one theme, or a division "
            "with fewer areas.",
            seconds=format_decimal(settings.print_seconds),
        ),
    }
    return str(known.get(why) or gettext("The fault is ours and has been logged. Please try again in a moment."))
