"""The face paper is set in: Source Sans Pro, from a package, so that no machine's own fonts decide."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from hytemap.errors import HytemapError
from hytemap.maps.svg.font import Font
from hytemap.maps.svg.theme import PAPER
from hytemap.paper.advances import advances

#: points of a unit of a drawing: letters of 12 units, the maps' usual size, are printed in 9 points
POINT = 0.75
#: sizes of names on maps in such units: printed in 9, 7.5 and 6.75 points
NAME_SIZES = (12.0, 10.0, 9.0)
FAMILY = "Source Sans Pro"
_PACKAGE = "font_source_sans_pro"
#: the weights that are set, and their files
FILES = {400: "SourceSansPro-Regular.ttf", 600: "SourceSansPro-Semibold.ttf"}


@cache
def font_folder() -> Path:
    """The folder of the font's files; raises HytemapError when its package is not installed."""
    found = find_spec(_PACKAGE)
    if found is None or found.origin is None:
        raise HytemapError(f"printing needs the font package {_PACKAGE.replace('_', '-')}, which is not installed")
    return Path(found.origin).parent / "files"


def _paper_font() -> Font:
    regular, bold = (advances(font_folder() / name) for name in FILES.values())
    # an SVG brings its letters along; a program that does not take them shall not set ones with serifs
    return Font(f"{FAMILY}, Arial, sans-serif", regular, bold, capitals=0.66, leading=1.16)


PAPER_FONT = _paper_font()
#: drawings on paper
PRINTED = replace(PAPER, font=PAPER_FONT)
