"""Maps as they lie on the paper: the scale bar is true, classes differ without colour, all maps have their colours."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import shapely

from hytemap.atlas import Atlas
from hytemap.maps.side_by_side import side_by_side
from hytemap.maps.svg.projection import plane
from hytemap.maps.view import MapView, make_view
from hytemap.paper.compare.shared_legend import shared_legend
from hytemap.paper.compare.sheet import compare_sheet
from hytemap.paper.map.sheet import map_sheet
from hytemap.paper.typesetting import Sheet
from tests.paper.examples import SIX, views, years
from tests.paper.ink import Ink, inks
from tests.paper.places import assert_in_place
from tests.paper.printing import ADDRESS, frame, pages, pixels, printed

GREY = np.array([0.299, 0.587, 0.114])
#: levels of 255 between neighbouring classes: three times what is seen between fields that touch
STEP = 12
#: and how much rougher a lined class is than a plain one
ROUGH = 8
DPI = 144


def areas_on(path: Path, colours: list[str]) -> list[tuple[str, shapely.Geometry]]:
    """Areas of the first page's maps, by colour: polygons in points. A legend's swatches have four corners."""
    found = []
    for one in inks(path):
        if one.fill in colours and len(one.points) > 12:
            rings = [shapely.polygons(part) for part in one.parts if len(part) > 3]
            found.append((one.fill, shapely.make_valid(max(rings, key=lambda ring: ring.area))))
    return found


def bars_on(painted: list[Ink]) -> list[Ink]:
    """Scale bars: a line with a foot at both ends."""

    def is_bar(part: np.ndarray) -> bool:
        (x0, y0), (x1, y1), (x2, y2), (x3, y3) = part
        return x0 == x1 and x2 == x3 and y1 == y2 and y0 == y3 and y0 < y1 and x1 < x2

    return [one for one in painted if one.stroke and len(one.points) == 4 and is_bar(one.points)]


def told_metres(path: Path, bar: Ink) -> float:
    """What is written behind a bar."""
    right, bottom = bar.points[:, 0].max(), bar.points[:, 1].max()
    behind = sorted((w.left, w.text) for w in pages(path)[0].words if w.bottom > bottom - 9 and w.top < bottom)
    number, unit = [text for left, text in behind if right < left < right + 40][:2]
    return float(number.replace(",", ".")) * {"km": 1000, "m": 1}[unit]


def metres_a_point(path: Path, view: MapView) -> float:
    """From where two of the level's corners lie on the ground and on the paper: its westernmost and its easternmost."""
    west, _, east, _ = shapely.total_bounds([one for one in plane(view.level.display) if one is not None])
    drawn = [one.points for one in inks(path) if one.fill in view.colours and len(one.points) > 12]
    x = np.vstack(drawn)[:, 0]
    return float((east - west) / (x.max() - x.min()))


@pytest.mark.parametrize("orientation", ["portrait", "landscape"])
@pytest.mark.parametrize("level", ["suuralue", "postinumeroalue"])
def test_the_bar_on_the_page_is_as_long_as_what_it_says(
    atlas: Atlas, tmp_path: Path, level: str, orientation: str
) -> None:
    view = make_view(atlas, level, "unemployment_rate", 2024)
    path = printed(map_sheet(view, frame("fi", "a4", orientation)), tmp_path)
    (bar,) = bars_on(inks(path))
    length = float(np.ptp(bar.points[:, 0]))
    assert told_metres(path, bar) / length == pytest.approx(metres_a_point(path, view), rel=0.01)


@pytest.mark.parametrize("level", ["suuralue", "postinumeroalue"])
def test_the_one_bar_of_a_comparison_is_true_for_all_its_maps(atlas: Atlas, tmp_path: Path, level: str) -> None:
    shown = years(atlas, level, 2016, 2024)
    path = printed(compare_sheet(side_by_side(shown), frame("en"), by_years=True), tmp_path)
    (bar,) = bars_on(inks(path))
    length = float(np.ptp(bar.points[:, 0]))
    west, _, east, _ = shapely.total_bounds([one for one in plane(shown[0].level.display) if one is not None])
    x = np.vstack([one.points for one in inks(path) if one.fill in shown[0].colours and len(one.points) > 12])[:, 0]
    middle = frame().paper.width / 2
    for side in (x < middle, x > middle):
        assert told_metres(path, bar) / length == pytest.approx((east - west) / np.ptp(x[side]), rel=0.01)


@pytest.mark.parametrize("method", ["natural", "base"])
@pytest.mark.parametrize("indicator", ["unemployment_rate", "higher_degree", "floor_area_per_person"])
def test_classes_on_the_map_are_told_apart_on_a_grey_page(
    atlas: Atlas, tmp_path: Path, indicator: str, method: str
) -> None:
    view = make_view(atlas, "postinumeroalue", indicator, 2024, method)
    path = printed(map_sheet(view, frame("fi")), tmp_path)
    grey = pixels(path, dpi=DPI).astype(float) @ GREY
    seen = [_of_class(grey, areas_on(path, [colour])) for colour in view.colours]
    shown = [one for one in seen if one is not None]
    assert len(shown) >= 3
    for one, other in pairwise(shown):
        lighter, rougher = abs(np.median(one) - np.median(other)), abs(one.std() - other.std())
        assert lighter >= STEP or rougher >= ROUGH


def _of_class(grey: np.ndarray, areas: list[tuple[str, shapely.Geometry]]) -> np.ndarray | None:
    """Greys within the largest area of a class, away from its border; names take less than half of it."""
    if not areas:
        return None
    area = max((one for _, one in areas), key=lambda one: one.area).buffer(-2)
    west, north, east, south = (np.array(area.bounds) * DPI / 72).astype(int)
    x, y = np.meshgrid(np.arange(west, east + 1), np.arange(north, south + 1))
    inside = shapely.contains_xy(area, (x + 0.5) * 72 / DPI, (y + 0.5) * 72 / DPI)
    within = grey[y[inside], x[inside]]
    # letters and their halo are black and white: what lies nearest to the middle is the class itself
    return within[np.abs(within - np.median(within)) < 60]


def test_a_legend_for_all_maps_shows_the_colours_of_each(atlas: Atlas, tmp_path: Path) -> None:
    """More is worse in one map and better in the other: one scale, two rows of colours."""
    shown = views(atlas, "postinumeroalue", SIX[:3])
    together = side_by_side(shown)
    assert together.one_scale
    assert len({tuple(view.colours) for view in together.views}) == 2
    for orientation in ("portrait", "landscape"):
        sheet = compare_sheet(together, frame("fi", "a4", orientation), by_years=False)
        painted = [one.fill for one in inks(printed(sheet, tmp_path)) if one.fill and len(one.points) <= 6]
        for view in together.views:
            assert set(view.colours) <= set(painted)


@pytest.mark.parametrize("level", ["suuralue", "postinumeroalue"])
@pytest.mark.parametrize("orientation", ["portrait", "landscape"])
def test_who_takes_the_first_page_alone_knows_whose_it_is(
    atlas: Atlas, tmp_path: Path, level: str, orientation: str
) -> None:
    shown = views(atlas, level, SIX)
    sheet = compare_sheet(side_by_side(shown), frame("en", "a4", orientation), by_years=False)
    said = " ".join(word.text for word in pages(printed(sheet, tmp_path))[0].words)
    for view in shown:
        assert view.source.title["en"] in said
    assert shown[0].source.licence in said
    assert shown[0].level.attribution["en"] in said
    assert ADDRESS in said.replace(" ", "")


#: maps → millimetres that Espoo's postal areas are high at least, on A4 upright and across
HEIGHTS = {2: (78, 120), 3: (58, 100), 4: (78, 88), 5: (66, 66), 6: (66, 54)}


@pytest.mark.parametrize("count", HEIGHTS)
def test_maps_of_a_comparison_are_as_large_as_the_paper_lets_them(atlas: Atlas, tmp_path: Path, count: int) -> None:
    shown = views(atlas, "postinumeroalue", SIX[:count])
    for orientation, least in zip(("portrait", "landscape"), HEIGHTS[count], strict=True):
        sheet = compare_sheet(side_by_side(shown), frame("fi", "a4", orientation), by_years=False)
        assert height_of_first(sheet, tmp_path) >= least


def height_of_first(sheet: Sheet, folder: Path) -> float:
    """Millimetres that the first map's level is high on the paper: its largest ground is one map's frame."""
    painted = inks(printed(sheet, folder))
    ground = next(one for one in painted if one.fill == "#f6f7f8")
    left, top, right, bottom = (*ground.points.min(axis=0), *ground.points.max(axis=0))
    borders = [
        point
        for one in painted
        if one.stroke == "#3a4652" and len(one.points) > 200
        for point in one.points
        if left <= point[0] <= right and top <= point[1] <= bottom
    ]
    return float(np.ptp(np.array(borders)[:, 1])) * 25.4 / 72


@pytest.mark.parametrize("orientation", ["portrait", "landscape"])
@pytest.mark.parametrize("count", [2, 6])
def test_a_long_address_has_its_lines(atlas: Atlas, tmp_path: Path, count: int, orientation: str) -> None:
    """Addresses of comparisons with marked areas take several lines: they push nothing off the page."""
    long = f"{ADDRESS}&areas={','.join(area.code for area in atlas.level('postinumeroalue').areas)}"
    made = replace(frame("fi", "a4", orientation), address=long)
    shown = views(atlas, "suuralue", SIX[:count])
    sheet = compare_sheet(side_by_side(shown), made, by_years=False)
    found = pages(printed(sheet, tmp_path))
    assert len(found) == (2 if sheet["sheets"][0]["layout"]["apart"] else 1)
    for page in found:
        said = "".join(word.text for word in page.words)
        assert long in said or "Suuralue" not in said
        assert_in_place(page, made.paper.margin)


def test_what_colours_around_a_base_mean_is_said_once_for_maps_that_share_it(atlas: Atlas) -> None:
    shown = [make_view(atlas, "suuralue", one, None, "base", beside_others=True) for one in SIX]
    wording = frame("fi").wording
    legend = shared_legend(side_by_side(shown), wording, "legend")
    for view in shown:
        assert view.around is not None
        assert legend["colours"].count(wording.sides(view)) == 1
        assert legend["colours"].count(wording.centre(view)) >= 1
