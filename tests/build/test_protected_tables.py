"""Tables that hytemap protects itself, from their CSV to the snapshot: every way a hidden count could be worked out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from hytemap.atlas import Atlas, load_atlas
from hytemap.build import build
from hytemap.build.assemble import assemble
from hytemap.build.audit import TableAudit, audit
from hytemap.build.freshness import DIGEST_KEY, inputs_digest, is_current
from hytemap.cli import cli
from hytemap.definitions import load
from hytemap.model import Status
from hytemap.settings import Settings
from hytemap.snapshot.store import checked_path
from hytemap.snapshot.write import write, writing
from tests.protected import CARRY, Row, protected

DISTRICTS = [f"049{i}000000" for i in range(1, 8)]
SHOWN, HIDDEN = {Status.OK, Status.ESTIMATED}, Status.SUPPRESSED
CLIENTS, PEOPLE = [3.0, 40.0, 60.0, 80.0, 7.0, 90.0, 20.0], [400.0, 600.0, 800.0, 300.0, 900.0, 200.0]
RULE = "{min_count: 5, min_denominator: 10}"


def by_district(variable: str, values: list[float], year: int = 2024, city: bool = True) -> list[Row]:
    rows: list[Row] = [(code, year, variable, value, "total") for code, value in zip(DISTRICTS, values, strict=True)]
    return [*rows, ("049", year, variable, sum(values), "total")] if city else rows


def statuses(atlas: Atlas, indicator: str, level: str = "suuralue", year: int = 2024) -> list[Status]:
    return [Status(status) for status in atlas.slice(indicator, level, year).status.tolist()]


def attack(settings: Settings) -> TableAudit:
    _, tables = audit(load(settings), settings.snapshots)
    return next(table for table in tables if table.table == "clients")


def rebuilt_with(
    settings: Settings, folder: Path, key: tuple[str, str, int, str], at: int, **numbers: float
) -> TableAudit:
    """The attack on a snapshot in which one hidden observation is shown after all."""
    definitions = load(settings)
    contents = assemble(definitions, settings)
    found = []
    for some in contents.observations:
        if some.key == key:
            changed = {name: np.array(getattr(some, name)) for name in numbers}
            for name, number in numbers.items():
                changed[name][at] = number
            status = np.array(some.status)
            status[at] = Status.OK
            some = replace(some, status=status, **changed)
        found.append(some)
    with writing(folder):
        write(replace(contents, observations=found), folder, "")
    _, tables = audit(definitions, folder)
    return next(table for table in tables if table.table == "clients")


def test_a_small_count_takes_the_cheapest_other_with_it_and_the_city_stays(tmp_path: Path) -> None:
    settings = protected(
        tmp_path, by_district("clients", [3, 40, 60, 80, 7, 90, 20]), RULE, indicators=["client_count"]
    )
    build(settings)
    atlas = load_atlas(settings.snapshots)
    found = statuses(atlas, "client_count")
    assert [DISTRICTS[i][3] for i, status in enumerate(found) if status == HIDDEN] == ["1", "5"]
    assert atlas.city("client_count", 2024).value == 300
    result = attack(settings)
    assert (result.ruled, result.hidden, result.holes) == (True, 2, [])
    assert result.narrowest == pytest.approx(10)


def test_showing_the_further_figure_opens_a_hole_that_is_named_without_a_value(tmp_path: Path) -> None:
    settings = protected(
        tmp_path, by_district("clients", [3, 40, 60, 80, 7, 90, 20]), RULE, indicators=["client_count"]
    )
    key = ("client_count", "suuralue", 2024, "total")
    result = rebuilt_with(settings, tmp_path / "open", key, 4, value=7.0, numerator=7.0)
    assert result.holes == [
        "clients, 2024, total, suuralue 0491000000 can be narrowed to a range 0 wide; the rule asks 5"
    ]


def test_a_small_denominator_hides_the_ratio_and_both_its_parts(tmp_path: Path) -> None:
    rows = by_district("clients", [6, 40, 60, 80, 30, 90, 20]) + by_district("people", [9, *PEOPLE])
    settings = protected(tmp_path, rows, "{min_denominator: 10}", indicators=["client_share"])
    build(settings)
    atlas = load_atlas(settings.snapshots)
    found = atlas.slice("client_share", "suuralue", 2024)
    assert statuses(atlas, "client_share")[0] == HIDDEN
    assert np.isnan([found.value[0], found.numerator[0], found.denominator[0]]).all()
    assert sum(status == HIDDEN for status in statuses(atlas, "client_share")) == 2
    assert attack(settings).holes == []


def test_what_a_share_leaves_over_is_a_count_too(tmp_path: Path) -> None:
    # 98 of 100 inhabitants are clients: two are not
    rows = by_district("clients", [98, 40, 60, 80, 30, 90, 20]) + by_district("people", [100, *PEOPLE])
    settings = protected(tmp_path, rows, RULE, indicators=["client_share"])
    build(settings)
    assert statuses(load_atlas(settings.snapshots), "client_share")[0] == HIDDEN
    assert attack(settings).holes == []


def test_years_of_a_fixed_stock_hide_the_same_areas(tmp_path: Path) -> None:
    first = by_district("clients", [3, 40, 60, 80, 7, 90, 20], 2023)
    second = by_district("clients", [8, 40, 60, 80, 9, 90, 20], 2024)
    settings = protected(tmp_path, first + second, "{min_count: 5, fixed_stock: true}", indicators=["client_count"])
    build(settings)
    atlas = load_atlas(settings.snapshots)
    hidden = [[s == HIDDEN for s in statuses(atlas, "client_count", year=year)] for year in (2023, 2024)]
    assert hidden[0] == hidden[1]
    assert hidden[0][0]
    assert attack(settings).holes == []


def test_a_sum_that_is_one_units_is_hidden_and_its_amount_cannot_be_worked_out(tmp_path: Path) -> None:
    euros = [1000.0, 5000.0, 4000.0, 9000.0, 3000.0, 8000.0, 700.0]
    largest = [900.0, 1000.0, 500.0, 800.0, 600.0, 900.0, 100.0]
    rows = (
        by_district("euros", euros)
        + by_district("largest", largest, city=False)
        + [("049", 2024, "largest", 1000, "total")]
    )
    rule = "{dominance: [{variable: euros, largest: largest, more_than: 75}]}"
    settings = protected(tmp_path, rows, rule, indicators=["support"])
    build(settings)
    found = statuses(load_atlas(settings.snapshots), "support")
    assert found[0] == HIDDEN
    assert sum(status == HIDDEN for status in found) == 2
    assert attack(settings).holes == []
    other = next(i for i, status in enumerate(found) if status == HIDDEN and i)
    key = ("support", "suuralue", 2024, "total")
    result = rebuilt_with(settings, tmp_path / "open", key, other, value=euros[other], numerator=euros[other])
    assert len(result.holes) == 1
    assert "suuralue 0491000000" in result.holes[0]
    assert "75 % of its highest" in result.holes[0]


def test_the_largest_units_amount_is_for_the_rule_alone(tmp_path: Path) -> None:
    from hytemap.errors import DefinitionError
    from tests.protected import INDICATORS

    rule = "{dominance: [{variable: euros, largest: largest}]}"
    settings = protected(tmp_path, by_district("euros", [1.0] * 7), rule, indicators=["support"])
    file = settings.layers / "indicators" / "support.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace(INDICATORS["support"][1], "{count: largest}"), encoding="utf-8"
    )
    with pytest.raises(DefinitionError, match="largest tells of single units"):
        load(settings)


def postal(settings_folder: Path, small: dict[str, float], **more: str) -> Settings:
    """A table of all postal areas of the city, in which those of `small` have so many clients and the others 40."""
    codes = load(Settings()).levels["postinumeroalue"].member_codes
    rows: list[Row] = [(code, 2024, "clients", small.get(code, 40), "total") for code in codes]
    rows += [(code, 2024, "people", 400, "total") for code in codes]
    return protected(
        settings_folder,
        rows,
        more.pop("rule", RULE),
        levels=more.pop("levels", "postinumeroalue"),
        carry=CARRY,
        indicators=["client_count", "client_share"],
    )


def test_a_hidden_area_hides_its_districts_and_the_city_through_every_carry(tmp_path: Path) -> None:
    settings = postal(tmp_path, {"02100": 3})
    build(settings)
    atlas = load_atlas(settings.snapshots)
    position = atlas.level("suuralue").position["0492000000"]
    for indicator in ("client_count", "client_share"):
        assert [s == HIDDEN for s in statuses(atlas, indicator, "postinumeroalue")].count(True) == 1
        assert statuses(atlas, indicator)[position] == HIDDEN
        assert atlas.city(indicator, 2024).status == HIDDEN
        # a district that none of its people live in keeps its estimate
        assert statuses(atlas, indicator)[atlas.level("suuralue").position["0497000000"]] == Status.ESTIMATED
    assert attack(settings).holes == []


def test_a_city_total_shown_over_one_hidden_area_is_a_hole(tmp_path: Path) -> None:
    settings = postal(tmp_path, {"02100": 3})
    at = [area.code for area in load(settings).levels["kunta"].expected_areas].index("049")
    total = 3.0 + 40 * (len(load(settings).levels["postinumeroalue"].member_codes) - 1)
    key = ("client_count", "kunta", 2024, "total")
    result = rebuilt_with(settings, tmp_path / "open", key, at, value=total, numerator=total)
    assert "client_count, 2024, total, kunta 049 is shown though it rests on a hidden figure" in result.holes
    assert any("postinumeroalue 02100 can be narrowed to a range 0 wide" in hole for hole in result.holes)


def test_an_apportioned_district_shown_over_a_hidden_area_is_a_hole(tmp_path: Path) -> None:
    settings = postal(tmp_path, {"02100": 3})
    opened = load(settings)
    contents = assemble(replace_rule(opened), settings)
    key = ("client_count", "suuralue", 2024, "total")
    open_slice = next(some for some in contents.observations if some.key == key)
    at = 1
    value = float(open_slice.value[at])
    result = rebuilt_with(settings, tmp_path / "open", key, at, value=value, numerator=value)
    assert any("postinumeroalue 02100 can be narrowed to a range" in hole for hole in result.holes)


def replace_rule(definitions):
    """The same definitions with the table's rule taken away: what an unprotected build would publish."""
    table = definitions.tables["clients"].model_copy(update={"disclosure": None})
    return replace(definitions, tables={**definitions.tables, "clients": table})


def test_figures_the_file_hides_itself_are_protected_like_our_own(tmp_path: Path) -> None:
    # the office wrote a mark; the total and the other districts would tell what it hides
    rows: list[Row] = by_district("clients", [30, 40, 60, 80, 7, 90, 20])
    rows[0] = (DISTRICTS[0], 2024, "clients", "*", "total")
    settings = protected(tmp_path, rows, RULE, indicators=["client_count"])
    build(settings)
    found = statuses(load_atlas(settings.snapshots), "client_count")
    assert found[0] == HIDDEN
    assert sum(status == HIDDEN for status in found) == 2
    assert attack(settings).holes == []


def test_an_open_table_is_never_hidden_further_and_nothing_rests_on_what_its_publisher_hides(marked_settings) -> None:
    _, tables = audit(load(marked_settings), marked_settings.snapshots)
    paavo = next(table for table in tables if table.table == "paavo")
    assert not paavo.ruled
    assert paavo.holes == []
    assert paavo.hidden > 0
    atlas = load_atlas(marked_settings.snapshots)
    hidden = [
        area.code
        for area, status in zip(
            atlas.level("postinumeroalue").areas, statuses(atlas, "unemployment_rate", "postinumeroalue"), strict=True
        )
        if status == HIDDEN
    ]
    assert hidden == ["02100", "02130", "02210"]  # as the marks say, and no other


def test_what_a_shipped_table_hides_reaches_no_snapshot_no_word_and_no_open_digest(tmp_path: Path) -> None:
    planted = 3.98765432
    settings = protected(
        tmp_path, by_district("clients", [planted, 40, 60, 80, 7, 90, 20]), RULE, indicators=["client_count"]
    )
    said = {"HYTEMAP_DATA": str(settings.data), "HYTEMAP_CONTENT": str(settings.content)}
    for words in (["build"], ["check", "--protection"]):
        done = CliRunner().invoke(cli, words, env=said)
        assert done.exit_code == 0, done.output
        assert str(planted) not in done.output
    current, path = checked_path(settings.snapshots)
    assert np.array(planted, dtype="<f8").tobytes() not in path.read_bytes()
    assert not [p for p in settings.data.rglob("*") if p.is_file() and str(planted).encode() in p.read_bytes()]
    # whoever has all files but one cell of one of them could try values for it until the digest fits; but for the key
    assert inputs_digest(settings) == current.inputs
    assert inputs_digest(Settings(data=tmp_path / "other", content=settings.content)) != current.inputs
    key = settings.work / "hidden" / DIGEST_KEY
    assert (key.stat().st_mode & 0o777, key.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert is_current(settings)


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (1, 2))])
def test_a_made_up_table_of_groups_and_areas_has_no_hole_from_import_to_attack(tmp_path: Path, seed: int) -> None:
    from tests.benchmarks.protection import figures, mapping

    (tmp_path / "made.csv").write_text(
        figures(DISTRICTS, 25, percent=bool(seed % 2), seed=seed, questions=2, years=(2025,))
    )
    text = mapping("made", percent=bool(seed % 2), questions=2).replace("postinumeroalue", "suuralue")
    (tmp_path / "made.yaml").write_text(text, encoding="utf-8")
    said = {"HYTEMAP_DATA": str(tmp_path / "data")}
    imported = CliRunner().invoke(
        cli, ["import", str(tmp_path / "made.csv"), "--mapping", str(tmp_path / "made.yaml")], env=said
    )
    assert imported.exit_code == 0, imported.output
    attacked = CliRunner().invoke(cli, ["check", "--protection"], env=said)
    assert attacked.exit_code == 0, attacked.output
    assert "made: own rule" in attacked.output


def test_figures_on_older_borders_are_protected_and_attacked_on_these(tmp_path: Path) -> None:
    # 02250 was part of 02200 then
    codes = [c for c in load(Settings()).levels["postinumeroalue"].member_codes if c != "02250"]
    rows: list[Row] = [(code, 2014, "clients", 3 if code == "02200" else 40, "total") for code in codes]
    settings = protected(
        tmp_path, rows, RULE, "postinumeroalue", ["client_count"], carry=CARRY, vintage="henttaa_in_02200"
    )
    build(settings)
    atlas = load_atlas(settings.snapshots)
    found = statuses(atlas, "client_count", "postinumeroalue", 2014)
    place = atlas.level("postinumeroalue").position
    assert [found[place[code]] for code in ("02200", "02250")] == [HIDDEN, HIDDEN]
    assert found.count(HIDDEN) == 2
    result = attack(settings)
    assert result.holes == []
    at = atlas.level("postinumeroalue").position["02250"]
    key = ("client_count", "postinumeroalue", 2014, "total")
    opened = rebuilt_with(settings, tmp_path / "open", key, at, value=1.0, numerator=1.0)
    # a share of one area's count is as good as the count
    assert "clients, 2014, total, postinumeroalue 02200 is shown though below the rule" in opened.holes


def test_check_says_what_to_do_when_there_is_no_snapshot_and_when_content_is_given(tmp_path: Path) -> None:
    none = CliRunner().invoke(cli, ["check", "--protection"], env={"HYTEMAP_DATA": str(tmp_path / "none")})
    assert none.exit_code == 1
    assert "run `hytemap build`" in str(none.exception) + none.output
    both = CliRunner().invoke(cli, ["check", "--protection", "--content", str(tmp_path)])
    assert both.exit_code == 2
    assert "HYTEMAP_CONTENT" in both.output
