"""What `hytemap import` keeps in the work folder: the mapping, the rows of each year, and apart what is hidden.

work/imports/<table>.yaml           the mapping as it was written, so that next year's file needs none
work/tables/<table>-<year>.json     as of a fetched table; small numbers are hidden in the rows already
work/hidden/<table>-<year>.hidden   the values hidden, for whoever protects or audits; in no digest, as a digest of
                                    figures tells them to whoever knows all but one
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hytemap.definitions import Table
from hytemap.definitions.imports import ImportMapping, masked
from hytemap.errors import TableError
from hytemap.settings import Settings
from hytemap.sources.copies import work_folder
from hytemap.sources.imports.protection import Key, hide_small, with_hidden
from hytemap.sources.tables import TableRows
from hytemap.sources.work import kept_origins, load_table_rows, save_table_rows
from hytemap.whole_files import write_whole

#: how the work folder's copies say where they came from
SERVICE = "hytemap import"


@dataclass(frozen=True)
class Kept:
    """A mapping of an earlier import: its `text`, and the marks by which files of the same columns are known again."""

    mapping: ImportMapping
    text: str
    columns: frozenset[str]
    years: tuple[int, ...]


def columns_mark(names: Sequence[str]) -> str:
    """A digest of a file's column names, by which next year's file is known: years in them count as any year."""
    return hashlib.sha256("\n".join(sorted(masked(name) for name in names if name)).encode()).hexdigest()


def kept_imports(settings: Settings, mappings: Sequence[ImportMapping]) -> dict[str, Kept]:
    """What was kept of each of `mappings`, by table."""
    found: dict[str, Kept] = {}
    for mapping in mappings:
        origins: Mapping[str, Mapping[str, Any]] = kept_origins(settings, mapping.id)
        marks = frozenset(str(origin.get("columns")) for origin in origins.values())
        years = sorted({year for origin in origins.values() for year in origin.get("years", ())})
        text = (settings.imports / f"{mapping.id}.yaml").read_text(encoding="utf-8")
        found[mapping.id] = Kept(mapping, text, marks, tuple(years))
    return found


def keep(
    settings: Settings, mapping: ImportMapping, text: str, years: Mapping[int, TableRows], columns: Sequence[str]
) -> None:
    """Keep the mapping, and the rows of each year in place of those of that year before; other years stay.

    The rule for small numbers is the mapping's, also for the years that stay.
    """
    table = mapping.table()
    now = datetime.now(UTC).isoformat(timespec="seconds")
    origin = {"service": SERVICE, "layer": mapping.title.fi, "fetched_at": now, "columns": columns_mark(columns)}
    for part, rows, said in load_table_rows(settings, table):
        if part.isdigit() and int(part) not in years:
            whole = with_hidden(rows, hidden_values(settings, table, int(part)))
            known = {key: value for key, value in said.items() if key in origin}
            _keep_year(settings, table, int(part), whole, known)
    for year, rows in years.items():
        _keep_year(settings, table, year, rows, origin)
    # last: until now the rows are those of a table that nobody reads, or of the mapping before
    write_whole(work_folder(settings, "imports") / f"{mapping.id}.yaml", text.encode())


def _keep_year(settings: Settings, table: Table, year: int, rows: TableRows, origin: Mapping[str, Any]) -> None:
    shown, hidden = hide_small(table, rows)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([area, at, group, variable, repr(value)] for (area, at, group, variable), value in hidden.items())
    write_whole(_hidden_file(settings, table, year), out.getvalue().encode())
    save_table_rows(settings, table, str(year), shown, dict(origin))


def hidden_values(settings: Settings, table: Table, year: int) -> dict[Key, float]:
    """The values of a year that were hidden at import; raises TableError when the file is damaged."""
    path = _hidden_file(settings, table, year)
    try:
        cells = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
        return {(area, int(at), group, variable): float(value) for area, at, group, variable, value in cells}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        # the error's text may hold what is hidden
        raise TableError(f"{path} cannot be used: import the file of {year} again") from error


def forget(settings: Settings, table_id: str) -> list[Path]:
    """Take the mapping, all rows and all hidden values of a table away; the files that are gone."""
    gone = [settings.imports / f"{table_id}.yaml"]
    gone += sorted((settings.work / "tables").glob(f"{table_id}-*"))
    gone += sorted((settings.work / "hidden").glob(f"{table_id}-*"))
    for path in gone:
        path.unlink(missing_ok=True)
    return gone


def _hidden_file(settings: Settings, table: Table, year: int) -> Path:
    return work_folder(settings, "hidden") / f"{table.id}-{year}.hidden"
