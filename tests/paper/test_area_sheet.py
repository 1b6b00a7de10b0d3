"""The sheet of an area, read back from the PDF."""

from __future__ import annotations

from itertools import pairwise

import pytest

from hytemap.atlas import load_atlas
from hytemap.maps.profile import Profile
from hytemap.model import Status
from hytemap.paper import typesetting
from hytemap.paper.area.sheet import area_sheet
from hytemap.paper.atlas.sheet import area_atlas
from tests.paper.structure import Document, assert_sound

LANGUAGES = ("fi", "sv", "en")
TAPIOLA = "02100"


def profile_of(atlas, level: str, code: str, frame) -> Profile:
    return Profile(atlas, atlas.level(level), code, frame.wording)


def printed(profile: Profile, frame) -> Document:
    return Document(typesetting.pdf(area_sheet(profile, frame), frame.made))


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_area_sheet_is_two_sound_pages_in_every_language(atlas, framed, language):
    frame = framed(language)
    profile = profile_of(atlas, "postinumeroalue", TAPIOLA, frame)
    document = printed(profile, frame)
    assert document.pages == 2
    assert_sound(document, language, profile.area.name(language))
    assert len(document.of("TH")) >= 7
    assert frame.address in document.text(2)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_of_the_profile_stands_on_the_second_page(atlas, framed, language):
    frame = framed(language)
    profile = profile_of(atlas, "postinumeroalue", TAPIOLA, frame)
    text = printed(profile, frame).text(2)
    said = text.replace(" ", "")
    for row in profile.rows:
        assert "".join(row.number.split()) in said, row.title
        assert "".join(row.city.split()) in said, row.title


def test_the_drawings_say_where_it_lies_how_it_stands_and_how_old_people_are(atlas, framed):
    frame = framed("en")
    profile = profile_of(atlas, "postinumeroalue", TAPIOLA, frame)
    told = " ".join(one.alt for one in printed(profile, frame).of("Figure"))
    assert "Where Tapiola lies" in told
    assert "Chart: Tapiola against Espoo" in told
    assert "Age structure of Tapiola" in told
    unemployment = next(row for row in profile.rows if row.indicator.id == "unemployment_rate")
    assert f"{unemployment.title} {unemployment.text}" in told


@pytest.mark.parametrize("level", ["suuralue", "postinumeroalue"])
def test_no_area_needs_a_third_page(atlas, framed, level):
    frame = framed("sv")
    profiles = [profile_of(atlas, level, area.code, frame) for area in atlas.level(level).areas]
    document = Document(typesetting.pdf(area_atlas(profiles, frame), frame.made))
    starts = [page for _, page in document.bookmarks[1:]]
    assert [after - before for before, after in pairwise([*starts, document.pages + 1])] == [2] * len(profiles)


def test_a_name_in_another_language_than_the_sheet_is_marked_so(atlas, framed):
    frame = framed("en")
    document = printed(profile_of(atlas, "suuralue", atlas.level("suuralue").areas[0].code, frame), frame)
    assert "fi" in {one.lang for one in document.tags}


def test_the_same_area_gives_the_same_bytes(atlas, framed):
    frame = framed("fi")
    first, second = (printed(profile_of(atlas, "suuralue", "0493000000", frame), frame) for _ in range(2))
    assert first.data == second.data


def test_a_hidden_figure_is_told_in_words_with_its_reason_and_never_as_a_number(marked_settings, framed):
    frame = framed("en")
    atlas = load_atlas(marked_settings.snapshots)
    level = atlas.level("postinumeroalue")
    profiles = [Profile(atlas, level, one.code, frame.wording) for one in level.areas]
    hidden = [one for one in profiles if any(row.status is Status.SUPPRESSED for row in one.rows)]
    assert hidden
    for profile in hidden:
        document = printed(profile, frame)
        assert document.pages == 2
        text = document.text(2).lower()
        assert frame.wording.status(Status.SUPPRESSED).lower() in text
        assert frame.wording.status_reason(Status.SUPPRESSED).lower() in text
