"""The store: opened by any GeoPackage reader, refused when it is not what was written."""

import json
import shutil
import subprocess
from dataclasses import replace

import numpy as np
import pytest
import shapely

from hytemap.atlas import load_atlas
from hytemap.build import build
from hytemap.errors import SnapshotError
from hytemap.settings import Settings
from hytemap.snapshot.contents import NUMBERS
from hytemap.snapshot.store import checked_path, from_gpkg, open_snapshot


@pytest.fixture
def folder(shipped_settings, tmp_path):
    """A copy of a snapshots folder, to be damaged."""
    return shutil.copytree(shipped_settings.snapshots, tmp_path / "snapshots")


def snapshot_file(folder):
    return next(folder.glob("snapshot-*.gpkg"))


def test_the_snapshot_is_named_by_its_content(folder):
    current, path = checked_path(folder)
    assert path.name == f"snapshot-{current.hash}.gpkg"
    with open_snapshot(path) as connection:
        about = dict(tuple(row) for row in connection.execute("SELECT key, value FROM snapshot"))
    assert about == {"hash": current.hash, "format": str(current.format), "inputs": current.inputs}


def test_ogrinfo_opens_the_snapshot_as_it_is(shipped_settings):
    if shutil.which("ogrinfo") is None:
        pytest.skip("ogrinfo (Debian gdal-bin) is not installed")
    _, path = checked_path(shipped_settings.snapshots)
    shown = subprocess.run(["ogrinfo", "-ro", "-so", "-al", str(path)], capture_output=True, text=True, check=True)
    for layer in ("suuralue", "postinumeroalue", "kunta", "observations", "crosswalks", "indicators"):
        assert f"Layer name: {layer}\n" in shown.stdout
    assert "Geometry: Multi Polygon" in shown.stdout
    rows = subprocess.run(
        ["ogrinfo", "-ro", "-q", str(path), "-sql", "SELECT code, name_fi FROM suuralue WHERE code = '0492000000'"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "code (String) = 0492000000" in rows.stdout
    assert "Suur-Tapiola" in rows.stdout


def test_crosswalk_shares_stand_in_the_snapshot_and_sum_to_one(shipped_settings):
    _, path = checked_path(shipped_settings.snapshots)
    with open_snapshot(path) as connection:
        sums = connection.execute(
            "SELECT source, SUM(share) FROM crosswalks WHERE target_level = 'suuralue' AND weights = 'population_grid' "
            "AND vintage = 'current' GROUP BY source"
        ).fetchall()
    assert len(sums) == 46
    assert {round(row[1], 9) for row in sums} == {1.0}


def test_a_missing_snapshot_is_told_with_what_to_do(tmp_path):
    with pytest.raises(SnapshotError, match="run `hytemap build`"):
        load_atlas(tmp_path)


def test_a_damaged_snapshot_is_refused(folder):
    path = snapshot_file(folder)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(SnapshotError, match="damaged"):
        load_atlas(folder)


def test_a_truncated_snapshot_is_refused(folder):
    path = snapshot_file(folder)
    path.write_bytes(path.read_bytes()[:50_000])
    with pytest.raises(SnapshotError, match="damaged"):
        load_atlas(folder)


def test_a_snapshot_that_is_gone_is_told(folder):
    snapshot_file(folder).unlink()
    with pytest.raises(SnapshotError, match="is missing"):
        load_atlas(folder)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"file": "x"}'])
def test_an_unreadable_current_is_told(folder, text):
    (folder / "CURRENT").write_text(text)
    with pytest.raises(SnapshotError, match="does not say which snapshot"):
        load_atlas(folder)


def test_another_format_is_told(folder):
    path = folder / "CURRENT"
    path.write_text(json.dumps({**json.loads(path.read_text()), "format": 999}))
    with pytest.raises(SnapshotError, match="format 999"):
        load_atlas(folder)


def test_reading_leaves_the_folder_as_it_is(shipped_settings):
    before = sorted(path.name for path in shipped_settings.snapshots.iterdir())
    load_atlas(shipped_settings.snapshots)
    assert sorted(path.name for path in shipped_settings.snapshots.iterdir()) == before


def test_a_geopackage_blob_with_any_envelope_gives_its_geometry():
    box = shapely.box(0, 0, 1, 2)
    for flags, envelope in ((1, 0), (1 | 1 << 1, 32), (1 | 2 << 1, 48), (1 | 4 << 1, 64)):
        blob = b"GP\x00" + bytes([flags]) + bytes(4) + bytes(envelope) + shapely.to_wkb(box)
        assert from_gpkg(blob).equals(box)
    assert from_gpkg(None) is None


def test_what_was_built_is_what_is_read(shipped_settings):
    from hytemap.build.assemble import assemble
    from hytemap.definitions import load

    contents = assemble(load(Settings()), shipped_settings)
    atlas = load_atlas(shipped_settings.snapshots)
    assert len(atlas.slices) == len(contents.observations)
    for some in contents.observations:
        read = atlas.slices[some.key]
        assert read.source == some.table
        for name in ("status", "changed", *NUMBERS):
            np.testing.assert_array_equal(getattr(read, name), getattr(some, name))


def test_the_order_of_areas_and_slices_does_not_name_another_snapshot(shipped_settings):
    from hytemap.build.assemble import assemble
    from hytemap.definitions import load

    contents = assemble(load(Settings()), shipped_settings)
    backwards = [
        replace(some, **{name: getattr(some, name)[::-1] for name in ("status", "changed", *NUMBERS)})
        for some in reversed(contents.observations)
    ]
    levels = [
        replace(level, areas=level.areas[::-1], geometry=level.geometry[::-1], display=level.display[::-1])
        for level in contents.levels
    ]
    turned = replace(contents, observations=backwards, levels=levels)
    assert turned.content_hash() == contents.content_hash()
    one = contents.observations[0]
    other = replace(contents, observations=[replace(one, value=one.value + 1), *contents.observations[1:]])
    assert other.content_hash() != contents.content_hash()


def test_the_work_folder_is_for_its_owner_only_and_the_snapshot_for_all(tmp_path):
    settings = Settings(data=tmp_path / "data")
    build(settings)
    _, path = checked_path(settings.snapshots)
    assert path.stat().st_mode & 0o777 == 0o644
    if settings.work.exists():
        assert settings.work.stat().st_mode & 0o777 == 0o700
