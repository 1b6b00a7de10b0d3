"""Colours of classes: told apart by everybody, light to dark with the value, one hue a direction."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from hytemap.maps.palette import oklch_to_hex, palette
from hytemap.model import Direction
from hytemap.statistics.class_breaks import FEWEST, MOST

#: Machado, Oliveira & Fernandes (2009), "A Physiologically-based Model for Simulation of Color Vision Deficiency",
#: severity 1.0, applied to linear RGB: https://www.inf.ufrgs.br/~oliveira/pubs_files/CVD_Simulation/CVD_Simulation.html
VISION = {
    "usual": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
#: distance in OKLab between neighbours; about 0.02 is just noticeable side by side, a legend needs three times that
APART = 0.07


def linear(colour: str) -> NDArray[np.float64]:
    channels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


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
@pytest.mark.parametrize("classes", range(FEWEST, MOST + 1))
@pytest.mark.parametrize("direction", Direction)
def test_neighbouring_classes_are_told_apart(direction: Direction, classes: int, vision: str) -> None:
    seen = [oklab(VISION[vision] @ linear(colour)) for colour in palette(direction, classes)]
    distances = [float(np.linalg.norm(a - b)) for a, b in pairwise(seen)]
    assert min(distances) >= APART, distances
    assert all(a[0] > b[0] for a, b in pairwise(seen)), "a higher class must look darker"


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
