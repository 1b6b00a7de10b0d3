"""Building: same inputs, same snapshot; faults leave the old one; only public indicators."""

import json

import pytest

from hytemap.build import build
from hytemap.build.freshness import is_current
from hytemap.errors import BuildError, DefinitionError
from hytemap.settings import Settings
from hytemap.snapshot.store import checked_path, read_current
from hytemap.snapshot.write import writing
from tests.content import copy_content, edit_figures


@pytest.fixture
def content(tmp_path):
    return copy_content(tmp_path / "content")


@pytest.fixture
def settings(tmp_path, content):
    return Settings(data=tmp_path / "data", content=content)


def test_the_same_inputs_give_the_same_snapshot(settings, shipped_settings, tmp_path):
    again = Settings(data=tmp_path / "again")
    first = read_current(shipped_settings.snapshots)
    assert build(again).current == first
    assert build(settings).current.hash == first.hash


def test_one_changed_figure_gives_another_snapshot(settings, content, shipped_settings):
    def one_more(row):
        changed = (row["area"], row["year"], row["variable"]) == ("02100", "2024", "pt_tyott")
        return {**row, "value": "278"} if changed else row

    edit_figures(content, "paavo", one_more)
    assert build(settings).current.hash != read_current(shipped_settings.snapshots).hash


def test_a_starting_server_builds_only_when_an_input_changed(settings, content):
    assert not is_current(settings)
    build(settings)
    assert is_current(settings)
    path = content / "layers" / "indicators" / "unemployment_rate.yaml"
    path.write_text(path.read_text().replace("decimals: 1", "decimals: 2"))
    assert not is_current(settings)
    build(settings)
    assert is_current(settings)


def test_a_snapshot_of_another_format_is_built_anew(settings):
    current = build(settings).current
    path = settings.snapshots / "CURRENT"
    path.write_text(json.dumps({**json.loads(path.read_text()), "format": current.format + 1}))
    assert not is_current(settings)


def test_a_fault_in_a_definition_leaves_the_old_snapshot_in_place(settings, content):
    before = build(settings).current
    path = content / "layers" / "indicators" / "unemployment_rate.yaml"
    path.write_text(path.read_text().replace("pt_tyott", "pt_tyotn"))
    with pytest.raises(DefinitionError, match=r"unemployment_rate\.yaml: formula.*pt_tyotn"):
        build(settings)
    assert checked_path(settings.snapshots)[0] == before


def test_an_indicator_that_is_not_public_is_refused_while_there_is_no_sign_in(settings, content):
    path = content / "layers" / "indicators" / "unemployment_rate.yaml"
    path.write_text(path.read_text() + "access: partners\n" if "access:" not in path.read_text() else path.read_text())
    with pytest.raises(DefinitionError, match=r"unemployment_rate\.yaml: access"):
        build(settings)
    assert read_current(settings.snapshots) is None


def test_two_builds_at_once_are_refused_with_a_clear_word(settings):
    with writing(settings.snapshots), pytest.raises(BuildError, match="another build"):
        build(settings)
    assert build(settings).observations > 0


def test_nothing_is_left_of_a_build_that_was_killed(settings):
    settings.snapshots.mkdir(parents=True)
    (settings.snapshots / ".snapshot-dead.gpkg").write_bytes(b"half")
    (settings.snapshots / ".snapshot-dead.gpkg-journal").write_bytes(b"half")
    build(settings)
    assert [path.name for path in settings.snapshots.glob(".snapshot-*")] == []


@pytest.mark.slow
def test_a_few_old_snapshots_are_kept_and_older_ones_forgotten(settings, content):
    for unemployed in range(270, 275):

        def changed(row, unemployed=unemployed):
            here = (row["area"], row["year"], row["variable"]) == ("02100", "2024", "pt_tyott")
            return {**row, "value": str(unemployed)} if here else row

        edit_figures(content, "paavo", changed)
        current = build(settings).current
    kept = sorted(path.name for path in settings.snapshots.glob("snapshot-*.gpkg"))
    assert len(kept) == 3
    assert current.file in kept


def test_a_code_that_default_borders_do_not_know_is_told(settings, content):
    path = content / "boundaries" / "suuralue.geojson"
    path.write_text(path.read_text().replace('"0497000000"', '"0498000000"'))
    with pytest.raises(DefinitionError, match=r"suuralue\.geojson: code: has 0498000000"):
        build(settings)
