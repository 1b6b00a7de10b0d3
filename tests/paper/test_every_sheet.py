"""Sheets of areas, tables, atlases in every language, with the hardest names: nothing overlaps or leaves the page."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pytest

from hytemap.atlas import Atlas
from hytemap.maps.profile import Profile
from hytemap.maps.view import make_view
from hytemap.model import Status
from hytemap.paper.area.sheet import area_sheet
from hytemap.paper.atlas.sheet import area_atlas, indicator_atlas
from hytemap.paper.size import FOOT
from hytemap.paper.table.sheet import table_sheet
from hytemap.paper.typesetting import Sheet
from tests.paper.examples import EIGHT, SIX, views, years
from tests.paper.places import assert_in_place
from tests.paper.printing import Page, frame, pages, printed, text

LANGUAGES = ("fi", "sv", "en")
PAPERS = list(product(("a4", "a3"), ("portrait", "landscape")))
#: the longest name, the longest sentences, an area that is not of the city, one whose figures are hidden
POSTAL = ("02330", "02120", "02700", "02100")
HALF = 0.45


@dataclass(frozen=True)
class Printed:
    """A sheet as it was told, its pages, and its text."""

    sheet: Sheet
    pages: list[Page]
    text: str


def put_on_paper(sheet: Sheet, folder: Path) -> Printed:
    path = printed(sheet, folder)
    found = pages(path)
    for page in found:
        assert_in_place(page, frame().paper.margin)
    return Printed(sheet, found, text(path))


def area(atlas: Atlas, level: str, code: str, language: str, form: str = "a4", way: str = "portrait") -> Sheet:
    around = frame(language, form, way)
    return area_sheet(Profile(atlas, atlas.level(level), code, around.wording), around)


def used(page: Page) -> float:
    """How far down words reach, as a share of what the page holds above its foot."""
    margin = frame().paper.margin
    foot = page.height - margin - FOOT
    return (max(one.bottom for one in page.words if one.bottom <= foot + 3) - margin) / (foot - margin)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("form", "way"), PAPERS)
def test_a_full_area_takes_two_pages_of_a4_or_one_of_a3_whichever_way_they_lie(
    marked: Atlas, tmp_path: Path, form: str, way: str, language: str
) -> None:
    for code in POSTAL[:2] if way == "landscape" else POSTAL[2:]:
        found = put_on_paper(area(marked, "postinumeroalue", code, language, form, way), tmp_path)
        assert len(found.pages) == (2 if form == "a4" else 1)
        assert all(used(page) > 0.7 for page in found.pages)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_area_without_any_figure_is_one_page_that_says_why_and_draws_no_empty_bars(
    atlas: Atlas, tmp_path: Path, language: str
) -> None:
    code = next(one.code for one in atlas.level("kunta").areas if one.name_fi == "Kirkkonummi")
    found = put_on_paper(area(atlas, "kunta", code, language), tmp_path)
    page = found.sheet["sheets"][0]
    assert len(found.pages) == 1
    assert (page["table"], page["ages"], page["spine"]) == (None, None, None)
    reason = frame(language).wording.status_reason(Status.MISSING)
    assert " ".join(reason.split()) in " ".join(found.text.split())


@pytest.mark.parametrize("way", ["portrait", "landscape"])
def test_what_is_not_known_of_the_city_stands_where_its_first_page_has_room(
    atlas: Atlas, tmp_path: Path, way: str
) -> None:
    """The city is not set against itself: its first page would be half empty."""
    found = put_on_paper(area(atlas, "kunta", "049", "fi", "a4", way), tmp_path)
    assert len(found.pages) == 2
    heading = found.sheet["sheets"][0]["words"]["absent"]
    assert [heading in page for page in found.text.split("\f")[:2]] == [True, False]


def test_no_heading_stands_apart_from_what_it_heads(marked: Atlas, tmp_path: Path) -> None:
    """A heading at the foot of a page would have nothing below it."""
    for code in POSTAL:
        for page in put_on_paper(area(marked, "postinumeroalue", code, "sv"), tmp_path).pages:
            lines = [one.bottom - one.top for one in sorted(page.words, key=lambda one: one.bottom)]
            # the last words above the foot are small print
            assert lines[-1] < 9.5


@pytest.mark.parametrize("language", LANGUAGES)
def test_years_stand_beside_each_figure_that_has_them_and_say_nothing_to_a_screen_reader(
    atlas: Atlas, language: str
) -> None:
    page = area(atlas, "postinumeroalue", "02330", language)["sheets"][0]
    profile = Profile(atlas, atlas.level("postinumeroalue"), "02330", frame(language).wording)
    rows = [row for theme in page["table"]["themes"] for row in theme["rows"]]
    for row, told in zip([one for _, rows in profile.themes for one in rows], rows, strict=True):
        assert bool(told["line"]) is (len(row.lines[0].points) > 1)
        assert told["years"] == row.years
    assert all('aria-hidden="true"' in one["line"] for one in rows if one["line"])
    assert page["table"]["key"]


def test_a_hidden_year_is_a_gap_in_the_line_and_the_line_ends_before_a_hidden_last_year(marked: Atlas) -> None:
    def line(code: str) -> tuple[str, str]:
        page = area(marked, "postinumeroalue", code, "en")["sheets"][0]
        rows = [row for theme in page["table"]["themes"] for row in theme["rows"]]
        found = next(one for one in rows if one["cells"][0].startswith("Unemployment rate"))
        return found["line"], found["years"]

    known, hidden = line("02330"), line("02100")
    # 2017–2023 have no figures at all: what is between is dotted, and no line
    assert 'class="gap"' in known[0]
    assert known[1] == "2012–2024"
    # 02100's figure of 2024 is suppressed: nothing is drawn towards it
    assert 'class="gap"' not in hidden[0]
    assert hidden[1] == "2012–2016"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("form", "way"), PAPERS)
def test_a_table_of_any_width_stands_whole_on_its_pages(
    marked: Atlas, tmp_path: Path, form: str, way: str, language: str
) -> None:
    cases = [
        ("suuralue", SIX[:1], False), ("suuralue", EIGHT, True), ("postinumeroalue", SIX[:3], True),
        ("postinumeroalue", EIGHT, True), ("kunta", SIX[:3], True),
    ]  # fmt: skip
    for level, indicators, ranks in cases:
        sheet = table_sheet(views(marked, level, indicators), frame(language, form, way), ranks=ranks)
        found = put_on_paper(sheet, tmp_path)
        assert_whole(found)
        layout = sheet["sheets"][0]["layout"]
        assert len(found.pages) == len(layout["pages"])


def assert_whole(found: Printed) -> None:
    """Each area stands once on the sheet with its values beside it, and no page but the last is half empty."""
    page = found.sheet["sheets"][0]
    lines = [" ".join(line.replace("\u00a0", " ").split()) for line in found.text.splitlines()]
    table = page["table"]
    rows = [*table["rows"], *([table["city"]] if table["city"] else []), *table["others"]]
    ranked = any(column["rank"] for column in table["columns"])
    for row in rows:
        cells = row["cells"]
        told = [one for i, one in enumerate(cells) if not (ranked and i % 2 and cells[i - 1]["empty"])]
        wanted = " ".join(" ".join([row["name"], *(one["text"] for one in told if one["text"])]).split())
        assert sum(wanted.replace("\u00a0", " ") in line for line in lines) == 1, wanted
    for one in found.pages[:-1]:
        assert used(one) > 0.8


def test_the_city_is_no_row_of_its_own_among_municipalities_and_the_only_figure_has_no_rank(atlas: Atlas) -> None:
    table = table_sheet(views(atlas, "kunta", SIX[:2]), frame("fi"), ranks=True)["sheets"][0]["table"]
    assert table["city"] is None
    assert [row["name"] for row in table["rows"]].count("Espoo") == 1
    ranks = [row["cells"][i]["text"] for row in table["rows"] for i in (1, 3)]
    assert set(ranks) == {"–"}


def test_what_the_citys_row_says_is_explained_too(atlas: Atlas) -> None:
    """All postal areas have figures of their own, but the city's are sums of estimates and cannot be a median."""
    page = table_sheet(views(atlas, "postinumeroalue", ("unemployment_rate", "median_income")), frame("fi"))["sheets"][
        0
    ]
    signs = [one["sign"] for one in page["signs"]]
    shown = [one["text"] for one in page["table"]["city"]["cells"]]
    assert shown[0].startswith("≈")
    assert "≈" in signs
    assert shown[1] in signs


def test_areas_that_are_not_of_the_city_never_stand_alone_on_a_page(atlas: Atlas) -> None:
    for (form, way), count in product(PAPERS, (1, 3, 8)):
        page = table_sheet(views(atlas, "postinumeroalue", EIGHT[:count]), frame("fi", form, way), ranks=True)[
            "sheets"
        ][0]
        start, end = page["layout"]["pages"][-1][-1]
        assert end - start >= 2


def test_years_of_an_indicator_stand_in_one_table(atlas: Atlas, tmp_path: Path) -> None:
    chosen = years(atlas, "postinumeroalue", 2012, 2013, 2014, 2015, 2016, 2024)
    found = put_on_paper(table_sheet(chosen, frame("fi"), by_years=True), tmp_path)
    assert_whole(found)
    assert len(found.pages) == 1


def test_of_a_hidden_figure_nothing_is_said_but_that_it_is_hidden(marked: Atlas) -> None:
    """02100's unemployment is suppressed in the newest year: neither where it goes, nor how its years compare."""
    page = area(marked, "postinumeroalue", "02100", "en")["sheets"][0]
    hidden = next(row for theme in page["table"]["themes"] for row in theme["rows"] if not row["known"])
    assert hidden["cells"][0].startswith("Unemployment rate")
    assert hidden["cells"][3:] == ["–", "–", "–"]
    assert hidden["moved"] == "–"
    # who reads the first page alone learns that there is more
    known = sum(len(theme["rows"]) for theme in page["table"]["themes"])
    assert any(f"1 of {known} figures" in said for said in page["sentences"])


def test_no_year_or_unit_stands_alone_on_a_line_of_the_table(marked: Atlas, tmp_path: Path) -> None:
    path = printed(area(marked, "postinumeroalue", "02100", "fi"), tmp_path)
    first = [line.split()[0] for line in text(path).splitlines() if line.split()]
    assert not {one for one in first if one.startswith(("2024", "2025", "vuosi", "m²"))}


def test_ages_are_not_parted_at_their_dash(atlas: Atlas, tmp_path: Path) -> None:
    page = put_on_paper(area(atlas, "kunta", "049", "fi"), tmp_path).pages[0]
    assert not [word.text for word in page.words if word.text.endswith("–") and len(word.text) > 1]


@pytest.mark.parametrize(("form", "way"), PAPERS)
def test_an_area_of_twice_as_many_figures_goes_on_over_further_pages_and_says_so(
    atlas: Atlas, tmp_path: Path, form: str, way: str
) -> None:
    """Figures grow with every source that is fetched."""
    around = frame("fi", form, way)
    profile = Profile(atlas, atlas.level("postinumeroalue"), "02330", around.wording)
    # what a profile holds is found once and kept
    profile.__dict__["rows"] = [row for row in profile.rows for _ in range(2)]
    found = put_on_paper(area_sheet(profile, around), tmp_path)
    page = found.sheet["sheets"][0]
    assert len(found.pages) == (2 if page["fits"] else 3)
    assert page["fits"] is ((form, way) == ("a3", "portrait"))
    # a cover names no page that it is not sure of
    assert page["fits"] or area_atlas([profile], around)["sheets"][0]["map"]["note"] == ""
    said = found.text.split()
    for theme in page["table"]["themes"]:
        for row in theme["rows"]:
            value = row["cells"][1].split()[-2 if row["cells"][1].endswith("%") else -1]
            assert said.count(value) >= 2, row


# --- 88 areas ---


SMALL = [pytest.mark.wfs, pytest.mark.shared]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("form", "way"), [pytest.param(*one, marks=SMALL) for one in PAPERS if one != ("a3", "portrait")]
)
def test_88_areas_stand_in_columns_on_one_page(
    official_atlas: Atlas, tmp_path: Path, form: str, way: str, language: str
) -> None:
    view = make_view(official_atlas, "pienalue", "lived_density")
    found = put_on_paper(table_sheet([view], frame(language, form, way), ranks=True), tmp_path)
    assert len(view.level.areas) == 88
    assert len(found.pages) == 1
    names = [area.name(language) for area in view.level.areas]
    assert all(name in found.text for name in names)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("way", [pytest.param(one, marks=SMALL) for one in ("portrait", "landscape")])
def test_an_area_of_one_figure_is_one_page_with_a_large_map(
    official_atlas: Atlas, tmp_path: Path, way: str, language: str
) -> None:
    longest = max(official_atlas.level("pienalue").areas, key=lambda area: len(area.name(language)))
    found = put_on_paper(area(official_atlas, "pienalue", longest.code, language, "a4", way), tmp_path)
    assert len(found.pages) == 1
    around = frame(language, "a4", way).paper
    assert found.sheet["sheets"][0]["locator"]["height"] > HALF * around.inner_height


@pytest.mark.wfs
@pytest.mark.shared
@pytest.mark.parametrize("way", ["portrait", "landscape"])
def test_an_area_most_of_whose_figures_are_missing_is_one_page_that_names_each_of_them(
    official_atlas: Atlas, tmp_path: Path, way: str
) -> None:
    """Of Kirkkonummi lived density alone is known: a table of dashes would say nothing."""
    around = frame("sv", "a4", way)
    found = put_on_paper(area(official_atlas, "kunta", "257", "sv", "a4", way), tmp_path)
    profile = Profile(official_atlas, official_atlas.level("kunta"), "257", around.wording)
    known = [row for row in profile.rows if row.status.has_value]
    shown = [row for theme in found.sheet["sheets"][0]["table"]["themes"] for row in theme["rows"]]
    assert len(found.pages) == 1
    assert len(shown) == len(known) == 1
    said = " ".join(one["text"] for one in found.sheet["sheets"][0]["absent"])
    assert all(row.title in said for row in profile.rows if not row.status.has_value)


@pytest.mark.parametrize("way", [pytest.param(one, marks=SMALL) for one in ("portrait", "landscape")])
def test_an_atlas_of_88_areas_has_its_contents_on_one_page(official_atlas: Atlas, tmp_path: Path, way: str) -> None:
    around = frame("sv", "a4", way)
    level = official_atlas.level("pienalue")
    profiles = [Profile(official_atlas, level, one.code, around.wording) for one in level.areas]
    found = put_on_paper(area_atlas(profiles, around), tmp_path)
    assert len(found.pages) == 1 + 88
    cover = found.text.split("\f")[0]
    assert all(one.name("sv") in cover for one in level.areas)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_atlas_of_indicators_has_its_contents_by_theme_on_one_page(
    atlas: Atlas, tmp_path: Path, language: str
) -> None:
    shown = views(atlas, "suuralue", ("unemployment_rate", "upper_degree", "population", "share_85_plus"))
    found = put_on_paper(indicator_atlas(shown, frame(language, "a4", "landscape")), tmp_path)
    assert len(found.pages) == 1 + len(shown)
