"""Finnish, Swedish, English: the language of a request, and texts through Flask-Babel."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, g, request
from flask_babel import Babel

from hytemap.model import Language

TRANSLATIONS = Path(__file__).resolve().parent.parent / "translations"


def init_app(app: Flask) -> None:
    """Set the language of each request from its address (`/fi/…`), else `lang=`, else Accept-Language, else Finnish."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    app.config["BABEL_DEFAULT_LOCALE"] = Language.FI.value
    Babel(app, locale_selector=current_language)
    app.url_value_preprocessor(_take_language)


def _take_language(endpoint: str | None, values: dict[str, object] | None) -> None:
    if values and "language" in values:
        g.language = values["language"]


def current_language() -> str:
    """The language of this request."""
    if "language" not in g:
        asked = request.args.get("lang", "")
        known = [language.value for language in Language]
        g.language = asked if asked in known else (request.accept_languages.best_match(known) or Language.FI.value)
    return str(g.language)
