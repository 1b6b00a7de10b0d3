"""`f=html`: what an address answers, as a page for people, with the addresses that programs use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from flask import render_template, request
from flask_babel import gettext

from hytemap.maps.wording import N_, Wording
from hytemap.web.api.feature_set import FeatureSet
from hytemap.web.api.operation import FORM, Body, Question, Writer, Written
from hytemap.web.languages import LANGUAGES
from hytemap.web.security import base_url

#: what people call the forms
FORM_NAMES = {
    "json": "JSON",
    "geojson": "GeoJSON",
    "csv": "CSV",
    "xlsx": "Excel (XLSX)",
    "topojson": "TopoJSON",
    "gpkg": "GeoPackage",
    "qml": N_("QGIS style (QML)"),
}
#: words that a link from one page of the API to another keeps
KEPT = ("lang", FORM)

Facts = Callable[[Question, Any], dict[str, Any]]


@dataclass(frozen=True)
class OfferedForm:
    """One form of the answer: its `f` word, what people call it, its address and media type."""

    word: str
    name: str
    address: str
    media_type: str


def page(template: str, facts: Facts | None = None) -> Writer:
    """What writes a body with `templates/api/` + `template`; `facts` are what the template knows besides the body.

    Templates know `body` (for features, what the collection says besides them), `forms`, `to(address)`, which keeps the
    reader's language on the way, `w`, and what every page knows.
    """

    def write(question: Question, body: Body) -> Written:
        members = body.members if isinstance(body, FeatureSet) else body
        html = render_template(
            f"api/{template}",
            language=question.language,
            languages={code: _path(question, lang=code) for code in LANGUAGES},
            base=base_url(),
            address=_path(question, lang=question.language),
            w=Wording(question.language),
            body=members,
            links=_by_rel(members),
            forms=offered_forms(question),
            to=lambda href: _kept(question, href),
            **(facts(question, body) if facts else {}),
        )
        return Written(html.encode(), "text/html; charset=utf-8")

    return write


def offered_forms(question: Question) -> list[OfferedForm]:
    """The forms of this answer that are for programs."""
    return [
        OfferedForm(word, gettext(FORM_NAMES.get(word, word)), question.address(f=word), form.value)
        for word, form in question.forms.for_programs()
    ]


def _by_rel(members: dict[str, Any]) -> dict[str, str]:
    """The first address of each relation."""
    return {one["rel"]: one["href"] for one in reversed(members.get("links", []))}


def _path(question: Question, **words: str) -> str:
    """This page's address without its host."""
    return quote(request.path, safe="/") + "?" + urlencode(question.asked | words, safe=",:/", quote_via=quote)


def _kept(question: Question, address: str) -> str:
    said = {word: question.asked[word] for word in KEPT if word in question.asked}
    return f"{address}{'&' if '?' in address else '?'}{urlencode(said)}" if said else address
