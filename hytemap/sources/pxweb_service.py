"""A PxWeb service (API version 1): its limits, a table's metadata, and queries that keep within the limits.

`GET …/?config` tells the limits, `GET …/table.px` the dimensions, `POST …/table.px` answers a query. A dimension left
out of a query collapses to its total without a word, so a query here names every one.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import orjson

from hytemap.errors import SourceAnswerInvalid, SourceError, SourceRefused, SourceUnreachable
from hytemap.sources.answers import parse_any_json
from hytemap.sources.call_rate import CallRate
from hytemap.sources.http import Deadline, ServiceSession
from hytemap.sources.json_stat import Dataset, read_dataset

#: what is asked for where a service does not tell its limits: below all that are known
CAREFUL_CELLS, CAREFUL_CALLS, CAREFUL_SECONDS = 10_000, 10, 10.0


@dataclass(frozen=True)
class PxwebVariable:
    """A dimension as the metadata tell it: `values` are codes, `texts` what they are called, one each."""

    code: str
    text: str
    values: tuple[str, ...]
    texts: tuple[str, ...]


class PxwebService:
    """One PxWeb service during a run; calls to it are spaced as it asks, whichever table they are for.

    `notices` tell what had to be assumed of it. `clock` and `sleep` are those of `CallRate`.
    """

    def __init__(
        self,
        session: ServiceSession,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.name = session.name
        self.notices: list[str] = []
        self.max_cells = CAREFUL_CELLS
        self._session = session
        # the session keeps it: the definition's limit, until the service tells its own
        self._rate = session.rate or CallRate(CAREFUL_CALLS, CAREFUL_SECONDS, clock, sleep)
        session.rate = self._rate
        self._configured = False
        self._down: SourceUnreachable | None = None
        self._metadata: dict[str, list[PxwebVariable]] = {}

    def metadata(self, path: str) -> list[PxwebVariable]:
        """The dimensions of the table at `path`, as its publisher has them now; raises SourceError."""
        self._configure()
        if path not in self._metadata:
            answer = self._call(lambda deadline: self._session.get(self._address(path), deadline).content)
            self._metadata[path] = read_metadata(answer, self.name)
        return self._metadata[path]

    def query(self, path: str, selection: Mapping[str, Sequence[str]]) -> Iterator[Dataset]:
        """The figures of a selection (dimension → codes, every dimension there is), in as many pieces as it takes.

        Each piece has all dimensions and exactly the codes asked for. Raises SourceError.
        """
        self._configure()
        for piece in split(selection, self.max_cells):
            question = orjson.dumps(
                {
                    "query": [
                        {"code": code, "selection": {"filter": "item", "values": list(values)}}
                        for code, values in piece.items()
                    ],
                    "response": {"format": "json-stat2"},
                }
            )

            def ask(deadline: Deadline, question: bytes = question) -> bytes:
                return self._session.post_json(self._address(path), question, deadline).content

            dataset = read_dataset(self._call(ask), self.name)
            _check(dataset, piece, f"{self.name}: {path}")
            yield dataset

    def _address(self, path: str) -> str:
        return f"{self._session.address.rstrip('/')}/{quote(path)}"

    def _call(self, ask: Callable[[Deadline], bytes]) -> Any:
        if self._down is not None:
            raise self._down
        try:
            return parse_any_json(ask(self._session.deadline()), self.name)
        except SourceUnreachable as error:
            self._down = error
            raise
        except SourceError:
            self._session.forget_answers()
            raise

    def _configure(self) -> None:
        """Ask the service's limits, once; where it does not tell them, careful ones are kept and told."""
        if self._configured:
            return
        try:
            told = self._call(lambda deadline: self._session.get(f"{self._session.address}?config", deadline).content)
            cells = _positive(told, "maxCells") or _positive(told, "maxValues")
            calls, seconds = _positive(told, "maxCalls"), _positive(told, "timeWindow")
        except (SourceRefused, SourceAnswerInvalid) as error:
            cells = calls = seconds = None
            self.notices.append(f"its limits are not known, so careful ones are kept ({error})")
        self._configured = True
        self.max_cells = cells or CAREFUL_CELLS
        if calls and seconds:
            self._rate.limit(calls, seconds)


def _positive(told: Any, key: str) -> int | None:
    value = told.get(key) if isinstance(told, dict) else None
    return value if type(value) is int and value > 0 else None


def read_metadata(answer: Any, service: str) -> list[PxwebVariable]:
    """The dimensions in a table's metadata; raises SourceAnswerInvalid for what is none."""
    listed = answer.get("variables") if isinstance(answer, dict) else None
    if not isinstance(listed, list) or not listed:
        raise SourceAnswerInvalid(f"{service}: the answer is no table's metadata: it lists no variables")
    found: list[PxwebVariable] = []
    for one in listed:
        said = one if isinstance(one, dict) else {}
        code, text = said.get("code"), said.get("text")
        values, texts = _texts(said.get("values")), _texts(said.get("valueTexts"))
        if not isinstance(code, str) or not values:
            raise SourceAnswerInvalid(f"{service}: the metadata have a variable without a code or values: {code!r}")
        if len(texts) != len(values):
            raise SourceAnswerInvalid(f"{service}: the values of {code} and their texts in the metadata do not fit")
        if len(set(values)) != len(values):
            raise SourceAnswerInvalid(f"{service}: the metadata have a value of {code} twice")
        found.append(PxwebVariable(code, text if isinstance(text, str) else code, tuple(values), tuple(texts)))
    if len({variable.code for variable in found}) != len(found):
        raise SourceAnswerInvalid(f"{service}: the metadata have a variable twice")
    return found


def _texts(value: Any) -> list[str]:
    """A list of texts; empty for anything else."""
    return value if isinstance(value, list) and all(isinstance(one, str) for one in value) else []


def split(selection: Mapping[str, Sequence[str]], max_cells: int) -> Iterator[dict[str, list[str]]]:
    """The selection in pieces of at most `max_cells` cells: the dimension with most values is halved until it fits."""
    cells = math.prod(len(values) for values in selection.values())
    longest = max(selection, key=lambda code: len(selection[code]))
    values = list(selection[longest])
    if cells <= max_cells or len(values) == 1:
        yield {code: list(some) for code, some in selection.items()}
        return
    half = (len(values) + 1) // 2
    for part in (values[:half], values[half:]):
        yield from split({**selection, longest: part}, max_cells)


def _check(dataset: Dataset, asked: Mapping[str, Sequence[str]], where: str) -> None:
    """Refuse an answer that is not of the dimensions and codes asked for."""
    if set(dataset.codes) != set(asked):
        raise SourceAnswerInvalid(
            f"{where}: asked by {', '.join(asked)}, the answer is by {', '.join(dataset.codes)}: figures of another cut"
        )
    for code, values in asked.items():
        missing = sorted(set(values) - set(dataset.codes[code]))
        extra = sorted(set(dataset.codes[code]) - set(values))
        if missing or extra:
            wrong = [f"{what} {', '.join(some[:8])}" for what, some in (("lacks", missing), ("adds", extra)) if some]
            raise SourceAnswerInvalid(f"{where}: the answer {' and '.join(wrong)} in {code}")
