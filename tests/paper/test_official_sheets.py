"""Sheets over official borders from the real servers of ../shared: 88 small areas, and every other fetched level.

Each sheet is set once and looked at in all ways: nothing overlaps or leaves the page, every figure and every name is
there, the scale bar is true.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest
import shapely

from hytemap.atlas import Atlas
from hytemap.maps.side_by_side import side_by_side
from hytemap.maps.svg.projection import plane
from hytemap.maps.view import MapView, make_view
from hytemap.paper.compare.sheet import compare_sheet
from hytemap.paper.map.sheet import map_sheet
from tests.paper.examples import SIX
from tests.paper.ink import inks
from tests.paper.printing import Page, frame
from tests.paper.test_maps_on_paper import bars_on, told_metres
from tests.paper.test_sheets import assert_all_told, flat

pytestmark = [pytest.mark.shared, pytest.mark.wfs]

LANGUAGES = ("fi", "sv", "en")
ORIENTATIONS = ("portrait", "landscape")
SHEETS = list(product(LANGUAGES, ORIENTATIONS))


def small_areas(atlas: Atlas, indicator: str = "lived_density") -> MapView:
    """A view of 88 areas. Only lived density reaches down to them: others are shown with its figures."""
    view = make_view(atlas, "pienalue", "lived_density")
    return replace(view, indicator=atlas.indicator(indicator))


def assert_named(page: Page, view: MapView, language: str) -> None:
    """Every area's name, on the map or in the key of its numbers."""
    said = flat(" ".join(word.text for word in page.words))
    for area in view.level.areas:
        # a name on two lines is not always read as one
        assert all(part in said for part in re.split("[- /]", area.name(language))), area.name(language)


def assert_true_to_scale(path: Path, view: MapView) -> None:
    """The bar against the level's westernmost and easternmost corners, on the ground and on the first map's paper."""
    painted = inks(path)
    (bar,) = bars_on(painted)
    west, _, east, _ = shapely.total_bounds([one for one in plane(view.level.display) if one is not None])
    ground = next(one.points for one in painted if one.fill == "#f6f7f8")
    left, right = ground[:, 0].min(), ground[:, 0].max()
    borders = max((one for one in painted if one.stroke == "#3a4652"), key=lambda one: len(one.points)).points[:, 0]
    drawn = np.ptp(borders[(borders >= left) & (borders <= right)])
    assert told_metres(path, bar) / np.ptp(bar.points[:, 0]) == pytest.approx((east - west) / drawn, rel=0.01)


@pytest.mark.parametrize(("language", "orientation"), SHEETS)
def test_a_map_of_88_areas_has_every_name_and_figure_in_its_place(
    official_atlas: Atlas, tmp_path: Path, language: str, orientation: str
) -> None:
    view = small_areas(official_atlas)
    pages = assert_all_told(map_sheet(view, frame(language, "a4", orientation)), tmp_path)
    assert len(pages) == 2
    assert_named(pages[0], view, language)
    assert_true_to_scale(tmp_path / "sheet.pdf", view)


@pytest.mark.parametrize(("language", "orientation"), [*product(LANGUAGES, ["portrait"]), ("sv", "landscape")])
def test_six_maps_of_88_areas_have_every_figure_in_its_place(
    official_atlas: Atlas, tmp_path: Path, language: str, orientation: str
) -> None:
    shown = [small_areas(official_atlas, one) for one in SIX]
    sheet = compare_sheet(side_by_side(shown), frame(language, "a4", orientation), by_years=False)
    assert len(assert_all_told(sheet, tmp_path)) <= (2 if orientation == "portrait" else 3)
    assert_true_to_scale(tmp_path / "sheet.pdf", shown[0])


@pytest.mark.parametrize("level", ["suuralue", "postinumeroalue", "tilastoalue", "kunta"])
@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_a_map_of_any_official_level_is_one_page(
    official_atlas: Atlas, tmp_path: Path, level: str, orientation: str
) -> None:
    view = make_view(official_atlas, level, "population")
    pages = assert_all_told(map_sheet(view, frame("sv", "a4", orientation)), tmp_path)
    assert len(pages) == 1
    assert_named(pages[0], view, "sv")
    assert_true_to_scale(tmp_path / "sheet.pdf", view)
