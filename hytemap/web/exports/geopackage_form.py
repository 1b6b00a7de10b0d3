"""`f=gpkg`: features as a GeoPackage, with notes on them and a style that QGIS applies by itself.

It holds what the answer shows and nothing else: no hidden figure ever reaches a serving process.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import orjson
import shapely

from hytemap.atlas import Atlas
from hytemap.errors import HytemapError, RequestFault
from hytemap.maps.view import make_view
from hytemap.model import AddressForm
from hytemap.web.api.crs import CRS84
from hytemap.web.api.feature_set import FeatureSet
from hytemap.web.api.operation import Question, Written
from hytemap.web.exports.about import about
from hytemap.web.exports.qml_form import style_of
from hytemap.web.exports.table import Table, table_of

#: seconds a file may take: it takes one or two
PATIENCE_S = 60
WRITER = "hytemap.geometry.package_file"


def geopackage_written(question: Question, features: FeatureSet, prefix: str = "") -> Written:
    """The features as a GeoPackage, in the level's own CRS unless another is asked for.

    Written in a process of its own. Raises RequestFault for coordinates whose axes a GeoPackage cannot have in that
    order.
    """
    if features.crs.northing_first:
        raise RequestFault(
            "a GeoPackage has x before y: ask for the short form", "crs", ["EPSG:3067", "EPSG:3879", CRS84.word]
        )
    table = table_of(question, features, prefix)
    told: dict[str, object] = {
        "layer": features.name.replace(".", "_"),
        "crs": _crs(question, features),
        "fields": [{"name": one.name, "kind": one.kind.value, "values": one.values} for one in features.columns()],
        "geometry": _geometry(question, features),
        "notes": about(table, question.address()),
        "style": _style(question.atlas, features, table),
    }
    return Written(_package(told), AddressForm.GPKG.value, f"{table.stem}.gpkg")


def _crs(question: Question, features: FeatureSet) -> str:
    return features.crs.epsg if "crs" in question.asked else features.level.crs


def _geometry(question: Question, features: FeatureSet) -> list[str | None]:
    if not features.geometry:
        return [None] * len(features)
    shapes = features.level.shapes(_crs(question, features))[features.areas]
    return [None if shape is None else shapely.to_wkb(shape, hex=True) for shape in shapes]


def _style(atlas: Atlas, features: FeatureSet, table: Table) -> str | None:
    """The style of the first indicator; None where it does not stand in a column of its own name."""
    names = {one.name for one in features.fields}
    if not features.indicators or not {features.indicators[0], f"{features.indicators[0]}_status"} <= names:
        return None
    year = table.years[-1] if table.years else None
    view = make_view(atlas, features.level.id, features.indicators[0], year, group=table.group, beside_others=True)
    return style_of(view, table.language).decode()


def _package(told: dict[str, object]) -> bytes:
    with tempfile.TemporaryDirectory(prefix="hytemap-") as folder:
        path = Path(folder) / "features.gpkg"
        try:
            done = subprocess.run(  # noqa: S603 - our own program
                [sys.executable, "-m", WRITER, str(path)],
                input=orjson.dumps(told, option=orjson.OPT_SERIALIZE_NUMPY),
                capture_output=True,
                check=False,
                timeout=PATIENCE_S,
            )
        except subprocess.TimeoutExpired:
            raise HytemapError(f"a GeoPackage was not written within {PATIENCE_S} s") from None
        if done.returncode != 0:
            raise HytemapError(f"a GeoPackage could not be written: {done.stderr.decode(errors='replace')[-500:]}")
        return path.read_bytes()
