"""What a live source of a table brings back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hytemap.sources.tables import TableRows


@dataclass(frozen=True)
class FetchedPart:
    """Rows that are kept and replaced together: a year, or a series of years.

    `name` has letters and digits only; a single year's is the year, so that series come after it. `service` and `layer`
    say where the rows came from; `meta` is kept beside them. `told` is for the person who fetches, and not kept.
    """

    name: str
    rows: TableRows
    service: str
    layer: str
    meta: dict[str, Any] = field(default_factory=dict)
    told: tuple[str, ...] = ()
