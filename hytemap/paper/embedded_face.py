"""The face put into drawings of an SVG: who shows it may not have it, and another face has wider letters.

Typst sets its own words as outlines, but takes a drawing with words in it over as it is.
"""

from __future__ import annotations

import io
from base64 import b64encode
from functools import lru_cache
from typing import Any

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from lxml import etree

from hytemap.paper.face import FAMILY, FILES, font_folder

SVG = "{http://www.w3.org/2000/svg}"


def with_face(told: Any) -> Any:
    """The same values, in which each drawing with words brings the letters it needs."""
    if isinstance(told, dict):
        return {key: with_face(one) for key, one in told.items()}
    if isinstance(told, list):
        return [with_face(one) for one in told]
    if isinstance(told, str) and told.startswith("<svg") and "<text" in told:
        return _lettered(told)
    return told


def _lettered(drawing: str) -> str:
    root = etree.fromstring(drawing.encode())
    letters: dict[int, set[str]] = {}
    for one in root.iter(f"{SVG}text"):
        weight = int(one.get("font-weight", 400))
        letters.setdefault(weight, set()).update("".join(one.itertext()))
    style = etree.Element(f"{SVG}style")
    style.text = "".join(_rule(weight, "".join(sorted(found))) for weight, found in sorted(letters.items()))
    root.insert(0, style)
    return str(etree.tostring(root, encoding="unicode"))


@lru_cache(maxsize=64)
def _rule(weight: int, letters: str) -> str:
    """A style's `@font-face` with a WOFF2 of `letters` alone."""
    options = Options()
    options.flavor = "woff2"
    # the same letters have the same bytes
    options.recalc_timestamp = False
    subsetter = Subsetter(options)
    with TTFont(font_folder() / FILES[weight], lazy=True, recalcTimestamp=False) as font:
        subsetter.populate(text=letters)
        subsetter.subset(font)
        font.flavor = "woff2"
        out = io.BytesIO()
        font.save(out)
    source = f"url(data:font/woff2;base64,{b64encode(out.getvalue()).decode()})"
    return f'@font-face{{font-family:"{FAMILY}";font-weight:{weight};src:{source} format("woff2")}}'
