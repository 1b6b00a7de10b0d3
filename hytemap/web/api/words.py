"""The query words of the address book, each said once."""

from __future__ import annotations

from typing import Any

from hytemap.atlas.atlas import TOTAL
from hytemap.maps.view import TARGET, VIEW_METHODS
from hytemap.model import Language
from hytemap.statistics.class_breaks import FEWEST, MOST
from hytemap.web.api.crs import CrsWord
from hytemap.web.api.filters import LONGEST
from hytemap.web.api.query import (
    Choice,
    Choices,
    Datetime,
    NamedOrArea,
    Names,
    Numbers,
    Text,
    Truth,
    WholeNumber,
    Word,
    Year,
    Years,
)
from hytemap.web.api.spatial_words import BoundingBox

#: indicators, or years, one question may ask for
MOST_COLUMNS = 50
#: properties one question may choose, and sort by
MOST_NAMES, MOST_SORTED = 2 * MOST_COLUMNS + 10, 10
LIMIT_DEFAULT, LIMIT_MOST = 1_000, 10_000
#: no level has more areas times years than this; an offset beyond it is a mistake
OFFSET_MOST = 1_000_000_000

LANG = Choice(
    "lang",
    "Language of `name` and of every title: fi, sv or en. Without it the Accept-Language header decides, else Finnish.",
    lambda atlas: [language.value for language in Language],
)
LEVEL = Choice("level", "Division of the city into areas.", lambda atlas: list(atlas.levels))
INDICATOR = Choice("indicator", "One indicator.", lambda atlas: list(atlas.indicators))
INDICATORS = Choices(
    "indicators",
    f"Indicators (up to {MOST_COLUMNS}), parted by commas. Each becomes the properties ID and ID_status.",
    lambda atlas: list(atlas.indicators),
    MOST_COLUMNS,
)
YEAR = Year("year", "Year of the figures. Without it the newest in which most of the indicators asked have values.")
YEARS = Years(
    "years",
    f"Years (up to {MOST_COLUMNS}) of one indicator, parted by commas. Each becomes ID_2016, ID_2016_status and so on.",
    MOST_COLUMNS,
)
DATETIME = Datetime(
    "datetime",
    "Date, time or interval (RFC 3339, OGC API – Features). Shows the newest year it touches in which most of "
    "the indicators asked have values; no features when it touches none.",
)
BBOX = BoundingBox(
    "bbox",
    "Only areas whose polygon touches this box: west,south,east,north in WGS 84 degrees, or in the CRS of `bbox-crs`.",
)
BBOX_CRS = CrsWord("bbox-crs", "CRS in which `bbox` is told; CRS84 (longitude, latitude) unless told.")
CRS = CrsWord(
    "crs",
    "CRS of the coordinates: CRS84 unless told. The OGC URI has axes in the order of the EPSG register (EPSG:3879 has "
    "its northing first), the short form always x before y.",
)
FILTER = Text(
    "filter",
    "Only features for which this is true, in CQL2 text: `unemployment_rate > 10 AND name LIKE 'Suur%'`. The "
    "properties are those of the answer; `geometry` is the polygon.",
    LONGEST,
)
FILTER_LANG = Choice("filter-lang", "Language of `filter`.", lambda atlas: ["cql2-text"])
FILTER_CRS = CrsWord("filter-crs", "CRS of the coordinates in `filter`; CRS84 unless told.")
SORTBY = Names(
    "sortby",
    "Properties to sort by, parted by commas; with - before it from the largest down. Nulls come last.",
    MOST_SORTED,
    sign=True,
)
PROPERTIES = Names("properties", "Properties to give, parted by commas, in this order; all unless told.", MOST_NAMES)
SKIP_GEOMETRY = Truth("skipGeometry", "Whether to leave the polygons out (their geometry is then null).")
LIMIT = WholeNumber(
    "limit",
    f"How many to give at most: {LIMIT_DEFAULT} unless told; more than {LIMIT_MOST} means {LIMIT_MOST}.",
    1,
    LIMIT_MOST,
    default=LIMIT_DEFAULT,
    capped=True,
)
OFFSET = WholeNumber("offset", "How many to leave out from the start.", 0, OFFSET_MOST, default=0)
GROUP = Choice(
    "group",
    f"Population group of the figures; {TOTAL} unless told. An indicator's own stand in /api/indicators/ID.",
    lambda atlas: atlas.population_groups,
)
BASE = NamedOrArea(
    "base",
    "What difference and ratio are told against: the city (espoo, the default), the wellbeing services county (luvn), "
    "the country (finland), the indicator's own target, or any area by its code.",
    lambda atlas: [*atlas.named_bases, TARGET],
    lambda atlas: atlas.bases,
)
METHOD = Choice(
    "method",
    "How class breaks are found; `base` makes classes around the value of `base`, in diverging colours; `own` takes "
    "them from `breaks`.",
    lambda atlas: VIEW_METHODS,
)
CLASSES = WholeNumber("classes", "Number of classes.", FEWEST, MOST)
BREAKS = Numbers("breaks", "Inner class limits, rising; only with method=own.", MOST - 1)

BOM = Truth("bom", "Whether a CSV file begins with a mark of byte order (Excel needs it to take UTF-8 for what it is).")
DECIMAL = Choice("decimal", "Decimal sign of a CSV file: point unless told.", lambda atlas: ["point", "comma"])
DELIMITER = Choice(
    "delimiter",
    "What parts the cells of a CSV file: comma unless told. decimal=comma needs another.",
    lambda atlas: ["comma", "semicolon", "tab"],
)
#: words that only go with f=csv
OF_CSV: tuple[Word[Any], ...] = (BOM, DECIMAL, DELIMITER)
