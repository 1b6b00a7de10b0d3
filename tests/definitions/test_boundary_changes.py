"""The tables of changed borders and the keys of shares: every mistake is named with file, line and what is right."""

from __future__ import annotations

import pytest

from tests.definitions.broken_content import Content

CHANGES = "boundaries/postinumeroalue_changes.csv"
POSTAL = "boundaries/postinumeroalue.yaml"
PAAVO = "layers/tables/paavo.yaml"
HEADER = "vintage,old_code,new_code,kind,share,source\n"
#: rows of the other vintages, so that none is without
OTHERS = "suvela_before_2015,02760,02770,moved,0.018,figures\nuusmaki_before_2014,02660,02680,moved,0.057,figures\n"


@pytest.mark.parametrize(
    ("rows", "key", "wrong", "right"),
    [
        (["02200,02200,split,,x"], "line 4", "02200 → 02200 is the only part of a split", "`renamed`"),
        (["02200,02999,renamed,,x"], "line 4", "02999 is no area of today", "expected_areas"),
        (["02210,02230,renamed,,x"], "line 4", "02210 is replaced, and is an area of today as well", "02210 → 02210"),
        (["02290,02230,merged,,x"], "line 4", "02290 → 02230 is the only part of a merger", "`renamed`"),
        (["02200,02250,moved,,x"], "line 4", "a moved border with the share ''", "above 0"),
        (["02200,02250,moved,1.5,x"], "line 4", "a moved border with the share '1.5'", "up to 1"),
        (["02200,02250,moved,0.7,x", "02200,02210,moved,0.7,x"], "line 4", "more than all of 02200 moved", "at most 1"),
        (["02290,02230,moved,0.2,x"], "line 4", "02290 → 02230 cannot be a moved border", "both there today"),
        (["02291,02230,renamed,0.2,x"], "line 4", "renamed with a share", "leave it empty"),
        (["02291,02230,joined,,x"], "line 4", "unknown kind 'joined'", "renamed, split, merged, moved"),
        (["02291,02230,renamed,,"], "line 4", "a cell is empty", "only `share` may be"),
        (
            ["02291,02230,renamed,,x", "02292,02230,merged,,x"],
            "line 4",
            "02291 → 02230 is renamed, but other rows share its codes",
            "split or merged",
        ),
        (
            ["02291,02230,merged,,x", "02230,02230,merged,,x", "02291,02230,merged,,x"],
            "line 4",
            "02291 → 02230 stands twice in henttaa_in_02200",
            "keep one row",
        ),
        ([], "henttaa_in_02200", "the vintage has no row", "say what was different"),
    ],
)
def test_a_row_that_cannot_be_is_named(content: Content, rows: list[str], key: str, wrong: str, right: str) -> None:
    content.write(CHANGES, HEADER + OTHERS + "".join(f"henttaa_in_02200,{row}\n" for row in rows))
    faults = content.faults()
    told = "\n".join(map(str, faults))
    assert any(f.key == key and wrong in f.wrong and right in f.right for f in faults), told
    assert {fault.file for fault in faults} == {CHANGES}, told


def test_two_old_areas_that_became_one_and_one_that_kept_its_code_are_no_fault(content: Content) -> None:
    rows = "henttaa_in_02200,02291,02230,merged,,x\nhenttaa_in_02200,02230,02230,merged,,x\n"
    content.write(CHANGES, HEADER + OTHERS + rows)
    assert [change.old for change in content.load().changes_of("postinumeroalue", "henttaa_in_02200")] == [
        "02291",
        "02230",
    ]


def test_a_vintage_the_level_does_not_define_is_named(content: Content) -> None:
    content.write(CHANGES, content.read(CHANGES) + "last_year,02291,02230,renamed,,x\n")
    assert "unknown vintage 'last_year'" in content.fault().wrong


def test_a_level_with_older_divisions_says_what_was_different(content: Content) -> None:
    content.edit(POSTAL, "changes: postinumeroalue_changes.csv\n", "")
    assert "has older vintages but no `changes`" in content.faults()[0].wrong


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("vintage,old,new\n", "has the columns vintage, old, new"),
        (HEADER + "a,b\n", "2 cells instead of 6"),
        ("", "has the columns none"),
    ],
)
def test_a_table_of_another_form_is_named(content: Content, text: str, wrong: str) -> None:
    content.write(CHANGES, text)
    assert any(wrong in fault.wrong and fault.file == CHANGES for fault in content.faults())


def test_a_missing_table_is_named(content: Content) -> None:
    (content.folder / CHANGES).unlink()
    assert any("cannot be read" in fault.wrong and fault.file == CHANGES for fault in content.faults())


KEY = "layers/tables/postal_to_district.csv"


def with_key(content: Content, text: str) -> None:
    content.write(KEY, text)
    content.edit(
        PAAVO, "  - to: suuralue\n    weights: population_grid\n", "  - to: suuralue\n    key: postal_to_district.csv\n"
    )
    note = content.read(PAAVO)
    content.write(PAAVO, note.replace("{year}", "2021"))


def test_a_given_key_is_read(content: Content) -> None:
    with_key(content, "source,target,share\n02100,0492000000,1\n02110,0492000000,0.75\n")
    rows = content.load().keys["postal_to_district.csv"]
    assert [(row.source, row.target, row.share) for row in rows] == [
        ("02100", "0492000000", 1.0),
        ("02110", "0492000000", 0.75),
    ]


@pytest.mark.parametrize(
    ("rows", "key", "wrong"),
    [
        ("02100,0492000000,0.7\n02100,0491000000,0.4\n", "02100", "its shares sum to 1.1"),
        ("02100,0492000000,70\n", "line 2", "the share '70'"),
        ("02100,0492000000,\n", "line 2", "the share ''"),
        ("2100,0492000000,1\n", "line 2", "unknown code '2100'"),
        ("02100,0499000000,1\n", "line 2", "unknown code '0499000000'"),
        ("02100,0492000000,0.1\n02100,0492000000,0.2\n", "line 3", "02100 → 0492000000 stands twice"),
        (",0492000000,0.1\n", "line 2", "a code is empty"),
    ],
)
def test_a_key_that_cannot_be_is_named(content: Content, rows: str, key: str, wrong: str) -> None:
    with_key(content, "source,target,share\n" + rows)
    fault = content.fault()
    assert (fault.file, fault.key) == (KEY, key)
    assert wrong in fault.wrong


def test_a_key_that_is_not_there_is_named(content: Content) -> None:
    with_key(content, "source,target,share\n")
    (content.folder / KEY).unlink()
    assert (content.fault().file, content.fault().wrong) == (KEY, "cannot be read (No such file or directory)")


def test_a_way_to_carry_is_one_of_four(content: Content) -> None:
    content.edit(PAAVO, "    weights: population_grid\n", "    weights: population_grid\n    by: area\n")
    assert "give one of `weights` (a raster), `by: area`, `key` (a CSV)" in str(content.faults()[0])
