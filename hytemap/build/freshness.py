"""Whether the snapshot at hand still fits what it was built from. Light: a starting server asks this first."""

from __future__ import annotations

import hashlib
import hmac
import secrets

import hytemap
from hytemap.errors import BuildError, SnapshotError
from hytemap.settings import Settings
from hytemap.snapshot.contents import FORMAT
from hytemap.snapshot.store import checked_path, read_current
from hytemap.sources.copies import work_folder
from hytemap.whole_files import write_whole

#: what `fetch` notes of its attempts is no input
NO_INPUT = ("attempts.json",)
#: beside the hidden values, and as secret
DIGEST_KEY = "digest.key"
INPUT_SUFFIXES = (".yaml", ".csv", ".geojson", ".tif", ".gpkg", ".json")


def keep_digest_secret(settings: Settings) -> None:
    """From now on the data folder's digests are keyed.

    A snapshot names the digest of its inputs. If figures that it hides are among these, whoever has all the others
    could try values until the digest fits.
    """
    if not _key(settings):
        write_whole(work_folder(settings, "hidden") / DIGEST_KEY, secrets.token_bytes(32))


def _key(settings: Settings) -> bytes:
    try:
        return (settings.work / "hidden" / DIGEST_KEY).read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise BuildError(f"the key of the digests in {settings.work} cannot be read: {error.strerror}") from error


def is_current(settings: Settings) -> bool:
    """Whether the snapshot at hand is whole and was made of the definitions, inputs and format at hand."""
    return why_build(settings) is None


def why_build(settings: Settings) -> str | None:
    """Why the snapshot at hand cannot simply be served, in a sentence; None when it can."""
    try:
        if read_current(settings.snapshots) is None:
            return "there is no snapshot yet"
        current, _ = checked_path(settings.snapshots)
    except SnapshotError as error:
        # the remedy it names is what follows anyway
        return str(error).partition("; run `hytemap build`")[0]
    if current.inputs != inputs_digest(settings):
        return "definitions, inputs or hytemap itself changed since the snapshot was built"
    return None


def inputs_digest(settings: Settings) -> str:
    """A digest over all a build reads: definitions, shipped files, fetched copies, and the snapshot's format.

    Where `keep_digest_secret` was called it is a keyed one (HMAC, RFC 2104), of which nobody without the key can tell
    what was read.
    """
    digest = hmac.new(_key(settings), f"{FORMAT} {hytemap.__version__}\n".encode(), hashlib.sha256)
    roots = (("boundaries", settings.boundaries), ("layers", settings.layers), ("work", settings.work))
    for name, root in roots:
        if not root.is_dir():
            continue
        for path in sorted(p for p in root.rglob("*") if p.is_file()):
            if path.suffix in INPUT_SUFFIXES and not path.name.startswith(".") and path.name not in NO_INPUT:
                digest.update(f"{name}/{path.relative_to(root).as_posix()}\n".encode())
                try:
                    digest.update(hashlib.sha256(path.read_bytes()).digest())
                except OSError as error:
                    raise BuildError(f"{path} cannot be read: {error.strerror}") from error
    return digest.hexdigest()
