"""What faces work out of an atlas and ask for again: kept as long as the atlas, a bounded number of them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import suppress
from typing import TypeVar, cast

T = TypeVar("T")

#: results kept; each is ten kilobytes or so at most, so together they stay below some megabytes
MOST = 2_000


class Derived:
    """Results by key, the least recently used given up first. A new snapshot has an atlas, and so results, of its own.

    What is kept is handed out again as it is: nobody may change it. Arrays over all areas do not belong here.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, object] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The result under `key`, made by `make` when it is not there."""
        try:
            found = self._kept[key]
        except KeyError:
            found = self._kept[key] = make()
            while len(self._kept) > self._most:
                self._forget_oldest()
        else:
            self._touch(key)
        return cast(T, found)

    def _touch(self, key: Hashable) -> None:
        with suppress(KeyError):  # another thread gave it up meanwhile
            self._kept.move_to_end(key)

    def _forget_oldest(self) -> None:
        with suppress(KeyError):  # another thread was quicker
            self._kept.popitem(last=False)

    def __len__(self) -> int:
        return len(self._kept)
