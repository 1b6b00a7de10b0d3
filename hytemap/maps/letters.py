"""Order and likeness of words: how a language sorts them, and what a person who types in haste means.

Python's library sorts by code point, and ICU is a library of 30 MB: the three languages of ours need a page.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from hytemap.model import Language

#: letters that Finnish and Swedish put after z, and what they take for one of them
_AFTER_Z = {"å": "z1", "ä": "z2", "æ": "z2", "ö": "z3", "ø": "z3"}
#: letters that do not fall apart into a letter and a mark
_WHOLE = {"æ": "ae", "ø": "o", "ß": "ss", "đ": "d", "ł": "l", "þ": "th", "ð": "d"}
_DASHES = re.compile("[‐-―−]")
_PARTS = re.compile(r"\d+|\D")


def folded(text: str) -> str:
    """`text` as a search takes it: without case, marks on letters, and kinds of dashes (`Työttömyys` → `tyottomyys`).

    `static/js/indicators.js` folds what is typed in the same way.
    """
    apart = unicodedata.normalize("NFKD", text)
    bare = "".join(character for character in apart if not unicodedata.category(character).startswith("M"))
    return _DASHES.sub("-", bare).lower()


# names of areas are sorted anew with every table
@lru_cache(maxsize=4096)
def collation_key(text: str, language: str) -> tuple[tuple[tuple[int, int, str], ...], str]:
    """What texts are sorted by in `language`: å ä ö last in Finnish and Swedish, as a and o in English.

    Numbers are sorted by size and before letters; case and other marks (é, ü as y in Finnish and Swedish) decide only
    between words that are alike otherwise. A simplified form of CLDR's collations (https://cldr.unicode.org/).
    """
    parts = []
    for part in _PARTS.findall(unicodedata.normalize("NFC", text).lower()):
        if part.isdecimal():
            parts.append((1, int(part), ""))
        elif part.isalpha():
            parts.append((2, 0, _letter(part, language)))
        else:
            # spaces before hyphens and other signs, all of them before digits
            parts.append((0, 0, "" if part.isspace() else part))
    return tuple(parts), text


def _letter(character: str, language: str) -> str:
    if language != Language.EN:
        if character in _AFTER_Z:
            return _AFTER_Z[character]
        if character == "ü":
            return "y"
    return _WHOLE.get(character, folded(character))
