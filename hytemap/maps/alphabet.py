"""The order of names in a language: in Finnish and Swedish å, ä and ö are letters of their own, after z."""

from __future__ import annotations

import unicodedata

#: characters that follow z in ASCII, for the letters that follow z in the alphabet; æ and ø are sorted as ä and ö
_AFTER_Z = str.maketrans({"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}"})


def alphabetical(text: str, language: str) -> tuple[str, str]:
    """What `text` is sorted by in `language`; upper and lower case are one, and accents count last.

    English puts å and ä with a, and ö with o (https://cldr.unicode.org/, the order of the root collation).
    """
    folded = unicodedata.normalize("NFC", text).casefold()
    letters = folded if language == "en" else folded.translate(_AFTER_Z)
    plain = "".join(one for one in unicodedata.normalize("NFKD", letters) if not unicodedata.combining(one))
    return plain, folded
