"""`hytemap snapshots`: what is kept, and going back."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from hytemap.atlas.holder import AtlasHolder
from hytemap.build import build
from hytemap.build.freshness import is_current
from hytemap.settings import Settings
from tests.cli.serving import run
from tests.content import copy_content, edit_figures


def one_more_unemployed(row: dict[str, str]) -> dict[str, str]:
    if (row["area"], row["variable"], row["year"]) == ("02100", "pt_tyott", "2024"):
        return row | {"value": str(int(row["value"]) + 1)}
    return row


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a data folder in which two snapshots were built, one after the other."""
    folder = tmp_path_factory.mktemp("snapshots")
    settings = Settings(data=folder / "data", content=copy_content(folder / "content"))
    build(settings)
    edit_figures(folder / "content", "paavo", one_more_unemployed)
    build(settings)
    return settings


@pytest.fixture
def hashes(settings: Settings) -> Iterator[tuple[str, str]]:
    """The older and the newer hash; the newer is current, and is so again when the test ends."""
    listed = run("snapshots", data=settings.data, content=settings.content).stdout.splitlines()
    newer, older = (line[2:].split()[0] for line in listed)
    assert listed[0].startswith(f"* {newer}  ")
    assert listed[1].startswith(f"  {older}  ")
    yield older, newer
    run("snapshots", newer, data=settings.data, content=settings.content)


def test_going_back_shows_the_older_one_in_a_running_server(settings: Settings, hashes: tuple[str, str]) -> None:
    older, newer = hashes
    serving = AtlasHolder(settings.snapshots)
    assert serving.current.hash == newer
    done = run("snapshots", older[:6], data=settings.data, content=settings.content)
    assert done.stdout == f"snapshot {older} is current\n"
    assert serving.refresh()
    assert serving.current.hash == older


@pytest.mark.slow
def test_a_server_that_starts_keeps_to_what_was_gone_back_to(settings: Settings, hashes: tuple[str, str]) -> None:
    run("snapshots", hashes[0], data=settings.data, content=settings.content)
    assert is_current(settings)


def test_a_hash_that_is_not_kept_is_told_with_those_that_are(settings: Settings, hashes: tuple[str, str]) -> None:
    done = run("snapshots", "feedbeef", data=settings.data, content=settings.content)
    assert done.returncode == 1
    assert f"no kept snapshots start with 'feedbeef'; name one of: {hashes[1]}, {hashes[0]}" in done.stderr


@pytest.mark.slow
def test_a_damaged_snapshot_is_not_gone_back_to(settings: Settings, hashes: tuple[str, str]) -> None:
    path = settings.snapshots / f"snapshot-{hashes[0]}.gpkg"
    whole, stat = path.read_bytes(), path.stat()
    current = (settings.snapshots / "CURRENT").read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * 4096 + whole[8192:])
    done = run("snapshots", hashes[0], data=settings.data, content=settings.content)
    path.write_bytes(whole)
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert done.returncode == 1
    assert f"{path.name}" in done.stderr
    assert "Traceback" not in done.stderr
    assert (settings.snapshots / "CURRENT").read_bytes() == current
