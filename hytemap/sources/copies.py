"""Copies in the work folder: data beside a JSON that names it, each replaced whole or not at all, or left as it is.

The JSON is written last and by renaming: until then the old copy stands, whenever the process is killed. A copy that
would only get another time stays untouched, so that nothing is built anew for it.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import shutil
import time
from pathlib import Path
from typing import Any

from hytemap.errors import HytemapError
from hytemap.settings import Settings
from hytemap.whole_files import write_whole

_STALE_S = 3600


def work_folder(settings: Settings, name: str) -> Path:
    """A folder of the work folder, which only its owner may read even where it stood open before."""
    work = settings.work
    work.mkdir(mode=0o700, parents=True, exist_ok=True)
    if work.stat().st_mode & 0o077:
        work.chmod(0o700)
    folder = work / name
    folder.mkdir(mode=0o700, exist_ok=True)
    for left in folder.glob(".writing-*"):
        # of a process that was killed; a younger one may be at work
        if time.time() - left.stat().st_mtime > _STALE_S:
            shutil.rmtree(left) if left.is_dir() else left.unlink(missing_ok=True)
    return folder


def why_not_written(error: Exception) -> str:
    """GDAL's reason for a file it could not write, in a few words: it repeats whole SQL scripts before it."""
    said = " ".join(str(error).rpartition("failed: ")[2].split())
    return said if len(said) <= 160 else f"{said[:159]}…"


def replace_copy(folder: Path, name: str, suffix: str, content: bytes, origin: dict[str, Any]) -> Path:
    """Write the data, then the JSON that names it; only then drop the copy before.

    Nothing is written when the copy at hand differs only in `fetched_at` and `notices`.
    """
    digest = hashlib.sha256(content).hexdigest()
    data = folder / f"{name}-{digest[:12]}{suffix}"
    whole = {**origin, "file": data.name, "sha256": digest}
    text = json.dumps(whole, ensure_ascii=False, indent=1)
    with (folder / ".lock").open("wb") as lock:
        # or another fetch could drop this one's data before its JSON is written; the lock falls with the process
        fcntl.flock(lock, fcntl.LOCK_EX)
        if _stands(folder / f"{name}.json", json.loads(text), data, content):
            return data
        write_whole(data, content)
        write_whole(folder / f"{name}.json", text.encode() + b"\n")
        for old in folder.glob(f"{name}-{'[0-9a-f]' * 12}{suffix}"):
            if old != data:
                old.unlink(missing_ok=True)
    return data


def _stands(path: Path, whole: dict[str, Any], data: Path, content: bytes) -> bool:
    """Whether the copy is at hand already, and whole; when it came and what was told then does not count."""

    def lasting(said: dict[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in said.items() if key not in ("fetched_at", "notices")}

    try:
        said = json.loads(path.read_bytes())
        return lasting(said) == lasting(whole) and data.read_bytes() == content
    except (OSError, ValueError, AttributeError):
        return False


def read_copy(folder: Path, name: str, fault: type[HytemapError], remedy: str) -> tuple[dict[str, Any], bytes] | None:
    """The JSON of a copy and the bytes of its data file, None when there is no copy; raises `fault` when damaged."""
    for last_try in (False, True):
        try:
            origin = json.loads((folder / f"{name}.json").read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise fault(f"{folder / f'{name}.json'} cannot be read ({error}): run {remedy}") from error
        try:
            content = (folder / origin["file"]).read_bytes()
        except (OSError, KeyError, TypeError) as error:
            # a fetch may have replaced the copy between the two readings
            if last_try:
                raise fault(f"the data of {folder / f'{name}.json'} cannot be read: run {remedy}") from error
            continue
        if hashlib.sha256(content).hexdigest() != origin.get("sha256"):
            raise fault(f"{folder / origin['file']} is not what was fetched: run {remedy}")
        return origin, content
    return None
