"""`boundaries/*_changes.csv`: how the areas of an older division became those of today.

A row links a code of the older division (`vintage`) with one of today's. `kind` says how:

- `renamed`: one area under another code, on the same borders;
- `split`: one area became several, a row for each;
- `merged`: several areas became one, a row for each;
- `moved`: both areas stay, but `share` of the old one's people lives in the new one now.

Areas that no row names are those of today. Rows that hang together through common codes (two areas redrawn into two
others) are taken together: their figures are added up before they are shared.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from hytemap.definitions.csv_files import read_rows, share_of
from hytemap.definitions.levels import Level
from hytemap.errors import DefinitionError, Fault

COLUMNS = ("vintage", "old_code", "new_code", "kind", "share", "source")
KINDS = ("renamed", "split", "merged", "moved")


@dataclass(frozen=True)
class BoundaryChange:
    """One row: `old` of the division `vintage` became `new` of today; `share` where a border `moved`, else None."""

    vintage: str
    old: str
    new: str
    kind: str
    share: float | None
    source: str
    line: int


def read_changes(path: Path, shown: str) -> list[BoundaryChange]:
    """The rows of a table of changes; raises DefinitionError naming every row that cannot be read."""
    found: list[BoundaryChange] = []
    faults: list[Fault] = []
    for line, cells in read_rows(path, shown, COLUMNS):
        where = f"line {line}"
        share = share_of(cells["share"]) if cells["share"] else None
        if cells["kind"] not in KINDS:
            faults.append(Fault(shown, where, f"unknown kind {cells['kind']!r}", f"one of {', '.join(KINDS)}"))
        elif cells["kind"] == "moved" and not share:
            right = "the share of the old area's people, above 0 and up to 1"
            faults.append(Fault(shown, where, f"a moved border with the share {cells['share']!r}", right))
        elif cells["kind"] != "moved" and cells["share"]:
            faults.append(Fault(shown, where, f"{cells['kind']} with a share", "only `moved` has one: leave it empty"))
        elif not all(cells[name] for name in ("vintage", "old_code", "new_code", "source")):
            faults.append(Fault(shown, where, "a cell is empty", "only `share` may be"))
        else:
            codes = cells["old_code"], cells["new_code"]
            found.append(BoundaryChange(cells["vintage"], *codes, cells["kind"], share, cells["source"], line))
    if faults:
        raise DefinitionError(faults)
    return found


def change_faults(level: Level, changes: Sequence[BoundaryChange], shown: str) -> Iterator[Fault]:
    """What of a level's changes does not fit together, or does not fit the level."""
    today = {area.code for area in level.expected_areas}
    for change in changes:
        where = f"line {change.line}"
        if change.vintage not in level.vintages:
            right = f"one of {', '.join(level.vintages)}" if level.vintages else "define it under `vintages`"
            yield Fault(shown, where, f"unknown vintage {change.vintage!r}", right)
        if today and change.new not in today:
            yield Fault(shown, where, f"{change.new} is no area of today", "a code of expected_areas")
    for vintage in level.vintages:
        yield from _vintage_faults([change for change in changes if change.vintage == vintage], today, shown)
        if vintage != "current" and not any(change.vintage == vintage for change in changes):
            right = "say what was different, or take the vintage out of the level"
            yield Fault(shown, vintage, "the vintage has no row", right)


def _vintage_faults(changes: Sequence[BoundaryChange], today: set[str], shown: str) -> Iterator[Fault]:
    twice = Counter((change.old, change.new) for change in changes)
    news: dict[str, set[str]] = defaultdict(set)
    olds: dict[str, set[str]] = defaultdict(set)
    moved: dict[str, float] = defaultdict(float)
    for change in changes:
        if change.kind == "moved":
            moved[change.old] += change.share or 0.0
        else:
            news[change.old].add(change.new)
            olds[change.new].add(change.old)
    for change in changes:
        where, told = f"line {change.line}", f"{change.old} → {change.new}"
        if twice[change.old, change.new] > 1:
            yield Fault(shown, where, f"{told} stands twice in {change.vintage}", "keep one row")
        many = len(news.get(change.old, ())), len(olds.get(change.new, ()))
        if change.kind == "renamed" and many != (1, 1):
            yield Fault(shown, where, f"{told} is renamed, but other rows share its codes", "call it split or merged")
        if change.kind == "split" and many[0] < 2:
            yield Fault(shown, where, f"{told} is the only part of a split", "a row for each part, or `renamed`")
        if change.kind == "merged" and many[1] < 2:
            yield Fault(shown, where, f"{told} is the only part of a merger", "a row for each part, or `renamed`")
        if change.kind == "moved" and (change.old == change.new or (today and change.old not in today)):
            yield Fault(shown, where, f"{told} cannot be a moved border", "two areas that are both there today")
        if change.kind == "moved" and moved[change.old] > 1:
            yield Fault(shown, where, f"more than all of {change.old} moved", "shares that sum to at most 1")
    for old in news:
        if old in today and old not in olds:
            line = next(change.line for change in changes if change.old == old)
            right = f"add a row {old} → {old} if the code is still used, else take it out of expected_areas"
            yield Fault(shown, f"line {line}", f"{old} is replaced, and is an area of today as well", right)
