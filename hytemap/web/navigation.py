"""Which pages there are, in the order of the header and of the footer."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, g, request
from flask_babel import gettext

from hytemap.maps.wording import N_

#: what is explored, by address behind the language; `/api/` speaks for itself in every language
MAIN_PAGES = {
    "/map": N_("Map"),
    "/compare": N_("Comparison"),
    "/indicators": N_("Indicators"),
    "/guide": N_("Guide"),
    "/api/": N_("GeoJSON and API"),
}
#: what is told about the service
SERVICE_PAGES: dict[str, str] = {
    "/embed": N_("Embed a map"),
    "/accessibility": N_("Accessibility"),
    "/privacy": N_("Privacy"),
    "/accessibility#contact": N_("Contact"),
}
#: addresses without a language before them
WITHOUT_LANGUAGE = ("/api/",)


@dataclass(frozen=True)
class PageLink:
    """A link to a page; `current` is `page` on the page itself, `true` on those below it, None elsewhere."""

    name: str
    address: str
    current: str | None


def init_app(app: Flask) -> None:
    """Give templates `main_pages()`, `service_pages()` and `snapshot()`."""
    app.jinja_env.globals["main_pages"] = lambda language: _links(MAIN_PAGES, language)
    app.jinja_env.globals["service_pages"] = lambda language: _links(SERVICE_PAGES, language)
    app.jinja_env.globals["snapshot"] = lambda: g.atlas.hash


def _links(pages: dict[str, str], language: str) -> list[PageLink]:
    found = []
    for path, name in pages.items():
        bare = path in WITHOUT_LANGUAGE
        address = path if bare else f"/{language}{path}"
        below = request.path.startswith(f"{address.rstrip('/')}/")
        current = "page" if request.path.rstrip("/") == address.rstrip("/") else "true" if below else None
        # without a language in the path the reader's own has to be said, or the browser's would be shown
        found.append(PageLink(gettext(name), f"{address}?lang={language}" if bare else address, current))
    return found
