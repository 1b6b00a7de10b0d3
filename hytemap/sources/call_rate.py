"""A publisher's limit on how often it may be called."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable


class CallRate:
    """At most `calls` calls in any `seconds`; `wait` returns when the next one may be made.

    `clock` gives seconds that only rise, `sleep` waits for seconds: both can be others' in a test.
    """

    def __init__(
        self,
        calls: int,
        seconds: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.calls, self.seconds = max(1, calls), seconds
        self._clock, self._sleep = clock, sleep
        self._made: deque[float] = deque()
        self._lock = threading.Lock()

    def limit(self, calls: int, seconds: float) -> None:
        """Hold another limit from now on; calls made so far count."""
        self.calls, self.seconds = max(1, calls), seconds

    def wait(self) -> float:
        """Wait as long as the limit asks, and count a call; returns the seconds that were waited."""
        # retries are counted from the thread that talks to the service
        with self._lock:
            started = now = self._clock()
            while True:
                while self._made and now - self._made[0] >= self.seconds:
                    self._made.popleft()
                if len(self._made) < self.calls:
                    self._made.append(now)
                    return now - started
                self._sleep(self._made[0] + self.seconds - now)
                now = self._clock()
