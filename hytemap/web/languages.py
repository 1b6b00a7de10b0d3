"""Finnish, Swedish, English: the language of a request, and texts through Flask-Babel."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from flask import Flask, g, request
from flask_babel import Babel
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from hytemap.model import Language

TRANSLATIONS = Path(__file__).resolve().parent.parent / "translations"
LANGUAGES = [language.value for language in Language]
#: the first part of a page's address
LANGUAGE = f"<any({', '.join(LANGUAGES)}):language>"

#: characters of an Accept-Language header that are looked at
LONGEST = 500


def init_app(app: Flask) -> None:
    """Set the language of each request from its address (`/fi/…`), else `lang=`, else Accept-Language, else Finnish."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    app.config["BABEL_DEFAULT_LOCALE"] = Language.FI.value
    Babel(app, locale_selector=current_language)


def preferred(header: str) -> str:
    """The language of ours that an Accept-Language header asks for, Finnish when it asks for none of them."""
    # a longer one comes from no browser; what is remembered stays small
    return _preferred(header) if header and len(header) <= LONGEST else Language.FI.value


@lru_cache(maxsize=512)
def _preferred(header: str) -> str:
    asked = parse_accept_header(header, LanguageAccept)
    return asked.best_match(LANGUAGES) or Language.FI.value


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
            g.language = preferred(request.environ.get("HTTP_ACCEPT_LANGUAGE", ""))
    return str(g.language)
