"""Colours of a choropleth. One meaning everywhere: the hue says which way is better."""

from __future__ import annotations

from functools import cache, lru_cache
from math import cos, radians, sin

from hytemap.model import Direction
from hytemap.statistics.judgement import Judgement

#: light to dark in OKLCH, lightness falling evenly; a class may be dropped from the middle without two looking alike.
#: lower is better: warm (darker = more need); higher is better: blue-green (darker = better); neutral: violet-grey.
DIRECTIONS: dict[Direction, tuple[float, float, float]] = {
    # hue at the light end, hue at the dark end, chroma at the middle
    Direction.LOWER: (85.0, 25.0, 0.135),
    Direction.HIGHER: (180.0, 252.0, 0.09),
    Direction.NEUTRAL: (310.0, 290.0, 0.07),
}
LIGHTEST, DARKEST = 0.93, 0.32


def palette(direction: Direction, classes: int) -> list[str]:
    """`classes` colours as `#rrggbb`, from the lowest class to the highest.

    Always light to dark with the value; the hue says which way is better. One class gets the middle colour.
    """
    return list(_palette(direction, classes))


@cache
def _palette(direction: Direction, classes: int) -> tuple[str, ...]:
    light_hue, dark_hue, chroma = DIRECTIONS[direction]
    steps = [0.5] if classes == 1 else [i / (classes - 1) for i in range(classes)]
    return tuple(
        oklch_to_hex(
            LIGHTEST + (DARKEST - LIGHTEST) * t,
            chroma * (0.35 + 2.6 * t * (1 - t) + 0.45 * t),
            light_hue + (dark_hue - light_hue) * t,
        )
        for t in steps
    )


#: sides of a diverging scheme, hue and chroma at its light and at its dark end: what is below the base, and above it.
#: worse is warm and better blue-green, as in the sequential schemes; neutral is moss below and violet above.
Side = tuple[tuple[float, float], tuple[float, float]]
WARM: Side = ((62.0, 0.085), (32.0, 0.125))
BLUE_GREEN: Side = ((205.0, 0.06), (240.0, 0.105))
MOSS: Side = ((125.0, 0.07), (130.0, 0.085))
VIOLET: Side = ((305.0, 0.06), (295.0, 0.12))
SIDES: dict[Direction, tuple[Side, Side]] = {
    Direction.LOWER: (BLUE_GREEN, WARM),
    Direction.HIGHER: (WARM, BLUE_GREEN),
    Direction.NEUTRAL: (MOSS, VIOLET),
}
#: lightness, chroma and hue of the class around the base
MIDDLE = (0.955, 0.008, 95.0)
LIGHTEST_SIDE, DARKEST_SIDE = 0.85, 0.40


def diverging(direction: Direction, below: int, middle: bool, above: int) -> list[str]:
    """Colours of classes around a base as `#rrggbb`, from the lowest: `below` of them, a light middle, `above`.

    The hue says on which side of the base a class is and which side is better; the darker, the farther from the base.
    Sides of unequal length share their steps: the same distance has the same lightness, and the middle stays at the
    base.
    """
    steps = max(below, above, 2)
    left, right = SIDES[direction]
    return [
        *(_side(left, step, steps) for step in reversed(range(below))),
        *([oklch_to_hex(*MIDDLE)] if middle else []),
        *(_side(right, step, steps) for step in range(above)),
    ]


#: judgements in the colours of a base's sides, the strong words in the darker step
_JUDGED: dict[Judgement, tuple[Side, int]] = {
    Judgement.MUCH_BETTER: (BLUE_GREEN, 2),
    Judgement.BETTER: (BLUE_GREEN, 1),
    Judgement.WORSE: (WARM, 1),
    Judgement.MUCH_WORSE: (WARM, 2),
    Judgement.MUCH_HIGHER: (VIOLET, 2),
    Judgement.HIGHER: (VIOLET, 1),
    Judgement.LOWER: (MOSS, 1),
    Judgement.MUCH_LOWER: (MOSS, 2),
}


def judgement_colour(judgement: Judgement) -> str:
    """The colour of a judgement as `#rrggbb`: warm is worse, blue-green better, violet higher, moss lower."""
    if judgement is Judgement.SIMILAR:
        return oklch_to_hex(*MIDDLE)
    side, step = _JUDGED[judgement]
    return _side(side, step, 3)


def _side(side: Side, step: int, steps: int) -> str:
    """Colour number `step` of a side, 0 beside the base."""
    t = step / (steps - 1)
    (light_hue, light_chroma), (dark_hue, dark_chroma) = side
    return oklch_to_hex(
        LIGHTEST_SIDE + (DARKEST_SIDE - LIGHTEST_SIDE) * t,
        light_chroma + (dark_chroma - light_chroma) * t,
        light_hue + (dark_hue - light_hue) * t,
    )


@lru_cache(maxsize=512)
def oklch_to_hex(lightness: float, chroma: float, hue: float) -> str:
    """An OKLCH colour (hue in degrees) as `#rrggbb`; where it is not in sRGB, chroma is lowered until it just is."""
    least, most = 0.0, chroma
    if not _in_srgb(_linear(lightness, chroma, hue)):
        for _ in range(20):
            middle = (least + most) / 2
            least, most = (middle, most) if _in_srgb(_linear(lightness, middle, hue)) else (least, middle)
        chroma = least
    linear = _linear(lightness, chroma, hue)
    return "#" + "".join(f"{round(255 * _gamma(min(1.0, max(0.0, channel)))):02x}" for channel in linear)


def _linear(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    """Linear sRGB of an OKLCH colour; formulas of Björn Ottosson, https://bottosson.github.io/posts/oklab/."""
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    lms = (
        (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3,
        (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3,
        (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3,
    )
    return (
        4.0767416621 * lms[0] - 3.3077115913 * lms[1] + 0.2309699292 * lms[2],
        -1.2684380046 * lms[0] + 2.6097574011 * lms[1] - 0.3413193965 * lms[2],
        -0.0041960863 * lms[0] - 0.7034186147 * lms[1] + 1.7076147010 * lms[2],
    )


def _in_srgb(linear: tuple[float, float, float]) -> bool:
    return all(0.0 <= channel <= 1.0 for channel in linear)


def _gamma(linear: float) -> float:
    """The sRGB transfer function (IEC 61966-2-1)."""
    return float(12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055)
