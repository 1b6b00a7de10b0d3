"""Files of the pages: our own under `/static`, Leaflet's from XStatic-Leaflet under `/static/vendor`.

Addresses of ours have a digest of all of them in their path (`/static/v-…/js/map.js`), Leaflet's its version, so that
browsers may keep them for a year; what is asked without is asked anew. It stands in the path and not behind a `?`, so
that modules of JavaScript find one another by relative addresses and are kept as well.
"""

from __future__ import annotations

import hashlib
import mimetypes
from functools import cache
from importlib.metadata import version
from pathlib import Path

from flask import Flask, Response, abort, url_for
from werkzeug.security import safe_join

from hytemap.settings import content_folder
from hytemap.web import etags

#: where the files stand: the same for every reader, whatever form or language is asked
PATH = "/static/"
#: what is worth compressing, and from how many bytes on
COMPRESSED, SMALLEST = ("application/", "text/", "image/svg+xml"), 500
FOREVER = "public, max-age=31536000, immutable"
LEAFLET = f"leaflet-{version('XStatic-Leaflet')}"
#: of Leaflet's files, those a map of ours asks for
LEAFLET_FILES = {"leaflet.js": "text/javascript; charset=utf-8", "leaflet.css": "text/css; charset=utf-8"}


def init_app(app: Flask) -> None:
    """Serve the files, and give templates `asset()`."""
    app.add_url_rule(f"{PATH}vendor/{LEAFLET}/<name>", "vendor", _leaflet)
    app.jinja_env.globals["asset"] = asset
    app.add_url_rule(f"{PATH}v-<digest>/<path:filename>", "versioned", _own)
    app.view_functions["static"] = _own


def asset(name: str) -> str:
    """The address of our file `name` (`css/page.css`) in its present form."""
    return url_for("versioned", digest=release(), filename=name)


def leaflet(name: str) -> str:
    """The address of Leaflet's file `name`."""
    return url_for("vendor", name=name)


@cache
def release() -> str:
    """Ten hexadecimal digits over our files and templates: names what pages are made with."""
    digest = hashlib.sha256()
    for folder in (content_folder("static"), content_folder("templates"), _translations()):
        for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"):
            digest.update(path.relative_to(folder).as_posix().encode() + b"\n" + path.read_bytes())
    return digest.hexdigest()[:10]


def _translations() -> Path:
    return Path(__file__).resolve().parent.parent / "translations"


@cache
def _read(name: str) -> bytes:
    from xstatic.pkg import leaflet as package

    return (Path(package.BASE_DIR) / name).read_bytes()


def _leaflet(name: str) -> Response:
    if name not in LEAFLET_FILES:
        abort(404)
    response = Response(_read(name), content_type=LEAFLET_FILES[name])
    response.headers["Cache-Control"] = FOREVER
    return _named(response)


def _own(filename: str, digest: str = "") -> Response:
    """A file of ours, read whole: small, and only what lies in memory can be compressed."""
    path = safe_join(str(content_folder("static")), filename)
    if path is None or not _is_file(Path(path)):
        abort(404)
    kind = mimetypes.guess_type(filename)[0] or "application/octet-stream"
    response = Response(Path(path).read_bytes(), mimetype=kind)
    response.headers["Cache-Control"] = FOREVER if digest == release() else "no-cache"
    return _named(response)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name longer than the machine allows
        return False


def _named(response: Response) -> Response:
    response.headers["ETag"] = etags.etag(etags.digest(response.get_data(), response.headers["Content-Type"]))
    return response
