"""Answers kept with the marks that publishers give them, so that what has not changed is not sent again.

A service may send `ETag` or `Last-Modified` with an answer. Both are sent back with the next question, and the service
then says 304 and no more (RFC 9110, 13.1). An answer without either mark is not kept: that it is the same shows when
its figures are laid beside the copy in the work folder.

Not requests-cache, which was tried: when a service fails it hands out the old answer for a new one (or, told not to,
logs a whole traceback), it belongs to a whole session rather than to an answer, it knows no way to forget an answer
that proved to be no data, and its store grows without bounds. What is needed is a few files.

    work/http/<hash of the address>     one line of JSON about the answer, then its body

Each file is written whole or not at all. One that is damaged counts as none. All together they stay below a limit:
those used longest ago go first. Losing them costs a transfer and nothing else.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hytemap.whole_files import write_whole

#: bytes all kept answers may take together
MOST_BYTES = 300_000_000


@dataclass(frozen=True)
class KeptAnswer:
    """An answer as it was kept: its body, decompressed, and the marks it came with ("" where it had none)."""

    content: bytes
    content_type: str
    etag: str
    last_modified: str

    @property
    def question(self) -> dict[str, str]:
        """The headers that ask for the answer only if it has changed."""
        headers = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in headers.items() if value}


class HttpCache:
    """Kept answers in `folder`, by address; at most `most_bytes` of them. Nothing it does may fail a fetch."""

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES) -> None:
        self.folder = folder
        self.most_bytes = most_bytes

    def find(self, address: str) -> KeptAnswer | None:
        """The kept answer of `address`; None when there is none, or none that is whole."""
        path = self._path(address)
        try:
            head, _, content = path.read_bytes().partition(b"\n")
            said = json.loads(head)
            if said["address"] != address or said["sha256"] != hashlib.sha256(content).hexdigest():
                return None
            found = KeptAnswer(content, *(str(said[key]) for key in ("content_type", "etag", "last_modified")))
        except (OSError, ValueError, KeyError, TypeError):
            return None
        with contextlib.suppress(OSError):
            os.utime(path)
        return found

    def keep(self, address: str, content: bytes, headers: Mapping[str, str]) -> None:
        """Keep an answer that came with `headers`, if it has a mark and its publisher lets it be kept."""
        etag, last_modified = headers.get("ETag", ""), headers.get("Last-Modified", "")
        forbidden = "no-store" in headers.get("Cache-Control", "").lower()
        if not (etag or last_modified) or forbidden or len(content) > self.most_bytes / 2:
            self.forget(address)
            return
        about = {
            "address": address,
            "etag": etag,
            "last_modified": last_modified,
            "content_type": headers.get("Content-Type", ""),
            "sha256": hashlib.sha256(content).hexdigest(),
        }
        # a full disk must not cost an answer that has come already
        with contextlib.suppress(OSError):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_whole(self._path(address), json.dumps(about).encode() + b"\n" + content)
            self._make_room()

    def forget(self, address: str) -> None:
        """Drop what is kept of `address`: it proved to be no data."""
        with contextlib.suppress(OSError):
            self._path(address).unlink(missing_ok=True)

    def _path(self, address: str) -> Path:
        return self.folder / hashlib.sha256(address.encode()).hexdigest()[:40]

    def _make_room(self) -> None:
        """Drop the answers used longest ago until the rest fits; temporary files of killed processes count too."""
        files = []
        for path in self.folder.iterdir():
            with contextlib.suppress(OSError):
                stat = path.stat()
                files.append((stat.st_mtime_ns, stat.st_size, path))
        total = sum(size for _, size, _ in files)
        for _, size, path in sorted(files):
            if total <= self.most_bytes:
                return
            path.unlink(missing_ok=True)
            total -= size
