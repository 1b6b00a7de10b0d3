"""What the law asks a public service to say: accessibility statement with contact details, privacy notice."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app

import hytemap
from hytemap.maps.indicator_wording import day
from hytemap.maps.wording import Wording
from hytemap.settings import Settings
from hytemap.web.languages import LANGUAGE
from hytemap.web.rendering import render_page

blueprint = Blueprint("law", __name__)
#: when the statement's words were last held against what the pages do; move it when either changes
STATEMENT_DRAWN_UP = date(2026, 11, 24)
LAW_ADDRESSES = {
    "fi": "https://www.finlex.fi/fi/laki/alkup/2019/20190306",
    "sv": "https://www.finlex.fi/sv/laki/alkup/2019/20190306",
    # the act has no consolidated English text there
    "en": "https://www.finlex.fi/fi/laki/alkup/2019/20190306",
}
#: the supervisor's own pages (Traficom, since 1 January 2025) and its two addresses
SUPERVISOR_PAGES = {
    "fi": "https://www.saavutettavuusvaatimukset.fi",
    "sv": "https://www.tillganglighetskrav.fi",
    "en": "https://www.webaccessibility.fi",
}
SUPERVISOR_MAIL = "saavutettavuus@traficom.fi"
SUPERVISOR_TELEPHONE = "029 534 5000"
OMBUDSMAN_PAGES = {
    "fi": "https://tietosuoja.fi",
    "sv": "https://tietosuoja.fi/sv",
    "en": "https://tietosuoja.fi/en",
}


@blueprint.get(f"/{LANGUAGE}/accessibility")
def show_accessibility(language: str) -> Response:
    """The accessibility statement, in the order of the EU's model (Commission implementing decision 2018/1523)."""
    settings: Settings = current_app.config["SETTINGS"]
    wording = Wording(language)
    reviewed = settings.accessibility_reviewed
    return render_page(
        "pages/accessibility.html",
        "/accessibility",
        settings=settings,
        version=hytemap.__version__,
        drawn_up=day(wording, STATEMENT_DRAWN_UP),
        reviewed=day(wording, reviewed) if reviewed else None,
        law=LAW_ADDRESSES[language],
        supervisor_page=SUPERVISOR_PAGES[language],
        supervisor_mail=SUPERVISOR_MAIL,
        supervisor_telephone=SUPERVISOR_TELEPHONE,
    )


@blueprint.get(f"/{LANGUAGE}/privacy")
def show_privacy(language: str) -> Response:
    """What is known of visitors (next to nothing), what is logged and for how long."""
    settings: Settings = current_app.config["SETTINGS"]
    background = settings.background_map
    return render_page(
        "pages/privacy.html",
        "/privacy",
        settings=settings,
        background_host=urlsplit(background["address"]).hostname if background else None,
        ombudsman_page=OMBUDSMAN_PAGES[language],
    )
