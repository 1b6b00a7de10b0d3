"""What is kept of an import, what is hidden in it, and how next year's file is known."""

import math

import pytest

from hytemap.build.freshness import inputs_digest
from hytemap.definitions import load
from hytemap.errors import DefinitionError, TableError
from hytemap.model import Status
from hytemap.settings import Settings
from hytemap.sources.imports.choose import Chosen, recognised, year_for
from hytemap.sources.imports.header import find_columns
from hytemap.sources.imports.kept import columns_mark, forget, hidden_values, keep, kept_imports
from hytemap.sources.imports.protection import hide_small, with_hidden
from hytemap.sources.imports.reading import read_grid
from hytemap.sources.tables import table_rows
from hytemap.sources.work import load_table_rows
from tests.sources.imports.files import WIDE, mapping_of

MAPPING = mapping_of(WIDE)
COLUMNS = ["Alue", "Vuosi", "Yksinäiset", "Vastaajia"]


def rows(*figures, year=2025):
    """Rows of (area, value, respondents); None for what is not there."""
    found = []
    for area, value, count in figures:
        for name, number in (("lonely", value), ("lonely_n", count)):
            if number is not None:
                found.append((area, year, name, float(number), int(Status.OK), "total"))
    return table_rows(found)


@pytest.fixture
def settings(tmp_path):
    return Settings(data=tmp_path)


def shown(some):
    return {
        (area, variable): None if math.isnan(value) else value
        for area, variable, value in zip(some.area, some.variable, some.value.tolist(), strict=True)
    }


def test_figures_of_fewer_people_than_the_rule_are_hidden_with_their_number():
    some, hidden = hide_small(MAPPING.table(), rows(("a", 10, 4), ("b", 20, 5), ("c", 30, 500)))
    assert shown(some) == {
        ("a", "lonely"): None,
        ("a", "lonely_n"): None,
        ("b", "lonely"): 20.0,
        ("b", "lonely_n"): 5.0,
        ("c", "lonely"): 30.0,
        ("c", "lonely_n"): 500.0,
    }
    assert some.status.tolist()[:2] == [Status.SUPPRESSED] * 2
    assert hidden == {("a", 2025, "total", "lonely"): 10.0, ("a", 2025, "total", "lonely_n"): 4.0}


def test_the_limits_of_a_hidden_figure_are_hidden_with_it():
    mapping = mapping_of(WIDE.replace("    unit: percent", "    low: Ala\n    high: Ylä\n    unit: percent"))
    names = ("lonely", "lonely_n", "lonely_low", "lonely_high")
    given = [
        ("a", 2025, name, x, int(Status.OK), "total") for name, x in zip(names, (10.0, 4.0, 1.0, 40.0), strict=True)
    ]
    some, hidden = hide_small(mapping.table(), table_rows(given))
    assert set(shown(some).values()) == {None}
    assert len(hidden) == 4


def test_a_figure_of_an_unknown_number_of_people_is_hidden():
    some, _ = hide_small(MAPPING.table(), rows(("a", 10, None)))
    assert some.status.tolist() == [Status.SUPPRESSED]


def test_a_missing_figure_stays_missing():
    given = table_rows([("a", 2025, "lonely", math.nan, int(Status.MISSING), "total")])
    some, hidden = hide_small(MAPPING.table(), given)
    assert some.status.tolist() == [Status.MISSING]
    assert hidden == {}


def test_a_count_of_people_stands_for_itself():
    text = WIDE.replace("    respondents: Vastaajia\n    unit: percent", "    unit: persons")
    some, _ = hide_small(mapping_of(text).table(), rows(("a", 4, None), ("b", 5, None)))
    assert shown(some) == {("a", "lonely"): None, ("b", "lonely"): 5.0}


def test_another_rule_of_the_mapping_holds():
    text = WIDE + "protection: {min_respondents: 30}\n"
    some, _ = hide_small(mapping_of(text).table(), rows(("a", 10, 29), ("b", 20, 30)))
    assert shown(some)["a", "lonely"] is None
    assert shown(some)["b", "lonely"] == 20.0


def test_what_was_hidden_can_be_put_back_for_whoever_audits():
    whole = rows(("a", 10, 4), ("b", 20, 5))
    some, hidden = hide_small(MAPPING.table(), whole)
    back = with_hidden(some, hidden)
    assert shown(back) == shown(whole)
    assert back.status.tolist() == whole.status.tolist()


def test_hidden_values_stand_in_no_file_that_a_build_reads_and_only_the_owner_reads_them(settings):
    keep(settings, MAPPING, WIDE, {2025: rows(("0491000000", 77.75, 4), ("0492000000", 20, 50))}, COLUMNS)
    read_by_builds = [p for p in settings.work.rglob("*") if p.is_file() and p.suffix in (".csv", ".json", ".yaml")]
    assert read_by_builds
    assert [p for p in read_by_builds if "77.75" in p.read_text(encoding="utf-8")] == []
    (secret,) = (settings.work / "hidden").iterdir()
    assert "77.75" in secret.read_text(encoding="utf-8")
    assert secret.stat().st_mode & 0o077 == 0
    assert settings.work.stat().st_mode & 0o077 == 0
    assert hidden_values(settings, MAPPING.table(), 2025)["0491000000", 2025, "total", "lonely"] == 77.75


def test_no_digest_tells_a_hidden_value_to_whoever_knows_the_others(settings):
    def digest(value):
        keep(settings, MAPPING, WIDE, {2025: rows(("0491000000", value, 4), ("0492000000", 20, 50))}, COLUMNS)
        ((_, _, origin),) = load_table_rows(settings, MAPPING.table())
        return origin["sha256"]

    assert digest(10) == digest(90)


def test_a_build_is_due_after_an_import(settings):
    before = inputs_digest(settings)
    keep(settings, MAPPING, WIDE, {2025: rows(("0491000000", 10, 50))}, COLUMNS)
    assert inputs_digest(settings) != before


def test_a_year_is_replaced_whole_and_others_stay(settings):
    keep(
        settings, MAPPING, WIDE, {2024: rows(("a", 1, 50), year=2024), 2025: rows(("a", 2, 50), ("b", 3, 50))}, COLUMNS
    )
    keep(settings, MAPPING, WIDE, {2025: rows(("a", 4, 50))}, COLUMNS)
    found = {part: shown(some) for part, some, _ in load_table_rows(settings, MAPPING.table())}
    assert found == {
        "2024": {("a", "lonely"): 1.0, ("a", "lonely_n"): 50.0},
        "2025": {("a", "lonely"): 4.0, ("a", "lonely_n"): 50.0},
    }


def test_a_new_rule_holds_for_years_that_stay_too_and_can_be_taken_back(settings):
    strict = WIDE + "protection: {min_respondents: 30}\n"
    keep(settings, MAPPING, WIDE, {2024: rows(("a", 1, 20), year=2024)}, COLUMNS)
    keep(settings, mapping_of(strict), strict, {2025: rows(("a", 2, 20))}, COLUMNS)
    assert {v for _, some, _ in load_table_rows(settings, MAPPING.table()) for v in shown(some).values()} == {None}
    keep(settings, MAPPING, WIDE, {2026: rows(("a", 3, 20), year=2026)}, COLUMNS)
    parts = {part: shown(some)["a", "lonely"] for part, some, _ in load_table_rows(settings, MAPPING.table())}
    assert parts == {"2024": 1.0, "2025": 2.0, "2026": 3.0}


def test_a_damaged_file_of_hidden_values_is_told_without_them(settings):
    keep(settings, MAPPING, WIDE, {2025: rows(("a", 77.75, 4))}, COLUMNS)
    (secret,) = (settings.work / "hidden").iterdir()
    secret.write_text("77.75,nonsense\n")
    with pytest.raises(TableError, match="import the file of 2025 again") as caught:
        hidden_values(settings, MAPPING.table(), 2025)
    assert "77.75" not in str(caught.value)


def test_forgetting_a_table_leaves_nothing_of_it(settings):
    keep(settings, MAPPING, WIDE, {2025: rows(("a", 10, 4))}, COLUMNS)
    forget(settings, "survey")
    assert list(settings.work.rglob("*survey*")) == []


def test_the_mapping_becomes_a_table_and_its_indicators(settings):
    keep(settings, MAPPING, WIDE, {2025: rows(("0491000000", 10, 50))}, COLUMNS)
    definitions = load(settings)
    assert definitions.tables["survey"].levels == ["suuralue", "kunta"]
    assert definitions.tables["survey"].imported.respondents == {"lonely": "lonely_n"}
    indicator = definitions.indicators["survey_lonely"]
    assert (indicator.table, indicator.formula.kind, indicator.access) == ("survey", "published", "public")


def test_a_kept_mapping_that_somebody_broke_is_named(settings):
    keep(settings, MAPPING, WIDE, {2025: rows(("0491000000", 10, 50))}, COLUMNS)
    (settings.imports / "survey.yaml").write_text(WIDE.replace("layout: wide", "layout: deep"), encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"work/imports/survey\.yaml: layout: 'deep' is not allowed"):
        load(settings)


def test_next_years_file_is_known_by_its_columns_whatever_year_stands_in_them(settings):
    keep(settings, MAPPING, WIDE, {2025: rows(("0491000000", 10, 50))}, ["Alue", "Vuosi", "Osuus 2025", "N"])
    kept = kept_imports(settings, [MAPPING])
    assert recognised(b"alue;VUOSI;Osuus 2026;N\nA;1;2;3\n", ".csv", None, kept) == [kept["survey"]]
    assert recognised(b"Alue;Vuosi;Osuus 2026;N;Muuta\nA;1;2;3;4\n", ".csv", None, kept) == []
    assert kept["survey"].years == (2025,)


def test_a_mark_of_columns_does_not_hold_their_names():
    assert columns_mark(["Alue", "Osuus 2025"]) == columns_mark(["Osuus 2024", "alue", ""])
    assert columns_mark(["Alue"]) != columns_mark(["Alue", "Osuus"])


def year_of_file(name, above="", kept=True, given=None, fixed="{fixed: 2025}"):
    mapping = mapping_of(WIDE.replace("{column: Vuosi}", fixed))
    grid = read_grid(f"{above}\nAlue;Vuosi\nA;1\n".encode(), ".csv", mapping.file.model_copy(update={"delimiter": ";"}))
    return year_for(Chosen(mapping, "", kept), given, name, grid, find_columns(grid, mapping.file))


def test_the_year_of_next_years_file_is_never_last_years_by_default():
    assert year_of_file("kysely_2026.csv") == (2026, ["year 2026, from the file's name"])
    assert year_of_file("kysely.csv", above="Kysely 2026") == (2026, ["year 2026, from above"])
    assert year_of_file("kysely.csv", given=2027) == (2027, ["year 2027, as --year says"])
    with pytest.raises(TableError, match=r"does not say its year, .* say it with --year"):
        year_of_file("kysely.csv")


def test_a_mapping_at_hand_says_the_year_and_a_name_that_says_another_is_told():
    assert year_of_file("kysely_2026.csv", kept=False) == (
        2025,
        ["year 2025, as the mapping says, but the file's name says 2026"],
    )


def test_a_year_cannot_be_given_for_a_file_that_says_it_row_by_row():
    with pytest.raises(TableError, match="says the year itself: leave --year out"):
        year_of_file("kysely.csv", given=2026, fixed="{column: Vuosi}")


def test_the_work_folder_is_closed_even_where_it_stood_open(settings):
    settings.work.mkdir(parents=True)
    settings.work.chmod(0o755)
    keep(settings, MAPPING, WIDE, {2025: rows(("0491000000", 10, 50))}, COLUMNS)
    assert settings.work.stat().st_mode & 0o777 == 0o700
