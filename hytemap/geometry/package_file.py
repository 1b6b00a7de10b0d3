"""Writes a GeoPackage of features told on standard input: run as a program of its own, `python -m …package_file FILE`.

GDAL writes it, which a serving process never loads: it would weigh more than everything it serves. What is told is
JSON: `layer`, `crs` (EPSG code), `fields` (name, kind, values), `geometry` (WKB in hexadecimal, x before y, or null),
`notes` (rows of three texts) and `style` (QML, or null).
"""

from __future__ import annotations

import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pyogrio
from numpy.typing import NDArray

#: what GDAL makes of each kind; a whole number without a value needs a mask
DTYPES = {"string": object, "integer": np.int32, "number": np.float64, "boolean": np.bool_}
#: GDAL and QGIS write the time into a file: the same features shall have the same bytes
NO_TIME = "2000-01-01T00:00:00.000Z"
#: columns as QGIS makes the table when it saves a style into a GeoPackage
STYLES = """CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256),
f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT,
styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), update_time DATETIME)"""


def write_package(told: dict[str, Any], path: Path) -> None:
    """Write the features, the notes and the style into a new GeoPackage at `path`."""
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": NO_TIME})
    fields = told["fields"]
    columns = [_column(one["kind"], one["values"]) for one in fields]
    pyogrio.raw.write(
        path,
        geometry=np.array([None if one is None else bytes.fromhex(one) for one in told["geometry"]], dtype=object),
        field_data=[values for values, _ in columns],
        fields=np.array([one["name"] for one in fields], dtype=object),
        field_mask=[mask for _, mask in columns],
        layer=told["layer"],
        driver="GPKG",
        crs=told["crs"],
        geometry_type="MultiPolygon",
        promote_to_multi=True,
    )
    _write_notes(told["notes"], path)
    if told["style"] is not None:
        _write_style(told["layer"], told["style"], path)


def _column(kind: str, values: list[Any]) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """The values, and which of them are null."""
    mask = np.array([value is None for value in values], dtype=bool)
    nothing: Any = None if kind == "string" else 0
    return np.array([nothing if value is None else value for value in values], dtype=DTYPES[kind]), mask


def _write_notes(notes: list[list[str]], path: Path) -> None:
    rows = np.array(notes, dtype=object).reshape(len(notes), 3)
    pyogrio.raw.write(
        path,
        geometry=None,
        field_data=[rows[:, i] for i in range(3)],
        fields=np.array(["about", "what", "text"], dtype=object),
        layer="metadata",
        driver="GPKG",
        geometry_type=None,
        append=True,
    )


def _write_style(layer: str, style: str, path: Path) -> None:
    """The style where QGIS looks for it: it then draws the layer so without being told."""
    row = (layer, layer, style, NO_TIME)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(STYLES)
        connection.execute(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, "
            "styleQML, styleSLD, useAsDefault, description, owner, ui, update_time) "
            "VALUES ('', '', ?, 'geom', ?, ?, '', 1, 'hytemap', '', NULL, ?)",
            row,
        )
        connection.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change) "
            "VALUES ('layer_styles', 'attributes', 'layer_styles', '', ?)",
            (NO_TIME,),
        )


if __name__ == "__main__":
    os.umask(0o077)
    write_package(orjson.loads(sys.stdin.buffer.read()), Path(sys.argv[1]))
