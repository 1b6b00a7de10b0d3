"""The tables that figures formed from rasters stand in: one a raster, made from the indicators that use it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from hytemap.definitions.common import Text
from hytemap.definitions.known import known_or_broken, one_of
from hytemap.definitions.surfaces import BASE, TOP, Surface
from hytemap.definitions.tables import Edition, FetchedEdition, Table, VariableGroup
from hytemap.errors import Fault

if TYPE_CHECKING:
    from hytemap.definitions.indicators import Indicator
    from hytemap.definitions.levels import Level
    from hytemap.definitions.load import Definitions
    from hytemap.definitions.rasters import Raster

_PROTECTION = Text(
    fi="Julkaisijan oma suojaus on voimassa sellaisenaan; luvut on muodostettu rasterin ruuduista.",
    sv="Utgivarens eget skydd gäller som sådant; siffrorna har bildats av rastrets rutor.",
    en="The publisher's own protection holds as it is; the figures are formed from the raster's cells.",
)


def raster_tables(
    rasters: Mapping[str, Raster | Surface],
    years: Mapping[str, Sequence[int]],
    indicators: Iterable[Indicator],
    levels: Mapping[str, Level],
) -> dict[str, Table]:
    """A table for each raster that indicators use: its years, and two variables an indicator, at every drawn level.

    `years` are those at hand of each raster, rising.
    """
    used: dict[str, list[Indicator]] = {}
    for indicator in indicators:
        if indicator.raster and indicator.raster.id in rasters:
            used.setdefault(indicator.raster.id, []).append(indicator)
    drawn = [level.id for level in levels.values() if not level.reference]
    return {name: _table(rasters[name], years[name], some, drawn) for name, some in used.items() if drawn}


def _table(raster: Raster | Surface, years: Sequence[int], indicators: list[Indicator], levels: list[str]) -> Table:
    groups = {
        indicator.id: VariableGroup(
            title=indicator.title,
            # they are the indicator's alone, and no page names them
            variables={f"{indicator.id}_{ending}": indicator.title for ending in (TOP, BASE)},
            editions=_editions(years, indicator.raster.reference),
            fetched=FetchedEdition(vintage="current", reference=indicator.raster.reference),
        )
        for indicator in indicators
        if indicator.raster
    }
    year = str(years[-1]) if years else ""
    title = Text(**{key: text.replace("{year}", year) for key, text in raster.title.model_dump().items()})
    return Table(
        id=raster.id,
        title=title,
        publisher=raster.publisher,
        levels=levels,
        raster=raster.id,
        groups=groups,
        protection=_PROTECTION,
        licence=raster.licence,
        attribution=raster.attribution,
    )


def _editions(years: Sequence[int], reference: Text) -> list[Edition]:
    return [Edition(years=list(years), vintage="current", reference=reference)] if years else []


def raster_use_faults(definitions: Definitions, indicator: Indicator, shown: str, broken: set[str]) -> Iterator[Fault]:
    """Rasters that an indicator names and that are not there, or are of another kind."""
    use = indicator.raster
    if use is None:
        return
    amounts = {name: raster for name, raster in definitions.rasters.items() if raster.kind == "weights"}
    values = {**definitions.surfaces, **amounts}
    if not known_or_broken(use.id, values, "layers/rasters", broken):
        right = one_of(values)
        yield Fault(shown, "raster.id", f"{use.id!r} is no raster of kind `surface` or `weights`", right)
    if use.weights and not known_or_broken(use.weights, amounts, "layers/rasters", broken):
        yield Fault(shown, "raster.weights", f"{use.weights!r} is no raster of kind `weights`", one_of(amounts))
    table = definitions.tables.get(use.id)
    if table and table.raster is None:
        yield Fault(shown, "raster.id", f"a table is called {use.id} too", "rename the table or the raster")
