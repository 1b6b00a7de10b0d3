"""Libraries of Python open what is served: GDAL's OAPIF driver, geopandas, pandas and OWSLib."""

from __future__ import annotations

from urllib.parse import urlencode

import geopandas
import numpy as np
import pandas
import pyogrio
import pytest
import shapely
from owslib.ogcapi.features import Features
from pyproj import Transformer

POSTAL = "/api/collections/postinumeroalue/items"


def moved(frame: geopandas.GeoDataFrame, epsg: int) -> np.ndarray:
    """Corners of the frame's box in WGS 84, worked out apart from the service: its CRS need not be believed."""
    back = Transformer.from_crs(f"EPSG:{epsg}", "EPSG:4326", always_xy=True)
    west, south, east, north = frame.total_bounds
    return np.array([*back.transform(west, south), *back.transform(east, north)])


@pytest.mark.parametrize("epsg", [3067, 3879])
def test_gdal_puts_areas_in_another_crs_where_they_belong(live_server: str, epsg: int) -> None:
    # EPSG:3879 has its northing first in the register: a client that took it for x would end in the Arctic Sea
    found = pyogrio.read_dataframe(f"OAPIF:{live_server}/api/", layer="postinumeroalue", CRS=f"EPSG:{epsg}")
    assert found.crs.to_epsg() == epsg
    whole = geopandas.read_file(f"{live_server}{POSTAL}")
    back = found.to_crs(4326).set_index("code").geometry
    assert len(found) == len(whole) == 46
    for code, shape in whole.set_index("code").geometry.items():
        # half a metre; coordinates are rounded to a tenth of one
        assert shapely.hausdorff_distance(back[code], shape) < 1e-5, code


@pytest.mark.parametrize("epsg", [3067, 3879])
def test_a_file_in_metres_says_its_crs_and_has_x_before_y(live_server: str, epsg: int) -> None:
    found = geopandas.read_file(f"{live_server}{POSTAL}?crs=EPSG:{epsg}")
    assert found.crs.to_epsg() == epsg
    west, south, east, north = moved(found, epsg)
    assert 24.4 < west < east < 24.9
    assert 60.0 < south < north < 60.4


def test_geopandas_reads_figures_as_numbers_and_codes_as_text(live_server: str) -> None:
    found = geopandas.read_file(f"{live_server}{POSTAL}?indicators=unemployment_rate&year=2024").set_index("code")
    assert found.crs.to_epsg() == 4326
    assert found.loc["02100", "name_sv"]
    assert found["unemployment_rate"].dtype == np.float64
    # by hand from Paavo 2024: 277 unemployed of 3,660 in the labour force of Tapiola (02100)
    assert found.loc["02100", "unemployment_rate"] == pytest.approx(100 * 277 / 3660, abs=1e-3)


def test_a_long_collection_is_a_row_an_area_and_year(live_server: str) -> None:
    found = pyogrio.read_dataframe(f"OAPIF:{live_server}/api/", layer="postinumeroalue.unemployment_rate")
    assert not found.duplicated(["code", "year"]).any()
    assert set(found["year"]) > {2016, 2024}
    assert (found.groupby("year").size() == 46).all()


def test_pandas_reads_the_same_figures_from_csv_in_each_dress(live_server: str) -> None:
    address = f"{live_server}{POSTAL}?indicators=unemployment_rate&year=2024&f=csv"
    plain = pandas.read_csv(address, dtype={"code": str})
    dressed = pandas.read_csv(
        f"{address}&bom=true&decimal=comma&delimiter=semicolon",
        dtype={"code": str},
        sep=";",
        decimal=",",
        encoding="utf-8-sig",
    )
    pandas.testing.assert_frame_equal(plain, dressed)
    assert "02100" in set(plain["code"])


def test_pandas_reads_a_workbook_with_codes_as_text(live_server: str) -> None:
    book = pandas.read_excel(f"{live_server}{POSTAL}?indicators=population&f=xlsx", dtype={"code": object})
    assert "02100" in set(book["code"])
    assert pandas.api.types.is_numeric_dtype(book["population"])


def test_owslib_finds_collections_and_filters_their_features(live_server: str) -> None:
    service = Features(f"{live_server}/api/")
    listed = {one["id"] for one in service.collections()["collections"]}
    assert {"suuralue", "postinumeroalue", "suuralue.unemployment_rate"} <= listed
    assert service.collection("suuralue")["storageCrs"].startswith("http://www.opengis.net/def/crs/EPSG/0/")
    assert "unemployment_rate" in service.collection_queryables("postinumeroalue")["properties"]
    boxed = service.collection_items("postinumeroalue", bbox=[24.7, 60.2, 24.72, 60.21], limit=2)
    assert boxed["numberReturned"] == 2 < boxed["numberMatched"] < 46
    found = service.collection_items("postinumeroalue", filter="code = '02100'")
    assert [one["id"] for one in found["features"]] == ["02100"]
    assert service.collection_item("suuralue", "0492000000")["id"] == "0492000000"


def test_a_page_of_a_filtered_layer_leads_to_the_next(live_server: str) -> None:
    words = urlencode({"filter": "population > 5000", "sortby": "-population", "limit": 5, "indicators": "population"})
    found = geopandas.read_file(f"{live_server}{POSTAL}?{words}")
    assert found["population"].is_monotonic_decreasing
    assert (found["population"] > 5000).all()
