"""A given key: which share of each area of one level lies in which area of another (columns source, target, share)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from hytemap.definitions.csv_files import read_rows, share_of
from hytemap.errors import DefinitionError, Fault

COLUMNS = ("source", "target", "share")
#: how far shares of one source may sum beyond 1: they are rounded in a table
ROUNDING = 1e-6


@dataclass(frozen=True)
class KeyRow:
    """`share` of the area `source` lies in the area `target` of the other level; `line` is where it stands."""

    source: str
    target: str
    share: float
    line: int


def read_key(path: Path, shown: str) -> list[KeyRow]:
    """The rows of a key; raises DefinitionError naming every row that cannot be read, stands twice, or gives too much.

    What a source's shares lack of one lies outside the other level.
    """
    found: list[KeyRow] = []
    faults: list[Fault] = []
    total: dict[str, float] = defaultdict(float)
    pairs: set[tuple[str, str]] = set()
    for line, cells in read_rows(path, shown, COLUMNS):
        where, share, pair = f"line {line}", share_of(cells["share"]), (cells["source"], cells["target"])
        if share is None:
            faults.append(Fault(shown, where, f"the share {cells['share']!r}", "a number from 0 to 1"))
        elif not all(pair):
            faults.append(Fault(shown, where, "a code is empty", "write the codes of both areas"))
        elif pair in pairs:
            faults.append(Fault(shown, where, f"{pair[0]} → {pair[1]} stands twice", "keep one row"))
        else:
            pairs.add(pair)
            total[pair[0]] += share
            found.append(KeyRow(*pair, share, line))
    faults += [
        Fault(shown, source, f"its shares sum to {summed:g}", "at most 1; what is left over lies outside")
        for source, summed in total.items()
        if summed > 1 + ROUNDING
    ]
    if faults:
        raise DefinitionError(faults)
    return found


def key_faults(
    rows: Sequence[KeyRow], sources: Collection[str], targets: Collection[str], shown: str
) -> Iterator[Fault]:
    """Codes of a key that the levels do not have; a level whose areas are not known before fetching has none here."""
    for row in rows:
        for code, known in ((row.source, sources), (row.target, targets)):
            if known and code not in known:
                yield Fault(shown, f"line {row.line}", f"unknown code {code!r}", "a code of the level's expected_areas")
