"""Names of areas, held against each other as publishers spell them."""

from __future__ import annotations

import re
import unicodedata

_BREAKS = re.compile(r"[\s\u00ad\u2010-\u2015\u2212_-]+")


def normalised(name: str | None) -> str:
    """`name` for comparing: case, hyphens, spaces and ways to write ä are alike; "" for none.

    "SUUR-LEPPÄVAARA", "Suur-Leppävaara " and "Suur Leppävaara" are one name.
    """
    if name is None:
        return ""
    return _BREAKS.sub(" ", unicodedata.normalize("NFKC", name).casefold()).strip()
