"""Levels and tables from the real servers of ../shared: MapServer, and the City of Espoo's response form."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely

from hytemap.definitions import Definitions
from hytemap.errors import SourceRefused
from hytemap.model import GeometryExtent, Status
from hytemap.settings import Settings
from hytemap.sources.fetch import fetch
from hytemap.sources.layers import LayerRequest
from hytemap.sources.publishers import Publishers
from hytemap.sources.table_csv import read_table_csv
from hytemap.sources.work import load_level, load_table_rows
from tests.sources.conftest import DISTRICTS, POSTAL

pytestmark = [pytest.mark.shared, pytest.mark.wfs, pytest.mark.usefixtures("official")]

COUNTS = {"suuralue": 7, "postinumeroalue": 46, "kunta": 10, "tilastoalue": 26, "pienalue": 88}


@pytest.mark.slow
def test_every_level_and_table_is_fetched_and_kept(definitions: Definitions, settings: Settings) -> None:
    outcomes = {outcome.name: outcome for outcome in fetch(definitions, settings)}
    # these two come from services that the servers here are not
    assert {name for name, outcome in outcomes.items() if not outcome.ok} == {"area_series", "sotkanet"}
    assert {name: outcomes[name].areas for name in COUNTS} == COUNTS
    stored = {name: load_level(settings, name) for name in COUNTS}
    found = {name: (level.service, level.crs, level.extent) for name, level in stored.items() if level}
    sea, land = GeometryExtent.WITH_SEA, GeometryExtent.LAND
    assert found == {
        "suuralue": ("ESPOO", "EPSG:3879", sea),
        "tilastoalue": ("ESPOO", "EPSG:3879", sea),
        "pienalue": ("ESPOO", "EPSG:3879", sea),
        "postinumeroalue": ("STATFI_POSTAL", "EPSG:3067", land),
        "kunta": ("STATFI_AREAS", "EPSG:3067", land),
    }
    for name, level in stored.items():
        assert level is not None
        assert shapely.is_valid(level.geometry).all(), name
        assert {polygon.geom_type for polygon in level.geometry} == {"MultiPolygon"}
    suuralue, postal, kunta = stored["suuralue"], stored["postinumeroalue"], stored["kunta"]
    assert suuralue is not None
    assert (suuralue.codes[0], suuralue.names_fi[0], suuralue.names_sv[0]) == (
        "0491000000", "Suur-Leppävaara", "Stor-Alberga",
    )  # fmt: skip
    assert postal is not None
    assert (postal.codes[0], postal.boundary_year, postal.land_area_m2[0]) == ("02100", 2026, 1907447.0)
    assert kunta is not None
    assert (kunta.codes[0], kunta.boundary_year, kunta.names_sv[0]) == ("049", 2025, "Esbo")
    # Espoo's 88 small areas overlap by 145 m² in all, which is told and no more
    assert any("145 m²" in notice for notice in outcomes["pienalue"].notices)
    # neither server offers the codes of the area series for these
    assert any("no codes of the area series" in notice for notice in outcomes["tilastoalue"].notices)


def test_the_citys_own_districts_are_those_of_the_region(definitions: Definitions) -> None:
    """Two publishers, two readers (nested GML by lxml, GeoJSON): the same districts with Kauniainen as a hole."""
    espoo_source, hsy_source = definitions.levels["suuralue"].sources
    with Publishers(definitions.services) as publishers:
        espoo, hsy = (
            publishers.layer(LayerRequest(s.service, s.layer, s.version, s.crs, dict(s.filter)))
            for s in (espoo_source, hsy_source)
        )
    by_name = dict(zip(espoo.fields["nimi"], espoo.geometry, strict=True))
    for name, polygon in zip(hsy.fields["nimi"], hsy.geometry, strict=True):
        other = by_name[name].buffer(0)
        assert polygon.symmetric_difference(other).area / polygon.area < 1e-5, name


def test_figures_out_of_the_layer_are_those_published(definitions: Definitions, settings: Settings) -> None:
    table = definitions.tables["paavo"]
    assert table.default is not None
    assert [outcome.ok for outcome in fetch(definitions, settings, ["paavo"])] == [True]
    [(part, fetched, meta)] = load_table_rows(settings, table)
    assert (part, meta["layer"], len(set(fetched.area))) == ("2024", POSTAL, 46)
    shipped = read_table_csv(table, definitions.layers / "tables" / table.default.file)
    keys = zip(fetched.area, fetched.year.tolist(), fetched.variable, strict=True)
    live = dict(zip(keys, zip(fetched.value.tolist(), fetched.status.tolist(), strict=True), strict=True))
    compared = 0
    for area, row_year, variable, value, status in zip(
        shipped.area, shipped.year.tolist(), shipped.variable, shipped.value, shipped.status, strict=True
    ):
        if row_year != 2024 or area == "02290":
            continue
        compared += 1
        assert live[area, 2024, variable] == (pytest.approx(value, nan_ok=True), status), (area, variable)
    assert compared > 4000


@pytest.mark.parametrize("version", ["1.0.0", "1.1.0", "2.0.0"])
@pytest.mark.parametrize("sort", ["geojson", "gml"])
def test_every_version_and_format_gives_the_same_layer(
    definitions: Definitions, version: str, sort: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    if sort == "gml":
        from hytemap.sources.wfs import Capabilities

        offered = Capabilities.formats
        monkeypatch.setattr(
            Capabilities, "formats", lambda self, name: [text for text in offered(self, name) if "json" not in text]
        )
    request = LayerRequest("HSY", DISTRICTS, version, "EPSG:3879", {"kunta": ["049"]})
    with Publishers(definitions.services) as publishers:
        layer = publishers.layer(request)
    assert layer.fields["kokotun"] == [f"049{i}000000" for i in range(1, 8)]
    assert set(layer.fields) == {"kokotun", "kunta", "suur", "nimi", "nimi_iso"}
    # 528.18 km² with the sea, whatever the axes were called
    assert shapely.area(layer.geometry).sum() == pytest.approx(528_181_604.2, abs=1)
    west, south, east, north = shapely.total_bounds(layer.geometry)
    assert 25_460_000 < west < east < 25_520_000
    assert 6_630_000 < south < north < 6_720_000
    assert list(tmp_path.iterdir()) == [], "GDAL left files behind"


def test_a_real_exception_is_told_in_the_servers_words(definitions: Definitions) -> None:
    request = LayerRequest("ESPOO", "kanta:Kunta", "1.1.0", "EPSG:3879")
    with Publishers(definitions.services) as publishers, pytest.raises(SourceRefused, match="Unknown feature type"):
        publishers.layer(request)


def test_a_version_the_service_does_not_speak_is_told(definitions: Definitions) -> None:
    request = LayerRequest("ESPOO", "kanta:TilastollinenAlue", "2.0.0", "EPSG:3879")
    with Publishers(definitions.services) as publishers, pytest.raises(SourceRefused, match=r"Version 2\.0\.0"):
        publishers.layer(request)


def test_statuses_of_fetched_figures_are_whole(definitions: Definitions, settings: Settings) -> None:
    fetch(definitions, settings, ["paavo"])
    [(_, rows, _)] = load_table_rows(settings, definitions.tables["paavo"])
    assert set(rows.status.tolist()) == {int(Status.OK)}
    assert np.isfinite(rows.value).all()
