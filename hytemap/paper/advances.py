"""How wide the letters of a font file are, read from it by fontTools.

Widths decide how many lines a text takes and which names find room on a map: guessed ones leave white, or overflow.
"""

from __future__ import annotations

import struct
from pathlib import Path

from fontTools.ttLib import TTFont, TTLibError


def advances(path: Path) -> dict[str, int]:
    """Widths by character in thousandths of the size; raises ValueError for a file without such tables."""
    try:
        # opened here: fontTools leaves a file open that it cannot read
        with path.open("rb") as file, TTFont(file, lazy=True) as font:
            em, widths, glyphs = font["head"].unitsPerEm, font["hmtx"].metrics, font.getBestCmap()
            return {chr(code): round(widths[glyph][0] * 1000 / em) for code, glyph in glyphs.items()}
    except (TTLibError, KeyError, AttributeError, AssertionError, struct.error) as error:
        raise ValueError(f"{path} is no font with widths") from error
