"""Small groups from the file to the snapshot: what is hidden cannot be worked out, and an attack finds what could."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from hytemap.atlas import load_atlas
from hytemap.build.assemble import assemble
from hytemap.build.audit import audit
from hytemap.cli import cli
from hytemap.definitions import load
from hytemap.model import Status
from hytemap.settings import Settings
from hytemap.snapshot.store import checked_path
from hytemap.snapshot.write import write, writing

#: four men of Suur-Leppävaara answered; their share is like no other number of the file
SMALL = "23,4567"
SURVEY = f"""Alue;Ryhmä;Yksinäiset;Vastaajat
Suur-Leppävaara;Kaikki;12,2;200
Suur-Leppävaara;Naiset;12,0;196
Suur-Leppävaara;Miehet;{SMALL};4
Suur-Tapiola;Kaikki;10,0;150
Suur-Tapiola;Naiset;9,0;80
Suur-Tapiola;Miehet;11,4;70
Suur-Matinkylä;Kaikki;12,5;160
Suur-Matinkylä;Naiset;12,0;75
Suur-Matinkylä;Miehet;12,9;85
Suur-Espoonlahti;Kaikki;9,0;170
Suur-Espoonlahti;Naiset;8,0;90
Suur-Espoonlahti;Miehet;10,1;80
Suur-Kauklahti;Kaikki;8,0;60
Suur-Kauklahti;Naiset;7,0;30
Suur-Kauklahti;Miehet;9,0;30
Vanha-Espoo;Kaikki;13,0;120
Vanha-Espoo;Naiset;13,0;60
Vanha-Espoo;Miehet;13,0;60
Pohjois-Espoo;Kaikki;7,0;40
Pohjois-Espoo;Naiset;7,0;22
Pohjois-Espoo;Miehet;7,0;18
Espoo;Kaikki;10,9;900
Espoo;Naiset;10,6;553
Espoo;Miehet;11,4;347
"""
MAPPING = """
id: kysely
title: {fi: Kysely, sv: Enkät, en: Survey}
publisher: {fi: Espoo, sv: Esbo, en: Espoo}
licence: CC BY 4.0
access: public
steward: {role: {fi: a, sv: b, en: c}, unit: {fi: a, sv: b, en: c}}
update: {fi: a, sv: b, en: c}
reference: {fi: a, sv: b, en: c}
layout: wide
area: {column: Alue, levels: [suuralue, kunta], total: {words: [Espoo], area: "049"}}
year: {fixed: 2025}
group:
  column: Ryhmä
  values: {Kaikki: total, Naiset: female, Miehet: male}
  titles: {female: {fi: naiset, sv: kvinnor, en: women}, male: {fi: miehet, sv: män, en: men}}
variables:
  lonely:
    column: Yksinäiset
    respondents: Vastaajat
    unit: percent
    title: {fi: Yksinäiset, sv: Ensamma, en: Lonely}
    theme: osallisuus
    direction: lower
"""
GROUPS = ("total", "female", "male")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, str]:
    """Settings of a data folder into which the survey was imported, and all that the command said."""
    folder = tmp_path_factory.mktemp("survey")
    (folder / "kysely.csv").write_text(SURVEY, encoding="utf-8")
    (folder / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    data = folder / "data"
    done = CliRunner().invoke(
        cli,
        ["import", str(folder / "kysely.csv"), "--mapping", str(folder / "mapping.yaml")],
        env={"HYTEMAP_DATA": str(data)},
    )
    assert done.exit_code == 0, done.output
    return Settings(data=data), done.output


def hidden(settings: Settings) -> set[tuple[str, str]]:
    """Group and code of every district whose figure is hidden."""
    atlas = load_atlas(settings.snapshots)
    areas = atlas.levels["suuralue"].areas
    return {
        (group, area.code)
        for group in GROUPS
        for area, status in zip(
            areas, atlas.slice("kysely_lonely", "suuralue", 2025, group).status.tolist(), strict=True
        )
        if status == Status.SUPPRESSED
    }


def test_as_many_further_figures_are_hidden_as_groups_and_areas_ask_and_the_cheapest(told):
    settings, _ = told
    # women of the district, and both of the district with the fewest respondents: a rectangle
    leppavaara, pohjois = "0491000000", "0497000000"
    assert hidden(settings) == {(g, code) for g in ("female", "male") for code in (leppavaara, pohjois)}


def test_the_city_and_the_other_districts_keep_their_figures(told):
    atlas = load_atlas(told[0].snapshots)
    for group, value in (("total", 10.9), ("female", 10.6), ("male", 11.4)):
        assert atlas.city("kysely_lonely", 2025, group).value == value
    assert atlas.slice("kysely_lonely", "suuralue", 2025, "total").status.tolist() == [Status.OK] * 7


def test_the_attack_finds_no_hole_and_says_no_value(told):
    settings, _ = told
    done = CliRunner().invoke(cli, ["check", "--protection"], env={"HYTEMAP_DATA": str(settings.data)})
    assert done.exit_code == 0, done.output
    assert "No hole." in done.output
    assert re.search(
        r"kysely: own rule, \d+ figures hidden; the narrowest range is \S+ wide, the rule asks 5", done.output
    )
    assert SMALL.replace(",", ".") not in done.output


@pytest.mark.parametrize(
    ("group", "code", "figure"),
    [
        ("female", "0491000000", (12.0, 196)),
        pytest.param("female", "0497000000", (7.0, 22), marks=pytest.mark.slow),
        pytest.param("male", "0497000000", (7.0, 18), marks=pytest.mark.slow),
    ],
)
def test_the_attack_finds_the_hole_when_one_further_figure_is_shown(told, tmp_path, group, code, figure):
    holes = shown(told[0], tmp_path, group, code, figure)
    assert any("male" in hole and "0491000000" in hole for hole in holes), holes
    assert not any(SMALL.replace(",", ".") in hole for hole in holes)


def shown(settings: Settings, folder: Path, group: str, code: str, figure: tuple[float, int]) -> list[str]:
    """The holes of a snapshot in which one hidden figure is shown after all."""
    value, people = figure
    definitions = load(settings)
    contents = assemble(definitions, settings)
    position = next(i for i, area in enumerate(level_of(contents).areas) if area.code == code)
    slices = []
    for some in contents.observations:
        if some.key == ("kysely_lonely", "suuralue", 2025, group):
            numbers = {"value": value, "denominator": people, "numerator": value * people / 100}
            arrays = {name: _with(getattr(some, name), position, number) for name, number in numbers.items()}
            some = replace(some, status=_with(some.status, position, Status.OK), **arrays)
        slices.append(some)
    with writing(folder):
        write(replace(contents, observations=slices), folder, "")
    _, tables = audit(definitions, folder)
    return [hole for table in tables if table.table == "kysely" for hole in table.holes]


def level_of(contents):
    return next(level for level in contents.levels if level.id == "suuralue")


def _with(values, position, number):
    changed = np.array(values)
    changed[position] = number
    return changed


def test_what_is_hidden_stands_in_no_snapshot_and_in_no_word(told):
    settings, output = told
    _, path = checked_path(settings.snapshots)
    content = path.read_bytes()
    value = float(SMALL.replace(",", "."))
    for planted in (SMALL.encode(), str(value).encode(), np.array(value, dtype="<f8").tobytes()):
        assert planted not in content
    assert SMALL not in output
    assert str(value) not in output
    # only the folder of hidden values, which its owner alone reads, has it
    holding = [p for p in settings.data.rglob("*") if p.is_file() and str(value).encode() in p.read_bytes()]
    assert {p.parent.name for p in holding} <= {"hidden"}
    assert (settings.work / "hidden").stat().st_mode & 0o777 == 0o700
