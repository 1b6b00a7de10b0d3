"""What a request asks, as far as an answer may depend on it.

Flask is asked with an environ made of the key alone (`environ_of`): whatever else a client sends – cookies, forwarding
headers, ranges – cannot get into an answer that others are given. A new header that pages shall depend on is added to
the key here, or they will not see it.
"""

from __future__ import annotations

import io
from typing import Any, NamedTuple

from hytemap.web.assets import PATH
from hytemap.web.languages import preferred

Environ = dict[str, Any]

#: characters of a key; a longer question is answered but not kept
LONGEST = 4_096
#: bytes a tuple of short strings takes besides their letters
FIXED = 400
#: what of the server goes on to Flask: the same for every request
OF_THE_SERVER = (
    *("SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL"),
    *("wsgi.version", "wsgi.errors", "wsgi.multithread", "wsgi.multiprocess", "wsgi.run_once"),
)


class Key(NamedTuple):
    """Address, form and language. GET and HEAD share it; the coding is told apart within what is kept."""

    scheme: str
    host: str
    path: str
    query: str
    accept: str | None
    language: str


def passes_by(environ: Environ) -> bool:
    """Whether Flask is to see the whole request, and nothing is kept: anything but a plain question."""
    return (
        environ["REQUEST_METHOD"] not in ("GET", "HEAD")
        or "HTTP_AUTHORIZATION" in environ
        or "HTTP_TRANSFER_ENCODING" in environ
        or "HTTP_HOST" not in environ
        or environ.get("CONTENT_LENGTH", "0") not in ("", "0")
        or environ.get("SCRIPT_NAME", "") != ""
    )


def key_of(environ: Environ) -> Key:
    """The key of a plain question. Files of the pages are the same for every form and language."""
    path = environ["PATH_INFO"]
    if path.startswith(PATH):
        accept, language = None, ""
    else:
        accept = environ.get("HTTP_ACCEPT")
        language = preferred(environ.get("HTTP_ACCEPT_LANGUAGE", ""))
    return Key(
        environ["wsgi.url_scheme"], environ["HTTP_HOST"], path, environ.get("QUERY_STRING", ""), accept, language
    )


def weight(key: Key) -> int:
    """Bytes the key takes in memory, about."""
    return FIXED + 2 * characters(key)


def characters(key: Key) -> int:
    """How long the key is."""
    return len(key.host) + len(key.path) + len(key.query) + len(key.accept or "") + len(key.language)


def environ_of(key: Key, coding: str, environ: Environ) -> Environ:
    """The question as Flask is asked it: a GET for one coding, of a client of which nothing else is known."""
    asked: Environ = {name: environ[name] for name in OF_THE_SERVER if name in environ}
    asked |= {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": key.path,
        "QUERY_STRING": key.query,
        "HTTP_HOST": key.host,
        "HTTP_ACCEPT_ENCODING": coding,
        "wsgi.url_scheme": key.scheme,
        "wsgi.input": io.BytesIO(),
    }
    if key.accept is not None:
        asked["HTTP_ACCEPT"] = key.accept
    if key.language:
        asked["HTTP_ACCEPT_LANGUAGE"] = key.language
    return asked
