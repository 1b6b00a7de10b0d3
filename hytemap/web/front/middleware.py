"""The WSGI callable around Flask that answers from memory what was asked before."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, cast

from flask import Flask

from hytemap.atlas import Atlas, AtlasHolder
from hytemap.settings import Settings
from hytemap.web.app import ATLAS
from hytemap.web.encodings import BROTLI, accepted
from hytemap.web.front.answer import Answer, Entry
from hytemap.web.front.question import LONGEST, Environ, Key, characters, environ_of, key_of, passes_by
from hytemap.web.front.store import Store
from hytemap.web.front.upgrade import Upgrade

StartResponse = Callable[..., Any]
Wsgi = Callable[[Environ, StartResponse], Iterable[bytes]]

SECONDS_OF_A_DAY = 86_400


@dataclass(frozen=True)
class Era:
    """One atlas on one UTC day (pages tell how old figures are), and the answers kept of it.

    A new atlas has a new era: an answer that is still being made of the old one is put where nobody looks any more.
    """

    atlas: Atlas
    day: int
    store: Store


class Front:
    """Answers plain questions from memory, else asks `wsgi` and keeps what it says."""

    def __init__(self, wsgi: Wsgi, holder: AtlasHolder, room: int) -> None:
        """`room`: bytes that may be kept; 0 keeps nothing."""
        self._wsgi, self._holder, self._room = wsgi, holder, room
        self._lock = threading.Lock()
        self.upgrade = Upgrade()
        self.era = self._new_era()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """WSGI."""
        era = self.era
        if era.atlas is not self._holder.current or era.day != int(time.time() // SECONDS_OF_A_DAY):
            era = self._present_era()
        if passes_by(environ):
            environ[ATLAS] = era.atlas
            return self._wsgi(environ, start_response)
        key = key_of(environ)
        codings = accepted(environ.get("HTTP_ACCEPT_ENCODING", ""))
        entry = era.store.get(key)
        held = environ.get("HTTP_IF_NONE_MATCH")
        if entry is not None:
            if held is not None and (unchanged := entry.unchanged(held)) is not None:
                start_response("304 NOT MODIFIED", unchanged)
                return []
            if codings[0] == BROTLI and not entry.brotli_tried:
                self.upgrade.ask(era.store, key, entry)
            answer = entry.best(codings)
            if answer is not None:
                start_response(answer.status, answer.headers)
                return [] if environ["REQUEST_METHOD"] == "HEAD" else [answer.body]
        return self._ask(environ, start_response, era, key, next(one for one in codings if one != BROTLI), entry)

    def _ask(
        self,
        environ: Environ,
        start_response: StartResponse,
        era: Era,
        key: Key,
        coding: str,
        entry: Entry | None,
    ) -> Iterable[bytes]:
        """Ask Flask, and keep what it says where that holds for others too. `entry` has the answer in other codings."""
        answer = self._of_flask(environ_of(key, coding, environ) | {ATLAS: era.atlas})
        headers = answer.headers
        if answer.status.startswith("200") and answer.header("etag"):
            if answer.may_be_kept() and characters(key) <= LONGEST:
                known = Entry.of(answer)
                if entry is not None and entry.name == known.name:
                    known = entry
                    known.add(coding, answer)
                    era.store.grown(key, known)
                else:
                    known.add(coding, answer)
                    era.store.put(key, known)
            else:
                known = Entry.of(answer)
            held = environ.get("HTTP_IF_NONE_MATCH")
            if held is not None and (unchanged := known.unchanged(held)) is not None:
                start_response("304 NOT MODIFIED", unchanged)
                return []
        start_response(answer.status, headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [answer.body]

    def _of_flask(self, environ: Environ) -> Answer:
        said: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> None:
            said[:] = status, headers

        parts = self._wsgi(environ, start)
        try:
            body = b"".join(parts)
        finally:
            if hasattr(parts, "close"):
                parts.close()
        status, headers = said
        if not any(name.lower() == "content-length" for name, _ in headers):
            headers.append(("Content-Length", str(len(body))))
        return Answer(status, headers, body)

    def _new_era(self) -> Era:
        return Era(self._holder.current, int(time.time() // SECONDS_OF_A_DAY), Store(self._room))

    def _present_era(self) -> Era:
        with self._lock:
            # another thread may have been here meanwhile
            if self.era.atlas is not self._holder.current or self.era.day != int(time.time() // SECONDS_OF_A_DAY):
                self.era = self._new_era()
            return self.era


def application(app: Flask) -> Front:
    """`app` with its answers kept, as `HYTEMAP_CACHE_MB` allows."""
    settings: Settings = app.config["SETTINGS"]
    return Front(cast(Wsgi, app.wsgi_app), app.extensions["atlas"], int(settings.cache_mb * 1_000_000))
