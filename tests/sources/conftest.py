"""What the tests of sources share: the shipped definitions, short limits, and districts drawn as strips."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import shapely

from hytemap.definitions import Definitions, load
from hytemap.settings import Settings
from hytemap.sources.http import Limits
from tests.servers import Feature, Loopback, feature_collection, postal_features, wfs

#: a fault is found at once on loopback: nothing here needs the patience that publishers do
QUICK = Limits(give_up_s=5.0, connect_s=1.0, read_s=2.0, retries=2, backoff_s=0.01, retry_after_s=0.01)

DISTRICTS = "taustakartat_ja_aluejaot:seutukartta_suur_2021"
POSTAL = "postialue:pno_tilasto_2026"


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """No publisher is called here, so none has to be spared; the limit itself has tests with a clock of their own."""
    monkeypatch.setattr("hytemap.sources.publishers.rate_of", lambda service: None)


@pytest.fixture(scope="session")
def definitions() -> Definitions:
    return load(Settings())


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data")


@pytest.fixture
def districts(definitions: Definitions) -> list[Feature]:
    """The seven districts with their true codes and names, drawn as strips of 1 km by 7 km in EPSG:3879."""
    west, south = 25_480_000, 6_670_000
    return [
        (
            {"kokotun": area.code, "kunta": "049", "suur": str(i + 1), "nimi": area.name_fi},
            shapely.box(west + 1000 * i, south, west + 1000 * (i + 1), south + 7000),
        )
        for i, area in enumerate(definitions.levels["suuralue"].expected_areas)
    ]


@pytest.fixture
def postal_areas(definitions: Definitions) -> list[Feature]:
    """The 46 postal areas as rectangles of exactly their own land area, side by side, with some figures."""
    return [({**properties, "he_kika": 41.5}, polygon) for properties, polygon in postal_features(definitions)]


@pytest.fixture
def statfi(loopback: Callable[..., Loopback], only: Callable[..., None], postal_areas: list[Feature]) -> Loopback:
    """A WFS of the postal areas that gives no marks, in place of Statistics Finland's."""
    service = loopback()
    service.answer = wfs(service, {POSTAL: feature_collection(postal_areas)}, crs="EPSG:3067")
    only(STATFI_POSTAL=service)
    return service


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Points the named services to loopback ones, and every other to a port where nobody answers."""

    def point(**services: Loopback) -> None:
        for name in load(Settings()).services:
            address = services[name].address if name in services else "http://127.0.0.1:9/nobody"
            monkeypatch.setenv(f"HYTEMAP_SERVICE_{name}", address)

    return point
