"""Answers: JSON bytes, exact ETags, 304, compression, Vary.

Flask sends plain bytes or gzip; `hytemap.web.front` keeps what it sent, and makes brotli of it.
"""

from __future__ import annotations

import gzip
import hashlib
from typing import Any

import orjson
from flask import Flask, Response, current_app, g, request
from isal import igzip

from hytemap.model import AddressForm
from hytemap.settings import Settings
from hytemap.web import etags
from hytemap.web.assets import COMPRESSED, PATH, SMALLEST
from hytemap.web.encodings import BROTLI, GZIP, accepted

#: up to this many bytes thoroughness costs a quarter of a millisecond and saves a tenth: a repaint is that small.
#: A page is more, but is made for one reader who waits for it over a network, not for a program that asks on and on
THOROUGH = 12_000
#: levels of isal. Where properties outweigh coordinates the quick one is a tenth larger than gzip -6, the other is not,
#: for half as much time again
QUICK, DENSE = 2, 3
OPTIONS = orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS
#: what the words of an address and the settings leave open
VARY = "Accept, Accept-Encoding, Accept-Language"


def init_app(app: Flask) -> None:
    """Answer 304 to who holds an answer, compress what is worth it, say what it depends on."""
    settings: Settings = app.config["SETTINGS"]
    # what may be shown and framed follows from settings: after a restart with others, headers are new too
    told = settings.model_dump_json(exclude={"data", "content", "workers", "cache_mb"})
    app.config["SETTINGS_DIGEST"] = hashlib.sha256(told.encode()).hexdigest()[:10]
    app.after_request(_sent)


def json_answer(body: Any, form: AddressForm = AddressForm.JSON, status: int = 200) -> Response:
    """`body` as JSON; NaN becomes null. GeoJSON geometry comes in as `orjson.Fragment`."""
    return finish(Response(orjson.dumps(body, option=OPTIONS), status=status, content_type=form.value))


def finish(response: Response, effort: int = QUICK) -> Response:
    """Give the answer the ETag of its bytes; browsers ask each time whether it still holds, unless told otherwise.

    `effort` is isal's level, for an answer too large to be compressed thoroughly.
    """
    headers = response.headers
    g.effort = effort
    said = (headers["Content-Type"], headers.get("Content-Language", ""), current_app.config["SETTINGS_DIGEST"])
    headers["ETag"] = etags.etag(etags.digest(response.get_data(), *said))
    headers.setdefault("Cache-Control", "no-cache")
    return response


def _sent(response: Response) -> Response:
    """The answer as this client takes it."""
    headers, environ = response.headers, request.environ
    headers["Vary"] = "Accept-Encoding" if environ["PATH_INFO"].startswith(PATH) else VARY
    if response.status_code != 200:
        return response
    name = headers.get("ETag", "").strip('"')
    if name and "HTTP_IF_NONE_MATCH" in environ and environ["REQUEST_METHOD"] in ("GET", "HEAD"):
        held = etags.held(environ["HTTP_IF_NONE_MATCH"], name)
        if held:
            return _not_modified(response, held)
    coding = next(one for one in accepted(environ.get("HTTP_ACCEPT_ENCODING", "")) if one != BROTLI)
    if coding == GZIP and not response.is_streamed and headers.get("Content-Type", "").startswith(COMPRESSED):
        _compress(response, name)
    return response


def _not_modified(response: Response, held: str) -> Response:
    response.status_code = 304
    response.set_data(b"")
    for name in etags.OF_A_BODY:
        response.headers.pop(name, None)
    response.headers["ETag"] = held
    return response


def _compress(response: Response, name: str) -> None:
    body = response.get_data()
    if len(body) < SMALLEST or "Content-Encoding" in response.headers:
        return
    # mtime=0: the same answer has the same bytes. Our files are compressed once and kept by who is in front
    thorough = len(body) <= THOROUGH or response.mimetype == "text/html" or request.path.startswith(PATH)
    small = gzip.compress(body, 6, mtime=0) if thorough else igzip.compress(body, g.get("effort", QUICK), mtime=0)
    response.set_data(small)
    response.headers["Content-Encoding"] = GZIP
    if name:
        response.headers["ETag"] = etags.etag(name, GZIP)
