"""How a map sheet is laid out: nothing in the way of anything, the map as large as the paper lets it."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest
import shapely

from hytemap.atlas import Atlas
from hytemap.maps.svg.area_map import area_map, map_plan
from hytemap.maps.svg.map_look import FOOT, MapLook
from hytemap.maps.view import make_view
from hytemap.maps.wording import Wording
from hytemap.paper.blocks import key_of
from hytemap.paper.face import PRINTED
from hytemap.paper.frame import Brand
from hytemap.paper.map.sheet import map_sheet
from hytemap.paper.measure import LOGO_WIDTH
from hytemap.paper.names import names_for
from tests.paper.ink import inks
from tests.paper.printing import frame, pages, printed

SIZES = list(product((150.0, 240.0, 400.0), (160.0, 260.0, 420.0)))


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("level", ["suuralue", "postinumeroalue"])
def test_no_name_and_no_area_comes_where_the_scale_bar_and_the_arrow_stand(
    atlas: Atlas, level: str, width: float, height: float
) -> None:
    view = make_view(atlas, level, "unemployment_rate", 2024)
    look = MapLook(width, height, theme=PRINTED, name_size=9.0)
    plan = map_plan(view.level, Wording("fi"), look)
    foot = height - FOOT
    assert all(one.place.box[3] <= foot for one in plan.names)
    svg = str(area_map(view, Wording("fi"), "", "", look).svg)
    for kind in ("scale-bar", "north"):
        (drawn,) = re.findall(rf'<g class="{kind}"[^>]*>.*?</g>', svg)
        tops = [float(y) for y in re.findall(r'd="M[\d.]+ ([\d.]+)', drawn)]
        letters = [float(y) - 0.73 * 11 for y in re.findall(r'<text [^>]*y="([\d.]+)"', drawn)]
        assert letters
        assert min(tops + letters) >= foot


def test_what_numbers_stand_for_is_told_beside_the_map_and_once(atlas: Atlas, tmp_path: Path) -> None:
    view = make_view(atlas, "postinumeroalue", "unemployment_rate", 2024)
    sheet = map_sheet(view, frame("fi"))
    page = sheet["sheets"][0]
    layout = page["layout"]
    assert page["key"] == key_of(view, frame("fi").wording, layout["width"], layout["height"])
    assert len(page["key"]) > 1
    words = pages(printed(sheet, tmp_path))[0].words
    right = frame().paper.margin + layout["width"]
    beside = " ".join(word.text for word in words if word.left > right).replace("\u00a0", " ")
    for entry in page["key"]:
        assert entry.replace("\u00a0", " ") in beside


def test_small_maps_have_the_names_that_lie_in_their_areas_and_no_lines_or_numbers(atlas: Atlas) -> None:
    """Names of large areas tell where one is; lines and numbers would hide what small ones show."""
    view = make_view(atlas, "postinumeroalue", "unemployment_rate", 2024)
    wording = Wording("fi")
    assert names_for(view, wording, 500.0, 700.0).size
    few = names_for(view, wording, 240.0, 330.0)
    assert few.only_inside
    assert names_for(view, wording, 110.0, 160.0).size == 0.0
    look = MapLook(320.0, 440.0, theme=PRINTED, name_size=few.size, scale=False, only_inside=True)
    plan = map_plan(view.level, wording, look)
    assert 8 <= len(plan.names) < 46
    for one in plan.names:
        area = plan.placed.areas[one.index]
        assert area is not None
        assert one.number is None
        box = shapely.box(*one.place.box)
        assert shapely.area(area & box) >= 0.9 * shapely.area(box)


#: level → least millimetres that the map is high on A4 upright and across; municipalities lie across
HEIGHTS = {"suuralue": (140, 110), "postinumeroalue": (120, 110), "kunta": (115, 95)}


@pytest.mark.parametrize("level", HEIGHTS)
def test_a_map_is_as_large_as_the_paper_lets_it(atlas: Atlas, tmp_path: Path, level: str) -> None:
    view = make_view(atlas, level, "population", 2024)
    for orientation, least in zip(("portrait", "landscape"), HEIGHTS[level], strict=True):
        painted = inks(printed(map_sheet(view, frame("sv", "a4", orientation)), tmp_path))
        borders = max((one for one in painted if one.stroke == "#3a4652"), key=lambda one: len(one.points))
        assert float(np.ptp(borders.points[:, 1])) * 25.4 / 72 >= least


@pytest.mark.parametrize("wide", [22, 400])
def test_a_logo_takes_no_more_of_the_titles_place_than_was_reckoned(atlas: Atlas, tmp_path: Path, wide: int) -> None:
    logo = tmp_path / "logo.svg"
    logo.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="22"><rect width="{wide}" height="22"'
        ' fill="#123456"/></svg>'
    )
    made = replace(frame("fi"), brand=Brand(organisation="Espoo", logo=logo))
    view = make_view(atlas, "postinumeroalue", "households_with_preschool_children")
    path = printed(map_sheet(view, made), tmp_path)
    assert len(pages(path)) == 1
    (sign,) = [one.points for one in inks(path) if one.fill == "#123456"]
    right = made.paper.width - made.paper.margin
    assert np.ptp(sign[:, 0]) == pytest.approx(min(wide, LOGO_WIDTH), abs=1)
    assert sign[:, 0].max() == pytest.approx(right, abs=1)
    title = [word for word in pages(path)[0].words if word.bottom - word.top > 15]
    assert max(word.right for word in title) <= sign[:, 0].min()
