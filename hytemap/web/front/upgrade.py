"""A thread that makes brotli of answers that are asked again, with what time nobody else needs."""

from __future__ import annotations

import logging
import os
import queue
import sys
import threading

import brotli

from hytemap.web.front.answer import Entry
from hytemap.web.front.question import Key
from hytemap.web.front.store import Store

log = logging.getLogger("hytemap.web")

QUALITY = 11
#: plain bytes of an answer at most: a megabyte takes some two seconds
LARGEST = 1_000_000
#: answers that may wait
WAITING = 64


class Upgrade:
    """Compresses one answer after another. The thread starts with the first: in the worker, not before it forks."""

    def __init__(self) -> None:
        self._waiting: queue.Queue[tuple[Store, Key, Entry]] = queue.Queue(WAITING)
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def ask(self, store: Store, key: Key, entry: Entry) -> None:
        """Have brotli made of an answer; when too many wait, it has to be asked for again."""
        if entry.brotli_tried:
            return
        try:
            self._waiting.put_nowait((store, key, entry))
        except queue.Full:
            return
        entry.brotli_tried = True
        if self._thread is None:
            with self._lock:
                if self._thread is None:
                    self._thread = threading.Thread(target=self._run, name="brotli", daemon=True)
                    self._thread.start()

    def wait(self) -> None:
        """Wait until nothing waits; for tests."""
        self._waiting.join()

    def _run(self) -> None:
        if sys.platform == "linux":
            # of this thread alone: on Linux a thread has a priority of its own
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 19)
        while True:
            store, key, entry = self._waiting.get()
            try:
                upgrade(store, key, entry)
            except Exception:  # it goes on being sent in gzip
                log.exception("brotli could not be made of %s", key.path)
            finally:
                # nothing of an old snapshot is held while waiting
                del store, key, entry
                self._waiting.task_done()


def upgrade(store: Store, key: Key, entry: Entry) -> None:
    """Add brotli to what is kept, where it is smaller."""
    plain = entry.plain()
    if plain is None or len(plain) > LARGEST:
        return
    # a window no wider than the answer: it takes less memory
    window = max(16, min(22, len(plain).bit_length()))
    small = brotli.compress(plain, quality=QUALITY, lgwin=window)
    if len(small) < min(len(answer.body) for answer in list(entry.coded.values())):
        entry.add_brotli(small)
        store.grown(key, entry)
