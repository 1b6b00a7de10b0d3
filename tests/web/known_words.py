"""The API's OpenAPI document, narrowed to words that go together: most questions made of it have an answer.

A narrowed document allows a part of what the published one allows and says the same of every answer, so whatever is
found by it would be found by the published one, were there time enough.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from hytemap.atlas import Atlas
from hytemap.web.api.words import BOM, BREAKS, DECIMAL, DELIMITER, YEARS

OF_CSV = {BOM.name, DECIMAL.name, DELIMITER.name}
#: what stands in paths and in `level`
LEVELS = ["suuralue", "postinumeroalue"]
#: indicators that both levels have in each of the years
INDICATORS, YEARS_OF_ALL = ["population", "unemployment_rate", "higher_degree"], [2016, 2020, 2024]
#: own class limits go with method=own alone, several years with one indicator alone; each is asked by tests of its own
APART = {BREAKS.name, YEARS.name}
#: word → values that have an answer, whatever else is asked
WORDS: dict[str, list[Any]] = {
    "year": YEARS_OF_ALL,
    "datetime": ["2016", "2020-06-30", "2016/2020", "../2024", "2024-12-31T23:59:59Z"],
    "group": ["total"],
    "base": ["espoo", "0492000000", "02100"],
    "method": ["natural", "quantile", "equal", "stddev", "base"],
    "bbox": [[24.5, 60.1, 24.9, 60.4], [24.7, 60.2, 0, 24.72, 60.21, 100], [0, 0, 1, 1], [179.5, -1, -179.5, 1]],
    "bbox-crs": ["http://www.opengis.net/def/crs/OGC/1.3/CRS84"],
    "filter": [
        "name LIKE 'Suur%'",
        "population > 1000 AND population_status = 'ok'",
        "code IN ('0492000000', '02100') OR NOT (member = TRUE)",
        "S_INTERSECTS(geometry, POINT(24.8 60.2))",
    ],
    "filter-crs": ["http://www.opengis.net/def/crs/OGC/1.3/CRS84"],
    "limit": [1, 7, 1000, 10000],
    "offset": [0, 1, 46, 1_000_000_000],
}
#: word → names of which a list holds some
NAMES = {"indicators": INDICATORS, "sortby": ["name", "-code", "+year"], "properties": ["name", "code", "year"]}


def narrowed(document: dict[str, Any], atlas: Atlas, form: str | None = None) -> dict[str, Any]:
    """A copy of the document; with `form=csv` every question that may have a CSV answer asks for one."""
    document = deepcopy(document)
    for path, item in document["paths"].items():
        described = item["get"]
        forms = next(one["schema"]["enum"] for one in described["parameters"] if one["name"] == "f")
        in_csv = form == "csv" and "csv" in forms
        left_out = APART if in_csv else APART | OF_CSV
        described["parameters"] = [one for one in described["parameters"] if one["name"] not in left_out]
        for one in described["parameters"]:
            _narrow(one, path, atlas)
            if one["name"] == "f" and in_csv:
                one |= {"required": True, "schema": {"type": "string", "enum": ["csv"]}}
    return document


def _narrow(parameter: dict[str, Any], path: str, atlas: Atlas) -> None:
    name, schema = parameter["name"], parameter["schema"]
    if name == "collection":
        long_form = [f"{level}.{INDICATORS[0]}" for level in LEVELS]
        schema["enum"] = LEVELS if path.endswith("/items") or "{feature}" in path else LEVELS + long_form
    elif name == "feature":
        schema["enum"] = [area.code for level in LEVELS for area in atlas.levels[level].areas]
    elif name == "level":
        schema["enum"] = LEVELS
    elif name == "indicator":
        schema["enum"] = INDICATORS
    elif name in NAMES:
        schema["items"] = {"type": "string", "enum": NAMES[name]}
        schema["maxItems"] = len(NAMES[name])
    elif name in WORDS:
        parameter["schema"] = {"type": schema["type"], "enum": WORDS[name]}
