"""Text of SVG: elements whose words are escaped, whose numbers are short and finite, and whose bytes repeat."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

#: characters that XML 1.0 cannot hold, escaped or not (https://www.w3.org/TR/xml/#charsets)
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TOLD_OTHERWISE = re.compile('[&<>"]|' + _FORBIDDEN.pattern)

Attribute = str | int | float | None


class Svg(str):
    """Markup that is written already: it is not escaped again."""

    __slots__ = ()

    def __html__(self) -> str:
        """The markup itself, so that a template does not escape it either."""
        return self


def number(value: float) -> str:
    """A number with at most two decimals and nothing superfluous; raises ValueError for NaN and infinity."""
    if not math.isfinite(value):
        raise ValueError(f"{value} cannot be drawn")
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def escaped(text: str) -> str:
    """`text` as it may stand in an element or in a quoted attribute."""
    # most texts are long paths with nothing to escape
    if not _TOLD_OTHERWISE.search(text):
        return text
    clean = _FORBIDDEN.sub("", text)
    return clean.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def element(name: str, /, *children: str, **attributes: Attribute) -> Svg:
    """An element. Children are Svg, or words that are escaped; an attribute that is None is left out.

    An underscore in an attribute's name stands for a hyphen (`stroke_width`), one at its end for nothing (`class_`).
    """
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escaped(value) if isinstance(value, str) else number(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    inner = together(children)
    return Svg(f"<{name}{said}>{inner}</{name}>" if inner else f"<{name}{said}/>")


def together(parts: Iterable[str]) -> Svg:
    """Parts one after another."""
    return Svg("".join(part if isinstance(part, Svg) else escaped(part) for part in parts))


def drawing(width: float, height: float, title: str, desc: str, prefix: str, font: str, *children: str) -> Svg:
    """A whole drawing: one picture to a screen reader, named by `title` and told by `desc`.

    `prefix` begins every id, so that several drawings can stand on one page.
    """
    named = f"{prefix}-title" if not desc else f"{prefix}-title {prefix}-desc"
    return element(
        "svg",
        element("title", title, id=f"{prefix}-title"),
        element("desc", desc, id=f"{prefix}-desc") if desc else Svg(),
        *children,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {number(width)} {number(height)}",
        width=width,
        height=height,
        role="img",
        aria_labelledby=named,
        font_family=font,
    )
