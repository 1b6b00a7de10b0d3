"""Printed sheets: every figure is on them, nothing is cut or overlaps, classes are told apart without colour."""

from __future__ import annotations

from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest
import shapely
from lxml import etree

from hytemap.atlas import Atlas
from hytemap.maps.side_by_side import side_by_side
from hytemap.maps.svg.projection import plane
from hytemap.maps.table import AreaTable
from hytemap.maps.view import make_view
from hytemap.maps.wording import Wording
from hytemap.model import Status
from hytemap.paper.atlas.sheet import indicator_atlas
from hytemap.paper.blocks import table_block
from hytemap.paper.compare.sheet import compare_sheet
from hytemap.paper.map.sheet import map_page, map_sheet
from hytemap.paper.table.sheet import table_sheet
from hytemap.paper.typesetting import Sheet, pdf
from tests.paper.examples import EIGHT, PICTURED, REFERENCES, SIX, views, years
from tests.paper.places import assert_in_place
from tests.paper.printing import MADE, Page, frame, in_order, pages, pixels, printed, text
from tests.pictures import SHARE, difference, read_png

PAPERS = list(product(("a4", "a3"), ("portrait", "landscape")))
LANGUAGES = ("fi", "sv", "en")


def flat(said: str) -> str:
    """Text without what a line's end may turn it into."""
    return " ".join(said.replace("\u00a0", " ").split())


def told_rows(sheet: Sheet) -> list[list[str]]:
    table = sheet["sheets"][0]["table"]
    rows = [*table["rows"], *table["others"], *([table["city"]] if "city" in table else [])]
    return [one["cells"] if "name" not in one else [one["name"], *(c["text"] for c in one["cells"])] for one in rows]


def assert_all_told(sheet: Sheet, folder: Path) -> list[Page]:
    """Each row stands on one line with all its cells, and nothing leaves the page or lies on another word."""
    path = printed(sheet, folder)
    lines = [flat(line) for line in text(path).splitlines()]
    for cells in told_rows(sheet):
        wanted = flat(" ".join(cell for cell in cells if cell))
        assert any(wanted in line for line in lines), wanted
    found = pages(path)
    for page in found:
        assert_in_place(page, frame().paper.margin)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("form", "orientation"), PAPERS)
@pytest.mark.parametrize("level", ["suuralue", "postinumeroalue"])
def test_a_map_sheet_of_7_or_46_areas_has_every_figure_on_one_page(
    marked: Atlas, tmp_path: Path, level: str, form: str, orientation: str, language: str
) -> None:
    view = make_view(marked, level, "unemployment_rate", 2024)
    sheet = map_sheet(view, frame(language, form, orientation), (view.level.areas[0].code,))
    assert len(assert_all_told(sheet, tmp_path)) == 1 or sheet["sheets"][0]["layout"]["apart"]
    # every area with the value that the page shows, whatever the table leaves out
    texts = [row.text for row in AreaTable(view, frame(language).wording).members]
    assert [one["cells"][2] for one in sheet["sheets"][0]["table"]["rows"]] == texts


def test_a_map_sheet_leaves_the_interval_out_before_it_takes_a_second_page(atlas: Atlas, tmp_path: Path) -> None:
    view = make_view(atlas, "postinumeroalue", "unemployment_rate", 2024)
    small = map_sheet(view, frame("fi"))
    large = map_sheet(view, frame("fi", "a3"))
    assert len(pages(printed(small, tmp_path))) == len(pages(printed(large, tmp_path))) == 1
    counts = [len(sheet["sheets"][0]["table"]["columns"]) for sheet in (small, large)]
    assert counts[0] < counts[1] == 5


def test_a_column_that_compares_with_nothing_is_left_out(atlas: Atlas) -> None:
    # the whole city's median cannot be had from its areas': nothing is above or below it
    table = table_block(make_view(atlas, "postinumeroalue", "median_income", 2024), Wording("en"))
    assert [one["title"] for one in table["columns"]] == ["Rank", "Postal code area", "Value, €/year"]
    assert {len(one["cells"]) for one in (*table["rows"], *table["others"])} == {3}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_unit_with_a_stroke_stays_on_one_line(atlas: Atlas, tmp_path: Path, language: str) -> None:
    view = make_view(atlas, "postinumeroalue", "median_income", 2024)
    unit = Wording(language).unit(view.indicator.unit)
    assert "/" in unit
    for n, sheet in enumerate(
        (
            map_sheet(view, frame(language, "a3", "landscape")),
            compare_sheet(side_by_side(views(atlas, "postinumeroalue", EIGHT[2:])), frame(language), by_years=False),
        )
    ):
        folder = tmp_path / str(n)
        folder.mkdir()
        words = [word.text.strip("(),.") for page in pages(printed(sheet, folder)) for word in page.words]
        assert unit in words
        assert not [word for word in words if word.endswith("€/")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_unit_with_a_stroke_stays_whole_in_a_legend(atlas: Atlas, tmp_path: Path, language: str) -> None:
    view = make_view(atlas, "postinumeroalue", "lived_density")
    unit = Wording(language).unit(view.indicator.unit)
    words = [
        word.text.strip("(),.")
        for page in pages(printed(map_sheet(view, frame(language)), tmp_path))
        for word in page.words
    ]
    assert unit in words
    assert not [word for word in words if word.endswith("/")]


def test_a_legend_that_lies_across_is_read_class_by_class_with_its_count(atlas: Atlas, tmp_path: Path) -> None:
    sheet = compare_sheet(side_by_side(views(atlas, "postinumeroalue", SIX)), frame("fi"), by_years=False)
    page = sheet["sheets"][0]
    assert page["layout"]["legend"] == "strip"
    # as the document has it, which is what a screen reader follows
    told = "".join(in_order(printed(sheet, tmp_path)).split())
    for one in page["maps"]:
        for of_class in one["legend"]["classes"]:
            assert "".join(f"{of_class['label']}{of_class['count']}".split()) in told


def test_a_number_and_its_sign_of_per_cent_stand_on_one_line(atlas: Atlas, tmp_path: Path) -> None:
    shown = views(atlas, "postinumeroalue", ("unemployment_rate", "median_income"))
    for orientation in ("portrait", "landscape"):
        sheet = compare_sheet(side_by_side(shown), frame("fi", "a4", orientation), by_years=False)
        lines = text(printed(sheet, tmp_path)).splitlines()
        assert any("95 %:n" in flat(line) for line in lines)
        assert not [line for line in lines if line.strip().startswith("%")]


def test_a_map_without_any_figure_says_so_and_is_whole(atlas: Atlas, tmp_path: Path) -> None:
    view = make_view(atlas, "postinumeroalue", "children_mental_hospital_care")
    assert_all_told(map_sheet(view, frame("fi")), tmp_path)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("form", "orientation"), PAPERS)
@pytest.mark.parametrize("count", [2, 6])
def test_a_comparison_of_indicators_has_every_figure(
    marked: Atlas, tmp_path: Path, count: int, form: str, orientation: str, language: str
) -> None:
    for level, most in (("suuralue", 2), ("postinumeroalue", 2)):
        together = side_by_side(views(marked, level, SIX[:count]))
        sheet = compare_sheet(together, frame(language, form, orientation), by_years=False)
        assert len(assert_all_told(sheet, tmp_path)) <= most
        assert len(sheet["sheets"][0]["maps"]) == count


@pytest.mark.parametrize("orientation", ["portrait", "landscape"])
def test_a_comparison_of_years_has_one_legend_and_the_change(atlas: Atlas, tmp_path: Path, orientation: str) -> None:
    first, *_, before, last = make_view(atlas, "suuralue", "unemployment_rate").years
    together = side_by_side(years(atlas, "suuralue", first, before, last))
    sheet = compare_sheet(together, frame("fi", "a4", orientation), by_years=True)
    page = sheet["sheets"][0]
    assert_all_told(sheet, tmp_path)
    assert [one["title"] for one in page["maps"]] == [str(first), str(before), str(last)]
    assert all(one["legend"] is None for one in page["maps"])
    assert page["table"]["columns"][-1]["title"].endswith(f"{first}–{last}")


def test_all_maps_of_a_comparison_have_one_scale_on_the_ground(atlas: Atlas) -> None:
    page = compare_sheet(side_by_side(views(atlas, "suuralue", SIX)), frame("fi"), by_years=False)["sheets"][0]
    assert len({scale_of(one["map"]["svg"], atlas, "suuralue") for one in page["maps"]}) == 1


@pytest.mark.parametrize("level", ["suuralue", "postinumeroalue"])
def test_the_scale_bar_is_as_long_as_it_says(atlas: Atlas, level: str) -> None:
    view = make_view(atlas, level, "unemployment_rate", 2024)
    drawn = map_sheet(view, frame("fi"))["sheets"][0]["map"]
    metres, length = bar_of(drawn["over"])
    assert metres / length == pytest.approx(scale_of(drawn["svg"], atlas, level), rel=0.01)


def test_what_is_written_over_a_map_is_the_same_drawing_for_every_indicator(atlas: Atlas) -> None:
    one, other = (
        map_page(make_view(atlas, "suuralue", name, 2024), frame("fi"), prefix=name, step=150)["map"]
        for name in ("unemployment_rate", "median_income")
    )
    assert one["over"] == other["over"]
    assert one["svg"] != other["svg"]


def bar_of(svg: str) -> tuple[float, float]:
    """What the bar says in metres, and its length in units."""
    bar = etree.fromstring(svg.encode()).xpath("//*[@class='scale-bar']")[0]
    drawn = bar[0].get("d").split("h")[1].split("v")[0]
    return float(bar.get("data-metres")), float(drawn)


def scale_of(svg: str, atlas: Atlas, level: str) -> float:
    """Metres a unit, from how wide the areas are drawn and how wide they lie in EPSG:3879."""
    edges = []
    for one in etree.fromstring(svg.encode()).xpath("//*[@data-code]"):
        for part in one.get("d").split("M")[1:]:
            start, steps = part.rstrip("z").split("l")
            at = numbers(start)[0]
            moves = np.cumsum(numbers(steps)[0::2])
            edges += [at, at + moves.min(), at + moves.max()]
    west, _, east, _ = shapely.total_bounds([one for one in plane(atlas.level(level).display) if one is not None])
    return round(float((east - west) / (max(edges) - min(edges))), 2)


def numbers(said: str) -> np.ndarray:
    return np.array(said.replace("-", " -").split(), dtype=float)


@pytest.mark.parametrize("method", ["natural", "base"])
def test_classes_of_the_legend_are_told_apart_on_a_grey_page(atlas: Atlas, tmp_path: Path, method: str) -> None:
    view = make_view(atlas, "suuralue", "unemployment_rate", 2024, method)
    sheet = map_sheet(view, frame("fi"))
    path = printed(sheet, tmp_path)
    grey = pixels(path, dpi=288).astype(float) @ np.array([0.299, 0.587, 0.114])
    words = [word for word in pages(path)[0].words if word.left > 400]
    swatches = []
    for one in sheet["sheets"][0]["legend"]["classes"]:
        label = next(word for word in words if word.text == one["label"])
        middle, left = (label.top + label.bottom) / 2 * 4, label.left * 4
        swatches.append(grey[int(middle - 8) : int(middle + 8), int(left - 72) : int(left - 40)])
    assert len(swatches) == len(view.classes) > 2
    for one, other in pairwise(swatches):
        lighter = abs(one.mean() - other.mean())
        lined = abs(one.std() - other.std())
        assert lighter > 20 or lined > 10


@pytest.mark.parametrize(("form", "orientation"), PAPERS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_table_of_eight_indicators_has_every_figure(
    marked: Atlas, tmp_path: Path, language: str, form: str, orientation: str
) -> None:
    sheet = table_sheet(views(marked, "postinumeroalue", EIGHT), frame(language, form, orientation), ranks=True)
    path = printed(sheet, tmp_path)
    found = " ".join(flat(text(path)).split())
    for cells in told_rows(sheet):
        assert flat(cells[0]) in found
    for page in pages(path):
        assert_in_place(page, frame().paper.margin)


def test_statuses_of_all_kinds_stand_as_words_in_the_table(marked: Atlas, tmp_path: Path) -> None:
    view = make_view(marked, "postinumeroalue", "unemployment_rate", 2024)
    found = text(printed(table_sheet([view], frame("fi")), tmp_path))
    for status in (Status.SUPPRESSED, Status.MISSING, Status.NOT_APPLICABLE):
        # once in the line that explains it, and once an area
        assert found.count(frame("fi").wording.status(status)) >= 1 + view.status_counts[status]


def test_a_long_table_repeats_its_header_on_every_page(atlas: Atlas, tmp_path: Path) -> None:
    sheet = table_sheet(views(atlas, "postinumeroalue", EIGHT), frame("fi", "a4", "landscape"), ranks=True)
    found = pages(printed(sheet, tmp_path))
    assert len(found) > 1
    assert all("Postinumeroalue" in [word.text for word in page.words] for page in found)


@pytest.mark.parametrize("count", [1, 7])
def test_a_comparison_of_too_few_or_too_many_maps_is_refused(atlas: Atlas, count: int) -> None:
    together = side_by_side(views(atlas, "suuralue", EIGHT[:count]))
    with pytest.raises(ValueError, match="2 to 6 maps"):
        compare_sheet(together, frame("fi"), by_years=False)


@pytest.mark.parametrize("name", PICTURED)
def test_a_sheet_looks_like_its_reference_and_is_the_same_bytes_again(atlas: Atlas, tmp_path: Path, name: str) -> None:
    sheet = PICTURED[name](atlas)
    seen = pixels(printed(sheet, tmp_path))
    reference = (REFERENCES / f"{name}.png").read_bytes()
    assert difference(seen, read_png(reference)) <= SHARE
    assert len(reference) <= 60_000
    assert pdf(PICTURED[name](atlas), MADE) == pdf(sheet, MADE)


def test_another_sheet_does_not_look_like_a_reference(atlas: Atlas, tmp_path: Path) -> None:
    seen = pixels(printed(PICTURED["map-7-portrait-fi"](atlas), tmp_path))
    assert difference(seen, read_png((REFERENCES / "map-46-portrait-sv.png").read_bytes())) > SHARE


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_place_in_the_name_of_a_level_keeps_its_capital(atlas: Atlas, language: str) -> None:
    level = atlas.level("kunta").title[language]
    place = level[level.index("(") + 1 : level.index(")")]
    view = make_view(atlas, "kunta", "population")
    for sheet in (map_sheet(view, frame(language)), indicator_atlas([view], frame(language))):
        assert place in sheet["title"]
