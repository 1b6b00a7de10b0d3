"""What is asked for on paper: which page of the service, in which form, on which paper."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any

from werkzeug.datastructures import MultiDict

from hytemap.errors import NotFound, RequestFault
from hytemap.paper.size import LEAST_DPI, MOST_DPI, Format, Orientation, Paper

#: what can be printed, in which forms
FORMS = {
    "map": ("pdf", "svg", "png", "pptx"),
    "compare": ("pdf", "svg", "png", "pptx"),
    "table": ("pdf",),
    "area": ("pdf",),
    "atlas": ("pdf",),
}
#: what an atlas has a page of
BY_INDICATOR, BY_AREA = "indicators", "areas"
#: dots per inch of a PNG, unless others are asked for
DPI = 150
#: words of the paper; all others are the page's own
OF_THE_PAPER = ("paper", "orientation", "dpi", "date")
#: in place of the snapshot's day
TODAY = "today"
#: areas a sheet can have: more names and rows than anybody reads
MOST_AREAS = 300
#: longest question that is handed on
LONGEST = 4_000
CONTENT_TYPES = {"pdf": "application/pdf", "svg": "image/svg+xml; charset=utf-8", "png": "image/png"}
CONTENT_TYPES["pptx"] = "application/vnd.openxmlformats-officedocument.presentationml.presentation"

_NUMBER = re.compile(r"[0-9]{1,4}")


@dataclass(frozen=True)
class Order:
    """One thing to print. `words` are the query words of the page it shows; `address` is where that page is live.

    `made` is the day the sheet tells. As plain values (`told`, `of`) it goes from one process to another.
    """

    kind: str
    form: str
    language: str
    words: tuple[tuple[str, str], ...]
    address: str
    made: date
    paper: Format = Format.A4
    orientation: Orientation = Orientation.PORTRAIT
    dpi: int = DPI

    @property
    def sheet(self) -> Paper:
        """The sheet of paper."""
        return Paper(self.paper, self.orientation)

    @property
    def question(self) -> MultiDict[str, str]:
        """The page's query words, as a request has them."""
        return MultiDict(self.words)

    def told(self) -> dict[str, Any]:
        """The order as values JSON knows."""
        return asdict(self) | {
            "paper": self.paper.value,
            "orientation": self.orientation.value,
            "made": self.made.isoformat(),
        }

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Order:
        """The order told by `told`."""
        changed = {
            "words": tuple((name, value) for name, value in told["words"]),
            "paper": Format(told["paper"]),
            "orientation": Orientation(told["orientation"]),
            "made": date.fromisoformat(told["made"]),
        }
        return cls(**{**told, **changed})


def sheet_address(page: str, kind: str) -> str:
    """The address of a sheet, A4 upright, of the page at `page` (`/fi/map?…`)."""
    path, _, query = page.partition("?")
    return f"/{path.split('/')[1]}/print/{kind}.pdf?{query}"


def read_order(
    kind: str, form: str, language: str, asked: Iterable[tuple[str, str]], address: str, made: date
) -> Order:
    """The order a request makes; `address` is where the page is, its query left out.

    Raises NotFound for what is not printed in that form, RequestFault for paper there is not.
    """
    if form not in FORMS.get(kind, ()):
        known = [f"{one}.{ending}" for one, endings in FORMS.items() for ending in endings]
        raise NotFound(f"{kind[:40]}.{form[:20]} is not printed", "print", known)
    said = list(asked)
    words = tuple((name, value) for name, value in said if name not in OF_THE_PAPER)
    if sum(len(name) + len(value) for name, value in words) > LONGEST:
        raise RequestFault("the question is too long to be printed", "print", [f"up to {LONGEST} characters"])
    paper = _paper(said)
    if "date" in paper:
        if paper["date"] != TODAY:
            raise RequestFault(f"the date on a sheet cannot be {paper['date'][:20]!r}", "date", [TODAY])
        made = datetime.now(UTC).date()
    sheet = (
        _one_of(Format, paper.get("paper", Format.A4.value), "paper"),
        _one_of(Orientation, paper.get("orientation", Orientation.PORTRAIT.value), "orientation"),
    )
    dpi = _dpi(paper.get("dpi", str(DPI)))
    # a form sends all that can be chosen; what does not show on the sheet makes no other one
    if form == "pptx":
        sheet = (Format.A4, Orientation.PORTRAIT)
    return Order(kind, form, language, words, address, made, *sheet, dpi=dpi if form == "png" else DPI)


def _paper(said: list[tuple[str, str]]) -> dict[str, str]:
    """The words of the paper, empty ones left out; raises RequestFault for one that is said in two ways."""
    found: dict[str, str] = {}
    for name, value in said:
        if name in OF_THE_PAPER and value.strip() and found.setdefault(name, value.strip()) != value.strip():
            raise RequestFault(f"{name} is said in two ways", name, ["one value"])
    return found


def _one_of(words: Any, text: str, word: str) -> Any:
    known = [one.value for one in words]
    if text.lower() not in known:
        raise RequestFault(f"{text[:20]!r} is no {word}", word, known)
    return words(text.lower())


def _dpi(text: str) -> int:
    if not _NUMBER.fullmatch(text) or not LEAST_DPI <= int(text) <= MOST_DPI:
        allowed = [f"{LEAST_DPI} to {MOST_DPI}"]
        raise RequestFault(f"pictures have {LEAST_DPI} to {MOST_DPI} dots per inch, not {text[:10]!r}", "dpi", allowed)
    return int(text)
