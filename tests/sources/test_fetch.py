"""A run of fetch: what was asked, what came, what stays."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hytemap.definitions import Definitions
from hytemap.settings import Settings
from hytemap.sources.fetch import Outcome, Report, UnknownName, fetch, fetchable
from hytemap.sources.work import load_level, load_table_rows
from tests.servers import EXCEPTION, Feature, Loopback, Reply, feature_collection, wfs
from tests.sources.conftest import DISTRICTS, QUICK

Start = Callable[..., Loopback]
Point = Callable[..., None]


def test_one_request_gives_geometry_and_table(definitions: Definitions, settings: Settings, statfi: Loopback) -> None:
    level, table = fetch(definitions, settings, ["postinumeroalue", "paavo"], limits=QUICK)
    assert (level.ok, level.areas, level.year, level.crs) == (True, 46, 2026, "EPSG:3067")
    assert (table.ok, table.areas, table.year) == (True, 46, 2024)
    assert statfi.count("GetFeature") == 1
    assert statfi.count("GetCapabilities") == 1


def test_an_unknown_name_is_told_with_those_there_are_before_anything_is_asked(
    definitions: Definitions, settings: Settings, statfi: Loopback
) -> None:
    with pytest.raises(UnknownName) as caught:
        fetch(definitions, settings, ["postinumeroalue", "suur", "ndvi"], limits=QUICK)
    told = str(caught.value)
    assert "'suur' is no level or table" in told
    assert "ndvi has no live source" in told
    assert f"one of {', '.join(fetchable(definitions))}" in told
    assert {"suuralue", "postinumeroalue", "paavo", "area_series"} <= set(fetchable(definitions))
    assert statfi.asked == []


def test_all_that_can_be_fetched_is_asked_when_nothing_is_named(
    definitions: Definitions, settings: Settings, statfi: Loopback
) -> None:
    outcomes = fetch(definitions, settings, limits=QUICK)
    assert [outcome.name for outcome in outcomes] == fetchable(definitions)
    assert {outcome.name for outcome in outcomes if outcome.ok} == {"postinumeroalue", "paavo"}


def test_a_source_that_fails_keeps_its_last_good_copy_and_is_reported(
    definitions: Definitions, settings: Settings, statfi: Loopback
) -> None:
    fetch(definitions, settings, ["postinumeroalue", "paavo"], limits=QUICK)
    before = load_level(settings, "postinumeroalue")
    assert before is not None
    statfi.answer = lambda words: Reply(EXCEPTION, "text/xml")
    level, table = fetch(definitions, settings, ["postinumeroalue", "paavo"], limits=QUICK)
    for outcome in (level, table):
        assert not outcome.ok
        assert "The database is away" in outcome.error
        assert "stays" in str(outcome)
    assert level.kept == before.fetched_at
    after = load_level(settings, "postinumeroalue")
    assert after is not None
    assert after.codes == before.codes
    assert len(load_table_rows(settings, definitions.tables["paavo"])) == 1


def test_a_failure_without_a_copy_says_that_the_shipped_one_stays(
    definitions: Definitions, settings: Settings, only: Point
) -> None:
    only()
    [outcome] = fetch(definitions, settings, ["kunta"], limits=QUICK)
    assert outcome.kept is None
    assert str(outcome).startswith("kunta: failed after ")
    assert str(outcome).endswith("(nothing fetched before; what is shipped stays)")


def test_other_sources_failures_are_notices_of_the_one_that_served(
    definitions: Definitions, settings: Settings, loopback: Start, only: Point, districts: list[Feature]
) -> None:
    hsy = loopback()
    hsy.answer = wfs(hsy, {DISTRICTS: feature_collection(districts)})
    only(HSY=hsy)
    [outcome] = fetch(definitions, settings, ["suuralue"], limits=QUICK)
    assert outcome.ok
    assert outcome.service == "HSY"
    assert "not from ESPOO kanta:TilastollinenAlue: the connection was refused" in outcome.notices[0]


def test_a_name_asked_twice_is_fetched_once_and_the_run_is_reported(
    definitions: Definitions, settings: Settings, statfi: Loopback
) -> None:
    class Diary(Report):
        def __init__(self) -> None:
            self.began_with: list[str] = []
            self.size = 0
            self.outcomes: list[Outcome] = []

        def began(self, name: str) -> None:
            self.began_with.append(name)

        def bytes_came(self, count: int) -> None:
            self.size += count

        def ended(self, outcome: Outcome) -> None:
            self.outcomes.append(outcome)

    diary = Diary()
    outcomes = fetch(definitions, settings, ["paavo", "paavo"], diary, QUICK)
    assert diary.began_with == ["paavo"]
    assert diary.outcomes == outcomes
    assert diary.size > 10_000


def test_codes_of_the_area_series_are_found_by_name_and_never_guessed(
    definitions: Definitions, settings: Settings, loopback: Start, only: Point, districts: list[Feature]
) -> None:
    names = ["Kilo", "Laaksolahti", "Otaniemi", "Otaniemi", "Leppävaara", "Matinkylä"]
    members = "".join(_espoo_member(f"1{i:02d}", name, i) for i, name in enumerate(names))
    gml = (
        '<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs" xmlns:gml="http://www.opengis.net/gml" '
        f'xmlns:kanta="http://www.paikkatietopalvelu.fi/gml/kantakartta">{members}</wfs:FeatureCollection>'
    )
    espoo = loopback(lambda words: Reply(gml.encode(), "text/xml"))
    hsy = loopback()
    square = districts[0][1]
    series = [
        ({"kunta": "049", "nimi": name, "kokotun": code}, square)
        for name, code in (
            ("KILO", "0491011000"),
            ("Otaniemi", "0492021000"),
            ("Leppävaara", "0491012000"),
            ("Leppävaara ", "0491013000"),
            ("", "0491014000"),
            ("Matinkylä", ""),
        )
    ]
    layer = "taustakartat_ja_aluejaot:seutukartta_tila_2021"
    hsy.answer = wfs(hsy, {layer: feature_collection(series)})
    only(ESPOO=espoo, HSY=hsy)
    [outcome] = fetch(definitions, settings, ["tilastoalue"], limits=QUICK)
    assert outcome.ok, outcome.error
    level = load_level(settings, "tilastoalue")
    assert level is not None
    # one in the series; none; two here; two here; two in the series; blank in the series
    assert level.code_series == ["0491011000", None, None, None, None, None]
    assert level.names_sv == names
    told = " | ".join(outcome.notices)
    assert "6 areas came, boundaries/tilastoalue.yaml expects 26" in told
    assert "no code of the area series for 5 areas: 101 Laaksolahti, 102 Otaniemi" in told


def _espoo_member(code: str, name: str, i: int) -> str:
    west, south = 25_480_000 + 1000 * i, 6_670_000
    ring = f"{west} {south} {west + 1000} {south} {west + 1000} {south + 1000} {west} {south + 1000} {west} {south}"
    return (
        f"<gml:featureMember><kanta:TilastollinenAlue><kanta:tunnus>{code}</kanta:tunnus><kanta:nimi>{name}</kanta:nimi>"
        "<kanta:tyyppi>tilastoalue</kanta:tyyppi><kanta:sijainnit><kanta:Sijainti><kanta:alue><gml:Polygon "
        'srsName="http://www.opengis.net/gml/srs/epsg.xml#3879"><gml:exterior><gml:LinearRing>'
        f"<gml:posList>{ring}</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></kanta:alue>"
        "</kanta:Sijainti></kanta:sijainnit></kanta:TilastollinenAlue></gml:featureMember>"
    )
