"""Live sources of tables: a reader a kind, and what each brings back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from hytemap.definitions import Definitions, Table
from hytemap.errors import SourceError
from hytemap.sources.layers import LayerRequest
from hytemap.sources.levels import request_of
from hytemap.sources.parts import FetchedPart
from hytemap.sources.publishers import Publishers
from hytemap.sources.pxweb import read_pxweb
from hytemap.sources.sotkanet import read_sotkanet
from hytemap.sources.tables import rows_of_layer

__all__ = ["FetchedPart", "Reader", "live_readers"]


#: asks one live source of a table; raises SourceError or TableError
Reader = Callable[[Definitions, Table, Publishers], list[FetchedPart]]


def live_readers(table: Table, kept: Mapping[str, Mapping[str, Any]] | None = None) -> list[Reader]:
    """The readers of the table's live sources, in the order they are asked.

    `kept` says where earlier parts of the table came from, by name: some of it is found only once.
    """
    readers: list[Reader] = []
    if table.wfs is not None:
        readers.append(read_wfs)
    if table.sotkanet is not None:
        readers.append(partial(read_sotkanet, kept=kept or {}))
    # one reader each, so that a table that cannot be had does not cost another
    readers += [partial(read_pxweb, source=source) for source in table.pxweb or []]
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
