"""When each table's figures came, and when newer ones are expected: what a snapshot tells of its own age."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hytemap.definitions import Definitions
from hytemap.settings import Settings
from hytemap.sources.listing import list_sources


def source_dates(definitions: Definitions, settings: Settings) -> list[dict[str, Any]]:
    """A row a table for the snapshot's origins, which stand outside its hash.

    `came` is when the copy at hand was fetched (ISO 8601, UTC; null where it came with the project), `next_expected`
    the first day of the month in which the publisher should have something newer (null where no rhythm is known). Both
    follow from the copy alone, so asking in vain changes nothing.
    """
    states = {(one.kind, one.name): one for one in list_sources(definitions, settings)}
    found = []
    for table in definitions.tables.values():
        # figures of a raster are as old as the raster
        state = states["raster", table.raster] if table.raster else states["table", table.id]
        came = _moment(state.last_change)
        found.append({"id": table.id, "kind": "dates", "came": came, "next_expected": state.next_expected})
    return found


def _moment(when: str | None) -> str | None:
    """`when` if it is a time: a copy's JSON may lack its own."""
    try:
        return None if when is None else datetime.fromisoformat(when).isoformat()
    except ValueError:
        return None
