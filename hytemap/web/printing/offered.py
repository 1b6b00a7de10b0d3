"""What a page offers to print: forms that carry what the page shows, and a button for each kind of sheet.

No script is needed: a button sends its form to the address of its own sheet, with the paper that was chosen above it.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

from hytemap.paper.size import LEAST_DPI, MOST_DPI, Format, Orientation
from hytemap.web.printing.order import BY_AREA, BY_INDICATOR, DPI, FORMS

#: forms as a page names them: what most people want comes first
IN_ORDER = ("pdf", "png", "svg", "pptx")
#: dots per inch that a page offers: for a screen, for a document, for a printing house
OFFERED_DPI = (LEAST_DPI, DPI, MOST_DPI)


@dataclass(frozen=True)
class Button:
    """One kind of sheet. `said` names its words in the template; `word` is added to the query words of its form."""

    said: str
    kind: str
    form: str = "pdf"
    word: tuple[str, str] | None = None


@dataclass(frozen=True)
class PrintForm:
    """Buttons and the query words they send along: those of a page, or of its whole level."""

    of: str
    words: tuple[tuple[str, str], ...]
    buttons: tuple[Button, ...]
    papers: tuple[Format, ...] = tuple(Format)
    orientations: tuple[Orientation, ...] = tuple(Orientation)

    @property
    def dpi(self) -> tuple[int, ...]:
        """Dots per inch to choose from, where there is a picture."""
        return OFFERED_DPI if any(one.form == "png" for one in self.buttons) else ()

    @property
    def usual_dpi(self) -> int:
        """Dots per inch of who does not choose."""
        return DPI


def of_page(address: str, kind: str, *more: Button) -> PrintForm:
    """The form for what the page at `address` shows, as `kind` in every form there is; `more` stands behind."""
    words = tuple(parse_qsl(address.partition("?")[2]))
    return PrintForm(kind, words, (*(Button(form, kind, form) for form in IN_ORDER if form in FORMS[kind]), *more))


def of_comparison(address: str, is_compared: bool) -> PrintForm:
    """The form for a comparison; one that is of a single map has its table alone."""
    tables = (Button("table", "table"), Button("ranks", "table", word=("ranks", "1")))
    whole = of_page(address, "compare", *tables)
    return whole if is_compared else PrintForm(whole.of, whole.words, tables)


def of_level(
    level: str,
    year: int | None = None,
    key_figures: tuple[str, ...] = (),
    atlases: tuple[str, ...] = (BY_INDICATOR, BY_AREA),
) -> PrintForm | None:
    """The form for all areas of a level: a table of `key_figures`, and atlases by indicator and by area.

    `year` is that of all of them, else each has its newest; None where there is nothing to print.
    """
    asked = (("level", level), *((("year", str(year)),) if year is not None else ()))
    table = (Button("key", "table", word=("indicators", ",".join(key_figures))),) if key_figures else ()
    books = tuple(Button(of, "atlas", word=("of", of) if of == BY_AREA else None) for of in atlases)
    return PrintForm("level", asked, table + books) if table or books else None
