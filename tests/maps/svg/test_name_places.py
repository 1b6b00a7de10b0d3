"""How much of a name lies in its area."""

from __future__ import annotations

import shapely

from hytemap.atlas import Atlas
from hytemap.maps.svg.font import PAGE_FONT
from hytemap.maps.svg.name_places import LEAST_INSIDE, inside, largest_part
from hytemap.maps.svg.projection import Box, fit, plane

FRAME = Box(0, 0, 640, 760)
RING = shapely.box(100, 100, 500, 500).difference(shapely.box(230, 180, 420, 400))


def areas(atlas: Atlas) -> list[shapely.Geometry]:
    """Districts in drawing units, and one with a hole as Espoo has around Kauniainen."""
    ground = [one for one in plane(atlas.level("postinumeroalue").display) if one is not None]
    placed = fit(ground, FRAME)
    return [*(largest_part(placed.place(one)) for one in ground), RING]


def test_a_name_stands_inside_only_where_most_of_its_box_is_its_areas(atlas: Atlas) -> None:
    found = 0
    for area in areas(atlas):
        for place in inside("Etelä-Leppävaara", area, FRAME, 9.0, PAGE_FONT):
            box = shapely.box(*place.box)
            share = shapely.area(shapely.intersection(box, area)) / shapely.area(box)
            assert share >= LEAST_INSIDE - 1e-9
            found += 1
    assert found


def test_a_name_that_fits_around_a_hole_stands_wholly_in_the_area() -> None:
    assert shapely.contains(RING, shapely.box(*inside("Kilo", RING, FRAME, 9.0, PAGE_FONT)[0].box))


def test_an_area_smaller_than_a_name_has_no_place_inside() -> None:
    assert inside("Kilo", shapely.box(100, 100, 104, 104), FRAME, 9.0, PAGE_FONT) == []
