"""The snapshots kept beside the current one, and going back to one of them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from hytemap.errors import SnapshotError
from hytemap.snapshot.contents import FORMAT
from hytemap.snapshot.store import Current, open_snapshot, read_columns, read_current
from hytemap.snapshot.write import make_current, writing


@dataclass(frozen=True)
class Kept:
    """A snapshot in the folder: its content hash, when it was written, its bytes, and whether it is served."""

    hash: str
    path: Path
    written: datetime
    size: int
    current: bool


def kept_snapshots(folder: Path) -> list[Kept]:
    """The snapshots in `folder`, newest first."""
    try:
        current = read_current(folder)
    except SnapshotError:
        current = None  # unreadable: going back to one is a way out
    found = []
    for path in folder.glob("snapshot-*.gpkg"):
        stat = path.stat()
        is_current = current is not None and current.file == path.name
        written = datetime.fromtimestamp(stat.st_mtime, UTC)
        found.append(Kept(path.stem.removeprefix("snapshot-"), path, written, stat.st_size, is_current))
    return sorted(found, key=lambda kept: kept.written, reverse=True)


def go_back(folder: Path, content_hash: str, inputs: str) -> Current:
    """Make the kept snapshot whose hash starts with `content_hash` the current one.

    `inputs` is the digest of what a build would read now: until that changes, a starting server takes the snapshot for
    current. Raises SnapshotError when there is none, there are several, or it cannot be read.
    """
    with writing(folder):
        found = [kept for kept in kept_snapshots(folder) if kept.hash.startswith(content_hash)]
        if len(found) != 1:
            there = ", ".join(kept.hash for kept in kept_snapshots(folder)) or "there is none"
            raise SnapshotError(
                f"{len(found) or 'no'} kept snapshots start with {content_hash!r}; name one of: {there}"
            )
        path = found[0].path
        said = _about(path)
        if said.get("hash") != found[0].hash or said.get("format") != str(FORMAT):
            raise SnapshotError(
                f"{path} says of itself hash {said.get('hash')} and format {said.get('format')}; "
                f"its name says {found[0].hash}, and this program reads format {FORMAT}"
            )
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        current = Current(path.name, sha256, found[0].hash, FORMAT, inputs)
        make_current(folder, current)
    return current


def _about(path: Path) -> dict[str, str]:
    """What the snapshot says of itself, after SQLite looked it through."""
    with open_snapshot(path) as connection:
        (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        if verdict != "ok":
            raise SnapshotError(f"{path} is damaged: {verdict}")
        columns = read_columns(connection, "snapshot", ["key", "value"])
        return dict(zip(columns["key"], columns["value"], strict=True))
