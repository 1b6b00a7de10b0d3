"""A sheet as a PDF file, and what poppler reads from it: pages, words with their boxes, pixels."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from datetime import date
from html import unescape
from pathlib import Path

from hytemap.maps.wording import Wording
from hytemap.paper.frame import Frame
from hytemap.paper.size import Format, Orientation, Paper
from hytemap.paper.typesetting import Sheet, pdf
from tests.pictures import Pixels, read_png

MADE = date(2026, 11, 24)
ADDRESS = "https://hyte.example.fi/fi/map?level=suuralue&indicator=unemployment_rate&year=2024"
_PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.S)
_WORD = re.compile(r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>')


@dataclass(frozen=True)
class Word:
    """A word on a page; its box in points from the upper left corner."""

    left: float
    top: float
    right: float
    bottom: float
    text: str


@dataclass(frozen=True)
class Page:
    """Size in points, and the words in reading order."""

    width: float
    height: float
    words: tuple[Word, ...]


def frame(language: str = "fi", form: str = "a4", orientation: str = "portrait") -> Frame:
    """What stands around a sheet in tests."""
    return Frame(Wording(language), MADE, ADDRESS, Paper(Format(form), Orientation(orientation)))


def printed(sheet: Sheet, folder: Path) -> Path:
    """The sheet set as PDF in `folder`."""
    path = folder / "sheet.pdf"
    path.write_bytes(pdf(sheet, MADE))
    return path


def pages(path: Path) -> list[Page]:
    """Every page with its words' boxes (`pdftotext -bbox`)."""
    told = _run("pdftotext", "-bbox", str(path), "-").decode()
    return [
        Page(
            float(width),
            float(height),
            tuple(Word(*map(float, one[:4]), unescape(one[4])) for one in _WORD.findall(inner)),
        )
        for width, height, inner in _PAGE.findall(told)
    ]


def text(path: Path) -> str:
    """All text in the order it stands on the paper."""
    return _run("pdftotext", "-layout", str(path), "-").decode()


def in_order(path: Path) -> str:
    """All text in the order it stands in the document."""
    return _run("pdftotext", "-raw", str(path), "-").decode()


def pixels(path: Path, page: int = 1, dpi: int = 60) -> Pixels:
    """A page as rows × columns × red, green, blue."""
    one = ["-f", str(page), "-l", str(page), "-singlefile"]
    _run("pdftoppm", "-png", "-r", str(dpi), *one, str(path), str(path))
    return read_png(path.with_name(path.name + ".png").read_bytes())


def _run(*command: str) -> bytes:
    return subprocess.run(command, check=True, capture_output=True, timeout=60).stdout
