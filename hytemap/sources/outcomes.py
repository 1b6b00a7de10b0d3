"""What came of asking for one level, raster or table: for the person at the terminal, and for a machine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Outcome:
    """What came of one level, raster or table.

    When `ok`: `service` and `layer` it came from, how many `areas` (or what `counted` says), the `years` of the
    borders or figures, the `crs` (None for figures), and whether the copy at hand `changed`. Else `error` says why,
    `remedy` what can be done, and `kept` when the copy that stays was fetched (None: there is none, the shipped one
    stays). In both cases: `at` (ISO 8601, UTC) and the `seconds` it took, `requests` sent, `bytes` of bodies that came,
    how many answers were `not_modified`, and `notices`.
    """

    name: str
    ok: bool
    at: str = ""
    seconds: float = 0.0
    service: str = ""
    layer: str = ""
    areas: int = 0
    counted: str = "areas"
    years: tuple[int, ...] = ()
    crs: str | None = None
    requests: int = 0
    bytes: int = 0
    not_modified: int = 0
    changed: bool = False
    notices: tuple[str, ...] = ()
    error: str = ""
    remedy: str = ""
    kept: str | None = None

    @property
    def year(self) -> int | None:
        """The newest year."""
        return max(self.years, default=None)

    def __str__(self) -> str:
        """One line for the person who asked."""
        if self.ok:
            crs = f", {self.crs}" if self.crs else ""
            same = "" if self.changed else ", unchanged"
            return (
                f"{self.name}: {self.areas} {self.counted}, {self.year}{crs}, {self.seconds:.1f} s, "
                f"from {self.service} ({self.layer}){same}"
            )
        stays = f"the copy fetched {self.kept} stays" if self.kept else "nothing fetched before; what is shipped stays"
        todo = f" → {self.remedy}" if self.remedy else ""
        return f"{self.name}: failed after {self.seconds:.1f} s: {self.error}{todo} ({stays})"

    def facts(self) -> dict[str, Any]:
        """The same for a machine: what `hytemap fetch --report` writes of it (tests/contract/fetch_report.json)."""
        return {
            "name": self.name,
            "ok": self.ok,
            "at": self.at,
            "seconds": round(self.seconds, 3),
            "service": self.service or None,
            "layer": self.layer or None,
            "areas": self.areas if self.ok else None,
            "counted": self.counted,
            "years": list(self.years),
            "crs": self.crs,
            "requests": self.requests,
            "bytes": self.bytes,
            "not_modified": self.not_modified,
            "changed": self.changed,
            "notices": list(self.notices),
            "error": self.error or None,
            "remedy": self.remedy or None,
            "kept": self.kept,
        }
