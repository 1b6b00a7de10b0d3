"""`/healthz` (the process lives) and `/readyz` (it has a snapshot to answer from)."""

from __future__ import annotations

from flask import Blueprint, Response, g

from hytemap.web.responses import json_answer

blueprint = Blueprint("operations", __name__)


@blueprint.get("/healthz")
def healthz() -> Response:
    """The process answers."""
    response = json_answer({"status": "ok"})
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/readyz")
def readyz() -> Response:
    """The process answers from a snapshot; says which."""
    response = json_answer({"status": "ready", "snapshot": g.atlas.hash})
    response.headers["Cache-Control"] = "no-store"
    return response
