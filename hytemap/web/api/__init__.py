"""The API: OGC API – Features, comparison, view, indicators."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("api", __name__, url_prefix="/api")
