"""When each source was asked, and how it went: `work/attempts.json`, for `hytemap sources`.

Copies in the work folder say when what they hold came; an unchanged answer leaves them as they are. So the day a source
was asked last stands here.
"""

from __future__ import annotations

import fcntl
import json
from dataclasses import asdict, dataclass, replace

from hytemap.settings import Settings
from hytemap.sources.copies import work_folder
from hytemap.sources.outcomes import Outcome
from hytemap.whole_files import write_whole

FILE = "attempts.json"


@dataclass(frozen=True)
class Attempts:
    """The last success of a source, the last one that brought something new, and the last failure (ISO 8601, UTC)."""

    succeeded: str | None = None
    changed: str | None = None
    service: str | None = None
    failed: str | None = None
    error: str | None = None
    remedy: str | None = None

    @property
    def is_failing(self) -> bool:
        """Whether the newest attempt failed."""
        return self.failed is not None and (self.succeeded is None or self.failed > self.succeeded)


def read_attempts(settings: Settings) -> dict[str, Attempts]:
    """The attempts by the source's name; empty when there were none, or the file cannot be read."""
    try:
        said = json.loads((settings.work / FILE).read_bytes())
        return {str(name): Attempts(**one) for name, one in said.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def note_attempt(settings: Settings, outcome: Outcome) -> None:
    """Add how a source went; raises OSError when it cannot be written."""
    folder = work_folder(settings, "levels").parent
    with (folder / ".attempts.lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        attempts = read_attempts(settings)
        before = attempts.get(outcome.name, Attempts())
        if outcome.ok:
            changed = outcome.at if outcome.changed or before.changed is None else before.changed
            now = replace(before, succeeded=outcome.at, changed=changed, service=outcome.service)
        else:
            now = replace(before, failed=outcome.at, error=outcome.error, remedy=outcome.remedy)
        attempts[outcome.name] = now
        text = json.dumps({name: asdict(one) for name, one in sorted(attempts.items())}, ensure_ascii=False, indent=1)
        write_whole(folder / FILE, text.encode() + b"\n")
