"""Answers by question, bounded by bytes, in two segments.

What was asked once lies in *probation*, a quarter of the room: a flood of new questions only drives out other new
ones. What is asked again moves to *protected*; what falls out of there has a last chance in probation. (Segmented LRU:
Karedla, Love and Wherry, "Caching strategies to improve disk system performance", Computer 27(3), 1994.)
"""

from __future__ import annotations

import threading
from collections import OrderedDict

from hytemap.web.front.answer import Entry
from hytemap.web.front.question import Key, weight

#: of all room, for what was asked once, and for one answer at most
PROBATION, LARGEST = 1 / 4, 1 / 16


class Store:
    """Kept answers of one atlas and day; safe to use from several threads."""

    def __init__(self, room: int) -> None:
        """`room`: bytes that keys, headers and bodies may take together; 0 keeps nothing."""
        self.room = room
        self._lock = threading.Lock()
        self._probation: OrderedDict[Key, Entry] = OrderedDict()
        self._protected: OrderedDict[Key, Entry] = OrderedDict()
        self._new_bytes = self._old_bytes = 0

    def __len__(self) -> int:
        return len(self._probation) + len(self._protected)

    @property
    def taken(self) -> int:
        """Bytes that are taken."""
        return self._new_bytes + self._old_bytes

    def get(self, key: Key) -> Entry | None:
        """What is kept for the question, if anything; it is kept longer for having been asked again."""
        with self._lock:
            entry = self._protected.get(key)
            if entry is not None:
                self._protected.move_to_end(key)
                return entry
            entry = self._probation.pop(key, None)
            if entry is not None:
                self._new_bytes -= entry.size
                self._old_bytes += entry.size
                self._protected[key] = entry
                self._make_room()
            return entry

    def put(self, key: Key, entry: Entry) -> None:
        """Keep a new answer, unless it is too large."""
        entry.size = weight(key) + entry.weight()
        if entry.size > self.room * LARGEST:
            return
        with self._lock:
            self._drop(key)
            self._probation[key] = entry
            self._new_bytes += entry.size
            self._make_room()

    def grown(self, key: Key, entry: Entry) -> None:
        """Count an entry anew after it got another coding; one that is too large then is dropped."""
        with self._lock:
            if self._probation.get(key) is not entry and self._protected.get(key) is not entry:
                return
            size = weight(key) + entry.weight()
            if size > self.room * LARGEST:
                self._drop(key)
                return
            if key in self._probation:
                self._new_bytes += size - entry.size
            else:
                self._old_bytes += size - entry.size
            entry.size = size
            self._make_room()

    def _drop(self, key: Key) -> None:
        entry = self._probation.pop(key, None)
        if entry is not None:
            self._new_bytes -= entry.size
        entry = self._protected.pop(key, None)
        if entry is not None:
            self._old_bytes -= entry.size

    def _make_room(self) -> None:
        while self._old_bytes > self.room * (1 - PROBATION):
            key, entry = self._protected.popitem(last=False)
            self._old_bytes -= entry.size
            self._new_bytes += entry.size
            self._probation[key] = entry
        while self._new_bytes > self.room * PROBATION:
            _, entry = self._probation.popitem(last=False)
            self._new_bytes -= entry.size
