"""Slides, read back by python-pptx."""

from __future__ import annotations

import io
import struct
import zipfile
from itertools import pairwise

import pytest
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE

from hytemap.maps.sentence import map_sentences
from hytemap.maps.svg.font import PAGE_FONT
from hytemap.maps.view import make_view
from hytemap.paper.map.sheet import title_of
from hytemap.paper.measure import lines
from hytemap.paper.slides import slides
from hytemap.paper.typesetting import picture

LANGUAGES = ["fi", "sv", "en"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_slide_has_title_sentence_and_source_as_text_and_the_map_with_its_meaning(atlas, framed, language):
    frame = framed(language)
    views = [make_view(atlas, level, "unemployment_rate") for level in ("suuralue", "postinumeroalue")]
    deck = Presentation(io.BytesIO(slides(views, frame)))
    assert deck.slide_width * 9 == pytest.approx(deck.slide_height * 16, rel=1e-3)
    assert len(deck.slides) == len(views)
    for slide, view in zip(deck.slides, views, strict=True):
        assert slide.shapes.title.text_frame.text == title_of(view, frame)
        texts = [one.text_frame.text for one in slide.shapes if one.has_text_frame]
        assert " ".join(map_sentences(view, frame.wording)) in texts
        source = next(text for text in texts if view.source.title[language] in text)
        assert view.level.attribution[language] in source
        (picture,) = [one for one in slide.shapes if one.shape_type is MSO_SHAPE_TYPE.PICTURE]
        told = picture._element.nvPicPr.cNvPr.get("descr")
        assert view.indicator.title[language] in told
        assert frame.address in slide.notes_slide.notes_text_frame.text


def test_everything_lies_within_the_slide_and_nothing_over_another(atlas, framed):
    deck = Presentation(io.BytesIO(slides([make_view(atlas, "postinumeroalue", "higher_degree")], framed("fi"))))
    shapes = sorted(deck.slides[0].shapes, key=lambda one: one.top)
    for one in shapes:
        assert one.left >= 0
        assert one.left + one.width <= deck.slide_width
        assert one.top >= 0
        assert one.top + one.height <= deck.slide_height
    for above, below in pairwise(shapes):
        assert above.top + above.height <= below.top


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_longest_texts_stay_in_their_boxes_and_off_the_picture_in_any_common_face(atlas, framed, language):
    """Slides are opened where our face is not: the deck's own is taken, or the widest there is."""
    frame = framed(language)

    def said(indicator: str) -> int:
        view = make_view(atlas, "suuralue", indicator)
        return len(title_of(view, frame)) * 10 + len(" ".join(map_sentences(view, frame.wording)))

    longest = make_view(atlas, "suuralue", max(atlas.indicators, key=said))
    deck = Presentation(io.BytesIO(slides([longest, make_view(atlas, "suuralue", "unemployment_rate")], frame)))
    for slide in deck.slides:
        shapes = sorted(slide.shapes, key=lambda one: one.top)
        for above, below in pairwise(shapes):
            assert above.top + above.height <= below.top
        for shape in shapes:
            if shape.has_text_frame:
                (run,) = shape.text_frame.paragraphs[0].runs
                assert run.font.name is None
                size = run.font.size.pt
                taken = lines(run.text, size, shape.width.pt, run.font.bold, PAGE_FONT)
                assert taken * size * 1.2 <= shape.height.pt
        assert shapes[-1].top + shapes[-1].height <= deck.slide_height
        (picture,) = [one for one in shapes if one.shape_type is MSO_SHAPE_TYPE.PICTURE]
        assert picture.height.pt > 340


@pytest.mark.parametrize("indicator", ["unemployment_rate", "population"])
def test_numbers_on_a_slides_map_are_explained_beside_it(atlas, framed, indicator):
    """A key below the map would take its room."""
    view, seen = make_view(atlas, "postinumeroalue", indicator), []

    def kept(told, ppi):
        seen.append(told)
        return picture(told, ppi)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("hytemap.paper.slides.picture", kept)
        slides([view], framed("fi"))
    (told,) = seen
    assert told["key"]["names"]
    assert told["key"]["columns"]
    assert told["map"]["height"] == told["height"]


def test_the_picture_has_200_dots_an_inch_and_its_own_proportions(atlas, framed):
    deck = Presentation(io.BytesIO(slides([make_view(atlas, "suuralue", "higher_degree")], framed("sv"))))
    (picture,) = [one for one in deck.slides[0].shapes if one.shape_type is MSO_SHAPE_TYPE.PICTURE]
    width, height = struct.unpack(">II", picture.image.blob[16:24])
    assert width / picture.width.inches == pytest.approx(200, rel=0.02)
    assert width / height == pytest.approx(picture.width / picture.height, rel=0.01)


def test_the_same_slides_have_the_same_bytes(atlas, framed):
    views = [make_view(atlas, "suuralue", "unemployment_rate")]
    made = slides(views, framed("fi"))
    assert made == slides(views, framed("fi"))
    with zipfile.ZipFile(io.BytesIO(made)) as entries:
        assert {one.date_time for one in entries.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_slides_of_no_maps_are_refused(framed):
    with pytest.raises(ValueError, match="no maps"):
        slides([], framed("fi"))
