"""Colours and type of drawings: fixed ones for paper and pictures, the page's own tokens where one stands in it."""

from __future__ import annotations

from dataclasses import dataclass

from hytemap.maps.svg.font import PAGE_FONT, Font


@dataclass(frozen=True)
class Theme:
    """What a drawing is drawn with; colours are `#rrggbb`, or `var(--token)` inside a page.

    Classes keep their colours in every theme, so that they mean the same in light and in dark.
    """

    ground: str = "#ffffff"
    sea: str = "#e6ecf1"
    #: around areas where nobody has told what is land and what is water
    unknown: str = "#f6f7f8"
    neighbour: str = "#e9ecee"
    ink: str = "#16202b"
    quiet: str = "#52606d"
    hairline: str = "#d8dee4"
    accent: str = "#0b4a9e"
    #: a border is a dark line in a light casing: one of the two stands out by 3:1 from any class
    border: str = "#3a4652"
    casing: str = "#ffffff"
    hatch_ground: str = "#fbfcfd"
    hatch_line: str = "#7a8794"
    halo: str = "#ffffff"
    #: the band of the middle half of areas
    half: str = "#b4bec8"
    font: Font = PAGE_FONT


PAPER = Theme()

#: inside a page: the tokens of static/css/tokens.css, so that a drawing follows the colour scheme of its reader
PAGE = Theme(
    ground="var(--paper)",
    sea="var(--map-water)",
    unknown="var(--map-ground)",
    neighbour="var(--map-neighbour)",
    ink="var(--ink)",
    quiet="var(--ink-quiet)",
    hairline="var(--hairline)",
    accent="var(--accent)",
    hatch_ground="var(--hatch-ground)",
    hatch_line="var(--hatch-line)",
    halo="var(--map-halo)",
    half="var(--band)",
)
