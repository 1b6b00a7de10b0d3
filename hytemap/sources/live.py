"""Live sources of tables: a reader a kind, and what each brings back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hytemap.definitions import Definitions, Table
from hytemap.errors import SourceError
from hytemap.sources.layers import LayerRequest
from hytemap.sources.levels import request_of
from hytemap.sources.publishers import Publishers
from hytemap.sources.tables import TableRows, rows_of_layer


@dataclass(frozen=True)
class FetchedPart:
    """Rows that are kept and replaced together: a year, or a series of years.

    `name` has letters and digits only; a single year's is the year, so that series come after it. `service` and `layer`
    say where the rows came from; `meta` is kept beside them.
    """

    name: str
    rows: TableRows
    service: str
    layer: str
    meta: dict[str, Any] = field(default_factory=dict)


#: asks one live source of a table; raises SourceError or TableError
Reader = Callable[[Definitions, Table, Publishers], list[FetchedPart]]


def live_readers(table: Table) -> list[Reader]:
    """The readers of the table's live sources, in the order they are asked."""
    readers: list[Reader] = []
    if table.wfs is not None:
        readers.append(read_wfs)
    return readers


def read_wfs(definitions: Definitions, table: Table, publishers: Publishers) -> list[FetchedPart]:
    """The newest year, out of the attributes of the level's own layer."""
    request = _layer_request(definitions, table)
    layer = publishers.layer(request)
    level = definitions.levels[table.wfs.level] if table.wfs else None
    rows = rows_of_layer(table, layer, [area.code for area in level.expected_areas] if level else [])
    return [FetchedPart(str(int(rows.year[0])), rows, layer.service, layer.name, {"layer_year": layer.year})]


def _layer_request(definitions: Definitions, table: Table) -> LayerRequest:
    """The same request as the level's own source of that layer makes, so that one answer serves both."""
    wfs = table.wfs
    if wfs is None:
        raise SourceError(f"{table.id} has no WFS source")
    level = definitions.levels[wfs.level]
    for source in level.sources:
        if (source.service, source.layer, source.version) == (wfs.service, wfs.layer, wfs.version):
            return request_of(source)
    return LayerRequest(wfs.service, wfs.layer, wfs.version, level.crs)
