"""GeoJSON features of a level's areas: flat properties for attribute tables, geometry as ready-made bytes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from hytemap.atlas import AtlasLevel, Slice
from hytemap.model import Status, Values

#: digits given beyond those an indicator is shown with
EXTRA_DECIMALS = 3

STATUS_WORDS = np.array([status.word for status in Status], dtype=object)


@dataclass(frozen=True)
class Column:
    """One property of every feature: its name, and a value for each area of the level."""

    name: str
    values: Sequence[Any]


def numbers(values: Values, decimals: int, breaks: Sequence[float] = ()) -> list[float | None]:
    """Values for a machine: `decimals` + 3 digits, None for NaN.

    The short form must still round to what a page shows, and lie in the same class. Rounding twice can go wrong only
    when the first rounding ends on a half (10.44996 → 10.45 → 10.5), and a class changes only when it ends on a break
    (5.20004 → 5.2); such a value is given whole.
    """
    with np.errstate(invalid="ignore"):
        short = np.round(values, decimals + EXTRA_DECIMALS)
        scaled = np.abs(short) * 10.0**decimals
        on_a_half = np.abs(scaled - np.floor(scaled) - 0.5) < 1e-6
        on_a_break = np.isin(short, np.asarray(breaks, dtype=np.float64))
        given = np.where(on_a_half | on_a_break, values, short)
    return [None if value != value else value for value in given.tolist()]


def number(value: float, decimals: int) -> float | None:
    """One value, as `numbers` gives it."""
    return numbers(np.array([value]), decimals)[0]


def words_of(status: NDArray[np.uint8]) -> list[str]:
    """The word of each status."""
    found: list[str] = STATUS_WORDS[status].tolist()
    return found


def value_columns(name: str, found: Slice, decimals: int, breaks: Sequence[float] = ()) -> list[Column]:
    """`name` (null unless the status is ok or estimated) and `name_status`."""
    return [Column(name, numbers(found.value, decimals, breaks)), Column(f"{name}_status", words_of(found.status))]


def identity_columns(level: AtlasLevel, language: str, year: int | None) -> list[Column]:
    """What every feature says of its area, before any figure.

    `member` is false for an area that is drawn and valued but not of the city (Kauniainen's 02700): whoever sums
    features has to leave it out.
    """
    areas = level.areas
    return [
        Column("code", [area.code for area in areas]),
        Column("name", [area.name(language) for area in areas]),
        Column("name_fi", [area.name_fi for area in areas]),
        Column("name_sv", [area.name_sv for area in areas]),
        Column("level", [level.id] * len(areas)),
        Column("boundary_year", [area.boundary_year or level.boundary_year for area in areas]),
        Column("boundary_quality", [area.boundary_quality.value for area in areas]),
        Column("geometry_extent", [area.geometry_extent.value for area in areas]),
        Column("member", [area.member for area in areas]),
        Column("year", [year] * len(areas)),
    ]


def features(level: AtlasLevel, columns: Sequence[Column], positions: Iterable[int]) -> list[dict[str, Any]]:
    """The features of the areas at `positions`."""
    names = [column.name for column in columns]
    rows = list(zip(*(column.values for column in columns), strict=True))
    return [feature(level, dict(zip(names, rows[i], strict=True)), i) for i in positions]


def feature(level: AtlasLevel, properties: dict[str, Any], i: int) -> dict[str, Any]:
    """The feature of the area at position `i`; geometry is null where there is no polygon."""
    geometry = level.geometry[i]
    return {
        "type": "Feature",
        "id": level.areas[i].code,
        "properties": properties,
        "geometry": None if geometry is None else orjson.Fragment(geometry),
    }
