"""Names on maps: none on another, none cut, none lost."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hytemap.atlas import Atlas
from hytemap.maps.svg.area_map import placed_level
from hytemap.maps.svg.font import PAGE_FONT
from hytemap.maps.svg.map_look import FOOT, PAD
from hytemap.maps.svg.names import PlacedName, place_names
from hytemap.maps.svg.projection import Box, fit, plane

SIZES = [(640, 760, 12.0), (420, 520, 9.0), (300, 380, 9.0)]


def placed(atlas: Atlas, level_id: str, language: str, width: float, height: float, size: float) -> list[PlacedName]:
    level = atlas.level(level_id)
    areas = placed_level(level.display, Box(PAD, PAD, width - 2 * PAD, height - 2 * PAD - FOOT)).areas
    return place_names([area.name(language) for area in level.areas], areas, Box(0, 0, width, height), size, PAGE_FONT)


def assert_readable(names: list[PlacedName], frame: Box) -> None:
    for one in names:
        left, top, right, bottom = one.place.box
        assert frame.x <= left < right <= frame.x + frame.width
        assert frame.y <= top < bottom <= frame.y + frame.height
        # the box holds the words at their size
        assert max(PAGE_FONT.width(line, one.place.size) for line in one.place.lines) <= right - left
    for a, b in combinations(names, 2):
        box_a, box_b = shapely.box(*a.place.box), shapely.box(*b.place.box)
        assert shapely.area(shapely.intersection(box_a, box_b)) < 1e-9, (a.name, b.name)
        if a.place.leader is not None and b.place.leader is not None:
            lines = [shapely.LineString([line[:2], line[2:]]) for line in (a.place.leader, b.place.leader)]
            assert not shapely.crosses(*lines), (a.name, b.name)
        for one, box in ((a, box_b), (b, box_a)):
            if one.place.leader is not None:
                x0, y0, x1, y1 = one.place.leader
                assert not shapely.intersects(shapely.LineString([(x0, y0), (x1, y1)]), box), (a.name, b.name)


@pytest.mark.parametrize("language", ["fi", "sv"])
@pytest.mark.parametrize(("width", "height", "size"), SIZES)
@pytest.mark.parametrize("level", ["suuralue", "postinumeroalue"])
def test_no_name_lies_on_another_or_leaves_the_frame(
    atlas: Atlas, level: str, language: str, width: float, height: float, size: float
) -> None:
    names = placed(atlas, level, language, width, height, size)
    assert [one.name for one in names] == [area.name(language) for area in atlas.level(level).areas]
    assert_readable(names, Box(0, 0, width, height))


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_large_districts_carry_their_names_inside_themselves(atlas: Atlas, language: str) -> None:
    for one in placed(atlas, "suuralue", language, 640, 760, 12):
        assert (one.number, one.place.leader) == (None, None)


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_postal_areas_on_a_large_map_need_no_key(atlas: Atlas, language: str) -> None:
    assert all(one.number is None for one in placed(atlas, "postinumeroalue", language, 760, 1000, 11))


def test_small_areas_of_a_level_with_many_are_numbered_where_their_names_find_no_room(atlas: Atlas) -> None:
    city = shapely.union_all([one for one in plane(atlas.level("suuralue").display) if one is not None])
    rng = np.random.default_rng(88)
    west, south, east, north = shapely.bounds(city)
    points = []
    while len(points) < 88:
        # as small areas are: most of them near the coast
        at = shapely.Point(rng.uniform(west, east), south + (north - south) * rng.beta(2, 3.5))
        if shapely.contains(city, at):
            points.append(at)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(points), extend_to=city))
    cells = [shapely.intersection(cell, city) for cell in cells]
    frame = Box(0, 0, 560, 680)
    fitted = fit(cells, frame.shrunk(10))
    known = [area.name("fi") for area in atlas.level("postinumeroalue").areas]
    names = [known[i % len(known)] for i in range(88)]
    found = place_names(names, [fitted.place(cell) for cell in cells], frame, 11, PAGE_FONT)
    assert len(found) == 88
    assert_readable(found, frame)
    numbers = [one.number for one in found if one.number is not None]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
    assert len(numbers) < 60


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(st.integers(1, 6), st.integers(1, 6), st.integers(22, 90), st.text("abcdeåäö- ", min_size=1, max_size=24))
@example(columns=6, rows=6, cell=22, name="a-aaa-aaaa")  # two numbers ousted one another until the rounds ran out
def test_any_grid_of_areas_is_named_without_collision(columns: int, rows: int, cell: int, name: str) -> None:
    areas = [
        shapely.box(x * cell, y * cell, (x + 1) * cell, (y + 1) * cell) for x in range(columns) for y in range(rows)
    ]
    frame = Box(-40, -40, columns * cell + 80, rows * cell + 80)
    found = place_names([name] * len(areas), areas, frame, 10, PAGE_FONT)
    assert len(found) == len(areas)
    assert_readable(found, frame)


def test_an_area_without_a_polygon_has_no_name() -> None:
    found = place_names(["A", "B"], [None, shapely.box(0, 0, 100, 100)], Box(0, 0, 100, 100), 10, PAGE_FONT)
    assert [one.name for one in found] == ["B"]
    assert place_names(["A"], [None], Box(0, 0, 100, 100), 10, PAGE_FONT) == []


def test_a_map_too_small_for_numbers_keeps_what_it_shows_readable(atlas: Atlas) -> None:
    names = placed(atlas, "postinumeroalue", "fi", 120, 150, 10)
    assert 0 < len(names) < 46
    assert_readable(names, Box(0, 0, 120, 150))
    assert sorted(one.number for one in names if one.number) == list(range(1, 1 + sum(bool(n.number) for n in names)))
