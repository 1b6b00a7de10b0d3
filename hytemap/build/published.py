"""What of the definitions is published with the numbers: plain JSON facts that every face reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from hytemap.build.accuracy import Accuracies
from hytemap.build.inputs import LevelInput
from hytemap.definitions import Carry, Definitions, Formula, Indicator, Level, Table, Text
from hytemap.definitions.indicators import Preferred
from hytemap.definitions.intervals import basis_of, interval_of, times_of
from hytemap.definitions.load import published_years


def _text(text: Text | None) -> dict[str, str] | None:
    return None if text is None else {"fi": text.fi, "sv": text.sv, "en": text.en}


def level_facts(level: Level, given: LevelInput) -> dict[str, Any]:
    """Facts of a level: titles, note, licence, and what its polygons are."""
    fetched = given.origin["origin"] == "fetched"
    default = None if fetched else level.default_geometry
    return {
        "id": level.id,
        "order": level.order,
        "reference": level.reference,
        "title": _text(level.title),
        "area_title": _text(level.area_title),
        "note": _text(level.note),
        "crs": level.crs,
        "licence": default.licence if default else level.licence,
        "attribution": _text(default.attribution if default else level.attribution),
        "boundary_year": given.origin.get("boundary_year"),
        "boundary_quality": "official" if fetched or default is None else default.quality.value,
        "geometry_extent": next((a.geometry_extent.value for a in given.areas if a.boundary_year), "land"),
        "vintages": {name: _text(vintage.title) for name, vintage in level.vintages.items()},
    }


def indicator_facts(
    indicator: Indicator,
    definitions: Definitions,
    origins: Sequence[Mapping[str, Any]] = (),
    accuracy: Accuracies | None = None,
) -> dict[str, Any]:
    """Facts of an indicator: what it says, how it is formed, who answers for it, and of which moment each year is.

    `origins` say where fetched figures came from; a publisher's own description of the indicator is taken from them.
    `accuracy` is what is known of how far figures carried to other levels are off.
    """
    table = definitions.tables[indicator.table]
    years = definitions.years_of(indicator)
    return {
        "id": indicator.id,
        "title": _text(indicator.title),
        "definition": _text(indicator.definition),
        "note": _text(indicator.note),
        "theme": indicator.theme.value,
        "chain": indicator.chain.value,
        "direction": indicator.direction.value,
        "unit": indicator.unit.value,
        "decimals": indicator.decimals,
        # the table the indicator is formed from first, then those preferred to it at some levels
        "sources": [
            {
                **_source(definitions, indicator, table, indicator.formula, indicator.formula_of, years),
                "licence": indicator.licence or table.licence,
                "attribution": _text(indicator.attribution or table.attribution),
                "accuracy": (accuracy or {}).get(table.id, {}),
            },
            *(_preferred(definitions, indicator, preferred) for preferred in indicator.preferred),
        ],
        "groups": {name: _text(title) for name, title in table.population_groups.items()},
        "steward": {"role": _text(indicator.steward.role), "unit": _text(indicator.steward.unit)},
        "target": None
        if indicator.target is None
        else {
            "value": indicator.target.value,
            "year": indicator.target.year,
            "source": _text(indicator.target.source),
        },
        "update": _text(indicator.update),
        # null where a development may be told
        "no_trend": _text(indicator.trend.why),
        "breaks": {str(year): _text(said) for year, said in indicator.breaks.items()},
        "metadata": _metadata(indicator, origins),
    }


def _metadata(indicator: Indicator, origins: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """What the publisher itself says of the indicator's variable; None before it was fetched."""
    for origin in origins:
        if origin.get("id") == indicator.table and origin.get("variable") in indicator.formula.names:
            said = origin.get("metadata")
            return said if isinstance(said, dict) else None
    return None


def _source(
    definitions: Definitions,
    indicator: Indicator,
    table: Table,
    formula: Formula,
    formula_of: Callable[[int], Formula],
    years: list[int],
) -> dict[str, Any]:
    """Facts of one table an indicator is formed from, by `formula` unless the year has another."""
    others = {year: other for year in years if (other := formula_of(year)) != formula}
    return {
        "id": table.id,
        "title": _text(table.title),
        "publisher": _text(table.publisher),
        "levels": table.levels,
        "address": table.address,
        "kind": formula.kind,
        "formula": _parts(formula),
        "times": times_of(indicator, formula),
        # the publisher's own labels
        "variables": _labels(table, [formula, *others.values()]),
        "formula_in_year": {
            str(year): {"kind": other.kind, "formula": _parts(other), "times": times_of(indicator, other)}
            for year, other in others.items()
        },
        "interval": interval_of(indicator, table, formula).value,
        "basis": basis_of(table, formula).value,
        "licence": table.licence,
        "attribution": _text(table.attribution),
        "protection": _text(table.protection),
        "note": None,
        "carried": {carry.to: _carried(definitions, carry) for carry in table.carry},
        # level → how far a count carried to it is off where it is known there
        "accuracy": {},
        "years": {str(year): _moment(table, formula_of(year), year) for year in years},
    }


def _parts(formula: Formula) -> dict[str, str]:
    return {key: expression.text for key, expression in formula.expressions.items()}


def _labels(table: Table, formulas: Sequence[Formula]) -> dict[str, dict[str, str] | None]:
    """The publisher's labels of the variables; none of a raster's, which are ours and say nothing to a reader."""
    if table.raster:
        return {}
    names = dict.fromkeys(name for formula in formulas for name in formula.names)
    return {name: _text(group.variables[name]) for name in names if (group := table.group_of(name)) is not None}


def _carried(definitions: Definitions, carry: Carry) -> dict[str, str]:
    """The assumptions behind carried figures; `{year}` becomes that of the raster in use."""
    raster = definitions.rasters.get(carry.weights or "")
    year = str(raster.year) if raster else ""
    return {language: text.replace("{year}", year) for language, text in (_text(carry.note) or {}).items()}


def _preferred(definitions: Definitions, indicator: Indicator, preferred: Preferred) -> dict[str, Any]:
    table = definitions.tables[preferred.table]

    def formula_of(year: int) -> Formula:
        return preferred.formula

    years = published_years(table, formula_of)
    facts = _source(definitions, indicator, table, preferred.formula, formula_of, years)
    return {**facts, "levels": preferred.levels, "carried": {}, "note": _text(preferred.note)}


def _moment(table: Table, formula: Formula, year: int) -> dict[str, Any]:
    """Reference date, boundary vintage, and whether the date was verified with the publisher."""
    for name in formula.names:
        group = table.group_of(name)
        edition = group.edition(year) if group else None
        if edition:
            return {
                "reference": _text(edition.reference),
                "vintage": edition.vintage,
                "verified": edition.verified,
            }
    return {"reference": None, "vintage": "current", "verified": True}
