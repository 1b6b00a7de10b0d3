"""Colours of classes: told apart by everybody, light to dark with the value, one hue a direction."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from hytemap.maps.palette import diverging, oklch_to_hex, palette
from hytemap.maps.svg.theme import PAPER
from hytemap.model import Direction
from hytemap.statistics.class_breaks import MOST
from tests.maps.colour_science import VISION, Lab, ciede2000, contrast, linear, seen

#: CIEDE2000 between classes: three times the just noticeable 2.3 (Mahy, Van Eycken & Oosterlinck 1994, Color Research &
#: Application 19: 105-121), as a class is compared with the legend from afar and not side by side
APART = 7.0
#: the pages' grounds, light and dark (static/css/tokens.css): paper, water, ground of hatchings
TOKENS = Path(__file__).resolve().parents[2] / "static" / "css" / "tokens.css"
SHAPES = [(1, False, 1), (1, True, 1), (2, False, 2), (2, True, 2), (3, False, 3), (3, True, 3)]
UNEVEN = [(1, True, 3), (3, False, 1), (0, True, 3), (3, False, 0), (2, True, 0), (1, False, 2)]


def oklab(rgb: NDArray[np.float64]) -> NDArray[np.float64]:
    """Linear sRGB to OKLab (Ottosson 2020)."""
    to_lms = np.array(
        [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ]
    )
    to_lab = np.array(
        [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ]
    )
    return to_lab @ np.cbrt(to_lms @ np.clip(rgb, 0, 1))


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("classes", range(2, MOST + 1))
@pytest.mark.parametrize("direction", Direction)
def test_neighbouring_classes_are_told_apart(direction: Direction, classes: int, vision: str) -> None:
    looks = [seen(colour, vision) for colour in palette(direction, classes)]
    distances = [ciede2000(a, b) for a, b in pairwise(looks)]
    assert min(distances) >= APART, distances
    assert all(a[0] > b[0] for a, b in pairwise(looks)), "a higher class must look darker, in grey too"


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("shape", [*SHAPES, *UNEVEN])
@pytest.mark.parametrize("direction", Direction)
def test_no_two_classes_around_a_base_look_alike(
    direction: Direction, shape: tuple[int, bool, int], vision: str
) -> None:
    """Not neighbours only: a class taken for the one across the base would turn the meaning round."""
    colours = diverging(direction, *shape)
    assert len(colours) == sum(shape)
    apart = {(a, b): ciede2000(seen(a, vision), seen(b, vision)) for a, b in combinations(colours, 2)}
    assert min(apart.values(), default=APART) >= APART, apart


@pytest.mark.parametrize("shape", [*SHAPES, *UNEVEN])
@pytest.mark.parametrize("direction", Direction)
def test_around_a_base_darkness_is_distance_and_the_middle_is_lightest(
    direction: Direction, shape: tuple[int, bool, int]
) -> None:
    below, middle, above = shape
    light = [seen(colour, "usual")[0] for colour in diverging(direction, below, middle, above)]
    left, right = light[:below][::-1], light[below + middle :]
    for side in (left, right):
        assert side == sorted(side, reverse=True)
    # the same step from the base is as dark on both sides, to a step of lightness that nobody sees
    assert all(abs(a - b) < 3 for a, b in zip(left, right, strict=False))
    if middle:
        assert light[below] > max([*left, *right], default=0) + 5


def test_sides_of_unequal_length_share_their_steps() -> None:
    even, uneven = diverging(Direction.LOWER, 3, True, 3), diverging(Direction.LOWER, 1, True, 3)
    assert uneven == even[2:]
    assert diverging(Direction.LOWER, 0, False, 3) == even[4:]


def test_warm_is_worse_and_blue_green_better_whichever_way_is_up() -> None:
    for direction, worse, better in ((Direction.LOWER, -1, 0), (Direction.HIGHER, 0, -1)):
        colours = [linear(colour) for colour in diverging(direction, 2, True, 2)]
        assert colours[worse][0] > colours[worse][2]
        assert colours[better][2] > colours[better][0]
    mirrored = diverging(Direction.HIGHER, 2, True, 2)[::-1]
    assert diverging(Direction.LOWER, 2, True, 2) == mirrored


def test_what_is_neither_better_nor_worse_has_colours_of_its_own() -> None:
    neutral = set(diverging(Direction.NEUTRAL, 3, False, 3))
    assert not neutral & set(diverging(Direction.LOWER, 3, True, 3))


def tokens(scheme: str) -> dict[str, str]:
    light, dark = TOKENS.read_text(encoding="utf-8").split("@media (prefers-color-scheme: dark)")
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", light if scheme == "light" else dark))


@pytest.mark.parametrize(
    "colour", sorted({c for d in Direction for c in (*palette(d, MOST), *diverging(d, 3, True, 3))})
)
def test_a_border_and_its_casing_bound_every_class(colour: str) -> None:
    """WCAG 2.2, 1.4.11: what is needed to understand a graphic stands out by 3:1 from what is beside it.

    No one colour does so from both ends of a scheme; a dark line in a light casing always has one that does.
    """
    assert max(contrast(colour, PAPER.border), contrast(colour, PAPER.casing)) >= 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_hatchings_are_no_class_and_their_lines_stand_out(scheme: str) -> None:
    """Classes keep their colours in the dark scheme, so that they mean the same; only grounds and lines change."""
    known = tokens(scheme)
    assert contrast(known["hatch-line"], known["hatch-ground"]) >= 3
    for direction in Direction:
        for colour in (*palette(direction, MOST), *diverging(direction, 3, False, 3)):
            assert ciede2000(seen(colour, "usual"), seen(known["hatch-ground"], "usual")) >= 4


@pytest.mark.parametrize("direction", Direction)
def test_a_view_with_one_class_gets_the_middle_colour(direction: Direction) -> None:
    assert palette(direction, 1) == [palette(direction, 3)[1]]


def test_directions_do_not_share_a_colour() -> None:
    colours = [colour for direction in Direction for colour in palette(direction, MOST)]
    assert len(set(colours)) == len(colours)


def test_lower_is_better_is_warm_and_higher_is_better_is_blue_green() -> None:
    warm, cool = linear(palette(Direction.LOWER, 3)[1]), linear(palette(Direction.HIGHER, 3)[1])
    assert warm[0] > warm[1] > warm[2]
    assert cool[1] > cool[0]
    assert cool[2] > cool[0]


def test_a_colour_outside_srgb_keeps_its_lightness() -> None:
    asked = 0.7
    assert abs(oklab(linear(oklch_to_hex(asked, 0.4, 150)))[0] - asked) < 0.01


#: of the 34 pairs of Sharma, Wu & Dalal (2005), table 1: those that try each branch of the formula
SHARMA = [
    ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
    ((50.0, 3.1571, -77.2803), (50.0, 0.0, -82.7485), 2.8615),
    ((50.0, -1.3802, -84.2814), (50.0, 0.0, -82.7485), 1.0000),
    ((50.0, 0.0, 0.0), (50.0, -1.0, 2.0), 2.3669),
    ((50.0, -1.0, 2.0), (50.0, 0.0, 0.0), 2.3669),
    ((50.0, 2.4900, -0.0010), (50.0, -2.4900, 0.0009), 7.1792),
    ((50.0, 2.4900, -0.0010), (50.0, -2.4900, 0.0011), 7.2195),
    ((50.0, -0.0010, 2.4900), (50.0, 0.0009, -2.4900), 4.8045),
    ((50.0, -0.0010, 2.4900), (50.0, 0.0011, -2.4900), 4.7461),
    ((50.0, 2.5, 0.0), (50.0, 0.0, -2.5), 4.3065),
    ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
    ((50.0, 2.5, 0.0), (61.0, -5.0, 29.0), 22.8977),
    ((50.0, 2.5, 0.0), (56.0, -27.0, -3.0), 31.9030),
    ((50.0, 2.5, 0.0), (58.0, 24.0, 15.0), 19.4535),
    ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ((63.0109, -31.0961, -5.8663), (62.8187, -29.7946, -4.0864), 1.2630),
    ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
    ((90.8027, -2.0831, 1.4410), (91.1528, -1.6435, 0.0447), 1.4441),
    ((6.7747, -0.2908, -2.4247), (5.8714, -0.0985, -2.2286), 0.6377),
    ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
]


@pytest.mark.parametrize(("one", "other", "published"), SHARMA)
def test_the_colour_difference_is_the_published_one(one: Lab, other: Lab, published: float) -> None:
    assert ciede2000(one, other) == pytest.approx(published, abs=5e-5)
