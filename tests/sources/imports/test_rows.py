"""Rows: what a file says by its mapping, and every cell that does not fit."""

import datetime
import math

import pytest

from hytemap.errors import TableError
from hytemap.model import Status
from tests.sources.imports.files import COMMON, TEXT, WIDE, mapping_of, understood, workbook

HEAD = "Alue;Vuosi;Yksinäiset;Vastaajia\n"

LONG = f"""{COMMON}
layout: long
area: {{column: Alue, levels: [suuralue]}}
year: {{fixed: 2025}}
group: {{column: Ryhmä, values: {{Kaikki: total, Tytöt: girls}}, titles: {{girls: {TEXT}}}}}
variable_column: Kysymys
value_column: Arvo
respondents_column: N
marks: {{"..": suppressed, "-": missing, "": missing}}
variables:
  lonely: {{label: Yksinäiset, unit: percent, title: {TEXT}, theme: hyvinvointi, direction: lower}}
  safe: {{label: Turvassa, unit: percent, title: {TEXT}, theme: turvallisuus, direction: higher}}
"""

YEARS = f"""{COMMON}
layout: wide
area: {{column: Alue, levels: [suuralue]}}
year: {{in_columns: true}}
variables:
  lonely:
    column: "Yksinäiset / {{year}}"
    respondents: "N / {{year}}"
    unit: percent
    title: {TEXT}
    theme: hyvinvointi
    direction: lower
"""


def wide(rows, **change):
    text = WIDE
    for old, new in change.items():
        text = text.replace(old, new)
    return understood(f"{HEAD}{rows}".encode(), mapping_of(text))


def told(found):
    return [str(bad) for bad in found.bad]


def test_a_wide_file_gives_a_figure_and_its_respondents_for_each_area():
    found = wide("Suur-Tapiola;2025;12,5;1 240\nEspoo;2025;10,0;9 000\n")
    assert found.rows == [
        ("0492000000", 2025, "lonely", 12.5, Status.OK, "total"),
        ("0492000000", 2025, "lonely_n", 1240.0, Status.OK, "total"),
        ("049", 2025, "lonely", 10.0, Status.OK, "total"),
        ("049", 2025, "lonely_n", 9000.0, Status.OK, "total"),
    ]
    assert found.bad == []
    assert "decimal commas in ‘Yksinäiset’" in found.told


def test_a_long_file_gives_each_row_its_variable_group_and_respondents():
    found = understood(
        "Alue;Ryhmä;Kysymys;Arvo;N\n"
        "Suur-Tapiola;Kaikki;Yksinäiset;12.5;200\n"
        "Suur-Tapiola;tytöt;yksinäiset;15.5;90\n"
        "Suur-Tapiola;Kaikki;Turvassa;..;..\n"
        "Vanha-Espoo;Kaikki;Turvassa;-;\n".encode(),
        mapping_of(LONG),
        year=2026,
    )
    assert found.bad == []
    shown = [(row[0][:4], row[1], row[2], row[4], row[5]) for row in found.rows]
    assert shown[:4] == [
        ("0492", 2026, "lonely", Status.OK, "total"),
        ("0492", 2026, "lonely_n", Status.OK, "total"),
        ("0492", 2026, "lonely", Status.OK, "girls"),
        ("0492", 2026, "lonely_n", Status.OK, "girls"),
    ]
    assert [row[4] for row in found.rows[4:]] == [Status.SUPPRESSED] * 2 + [Status.MISSING] * 2
    assert all(math.isnan(row[3]) for row in found.rows[4:])


def test_years_in_the_names_of_columns_give_each_column_its_year():
    content = "Alue;Yksinäiset;;N;\n;2023;2026;2023;2026\nVanha-Espoo;1,5;2,5;10;20\n".encode()
    assert [(row[1], row[2], row[3]) for row in understood(content, mapping_of(YEARS)).rows] == [
        (2023, "lonely", 1.5),
        (2023, "lonely_n", 10.0),
        (2026, "lonely", 2.5),
        (2026, "lonely_n", 20.0),
    ]


def test_every_bad_cell_is_named_at_once_with_line_column_and_reason():
    found = wide(
        "Suur-Tapjola;2025;12,5;100\n"
        "Vanha-Espoo;kevät;12,5;100\n"
        "Suur-Tapiola;2025;paljon;100\n"
        "Suur-Matinkylä;2025;112,5;100\n"
        "Suur-Kauklahti;2025;-2,5;100\n"
        "Suur-Espoonlahti;2025;12,5;10,5\n"
        "Pohjois-Espoo;2025;;100\n"
        "Espoo;2025;9,5;100\n"
        "Esbo;2025;9,5;100\n"
    )
    assert told(found) == [
        "line 2, column 1 ‘Alue’: ‘Suur-Tapjola’ is no area; nearest: Suur-Tapiola",
        "line 3, column 2 ‘Vuosi’: ‘kevät’ is no year",
        "line 4, column 3 ‘Yksinäiset’: ‘paljon’ is no number",
        "line 5, column 3 ‘Yksinäiset’: ‘112,5’ is above 100 per cent (lonely)",
        "line 6, column 3 ‘Yksinäiset’: ‘-2,5’ is below zero, which lonely (percent) cannot be",
        "line 7, column 4 ‘Vastaajia’: ‘10,5’ is no number of people",
        'line 8, column 3 ‘Yksinäiset’: is empty (the mapping has no marks): write what it means, or say `"": missing` '
        "under `marks`",
        "line 10: 049, 2025, lonely stands on line 9 too: keep one",
    ]
    # a figure whose respondents are bad is not taken without them, and of two rows neither is
    assert found.rows == []


def test_workbooks_name_columns_by_letter():
    rows = [["Alue", "Vuosi", "Yksinäiset", "Vastaajia"], ["Vanha-Espoo", 2025, "n/a", 100]]
    found = understood(workbook(rows), mapping_of(WIDE), ".xlsx")
    assert told(found) == ["line 2, column C ‘Yksinäiset’: ‘n/a’ is no number"]


def test_a_figure_that_excel_made_a_date_of_is_told_with_what_it_may_have_been():
    rows = [["Alue", "Vuosi", "Yksinäiset", "Vastaajia"], ["Vanha-Espoo", 2025, datetime.date(2025, 5, 1), 100]]
    (said,) = told(understood(workbook(rows), mapping_of(WIDE), ".xlsx"))
    assert "‘2025-05-01’ is a date, which Excel makes of 1.5: format the cells as numbers" in said


def test_dates_in_the_column_of_years_are_told():
    rows = [["Alue", "Vuosi", "Yksinäiset", "Vastaajia"], ["Vanha-Espoo", datetime.date(2025, 5, 1), 12.5, 100]]
    found = understood(workbook(rows), mapping_of(WIDE), ".xlsx")
    assert found.rows[0][1] == 2025
    assert "dates taken as years in 1 cell (2025-05-01 → 2025)" in found.told


def test_zeros_put_back_are_counted_and_shown():
    text = WIDE.replace("[suuralue, kunta]", "[postinumeroalue]")
    rows = [["Alue", "Vuosi", "Yksinäiset", "Vastaajia"], [2100, 2025, 12.5, 100], [2110.0, 2025, 9, 50]]
    found = understood(workbook(rows), mapping_of(text), ".xlsx")
    assert [row[0] for row in found.rows[::2]] == ["02100", "02110"]
    assert "leading zeros put back in 2 cells (2100 → 02100)" in found.told


def test_cells_formatted_as_per_cent_are_multiplied_and_told():
    def change(book):
        for row in (2, 3):
            book.active.cell(row, 3).number_format = "0.0%"

    rows = [
        ["Alue", "Vuosi", "Yksinäiset", "Vastaajia"],
        ["Vanha-Espoo", 2025, 0.123, 100],
        ["Suur-Tapiola", 2025, 0.07, 50],
    ]
    found = understood(workbook(rows, change), mapping_of(WIDE), ".xlsx")
    assert [row[3] for row in found.rows[::2]] == [12.3, 7.0]
    assert any("formatted as per cent: their numbers are multiplied by 100" in line for line in found.told)


def test_a_column_formatted_as_per_cent_only_in_part_is_refused():
    def change(book):
        book.active.cell(2, 3).number_format = "0.0%"

    rows = [
        ["Alue", "Vuosi", "Yksinäiset", "Vastaajia"],
        ["Vanha-Espoo", 2025, 0.123, 100],
        ["Suur-Tapiola", 2025, 0.07, 50],
    ]
    with pytest.raises(TableError, match="column C ‘Yksinäiset’: line 2 is formatted as per cent and line 3 is not"):
        understood(workbook(rows, change), mapping_of(WIDE), ".xlsx")


def test_a_percent_sign_does_not_fit_another_unit():
    found = wide("Vanha-Espoo;2025;12,5 %;100\n", **{"unit: percent": "unit: index"})
    assert told(found) == [
        "line 2, column 3 ‘Yksinäiset’: ‘12,5 %’ is given in per cent, but the unit of lonely is index"
    ]


def test_shares_of_one_are_multiplied_where_the_mapping_says_so():
    found = wide("Vanha-Espoo;2025;0,29;100\n", **{"unit: percent": "unit: percent\n    multiply: 100"})
    assert found.rows[0][3] == 29.0


def test_numbers_stored_as_text_are_read_and_told():
    rows = [["Alue", "Vuosi", "Yksinäiset", "Vastaajia"], ["Vanha-Espoo", "2025", "12,5", "1 200"]]
    found = understood(workbook(rows), mapping_of(WIDE), ".xlsx")
    assert [row[3] for row in found.rows] == [12.5, 1200.0]
    assert "numbers stored as text in 2 cells" in found.told


def test_a_figure_in_a_merged_cell_is_refused_but_a_merged_area_is_that_of_all_its_rows():
    def change(book):
        book.active.merge_cells("A2:A3")
        book.active.merge_cells("C2:C3")

    rows = [["Alue", "Vuosi", "Yksinäiset", "Vastaajia"], ["Vanha-Espoo", 2024, 12.5, 100], [None, 2025, None, 90]]
    found = understood(workbook(rows, change), mapping_of(WIDE), ".xlsx")
    assert [(row[0], row[1]) for row in found.rows] == [("0496000000", 2024)] * 2
    assert told(found) == [
        "line 3, column C ‘Yksinäiset’: is part of a merged cell: write the figure into each cell it is meant for"
    ]


def test_a_column_that_could_be_decimals_or_thousands_is_asked_about():
    with pytest.raises(
        TableError, match="column 4 ‘Vastaajia’: line 2 has ‘1,234’, which may be a decimal or a thousand"
    ):
        wide("Vanha-Espoo;2025;12,5;1,234\n")


def test_the_mapping_decides_what_a_column_cannot_show():
    text = WIDE + "file: {decimal: point}\n"
    found = understood(f"{HEAD}Vanha-Espoo;2025;12.5;1,234\n".encode(), mapping_of(text))
    assert [row[3] for row in found.rows] == [12.5, 1234.0]


def test_a_missing_column_is_told_with_what_there_is():
    with pytest.raises(
        TableError, match=r"line 1: variables\.lonely\.column: no column is called ‘Yksinäiset’; there are"
    ) as caught:
        understood(b"Alue;Vuosi;Osuus;N\nVanha-Espoo;2025;1;2\n", mapping_of(WIDE))
    assert "variables.lonely.respondents: no column is called ‘Vastaajia’" in str(caught.value)


def test_a_variable_the_mapping_does_not_list_is_bad_unless_only_the_listed_ones_are_wanted():
    content = "Alue;Ryhmä;Kysymys;Arvo;N\nVanha-Espoo;Kaikki;Uni;1;20\nVanha-Espoo;Kaikki;Turvassa;2;20\n".encode()
    (said,) = told(understood(content, mapping_of(LONG), year=2025))
    assert said.startswith(
        "line 2, column 3 ‘Kysymys’: ‘Uni’ is no variable of the mapping (‘Yksinäiset’, ‘Turvassa’): add it"
    )
    found = understood(content, mapping_of(LONG + "only_listed: true\n"), year=2025)
    assert found.bad == []
    assert [row[2] for row in found.rows] == ["safe", "safe_n"]
    assert "rows of variables that the mapping does not list are left out: ‘Uni’ (1)" in found.told


def test_a_group_the_mapping_does_not_know_is_bad():
    content = "Alue;Ryhmä;Kysymys;Arvo;N\nVanha-Espoo;Muut;Turvassa;1;20\n".encode()
    (said,) = told(understood(content, mapping_of(LONG), year=2025))
    assert said == "line 2, column 2 ‘Ryhmä’: ‘Muut’ is no population group of the mapping: ‘Kaikki’, ‘Tytöt’"


def test_columns_that_are_not_used_are_told():
    content = "Alue;Vuosi;Yksinäiset;Vastaajia;Muuta\nVanha-Espoo;2025;1;20;x\n".encode()
    assert "columns not used: ‘Muuta’" in understood(content, mapping_of(WIDE)).told


LIMITS = (
    WIDE.replace("    unit: percent", "    low: Ala\n    high: Ylä\n    unit: percent") + 'marks: {"..": suppressed}\n'
)


def limited(rows):
    return understood(f"Alue;Vuosi;Yksinäiset;Vastaajia;Ala;Ylä\n{rows}".encode(), mapping_of(LIMITS))


def test_the_limits_of_an_interval_stand_beside_their_figure():
    found = limited("Suur-Tapiola;2025;12,5;140;9,1;16,9\n")
    assert found.bad == []
    assert {row[2]: row[3] for row in found.rows} == {
        "lonely": 12.5,
        "lonely_n": 140.0,
        "lonely_low": 9.1,
        "lonely_high": 16.9,
    }


def test_limits_that_do_not_hold_their_figure_are_refused():
    (told_,) = told(limited("Suur-Tapiola;2025;12,5;140;13,1;16,9\n"))
    assert told_ == "line 2, column 5 ‘Ala’: the limits of lonely do not hold its figure"
    # a share of one beside a figure in per cent
    assert len(limited("Suur-Tapiola;2025;12,5;140;0,09;0,169\n").bad) == 1


def test_limits_never_tell_what_their_figure_does_not():
    found = limited("Suur-Tapiola;2025;..;140;9,1;16,9\n")
    assert {row[2]: row[4] for row in found.rows} == {
        "lonely": Status.SUPPRESSED,
        "lonely_n": Status.OK,
        "lonely_low": Status.SUPPRESSED,
        "lonely_high": Status.SUPPRESSED,
    }
    assert all(math.isnan(row[3]) for row in found.rows if row[2] != "lonely_n")


def test_limits_in_a_long_file_and_in_a_column_a_year():
    long = LONG.replace("respondents_column: N", "respondents_column: N\nlow_column: Ala\nhigh_column: Ylä")
    found = understood(
        "Alue;Ryhmä;Kysymys;Arvo;N;Ala;Ylä\nSuur-Tapiola;Kaikki;Yksinäiset;12.5;200;8.6;17.8\n".encode(),
        mapping_of(long),
        year=2026,
    )
    assert [(row[2], row[3]) for row in found.rows] == [
        ("lonely", 12.5),
        ("lonely_n", 200.0),
        ("lonely_low", 8.6),
        ("lonely_high", 17.8),
    ]
    yearly = YEARS.replace("    unit: percent", '    low: "Ala / {year}"\n    high: "Ylä / {year}"\n    unit: percent')
    found = understood(
        "Alue;Yksinäiset / 2025;N / 2025;Ala / 2025;Ylä / 2025\nSuur-Tapiola;12.5;200;8.6;17.8\n".encode(),
        mapping_of(yearly),
    )
    assert ("lonely_low", 2025, 8.6) in [(row[2], row[1], row[3]) for row in found.rows]
