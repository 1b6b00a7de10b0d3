"""What an import hides of a file before anything is shown of it."""

from __future__ import annotations

import math

from hytemap.model import Status
from hytemap.sources.imports.protection import hide_small
from hytemap.sources.tables import Row, table_rows
from tests.sources.imports.files import COMMON, TEXT, WIDE, mapping_of

COUNTS = f"""{COMMON}
layout: wide
area: {{column: Alue, levels: [suuralue]}}
year: {{column: Vuosi}}
variables:
  visitors: {{column: Kävijät, unit: persons, title: {TEXT}, theme: osallisuus, direction: higher}}
  euros: {{column: Tuki, unit: euros_per_year, title: {TEXT}, theme: osallisuus, direction: higher, respondents: N}}
  largest: {{column: Suurin, unit: euros_per_year, title: {TEXT}, indicator: false, respondents: N}}
"""


def hidden(text: str, **cells: float) -> set[str]:
    """The variables hidden in a row of one area with these figures."""
    rows: list[Row] = [("0491000000", 2025, name, value, int(Status.OK), "total") for name, value in cells.items()]
    shown, kept = hide_small(mapping_of(text).table(), table_rows(rows))
    found = {
        name for name, status in zip(shown.variable, shown.status.tolist(), strict=True) if status == Status.SUPPRESSED
    }
    assert {key[3] for key in kept} == found
    assert all(math.isnan(v) == (n in found) for n, v in zip(shown.variable, shown.value.tolist(), strict=True))
    return found


def test_a_share_that_means_few_people_is_hidden_with_their_number() -> None:
    text = f"{WIDE}protection: {{min_respondents: 5, min_count: 3}}\n"
    assert hidden(text, lonely=4.0, lonely_n=50) == {"lonely", "lonely_n"}  # two people
    assert hidden(text, lonely=96.0, lonely_n=50) == {"lonely", "lonely_n"}  # all but two
    assert hidden(text, lonely=50.0, lonely_n=50) == set()
    assert hidden(text, lonely=0.0, lonely_n=50) == set()
    assert hidden(text.replace("min_count: 3", "min_count: 3, hide_zero: true"), lonely=0.0, lonely_n=50) == {
        "lonely",
        "lonely_n",
    }


def test_without_a_rule_for_counts_a_share_of_enough_people_stays() -> None:
    assert hidden(WIDE, lonely=4.0, lonely_n=50) == set()


def test_a_sum_of_one_is_hidden_at_import_and_the_largest_amount_always() -> None:
    text = f"{COUNTS}protection: {{dominance: [{{variable: euros, largest: largest}}]}}\n"
    assert hidden(text, euros=1000, euros_n=9, largest=900, largest_n=9) == {"euros", "largest"}
    assert hidden(text, euros=1000, euros_n=9, largest=300, largest_n=9) == {"largest"}


def test_a_sum_of_few_units_is_hidden_at_import() -> None:
    text = f"{COUNTS}protection: {{dominance: [{{variable: euros, units: euros_n}}], min_respondents: 1}}\n"
    assert hidden(text, euros=1000, euros_n=2) == {"euros"}
    assert hidden(text, euros=1000, euros_n=3) == set()


def test_people_are_told_of_every_rule_in_three_languages() -> None:
    rule = "protection: {min_respondents: 10, min_count: 4, dominance: [{variable: euros, largest: largest}]}\n"
    said = mapping_of(COUNTS + rule).table().protection
    assert "fewer than 10 people" in said.en
    assert "fewer than 4 people" in said.en
    assert "mostly one unit's" in said.en
    assert "alle 10 ihmistä" in said.fi
    assert "alle 4 ihmisestä" in said.fi
    assert "färre än 10 personer" in said.sv
    assert "färre än 4 personer" in said.sv
    assert "Further figures" in said.en
