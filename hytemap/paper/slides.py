"""Slides for meetings (.pptx, 16:9): one a map, with a title, a sentence and a source line that can be edited."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide
from pptx.util import Emu, Inches, Pt

from hytemap.maps.sentence import map_sentences
from hytemap.maps.svg.font import PAGE_FONT
from hytemap.maps.view import MapView
from hytemap.paper.blocks import alternative, facts, key_of, legend_block, map_block, own_size
from hytemap.paper.frame import Frame
from hytemap.paper.map.layout import key_height
from hytemap.paper.map.sheet import title_of
from hytemap.paper.measure import legend_height, lines
from hytemap.paper.typesetting import picture

WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
#: points: around the slide's contents, between them, and what a text box keeps above and below its text
MARGIN, GAP, INSET = 36.0, 4.0, 3.6
#: points across, and the legend's part of them; the legend is set so much larger than on paper
ACROSS, LEGEND, LARGER = 888.0, 250.0, 1.5
PPI = 200
#: size of names in units where there are few areas (13 points); some keep that of paper, and many have none: letters
#: that small are not read from a chair
NAMES, FEW, MANY = 17.0, 20, 60
#: type of titles and of sentences: the second where the first would take more lines than so many
TITLES, SENTENCES, FOOT = ((28.0, 1), (24.0, 2)), ((14.0, 3), (12.0, 9)), 10.0
#: from one line to the next, in sizes, in any common face
LINE = 1.2
#: the map's height goes by steps of so many points, so that slides share the places of names
STEP = 12.0
#: layout of python-pptx' own template that has a title and nothing else
TITLE_ONLY = 5
QUIET = RGBColor(0x52, 0x60, 0x6D)
#: the day in a ZIP's entries; the format knows none before 1980
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)


def slides(views: Sequence[MapView], frame: Frame, marked: tuple[str, ...] = ()) -> bytes:
    """A slide for each view; the same bytes for the same views and day. Raises CannotPrint, ValueError for none."""
    if not views:
        raise ValueError("slides of no maps")
    deck = Presentation()
    deck.slide_width, deck.slide_height = WIDTH, HEIGHT
    for i, view in enumerate(views):
        _slide(deck, view, frame, marked, f"s{i}")
    _properties(deck, title_of(views[0], frame), frame)
    made = io.BytesIO()
    deck.save(made)
    return _without_times(made.getvalue())


def _slide(deck: Deck, view: MapView, frame: Frame, marked: tuple[str, ...], prefix: str) -> None:
    wording = frame.wording
    slide = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY])
    texts = _texts(view, frame)
    top = 0.5 * MARGIN
    for text, shape in zip(texts[:2], (slide.shapes.title, _box(slide)), strict=True):
        text.put(shape, top, wording.language)
        top += text.height + GAP
    source = texts[2]
    foot = Emu(HEIGHT).pt - 0.4 * MARGIN - source.height
    height = (foot - GAP - top) // STEP * STEP
    drawn = io.BytesIO(_map(view, frame, marked, prefix, height))
    shown = slide.shapes.add_picture(drawn, Pt(MARGIN), Pt(top), width=Pt(ACROSS))
    shown.name = title_of(view, frame)
    shown._element.nvPicPr.cNvPr.set("descr", alternative(view, wording))
    box = _box(slide)
    source.put(box, foot, wording.language)
    box.text_frame.paragraphs[0].runs[0].font.color.rgb = QUIET
    words = frame.told("")["words"]
    notes = slide.notes_slide.notes_text_frame
    if notes is not None:
        notes.text = f"{words['live']} {frame.address}\n{words['made']}"


@dataclass(frozen=True)
class Text:
    """A text across the slide in so many lines of the widest face that may take the place of the deck's own."""

    text: str
    size: float
    lines: int
    bold: bool = False

    @property
    def height(self) -> float:
        """Points of its box."""
        return self.lines * self.size * LINE + 2 * INSET

    def put(self, shape: Any, top: float, language: str) -> None:
        """Into a shape: one run, so that whoever edits it keeps its looks; the language is for spelling and readers."""
        shape.left, shape.top, shape.width, shape.height = Pt(MARGIN), Pt(top), Pt(ACROSS), Pt(self.height)
        frame = shape.text_frame
        frame.word_wrap, frame.auto_size, frame.vertical_anchor = True, MSO_AUTO_SIZE.NONE, MSO_ANCHOR.TOP
        frame.margin_left = frame.margin_right = 0
        paragraph = frame.paragraphs[0]
        run = paragraph.add_run()
        run.text = self.text
        # the face is the deck's own: who opens it has that, or one as wide
        run.font.size, run.font.bold = Pt(self.size), self.bold
        run._r.get_or_add_rPr().set("lang", {"fi": "fi-FI", "sv": "sv-FI", "en": "en-GB"}[language])
        if self.bold:
            paragraph._p.get_or_add_pPr().set("algn", "l")


def _texts(view: MapView, frame: Frame) -> tuple[Text, Text, Text]:
    """Title, sentence, and whose figures and borders they are."""
    credits = [
        f"{one['name']}: {one['text']}".removeprefix(": ") for one in facts(view, frame.wording) if one["credit"]
    ]
    return (
        _fitted(title_of(view, frame), TITLES, bold=True),
        _fitted(" ".join(map_sentences(view, frame.wording)), SENTENCES),
        _fitted(" ".join(credits), ((FOOT, 9),)),
    )


def _fitted(text: str, sizes: tuple[tuple[float, int], ...], bold: bool = False) -> Text:
    """In the first of `sizes` in which it takes no more lines than that allows; else in the last."""
    made = [Text(text, size, lines(text, size, ACROSS, bold, PAGE_FONT), bold) for size, _ in sizes]
    return next((one for one, (_, most) in zip(made, sizes, strict=True) if one.lines <= most), made[-1])


def _map(view: MapView, frame: Frame, marked: tuple[str, ...], prefix: str, height: float) -> bytes:
    """Map and legend beside each other as PNG, `height` points high."""
    wording, width = frame.wording, ACROSS - LEGEND - 12
    areas = len(view.level.areas)
    names = NAMES if areas <= FEW else own_size(view) if areas <= MANY else 0.0
    legend = legend_block(view, wording, f"{prefix}-legend")
    key, columns = key_of(view, wording, width, height, names), 0
    if key:
        room = (LEGEND - 3) / LARGER
        columns, more = key_height(key, room)
        columns = columns if LARGER * legend_height(legend, room, more=more) <= height else 0
    told = {
        "language": wording.language,
        "width": ACROSS,
        "height": height,
        "legend_width": LEGEND,
        "larger": LARGER,
        "map": map_block(view, wording, width, height, marked, prefix, names, key=not columns),
        "key": {"names": key, "columns": columns},
        "legend": legend,
        "words": {"legend": wording.gettext("Legend")},
    }
    return picture(told, PPI)


def _box(slide: Slide) -> Any:
    return slide.shapes.add_textbox(*[Pt(0)] * 4)


def _properties(deck: Deck, title: str, frame: Frame) -> None:
    made = datetime.combine(frame.made, time(12), UTC).replace(tzinfo=None)
    about = deck.core_properties
    about.title, about.language = title, frame.wording.language
    about.author = about.last_modified_by = frame.brand.organisation
    about.created = about.modified = made
    about.revision = 1


def _without_times(made: bytes) -> bytes:
    """The same file with one day for every entry: python-pptx writes the moment of saving."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in given.namelist():
            kept.writestr(zipfile.ZipInfo(name, _ZIP_DAY), given.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
