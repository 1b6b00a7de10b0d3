"""Finnish, Swedish, English: the language of a request, and texts through Flask-Babel."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, g, request
from flask_babel import Babel

from hytemap.model import Language

TRANSLATIONS = Path(__file__).resolve().parent.parent / "translations"
LANGUAGES = [language.value for language in Language]
#: the first part of a page's address
LANGUAGE = f"<any({', '.join(LANGUAGES)}):language>"


def init_app(app: Flask) -> None:
    """Set the language of each request from its address (`/fi/…`), else `lang=`, else Accept-Language, else Finnish."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    app.config["BABEL_DEFAULT_LOCALE"] = Language.FI.value
    Babel(app, locale_selector=current_language)


def current_language() -> str:
    """The language of this request."""
    if "language" not in g:
        # the path is read, not the matched rule: a page that says "there is no such page" has no rule
        in_path, asked = request.path.split("/", 2)[1], request.args.get("lang", "")
        if in_path in LANGUAGES:
            g.language = in_path
        elif asked in LANGUAGES:
            g.language = asked
        else:
            g.language = request.accept_languages.best_match(LANGUAGES) or Language.FI.value
    return str(g.language)
