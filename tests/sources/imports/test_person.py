"""Files about single people are refused, and nothing of what stands in them is repeated."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hytemap.definitions.imports import FileReading
from hytemap.errors import PersonalData
from hytemap.sources.imports.header import find_columns
from hytemap.sources.imports.person import (
    is_identity_code,
    points_to_a_person,
    refuse_columns,
    refuse_identifiers,
    refuse_single_answers,
    refuse_single_respondents,
)
from hytemap.sources.imports.reading import read_grid
from tests.sources.imports.files import WIDE, mapping_of, understood

#: made for tests by the published rule; individual numbers of 900 and above are given to nobody
CODE = "131052-908" + "0123456789ABCDEFHJKLMNPRSTUVWXY"[131052908 % 31]
SIGNS = {1800: "+", 1900: "-YXWVU", 2000: "ABCDEF"}


def code_of(born, number, sign):
    digits = f"{born:%d%m%y}{number:03d}"
    return f"{born:%d%m%y}{sign}{number:03d}" + "0123456789ABCDEFHJKLMNPRSTUVWXY"[int(digits) % 31]


@given(st.dates(datetime.date(1850, 1, 1), datetime.date(2026, 1, 1)), st.integers(900, 999), st.data())
def test_every_identity_code_is_known_whatever_its_century_sign_and_spaces(born, number, data):
    sign = data.draw(st.sampled_from(SIGNS[born.year // 100 * 100]))
    code = code_of(born, number, sign)
    assert is_identity_code(code)
    assert is_identity_code(f"tunnus {code.lower()}.")
    gap = data.draw(st.sampled_from([" ", "\u00a0", "  "]))
    assert is_identity_code(f"{code[:6]}{gap}{code[6]}{gap}{code[7:]}")
    assert is_identity_code(gap.join([code[:2], code[2:4], code[4:7], code[7:10], code[10]]))


def test_a_code_with_a_wrong_check_character_is_refused_too():
    right = CODE[-1]
    assert is_identity_code(CODE[:-1] + ("A" if right != "A" else "B"))


@pytest.mark.parametrize("dash", ["–", "−", "‐", "‑"])
def test_a_dash_that_an_office_program_made_longer_hides_nothing(dash):
    assert is_identity_code(CODE.replace("-", dash))


def test_a_code_that_lost_its_sign_is_known_by_its_check_character():
    assert is_identity_code("131052908" + CODE[-1]) is not CODE[-1].isdigit()
    born = datetime.date(1990, 1, 1)
    lettered = next(code_of(born, n, "-") for n in range(900, 1000) if not code_of(born, n, "-")[-1].isdigit())
    assert is_identity_code(lettered.replace("-", ""))


@pytest.mark.parametrize(
    "text",
    [
        "310224-908A",
        "0491000000",
        "0491011116",
        "01.01.2024-31.12.2024",
        "2024-2025",
        "131052-90",
        "12 345,6",
        "02100 Tapiola",
    ],
)
def test_dates_codes_of_areas_and_figures_are_no_identity_codes(text):
    assert not points_to_a_person(text)


@pytest.mark.parametrize(
    "text", ["040 123 4567", "+358 50 123 4567", "0401234567", "(040) 1234567", "matti@example.fi", "Ks. m.m@x.fi"]
)
def test_telephone_numbers_and_e_mail_addresses_point_to_a_person(text):
    assert points_to_a_person(text)


@pytest.mark.parametrize("secret", [CODE, CODE.replace("-", " - "), "matti@example.fi", "040 123 4567"])
def test_the_message_says_where_and_what_to_do_and_never_repeats_it(secret):
    grid = read_grid(f"Alue;Muuta\nA;x\nB;{secret}\n".encode(), ".csv", FileReading())
    with pytest.raises(PersonalData) as caught:
        refuse_identifiers(grid, "kysely.csv")
    said = str(caught.value)
    assert "line 3, column 2: looks like" in said
    assert "Sum the answers up first" in said
    assert secret not in said
    assert secret[:6] not in said


def test_names_of_files_and_sheets_count_too():
    grid = read_grid(b"Alue;Osuus\nA;1\n", ".csv", FileReading())
    with pytest.raises(PersonalData, match="the file's name: looks like a personal identity code") as caught:
        refuse_identifiers(grid, f"{CODE}.csv")
    assert CODE not in str(caught.value)


def refused(text, known=()):
    grid = read_grid(text.encode(), ".csv", FileReading())
    refuse_columns(grid, find_columns(grid, FileReading()), known)


PEOPLE = (
    "Henkilötunnus HETU sotu Personbeteckning personnummer Etunimi Suku-nimi Efternamn First_name Sähköposti E-post "
    "email_address Puhelin Telefonnummer Katuosoite Osoite Syntymäaika Date_of_birth Vastaajan_ID vastaajanro "
    "Respondent_ID Oppilasnumero Asiakastunnus IP-osoite Vastaaja"
)


@pytest.mark.parametrize("name", PEOPLE.split())
def test_columns_that_only_files_about_people_have_are_refused_by_name(name):
    with pytest.raises(PersonalData, match="column 2: is named as a column about single people"):
        refused(f"Alue;{name}\nA;1\nB;2\n")


COUNTS = (
    "Vastaajia|Vastaajien määrä|Vastausprosentti|Henkilöitä|Nimi|Namn|Puhelinpalvelun käyttö (%)|N|"
    "Osoitetta vaihtaneet|Asiakkaita|Oppilaita|Antal svarande"
)


@pytest.mark.parametrize("name", COUNTS.split("|"))
def test_columns_of_counts_shares_and_areas_are_not(name):
    refused(f"Alue;{name}\nA;1\nB;2\n")
    assert not points_to_a_person(name)


def test_street_addresses_are_refused_whatever_the_column_is_called():
    with pytest.raises(PersonalData, match="column 2: holds street addresses") as caught:
        refused("Alue;Paikka\nA;Kirkkokatu 3 A 5\nB;Otakaari 1\nC;Kyrkvägen 12\n")
    assert "Otakaari" not in str(caught.value)


def test_answers_in_peoples_own_words_are_refused():
    answers = "".join(f"A;kirjasto voisi olla auki iltaisin myös kello {n} asti\n" for n in range(6))
    with pytest.raises(PersonalData, match="column 2: holds long texts"):
        refused(f"Alue;Avoin vastaus\n{answers}")


def test_long_questions_that_come_again_for_every_area_are_no_answers():
    question = "Kuinka usein tunnet itsesi yksinäiseksi omalla asuinalueellasi?"
    refused("Alue;Kysymys\n" + "".join(f"{area};{question}\n" for area in "ABCDEFGH"))
    long = "".join(f"A;kysymys numero {n} on pitkä mutta mapping tuntee sen\n" for n in range(9))
    refused(f"Alue;Kysymys\n{long}", known={1})


def test_many_rows_of_one_area_and_year_are_a_row_for_each_respondent():
    with pytest.raises(PersonalData, match="6 rows, as a rule, for the same area and year"):
        refuse_single_answers(["a"] * 6 + ["b"] * 6, "area and year")
    refuse_single_answers(list("abcdefghijkl"), "area and year")


def test_respondents_of_one_each_are_a_row_for_each_respondent():
    with pytest.raises(PersonalData, match="every number of respondents is 1"):
        refuse_single_respondents([1.0] * 12)
    refuse_single_respondents([1.0] * 11 + [2.0])


def test_answers_of_single_people_are_refused_with_a_mapping_too():
    answers = "".join(f"Suur-Tapiola;2025;{answer};\n" for answer in (1, 0, 1, 1, 0, 1, 0, 0, 1, 1, 0, 1))
    with pytest.raises(PersonalData, match="seems to have a row for each respondent"):
        understood(f"Alue;Vuosi;Yksinäiset;Vastaajia\n{answers}".encode(), mapping_of(WIDE))


def test_the_same_area_twice_is_a_mistake_when_respondents_are_counted_not_a_row_a_respondent():
    rows = "".join(f"Suur-Tapiola;2025;{n};100\n" for n in range(12))
    found = understood(f"Alue;Vuosi;Yksinäiset;Vastaajia\n{rows}".encode(), mapping_of(WIDE))
    assert len(found.bad) == 11
    assert found.rows == []
