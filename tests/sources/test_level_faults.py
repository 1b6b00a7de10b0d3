"""A level is taken only when it is what it should be; every fault is told in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pyproj
import pytest
import shapely

from hytemap.definitions import Definitions
from hytemap.errors import SourceError
from hytemap.sources.levels import StoredLevel, fetch_level
from hytemap.sources.publishers import Publishers
from tests.servers import EXCEPTION, MAINTENANCE, Feature, Loopback, Reply, capabilities, feature_collection, wfs
from tests.sources.conftest import DISTRICTS, POSTAL, QUICK

Start = Callable[..., Loopback]
Point = Callable[..., None]
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
def hsy(loopback: Start, only: Point) -> Loopback:
    """HSY's service on loopback; the city's own does not answer, so that HSY's is the one that counts."""
    service = loopback()
    only(HSY=service)
    return service


def suuralue(definitions: Definitions) -> StoredLevel:
    with Publishers(definitions.services, QUICK) as publishers:
        return fetch_level(definitions, "suuralue", publishers, NOW)


def refused(definitions: Definitions) -> str:
    with pytest.raises(SourceError) as caught:
        suuralue(definitions)
    return str(caught.value)


def test_the_second_source_serves_when_the_first_fails(
    definitions: Definitions, hsy: Loopback, districts: list[Feature]
) -> None:
    hsy.answer = wfs(hsy, {DISTRICTS: feature_collection(districts, "urn:ogc:def:crs:EPSG::3879")})
    level = suuralue(definitions)
    assert (len(level), level.service, level.layer, level.boundary_year) == (7, "HSY", DISTRICTS, 2021)
    assert level.codes[0] == "0491000000"
    assert level.names_sv[0] == "Stor-Alberga"
    assert level.fetched_at == "2026-11-24T12:00:00+00:00"
    assert [notice for notice in level.notices if "not from ESPOO" in notice and "refused" in notice]


def test_the_newest_year_of_a_layer_family_is_taken(
    definitions: Definitions, hsy: Loopback, districts: list[Feature]
) -> None:
    family = DISTRICTS.removesuffix("2021")
    content = feature_collection(districts)
    names = [f"{family}{year}" for year in ("2019", "2023", "2021")] + [f"{family}2030_luonnos", f"{family}99999"]
    hsy.answer = wfs(hsy, dict.fromkeys(names, content))
    level = suuralue(definitions)
    assert (level.layer, level.boundary_year) == (f"{family}2023", 2023)


def test_a_service_that_is_down_is_told(definitions: Definitions, only: Point) -> None:
    only()
    told = refused(definitions)
    assert "ESPOO" in told
    assert "HSY" in told
    assert told.count("refused") == 2


def test_a_failure_is_not_waited_for_again_by_the_next_level(
    definitions: Definitions, loopback: Start, only: Point
) -> None:
    espoo = loopback(lambda words: Reply(b"", status=500))
    only(ESPOO=espoo)
    with Publishers(definitions.services, QUICK) as publishers:
        for level in ("tilastoalue", "tilastoalue"):
            with pytest.raises(SourceError, match="HTTP 500"):
                fetch_level(definitions, level, publishers, NOW)
    assert len(espoo.asked) == QUICK.retries + 1


@pytest.mark.parametrize("content_type", ["text/xml", "application/json", "application/octet-stream", "text/html"])
def test_an_exception_under_http_200_is_known_whatever_its_content_type(
    definitions: Definitions, hsy: Loopback, content_type: str
) -> None:
    hsy.answer = wfs(hsy, {DISTRICTS: lambda words: Reply(EXCEPTION, content_type)})
    assert "exception: The database is away" in refused(definitions)


def test_an_exception_in_place_of_capabilities_is_told(definitions: Definitions, hsy: Loopback) -> None:
    hsy.answer = lambda words: Reply(EXCEPTION, "text/xml")
    assert "The database is away" in refused(definitions)


def test_an_exception_in_json_is_told(definitions: Definitions, hsy: Loopback) -> None:
    body = b'{"version": "2.0.0", "exceptions": [{"code": "NoApplicableCode", "text": "Kaput"}]}'
    hsy.answer = wfs(hsy, {DISTRICTS: body})
    assert "exception: Kaput" in refused(definitions)


def test_a_maintenance_page_is_told_by_its_title(definitions: Definitions, hsy: Loopback) -> None:
    hsy.answer = lambda words: Reply(MAINTENANCE, "application/json")
    assert "web page instead of data: “Huoltokatko & tauko”" in refused(definitions)


def test_a_page_in_place_of_features_is_told(definitions: Definitions, hsy: Loopback) -> None:
    hsy.answer = wfs(hsy, {DISTRICTS: lambda words: Reply(MAINTENANCE, "text/xml")})
    assert "web page" in refused(definitions)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_with_a_doctype_is_not_read(definitions: Definitions, hsy: Loopback, encoding: str) -> None:
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
        "<FeatureCollection>&a;</FeatureCollection>"
    )
    hsy.answer = wfs(hsy, {DISTRICTS: lambda words: Reply(text.encode(encoding), "text/xml")})
    assert "DOCTYPE" in refused(definitions)


@pytest.mark.parametrize("body", [b"", b"   ", b"{", b"[1]", b"Service unavailable", b'{"type": "Topology"}'])
def test_an_answer_that_is_no_data_is_told(definitions: Definitions, hsy: Loopback, body: bytes) -> None:
    hsy.answer = wfs(hsy, {DISTRICTS: body})
    assert "HSY" in refused(definitions)


def test_get_feature_on_another_host_is_not_called(
    definitions: Definitions, hsy: Loopback, loopback: Start, districts: list[Feature]
) -> None:
    other = loopback(lambda words: Reply(feature_collection(districts)))
    for address in (other.address, "https://kartta.example.org/wfs"):
        hsy.answer = lambda words, to=address: Reply(capabilities(to, [DISTRICTS]), "text/xml")
        assert "only that one is followed" in refused(definitions)
    assert other.asked == []


def test_a_layer_that_is_not_offered_is_told_with_those_that_are(definitions: Definitions, hsy: Loopback) -> None:
    hsy.answer = wfs(hsy, {"taustakartat_ja_aluejaot:seutukartta_tila_2021": b""})
    told = refused(definitions)
    assert "no layer of the family taustakartat_ja_aluejaot:seutukartta_suur_{year}" in told
    assert "seutukartta_tila_2021" in told


def test_a_renamed_field_is_told_with_those_there_are(
    definitions: Definitions, hsy: Loopback, districts: list[Feature]
) -> None:
    renamed = [({**p, "koko_tun": p["kokotun"]}, g) for p, g in districts]
    for properties, _ in renamed:
        del properties["kokotun"]
    hsy.answer = wfs(hsy, {DISTRICTS: feature_collection(renamed)})
    assert "has no field kokotun; it has kunta, suur, nimi, koko_tun" in refused(definitions)


def test_missing_duplicate_and_extra_areas_are_named(
    definitions: Definitions, hsy: Loopback, districts: list[Feature]
) -> None:
    hsy.answer = wfs(hsy, {DISTRICTS: feature_collection(districts[:-1])})
    assert "missing: 0497000000 Pohjois-Espoo" in refused(definitions)
    hsy.answer = wfs(hsy, {DISTRICTS: feature_collection([*districts, districts[2]])})
    assert "more than once: 0493000000 Suur-Matinkylä" in refused(definitions)
    stranger = ({**districts[0][0], "kokotun": "0498000000"}, shapely.box(25_470_000, 6_670_000, 25_471_000, 6_671_000))
    hsy.answer = wfs(hsy, {DISTRICTS: feature_collection([*districts, stranger])})
    assert "not in boundaries/suuralue.yaml: 0498000000" in refused(definitions)


def test_codes_that_have_become_numbers_are_recognised(
    definitions: Definitions, hsy: Loopback, districts: list[Feature]
) -> None:
    numbers = [({**p, "kokotun": int(p["kokotun"])}, g) for p, g in districts]
    hsy.answer = wfs(hsy, {DISTRICTS: feature_collection(numbers)})
    assert "491000000" in (told := refused(definitions))
    assert "lost their leading zeros" in told


def test_areas_of_other_towns_are_left_out_here_too(
    definitions: Definitions, hsy: Loopback, districts: list[Feature]
) -> None:
    helsinki = (
        {"kokotun": "0911000000", "kunta": "091", "suur": "1", "nimi": "Eteläinen"},
        shapely.box(25_490_000, 6_670_000, 25_495_000, 6_675_000),
    )
    hsy.answer = wfs(hsy, {DISTRICTS: feature_collection([helsinki, *districts])})
    assert len(suuralue(definitions)) == 7
    hsy.answer = wfs(hsy, {DISTRICTS: feature_collection([helsinki])})
    assert "kunta = 049; found: 091" in refused(definitions)


def test_geoserver_is_spared_by_a_filter_and_asked_whole_when_it_cannot_filter(
    definitions: Definitions, hsy: Loopback, districts: list[Feature]
) -> None:
    def features(words: dict[str, str]) -> Reply:
        return Reply(EXCEPTION, "text/xml") if "cql_filter" in words else Reply(feature_collection(districts))

    answers = wfs(hsy, {DISTRICTS: features})
    hsy.answer = lambda words: (
        Reply(capabilities(hsy.address + "/geoserver", [DISTRICTS]), "text/xml")
        if words["request"] == "GetCapabilities"
        else answers(words)
    )
    assert len(suuralue(definitions)) == 7
    filters = [words.get("cql_filter") for words in hsy.asked if words["request"] == "GetFeature"]
    assert filters == ["kunta IN ('049')", None]


def swapped(features: list[Feature]) -> list[Feature]:
    return [(p, shapely.transform(g, lambda xy: xy[:, ::-1])) for p, g in features]


def test_swapped_axes_are_put_right_and_told(definitions: Definitions, hsy: Loopback, districts: list[Feature]) -> None:
    hsy.answer = wfs(hsy, {DISTRICTS: feature_collection(swapped(districts), "urn:ogc:def:crs:EPSG::3879")})
    level = suuralue(definitions)
    assert level.geometry[0].bounds == districts[0][1].bounds
    assert any("axes came swapped" in notice for notice in level.notices)


def test_one_area_with_swapped_axes_is_refused(
    definitions: Definitions, hsy: Loopback, districts: list[Feature]
) -> None:
    hsy.answer = wfs(hsy, {DISTRICTS: feature_collection([*swapped(districts[:1]), *districts[1:]])})
    assert "do not lie in Finland" in refused(definitions)


def test_geojson_without_a_crs_is_known_to_be_in_metres(
    definitions: Definitions, hsy: Loopback, districts: list[Feature]
) -> None:
    hsy.answer = wfs(hsy, {DISTRICTS: feature_collection(districts)})
    level = suuralue(definitions)
    assert level.crs == "EPSG:3879"
    assert level.geometry[3].bounds == districts[3][1].bounds
    asked = [words for words in hsy.asked if words["request"] == "GetFeature"]
    assert [words["srsname"] for words in asked] == ["EPSG:3879"]


def test_degrees_come_out_as_metres(definitions: Definitions, hsy: Loopback, districts: list[Feature]) -> None:
    to_degrees = pyproj.Transformer.from_crs("EPSG:3879", "EPSG:4326", always_xy=True)

    def moved(polygon: shapely.Polygon) -> shapely.Polygon:
        return shapely.Polygon([to_degrees.transform(x, y) for x, y in polygon.exterior.coords])

    hsy.answer = wfs(hsy, {DISTRICTS: feature_collection([(p, moved(g)) for p, g in districts])})
    level = suuralue(definitions)
    assert level.geometry[0].bounds == pytest.approx(districts[0][1].bounds, abs=0.01)
    assert any("EPSG:4326 though EPSG:3879" in notice for notice in level.notices)


def test_areas_outside_finland_are_refused(definitions: Definitions, hsy: Loopback, districts: list[Feature]) -> None:
    away = [(p, shapely.transform(g, lambda xy: xy - [0, 3_000_000])) for p, g in districts]
    hsy.answer = wfs(hsy, {DISTRICTS: feature_collection(away)})
    assert "do not lie in Finland" in refused(definitions)


def test_areas_that_are_lines_or_have_no_polygon_are_refused(
    definitions: Definitions, hsy: Loopback, districts: list[Feature]
) -> None:
    hsy.answer = wfs(hsy, {DISTRICTS: feature_collection([(p, g.exterior) for p, g in districts])})
    assert "areas must be polygons; LineString came" in refused(definitions)
    hsy.answer = wfs(hsy, {DISTRICTS: feature_collection([*districts[:-1], (districts[-1][0], None)])})
    assert "0497000000 has no polygon" in refused(definitions)


def test_overlaps_and_gaps_beyond_the_tolerance_are_refused(
    definitions: Definitions, hsy: Loopback, districts: list[Feature]
) -> None:
    (p, g), rest = districts[3], [*districts[:3], *districts[4:]]
    hsy.answer = wfs(hsy, {DISTRICTS: feature_collection([*rest, (p, g.buffer(10))])})
    assert "areas overlap by" in refused(definitions)
    holed = g.difference(shapely.box(*(g.centroid.x - 50, g.centroid.y - 50, g.centroid.x + 50, g.centroid.y + 50)))
    hsy.answer = wfs(hsy, {DISTRICTS: feature_collection([*rest, (p, holed)])})
    assert "gaps of 10,000 m²" in refused(definitions)


def test_a_polygon_that_crosses_itself_is_refused(
    definitions: Definitions, hsy: Loopback, districts: list[Feature]
) -> None:
    p, g = districts[0]
    west, south, east, north = g.bounds
    bow = shapely.Polygon([(west, south), (east, north), (east, south), (west, north)])
    hsy.answer = wfs(hsy, {DISTRICTS: feature_collection([(p, bow), *districts[1:]])})
    assert "0491000000 is not valid (Self-intersection" in refused(definitions)


def test_every_page_is_turned(definitions: Definitions, hsy: Loopback, districts: list[Feature]) -> None:
    def page(words: dict[str, str]) -> Reply:
        start = int(words.get("startindex", 0))
        return Reply(feature_collection(districts[start : start + 3], numberMatched=7, numberReturned=3))

    hsy.answer = wfs(hsy, {DISTRICTS: page})
    assert len(suuralue(definitions)) == 7
    starts = [words.get("startindex") for words in hsy.asked if words["request"] == "GetFeature"]
    assert starts == [None, "3", "6"]


def test_pages_are_turned_by_the_page_size_in_the_capabilities(
    definitions: Definitions, hsy: Loopback, districts: list[Feature]
) -> None:
    def page(words: dict[str, str]) -> Reply:
        start = int(words.get("startindex", 0))
        return Reply(feature_collection(districts[start : start + 4]))

    hsy.answer = wfs(hsy, {DISTRICTS: page}, page_size=4)
    assert len(suuralue(definitions)) == 7


def test_a_service_that_does_not_turn_the_page_is_told(
    definitions: Definitions, hsy: Loopback, districts: list[Feature]
) -> None:
    hsy.answer = wfs(hsy, {DISTRICTS: feature_collection(districts[:3], numberMatched=7)})
    assert "3 features of 7 and does not turn the page" in refused(definitions)


def test_the_format_is_asked_for_in_the_services_own_words(
    definitions: Definitions, hsy: Loopback, districts: list[Feature]
) -> None:
    formats = ("text/xml; subtype=gml/3.2.1", "application/json; charset=UTF-8", "text/javascript")
    hsy.answer = wfs(hsy, {DISTRICTS: feature_collection(districts)}, formats=formats)
    assert len(suuralue(definitions)) == 7
    assert [w["outputformat"] for w in hsy.asked if w["request"] == "GetFeature"] == ["application/json; charset=UTF-8"]


def test_a_name_the_publisher_has_changed_is_told(
    definitions: Definitions, hsy: Loopback, districts: list[Feature]
) -> None:
    renamed = [({**districts[0][0], "nimi": "Iso-Leppävaara"}, districts[0][1]), *districts[1:]]
    renamed[1] = ({**districts[1][0], "nimi": "SUUR TAPIOLA "}, districts[1][1])
    hsy.answer = wfs(hsy, {DISTRICTS: feature_collection(renamed)})
    level = suuralue(definitions)
    told = [notice for notice in level.notices if "is called" in notice]
    assert told == ["0491000000 is called Iso-Leppävaara by the publisher, Suur-Leppävaara in the definition"]
    assert level.names_fi[0] == "Iso-Leppävaara"


def postal(definitions: Definitions) -> StoredLevel:
    with Publishers(definitions.services, QUICK) as publishers:
        return fetch_level(definitions, "postinumeroalue", publishers, NOW)


def test_polygons_that_are_not_of_the_publishers_own_area_are_refused(
    definitions: Definitions, loopback: Start, only: Point, postal_areas: list[Feature]
) -> None:
    statfi = loopback()
    only(STATFI_POSTAL=statfi)
    statfi.answer = wfs(statfi, {POSTAL: feature_collection(postal_areas)})
    assert postal(definitions).land_area_m2[0] == 1907447.0
    wrong = [({**postal_areas[0][0], "pinta_ala": 1_990_000}, postal_areas[0][1]), *postal_areas[1:]]
    statfi.answer = wfs(statfi, {POSTAL: feature_collection(wrong)})
    with pytest.raises(SourceError, match="02100 1,907,447 m² instead of 1,990,000 m²"):
        postal(definitions)


def test_the_key_of_older_layers_is_known(
    definitions: Definitions, loopback: Start, only: Point, postal_areas: list[Feature]
) -> None:
    older = [({"posti_alue" if k == "postinumeroalue" else k: v for k, v in p.items()}, g) for p, g in postal_areas]
    statfi = loopback()
    only(STATFI_POSTAL=statfi)
    statfi.answer = wfs(statfi, {"postialue:pno_tilasto_2019": feature_collection(older)})
    level = postal(definitions)
    assert (len(level), level.boundary_year, level.codes[0]) == (46, 2019, "02100")


def test_a_service_in_the_definitions_must_be_encrypted(
    definitions: Definitions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HYTEMAP_SERVICE_HSY", raising=False)
    open_service = definitions.services["HSY"].model_copy(update={"address": "http://127.0.0.1:9/wfs"})
    with Publishers({**definitions.services, "ESPOO": open_service, "HSY": open_service}, QUICK) as publishers:
        monkeypatch.setenv("HYTEMAP_SERVICE_ESPOO", "")
        with pytest.raises(SourceError, match="set HYTEMAP_SERVICE_HSY"):
            fetch_level(definitions, "suuralue", publishers, NOW)
