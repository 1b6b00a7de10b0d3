"""Mappings of imported files: what must stand in them, and the examples of docs/import.md."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hytemap.errors import DefinitionError
from tests.sources.imports.files import COMMON, TEXT, WIDE, mapping_of, understood

DOCUMENT = (Path(__file__).resolve().parents[2] / "docs" / "import.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```csv\n(.*?)```\n\n```yaml\n(.*?)```", DOCUMENT, flags=re.DOTALL)


@pytest.mark.parametrize("example", range(len(EXAMPLES)))
def test_the_examples_of_the_page_load_without_a_fault(example: int) -> None:
    content, text = EXAMPLES[example]
    mapping = mapping_of(text)
    found = understood(content.encode(), mapping, year=mapping.year.fixed)
    assert found.bad == []
    assert found.rows
    # each layout has its example
    assert len(EXAMPLES) == 3


def faults(text: str) -> str:
    with pytest.raises(DefinitionError) as caught:
        mapping_of(text)
    return str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("layout: wide", "layout: long", "the layout is long but variable_column and value_column is not given"),
        ("layout: wide", "layout: wide\nvalue_column: Arvo", "value_column is for the layout long → leave it out"),
        ("    column: Yksinäiset\n", "", "in the layout wide it has `column`, and no `label`"),
        ("{column: Vuosi}", "{column: Vuosi, fixed: 2025}", "give one of `column`, `fixed` and `in_columns: true`"),
        ("{column: Vuosi}", "{in_columns: true}", "variables.lonely.column has no {year}"),
        ("column: Yksinäiset", 'column: "Yksinäiset {year}"', "names {year} → say `year: {in_columns: true}`"),
        ("    respondents: Vastaajia\n", "", "nobody can tell how few people lonely stand on → name the column"),
        ("layout: wide", "protection: {min_respondents: 0}\nlayout: wide", "min_respondents is 0 and"),
        ("    theme: hyvinvointi\n", "", "variables.lonely: theme is missing → give it, or say `indicator: false`"),
        ("layout: wide", "marks: {'x': ok}\nlayout: wide", "marks: the mark 'x' cannot mean 'ok'"),
        ("access: public", "access: open", "access: 'open' is not allowed → one of 'public', 'partners' or 'internal'"),
        ("layout: wide", "layout: wide\ncolour: red", "colour: is no key of this definition"),
        ("    unit: percent", "    low: Ala\n    unit: percent", "give the columns of both, `low` and `high`"),
        ("layout: wide", "layout: wide\nlow_column: Ala\nhigh_column: Y", "low_column is for the layout long"),
        (f"title: {TEXT}\npublisher", "title: {fi: a, sv: b}\npublisher", "title.en: the translation is missing"),
        ("area: {", "area: {total: {words: [Espoo], area: 49}, ", "49 is read as a number"),
    ],
)
def test_what_is_wrong_in_a_mapping_is_named(old: str, new: str, said: str) -> None:
    assert old in WIDE
    assert said in faults(WIDE.replace(old, new))


def test_population_groups_have_titles_and_total_is_always_there() -> None:
    group = "group: {column: Ryhmä, values: {Kaikki: total, Tytöt: girls}"
    assert "group: titles lacks girls → name each group in three languages" in faults(f"{WIDE}{group}}}\n")
    said = faults(f"{WIDE}{group}, titles: {{girls: {TEXT}, total: {TEXT}}}}}\n")
    assert "titles names `total` → leave it out" in said


def test_a_variable_may_not_have_the_name_of_anothers_respondents() -> None:
    more = f"  lonely_n: {{column: X, unit: persons, title: {TEXT}, indicator: false}}\n"
    assert "variables has lonely_n, the name of lonely's respondents → call it another" in faults(WIDE + more)


def test_a_variable_may_not_have_the_name_of_anothers_limit() -> None:
    more = f"  lonely_high: {{column: X, unit: persons, title: {TEXT}, indicator: false}}\n"
    assert "variables has lonely_high, the name of lonely's interval → call it another" in faults(WIDE + more)


def test_variables_that_come_with_another_are_called_after_it_in_every_language() -> None:
    text = WIDE.replace("    respondents: Vastaajia\n", "    respondents: Vastaajia\n    low: Ala\n    high: Ylä\n")
    table = mapping_of(text).table()
    labels = table.groups["figures"].variables
    title = labels["lonely"]
    assert [labels[name].sv for name in ("lonely_n", "lonely_low", "lonely_high")] == [
        f"{title.sv}: {what}" for what in ("personer bakom siffran", "nedre gräns, 95 %", "övre gräns, 95 %")
    ]
    assert labels["lonely_n"].fi == f"{title.fi}: luvun taustalla olevat ihmiset"


def test_small_numbers_hidden_by_the_publisher_are_told_in_its_words() -> None:
    text = WIDE.replace("    respondents: Vastaajia\n", "") + f"protection: {{text: {TEXT}}}\n"
    assert mapping_of(text).table().protection.en == "in English"


def test_the_rule_is_told_in_three_languages_with_what_else_was_done() -> None:
    said = mapping_of(WIDE + f"protection: {{min_respondents: 10, text: {TEXT}}}\n").table().protection
    assert said.fi.startswith("Luku on suojattu, jos sen takana on alle 10 ihmistä")
    assert said.sv.endswith("på svenska")
    assert "fewer than 10 people" in said.en


def test_a_count_of_people_needs_no_column_of_respondents() -> None:
    text = f"""{COMMON}
layout: wide
area: {{column: Alue, levels: [suuralue]}}
year: {{fixed: 2025}}
variables:
  visitors: {{column: Kävijät, unit: persons, title: {TEXT}, theme: osallisuus, direction: higher}}
"""
    table = mapping_of(text).table()
    assert table.imported is not None
    assert table.imported.respondents == {"visitors": "visitors"}
    assert table.variables == ["visitors"]
