"""Which forms an address of the API has, and how each is written."""

from __future__ import annotations

from collections.abc import Sequence

from hytemap.model import AddressForm
from hytemap.web.api.forms import Forms
from hytemap.web.api.operation import Writer
from hytemap.web.exports.csv_form import csv_written
from hytemap.web.exports.geopackage_form import geopackage_written
from hytemap.web.exports.table import table_of, table_of_observations
from hytemap.web.exports.topojson_form import topojson_written
from hytemap.web.exports.xlsx_form import xlsx_written

#: f=json means GeoJSON here, as OGC API – Features clients expect
OF_FEATURES = Forms(
    {
        "geojson": AddressForm.GEOJSON,
        "json": AddressForm.GEOJSON,
        "csv": AddressForm.CSV,
        "xlsx": AddressForm.XLSX,
        "topojson": AddressForm.TOPOJSON,
        "gpkg": AddressForm.GPKG,
    },
    also=(AddressForm.JSON,),
)
#: what one map is painted from, or its style for QGIS
OF_VIEW = Forms({"json": AddressForm.JSON, "qml": AddressForm.QML})
#: an answer whose rows a spreadsheet or a data frame takes as they are
OF_ROWS = Forms({"json": AddressForm.JSON, "csv": AddressForm.CSV, "xlsx": AddressForm.XLSX})


def features_written(prefix: str = "") -> dict[AddressForm, Writer]:
    """How features are written in each form that is not GeoJSON; `prefix` begins the names of files."""
    return {
        AddressForm.CSV: lambda question, body: csv_written(question, table_of(question, body, prefix)),
        AddressForm.XLSX: lambda question, body: xlsx_written(question, table_of(question, body, prefix)),
        AddressForm.TOPOJSON: lambda question, body: topojson_written(question, body, prefix),
        AddressForm.GPKG: lambda question, body: geopackage_written(question, body, prefix),
    }


def observations_written(names: Sequence[str]) -> dict[AddressForm, Writer]:
    """How observations with the members `names` are written in each form that is not JSON."""
    return {
        AddressForm.CSV: lambda question, body: csv_written(question, table_of_observations(question, body, names)),
        AddressForm.XLSX: lambda question, body: xlsx_written(question, table_of_observations(question, body, names)),
    }
