"""An atlas on paper: contents and bookmarks lead to the pages they name, and it cannot grow without bound."""

from __future__ import annotations

import pytest
from lxml import etree

from hytemap.maps.profile import Profile
from hytemap.maps.sentence import heading
from hytemap.maps.view import make_view
from hytemap.paper import typesetting
from hytemap.paper.atlas.sheet import TooManyPages, area_atlas, indicator_atlas
from hytemap.paper.map.sheet import title_of
from tests.paper.printing import MADE
from tests.paper.structure import Document, assert_sound

INDICATORS = ("unemployment_rate", "higher_degree", "population")


def views_of(atlas, level: str):
    return [make_view(atlas, level, one) for one in INDICATORS]


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_bookmarks_and_contents_lead_to_the_page_that_has_the_title(atlas, framed, language):
    frame = framed(language)
    views = views_of(atlas, "suuralue")
    sheet = indicator_atlas(views, frame)
    document = Document(typesetting.pdf(sheet, frame.made))
    assert_sound(document, language, sheet["title"])
    titles = [sheet["title"], *(title_of(view, frame) for view in views)]
    assert [title for title, _ in document.bookmarks] == titles
    contents = document.text(1)
    for title, page in document.bookmarks:
        assert title in document.text(page)
    for view, (_, page) in zip(views, document.bookmarks[1:], strict=True):
        # the level, which holds for all pages, is told once
        title = heading(view, language)
        assert contents[contents.index(title) + len(title) :].replace(".", " ").split()[0] == str(page)
        assert view.level.title[language].lower() not in contents.lower()[contents.index(title) :]
    themes = [frame.wording.theme(view.indicator.theme) for view in views]
    below = contents[contents.index(frame.wording.gettext("Contents")) :]
    assert all(below.count(theme) == 1 for theme in themes)


def test_a_crowded_map_and_its_table_share_a_page_and_the_map_keeps_its_size(atlas, framed):
    sheet = indicator_atlas(views_of(atlas, "postinumeroalue"), framed("fi"))
    for page in sheet["sheets"][1:]:
        assert not page["layout"]["apart"]
        assert page["map"]["height"] > 350


def test_an_atlas_of_areas_has_two_pages_for_each_that_needs_them(atlas, framed):
    frame = framed("sv")
    level = atlas.level("suuralue")
    profiles = [Profile(atlas, level, one.code, frame.wording) for one in level.areas]
    document = Document(typesetting.pdf(area_atlas(profiles, frame), frame.made))
    assert document.pages == 1 + 2 * len(profiles)
    assert [page for _, page in document.bookmarks] == [1, *range(2, 2 + 2 * len(profiles), 2)]


def test_the_cover_of_an_atlas_of_areas_shows_each_on_a_map_with_its_name_or_its_page(atlas, framed):
    frame = framed("fi")
    for name, words in (("suuralue", "nimineen"), ("postinumeroalue", "sivunumeroita")):
        level = atlas.level(name)
        chosen = [one.code for one in level.areas if one.member][::4]
        profiles = [Profile(atlas, level, code, frame.wording) for code in chosen]
        sheet = area_atlas(profiles, frame)
        svg = etree.fromstring(sheet["sheets"][0]["map"]["svg"].encode())
        told = [" ".join("".join(one.itertext()).split()) for one in svg.iter("{*}text")]
        pages = dict(zip(chosen, starts(sheet), strict=True))
        for area in level.areas:
            wanted = area.name_fi if words == "nimineen" else str(pages.get(area.code, ""))
            assert not wanted or wanted.replace("-", "") in [one.replace("- ", "").replace("-", "") for one in told]
        assert words in sheet["sheets"][0]["map"]["alt"]


def starts(sheet) -> list[int]:
    """The page on which each of an atlas' sheets begins, as the PDF has them."""
    return [page for _, page in Document(typesetting.pdf(sheet, MADE)).bookmarks[1:]]


def test_progress_is_told_after_every_page(atlas, framed):
    told: list[tuple[int, int]] = []
    indicator_atlas(views_of(atlas, "suuralue"), framed("en"), lambda done, of: told.append((done, of)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_an_atlas_beyond_its_pages_is_refused_with_both_numbers(atlas, framed):
    with pytest.raises(TooManyPages, match=r"3 pages.*2"):
        indicator_atlas(views_of(atlas, "postinumeroalue"), framed("fi"), most=2)


def test_the_same_atlas_has_the_same_bytes(atlas, framed):
    frame = framed("en")
    first, second = (typesetting.pdf(indicator_atlas(views_of(atlas, "suuralue"), frame), frame.made) for _ in range(2))
    assert first == second
