"""How long and how much one source may take, and the moment at which it is given up."""

from __future__ import annotations

import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """How long and how much one source may take; seconds and bytes.

    A source that only fails is given up after `give_up_s`, retries and waiting included. A body that is still
    flowing then, at `flowing_bytes_per_s` or faster, may go on to `download_s`. `max_bytes` holds for the body
    after decompression. `retry_after_s` caps how long a service may ask us to wait.
    """

    give_up_s: float = 27.0
    download_s: float = 180.0
    flowing_bytes_per_s: int = 50_000
    connect_s: float = 6.0
    read_s: float = 15.0
    max_bytes: int = 200_000_000
    retries: int = 3
    backoff_s: float = 0.5
    retry_after_s: float = 5.0
    redirects: int = 3


class Deadline:
    """The moment at which a source that gave nothing is given up."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    @property
    def remaining(self) -> float:
        """Seconds left; never below zero."""
        return max(0.0, self._end - time.monotonic())

    def renew(self) -> None:
        """Start anew, after an answer that brought something."""
        self._end = time.monotonic() + self.seconds

    def extend(self, seconds: float) -> None:
        """Give the time back that was waited on our own side."""
        self._end += seconds


def limits_within(give_up_s: float, most_mb: float) -> Limits:
    """Limits for a source that is to be given up after `give_up_s` and may send `most_mb` at most.

    Shorter than usual, all other patience shrinks with it: so a test of faults, or a check by hand, ends soon.
    """
    usual = Limits()
    share = min(1.0, give_up_s / usual.give_up_s)
    return Limits(
        give_up_s=give_up_s,
        download_s=usual.download_s * share,
        connect_s=usual.connect_s * share,
        read_s=usual.read_s * share,
        max_bytes=int(most_mb * 1_000_000),
        backoff_s=usual.backoff_s * share,
        retry_after_s=usual.retry_after_s * share,
    )
