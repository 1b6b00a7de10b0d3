"""Sizes of paper, in points (1/72 inch), and what fits on it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

#: points in a millimetre
MM = 72 / 25.4
#: maps that a comparison has; columns of values beyond the last do not fit on A4 as it stands
FEWEST_MAPS, MOST_MAPS, MOST_COLUMNS = 2, 6, 8
#: dots per inch that a picture may have
LEAST_DPI, MOST_DPI = 96, 300
#: points at the foot for whose the sheet is, and the page's number
FOOT = 16.0


class Format(Enum):
    """Paper of ISO 216, as addresses and commands say it."""

    A4 = "a4"
    A3 = "a3"


class Orientation(Enum):
    """Which way the paper lies."""

    PORTRAIT = "portrait"
    LANDSCAPE = "landscape"


_MILLIMETRES = {Format.A4: (210, 297), Format.A3: (297, 420)}


@dataclass(frozen=True)
class Paper:
    """A sheet of paper: its format, how it lies, and the margin around what is printed, in points."""

    format: Format = Format.A4
    orientation: Orientation = Orientation.PORTRAIT
    margin: float = 15 * MM

    @property
    def width(self) -> float:
        """Width in points."""
        short, long = _MILLIMETRES[self.format]
        return MM * (long if self.landscape else short)

    @property
    def height(self) -> float:
        """Height in points."""
        short, long = _MILLIMETRES[self.format]
        return MM * (short if self.landscape else long)

    @property
    def landscape(self) -> bool:
        """Whether the long side lies across."""
        return self.orientation is Orientation.LANDSCAPE

    @property
    def inner_width(self) -> float:
        """Width between the margins, in points."""
        return self.width - 2 * self.margin

    @property
    def inner_height(self) -> float:
        """Height between the margins and above the line at the foot, in points."""
        return self.height - 2 * self.margin - FOOT
