"""Indicators formed of rasters, against exactextract run by itself and plain sums over cells."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio
import shapely
from rasterio.transform import Affine

from hytemap.atlas import Atlas, load_atlas
from hytemap.build import build
from hytemap.build.inputs import read_levels
from hytemap.definitions import load
from hytemap.errors import DefinitionError, TableError
from hytemap.geometry.rfc7946 import reproject
from hytemap.model import Status
from hytemap.settings import Settings
from tests.content import copy_content

SURFACE = """
id: greenness
title: {{fi: "Vihreys {{year}}", sv: "Grönska {{year}}", en: "Greenness {{year}}"}}
kind: surface
files: {{2023: greenness.tif}}
crs: {crs}
publisher: {{fi: Julkaisija, sv: Utgivare, en: Publisher}}
licence: CC BY 4.0
attribution: {{fi: Julkaisija, sv: Utgivare, en: Publisher}}
"""
INDICATOR = """
id: green_{statistic}
title: {{fi: Vihreys, sv: Grönska, en: Greenness}}
definition: {{fi: Vihreys., sv: Grönska., en: Greenness.}}
theme: elinolot
chain: output
direction: higher
unit: {unit}
decimals: 2
raster: {{id: greenness, statistic: {statistic}, {words}reference: {{fi: kesä, sv: sommar, en: summer}}}}
steward: {{role: {{fi: a, sv: b, en: c}}, unit: {{fi: a, sv: b, en: c}}}}
update: {{fi: Joskus., sv: Ibland., en: Sometimes.}}
"""
INDICATORS = {
    "mean": ("index", ""),
    "sum": ("square_metres", ""),
    "share": ("percent", "classes: [3, 5], "),
    "population_mean": ("index", "weights: population_grid, "),
}
#: EPSG:3067: a frame around Espoo of cells of 200 × 160 m
WEST, NORTH, WIDTH, HEIGHT = 359_900.0, 6_702_100.0, 200.0, 160.0
ROWS, COLUMNS = 320, 160


def values() -> np.ndarray:
    """Whole numbers from 0 to 9 in bands that run askew."""
    row, column = np.indices((ROWS, COLUMNS))
    return ((row // 7 + column // 5) % 10).astype(np.float32)


def write(path: Path, data: np.ndarray, crs: str = "EPSG:3067", **options: object) -> None:
    profile = {
        "driver": "GTiff", "dtype": data.dtype, "count": 1, "height": data.shape[0], "width": data.shape[1],
        "crs": crs, "transform": Affine(WIDTH, 0, WEST, 0, -HEIGHT, NORTH),
    }  # fmt: skip
    scale, offset = options.pop("scale", 1.0), options.pop("offset", 0.0)
    with rasterio.open(path, "w", **profile, **options) as file:
        file.write(data, 1)
        file.scales, file.offsets = (scale,), (offset,)


def green(folder: Path, data: np.ndarray, crs: str = "EPSG:3067", **options: object) -> Settings:
    """Settings of content with a surface of `data` and an indicator of each statistic, and few other indicators."""
    content = folder / "content"
    if not content.exists():
        copy_content(content)
        for path in (content / "layers" / "indicators").iterdir():
            if path.stem not in ("population", "unemployment_rate"):
                path.unlink()
    (content / "layers" / "rasters" / "greenness.yaml").write_text(SURFACE.format(crs=crs), encoding="utf-8")
    write(content / "layers" / "rasters" / "greenness.tif", data, **options)
    for statistic, (unit, words) in INDICATORS.items():
        text = INDICATOR.format(statistic=statistic, unit=unit, words=words)
        (content / "layers" / "indicators" / f"green_{statistic}.yaml").write_text(text, encoding="utf-8")
    return Settings(data=folder / "data", content=content)


def built(settings: Settings) -> Atlas:
    build(settings)
    return load_atlas(settings.snapshots)


def polygons(level: str, crs: str = "EPSG:3067") -> np.ndarray:
    """The shipped polygons of a level, in the order of its areas."""
    definitions = load(Settings())
    return reproject(read_levels(definitions, Settings())[level].geometry, definitions.levels[level].crs, crs)


def cells() -> np.ndarray:
    row, column = np.indices((ROWS, COLUMNS))
    west, north = WEST + column * WIDTH, NORTH - row * HEIGHT
    return shapely.box(west, north - HEIGHT, west + WIDTH, north).ravel()


def coverage(shape: shapely.Geometry) -> np.ndarray:
    """By plain geometry: the share of each cell in `shape`."""
    shapely.prepare(shape)
    boxes = cells()
    near = shapely.intersects(shape, boxes)
    found = np.zeros(len(boxes))
    found[near] = shapely.area(shapely.intersection(shape, boxes[near])) / (WIDTH * HEIGHT)
    return found


def test_mean_sum_and_share_are_those_of_the_cut_cells(tmp_path):
    atlas = built(green(tmp_path, values()))
    flat = values().ravel().astype(float)
    for level in ("suuralue", "postinumeroalue"):
        mean, total, share = (atlas.slice(f"green_{name}", level, 2023) for name in ("mean", "sum", "share"))
        for i, shape in list(enumerate(polygons(level)))[::6]:
            cut = coverage(shape)
            assert mean.value[i] == pytest.approx((cut @ flat) / cut.sum(), rel=1e-5)
            assert total.value[i] == pytest.approx(cut @ flat, rel=1e-5)
            assert share.value[i] == pytest.approx(100 * (cut @ np.isin(flat, [3, 5])) / cut.sum(), rel=1e-5)
        assert set(mean.status.tolist()) == {Status.OK}


def test_the_citys_value_is_that_of_its_own_outline_and_its_districts_add_up_to_it(tmp_path):
    atlas = built(green(tmp_path, values()))
    districts = atlas.slice("green_sum", "suuralue", 2023)
    assert atlas.city("green_sum", 2023).value == pytest.approx(districts.value.sum(), rel=1e-4)
    parts = atlas.slice("green_mean", "suuralue", 2023)
    joined = parts.numerator.sum() / parts.denominator.sum()
    assert atlas.city("green_mean", 2023).value == pytest.approx(joined, rel=1e-4)


@pytest.mark.slow
def test_greenness_where_people_live_is_weighted_by_them(tmp_path):
    """The other way to it: each inhabited cell of the population grid cut with every cell of the surface."""
    settings = green(tmp_path, values())
    atlas = built(settings)
    found = atlas.slice("green_population_mean", "postinumeroalue", 2023)
    with rasterio.open(settings.content / "layers" / "rasters" / "population_grid.tif") as file:
        people, transform = file.read(1).astype(float), file.transform
    flat = values().ravel().astype(float)
    i = atlas.levels["postinumeroalue"].position["02110"]
    shape = polygons("postinumeroalue", "EPSG:3879")[i]
    top = base = 0.0
    for row, column in np.argwhere(people > 0):
        west, north = transform.c + 250 * column, transform.f - 250 * row
        box = shapely.box(west, north - 250, west + 250, north)
        inside = shapely.intersection(box, shape).area / box.area
        if inside:
            (moved,) = reproject(np.array([box], dtype=object), "EPSG:3879", "EPSG:3067")
            cut = coverage(moved)
            top += inside * people[row, column] * (cut @ flat) / cut.sum()
            base += inside * people[row, column]
    assert base > 1000
    assert found.denominator[i] == pytest.approx(base, rel=1e-5)
    assert found.value[i] == pytest.approx(top / base, rel=1e-5)
    # and it is not what the land has
    assert found.value[i] != pytest.approx(atlas.slice("green_mean", "postinumeroalue", 2023).value[i], rel=1e-3)


def test_cells_without_data_count_for_nothing_and_an_area_with_too_few_is_missing(tmp_path):
    data = values()
    west = shapely.box(WEST, NORTH - ROWS * HEIGHT, WEST + 70 * WIDTH, NORTH)
    lost = shapely.area(shapely.intersection(polygons("postinumeroalue"), west))
    share = lost / shapely.area(polygons("postinumeroalue"))
    assert (share > 0.2).any()
    data[:, :70] = -9999
    gone = built(green(tmp_path, data, nodata=-9999))
    found = gone.slice("green_mean", "postinumeroalue", 2023)
    assert (found.status[share > 0.1001] == Status.MISSING).all()
    assert np.isnan(found.value[share > 0.1001]).all()
    partly = (share > 0.002) & (share < 0.0999)
    assert (found.status[partly] == Status.ESTIMATED).all()
    assert (found.status[share == 0] == Status.OK).all()


def test_scale_and_offset_are_applied_and_cells_outside_the_frame_are_no_data(tmp_path):
    plain = built(green(tmp_path, values().astype(np.int16), scale=0.1, offset=-0.2))
    found = plain.slice("green_mean", "suuralue", 2023)
    flat = values().ravel().astype(float) * 0.1 - 0.2
    shape = polygons("suuralue")[0]
    cut = coverage(shape)
    assert found.value[0] == pytest.approx((cut @ flat) / cut.sum(), rel=1e-5)


def test_a_file_in_another_crs_than_the_definition_says_is_refused(tmp_path):
    with pytest.raises(TableError, match="its CRS is EPSG:3067, the definition says EPSG:3879"):
        build(green(tmp_path, values(), crs="EPSG:3879"))


def test_a_file_that_only_points_to_another_is_refused(tmp_path):
    settings = green(tmp_path, values())
    folder = settings.content / "layers" / "rasters"
    (folder / "real.tif").write_bytes((folder / "greenness.tif").read_bytes())
    (folder / "greenness.tif").write_text('<VRTDataset rasterXSize="1" rasterYSize="1"></VRTDataset>')
    with pytest.raises(TableError, match="cannot be read as a GeoTIFF"):
        build(settings)


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ("id: greenness", "id: greeness", "'greeness' is no raster of kind `surface` or `weights`"),
        ("statistic: share, classes: [3, 5]", "statistic: share", "`classes` belong to `statistic: share`"),
        ("raster: {", "table: paavo\nraster: {", "has both `raster` and `table`"),
        ("statistic: share, classes: [3, 5]", "statistic: population_mean", "`weights` belong to"),
        ("statistic: share, classes: [3, 5]", "statistic: median", "'median' is not allowed"),
    ],
)
def test_a_mistake_in_the_use_of_a_raster_is_named(tmp_path, old, new, wrong):
    settings = green(tmp_path, values())
    path = settings.content / "layers" / "indicators" / "green_share.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        build(settings)
    assert any(wrong in str(fault) for fault in caught.value.faults), str(caught.value)
    assert {fault.file for fault in caught.value.faults} == {"layers/indicators/green_share.yaml"}
