"""A PxWeb service for tests, in the publishers' form: metadata, `?config`, json-stat2, and their refusals."""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.servers import Loopback, Reply

#: a figure, the publisher's mark in its place, or None for a gap without a mark
Cell = float | int | str | None
PATH = "/api/v1/fi"


@dataclass
class PxVariable:
    """A dimension: `values` are code → text; one with `elimination` may be left out, and then is summed in silence."""

    code: str
    text: str
    values: dict[str, str]
    elimination: bool = True

    def told(self) -> dict[str, Any]:
        """The variable as a table's metadata have it."""
        told = {"code": self.code, "text": self.text, "values": list(self.values)}
        return {**told, "valueTexts": list(self.values.values()), "elimination": self.elimination}


@dataclass
class PxTable:
    """A table: `cell` gives the figure of one code of each dimension."""

    title: str
    variables: list[PxVariable]
    cell: Callable[[Mapping[str, str]], Cell]


@dataclass
class PxServer:
    """Answers for `tables` by path; `config` None stands for a service without `?config`.

    It asks its callers to say who they are, lets `calls` be made before it wants a rest (None: as many as they like),
    and refuses more cells than `max_cells` (telling `told_cells` instead, where that is given).
    `changed` may rewrite a json-stat2 answer.
    """

    tables: dict[str, PxTable]
    max_cells: int = 120_000
    told_cells: int | None = None
    calls: int | None = None
    config: bool = True
    index_as_list: bool = False
    sparse: bool = False
    changed: Callable[[dict[str, Any]], Any] | None = None
    queries: list[dict[str, list[str]]] = field(default_factory=list)

    def __call__(self, words: dict[str, str], agent: str = "hytemap") -> Reply:
        """The reply to one request, for a `Loopback`."""
        if self.calls is not None:
            self.calls -= 1
            if self.calls < 0:
                return _error(429, "Too many requests", {"Retry-After": "0"})
        path = words["path"].removeprefix(PATH).strip("/")
        if "config" in words:
            cells = self.told_cells or self.max_cells
            limits = {"maxValues": cells, "maxCells": cells, "maxCalls": 100, "timeWindow": 10}
            return Reply(json.dumps({**limits, "CORS": True}).encode()) if self.config else _error(404, "Not found")
        table = self.tables.get(path)
        if table is None:
            return _error(404, "Not found")
        if "body" not in words:
            told = {"title": table.title, "variables": [variable.told() for variable in table.variables]}
            return Reply(json.dumps(told).encode())
        return self._query(table, json.loads(words["body"]))

    def _query(self, table: PxTable, question: dict[str, Any]) -> Reply:
        asked = {one["code"]: one["selection"]["values"] for one in question["query"]}
        self.queries.append(asked)
        known = {variable.code: variable for variable in table.variables}
        if set(asked) - set(known) or any(set(values) - set(known[code].values) for code, values in asked.items()):
            return _error(400, "Parameter error")
        if any(code not in asked and not variable.elimination for code, variable in known.items()):
            return _error(400, "Parameter error")
        if math.prod(map(len, asked.values())) > self.max_cells:
            return _error(403, "Too many values selected")
        # what is left out is summed without a word, as the publishers do
        codes = {
            code: [c for c in variable.values if c in asked[code]] for code, variable in known.items() if code in asked
        }
        silent = [variable for code, variable in known.items() if code not in asked]
        cells = [
            _summed([table.cell({**dict(zip(codes, at, strict=True)), **rest}) for rest in _all(silent)])
            for at in itertools.product(*codes.values())
        ]
        answer = self._dataset(table, codes, cells)
        return Reply(json.dumps(self.changed(answer) if self.changed else answer).encode())

    def _dataset(self, table: PxTable, codes: dict[str, list[str]], cells: list[Cell]) -> dict[str, Any]:
        known = {variable.code: variable for variable in table.variables}
        numbers = [None if isinstance(cell, str) else cell for cell in cells]
        return {
            "class": "dataset",
            "version": "2.0",
            "label": table.title,
            "source": "test",
            "id": list(codes),
            "size": [len(values) for values in codes.values()],
            "dimension": {
                code: {
                    "label": known[code].text,
                    "category": {
                        "index": values if self.index_as_list else {value: i for i, value in enumerate(values)},
                        "label": {value: known[code].values[value] for value in values},
                    },
                }
                for code, values in codes.items()
            },
            "value": {str(i): n for i, n in enumerate(numbers) if n is not None} if self.sparse else numbers,
            "status": {str(i): cell for i, cell in enumerate(cells) if isinstance(cell, str)},
        }


def _all(variables: list[PxVariable]) -> list[dict[str, str]]:
    each = [[(variable.code, value) for value in variable.values] for variable in variables]
    return [dict(some) for some in itertools.product(*each)]


def _summed(cells: list[Cell]) -> Cell:
    if len(cells) == 1:
        return cells[0]
    return sum(cell for cell in cells if isinstance(cell, int | float))


def _error(status: int, text: str, headers: dict[str, str] | None = None) -> Reply:
    return Reply(json.dumps({"error": text}).encode(), status=status, headers=headers or {})


def pxweb(service: Loopback, server: PxServer) -> str:
    """Let `service` answer as `server`; the address that HYTEMAP_SERVICE_… is to point to."""

    def answer(words: dict[str, str]) -> Reply:
        if service.agents[-1].startswith(("python", "Python")):
            return Reply(b"", status=403)
        return server(words)

    service.answer = answer
    return service.address.replace("/geo/wfs", f"{PATH}/")


# --- Espoo's small areas, as the area series have them ---

#: district → statistical areas → small areas; two of each are enough to sum
SMALL_AREAS = {f"049{d}0{d}{t}{d}{t}{p}": f"Pienalue {d}{t}{p}" for d in range(1, 8) for t in (1, 2) for p in (1, 2)}
OTHERS = "0499999999"
AGES = [*(str(age) for age in range(100)), "100-"]


def people(area: str, age: int, year: int) -> int:
    """Inhabitants of a small area of one age in a year: made up, but each cell its own."""
    return (int(area[3:]) % 97 + 7 * (age % 11) + (year - 2000)) % 40 + (1 if area != OTHERS else 0)


def area_series(
    years: range = range(2022, 2025), own_rows: bool = False, hidden: Mapping[tuple[str, int], str] | None = None
) -> PxTable:
    """`alu_vaerak_004r`: population by area, age and year; `hidden` is (area, year) → the mark of all its figures.

    With `own_rows` the publisher gives rows of the city and the districts too. Helsinki is in it, as it is there.
    """
    areas = {**SMALL_AREAS, OTHERS: "Espoo, muut", "0911101010": "Kruununhaka"}
    if own_rows:
        areas = {"0490000000": "Espoo", **{f"049{d}000000": f"Espoo, suuralue {d}" for d in range(1, 8)}, **areas}
    ages = {"ALL": "Yhteensä", **{age: age for age in AGES}}

    def cell(at: Mapping[str, str]) -> Cell:
        area, age, year = at["Osa-alue"], at["Ikä"], int(at["Vuosi"])
        if hidden and (area, year) in hidden:
            return hidden[area, year]
        begin = area.rstrip("0")
        under = [code for code in (*SMALL_AREAS, OTHERS) if code.startswith(begin)] or [area]
        some = range(101) if age == "ALL" else [int(age.rstrip("-"))]
        return sum(people(code, one, year) for code in under for one in some)

    return PxTable(
        "Väestö osa-alueittain iän mukaan 31.12.",
        [
            PxVariable("Osa-alue", "Osa-alue", areas),
            PxVariable("Ikä", "Ikä", ages),
            PxVariable("Vuosi", "Vuosi", {str(year): str(year) for year in years}, elimination=False),
            PxVariable("Tiedot", "Tiedot", {"lkm": "Väestö"}),
        ],
        cell,
    )


AREA_SERIES = "Aluesarjat/vrm/vaerak/alu_vaerak_004r.px"
