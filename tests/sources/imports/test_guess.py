"""A file without a mapping: what is guessed, and the mapping that is proposed."""

import pytest
from ruamel.yaml import YAML

from hytemap.definitions.imports import FileReading, ImportMapping
from hytemap.definitions.yaml_files import parse
from hytemap.errors import DefinitionError, PersonalData, TableError
from hytemap.sources.imports.guess import guess, refuse_answers
from hytemap.sources.imports.header import find_columns
from hytemap.sources.imports.proposal import identifier, proposal
from hytemap.sources.imports.reading import read_grid
from tests.sources.imports.files import shipped_areas, understood, workbook

LEVELS = ("suuralue", "postinumeroalue", "kunta")


def proposed(content, name="kysely_2025.csv", suffix=".csv"):
    grid = read_grid(content, suffix, FileReading())
    columns = find_columns(grid, FileReading())
    found = guess(grid, columns, shipped_areas(*LEVELS), name)
    return proposal(columns, found, name, "kysely.mapping.yaml")


def completed(text):
    """The proposal with its empty places filled, as a person would."""
    for old, new in {
        'fi: ""': "fi: suomeksi",
        'sv: ""': "sv: på svenska",
        'en: ""': "en: in English",
        'licence: ""': "licence: CC BY 4.0",
        'access: ""': "access: public",
        'theme: ""': "theme: hyvinvointi",
        'direction: ""': "direction: lower",
        'unit: ""': "unit: index",
    }.items():
        text = text.replace(old, new)
    return parse(ImportMapping, YAML(typ="safe", pure=True).load(text), "mapping.yaml")


WIDE = """Alue;Vuosi;Yksinäiset (%);Vastaajia
Vanha-Espoo;2025;12,5;100
Stor-Alberga;2025;..;..
Koko Espoo;2025;9,5;900
Lähde: kysely;;;
"""
LONG = """Alue,Sukupuoli,Kysymys,Arvo,N
2100,Kaikki,Uni riittää,1.5,20
2100,Tytöt,Uni riittää,2.5,10
2110,Kaikki,Turvassa,3.5,30
"""
YEARS = "Alue;Turvassa (%);;N;\n;2023;2025;2023;2025\nVanha-Espoo;1,5;2,5;10;20\nSuur-Tapiola;1,5;2,5;10;20\n"


@pytest.mark.parametrize("content", [WIDE, LONG, YEARS])
def test_a_proposal_is_no_mapping_before_it_is_completed_and_then_reads_its_file(content):
    text = proposed(content.encode())
    with pytest.raises(DefinitionError, match=r"title\.sv: is empty → write it"):
        parse(ImportMapping, YAML(typ="safe", pure=True).load(text), "mapping.yaml")
    found = understood(content.encode(), completed(text), year=2025)
    assert found.bad == []
    assert len(found.rows) >= 6


def test_a_wide_file_is_understood_with_its_total_footnote_and_marks():
    mapping = completed(proposed(WIDE.encode()))
    assert (mapping.id, mapping.layout, mapping.area.levels) == ("kysely", "wide", ["suuralue", "kunta"])
    assert mapping.area.total.words == ["Koko Espoo"]
    assert mapping.area.ignore == ["Lähde:*"]
    assert mapping.year.column == "Vuosi"
    assert {mark: status.word for mark, status in mapping.marks.items()} == {"..": "suppressed"}
    (variable,) = mapping.variables.values()
    assert (variable.column, variable.respondents, variable.unit.value) == ("Yksinäiset (%)", "Vastaajia", "percent")


def test_a_long_file_is_understood_with_its_groups_and_its_year_from_the_name():
    mapping = completed(proposed(LONG.encode()))
    assert (mapping.layout, mapping.year.fixed) == ("long", 2025)
    assert mapping.group.values == {"Kaikki": "total", "Tytöt": "tytot"}
    assert (mapping.variable_column, mapping.value_column, mapping.respondents_column) == ("Kysymys", "Arvo", "N")
    assert {name: v.label for name, v in mapping.variables.items()} == {
        "uni_riittaa": "Uni riittää",
        "turvassa": "Turvassa",
    }


def test_years_in_columns_become_a_pattern():
    mapping = completed(proposed(YEARS.encode()))
    assert mapping.year.in_columns
    (variable,) = mapping.variables.values()
    assert (variable.column, variable.respondents) == ("Turvassa (%) / {year}", "N / {year}")


def test_each_figure_gets_the_number_of_respondents_to_its_right():
    content = b"Alue;Vuosi;A;A n;B;B n\nVanha-Espoo;2025;1,5;10;2,5;20\nSuur-Tapiola;2025;1,5;10;2,5;20\n"
    assert [v.respondents for v in completed(proposed(content)).variables.values()] == ["A n", "B n"]


def test_the_level_is_the_one_with_most_areas_in_the_column():
    content = workbook([["Postinumero", "Vuosi", "Osuus", "N"], [2100, 2025, 1, 10], [2110, 2025, 2, 10]])
    assert completed(proposed(content, "x.xlsx", ".xlsx")).area.levels == ["postinumeroalue"]


def test_without_respondents_the_proposal_asks_how_small_numbers_were_hidden():
    text = proposed(b"Alue;Vuosi;Osuus\nVanha-Espoo;2025;1,5\nSuur-Tapiola;2025;2,5\n")
    assert 'text: {fi: "", sv: "", en: ""}   # no column of respondents' in text


def test_a_file_without_areas_says_which_are_known():
    with pytest.raises(TableError, match=r"no column holds codes or names of areas .*suuralue, postinumeroalue, kunta"):
        proposed(b"Maa;Osuus\nRuotsi;1\nNorja;2\n")


def test_a_file_without_figures_says_so():
    with pytest.raises(TableError, match="no column seems to hold figures"):
        proposed(b"Alue;Muuta\nVanha-Espoo;x\nSuur-Tapiola;y\n")


def test_many_rows_of_one_area_are_refused_before_anything_is_proposed():
    answers = "".join(f"Vanha-Espoo;2025;{n % 2}\n" for n in range(12)).encode()
    grid = read_grid(b"Alue;Vuosi;Vastaus\n" + answers, ".csv", FileReading())
    columns = find_columns(grid, FileReading())
    with pytest.raises(PersonalData, match="seems to have a row for each respondent"):
        refuse_answers(columns, guess(grid, columns, shipped_areas(*LEVELS), "x.csv"))


@pytest.mark.parametrize(
    ("text", "name"), [("Yksinäiset (%)", "yksinaiset"), ("2025 osuus", "v_2025_osuus"), ("Åäö-Ö", "aao_o"), ("%", "v")]
)
def test_names_are_made_of_any_text(text, name):
    assert identifier(text) == name


def test_the_unit_is_not_said_again_in_the_proposed_title():
    for column in ("Tyytyväisyys, %", "Tyytyväisyys (%)", "Tyytyväisyys %"):
        text = proposed(f"Alue;{column};Vastaajia\nSuur-Tapiola;74,0;388\nVanha-Espoo;68,3;290\n".encode())
        assert 'title: {fi: "Tyytyväisyys", sv: "", en: ""}' in text
        assert f'column: "{column}"' in text
