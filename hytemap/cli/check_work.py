"""What `hytemap check` looks at besides definitions and shipped figures: CRS, and what was fetched or imported."""

from __future__ import annotations

from collections.abc import Iterator

import pyproj
from pyproj.exceptions import CRSError

from hytemap.definitions import Definitions, Table
from hytemap.definitions.figures import Findings, unmatched_codes
from hytemap.errors import Fault, HytemapError
from hytemap.settings import Settings
from hytemap.sources.work import load_level, load_table_rows


def crs_faults(definitions: Definitions) -> Iterator[Fault]:
    """CRS of levels, their sources and rasters that PROJ does not know."""
    named = []
    for level in definitions.levels.values():
        named.append((f"boundaries/{level.id}.yaml", "crs", level.crs))
        named += [(f"boundaries/{level.id}.yaml", f"sources.{i}.crs", one.crs) for i, one in enumerate(level.sources)]
    named += [(f"layers/rasters/{raster.id}.yaml", "crs", raster.crs) for raster in definitions.rasters.values()]
    named += [(f"layers/rasters/{surface.id}.yaml", "crs", surface.crs) for surface in definitions.surfaces.values()]
    for shown, key, crs in named:
        try:
            pyproj.CRS.from_user_input(crs)
        except CRSError:
            yield Fault(shown, key, f"PROJ does not know {crs}", "an EPSG code such as EPSG:3879 or EPSG:3067")


def work_findings(definitions: Definitions, settings: Settings, broken: set[str]) -> Findings:
    """Codes of fetched and imported rows that stand for no area; levels not fetched yet hold nothing against them."""
    found = Findings()
    for table in definitions.tables.values():
        if f"layers/tables/{table.id}.yaml" in broken or not set(table.levels) <= set(definitions.levels):
            continue
        try:
            known = _known_codes(definitions, settings, table)
            for part, rows, meta in load_table_rows(settings, table) if known else []:
                # codes that come with names are joined by them; `hytemap build` lists those left over
                named = {code for names in (meta.get("names") or {}).values() for code in names}
                pairs = zip(rows.area, rows.year.tolist(), strict=True)
                found.add(unmatched_codes(table, known | named, pairs, f"work/tables/{table.id}-{part}"))
        except HytemapError as error:
            found.faults.append(Fault(f"work/tables/{table.id}", "", str(error)))
    return found


def _known_codes(definitions: Definitions, settings: Settings, table: Table) -> set[str]:
    """Codes of all areas of the table's levels, and of their older divisions; none where some areas are not known."""
    known: set[str] = set()
    for name in table.levels:
        level = definitions.levels[name]
        stored = load_level(settings, name)
        codes = {area.code for area in level.expected_areas} | set(stored.codes if stored else ())
        if not codes:
            return set()
        known |= codes | {code for code in (stored.code_series if stored else ()) if code}
        known |= {change.old for change in definitions.changes.get(name, [])}
    return known
