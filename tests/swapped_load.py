"""Load on a server whose snapshots are swapped, and of which snapshot each answer was made.

Contents are told apart by a mark: the figures behind three indicators are others in every area and year. An answer is
of a snapshot when it is, byte for byte, what a fresh application gives over a copy of that snapshot; one that mixes two
is of none.
"""

from __future__ import annotations

import gzip
import hashlib
import random
import shutil
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from flask import Flask

from hytemap.settings import Settings
from hytemap.snapshot.store import CURRENT, read_current
from hytemap.web.app import create_app

#: variable of the table `paavo` → what its mark adds; the indicators made of them
MARKS = {"pt_tyott": 1, "ko_yl_kork": 1, "hr_mtu": 100}
INDICATORS = ("unemployment_rate", "higher_degree", "median_income")
YEARS = (2013, 2014, 2015, 2016, 2024)
BASES = ("espoo", "02100", "02230", "02600", "02940")
LEVEL = "postinumeroalue"
#: what is asked again and again: every kind of answer, a page too
AGAIN = [
    f"/api/collections/{LEVEL}/items?indicators={','.join(INDICATORS)}&year=2016",
    f"/api/compare?level={LEVEL}&indicators={','.join(INDICATORS[:2])}&year=2016",
    f"/api/view?level={LEVEL}&indicator=unemployment_rate&year=2016",
    f"/api/indicators/median_income/observations?level={LEVEL}",
    f"/fi/map?level={LEVEL}&indicator=unemployment_rate&year=2016",
]


def digest(body: bytes) -> bytes:
    """Names an answer by its plain bytes."""
    return hashlib.sha256(body).digest()


def put_mark(row: dict[str, str]) -> dict[str, str]:
    """The row of `paavo` with its mark."""
    return _moved(row, 1)


def take_mark(row: dict[str, str]) -> dict[str, str]:
    """The row as it was before `put_mark`."""
    return _moved(row, -1)


def _moved(row: dict[str, str], sign: int) -> dict[str, str]:
    more = MARKS.get(row["variable"], 0)
    return row | {"value": str(int(row["value"]) + sign * more)} if more and row["value"].isdigit() else row


def new_questions(salt: str) -> Iterator[str]:
    """Addresses of which none was asked before; all of them show marked indicators."""
    draw = random.Random(salt)  # noqa: S311 - questions, no secrets
    seen: set[str] = set()
    while True:
        chosen = ",".join(draw.sample(INDICATORS, draw.choice((2, 3))))
        year = draw.choice(YEARS)
        west, south = draw.uniform(24.0, 24.6), draw.uniform(59.5, 60.1)
        one = draw.choice(
            (
                f"/api/collections/{LEVEL}/items?indicators={chosen}&year={year}&bbox={west:.6f},{south:.6f},25.5,61",
                f"/api/compare?level={LEVEL}&indicators={chosen}&year={year}&classes={draw.randrange(3, 8)}"
                f"&method={draw.choice(('natural', 'quantile', 'equal', 'stddev'))}&base={draw.choice(BASES)}",
            )
        )
        if one not in seen:
            seen.add(one)
            yield one


@dataclass
class Load:
    """Clients that ask all the time, some what was asked before, some what was not; `with` runs them.

    `answers` counts (address, digest of the plain body); `failed` says what got no answer of 200.
    """

    host: str
    port: int
    #: clients of each kind, and a pause of those who ask new questions (seconds)
    again: int = 1
    new: int = 1
    pause: float = 0.0
    salt: str = ""
    answers: Counter[tuple[str, bytes]] = field(default_factory=Counter)
    failed: list[str] = field(default_factory=list)
    #: milliseconds of each answer
    again_ms: list[float] = field(default_factory=list)
    new_ms: list[float] = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> Load:
        for number in range(self.again):
            self._start(lambda turn: AGAIN[turn % len(AGAIN)], self.again_ms, number, 0.0)
        for number in range(self.new):
            questions = new_questions(f"{self.salt} {number}")
            self._start(lambda turn, questions=questions: next(questions), self.new_ms, 0, self.pause)
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(60)

    def _start(self, question: Callable[[int], str], into: list[float], first: int, pause: float) -> None:
        thread = threading.Thread(target=self._ask, args=(question, into, first, pause), daemon=True)
        self._threads.append(thread)
        thread.start()

    def _ask(self, question: Callable[[int], str], into: list[float], turn: int, pause: float) -> None:
        connection = HTTPConnection(self.host, self.port, timeout=30)
        while not self._over.is_set():
            address = question(turn)
            turn += 1
            began = time.perf_counter()
            try:
                connection.request("GET", address, headers={"Accept-Encoding": "gzip"})
                answer = connection.getresponse()
                body = answer.read()
            except (OSError, HTTPException) as error:
                self.failed.append(f"{address}: {error!r}")
                connection.close()
                continue
            into.append((time.perf_counter() - began) * 1000)
            if answer.status != 200:
                self.failed.append(f"{address}: {answer.status} {body[:200]!r}")
                continue
            plain = gzip.decompress(body) if answer.getheader("Content-Encoding") == "gzip" else body
            self.answers[address, digest(plain)] += 1
            self._over.wait(pause)
        connection.close()


class References:
    """Fresh applications over copies of snapshots, by hash."""

    def __init__(self, folder: Path, netloc: str) -> None:
        """`netloc`: host and port that the clients asked, as links in answers begin with them."""
        self._folder, self._netloc = folder, netloc
        self._apps: dict[str, Flask] = {}

    def __len__(self) -> int:
        return len(self._apps)

    def add(self, settings: Settings) -> str:
        """Keep a copy of the snapshot that is current; gives its hash."""
        current = read_current(settings.snapshots)
        assert current is not None
        if current.hash not in self._apps:
            copied = settings.model_copy(update={"data": self._folder / current.hash})
            copied.snapshots.mkdir(parents=True)
            for name in (current.file, CURRENT):
                shutil.copy(settings.snapshots / name, copied.snapshots / name)
            self._apps[current.hash] = create_app(copied, watch=False)
        return current.hash

    def answer(self, snapshot: str, address: str) -> bytes:
        """The digest of what a fresh server gives over that snapshot."""
        client = self._apps[snapshot].test_client()
        answer = client.get(address, base_url=f"http://{self._netloc}")
        assert answer.status_code == 200, answer.text
        return digest(answer.data)

    def made_of(self, answers: Counter[tuple[str, bytes]]) -> tuple[Counter[str], list[str]]:
        """How many answers each snapshot gave, and the addresses of those that none gave."""
        given: Counter[str] = Counter()
        mixed: list[str] = []
        for (address, digest), count in answers.items():
            # the likeliest first
            for snapshot in sorted(self._apps, key=lambda one: -given[one]):
                if self.answer(snapshot, address) == digest:
                    given[snapshot] += count
                    break
            else:
                mixed.append(address)
        return given, mixed
