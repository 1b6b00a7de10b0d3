"""Areas by code and by name, over the shipped levels and over made ones."""

import pytest

from hytemap.definitions import load
from hytemap.definitions.imports import AreaColumn
from hytemap.errors import TableError
from hytemap.settings import Settings
from hytemap.sources.imports.areas import AreaReader, Areas, Found, KnownArea, known_areas
from hytemap.sources.imports.grid import Cell


@pytest.fixture(scope="module")
def known():
    return known_areas(load(Settings()), Settings(), ["suuralue", "postinumeroalue", "kunta"])


@pytest.fixture(scope="module")
def areas(known):
    return Areas(known)


@pytest.mark.parametrize(
    ("value", "code", "zeros"),
    [
        ("0491000000", "0491000000", False),
        ("491000000", "0491000000", True),
        (491000000.0, "0491000000", True),
        ("02100", "02100", False),
        ("2100", "02100", True),
        (2100.0, "02100", True),
        ("2100.0", "02100", True),
        (49.0, "049", True),
        (235.0, "235", False),
        ("Suur-Leppävaara", "0491000000", False),
        ("SUUR LEPPÄVAARA ", "0491000000", False),
        ("Stor-Alberga", "0491000000", False),
        ("Esbo", "049", False),
        ("02100 Tapiola", "02100", False),
        ("02100  Hagalund (Esbo)", "02100", False),
    ],
)
def test_an_area_is_known_by_code_and_by_both_names(areas, value, code, zeros):
    assert areas.find(Cell(value)) == Found(code, zeros)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("Leppävaara ja muut", "‘Leppävaara ja muut’ is no area"),
        ("Suur-Tapjola", "‘Suur-Tapjola’ is no area; nearest: Suur-Tapiola"),
        ("Matinkyla", "nearest: .*Matinkylä"),
        ("99999", "‘99999’ is no area"),
        (None, "is empty: the area is missing"),
    ],
)
def test_an_unknown_area_is_told_with_the_nearest_names(areas, value, reason):
    with pytest.raises(ValueError, match=reason):
        areas.find(Cell(value))


def test_a_name_that_stands_within_a_longer_one_is_proposed(areas):
    with pytest.raises(ValueError, match="nearest: Suur-Espoonlahti"):
        areas.find(Cell("suur-espoonl"))


def test_zeros_are_not_put_back_where_two_areas_could_be_meant():
    areas = Areas([KnownArea("a", "021", ("Yksi",)), KnownArea("b", "0021", ("Kaksi",))])
    assert areas.find(Cell("021")).code == "021"
    with pytest.raises(ValueError, match=r"‘21’ may be any of Yksi \(a 021\), Kaksi \(b 0021\): write the code"):
        areas.find(Cell("21"))
    # Excel has made a number of it, so which of them it was is lost
    with pytest.raises(ValueError, match="‘21’ may be any of"):
        areas.find(Cell(21.0))


def test_a_name_of_two_areas_is_refused_with_both():
    areas = Areas([KnownArea("suuralue", "1", ("Keskus", "Centrum")), KnownArea("pienalue", "2", ("keskus",))])
    with pytest.raises(ValueError, match=r"may be any of Keskus \(suuralue 1\), keskus \(pienalue 2\): .*`area.names`"):
        areas.find(Cell("KESKUS"))
    assert areas.find(Cell("Centrum")).code == "1"


def test_the_ten_digit_code_of_the_area_series_is_known_too():
    areas = Areas([KnownArea("tilastoalue", "112", ("Kilo",), series="0491012000")])
    assert areas.find(Cell("0491012000")).code == "112"
    assert areas.find(Cell(491012000.0)) == Found("112", zeros=True)


def test_a_level_without_areas_says_what_to_fetch(tmp_path):
    with pytest.raises(
        TableError, match="the level tilastoalue has no areas yet: run `hytemap fetch tilastoalue` first"
    ):
        known_areas(load(Settings()), Settings(data=tmp_path), ["tilastoalue"])


def test_words_of_the_mapping_come_first(areas):
    column = AreaColumn.model_validate(
        {
            "column": "Alue",
            "levels": ["suuralue"],
            "total": {"words": ["Koko kaupunki", "Hela staden"], "area": "049"},
            "names": {"Länsi": "0494000000"},
            "ignore": ["Lähde:*", "Muut"],
        }
    )
    reader = AreaReader(areas, column)
    assert reader.find(Cell("HELA STADEN")).code == "049"
    assert reader.find(Cell("länsi")).code == "0494000000"
    assert reader.find(Cell("Vanha-Espoo")).code == "0496000000"
    assert [reader.is_ignored(Cell(text)) for text in ("Lähde: kysely", "muut", "Muut alueet", "Lähde")] == [
        True,
        True,
        False,
        False,
    ]


def test_a_code_of_the_mapping_that_no_level_has_is_a_fault(areas):
    column = AreaColumn.model_validate({"column": "Alue", "levels": ["suuralue"], "names": {"Länsi": "0499000000"}})
    with pytest.raises(TableError, match="gives the codes 0499000000, which no level of it has"):
        AreaReader(areas, column)
