"""Typst: a sheet told as values → PDF, SVG or PNG, with the templates in `templates/print/`."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any

import orjson
import typst

from hytemap.errors import HytemapError
from hytemap.paper.embedded_face import with_face
from hytemap.paper.face import font_folder
from hytemap.paper.size import LEAST_DPI, MOST_DPI
from hytemap.settings import content_folder

#: tagged, with a title, a language and alternative texts, or not made at all
STANDARD = "ua-1"

#: an address in a drawing: Typst 0.15 writes its & as it is, which is no XML
_LINK = re.compile(rb'(?<= href=")http[^"]*|(?<= xlink:href=")http[^"]*')
_BARE = re.compile(rb"&(?!amp;)")

Sheet = dict[str, Any]


class CannotPrint(HytemapError):
    """A sheet that could not be set; says why."""


@cache
def _compiler(template: str) -> typst.Compiler:
    folder = content_folder("templates") / "print"
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(font_folder())])
    return typst.Compiler(str(folder / template), root=str(folder), font_paths=fonts)


def pdf(sheet: Sheet, made: date) -> bytes:
    """The sheet as PDF/UA-1; the same bytes for the same sheet and day. Raises CannotPrint."""
    return _set(sheet, format="pdf", pdf_standards=[STANDARD], timestamp=datetime.combine(made, time(12), UTC))[0]


def pictures(sheet: Sheet, ppi: int | None = None) -> list[bytes]:
    """Each page as SVG, or as PNG of `ppi` dots per inch. Raises CannotPrint."""
    if ppi is None:
        return [_LINK.sub(_escaped, page) for page in _set(with_face(sheet), format="svg")]
    if not LEAST_DPI <= ppi <= MOST_DPI:
        raise CannotPrint(f"pictures have {LEAST_DPI} to {MOST_DPI} dots per inch, not {ppi}")
    return _set(sheet, format="png", ppi=float(ppi))


def picture(sheet: Sheet, ppi: int) -> bytes:
    """A map with its legend alone, set by `picture.typ`, as PNG. Raises CannotPrint."""
    return _set(sheet, template="picture.typ", format="png", ppi=float(ppi))[0]


def _escaped(link: re.Match[bytes]) -> bytes:
    return _BARE.sub(b"&amp;", link[0])


def _set(sheet: Sheet, template: str = "main.typ", **how: Any) -> list[bytes]:
    try:
        made = _compiler(template).compile(sys_inputs={"sheet": orjson.dumps(sheet).decode()}, **how)
    except typst.TypstError as error:
        raise CannotPrint(f"the sheet could not be set: {error.message}") from error
    return list(made) if isinstance(made, list) else [bytes(made or b"")]
