"""Rasters are what their definitions say, or they are refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio

from hytemap.definitions import Definitions, Raster
from hytemap.errors import TableError
from hytemap.sources.rasters import read_raster


def test_shipped_rasters_are_as_defined(definitions: Definitions) -> None:
    for raster in definitions.rasters.values():
        data = read_raster(raster, definitions.layers / "rasters" / raster.file)
        assert (data.crs, data.cell_size) == (raster.crs, raster.cell_size_m)
        assert data.bands.ndim == 3
        assert data.transform[0] == -data.transform[4] == raster.cell_size_m
    people = definitions.rasters["population_grid"]
    total = read_raster(people, definitions.layers / "rasters" / people.file).bands.sum()
    # Espoo and Kauniainen had about 307,000 inhabitants at the end of 2021
    assert 295_000 < total < 320_000


@pytest.fixture
def weights(definitions: Definitions) -> Raster:
    return definitions.rasters["population_grid"]


def written(path: Path, cells: np.ndarray, **changes: Any) -> Path:
    options = {
        "driver": "GTiff",
        "height": cells.shape[1],
        "width": cells.shape[2],
        "count": cells.shape[0],
        "dtype": cells.dtype,
        "crs": "EPSG:3879",
        "transform": rasterio.Affine(250, 0, 25_480_000, 0, -250, 6_680_000),
        **changes,
    }
    with rasterio.open(path, "w", **options) as file:
        file.write(cells)
    return path


def test_cells_without_data_count_as_none(weights: Raster, tmp_path: Path) -> None:
    cells = np.array([[[5, -9], [7, 0]]], dtype=np.int16)
    data = read_raster(weights, written(tmp_path / "a.tif", cells, nodata=-9))
    assert data.bands.tolist() == [[[5, 0], [7, 0]]]
    assert data.transform == (250, 0, 25_480_000, 0, -250, 6_680_000)
    assert data.bands.dtype == np.float64


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"crs": "EPSG:3067"}, "its CRS is EPSG:3067, the definition says EPSG:3879"),
        ({"transform": rasterio.Affine(125, 0, 25_480_000, 0, -125, 6_680_000)}, "its cells are 125 × 125 m, .* 250 m"),
        ({"transform": rasterio.Affine(250, 0, 25_480_000, 0, 250, 6_680_000)}, "upside down"),
    ],
)
def test_what_is_not_as_defined_is_named(weights: Raster, tmp_path: Path, changes: dict[str, Any], told: str) -> None:
    path = written(tmp_path / "a.tif", np.ones((1, 2, 2), dtype=np.int16), **changes)
    with pytest.raises(TableError, match=rf"layers/rasters/population_grid.yaml: a.tif: .*{told}"):
        read_raster(weights, path)


def test_negative_amounts_and_missing_bands_are_named(
    weights: Raster, definitions: Definitions, tmp_path: Path
) -> None:
    path = written(tmp_path / "a.tif", np.full((1, 2, 2), -1, dtype=np.int16))
    with pytest.raises(TableError, match="negative cells"):
        read_raster(weights, path)
    areas = definitions.rasters["area_grid"].model_copy(update={"cell_size_m": 250})
    path = written(tmp_path / "b.tif", np.full((1, 2, 2), 1.5, dtype=np.float32))
    with pytest.raises(TableError, match=r"has 1 bands, the definition names band 2; its area numbers are not whole"):
        read_raster(areas, path)


def test_a_file_that_is_no_raster_is_told(weights: Raster, tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    path.write_text("no raster")
    with pytest.raises(TableError, match="cannot be read as a raster"):
        read_raster(weights, path)
