"""What a PDF tells beside its ink: tags in reading order, alternative texts, bookmarks, and its text."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import pikepdf


@dataclass(frozen=True)
class Tag:
    """A structure element: its type (`H1`, `Figure`, …), alternative text, and language where it has its own."""

    kind: str
    alt: str | None
    lang: str | None


class Document:
    """A PDF read back."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.pdf = pikepdf.open(io.BytesIO(data))

    @property
    def pages(self) -> int:
        return len(self.pdf.pages)

    @property
    def language(self) -> str:
        return str(self.pdf.Root.Lang)

    @property
    def title(self) -> str:
        with self.pdf.open_metadata() as meta:
            return str(meta["dc:title"])

    @property
    def accessible_part(self) -> str:
        """The part of PDF/UA the document claims to keep."""
        with self.pdf.open_metadata() as meta:
            return str(meta["pdfuaid:part"])

    @property
    def tags(self) -> list[Tag]:
        """All structure elements in reading order."""
        return list(_walk(self.pdf.Root.StructTreeRoot.K))

    def of(self, kind: str) -> list[Tag]:
        return [one for one in self.tags if one.kind == kind]

    @property
    def headings(self) -> list[int]:
        """Levels of the headings in reading order."""
        return [int(one.kind[1:]) for one in self.tags if one.kind[0] == "H" and one.kind[1:].isdigit()]

    @property
    def bookmarks(self) -> list[tuple[str, int]]:
        """Topmost bookmarks with the page each leads to, from 1."""
        numbers = {page.objgen: n for n, page in enumerate(self.pdf.pages, 1)}
        with self.pdf.open_outline() as outline:
            return [(one.title, numbers[self._target(one)]) for one in outline.root]

    def _target(self, item: pikepdf.OutlineItem) -> tuple[int, int]:
        found = item.destination if item.destination is not None else item.action.D
        if not isinstance(found, pikepdf.Array):
            named = pikepdf.NameTree(self.pdf.Root.Names.Dests)[str(found)]
            found = named.D if isinstance(named, pikepdf.Dictionary) else named
        return found[0].objgen

    def text(self, page: int | None = None) -> str:
        """Text as pdftotext reads it, white space made one space; Typst joins a page's number to its dots (U+2060)."""
        pages = [] if page is None else ["-f", str(page), "-l", str(page)]
        command = ["pdftotext", "-layout", *pages, "-", "-"]
        said = subprocess.run(command, input=self.data, capture_output=True, check=True).stdout.decode()
        return " ".join(said.replace("\u2060", "").split())


def _walk(node: pikepdf.Object) -> Iterator[Tag]:
    if isinstance(node, pikepdf.Array):
        for one in node:
            yield from _walk(one)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            alt, lang = (str(node[key]) if key in node else None for key in ("/Alt", "/Lang"))
            yield Tag(str(node.S).lstrip("/"), alt, lang)
        if "/K" in node:
            yield from _walk(node.K)


def assert_sound(document: Document, language: str, title: str) -> None:
    """What holds for every sheet: it claims PDF/UA-1, is named, and skips no heading; figures say what they show."""
    assert document.accessible_part == "1"
    assert document.language == language
    assert document.title == title
    levels = document.headings
    assert levels
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    figures = document.of("Figure")
    assert figures
    assert all(one.alt and len(one.alt) > 3 for one in figures)
