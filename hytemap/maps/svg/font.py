"""How wide a text is, without a browser: advance widths of a common sans-serif face.

A page is read in whichever system font its reader has, so the widths are those of the widest in common use, DejaVu Sans
(as wide as Verdana; Segoe UI, Roboto, Helvetica and Arial are a tenth narrower): what fits by them fits in all. Widths
are facts of the font's `hmtx` table, read with fontTools from DejaVu Sans 2.37, regular and bold, in thousandths of the
type size.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

_REGULAR: dict[int, str] = {
    275: "'",
    278: "ijl\u00ec\u00ed\u00ee\u00ef",
    295: "IJ\u00cc\u00cd\u00ce\u00cf",
    318: " ,.\u00a0\u00b7\u2018\u2019",
    337: "/:;\\|\u00a6",
    352: "f",
    361: "-",
    390: "()[]",
    392: "t",
    401: "!\u00a1\u00b2\u00b3\u00b9",
    411: "r",
    460: '"',
    471: "\u00aa\u00ba",
    500: "*_`\u00a7\u00a8\u00af\u00b0\u00b4\u00b8\u2013",
    518: "\u201c\u201d",
    521: "s\u0161",
    525: "z\u017e",
    531: "?\u00bf",
    550: "c\u00e7",
    557: "L",
    575: "F",
    579: "k",
    590: "\u2022",
    592: "vxy\u00fd\u00ff",
    603: "P",
    605: "\u00de",
    611: "TY\u00dd",
    612: "o\u00ab\u00bb\u00f0\u00f2\u00f3\u00f4\u00f5\u00f6\u00f8",
    613: "a\u00e0\u00e1\u00e2\u00e3\u00e4\u00e5",
    615: "e\u00e8\u00e9\u00ea\u00eb",
    630: "\u00df",
    632: "E\u00c8\u00c9\u00ca\u00cb",
    634: "hnu\u00f1\u00f9\u00fa\u00fb\u00fc",
    635: "Sbdgpq\u00fe\u0160",
    636: "$0123456789{}\u00a2\u00a3\u00a4\u00a5\u00b5\u00b6\u20ac",
    656: "K",
    684: "AV\u00c0\u00c1\u00c2\u00c3\u00c4\u00c5",
    685: "XZ\u017d",
    686: "B",
    695: "R",
    698: "C\u00c7",
    732: "U\u00d9\u00da\u00db\u00dc",
    748: "N\u00d1",
    752: "H",
    770: "D",
    775: "G\u00d0",
    780: "&",
    787: "OQ\u00d2\u00d3\u00d4\u00d5\u00d6\u00d8",
    818: "w",
    838: "#+<=>^~\u00ac\u00b1\u00d7\u00f7\u2190\u2191\u2192\u2193\u2212\u2248\u2264\u2265",
    863: "M",
    950: "%",
    969: "\u00bc\u00bd\u00be",
    974: "m\u00c6",
    982: "\u00e6",
    989: "W",
    1000: "@\u00a9\u00ae\u2014\u2026",
}
_BOLD: dict[int, str] = {
    306: "'",
    343: "ijl\u00ec\u00ed\u00ee\u00ef",
    348: " \u00a0",
    365: "/\\|\u00a6",
    372: "IJ\u00cc\u00cd\u00ce\u00cf",
    380: ",.\u00b7\u2018\u2019",
    400: ":;",
    415: "-",
    435: "f",
    438: "\u00b2\u00b3\u00b9",
    456: "!\u00a1",
    457: "()[]",
    478: "t",
    493: "r",
    500: "_`\u00a7\u00a8\u00af\u00b0\u00b4\u00b8\u2013",
    521: '"',
    523: "*",
    564: "\u00aa\u00ba",
    580: "?\u00bf",
    582: "z\u017e",
    593: "c\u00e7",
    595: "s\u0161",
    636: "\u00a4\u00b6",
    637: "L",
    639: "\u2022",
    645: "x",
    646: "\u00ab\u00bb",
    652: "vy\u00fd\u00ff",
    657: "\u201c\u201d",
    665: "k",
    675: "a\u00e0\u00e1\u00e2\u00e3\u00e4\u00e5",
    678: "e\u00e8\u00e9\u00ea\u00eb",
    682: "T",
    683: "EF\u00c8\u00c9\u00ca\u00cb",
    687: "o\u00f0\u00f2\u00f3\u00f4\u00f5\u00f6\u00f8",
    696: "$0123456789\u00a2\u00a3\u00a5\u20ac",
    712: "hnu{}\u00f1\u00f9\u00fa\u00fb\u00fc",
    716: "bdgpq\u00fe",
    719: "\u00df",
    720: "S\u0160",
    724: "Y\u00dd",
    725: "Z\u017d",
    733: "P",
    734: "C\u00c7",
    736: "\u00b5",
    738: "\u00de",
    762: "B",
    770: "R",
    771: "X",
    774: "AV\u00c0\u00c1\u00c2\u00c3\u00c4\u00c5",
    775: "K",
    812: "U\u00d9\u00da\u00db\u00dc",
    821: "G",
    830: "D",
    837: "HN\u00d1",
    838: "#+<=>^~\u00ac\u00b1\u00d0\u00d7\u00f7\u2190\u2191\u2192\u2193\u2212\u2248\u2264\u2265",
    850: "OQ\u00d2\u00d3\u00d4\u00d5\u00d6\u00d8",
    872: "&",
    924: "w",
    995: "M",
    1000: "@\u00a9\u00ae\u2014\u2026",
    1002: "%",
    1035: "\u00bc\u00bd\u00be",
    1042: "m",
    1048: "\u00e6",
    1085: "\u00c6",
    1103: "W",
}


def _by_character(widths: Mapping[int, str]) -> dict[str, int]:
    return {character: width for width, characters in widths.items() for character in characters}


@dataclass(frozen=True, eq=False)
class Font:
    """A face: its name(s) as CSS writes them, widths in thousandths of the size, height of capitals and of a line."""

    family: str
    regular: Mapping[str, int]
    bold: Mapping[str, int]
    capitals: float = 0.73
    #: from a line's baseline to the next, in sizes
    leading: float = 1.18

    def width(self, text: str, size: float, bold: bool = False) -> float:
        """Width of `text` set in one line at `size`, in the same unit; a character not in the table counts as wide."""
        return _thousandths(self, text, bold) * size / 1000


@lru_cache(maxsize=16384)
def _thousandths(font: Font, text: str, bold: bool) -> int:
    """Width of `text` in thousandths of the size; names and words of a sheet are measured again and again."""
    widths = font.bold if bold else font.regular
    # a letter with an accent that is not in the table is as wide as without it
    return sum(widths[c] if c in widths else widths.get(_plain(c), 1000) for c in text)


def _plain(character: str) -> str:
    return unicodedata.normalize("NFD", character)[0]


PAGE_FONT = Font(
    'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, sans-serif',
    _by_character(_REGULAR),
    _by_character(_BOLD),
)
