"""Pages for people."""

from __future__ import annotations

from flask import Blueprint, Response

blueprint = Blueprint("pages", __name__)


def fault_page(status: int, detail: str) -> Response:
    """A page that says what went wrong."""
    return Response(detail, status=status, content_type="text/plain; charset=utf-8")
