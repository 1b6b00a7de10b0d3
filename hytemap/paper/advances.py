"""How wide the letters of a font file are, read from its tables `cmap`, `hmtx` and `head` (OpenType 1.9).

Widths decide how many lines a text takes and which names find room on a map: guessed ones leave white, or overflow.
"""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np

#: code points that are looked up: Latin with its extensions, punctuation, arrows and mathematical signs
CODES = (*range(0x20, 0x250), *range(0x2010, 0x20C0), *range(0x2190, 0x2270))
#: platform and encoding of a Unicode cmap of the basic plane (Windows, UCS-2), and its format
_WINDOWS, _BASIC, _SEGMENTS = 3, 1, 4


def advances(path: Path) -> dict[str, int]:
    """Widths by character in thousandths of the size; raises ValueError for a file without such tables."""
    data = path.read_bytes()
    try:
        tables = _tables(data)
        em = struct.unpack(">H", tables[b"head"][18:20])[0]
        metrics = struct.unpack(">H", tables[b"hhea"][34:36])[0]
        wide = np.frombuffer(tables[b"hmtx"], ">u2", 2 * metrics)[::2]
        glyphs = _glyphs(tables[b"cmap"])
    except (KeyError, ValueError, struct.error) as error:
        raise ValueError(f"{path} is no font with widths") from error
    # glyphs past the last width are as wide as it
    return {chr(code): round(int(wide[min(glyph, metrics - 1)]) * 1000 / em) for code, glyph in glyphs.items()}


def _tables(data: bytes) -> dict[bytes, bytes]:
    count = struct.unpack(">H", data[4:6])[0]
    entries = struct.iter_unpack(">4sIII", data[12 : 12 + 16 * count])
    return {tag: data[at : at + size] for tag, _, at, size in entries}


def _glyphs(cmap: bytes) -> dict[int, int]:
    """The glyph of each of `CODES` that the font has."""
    count = struct.unpack(">H", cmap[2:4])[0]
    kinds = {(platform, kind): at for platform, kind, at in struct.iter_unpack(">HHI", cmap[4 : 4 + 8 * count])}
    table = cmap[kinds[_WINDOWS, _BASIC] :]
    form, _, _, doubled = struct.unpack(">4H", table[:8])
    if form != _SEGMENTS:
        raise KeyError(form)
    ends = np.frombuffer(table, ">u2", doubled // 2, 14)
    starts, deltas, ranges = (
        np.frombuffer(table, ">u2", doubled // 2, 16 + doubled * i).astype(np.int64) for i in (1, 2, 3)
    )
    found = {}
    for code in CODES:
        i = int(np.searchsorted(ends, code))
        if i == len(ends) or code < starts[i]:
            continue
        glyph = code
        if ranges[i]:
            # the range's offset counts from where it stands itself
            place = 16 + doubled * 3 + 2 * i + int(ranges[i]) + 2 * (code - int(starts[i]))
            glyph = struct.unpack(">H", table[place : place + 2])[0]
        if glyph:
            found[code] = (glyph + int(deltas[i])) & 0xFFFF
    return found
