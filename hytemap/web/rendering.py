"""A page of ours: its template, its language and the same page in the others."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template

from hytemap.web.languages import LANGUAGES, current_language
from hytemap.web.responses import finish
from hytemap.web.security import base_url


def render_page(template: str, address: str, **context: Any) -> Response:
    """The page `template` makes; `address` is its own behind the language (`/map?level=…`), the same in all of them.

    Templates know `language`, `languages` (address by language), `base` (what absolute links start with) and `address`
    (the page's own, with its language).
    """
    language = current_language()
    languages = {code: f"/{code}{address}" for code in LANGUAGES}
    html = render_template(
        template, language=language, languages=languages, base=base_url(), address=languages[language], **context
    )
    return finish(Response(html, content_type="text/html; charset=utf-8"))
