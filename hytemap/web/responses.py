"""Answers: JSON bytes, ETags from snapshot and question, 304, compression."""

from __future__ import annotations

import gzip
import hashlib
from typing import Any

import orjson
from flask import Flask, Response, current_app, g, request
from isal import igzip

from hytemap.model import AddressForm
from hytemap.settings import Settings
from hytemap.web.assets import COMPRESSED, SMALLEST, release
from hytemap.web.security import base_url

#: up to this many bytes thoroughness costs a quarter of a millisecond and saves a tenth: a repaint is that small.
#: A page is more, but is made for one reader who waits for it over a network, not for a program that asks on and on
THOROUGH = 12_000
OPTIONS = orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS


def init_app(app: Flask) -> None:
    """Compress what is worth it; take the settings into every ETag."""
    settings: Settings = app.config["SETTINGS"]
    # pages tell what is set, such as who keeps the service: after a restart with other settings they are new
    told = settings.model_dump_json(exclude={"data", "content", "workers"})
    app.config["SETTINGS_DIGEST"] = hashlib.sha256(told.encode()).hexdigest()[:10]
    app.after_request(_compress)


def json_answer(body: Any, form: AddressForm = AddressForm.JSON, status: int = 200) -> Response:
    """`body` as JSON; NaN becomes null. GeoJSON geometry comes in as `orjson.Fragment`."""
    return finish(Response(orjson.dumps(body, option=OPTIONS), status=status, content_type=form.value))


def finish(response: Response) -> Response:
    """Give the answer an ETag made of the snapshot and the question; a client that knows it gets 304.

    What links are built from, the language and the form are part of the question, as are the templates and texts it is
    made with: after an update of hytemap nobody is told that an old page still holds.
    """
    question = "\n".join(
        (
            g.atlas.hash,
            release(),
            base_url(),
            request.full_path,
            response.content_type,
            str(getattr(g, "language", "")),
            current_app.config["SETTINGS_DIGEST"],
            # only pages that tell how old figures are change from day to day
            str(g.get("today", "")),
        )
    )
    response.set_etag(hashlib.sha256(question.encode()).hexdigest()[:20], weak=True)
    response.headers.setdefault("Cache-Control", "no-cache")
    response.vary.update(("Accept", "Accept-Encoding", "Accept-Language"))
    response.make_conditional(request)
    return response


def _compress(response: Response) -> Response:
    if (
        response.status_code != 200
        or response.direct_passthrough
        or "Content-Encoding" in response.headers
        or not (response.content_type or "").startswith(COMPRESSED)
        or "gzip" not in request.accept_encodings
    ):
        return response
    body = response.get_data()
    if len(body) >= SMALLEST:
        # mtime=0: the same answer has the same bytes
        thorough = len(body) <= THOROUGH or response.mimetype == "text/html"
        response.set_data(gzip.compress(body, 6, mtime=0) if thorough else igzip.compress(body, 1, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
        response.vary.add("Accept-Encoding")
    return response
