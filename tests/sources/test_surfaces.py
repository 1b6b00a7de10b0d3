"""Surfaces: fetched over the one session, checked before they are kept, replaced only as a whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio.io import MemoryFile
from rasterio.transform import Affine

from hytemap.definitions import Definitions, load
from hytemap.settings import Settings
from hytemap.sources.fetch import Outcome, fetch, fetchable
from hytemap.sources.listing import list_sources
from hytemap.sources.surfaces import open_surface
from hytemap.sources.work_rasters import load_surfaces
from hytemap.statistics.zonal import Window
from tests.content import copy_content
from tests.servers import Loopback, Reply
from tests.sources.conftest import QUICK

SURFACE = """
id: greenness
title: {fi: Vihreys, sv: Grönska, en: Greenness}
kind: surface
download: {service: GREEN, paths: {2023: "ndvi/2023.tif", 2024: "ndvi/2024.tif"}}
crs: EPSG:3067
publisher: {fi: Julkaisija, sv: Utgivare, en: Publisher}
licence: CC BY 4.0
attribution: {fi: Julkaisija, sv: Utgivare, en: Publisher}
"""
SERVICE = """
  GREEN:
    title: {fi: Vihreä, sv: Grön, en: Green}
    protocol: rest
    address: https://green.example/
    rate: {calls: 10, seconds: 5}
    licence: CC BY 4.0
    attribution: {fi: Julkaisija, sv: Utgivare, en: Publisher}
"""


def geotiff(value: float = 1.0, crs: str = "EPSG:3067", transform: Affine | None = None) -> bytes:
    """4 × 3 cells of `value`, the first without data."""
    where = transform or Affine(100, 0, 370_000, 0, -100, 6_700_000)
    profile = {"driver": "GTiff", "dtype": "float32", "count": 1, "height": 3, "width": 4, "nodata": -9}
    data = np.full((3, 4), value, dtype=np.float32)
    data[0, 0] = -9
    with MemoryFile() as memory:
        with memory.open(crs=crs, transform=where, **profile) as file:
            file.write(data, 1)
        return bytes(memory.read())


@pytest.fixture
def definitions(tmp_path: Path) -> Definitions:
    content = copy_content(tmp_path / "content")
    (content / "layers" / "rasters" / "greenness.yaml").write_text(SURFACE, encoding="utf-8")
    services = content / "layers" / "services.yaml"
    services.write_text(services.read_text(encoding="utf-8") + SERVICE, encoding="utf-8")
    return load(Settings(content=content))


@pytest.fixture
def answers(
    definitions: Definitions, settings: Settings, loopback: Callable[..., Loopback], monkeypatch: pytest.MonkeyPatch
) -> Callable[[dict[str, Reply]], Outcome]:
    """Fetches the surface from a service that answers by the path's last part."""

    def fetched(replies: dict[str, Reply]) -> Outcome:
        service = loopback(lambda words: replies.get(words["path"].rpartition("/")[2], Reply(b"no", status=404)))
        monkeypatch.setenv("HYTEMAP_SERVICE_GREEN", service.address)
        (outcome,) = fetch(definitions, settings, ["greenness"], limits=QUICK)
        return outcome

    return fetched


def tif(*args: object, **options: object) -> Reply:
    return Reply(geotiff(*args, **options), "image/tiff")  # type: ignore[arg-type]


def cells_of(definitions: Definitions, path: Path) -> np.ndarray:
    with open_surface(definitions.surfaces["greenness"], path) as cells:
        return cells.read(Window(0, 0, cells.frame))


def test_every_year_is_fetched_and_kept(definitions, settings, answers):
    assert "greenness" in fetchable(definitions)
    outcome = answers({"2023.tif": tif(1.0), "2024.tif": tif(2.0)})
    assert outcome.ok, outcome.error
    assert (outcome.years, outcome.areas, outcome.counted, outcome.crs) == ((2023, 2024), 24, "cells", "EPSG:3067")
    kept = load_surfaces(settings, definitions.surfaces)["greenness"]
    assert sorted(kept) == [2023, 2024]
    assert all(path.stat().st_mode & 0o077 == 0 for path in kept.values())
    found = cells_of(definitions, kept[2024])
    assert np.isnan(found[0])
    assert found[1:].tolist() == [2.0] * 11


def test_the_listing_tells_of_it(definitions, settings, answers):
    (before,) = [one for one in list_sources(definitions, settings) if one.name == "greenness"]
    assert (before.kind, before.state, before.services) == ("raster", "not fetched", ["GREEN"])
    answers({"2023.tif": tif(), "2024.tif": tif()})
    (after,) = [one for one in list_sources(definitions, settings) if one.name == "greenness"]
    assert (after.state, after.failing) == ("fetched", False)


def test_the_same_files_again_are_no_change(answers):
    replies = {"2023.tif": tif(1.0), "2024.tif": tif(2.0)}
    assert answers(replies).changed
    assert not answers(replies).changed


@pytest.mark.parametrize(
    ("second", "told"),
    [
        (tif(crs="EPSG:3879"), "its CRS is EPSG:3879, the definition says EPSG:3067"),
        (tif(transform=Affine(100, 9, 370_000, 9, -100, 6_700_000)), "it is turned or upside down"),
        (Reply(b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "image/png"), "is no GeoTIFF"),
        (Reply(geotiff()[:200], "image/tiff"), "is no GeoTIFF"),
        (Reply(geotiff()[:-20], "image/tiff"), "is no GeoTIFF"),
        (tif(-9.0), "no cell has data"),
        (Reply(b'<VRTDataset rasterXSize="1" rasterYSize="1"></VRTDataset>', "text/xml"), "is no GeoTIFF"),
        (Reply(b"<!DOCTYPE html><html><title>Huoltokatko</title></html>", "text/html"), "Huoltokatko"),
        (Reply(b"", "image/tiff"), "the answer is empty"),
        (Reply(b"gone", status=404), "404"),
    ],
)
def test_one_bad_year_leaves_every_kept_one_as_it_is(definitions, settings, answers, second, told):
    assert answers({"2023.tif": tif(1.0), "2024.tif": tif(2.0)}).ok
    outcome = answers({"2023.tif": tif(7.0), "2024.tif": second})
    assert not outcome.ok
    assert told in (outcome.error or "")
    assert outcome.remedy
    kept = load_surfaces(settings, definitions.surfaces)["greenness"]
    assert [cells_of(definitions, path)[1] for _, path in sorted(kept.items())] == [1.0, 2.0]


def test_a_file_larger_than_the_cap_is_not_kept(definitions, settings, loopback, monkeypatch):
    service = loopback(lambda words: Reply(b"II*\0" + b"\0" * 5000, "image/tiff", endless=True))
    monkeypatch.setenv("HYTEMAP_SERVICE_GREEN", service.address)
    (outcome,) = fetch(definitions, settings, ["greenness"], limits=replace(QUICK, max_bytes=100_000))
    assert not outcome.ok
    assert load_surfaces(settings, definitions.surfaces) == {}


def test_a_surface_is_read_window_by_window(definitions, tmp_path):
    path = tmp_path / "wide.tif"
    data = np.arange(12, dtype=np.float32).reshape(3, 4)
    profile = {"driver": "GTiff", "dtype": "float32", "count": 1, "height": 3, "width": 4, "crs": "EPSG:3067"}
    with rasterio.open(path, "w", transform=Affine(100, 0, 370_000, 0, -100, 6_700_000), **profile) as file:
        file.write(data, 1)
    with open_surface(definitions.surfaces["greenness"], path) as cells:
        part = Window(1, 2, cells.frame.part(1, 2, 2, 2))
        assert cells.read(part).tolist() == [6.0, 7.0, 10.0, 11.0]
        assert (part.frame.west, part.frame.north) == (370_200.0, 6_699_900.0)
