"""Faults of our own machine: killed in the middle, a full disk, two at once, a copy that was damaged afterwards."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hytemap.settings import Settings
from hytemap.sources.work import load_level
from tests.faults.conftest import House
from tests.faults.protocols import Served
from tests.servers import Reply

FETCH = [sys.executable, "-m", "hytemap", "fetch"]
#: bytes a file may have: less than any copy has
SMALLEST_DISK = 300


@pytest.mark.slow
@pytest.mark.parametrize("served", ["wfs_geojson"], indirect=True)
def test_killed_in_the_middle_of_an_answer_it_leaves_everything_as_it_was(house: House, served: Served) -> None:
    before = house.state()
    served.instead(Reply(b" " * 1_000_000, drip_s=0.05))
    process = subprocess.Popen([*FETCH, served.source], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not served.service.count("GetFeature"):
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    assert process.wait(10) == -signal.SIGKILL
    assert house.state() == before
    served.give(served.features)
    found = house.fetch(served.source)
    assert (found.status, found.unharmed) == (0, True), found.output


@pytest.mark.slow
@pytest.mark.parametrize("served", ["wfs_geojson"], indirect=True)
def test_on_a_full_disk_the_old_copy_stays_and_room_is_asked_for(house: House, served: Served) -> None:
    before = house.state()
    served.give([({**p, "he_vakiy": 5}, g) for p, g in served.features])
    for source in ("postinumeroalue", "paavo"):
        # the work folder's own name, so that nothing but the limit is in the way
        program = (
            "import resource, sys; from hytemap.cli import main; import hytemap.sources.fetch, hytemap.build; "
            f"resource.setrlimit(resource.RLIMIT_FSIZE, ({SMALLEST_DISK}, {SMALLEST_DISK})); "
            f"sys.exit(main(['fetch', '{source}', '--no-build']))"
        )
        if source == "postinumeroalue":
            # its borders must differ, or nothing would be written
            shifted = [({**p, "nimi": f"{p['nimi']} uusi"}, g) for p, g in served.features]
            served.give([({**p, "he_vakiy": 5}, g) for p, g in shifted])
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
        [line] = [line for line in done.stdout.splitlines() if line.startswith(f"{source}: ")]
        assert done.returncode == 1, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        assert f"{source}: failed after" in line
        assert "be kept" in line or "cannot be written" in line
        assert str(house.data / "work") in line.partition(" → ")[2]
        assert "stays)" in line
    assert house.state() == before


@pytest.mark.slow
@pytest.mark.parametrize("served", ["wfs_geojson"], indirect=True)
@pytest.mark.parametrize("room", [SMALLEST_DISK, 40_000, 400_000])
def test_a_disk_that_is_too_small_for_the_new_snapshot_keeps_the_old_one(
    house: House, served: Served, room: int
) -> None:
    snapshots = house.data / "snapshots"
    before = {path.name: path.read_bytes() for path in snapshots.glob("[!.]*")}
    program = (
        "import resource, sys; from hytemap.cli import main; import hytemap.build; "
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({room}, {room})); sys.exit(main(['build']))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1, done.stdout + done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert str(snapshots) in done.stderr
    assert len(done.stderr) < 500
    assert {path.name: path.read_bytes() for path in snapshots.glob("[!.]*")} == before


@pytest.mark.slow
@pytest.mark.parametrize("served", ["wfs_geojson"], indirect=True)
def test_two_at_once_leave_one_whole_copy_of_each(house: House, served: Served) -> None:
    served.give([({**p, "he_vakiy": 77, "nimi": f"{p['nimi']} uusi"}, g) for p, g in served.features])
    both = [
        subprocess.Popen(
            [*FETCH, "postinumeroalue", "paavo"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    said = [process.communicate(timeout=120) for process in both]
    for out, error in said:
        assert "Traceback" not in error
        assert "postinumeroalue: 46 areas, 2026" in out
        assert "paavo: 46 areas, 2024" in out
    # the second build may find the first at work, and says so
    assert [process.returncode for process in both].count(0) >= 1
    for process, (_, error) in zip(both, said, strict=True):
        assert process.returncode == 0 or "another build is writing" in error
    level = load_level(Settings(), "postinumeroalue")
    assert level is not None
    assert level.names_fi[0] == "Tapiola uusi"
    attempts = json.loads((house.data / "work" / "attempts.json").read_bytes())
    assert {"postinumeroalue", "paavo", "sotkanet"} <= set(attempts)
    leftovers = [p.name for p in (house.data / "work").rglob(".writing-*")]
    assert leftovers == []


@pytest.mark.slow
@pytest.mark.parametrize("served", ["wfs_geojson"], indirect=True)
@pytest.mark.parametrize("cut", [0, 60])
def test_a_copy_cut_short_afterwards_is_named_and_the_snapshot_stays(house: House, served: Served, cut: int) -> None:
    [path] = (house.data / "work" / "tables").glob("paavo-2024-*.csv")
    path.write_bytes(path.read_bytes()[:cut])
    snapshot = (house.data / "snapshots" / "CURRENT").read_bytes()
    done = subprocess.run(
        [sys.executable, "-m", "hytemap", "build"], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 1
    assert f"{path} is not what was fetched: run hytemap fetch paavo" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert (house.data / "snapshots" / "CURRENT").read_bytes() == snapshot
    served.source = "paavo"
    assert house.fetch("paavo").status == 0
    assert path.stat().st_size > cut


@pytest.mark.parametrize("served", ["wfs_geojson"], indirect=True)
def test_a_folder_that_is_not_ours_to_write_is_told_without_a_traceback(
    house: House, served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    monkeypatch.setenv("HYTEMAP_DATA", str(in_the_way))
    done = subprocess.run([*FETCH, "paavo"], capture_output=True, text=True, timeout=60, check=False, env=os.environ)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert str(in_the_way) in done.stderr
