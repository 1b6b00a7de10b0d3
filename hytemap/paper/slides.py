"""Slides for meetings (.pptx, 16:9): one a map, with a title, a sentence and a source line that can be edited."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime, time

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_AUTO_SIZE
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide
from pptx.util import Inches, Length, Pt

from hytemap.maps.sentence import map_sentences
from hytemap.maps.view import MapView
from hytemap.paper.blocks import alternative, facts, legend_block, map_block
from hytemap.paper.face import FAMILY
from hytemap.paper.frame import Frame
from hytemap.paper.map_sheet import title_of
from hytemap.paper.typesetting import picture

WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
MARGIN = Inches(0.5)
#: the map with its legend: points across and down, and the legend's part of the width
PICTURE, LEGEND = (888.0, 366.0), 250.0
PPI = 200
#: size of names in units where there are few areas (13 points); many keep that of paper
NAMES, FEW = 17.0, 20
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
    across = Length(WIDTH - 2 * MARGIN)
    title = slide.shapes.title
    if title is not None:
        title.left, title.top, title.width, title.height = MARGIN, Inches(0.25), across, Inches(0.7)
        _write(title, title_of(view, frame), 28, bold=True, language=wording.language)
    told = " ".join(map_sentences(view, wording))
    _text(slide, told, (MARGIN, Inches(0.95), across, Inches(0.8)), 14, wording.language)
    shown = slide.shapes.add_picture(io.BytesIO(_map(view, frame, marked, prefix)), MARGIN, Inches(1.8), width=across)
    shown.name = title_of(view, frame)
    shown._element.nvPicPr.cNvPr.set("descr", alternative(view, wording))
    source = facts(view, wording)[0]["text"]
    foot = _text(slide, source, (MARGIN, Inches(6.98), across, Inches(0.4)), 10, wording.language)
    foot.text_frame.paragraphs[0].runs[0].font.color.rgb = QUIET
    words = frame.told("")["words"]
    notes = slide.notes_slide.notes_text_frame
    if notes is not None:
        notes.text = f"{words['live']} {frame.address}\n{words['made']}"


def _map(view: MapView, frame: Frame, marked: tuple[str, ...], prefix: str) -> bytes:
    """Map and legend beside each other as PNG."""
    width, height = PICTURE
    wording = frame.wording
    names = NAMES if len(view.level.areas) <= FEW else None
    told = {
        "language": wording.language,
        "width": width,
        "height": height,
        "legend_width": LEGEND,
        "map": map_block(view, wording, width - LEGEND - 12, height, marked, prefix, names),
        "legend": legend_block(view, wording, f"{prefix}-legend"),
        "words": {"legend": wording.gettext("Legend")},
    }
    return picture(told, PPI)


def _text(slide: Slide, text: str, box: tuple[Length, ...], size: float, language: str):  # type: ignore[no-untyped-def]
    shape = slide.shapes.add_textbox(*box)
    _write(shape, text, size, language=language)
    return shape


def _write(shape, text: str, size: float, language: str, bold: bool = False) -> None:  # type: ignore[no-untyped-def]
    """One run, so that whoever edits it keeps its looks; the language is for spelling and for screen readers."""
    frame = shape.text_frame
    frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
    paragraph = frame.paragraphs[0]
    run = paragraph.add_run()
    run.text = text
    run.font.size, run.font.bold, run.font.name = Pt(size), bold, FAMILY
    run._r.get_or_add_rPr().set("lang", {"fi": "fi-FI", "sv": "sv-FI", "en": "en-GB"}[language])
    if bold:
        paragraph._p.get_or_add_pPr().set("algn", "l")


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
