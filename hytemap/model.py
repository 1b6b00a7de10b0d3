"""The field's words as types: status, direction, theme, language, area, place in the impact chain."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, IntEnum, StrEnum

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
Statuses = NDArray[np.uint8]


class Status(IntEnum):
    """Standing of one observation; the number is its severity, so the worst part decides by maximum."""

    OK = 0
    ESTIMATED = 1
    NOT_APPLICABLE = 2
    MISSING = 3
    SUPPRESSED = 4

    @property
    def word(self) -> str:
        """The word used in YAML, files and answers: `ok`, `estimated`, `not_applicable` …."""
        return self.name.lower()

    @property
    def has_value(self) -> bool:
        """Whether an observation of this status shows a value."""
        return self <= Status.ESTIMATED

    @classmethod
    def from_word(cls, word: str) -> Status:
        """The status called `word`; raises ValueError naming the allowed words."""
        try:
            return cls[word.upper()]
        except KeyError:
            raise ValueError(f"{word!r} is no status; one of {', '.join(s.word for s in cls)}") from None


def worst(statuses: Iterable[Statuses | int]) -> Statuses:
    """The most severe status, elementwise over arrays of one shape (or scalars)."""
    result: Statuses = np.asarray(0, dtype=np.uint8)
    for status in statuses:
        result = np.maximum(result, np.asarray(status, dtype=np.uint8))
    return result


class Language(StrEnum):
    FI = "fi"
    SV = "sv"
    EN = "en"


class Direction(StrEnum):
    """Which way is better."""

    HIGHER = "higher"
    LOWER = "lower"
    NEUTRAL = "neutral"


class IntervalKind(StrEnum):
    """How an indicator's interval is formed; `published` ones come with the figures."""

    WILSON = "wilson"
    BYAR = "byar"
    PUBLISHED = "published"
    NONE = "none"


class Basis(StrEnum):
    """What chance an interval tells of: small numbers in a register of everybody, or who was asked in a survey."""

    REGISTER = "register"
    SURVEY = "survey"


class Theme(StrEnum):
    HYVINVOINTI = "hyvinvointi"
    TERVEYS = "terveys"
    OSALLISUUS = "osallisuus"
    TURVALLISUUS = "turvallisuus"
    ELINOLOT = "elinolot"


class ChainStage(StrEnum):
    """Place in the impact chain."""

    INPUT = "input"
    OUTPUT = "output"
    OUTCOME = "outcome"
    IMPACT = "impact"


class BoundaryQuality(StrEnum):
    OFFICIAL = "official"
    GENERALISED = "generalised"


class GeometryExtent(StrEnum):
    LAND = "land"
    WITH_SEA = "with_sea"


class Unit(StrEnum):
    """Units of indicators; how each is written in a language stands in the translations."""

    PERCENT = "percent"
    PERSONS = "persons"
    PERSONS_PER_KM2 = "persons_per_km2"
    PERSONS_PER_HOUSEHOLD = "persons_per_household"
    EUROS_PER_YEAR = "euros_per_year"
    YEARS = "years"
    SQUARE_METRES = "square_metres"
    SQUARE_METRES_PER_PERSON = "square_metres_per_person"
    WORKPLACES = "workplaces"
    INDEX = "index"
    PER_1000 = "per_1000"
    PER_10000 = "per_10000"
    PER_100000 = "per_100000"


class AddressForm(Enum):
    """Media type of each `f=` word, said once."""

    JSON = "application/json"
    GEOJSON = "application/geo+json"
    HTML = "text/html"
    CSV = "text/csv"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    TOPOJSON = "application/topo+json"
    GPKG = "application/geopackage+sqlite3"
    #: unregistered; QGIS goes by the end of the file's name
    QML = "application/x-qgis-layer-settings"
    PROBLEM = "application/problem+json"
    SCHEMA = "application/schema+json"
    JSONLD = "application/ld+json"
    OPENAPI = "application/vnd.oai.openapi+json;version=3.0"


@dataclass(frozen=True)
class LocalText:
    """The same text in Finnish, Swedish and English."""

    fi: str
    sv: str
    en: str

    def __getitem__(self, language: str) -> str:
        text: str = getattr(self, language)
        return text


@dataclass(frozen=True)
class Area:
    """One area of a level.

    `code` is a string (leading zeros count). `member` is False for areas drawn and valued but not of Espoo
    (Kauniainen's 02700): they stand outside totals, ranks, class breaks and base values. `land_area_m2` is the
    publisher's land area, or one derived from it; None when nobody gives one.
    """

    code: str
    name_fi: str
    name_sv: str
    member: bool = True
    code_series: str | None = None
    boundary_year: int | None = None
    boundary_quality: BoundaryQuality = BoundaryQuality.GENERALISED
    geometry_extent: GeometryExtent = GeometryExtent.LAND
    land_area_m2: float | None = None

    def name(self, language: str) -> str:
        """The area's name; English uses the Finnish one, as Espoo has no English names of districts."""
        return self.name_sv if language == Language.SV else self.name_fi
