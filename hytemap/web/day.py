"""The day of a request, for pages that tell how old figures are."""

from __future__ import annotations

from datetime import UTC, date, datetime

from flask import g


def today() -> date:
    """The day (UTC) on which the request is answered; asking makes it part of the answer's ETag."""
    if "today" not in g:
        g.today = datetime.now(UTC).date()
    day: date = g.today
    return day
