"""From a publisher's mark to the status of every figure that stands on it."""

import numpy as np
import pytest

from hytemap.atlas import load_atlas
from hytemap.build import build
from hytemap.model import Status
from hytemap.settings import Settings
from tests.content import MARKS, copy_content, edit_figures


@pytest.fixture(scope="module")
def atlas(marked_settings):
    return load_atlas(marked_settings.snapshots)


@pytest.mark.parametrize(("area", "mark", "status"), [(area, mark, status) for area, (mark, status) in MARKS.items()])
def test_a_mark_becomes_its_status_and_no_number(atlas, area, mark, status):
    observed = atlas.slice("unemployment_rate", "postinumeroalue", 2024)[atlas.levels["postinumeroalue"].position[area]]
    assert observed.status.word == status
    assert np.isnan([observed.value, observed.numerator, observed.denominator]).all()


def test_the_worst_part_decides_for_the_district_and_the_city(atlas):
    level = atlas.levels["suuralue"]
    found = atlas.slice("unemployment_rate", "suuralue", 2024)
    assert found[level.position["0492000000"]].status is Status.SUPPRESSED  # Suur-Tapiola: 02100, 02130
    assert found[level.position["0495000000"]].status is Status.ESTIMATED  # Suur-Kauklahti: nothing hidden
    assert atlas.city("unemployment_rate", 2024).status is Status.SUPPRESSED


def test_what_is_not_marked_keeps_its_value_and_other_indicators_are_untouched(atlas):
    level = atlas.levels["postinumeroalue"]
    found = atlas.slice("unemployment_rate", "postinumeroalue", 2024)
    assert found[level.position["02140"]].status is Status.OK
    assert set(atlas.slice("pensioners", "postinumeroalue", 2024).status.tolist()) == {Status.OK}


def test_hidden_figures_stand_nowhere_in_the_snapshot(marked_settings):
    # the figure of 02100 that the mark hides is 277; nothing of that row may carry a number
    from hytemap.snapshot.contents import NUMBERS, unpacked
    from hytemap.snapshot.store import checked_path, open_snapshot

    _, path = checked_path(marked_settings.snapshots)
    with open_snapshot(path) as connection:
        rows = connection.execute("SELECT * FROM observations").fetchall()
    hidden = 0
    for row in rows:
        without = np.frombuffer(row["status"], dtype=np.uint8) > Status.ESTIMATED
        hidden += without.sum()
        for name in NUMBERS:
            assert np.isnan(unpacked(row[name], len(without))[without]).all()
    assert hidden


def test_a_zero_denominator_is_not_applicable(tmp_path):
    content = copy_content(tmp_path / "content")

    def nobody_works(row):
        gone = row["area"] == "02380" and row["year"] == "2024" and row["variable"] in ("pt_tyoll", "pt_tyott")
        return {**row, "value": "0"} if gone else row

    edit_figures(content, "paavo", nobody_works)
    settings = Settings(data=tmp_path / "data", content=content)
    build(settings)
    atlas = load_atlas(settings.snapshots)
    found = atlas.slice("unemployment_rate", "postinumeroalue", 2024)
    assert found[atlas.levels["postinumeroalue"].position["02380"]].status is Status.NOT_APPLICABLE
    # an empty area adds nothing to its district, and hides nothing
    district = atlas.slice("unemployment_rate", "suuralue", 2024)[3]
    assert district.status is Status.ESTIMATED
