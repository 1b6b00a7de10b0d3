"""What every answer carries for safety, and which hosts may be asked for."""

from __future__ import annotations

import re
from functools import cache
from typing import cast

from flask import Flask, Response, current_app, g, request

from hytemap.errors import RequestFault
from hytemap.settings import Settings

#: nothing from any other host; scripts and styles only from files. No nonces: a page's bytes then depend on the
#: snapshot and the question alone, so a 304 never pairs an old page with a new nonce
CONTENT_POLICY = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}

#: as it stands in a policy
FRAMED_BY_NOBODY = "frame-ancestors 'none'"

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}

#: files that pages are made with, and data: never a page of their own
FILES = ("text/css", "text/javascript", "application/javascript", "application/json", "application/geo+json")

HOST = re.compile(r"^(?:[a-z0-9](?:[a-z0-9.-]{0,252})|\[[0-9a-f:.]+\])(?::\d{1,5})?$", re.IGNORECASE)


def init_app(app: Flask) -> None:
    """Check the Host header and the query's bytes before, add headers after."""
    app.before_request(_check_host)
    app.before_request(_check_query)
    app.after_request(_add_headers)


def _settings() -> Settings:
    return cast(Settings, current_app.config["SETTINGS"])


def _check_host() -> None:
    host = request.environ.get("HTTP_HOST", "")
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    allowed = _settings().allowed_hosts
    if not HOST.match(host) or (allowed and name.lower() not in allowed):
        g.bad_host = True
        raise RequestFault(f"this service does not answer for the host {host[:80]!r}", "Host", allowed or None)


def _check_query() -> None:
    """Bytes that are no UTF-8 and not escaped cannot be read as words; escaped ones can, as U+FFFD."""
    query = request.environ.get("QUERY_STRING", "")
    if query.isascii():
        return
    try:
        query.encode("latin-1").decode()
    except UnicodeError:
        # the page about the fault asks for its language, which the query might have told
        request.args = request.parameter_storage_class()
        raise RequestFault("the query is no UTF-8; escape every byte that is not ASCII") from None


def base_url() -> str:
    """Where links start: HYTEMAP_PUBLIC_URL, else the scheme and validated Host of the request. No slash at the end."""
    public = _settings().public_url
    if public:
        return public
    return f"{request.scheme}://{request.environ.get('HTTP_HOST', 'localhost')}"


@cache
def content_policy(**more: str) -> str:
    """The policy as a header; `more` adds sources to its parts (`img_src="https://tiles.example.org"`)."""
    added = {name.replace("_", "-"): sources for name, sources in more.items() if sources}
    return "; ".join(f"{part} {sources} {added.get(part, '')}".rstrip() for part, sources in CONTENT_POLICY.items())


def let_frame(response: Response, hosts: list[str]) -> Response:
    """Let pages of this service and of `hosts` show the answer in a frame; every other answer refuses everybody."""
    policy = response.headers.get("Content-Security-Policy", content_policy())
    response.headers["Content-Security-Policy"] = policy.replace(
        FRAMED_BY_NOBODY, " ".join(("frame-ancestors 'self'", *hosts))
    )
    return response


def _add_headers(response: Response) -> Response:
    headers = response.headers
    if headers.get("Content-Type", "").partition(";")[0] in FILES:
        # what cannot be opened as a page needs no rules for pages: on a small file they were half of what is sent
        headers.setdefault("X-Content-Type-Options", "nosniff")
        return response
    policy = headers.setdefault("Content-Security-Policy", content_policy())
    for name, value in HEADERS.items():
        # the older header knows no list of hosts: it only stands where nobody may frame
        if name != "X-Frame-Options" or FRAMED_BY_NOBODY in policy:
            headers.setdefault(name, value)
    return response
