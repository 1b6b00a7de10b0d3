"""The atlas a serving process answers from, swapped when a new snapshot appears."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from hytemap.atlas.atlas import Atlas
from hytemap.atlas.load import load_atlas
from hytemap.errors import HytemapError
from hytemap.snapshot.store import CURRENT

log = logging.getLogger("hytemap.atlas")

#: seconds between looks at `CURRENT`; every worker shows a new snapshot within 2 s
INTERVAL = 0.5


class AtlasHolder:
    """Holds the atlas; `current` is one reference, so a request that took it answers wholly from one snapshot."""

    def __init__(self, folder: Path) -> None:
        """Load the snapshot in `folder`; raises SnapshotError when there is none that is whole."""
        self._path = folder / CURRENT
        self._seen = self._stamp()
        self.current: Atlas = load_atlas(folder)
        self._stop = threading.Event()

    def _stamp(self) -> tuple[int, int] | None:
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return None
        return found.st_mtime_ns, found.st_ino

    def refresh(self) -> bool:
        """Swap the atlas if `CURRENT` changed; a snapshot that is not whole is logged and the old one serves on."""
        stamp = self._stamp()
        if stamp is None or stamp == self._seen:
            return False
        self._seen = stamp
        try:
            self.current = load_atlas(self._path.parent)
        except HytemapError as error:
            log.error("the new snapshot is not used, the old one serves on: %s", error)
            return False
        log.info("now serving snapshot %s", self.current.hash)
        return True

    def watch(self, interval: float = INTERVAL) -> None:
        """Look for a new snapshot in a background thread, until `stop`."""
        threading.Thread(target=self._run, args=(interval,), name="atlas-watch", daemon=True).start()

    def stop(self) -> None:
        """End the background thread."""
        self._stop.set()

    def _run(self, interval: float) -> None:
        while not self._stop.wait(interval):
            try:
                self.refresh()
            except Exception:  # a watcher that dies silently would serve an old snapshot for ever
                log.exception("looking for a new snapshot failed; trying again")
