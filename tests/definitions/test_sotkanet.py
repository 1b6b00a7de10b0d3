"""Faults of a table's `sotkanet`: each named with its key, and with what would be right."""

from __future__ import annotations

import pytest

from tests.definitions.broken_content import Content

SOTKANET = "layers/tables/sotkanet.yaml"
HANKO = '    "078": {category: KUNTA, code: "078"}\n'


@pytest.mark.parametrize(
    ("old", "new", "key", "wrong", "right"),
    [
        ("service: SOTKANET", "service: SOTKA", "sotkanet.service", "unknown service 'SOTKA'", "SOTKANET"),
        (HANKO, HANKO.replace('"078":', '"079":'), "sotkanet.regions.079", "no area of kunta or reference", "078"),
        (HANKO, HANKO.replace(', code: "078"', ""), "sotkanet.regions.078", "either `code` or `title_fi`", ""),
        ("      id: 5641\n", "      organization: THL\n", "sotkanet.indicators.morbidity_index", "is no key", "remove"),
        ("      id: 5641\n", "      third_party: {organization: A, licence: B}\n", "", "either `id` or `find`", ""),
        ("      id: 5641\n", "      id: 4404\n", "sotkanet", "the id 4404 stands in two indicators", "keep one"),
        (
            "    morbidity_index:\n",
            "    morbidity:\n",
            "",
            "sotkanet.indicators names morbidity",
            "variables of `groups`",
        ),
        ("genders: {total: total,", "genders: {total: all,", "sotkanet", "does not give everybody", "total: total"),
        ("female: female, male: male}", "female: women, male: male}", "", "sotkanet.genders names women", "population"),
    ],
)
def test_what_does_not_fit_is_named(content: Content, old: str, new: str, key: str, wrong: str, right: str) -> None:
    content.edit(SOTKANET, old, new)
    told = [str(fault) for fault in content.faults()]
    assert any(SOTKANET in one and key in one and wrong in one and right in one for one in told), told


def test_a_table_without_any_figures_hears_what_could_bring_them(content: Content) -> None:
    text = content.read(SOTKANET)
    start, end = text.index("sotkanet:\n  service"), text.index("groups:\n")
    content.write(SOTKANET, text[:start] + text[end:])
    assert "the table has no figures" in content.fault().wrong
    assert "sotkanet" in content.fault().right
