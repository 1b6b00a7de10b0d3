"""Mistakes in the `pxweb` of a table: each named with its key and what would be right."""

from __future__ import annotations

import pytest

from tests.definitions.broken_content import Content

SERIES = "layers/tables/area_series.yaml"
PAAVO = "layers/tables/paavo.yaml"


@pytest.mark.parametrize(
    ("file", "old", "new", "key", "wrong", "right"),
    [
        (
            SERIES,
            "service: ALUESARJAT",
            "service: ALUESARJA",
            "pxweb.0.service",
            "unknown service 'ALUESARJA'",
            "one of ESPOO",
        ),
        (
            SERIES,
            "service: ALUESARJAT",
            "service: HSY",
            "pxweb.0.service",
            "HSY speaks wfs, not pxweb",
            "name a service of the protocol pxweb",
        ),
        (SERIES, "path: vrm/", "path: https://stat.hel.fi/vrm/", "pxweb.0.path", "is not of the right form", ""),
        (SERIES, "path: vrm/", "path: ../vrm/", "pxweb.0.path", "is not of the right form", ""),
        (
            SERIES,
            'codes: "049[0-9]{7}"',
            'codes: "049[0-9"',
            "pxweb.0.area.codes",
            "is no regular expression",
            "correct",
        ),
        (
            SERIES,
            "        tilastoalue: {digits: 7}",
            "        tilastoalue: {digits: 7}\n        postinumeroalue: {digits: 8}",
            "pxweb.0.area",
            "the table area_series has no level 'postinumeroalue'",
            "one of suuralue, tilastoalue",
        ),
        (
            SERIES,
            "      age: [Ikä]\n",
            "      age: [Ikä]\n      sex: [Sukupuoli]\n",
            "pxweb.0",
            "population chooses nothing of sex",
            "say which value it takes",
        ),
        (
            SERIES,
            "age_0_6: {age: {from_age: 0, to_age: 6}}",
            "age_0_6: {ages: {from_age: 0, to_age: 6}}",
            "pxweb.0",
            "age_0_6 chooses of ages",
            "name it under `dimensions`",
        ),
        (
            SERIES,
            "age_0_6: {age: {from_age: 0, to_age: 6}}",
            "age_0_6: {age: ALL, content: lkm}",
            "pxweb.0",
            "age_0_6 chooses of content twice",
            "keep one",
        ),
        (
            SERIES,
            "{from_age: 0, to_age: 6}",
            "{from_age: 6, to_age: 0}",
            "pxweb.0.variables.age_0_6.age",
            "to_age 0 is below from_age 6",
            "swap them",
        ),
        (
            SERIES,
            "{from_age: 0, to_age: 6}",
            "{first_of: [ALL], from_age: 6}",
            "pxweb.0.variables.age_0_6.age",
            "chooses nothing, or in two ways",
            "give values",
        ),
        (
            SERIES,
            "      age_0_6: {age:",
            "      age_0_5: {age:",
            "",
            "pxweb names the variables age_0_5",
            "use variables of `groups`",
        ),
        (
            PAAVO,
            "      level: postinumeroalue\n    year:",
            "    year:",
            "pxweb.0.area",
            "give either `level` (codes as they stand) or `sums`",
            "",
        ),
        (
            PAAVO,
            "    variables_of: content\n",
            "",
            "pxweb.0",
            "give either `variables` or `variables_of`",
            "say where the table's variables come from",
        ),
        (
            PAAVO,
            "    variables_of: content\n",
            '    variables_of: content\n    groups: {dimension: sex, total: SSS, values: {female: "2"}}\n',
            "pxweb.0",
            "variables_of chooses of sex",
            "name it under `dimensions`",
        ),
    ],
)
def test_a_mistake_is_named_with_its_key_and_what_would_be_right(
    content: Content, file: str, old: str, new: str, key: str, wrong: str, right: str
) -> None:
    content.edit(file, old, new)
    # a file that cannot be read takes nothing else down with it
    (fault,) = content.faults()
    assert (fault.file, fault.key) == (file, key)
    assert wrong in fault.wrong
    assert right in fault.right


def test_a_number_is_no_value_as_its_zeros_would_be_lost(content: Content) -> None:
    content.edit(SERIES, "age_0_6: {age: {from_age: 0, to_age: 6}}", "age_0_6: {age: 06}")
    assert {fault.file for fault in content.faults()} == {SERIES}


def test_two_sources_of_one_table_need_parts_of_their_own(content: Content) -> None:
    text = content.read(PAAVO)
    source = text[text.index("  - service: STATFIN") : text.index("# The publisher writes")]
    content.edit(PAAVO, source, source + source)
    assert "two sources of pxweb have the part 'series'" in content.fault().wrong


MEAN = """
id: mean_of_series
title: {fi: a, sv: b, en: c}
definition: {fi: a., sv: b., en: c.}
theme: elinolot
chain: input
direction: neutral
unit: years
decimals: 1
table: area_series
formula:
  FORMULA
steward: {role: {fi: a, sv: b, en: c}, unit: {fi: a, sv: b, en: c}}
update: {fi: a., sv: b., en: c.}
"""


@pytest.mark.parametrize(
    ("formula", "part"),
    [("mean: {value: age_0_6, weight: population}", "mean.value"), ("published: age_0_6", "published")],
)
def test_what_a_formula_uses_as_a_mean_or_a_median_is_never_summed(content: Content, formula: str, part: str) -> None:
    content.write("layers/indicators/mean_of_series.yaml", MEAN.replace("FORMULA", formula))
    fault = next(fault for fault in content.faults() if "age_0_6" in fault.wrong)
    assert (fault.file, fault.key) == (SERIES, "pxweb.0")
    assert part in fault.wrong
    assert "never sum a mean or a median" in fault.right


def test_what_nothing_shows_to_be_a_count_is_not_summed_unless_the_definition_says_so(content: Content) -> None:
    content.load()
    content.edit(SERIES, "    additive: true\n", "")
    faults = content.faults()
    # population and those of 85 or over stand in formulas of what is left here; the others in none
    assert {fault.wrong.split()[0] for fault in faults} == {
        "age_0_6", "age_7_17", "age_18_29", "age_65_plus", "age_75_plus",
    }  # fmt: skip
    assert all("say `additive: true`" in fault.right for fault in faults)
