"""The API: OGC API – Features, comparison, view, indicators. A module a concern; `operation` holds them together."""

from __future__ import annotations

from flask import Flask, Response, request

# importing a module registers its addresses
from hytemap.web.api import collections, compare, dcat, docs, indicators, items, landing, openapi, view
from hytemap.web.api.operation import blueprint

__all__ = ["collections", "compare", "dcat", "docs", "indicators", "init_app", "items", "landing", "openapi", "view"]

#: any page may read the API from a browser; it holds open data only and knows no sign-in
CROSS_ORIGIN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Content-Crs, Content-Disposition, Content-Language, ETag, Link",
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Accept-Language, If-None-Match",
    "Access-Control-Max-Age": "86400",
}


def init_app(app: Flask) -> None:
    """Register the addresses, and let pages of other hosts read them."""
    app.register_blueprint(blueprint)
    app.after_request(_open_to_other_pages)


def _open_to_other_pages(response: Response) -> Response:
    # faults too: a page of another host could not even read why it was refused
    if request.path == "/api" or request.path.startswith("/api/"):
        response.headers.extend(CROSS_ORIGIN)
        if request.method == "OPTIONS":
            response.headers.update(PREFLIGHT)
    return response
