"""Ways into the service, and the page that says what went wrong."""

from __future__ import annotations

import logging

from flask import Blueprint, Response, current_app, g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from hytemap.atlas import Atlas
from hytemap.errors import RequestFault
from hytemap.maps.letters import collation_key
from hytemap.maps.wording import Wording, lower_first, upper_first
from hytemap.model import Theme
from hytemap.settings import Settings
from hytemap.web.languages import LANGUAGE, LANGUAGES, current_language
from hytemap.web.map_page import map_address

log = logging.getLogger("hytemap.web")
blueprint = Blueprint("pages", __name__)
blueprint.add_app_template_filter(upper_first)
blueprint.add_app_template_filter(lower_first)


@blueprint.get("/")
def start() -> AnyResponse:
    """To the map, in the language the browser asks for."""
    response = redirect(url_for("maps.show_map", language=current_language()))
    response.vary.add("Accept-Language")
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.get(f"/{LANGUAGE}/")
def start_in(language: str) -> AnyResponse:
    """To the map."""
    return redirect(url_for("maps.show_map", language=language))


def fault_page(status: int, detail: str, fault: RequestFault | None = None) -> Response:
    """A page that says what went wrong and where to go, in the reader's language.

    `detail` is the machine's English sentence: shown only when the page cannot be made.
    """
    try:
        html = _fault_html(status, fault)
    except Exception:  # the page about a fault must not be a second one
        log.exception("the page for status %s could not be made", status)
        return Response(detail, status=status, content_type="text/plain; charset=utf-8")
    response = Response(html, status=status, content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    response.vary.add("Accept-Language")
    return response


def _fault_html(status: int, fault: RequestFault | None) -> str:
    language = current_language()
    heading, explanation = _said(status, fault.parameter if fault else None)
    return render_template(
        "pages/fault.html",
        status=status,
        heading=heading,
        explanation=explanation,
        choices=_choices(language, fault.parameter if fault else None) if status in (400, 404) else [],
        languages={code: f"/{code}/map" for code in LANGUAGES},
        language=language,
    )


def _said(status: int, parameter: str | None) -> tuple[str, str]:
    if status == 404:
        explanations = {
            "level": gettext("There is no such division into areas. Choose one of these:"),
            "indicator": gettext("There is no such indicator. Choose one of these:"),
            "year": gettext("There are no figures for that year. Choose one of these:"),
            "code": gettext("There is no such area. Choose one of these:"),
        }
        return gettext("Page not found"), explanations.get(
            parameter or "", gettext("The address may be mistyped, or the page may have moved. From here you get on:")
        )
    if status < 500:
        return gettext("The address cannot be answered"), gettext(
            "Something in the address is not as it should be. From here you get on:"
        )
    return gettext("Something went wrong"), gettext(
        "The fault is ours and has been logged. Please try again in a moment."
    )


def _choices(language: str, parameter: str | None) -> list[tuple[str, list[tuple[str, str]]]]:
    """Headed lists of links to what exists: what the faulty parameter could have been, else the levels."""
    atlas: Atlas = g.atlas
    settings: Settings = current_app.config["SETTINGS"]
    wording = Wording(language)
    in_path = request.view_args or {}
    level = in_path.get("level") or request.args.get("level", settings.default_level)
    level = level if level in atlas.levels else settings.default_level
    indicator = request.args.get("indicator", settings.default_indicator)
    indicator = indicator if indicator in atlas.indicators else settings.default_indicator
    if parameter == "indicator":
        about = f"/{language}/indicators/"
        told = request.path.startswith(about)
        return [
            (wording.theme(theme), links)
            for theme in Theme
            if (
                links := [
                    (one.title[language], f"{about}{one.id}" if told else map_address(language, level, one.id))
                    for one in atlas.indicators.values()
                    if one.theme is theme and (told or atlas.levels_with(one.id))
                ]
            )
        ]
    if "code" in in_path and parameter in ("code", "level"):
        return area_links(language, level if parameter == "code" else None)
    if parameter == "year" and (years := atlas.years(indicator, level)):
        title = atlas.indicator(indicator).title[language]
        return [(title, [(str(year), map_address(language, level, indicator, year)) for year in years])]
    levels = [(one.title[language], map_address(language, one.id, indicator)) for one in atlas.levels.values()]
    return [(gettext("Map"), levels)]


def area_links(language: str, level: str | None) -> list[tuple[str, list[tuple[str, str]]]]:
    """Areas of `level` by name; without a level the page of all areas."""
    atlas: Atlas = g.atlas
    if level is None:
        return [(gettext("Areas"), [(gettext("All areas"), f"/{language}/areas")])]
    areas = sorted(atlas.level(level).areas, key=lambda area: collation_key(area.name(language), language))
    links = [(area.name(language), f"/{language}/areas/{level}/{area.code}") for area in areas]
    return [(atlas.level(level).title[language], links)]
