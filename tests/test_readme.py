"""The README says what is shipped: every indicator with its years, no more and no less."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from hytemap.definitions import load
from hytemap.settings import Settings

#: what stands in place of years that only fetching brings
FETCHED = "once fetched"
README = Path(__file__).resolve().parent.parent / "README.md"


@pytest.fixture(scope="module")
def definitions():
    return load(Settings())


@pytest.fixture(scope="module")
def rows():
    """The indicator table: id → its other cells."""
    lines = re.findall(r"^\| `([a-z0-9_]+)` \| (.+) \|$", README.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {name: [cell.strip() for cell in rest.split("|")] for name, rest in lines}


def years_in(text: str) -> list[int]:
    years: list[int] = []
    for part in text.split(", "):
        first, _, last = part.partition("–")
        years += range(int(first), int(last or first) + 1)
    return years


def test_every_shipped_indicator_stands_in_the_readme_with_its_title_theme_and_years(definitions, rows):
    assert list(rows) == list(definitions.indicators)
    for name, (title, theme, years, _levels) in rows.items():
        indicator = definitions.indicators[name]
        assert title == indicator.title.fi
        assert theme == indicator.theme.value
        shipped = definitions.years_of(indicator)
        assert (years == FETCHED) == (not shipped), name
        if shipped:
            assert years_in(years) == shipped, name


def test_the_levels_told_are_those_that_have_values_or_will_have_once_fetched(definitions, rows, shipped_settings):
    from hytemap.atlas import load_atlas

    atlas = load_atlas(shipped_settings.snapshots)
    for name, (*_, years, levels) in rows.items():
        if years == FETCHED:
            told = set(definitions.tables[definitions.indicators[name].table].levels)
            assert set(levels.split(", ")) == {level for level in told if not definitions.levels[level].reference}, name
        else:
            assert levels.split(", ") == atlas.levels_with(name), name


def test_themes_told_as_missing_are_those_without_an_indicator_by_district(definitions):
    present = {
        indicator.theme.value
        for indicator in definitions.indicators.values()
        if set(definitions.tables[indicator.table].levels) - {"kunta", "reference"}
    }
    text = README.read_text(encoding="utf-8")
    missing = text[text.index("**What is missing.**") :]
    for theme in ("terveys", "osallisuus", "turvallisuus"):
        assert (f"*{theme}*" in missing) == (theme not in present)


def test_pages_the_readme_links_to_exist():
    for target in re.findall(r"\]\(([^)#]+)\)", README.read_text(encoding="utf-8")):
        assert (README.parent / target).exists(), target


def test_years_are_read_from_ranges():
    years = years_in("2012–2014, 2016, 2024")
    assert years == [2012, 2013, 2014, 2016, 2024]
    assert all(a < b for a, b in pairwise(years))
