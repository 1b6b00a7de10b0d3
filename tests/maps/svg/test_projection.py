"""From degrees to a drawing: true to scale, north up, inside its box."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from hytemap.atlas import Atlas
from hytemap.maps.svg.axis import apart, decimals, rounded_out, ticks
from hytemap.maps.svg.projection import Box, fit, path, plane
from hytemap.maps.svg.scale_bar import round_metres, scale_bar
from hytemap.maps.svg.theme import PAPER
from hytemap.maps.wording import Wording

BOX = Box(10, 20, 400, 300)


def test_distances_in_the_drawing_are_those_on_the_ground(atlas: Atlas) -> None:
    level = atlas.level("suuralue")
    ground = plane(level.display)
    fitted = fit(list(ground), BOX)
    geod = pyproj.Geod(ellps="GRS80")
    middles = [shapely.centroid(shapely.from_geojson(one)) for one in level.display]
    project = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:3879", always_xy=True)
    for one in middles[1:]:
        *_, metres = geod.inv(middles[0].x, middles[0].y, one.x, one.y)
        ends = [shapely.Point(project.transform(at.x, at.y)) for at in (middles[0], one)]
        units = shapely.distance(*(fitted.place(at) for at in ends))
        assert units * fitted.metres_per_unit == pytest.approx(metres, rel=1e-4)


def test_the_drawing_fills_its_box_and_north_is_up(atlas: Atlas) -> None:
    ground = plane(atlas.level("suuralue").display)
    fitted = fit(list(ground), BOX)
    drawn = [fitted.place(one) for one in ground]
    left, top, right, bottom = shapely.total_bounds(drawn)
    assert left >= BOX.x - 1e-6
    assert right <= BOX.x + BOX.width + 1e-6
    assert (top, bottom) == (pytest.approx(BOX.y), pytest.approx(BOX.y + BOX.height))
    codes = atlas.level("suuralue").position
    north, south = (drawn[codes[code]] for code in ("0497000000", "0494000000"))
    assert shapely.centroid(north).y < shapely.centroid(south).y


def test_a_scale_bar_is_as_long_as_it_says(atlas: Atlas) -> None:
    fitted = fit(list(plane(atlas.level("postinumeroalue").display)), BOX)
    svg = scale_bar(0, 10, 100, fitted.metres_per_unit, Wording("fi"), PAPER)
    metres = float(svg.split('data-metres="')[1].split('"')[0])
    length = float(svg.split("v5h")[1].split("v")[0])
    assert length <= 100
    assert length * fitted.metres_per_unit == pytest.approx(metres, abs=0.01 * fitted.metres_per_unit)
    assert f"{metres / 1000:g}\u00a0km" in svg


@given(st.floats(0.01, 1e7))
def test_round_metres_are_round_and_as_many_as_fit(most: float) -> None:
    metres = round_metres(most)
    assert metres <= most < 2.5 * metres * 1.0001
    assert f"{metres:.0e}"[0] in "125"


def test_a_path_keeps_holes_and_drops_what_cannot_be_seen() -> None:
    holed = shapely.Polygon([(0, 0), (9, 0), (9, 9), (0, 9)], [[(3, 3), (6, 3), (6, 6), (3, 6)]])
    assert path(holed) == "M0 0l9 0 0 9-9 0zM3 3l3 0 0 3-3 0z"
    assert path(shapely.box(1, 1, 1.01, 1.01)) == ""


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_ticks_are_round_and_within_the_axis(a: float, b: float) -> None:
    low, high = rounded_out(min(a, b), max(a, b))
    assert low <= min(a, b) <= max(a, b) <= high
    marks = ticks(low, high)
    assert 2 <= len(marks) <= 14
    assert marks == sorted(set(marks))


@given(st.lists(st.floats(0, 100), min_size=1, max_size=12), st.floats(1, 20))
def test_labels_pushed_apart_keep_their_order_and_their_distance(at: list[float], room: float) -> None:
    found = apart(at, room, 0, 100)
    needed = min(room, 100 / max(1, len(at) - 1))
    ordered = [found[i] for i in sorted(range(len(at)), key=lambda i: (at[i], i))]
    assert (np.diff(ordered) >= needed - 1e-6).all()
    assert min(found) >= -1e-6
    assert max(found) <= 100 + 1e-6
    if len(at) == 1:
        assert found == at


def test_round_values_are_written_without_superfluous_decimals() -> None:
    assert [decimals(values) for values in ([0.0, 50.0], [0.0, 0.5, 1.0], [0.25], [1e6])] == [0, 1, 2, 0]
