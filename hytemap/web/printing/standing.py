"""Where an order stands: made, in the making, or why it is not made."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Why(Enum):
    """Why an order is not made, as a log says it."""

    FULL = "too much is being printed just now"
    NEW_FIGURES = "new figures have just come in"
    LATE = "it took too long"
    ENDED = "the printing process ended"
    FAILED = "it could not be printed"
    LOST = "what was printed could not be kept"

    @property
    def passes(self) -> bool:
        """Whether it is worth asking again by itself: nothing was tried that would be tried once more."""
        return self in (Why.FULL, Why.NEW_FIGURES)


@dataclass(frozen=True)
class Ready:
    """What was made, and what the file is called."""

    content: bytes
    name: str


@dataclass(frozen=True)
class Making:
    """It is being made: come again in so many seconds. Of an atlas, how many of how many parts are drawn."""

    seconds: int = 1
    done: int = 0
    count: int = 0


@dataclass(frozen=True)
class Busy:
    """It is not made; whoever still wants it comes again in so many seconds."""

    why: Why
    seconds: int = 5
